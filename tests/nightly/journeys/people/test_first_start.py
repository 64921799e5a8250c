"""The first start, with nothing there: the demo is made, and opens on the dashboard of compliance."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kit.browsing import PATIENCE, Server, settled

pytestmark = pytest.mark.browser


def test_the_demo_is_made_and_opens_on_the_dashboard(server: Server, page: Page) -> None:
    page.goto(server.address)
    page.locator(".st-key-who").wait_for(timeout=3 * PATIENCE)
    settled(page)
    expect(page.get_by_role("heading", name="リスク・ダッシュボード")).to_be_visible()
    expect(page.get_by_role("button", name="デモ")).to_be_visible()
