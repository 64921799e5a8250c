"""A US cloud service with a seller in Japan, entered by procurement through the screens, and what compliance sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from kit.browsing import Server, open_row, settled, shot, the_table
from kit.cases.us_saas import CONTRACT, FLOW, HOSTING, PERSONS, PROVIDER, SELLER, SERVICE, SUPPORT, TITLES
from sakimori.clock import now, today
from sakimori.demo.company import DEMO_KIND
from sakimori.domain.codes import UserRole
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.services.settings.policy import change_policy
from sakimori.services.settings.users import add_user

pytestmark = pytest.mark.browser

PEOPLE = (("佐藤 美咲", UserRole.COMPLIANCE), ("高橋 健", UserRole.PROCUREMENT))
"""The first one looks on first; who was chosen stays when a page is loaded anew."""


@pytest.fixture
def company(browser: Browser, serve: Callable[..., Server], tmp_path: Path) -> Server:
    """A company that has bought from the seller before, and nothing else."""
    assert browser.is_connected()
    workspace, founder = Workspace(tmp_path / "demo.db"), Actor("us09", "創業者", frozenset(UserRole))
    for number, (name, role) in enumerate(PEOPLE, start=1):
        roles, user_id = frozenset({role}), f"us0{number}"
        add_user(workspace, name=name, department="", roles=roles, user_id=user_id, actor=founder, at=now())
    with workspace.unit() as unit:
        policy = replace(unit.policy(), start_period_days=0)
    change_policy(workspace, policy, actor=founder, at=now())
    workspace.set_meta(kind=DEMO_KIND, name="架空の会社")
    register(workspace, ThirdParty("", SELLER, country="JP"), actor=founder, at=now())
    return serve("app.py", home=tmp_path)


def act_as(page: Page, name: str) -> None:
    """Choose another person in the menu at the right of the header."""
    now = re.compile("|".join(person for person, _ in PEOPLE))
    page.get_by_test_id("stMenuButton").filter(has_text=now).click()
    page.get_by_text(re.compile(rf"^{name}（.*として見る")).click()
    settled(page)


def press(within: Page | Locator, name: str, page: Page) -> None:
    """Press the button of a name."""
    within.get_by_role("button", name=re.compile(name)).last.click()
    settled(page)


def choose(within: Page | Locator, label: str, option: str, page: Page) -> None:
    """Choose from a list by typing."""
    box = within.get_by_role("combobox", name=re.compile(label)).last
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option).first.click()
    page.keyboard.press("Tab")
    settled(page)


def write(within: Page | Locator, label: str, words: str, page: Page) -> None:
    """Write into a field and leave it."""
    within.get_by_label(label, exact=True).last.fill(words)
    page.keyboard.press("Tab")
    settled(page)


def open_tab(page: Page, name: str) -> None:
    """Open a tab of the dossier."""
    page.get_by_role("tab", name=re.compile(f"^{name}")).click()
    settled(page)


def told(page: Page) -> list[str]:
    """The titles in the table of gaps."""
    titles = the_table(page).locator("tbody tr td:nth-child(2)")
    expect(titles.first).to_be_attached()
    return titles.all_text_contents()


def enter_provider(page: Page) -> None:
    """The third party by the form, then its service in the dossier."""
    press(page, "取引先を登録", page)
    dialog = page.get_by_role("dialog")
    write(dialog, "名称（必須）", PROVIDER, page)
    dialog.get_by_test_id("stButtonGroup").first.get_by_text("クラウド事業者").click()
    settled(page)
    choose(dialog, "所在国", "アメリカ合衆国", page)
    choose(dialog, "法人区分", "会社", page)
    choose(dialog, "渡すデータの種類", "氏名・連絡先", page)
    write(dialog, "本人の人数", str(PERSONS), page)
    dialog.get_by_test_id("stButtonGroup").filter(has_text="いいえ").get_by_text("いいえ").click()
    settled(page)
    choose(dialog, "外国での取扱い", "あり（それ以外の国）", page)
    choose(dialog, "業務への影響", "止まると支障が大きい", page)
    shot(page, "us-saas-provider")
    press(dialog, "取引先を登録", page)
    expect(page.get_by_role("heading", name=PROVIDER)).to_be_visible()
    open_tab(page, "サービス")
    press(page, "サービスを追加", page)
    write(page.get_by_role("dialog"), "名称", SERVICE, page)
    press(page.get_by_role("dialog"), "保存する", page)


def enter_sub_processor(page: Page, name: str, country: str, row: int, approval: str) -> None:
    """One sub-processor, and what is known of our consent to it."""
    press(page, "再委託先を登録", page)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").first.fill(name)
    choose(dialog, "国", country, page)
    press(dialog, "保存する", page)
    open_row(page, row)
    dialog = page.get_by_role("dialog")
    dialog.get_by_test_id("stButtonGroup").first.get_by_text(approval).click()
    settled(page)
    press(dialog, "承諾の状態を記録", page)


def enter_contract(page: Page) -> None:
    """The contract of the seller, and that it covers the provider."""
    press(page, "契約を登録", page)
    dialog = page.get_by_role("dialog")
    choose(dialog, "取引先", SELLER, page)
    choose(dialog, "種類", "販売代理店契約", page)
    write(dialog, "契約の名称", CONTRACT, page)
    dialog.get_by_role("spinbutton", name="year, 開始日").click()
    page.keyboard.type(f"{today() - timedelta(days=30):%Y%m%d}")
    page.keyboard.press("Tab")
    settled(page)
    dialog.get_by_role("radio", name="期間の定めがない").click()
    settled(page)
    press(dialog, "登録して条項を確かめる", page)
    press(page, "対象を加える", page)
    choose(page.get_by_role("dialog"), "取引先", PROVIDER, page)
    press(page.get_by_role("dialog"), "対象を加える", page)
    press(page.locator("[class*=st-key-cover_]").filter(has_text=PROVIDER), "対象と確認", page)
    page.get_by_role("dialog").get_by_text("上の内容を確かめました", exact=True).click()
    settled(page)
    press(page.get_by_role("dialog"), "対象と確認", page)
    shot(page, "us-saas-contract")


def enter_flow(page: Page) -> None:
    """The flow as a cloud that does not handle the data; of its facts nobody knows anything."""
    press(page, "フローを登録", page)
    choose(page, "どの取引先のフローですか", PROVIDER, page)
    choose(page, "向き", "渡す", page)
    choose(page, "相手の役割", "クラウド事業者", page)
    write(page, "名称", FLOW, page)
    choose(page, "データの種類", "氏名・連絡先", page)
    choose(page, "渡す根拠", "提供に当たらない", page)
    write(page, "根拠の理由", "提供者は取り扱わないと説明している", page)
    expect(page.get_by_text("クラウド例外の事実").first).to_be_visible()
    expect(page.get_by_text("28条の根拠が要るかは決まりません")).to_be_visible()
    choose(page, "リージョン", "aws us-east-1", page)
    write(page, "人数", str(PERSONS), page)
    shot(page, "us-saas-flow")
    page.get_by_role("button", name=re.compile("^保存する")).first.click()
    settled(page)
    expect(page.get_by_text(re.compile("保存しました"))).to_be_visible()


def test_procurement_enters_it_and_compliance_sees_exactly_what_the_law_foresees(company: Server, page: Page) -> None:
    page.goto(company.address)
    settled(page)
    act_as(page, "高橋 健")
    page.get_by_role("link", name="取引先一覧", exact=True).click()
    settled(page)
    enter_provider(page)
    dossier = page.url
    open_tab(page, "再委託")
    enter_sub_processor(page, HOSTING, "アメリカ合衆国", 0, "事前報告を受けた")
    enter_sub_processor(page, SUPPORT, "ベトナム", 0, "承諾待ち")
    page.get_by_role("link", name="契約", exact=True).click()
    settled(page)
    enter_contract(page)
    page.get_by_role("link", name="データフロー", exact=True).click()
    settled(page)
    enter_flow(page)

    act_as(page, "佐藤 美咲")
    page.goto(dossier)
    settled(page)
    expect(page.get_by_test_id("stMenuButton").filter(has_text="佐藤 美咲")).to_be_visible()
    page.get_by_role("tab", name=re.compile("^不備 ")).click()  # the address names the tab that was open before
    settled(page)
    shot(page, "us-saas-gaps")
    assert sorted(told(page)) == sorted(TITLES)
