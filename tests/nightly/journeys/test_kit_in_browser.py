"""The kit in a real browser: hostile names do nothing, charts and menus answer, faults show no trace."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kit.browsing import Server, press_mark, settled, shot

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def gallery(browser: Browser, serve: Callable[..., Server]) -> Server:
    return serve("tests/nightly/gallery.py", health="/_stcore/health")


def test_hostile_names_cause_no_request_and_become_no_link(page: Page, gallery: Server) -> None:
    page.goto(f"{gallery.address}/hostile")
    settled(page)
    page.get_by_test_id("stPopoverButton").first.wait_for()
    for opener in page.get_by_test_id("stPopoverButton").all():
        if opener.is_enabled():
            opener.click()
            page.keyboard.press("Escape")
    for tip in page.get_by_test_id("stTooltipIcon").all():
        tip.hover()
    page.wait_for_timeout(500)
    main = page.get_by_test_id("stMain")
    expect(main.locator("a[href*='127.0.0.1:9'], a[href*='example']")).to_have_count(0)
    expect(main.locator("img[src*='127.0.0.1:9']")).to_have_count(0)
    expect(main.locator(".katex")).to_have_count(0)
    shot(page, "kit-hostile")


def test_the_check_would_see_a_request(context: BrowserContext, gallery: Server, foreign: list[str]) -> None:
    page = context.new_page()
    page.goto(f"{gallery.address}/hostile")
    settled(page)
    page.evaluate("new Image().src = 'http://127.0.0.1:9/x.png'")
    page.wait_for_timeout(300)
    assert foreign == ["http://127.0.0.1:9/x.png"]
    foreign.clear()


@pytest.mark.parametrize(
    ("context_settings", "name"),
    [
        ({"locale": "ja-JP", "color_scheme": "light"}, "ja-light"),
        ({"locale": "en-US", "color_scheme": "dark"}, "en-dark"),
    ],
)
def test_a_heat_cell_and_a_month_can_be_chosen(page: Page, gallery: Server, name: str) -> None:
    page.goto(gallery.address)
    settled(page)
    cell = page.locator(".js-plotly-plot").first.locator(".point").nth(5)
    cell.wait_for()
    shot(page, f"kit-risk-{name}")
    press_mark(page, cell)
    expect(page.get_by_text(re.compile(r"chosen \('1', 'technical'\)"))).to_be_visible()


def test_the_language_is_changed_in_the_user_menu_and_survives_a_reload(page: Page, gallery: Server) -> None:
    page.goto(gallery.address)
    settled(page)
    page.get_by_text("佐藤（法務）").click()
    page.get_by_text("English").click()
    expect(page.get_by_text("As of Tue 24 Nov 2026")).to_be_visible()
    assert "lang=en" in page.url
    page.reload()
    expect(page.get_by_text("As of Tue 24 Nov 2026")).to_be_visible()


def test_another_day_leads_back_to_today(page: Page, gallery: Server) -> None:
    page.goto(f"{gallery.address}/dossier")
    settled(page)
    expect(page.get_by_text("2026/03/31 に分かっていた記録です。編集はできません。")).to_be_visible()
    page.get_by_role("button", name="本日に戻る").click()
    settled(page)
    assert "on=" not in page.url
