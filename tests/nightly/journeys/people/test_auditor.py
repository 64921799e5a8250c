"""The auditor: what was known on a day, that nobody changed it, and what is said once somebody has."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kit.browsing import Server, settled, shot
from kit.demos import DemoIn
from kit.homes import behind_our_back, lies_at
from sakimori.clock import today

pytestmark = pytest.mark.browser


@pytest.fixture
def home(tmp_path: Path, demo_in: DemoIn) -> Path:
    demo_in(tmp_path, today())
    return tmp_path


def companies(page: Page, server: Server, query: str) -> int:
    """How many third parties the list counts."""
    page.goto(f"{server.address}/parties?lang=ja{query}")
    settled(page)
    found = page.get_by_text(re.compile(r"^[\d,]+社")).first.inner_text()
    return int(re.sub(r"\D", "", found.split("社")[0]))


def test_a_past_day_shows_what_was_known_then_and_a_changed_entry_is_found(
    page: Page, serve: Callable[..., Server], home: Path
) -> None:
    server = serve("app.py", home=home)
    page.goto(f"{server.address}/audit?lang=ja")
    settled(page, chooses=False)
    page.locator(".st-key-who_us04 button").click()
    settled(page)
    expect(page.get_by_test_id("stMenuButton").last).to_contain_text("加藤 誠")

    # The trail holds, and the auditor takes its head home.
    page.get_by_role("link", name="監査記録").click()
    settled(page)
    expect(page.get_by_text("改ざんは見つかりません")).to_be_visible()
    page.get_by_role("button", name="検証をやり直す").click()
    settled(page)
    expect(page.get_by_text(re.compile("に全体を検証"))).to_be_visible()
    with page.expect_download() as taken:
        page.locator(".st-key-audit_note button").click()
    note = Path(taken.value.path()).read_text(encoding="utf-8")
    head = page.get_by_test_id("stCode").first.inner_text().strip()
    assert head in note
    shot(page, "auditor-verified")

    # Half a year ago fewer companies were known; nothing can be written there.
    then = today() - timedelta(days=200)
    past = companies(page, server, f"&on={then}")
    expect(page.get_by_text(re.compile("時点")).first).to_be_visible()
    shot(page, "auditor-past")
    assert page.get_by_role("button", name="取引先を登録").count() == 0 or (
        page.get_by_role("button", name="取引先を登録").first.is_disabled()
    )
    assert 0 < past < companies(page, server, "")

    # Somebody who may write to the disk changes an entry behind our back: the check says at which one.
    server.stop()
    with behind_our_back(lies_at(home / "demo.db")) as engine:
        engine.execute("UPDATE audit_entry SET actor = 'us05' WHERE seq = 100")
    server = serve("app.py", home=home)
    page.goto(f"{server.address}/audit?lang=ja")
    settled(page)
    expect(page.get_by_role("alert").first).to_contain_text("100")
    expect(page.get_by_text("改ざんは見つかりません")).to_have_count(0)
    shot(page, "auditor-broken")
