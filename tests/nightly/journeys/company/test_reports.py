"""The quarter report is issued by compliance, handed upstairs, and known again: on the page, and from a terminal."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, Page, expect

from kit.browsing import Server, browsing, settled, shot
from kit.demos import DemoIn
from kit.homes import sakimori
from sakimori.clock import today
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.values.quarter import quarter_of
from sakimori.ui.frame.text import say

pytestmark = pytest.mark.browser

LAST = quarter_of(today(), DEFAULT_POLICY.fiscal_year_month).moved(-1)
LOCALES = {"ja": "ja-JP", "en": "en-US"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Path:
    home = tmp_path_factory.mktemp("home")
    demo_in(home, today())
    return home


@pytest.fixture(scope="module")
def server(serve: Callable[..., Server], home: Path) -> Server:
    return serve("app.py", home=home)


def opened(page: Page, server: Server, language: str, query: str) -> None:
    page.goto(f"{server.address}/scorecard?lang={language}{query}")
    settled(page, chooses=False)
    if page.locator(".st-key-who_us01 button").count():
        page.locator(".st-key-who_us01 button").click()
        settled(page)
        page.goto(f"{server.address}/scorecard?lang={language}{query}")
    settled(page)


@pytest.mark.parametrize("language", LOCALES)
def test_the_quarter_report_is_issued_and_verified(
    browser: Browser, foreign: list[str], server: Server, tmp_path: Path, language: str
) -> None:
    home = server.log_file.parent
    with browsing(browser, foreign, locale=LOCALES[language]) as person:
        page = person.new_page()
        opened(page, server, language, "&point=B1")
        shot(page, f"scorecard-{language}")
        opened(page, server, language, "&view=reports")
        shot(page, f"reports-{language}")
        with page.expect_download() as handed:
            page.locator(".st-key-reports_issue_pdf button").click()
        file = tmp_path / handed.value.suggested_filename
        handed.value.save_as(file)
        assert LAST.code in file.name
        paper = pypdf.PdfReader(io.BytesIO(file.read_bytes()))
        assert paper.metadata is not None
        assert paper.metadata.title == say("quarter.title", language)

        opened(page, server, language, "&view=reports")
        expect(page.get_by_text("佐藤").first).to_be_visible()
        shot(page, f"reports-history-{language}")
        opened(page, server, language, "&view=reports&tab=kinds")
        shot(page, f"reports-kinds-{language}")
        opened(page, server, language, "&view=reports&tab=check")
        page.locator("input[type=file]").set_input_files(file)
        settled(page)
        expect(page.get_by_text(say("reports.check_yes", language))).to_be_visible()
        expect(page.get_by_text("SHA-256").first).to_be_visible()
        shot(page, f"reports-check-{language}")
        page.set_viewport_size({"width": 390, "height": 844})
        settled(page)
        shot(page, f"reports-phone-{language}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390

    done = sakimori(home, "report", "verify", str(file))
    assert done.returncode == 0, done.stderr
    file.write_bytes(file.read_bytes()[:-1])
    assert sakimori(home, "report", "verify", str(file)).returncode == 1
