"""Sales hands over under a slip and records it; compliance finds the record by person, prints it and may not purge."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Page, expect

from kit.asking import AUDITOR, COMPLIANCE, SALES, a_question, a_workspace_today
from kit.browsing import Server, give_day, open_row, pick, settled, shot, the_table
from kit.homes import ON_BOTH
from kit.releasing import CONSENT
from sakimori.clock import now, today
from sakimori.domain.records.hand_over import ProvisionRecord
from sakimori.services.clearance.slips import issue_slip
from sakimori.services.kernel.workspace import Workspace

pytestmark = [pytest.mark.browser, ON_BOTH]

NUMBER = f"TK-{today().year}-000001"
PERSON = "K-77001"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A sound hand-over on consent, with a slip that sales was given today."""
    workspace = a_workspace_today(tmp_path, **CONSENT)
    question = a_question(on=today(), recorded_flow=True, **CONSENT)
    assert issue_slip(workspace, question, actor=SALES, at=now()).record.number == NUMBER
    return tmp_path


def become(page: Page, name: str) -> None:
    menu = page.get_by_test_id("stMenuButton").last
    if name in menu.inner_text():
        return
    menu.click()
    page.get_by_text(re.compile(rf"^{name}（.*として見る")).click()
    settled(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(name)).last.click()
    settled(page)


def open_records(page: Page) -> None:
    page.get_by_role("link", name="記録簿").click()
    settled(page)


def text_of(path: Path) -> str:
    """What a PDF says, without the spaces between Japanese and Latin letters that belong to its setting."""
    said = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages)
    return "".join(said.split())


def test_from_the_slip_to_the_printed_record(page: Page, serve: Callable[..., Server], home: Path) -> None:
    server = serve("app.py", home=home)
    page.goto(f"{server.address}/slip?number={NUMBER}&lang=ja")
    settled(page)
    expect(page.get_by_test_id("stMenuButton").last).to_contain_text(SALES.name)
    press(page, "提供の実施を記録")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("株式会社みなも")
    dialog.get_by_label("顧客番号（任意）").fill(f"{PERSON}\nK-77002")
    page.keyboard.press("Tab")
    settled(page)
    expect(dialog).to_contain_text("人数：2人")
    for day in ("first_on", "last_on"):
        give_day(page, f"release_{day}", today())
    pick(page, "release_method", "ファイル転送")
    expect(dialog).to_contain_text("保存期限")
    shot(page, "records-release")
    press(page, "^記録する$")
    expect(page.get_by_text(re.compile("提供の記録を作りました"))).to_be_visible()
    open_records(page)
    expect(the_table(page, -1)).to_contain_text("株式会社みなも")

    become(page, COMPLIANCE.name)
    open_records(page)
    expect(page.get_by_test_id("stMetric").nth(1)).to_contain_text("1件")
    expect(page.get_by_text("必要な記録はすべてあります")).to_be_visible()
    shot(page, "records")
    press(page, "本人から探す")
    page.get_by_label("顧客番号", exact=True).fill("ｋ-77001")
    page.keyboard.press("Tab")
    settled(page)
    press(page, "^探す$")
    expect(page.get_by_text(re.compile("載っている記録：1件"))).to_be_visible()

    open_row(page)
    dialog = page.get_by_role("dialog")
    for words in ("東京都千代田区1-1", "代表 太郎", "k-77001、k-77002", "それまでは廃棄できません"):
        expect(dialog).to_contain_text(words)
    expect(dialog.get_by_role("button", name="廃棄する")).to_be_disabled()
    shot(page, "records-record")
    with page.expect_download() as taken:
        dialog.get_by_role("button", name="様式どおりに印刷").click()
    printed = text_of(Path(taken.value.path()))
    for words in ("提供の記録（法29条）", "株式会社みなも", "代表 太郎", "k-77001", COMPLIANCE.name):
        assert "".join(words.split()) in printed
    (record,) = _records(home)
    assert record.retain_until.strftime("%Y/%m/%d") in printed
    dialog.get_by_role("button", name="Close").click()
    settled(page)
    expect(dialog).to_have_count(0)

    press(page, "出力")
    with page.expect_download() as taken:
        page.get_by_role("button", name="PDF（提供の記録）").click()
    assert "提供の記録（法29条）" in text_of(Path(taken.value.path()))
    page.keyboard.press("Escape")

    become(page, AUDITOR.name)
    open_records(page)
    expect(page.get_by_role("button", name="提供の実施を記録")).to_be_disabled()


def _records(home: Path) -> list[ProvisionRecord]:
    with Workspace(home / "demo.db").unit() as unit:
        return unit.records.select(ProvisionRecord)
