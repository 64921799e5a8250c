"""A person asks for disclosure: received, identified, two processors asked, answered, and at the end forgotten."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Page, expect

from kit.browsing import Server, give_day, pick, settled, shot
from sakimori.clock import now, today
from sakimori.demo.company import DEMO_KIND
from sakimori.domain.codes import DataCategory, Role, UserRole
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.records.own_registers import DataSet, Notice, PublicItem
from sakimori.domain.records.passed_on import PassedOn, PassedOnAnswer, PassedOnWay
from sakimori.domain.records.person_requests import (
    IdentityCheck,
    PersonRequest,
    ReplyWay,
    RequestChannel,
    RequestKind,
    RequestResult,
)
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.days import add_months
from sakimori.exchange.registers.words import code_word
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.services.settings.users import add_user

pytestmark = pytest.mark.browser

ACTOR = Actor("us01", "佐藤 美咲", frozenset(UserRole))
NAME, CONTACT, WISH = "青葉 かすみ", "kasumi.aoba@example.ne.jp", "登録されている住所をすべて見たい"
PROCESSORS = ("株式会社つむぎコールセンター", "株式会社さざなみ印刷")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A company whose members two processors hold as well."""
    workspace, since = Workspace(tmp_path / "demo.db"), add_months(today(), -12)
    who: dict[str, Any] = {"actor": ACTOR, "at": now()}
    roles = frozenset({UserRole.COMPLIANCE, UserRole.ADMIN})
    add_user(workspace, name="佐藤 美咲", department="法務部", roles=roles, user_id="us01", **who)
    workspace.set_meta(kind=DEMO_KIND, name="みなと青葉商事株式会社")
    members = record(workspace, DataSet("", "会員"), **who).record
    record(workspace, Notice("", "プライバシーポリシー", since, items=frozenset(PublicItem)), **who)
    for name in PROCESSORS:
        party = register(workspace, ThirdParty("", name, frozenset({Role.PROCESSOR}), country="JP"), **who).record
        flow = DataFlow(
            "", party.id, f"{name[4:6]}への委託", Direction.OUT, Role.PROCESSOR, LegalRoute.ENTRUST,
            data_set_id=members.id, categories=frozenset({DataCategory.PI_CONTACT}), start_on=since,
        )  # fmt: skip
        record(workspace, flow, **who)
    return tmp_path


def stored(home: Path, kind: type) -> list[Any]:
    with Workspace(home / "demo.db").unit() as unit:
        return unit.records.select(kind)


def press(page: Page, name: str) -> None:
    """Press the last button of a name: in a dialog, the one of the dialog."""
    page.get_by_role("button", name=name, exact=True).last.click()
    settled(page)


def test_a_disclosure_with_two_processors_from_receipt_to_reply(
    page: Page, serve: Callable[..., Server], home: Path
) -> None:
    server = serve("app.py", home=home)
    page.goto(f"{server.address}/incidents?view=requests&lang=ja")
    settled(page)
    expect(page.get_by_text("「プライバシーポリシー」に記載があります。")).to_be_visible()
    shot(page, "requests-empty")

    press(page, "請求を記録")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("本人の氏名").fill(NAME)
    dialog.get_by_label("連絡先").fill(CONTACT)
    dialog.get_by_label("請求の内容").fill(WISH)
    dialog.get_by_role("combobox", name=re.compile("対象のデータセット")).click()
    page.get_by_role("option", name="会員").click()
    page.keyboard.press("Escape")
    settled(page)
    pick(page, "request_kind", code_word(RequestKind.DISCLOSURE).ja)
    pick(page, "request_channel", code_word(RequestChannel.LETTER).ja)
    give_day(page, "request_received_on", today())
    press(page, "請求を記録")
    expect(page.get_by_text("次にすること：本人を確認する")).to_be_visible()
    expect(page.get_by_text(NAME)).to_have_count(0)
    (request,) = stored(home, PersonRequest)
    assert (request.person_name, request.contact, request.wish) == (NAME, CONTACT, WISH)

    press(page, "本人を確認する")
    page.get_by_role("dialog").get_by_role("combobox", name=re.compile("請求した人")).click()
    page.get_by_role("option", name="本人", exact=True).click()
    settled(page)
    dialog.get_by_text(code_word(IdentityCheck.SHOWN).ja, exact=True).click()
    give_day(page, "identity_on", today())
    shot(page, "requests-identity")
    press(page, "本人確認を記録")
    expect(page.get_by_text("次にすること：データを探す")).to_be_visible()
    press(page, "あり")
    expect(page.get_by_text("次にすること：渡した先に依頼する")).to_be_visible()
    press(page, "渡した先 2件に依頼する")
    shot(page, "requests-asked")

    for left in (1, 0):
        press(page, "渡した先に伝える")
        expect(page.get_by_role("dialog")).to_contain_text("当社に個人データの開示を請求された方について")
        pick(page, "told_how", code_word(PassedOnWay.MAIL).ja)
        give_day(page, "told_on", today())
        press(page, "伝えたと記録")
        assert sum(line.told_on is None for line in stored(home, PassedOn)) == left
    for left in (1, 0):
        press(page, "回答を記録")
        page.get_by_role("dialog").get_by_text(code_word(PassedOnAnswer.FOUND).ja, exact=True).click()
        give_day(page, "answered_on", today())
        press(page, "回答を記録")
        assert sum(line.answer is None for line in stored(home, PassedOn)) == left
    assert {line.answer for line in stored(home, PassedOn)} == {PassedOnAnswer.FOUND}

    press(page, "回答する")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text(code_word(RequestResult.GRANTED).ja, exact=True).click()
    settled(page)
    expect(dialog).to_contain_text(f"{NAME} 様")
    expect(dialog).to_contain_text("法律33条1項")
    with page.expect_download() as taken:
        dialog.get_by_role("button", name="PDF").click()
    sheets = pypdf.PdfReader(io.BytesIO(Path(taken.value.path()).read_bytes())).pages
    assert request.number in "".join(sheet.extract_text() for sheet in sheets)
    shot(page, "requests-reply")
    pick(page, "reply_way", code_word(ReplyWay.PAPER).ja)
    give_day(page, "replied_on", today())
    press(page, "回答したと記録")
    expect(page.get_by_text("次にすること：なし（対応済み）")).to_be_visible()
    (request,) = stored(home, PersonRequest)
    assert (request.result, request.replied_on) == (RequestResult.GRANTED, today())

    press(page, "本人の情報を消去")
    press(page, "本人の情報を消去")
    expect(page.get_by_text("本人の情報は")).to_be_visible()
    with Workspace(home / "demo.db").unit() as unit:
        rows = [repr(row) for table in unit.engine.tables() for row in unit.engine.values(f"SELECT * FROM {table}")]
    assert any(request.number in row for row in rows), "what is not erased is found there"
    for value in (NAME, CONTACT, WISH):
        assert not [row for row in rows if value in row]
        assert value not in server.log
    shot(page, "requests-erased")
