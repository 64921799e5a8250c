"""A contract from its registration to its decision, as two people do it in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import typst
from playwright.sync_api import Browser, Locator, Page, expect

from kit.browsing import Server, settled, shot
from sakimori.clock import now, today
from sakimori.demo.company import DEMO_KIND
from sakimori.domain.codes import Lifecycle, Role, UserRole
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.services.settings.users import add_user

pytestmark = pytest.mark.browser

TITLE = "発送代行の基本契約"
PEOPLE = (("高橋 健", UserRole.PROCUREMENT), ("加藤 誠", UserRole.AUDITOR))


@pytest.fixture(scope="module")
def own_server(browser: Browser, serve: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The application over a company with two people and one processor."""
    home: Path = tmp_path_factory.mktemp("contracts")
    workspace, founder = Workspace(home / "demo.db"), Actor("us09", "創業者", frozenset(UserRole))
    for number, (name, role) in enumerate(PEOPLE, start=1):
        add_user(
            workspace,
            name=name,
            department="",
            roles=frozenset({role}),
            user_id=f"us0{number}",
            actor=founder,
            at=now(),
        )
    workspace.set_meta(kind=DEMO_KIND, name="架空の会社")
    party = ThirdParty(
        "", "株式会社ほしくず配送", roles=frozenset({Role.PROCESSOR}), country="JP", lifecycle=Lifecycle.IN_USE
    )
    register(workspace, party, actor=founder, at=now())
    return serve("app.py", home=home)


def paper() -> bytes:
    """A contract of some pages."""
    articles = "".join(f"\n== Article {number}\n#lorem(90)\n" for number in range(1, 13))
    return typst.compile(articles.encode())


def act_as(page: Page, name: str) -> None:
    """Choose another person in the menu at the right of the header."""
    page.get_by_test_id("stMenuButton").last.click()
    page.get_by_text(re.compile(rf"^{name}（.*として見る")).click()
    settled(page)


def type_day(page: Page, dialog: Locator, label: str, day: date) -> None:
    """Type a day into its three parts."""
    dialog.get_by_role("spinbutton", name=f"year, {label}").click()
    page.keyboard.type(f"{day:%Y%m%d}")
    page.keyboard.press("Tab")
    settled(page)


def test_a_contract_is_registered_read_and_decided(own_server: Server, page: Page) -> None:
    page.goto(own_server.address)
    settled(page)
    expect(page.get_by_role("heading", name="不備ボード")).to_be_visible()
    page.get_by_role("link", name="契約", exact=True).click()
    settled(page)

    # Registered: the form asks for renewal only once there is an end that renews by itself.
    page.get_by_role("button", name="契約を登録").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox").first.fill("ほしくず配送")
    page.get_by_role("option").first.click()
    settled(page)
    dialog.get_by_label("契約の名称").fill(TITLE)
    page.keyboard.press("Tab")
    settled(page)
    expect(dialog.get_by_label("更新の期間（月）")).to_have_count(0)
    start, end = today() - timedelta(days=200), today() + timedelta(days=40)
    type_day(page, dialog, "開始日", start)
    dialog.get_by_role("radio", name="終わりの日がある").click()
    settled(page)
    type_day(page, dialog, "いまの期間の満了日", end)
    dialog.get_by_test_id("stButtonGroup").filter(has_text="自動更新する").get_by_text("はい").click()
    settled(page)
    dialog.get_by_label("更新の期間（月）").fill("12")
    page.keyboard.press("Tab")
    dialog.get_by_label("当社の更新拒絶の通知期限（満了の何日前）").fill("30")
    page.keyboard.press("Tab")
    settled(page)
    expect(dialog.get_by_text("までに通知します")).to_be_visible()
    shot(page, "contracts-form")
    dialog.locator("input[type=file]").set_input_files({"name": "契約書.pdf", "mimeType": "", "buffer": paper()})
    settled(page)
    dialog.get_by_role("checkbox").check(force=True)  # from the list nobody has said whom it covers
    settled(page)
    dialog.get_by_role("button", name="登録して条項を確かめる").click()
    settled(page)

    # Its sheet opens: what was solved is named, and its pages stand beside the clauses.
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(page.get_by_text("不備が1件なくなりました")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("契約書.pdf")).first).to_be_visible()
    shot(page, "contracts-read")

    # Read: all are chosen by one press, one is not, and the rest is noted at once; a weak one is noted by itself.
    page.get_by_role("button", name="未確認20件をまとめて記す").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="すべて選ぶ").click()
    settled(page)
    dialog.get_by_role("checkbox").first.uncheck(force=True)
    settled(page)
    shot(page, "contracts-many")
    dialog.get_by_role("button", name="19件を「有」と記す").click()
    settled(page)
    page.locator(".st-key-clause_ITK-01").get_by_text("△ 弱い").click()
    settled(page)
    expect(page.get_by_text("保存しました").first).to_be_visible()
    shot(page, "contracts-sheet")
    page.get_by_text("記録", exact=True).click()
    settled(page)
    expect(page.get_by_text("高橋 健が").first).to_be_visible()

    # Decided: what it leads to is said before.
    page.get_by_role("button", name="継続する").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("まで続きます")).to_be_visible()
    dialog.get_by_role("checkbox").check(force=True)
    settled(page)
    shot(page, "contracts-renewal")
    dialog.get_by_role("button", name="継続する").click()
    settled(page)
    expect(page.get_by_text("次の通知期限は").first).to_be_visible()

    # An auditor sees the list and can change nothing.
    act_as(page, "加藤 誠")
    page.get_by_role("link", name="契約", exact=True).click()
    settled(page)
    expect(page.get_by_role("heading", name="契約", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="契約を登録")).to_be_disabled()
    shot(page, "contracts-list")
