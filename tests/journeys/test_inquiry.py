"""Sales asks, compliance answers, sales issues a slip and takes its file; page and terminal find it good."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Page, expect

from kit.asking import COMPLIANCE, SALES, a_workspace_today
from kit.browsing import Server, press_in_row, settled, shot, the_table
from kit.homes import ON_BOTH, sakimori
from sakimori.clock import today

pytestmark = [pytest.mark.browser, ON_BOTH]

NUMBER = f"TK-{today().year}-000001"
MESSAGE = "来週の展示会の案内に使います。"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A sound hand-over of which nobody has said whether the recipient may misuse the data."""
    a_workspace_today(tmp_path, facts={"misuse": "未回答"})
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


def open_check(page: Page) -> None:
    page.get_by_role("link", name="提供可否チェック").click()
    settled(page)


def test_a_question_goes_to_compliance_and_comes_back_as_a_slip(
    page: Page, serve: Callable[..., Server], home: Path
) -> None:
    server = serve("app.py", home=home)
    page.goto(f"{server.address}/check?lang=ja&party=tp1&flow=fl1")
    settled(page)
    become(page, SALES.name)
    expect(page.get_by_role("heading", name=re.compile("要照会"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("提供可否票を発行"))).to_have_count(0)

    page.keyboard.press("Control+Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("株式会社みなも")
    dialog.get_by_role("textbox", name="照会の文").fill(MESSAGE)
    shot(page, "inquiry-send")
    press(page, "この内容で照会する")
    expect(page.get_by_text(re.compile("法務に照会しました"))).to_be_visible()
    expect(the_table(page, -1)).to_contain_text("回答待ち")

    become(page, COMPLIANCE.name)
    page.get_by_role("link", name="提供可否チェック").click()
    settled(page)
    page.locator(".st-key-check_views").get_by_text("照会・判定一覧").click()
    settled(page)
    expect(page.get_by_test_id("stMetric").first).to_contain_text("1件")
    press_in_row(page, table=0)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(MESSAGE)
    expect(dialog.get_by_role("button", name="承認する")).to_be_disabled()
    dialog.get_by_text("兆候なし", exact=True).first.click()
    settled(page)
    press(page, "事実を記録する")
    expect(dialog).to_contain_text("照会した人だけが述べている事実")  # recorded is not made sure of
    expect(dialog.get_by_role("button", name="承認する")).to_be_disabled()
    dialog.get_by_text(re.compile("：兆候なし$")).first.click()
    settled(page)
    dialog.get_by_role("textbox", name=re.compile("回答の理由")).fill("使い道を確かめた")
    page.keyboard.press("Tab")
    settled(page)
    shot(page, "inquiry-answer")
    press(page, "承認する")
    expect(page.get_by_text(re.compile("照会に回答しました"))).to_be_visible()

    become(page, SALES.name)
    open_check(page)
    press_in_row(page, table=-1)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("使い道を確かめた")
    press(page, "提供可否票を発行")
    expect(dialog).to_contain_text(NUMBER)
    with page.expect_download() as taken:
        page.get_by_role("button", name="PDFを受け取る").click()
    body = Path(taken.value.path()).read_bytes()
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(body)).pages)
    assert NUMBER in text
    assert "株式会社みなも" in text
    shot(page, "inquiry-slip")
    address = dialog.get_by_test_id("stCode").inner_text().strip()
    assert address == f"{server.address}/slip?number={NUMBER}"

    page.goto(address)
    settled(page)
    expect(page.get_by_role("heading", name=re.compile("有効"))).to_be_visible()
    for words in ("発行したときの内容のままです", "監査記録と一致します", "同じ判定がもう一度得られました"):
        expect(page.get_by_text(re.compile(words))).to_be_visible()
    assert verified(home) == {"count": 1, "different": [], "other_rules": 0}


def verified(home: Path) -> dict[str, object]:
    """What the terminal says of the slips; it ends well only where nothing was altered."""
    done = sakimori(home, "verify", "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)["slips"]
    return found
