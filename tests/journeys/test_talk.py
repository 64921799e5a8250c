"""Sales asks, compliance asks back, sales replies: each reads the other's words, from the first page of each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from journeys.test_inquiry import become, press
from kit.asking import COMPLIANCE, SALES, a_question, a_workspace_today
from kit.browsing import Server, settled, shot, the_table
from kit.homes import sakimori
from sakimori.clock import now, today
from sakimori.services.clearance.inquiries import send_inquiry

pytestmark = [pytest.mark.browser]

QUESTION = "渡す名簿は、いつ集めたものですか。"
REPLY = "今年の展示会で集めたものです。"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A hand-over of high risk about which sales has asked."""
    grave = {"flow": {"person_count": 20_000}, "data_set_parts": [{"person_count": 20_000}]}
    workspace = a_workspace_today(tmp_path, **grave)
    request = a_question(on=today(), recorded_flow=True, **grave)
    send_inquiry(workspace, request, message="展示会の案内に使います。", actor=SALES, at=now())
    return tmp_path


def come_in(page: Page, server: Server, name: str) -> None:
    """Become somebody, and come in by the address without a page."""
    become(page, name)
    page.goto(f"{server.address}/?lang=ja")
    settled(page)


def test_asker_and_decider_talk_before_the_answer(page: Page, serve: Callable[..., Server], home: Path) -> None:
    server = serve("app.py", home=home)
    page.goto(f"{server.address}/check?lang=ja")
    settled(page)
    waits = page.locator(".st-key-waits_for_me")
    dialog = page.get_by_role("dialog")

    come_in(page, server, COMPLIANCE.name)
    expect(waits).to_contain_text("株式会社みなもへの提供の照会")
    shot(page, "talk-waits")
    waits.get_by_role("link", name="回答する").click()
    settled(page)
    dialog.get_by_text("照会した人に質問する").click()
    dialog.get_by_role("textbox", name="質問").fill(QUESTION)
    page.keyboard.press("Tab")
    settled(page)
    press(page, "質問を送る")
    expect(page.get_by_text("質問を送りました")).to_be_visible()
    expect(the_table(page)).to_contain_text("質問あり")

    come_in(page, server, SALES.name)
    expect(waits).to_contain_text("への質問")
    waits.get_by_role("button", name="返事をする").click()
    settled(page)
    expect(dialog).to_contain_text(QUESTION)
    expect(dialog).to_contain_text(f"法務からの質問 {COMPLIANCE.name}")
    dialog.get_by_role("textbox", name="質問への返事").fill(REPLY)
    page.keyboard.press("Tab")
    settled(page)
    shot(page, "talk-reply")
    press(page, "法務に送る")
    expect(page.get_by_text("法務に送りました")).to_be_visible()
    expect(waits).to_have_count(0)

    come_in(page, server, COMPLIANCE.name)
    waits.get_by_role("link", name="回答する").click()
    settled(page)
    for words in (QUESTION, REPLY, f"照会した人から {SALES.name}"):
        expect(dialog).to_contain_text(words)
    dialog.get_by_role("textbox", name="回答の理由").fill("今年のものと確かめた")
    page.keyboard.press("Tab")
    settled(page)
    shot(page, "talk-answer")
    press(page, "承認する")
    expect(page.get_by_text("照会に回答しました")).to_be_visible()

    page.goto(f"{server.address}/risk?lang=ja")
    settled(page)
    expect(waits).to_have_count(0)
    assert sakimori(home, "verify").returncode == 0
    assert sakimori(home, "recompute", "--check").returncode == 0
