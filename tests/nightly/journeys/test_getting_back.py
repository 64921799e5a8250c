"""Back, reload and a sent link over the lists, and the ways of the frame: menu, search, day, saved views."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kit.browsing import NAME, Server, open_row, press_in_row, press_mark, settled, shot, the_table
from kit.demos import DemoIn
from sakimori.clock import today
from sakimori.ui.frame.text import TEXTS

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn, serve: Callable[..., Server]) -> Server:
    home: Path = tmp_path_factory.mktemp("back")
    demo_in(home, today())
    return serve("app.py", home=home)


def opened(page: Page, server: Server, address: str) -> Page:
    page.goto(f"{server.address}/{address}")
    page.wait_for_selector("h1")
    return settled(page)


def where(page: Page) -> str:
    return str(page.evaluate("location.pathname + location.search"))


def entries(page: Page) -> int:
    return int(page.evaluate("history.length"))


def title(page: Page) -> str:
    return page.locator("h1").first.inner_text()


def test_back_and_reload_show_the_list_that_was_left(page: Page, server: Server) -> None:
    opened(page, server, "parties")
    before = entries(page)
    page.get_by_test_id("stTextInput").locator("input").first.fill("株式会社")
    page.wait_for_timeout(500)
    settled(page)
    page.get_by_text("未確認あり").first.click()
    settled(page)
    left = where(page)
    assert "q=" in left
    assert "focus=unknowns" in left
    assert entries(page) == before, "a search and a filter change the entry that is there"
    open_row(page)
    assert where(page).startswith("/party?party=")
    assert entries(page) == before + 1, "a record is one entry"
    page.get_by_role("tab").nth(2).click()
    settled(page)
    at_tab = where(page)
    assert "tab=" in at_tab
    chosen = page.get_by_role("tab", selected=True).inner_text()
    page.reload()
    page.wait_for_selector("h1")
    settled(page)
    assert where(page) == at_tab
    expect(page.get_by_role("tab", selected=True)).to_have_text(chosen)
    page.go_back()
    settled(page)
    assert (where(page), title(page)) == (left, TEXTS["page.parties"].ja)
    expect(page.get_by_test_id("stTextInput").locator("input").first).to_have_value("株式会社")
    page.reload()
    page.wait_for_selector("h1")
    settled(page)
    assert where(page) == left
    expect(page.get_by_test_id("stTextInput").locator("input").first).to_have_value("株式会社")


def test_a_gap_that_is_mended_elsewhere_is_one_step_from_the_board(page: Page, server: Server) -> None:
    opened(page, server, "gaps?sev=high")
    before = entries(page)
    press_in_row(page)
    page.wait_for_url(lambda url: "/gaps" not in url)
    settled(page)
    assert entries(page) == before + 1
    page.go_back()
    settled(page)
    assert where(page) == "/gaps?sev=high"


@pytest.mark.parametrize("address", ["compare?view=coverage", "library?party=self", "calendar?month=2026-12"])
def test_an_address_of_old_opens_its_view_and_the_menu_leads_to_the_page_as_it_begins(
    page: Page, server: Server, address: str
) -> None:
    old, _, query = address.partition("?")
    opened(page, server, address)
    assert f"view={old}" in where(page)
    assert query.partition("=")[2] in where(page)
    assert title(page) == TEXTS[f"page.{old}"].ja
    here = where(page)
    holder = here[1:].partition("?")[0]
    page.locator("[data-testid=stSidebarNavLink]", has_text=TEXTS[f"page.{holder}"].ja).click()
    settled(page)
    assert (where(page), title(page)) == (f"/{holder}", TEXTS[f"page.{holder}"].ja)
    page.go_back()
    settled(page)
    assert (where(page), title(page)) == (here, TEXTS[f"page.{old}"].ja)


def test_the_search_opens_by_a_key_and_its_first_row_by_another(page: Page, server: Server) -> None:
    opened(page, server, "risk")
    page.keyboard.press("/")
    field = page.get_by_role("dialog").locator("input")
    expect(field).to_be_focused()
    page.keyboard.type("nimbus")
    expect(page.get_by_role("dialog").get_by_role("button", name="Nimbus Harbor Inc.").first).to_be_visible()
    settled(page)
    shot(page, "search")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/party\?"))
    settled(page)
    assert title(page) == "Nimbus Harbor Inc."
    page.go_back()
    settled(page)
    assert where(page) == "/risk"


def test_a_typed_day_is_shown_by_enter_and_holds_on_the_next_page_and_after_a_reload(
    page: Page, server: Server
) -> None:
    day = today() - timedelta(days=40)
    opened(page, server, "gaps")
    page.locator("[class*=st-key-frame_as_of] button").first.click()
    page.get_by_role("group", name="基準日").get_by_role("spinbutton").first.click()
    page.keyboard.type(f"{day:%Y%m%d}")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"on="))
    settled(page)
    assert where(page) == f"/gaps?on={day}"
    page.locator("[data-testid=stSidebarNavLink]", has_text=TEXTS["page.contracts"].ja).click()
    settled(page)
    assert where(page) == f"/contracts?on={day}"
    page.reload()
    page.wait_for_selector("h1")
    settled(page)
    page.get_by_role("button", name="本日に戻る").click()
    settled(page)
    assert where(page) == "/contracts"


def test_a_view_is_saved_and_opened_from_another_list(page: Page, server: Server) -> None:
    opened(page, server, "gaps?sev=high&group=rule")
    page.locator(".st-key-frame_views button").first.click()
    page.get_by_label("この表示の名前").first.fill("高い不備")
    page.get_by_role("button", name="この表示を保存").click()
    settled(page)
    opened(page, server, "contracts")
    page.locator(".st-key-frame_views button").first.click()
    page.get_by_role("button", name="高い不備").first.click()
    page.wait_for_url(re.compile(r"/gaps\?"))
    settled(page)
    assert where(page) == "/gaps?sev=high&group=rule"


def test_a_chosen_row_and_a_mark_of_a_chart_are_there_again(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/purposes?tab=data_sets&lang=ja")
    settled(page)
    the_table(page, -1).locator(NAME).first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"[?&]set=ds_"))
    parts = page.get_by_role("heading", name=re.compile("の内訳"))
    expect(parts).to_be_visible()
    said = parts.inner_text()
    page.reload()
    settled(page)
    expect(parts).to_have_text(said)

    page.goto(f"{server.address}/risk?lang=ja")
    settled(page)
    press_mark(page, page.locator(".st-key-risk_heat .point path").nth(3))
    page.wait_for_url(re.compile(r"[?&]cell="))
    shown, to_board = page.url, page.get_by_role("link", name="不備ボードで開く")
    to_board.click()
    page.wait_for_url(re.compile("/gaps"))
    settled(page)
    page.go_back()
    settled(page)
    assert page.url == shown
    expect(to_board).to_be_visible()
