"""Compliance finds what is done but not said, adds it to the notice, and records a stop that leaves no trace."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kit.browsing import Server, give_day, pick, press_in_row, settled, shot, the_table
from sakimori.clock import now, today
from sakimori.demo.company import DEMO_KIND
from sakimori.domain.codes import DataCategory, Role, UserRole
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.records.own_registers import Notice, PublicItem, Purpose
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.days import add_months
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.services.settings.users import add_user

pytestmark = pytest.mark.browser

ADDRESS = "hanako.yamada@example.com"
ACTOR = Actor("us01", "佐藤 美咲", frozenset(UserRole))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A company with one notice, one purpose that it does not state, and a flow to Vietnam."""
    workspace, since = Workspace(tmp_path / "demo.db"), add_months(today(), -12)
    roles = frozenset({UserRole.COMPLIANCE, UserRole.ADMIN})
    add_user(workspace, name="佐藤 美咲", department="法務部", roles=roles, user_id="us01", actor=ACTOR, at=now())
    workspace.set_meta(kind=DEMO_KIND, name="みなと青葉商事株式会社")

    def put(item: Any) -> Any:
        return record(workspace, item, actor=ACTOR, at=now()).record

    purpose = put(Purpose("", "商品の発送", "ご注文の商品を届けるため", published_since=since, states_provision=True))
    put(Notice("", "プライバシーポリシー", since, items=frozenset(PublicItem), countries=frozenset()))
    party = register(
        workspace,
        ThirdParty("", "株式会社いなほ物流", frozenset({Role.PROCESSOR}), country="JP"),
        actor=ACTOR,
        at=now(),
    ).record
    put(
        DataFlow(
            "", party.id, "発送データの受託処理", Direction.OUT, Role.PROCESSOR, LegalRoute.ENTRUST,
            purpose_id=purpose.id, categories=frozenset({DataCategory.PI_TRANSACTION}), start_on=since,
            storage_countries=frozenset({"VN"}), processing_countries=frozenset({"JP"}),
        )
    )  # fmt: skip
    return tmp_path


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(name)).last.click()
    settled(page)


def test_what_is_not_said_is_added_and_a_stop_leaves_no_trace(
    page: Page, serve: Callable[..., Server], home: Path
) -> None:
    server = serve("app.py", home=home)
    page.goto(f"{server.address}/purposes?lang=ja")
    settled(page)
    table = the_table(page)
    expect(table).to_contain_text("利用目的「商品の発送」")
    expect(table).to_contain_text("ベトナムでの取扱い")
    box = table.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 800
    shot(page, "purposes")

    press_in_row(page)
    expect(page.get_by_role("dialog")).to_contain_text("・ご注文の商品を届けるため")
    shot(page, "purposes-text")
    press(page, "公表文書の新しい版を登録する")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("いまの公表文書「プライバシーポリシー」の内容から始めます")
    day = dialog.get_by_role("group", name="公表した日")
    day.get_by_role("spinbutton").first.click()
    page.keyboard.type(today().strftime("%Y%m%d"))
    page.keyboard.press("Tab")
    settled(page)
    press(page, "保存する")
    expect(page.get_by_text(re.compile("保存しました"))).to_be_visible()
    expect(the_table(page)).not_to_contain_text("利用目的「商品の発送」")
    expect(the_table(page)).to_contain_text("ベトナムでの取扱い")

    page.get_by_role("tab", name=re.compile("停止請求")).click()
    settled(page)
    press(page, "停止請求を登録")
    pick(page, "stop_channel", "メール")
    give_day(page, "stop_received_on", today())
    page.get_by_label("メールアドレス（保存しません）").fill(ADDRESS)
    page.keyboard.press("Enter")
    settled(page)
    press(page, "登録する")
    expect(page.get_by_role("tab", name="停止請求 1")).to_be_visible()
    expect(page.get_by_text(ADDRESS)).to_have_count(0)
    shot(page, "purposes-stops")
    for file in home.iterdir():
        assert ADDRESS.encode() not in file.read_bytes(), file.name
    assert (home / "demo.stop.key").exists()

    page.get_by_text("調書", exact=True).first.click()
    settled(page)
    expect(page.get_by_test_id("stMetric").filter(has_text="公表していないこと")).to_contain_text("1件")
    shot(page, "own-dossier")
