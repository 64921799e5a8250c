"""Printing in a real browser: menu and controls are gone, tables stand whole in their width, cut ones say so."""

from __future__ import annotations

import io
from collections.abc import Callable
from unicodedata import normalize

import pypdf
import pytest
from playwright.sync_api import Browser, expect

from kit.browsing import Server, browsing, settled
from kit.demos import DemoIn
from sakimori.clock import today

pytestmark = pytest.mark.browser

LINE = {"ja": "出力", "en": "Export"}


@pytest.fixture(scope="module")
def server(serve: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Server:
    home = tmp_path_factory.mktemp("home")
    demo_in(home, today())
    return serve("app.py", home=home)


@pytest.mark.parametrize("language", LINE)
def test_a_printed_list_has_no_menu_and_points_to_its_file(
    browser: Browser, foreign: list[str], server: Server, language: str
) -> None:
    with browsing(browser, foreign, locale="ja-JP" if language == "ja" else "en-US") as person:
        page = person.new_page()
        page.goto(f"{server.address}/parties?lang={language}")
        settled(page, chooses=False)
        page.locator(".st-key-who_us01 button").click()
        settled(page)
        page.goto(f"{server.address}/parties?lang={language}")
        settled(page)
        menu, add = page.get_by_test_id("stSidebar"), page.get_by_test_id("stButton").first
        expect(menu).to_be_visible()
        cut = page.locator("[class*=st-key-cut_on_paper_]").first
        assert said_after(cut) == "none"
        page.emulate_media(media="print")
        expect(menu).to_be_hidden()
        expect(add).to_be_hidden()
        assert LINE[language] in said_after(cut)
        grid, paper = page.get_by_test_id("stDataFrame").first, page.locator("html")
        assert grid.evaluate("box => box.getBoundingClientRect().right") <= paper.evaluate("all => all.scrollWidth")
        pages = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
        assert float(pages[0].mediabox.width) > float(pages[0].mediabox.height)
        # A font may give one sign for a character and for the radical that looks like it.
        assert LINE[language] in normalize("NFKC", "".join(one.extract_text() for one in pages))


def said_after(box: object) -> str:
    return str(box.evaluate("box => getComputedStyle(box, '::after').content"))  # type: ignore[attr-defined]
