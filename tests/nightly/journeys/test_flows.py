"""A flow to a cloud provider abroad, entered by procurement in a real browser, and what compliance sees of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kit.browsing import TABLE, Server, open_row, press_mark, settled, shot
from kit.flowing import a_flow, a_party, keep
from sakimori.clock import now
from sakimori.demo.company import DEMO_KIND
from sakimori.domain.codes import DataCategory, UserRole
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.user import Actor
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import add_user

pytestmark = pytest.mark.browser

NAME = "問い合わせ管理への連携"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with one flow at home, and a provider abroad that has none on record."""
    folder = tmp_path_factory.mktemp("flows")
    workspace = Workspace(folder / "demo.db")
    founder = Actor("us02", "法務 担当", frozenset(UserRole))
    people = {"us01": ("高橋 健", UserRole.PROCUREMENT), "us02": ("佐藤 美咲", UserRole.COMPLIANCE)}
    for user_id, (name, role) in people.items():
        add_user(workspace, name=name, department="", roles=frozenset({role}), user_id=user_id, actor=founder, at=now())
    workspace.set_meta(kind=DEMO_KIND, name="試しの会社")
    printer = a_party(workspace, legal_name="株式会社あおば印刷")
    a_flow(workspace, printer, name="請求書の印刷", person_count=9_800)
    keep(workspace, SubProcessorLink("", printer.id, "Saigon Data Works", country="VN"))
    a_party(workspace, legal_name="Slatework Corporation", country="US", business_in_japan=False)
    return folder


@pytest.fixture(scope="module")
def company(browser: Browser, serve: Callable[..., Server], home: Path) -> Server:
    assert browser.is_connected()
    return serve("app.py", home=home)


def recorded(home: Path) -> DataFlow:
    with Workspace(home / "demo.db").unit() as unit:
        return next(flow for flow in unit.records.select(DataFlow) if flow.name == NAME)


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a list by typing."""
    box = page.get_by_role("combobox", name=re.compile(label)).last
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option).first.click()
    page.keyboard.press("Tab")
    settled(page)


def test_procurement_enters_a_flow_abroad_and_the_page_asks_only_what_matters(
    company: Server, page: Page, home: Path
) -> None:
    page.goto(f"{company.address}/flows")
    settled(page)
    shot(page, "flows-paths")
    page.get_by_role("button", name="フローを登録").click()
    settled(page)
    choose(page, "どの取引先のフローですか", "Slatework Corporation")
    expect(page.get_by_text("国外の根拠")).to_be_visible()
    page.get_by_label("名称").fill(NAME)
    page.keyboard.press("Tab")
    settled(page)
    choose(page, "相手の役割", "クラウド事業者")
    expect(page.get_by_text("クラウド例外の事実")).to_be_visible()
    choose(page, "データの種類", "氏名・連絡先")
    choose(page, "渡す根拠", "委託")
    expect(page.get_by_text("クラウド例外の事実")).to_have_count(0)
    choose(page, "リージョン", "aws us-east-1")
    shot(page, "flows-entry")
    page.get_by_role("button", name=re.compile("^保存する")).first.click()
    expect(page.get_by_text(re.compile("保存しました"))).to_be_visible()
    settled(page)
    shot(page, "flows-saved")
    flow = recorded(home)
    assert flow.categories == frozenset({DataCategory.PI_CONTACT})
    assert flow.storage_countries == frozenset({"US"})
    assert (flow.route, flow.route_decided_by, flow.processing_countries) == (LegalRoute.ENTRUST, None, None)


def test_a_chosen_country_lists_its_flows_and_a_row_opens_one(company: Server, page: Page) -> None:
    page.goto(f"{company.address}/flows?view=countries")
    settled(page)
    expect(page.get_by_text("国を選ぶと")).to_be_visible()
    press_mark(page, page.locator(".barlayer .point path").first)
    expect(page.get_by_text("国を選ぶと")).to_have_count(0)
    expect(page.locator(TABLE)).to_have_count(2)
    shot(page, "flows-countries")


def test_a_chosen_row_leaves_its_path_alone_and_opens_the_flow(company: Server, page: Page) -> None:
    page.goto(f"{company.address}/flows")
    settled(page)
    links = page.locator(".sankey-link")
    before = links.first.get_attribute("style")
    open_row(page)
    expect(page.get_by_role("button", name="フローを開く")).to_be_visible()
    faint = [links.nth(place).get_attribute("style") or "" for place in range(links.count())]
    assert before not in faint
    shot(page, "flows-chosen")
    page.get_by_role("button", name="フローを開く").click()
    expect(page.get_by_role("button", name="順に答える")).to_be_visible()
