"""Printing in a real browser: menu and controls are gone, and tables stand whole, with all rows of their page."""

from __future__ import annotations

import io
from collections.abc import Callable
from unicodedata import normalize

import pypdf
import pytest
from playwright.sync_api import Browser, expect

from kit.browsing import NAME, Server, browsing, settled, the_table
from kit.demos import DemoIn
from sakimori.clock import today

pytestmark = pytest.mark.browser

LANGUAGES = ("ja", "en")


@pytest.fixture(scope="module")
def server(serve: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Server:
    home = tmp_path_factory.mktemp("home")
    demo_in(home, today())
    return serve("app.py", home=home)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_printed_list_has_no_menu_and_all_of_its_rows(
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
        names = the_table(page).locator(NAME).all_text_contents()
        assert len(names) > 30
        page.emulate_media(media="print")
        expect(menu).to_be_hidden()
        expect(add).to_be_hidden()
        table, paper = the_table(page).locator("table"), page.locator("html")
        assert table.evaluate("box => box.getBoundingClientRect().right") <= paper.evaluate("all => all.scrollWidth")
        pages = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
        assert float(pages[0].mediabox.width) > float(pages[0].mediabox.height)
        # A font may give one sign for a character and for the radical that looks like it.
        said = _joined("".join(one.extract_text() for one in pages))
        assert [name for name in names if _joined(name) not in said] == []


RADICALS = str.maketrans({"⻘": "青"})
"""Radicals that a font puts for characters of the names, of which NFKC knows nothing."""


def _joined(words: str) -> str:
    return "".join(normalize("NFKC", words).translate(RADICALS).split())
