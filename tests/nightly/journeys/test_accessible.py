"""Every page by axe-core, in both themes, and tables by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from kit.browsing import NAME, Server, browsing, settled
from kit.demos import DemoIn
from nightly.journeys.test_looks import PLACES, address
from sakimori.clock import today
from sakimori.domain.codes import AssessmentState
from sakimori.domain.questions.assessment import Assessment
from sakimori.services.kernel.workspace import Workspace

pytestmark = pytest.mark.browser

GRAVE: Final = {"serious", "critical"}
OF_STREAMLIT: Final = {
    "list": "the menu of st.navigation puts its sections as div into ul",
    "listitem": "and its links as li beside them",
    "svg-img-alt": "the line in st.metric draws its points as images without a name; the figure stands beside it",
}
"""Rules that pages of the framework break where we have no say, each with what breaks it."""

OTHERS: Final = (
    "risk?tab=register",
    "risk?tab=coverage",
    "risk?tab=persons",
    "flow_entry",
    "slip",
    "settings?tab=webhooks",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Path:
    home = tmp_path_factory.mktemp("accessible")
    demo_in(home, today())
    return home


@pytest.fixture(scope="module")
def demo(browser: Browser, serve: Callable[..., Server], home: Path) -> Server:
    assert browser.is_connected()
    return serve("app.py", home=home)


@pytest.fixture(scope="module")
def assessments(home: Path) -> dict[AssessmentState, Assessment]:
    with Workspace(home / "demo.db").unit() as unit:
        return {each.state: each for each in unit.records.select(Assessment)}


def grave(page: Page) -> dict[str, str]:
    """What axe-core calls serious or worse: the rule, and the first element that breaks it."""
    found = Axe().run(page).response["violations"]
    return {one["id"]: str(one["nodes"][0]["html"])[:200] for one in found if one["impact"] in GRAVE}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_page(
    browser: Browser, demo: Server, assessments: dict[AssessmentState, Assessment], theme: Literal["light", "dark"]
) -> None:
    foreign: list[str] = []
    found: dict[str, dict[str, str]] = {}
    broken: set[str] = set()
    with browsing(browser, foreign, color_scheme=theme) as context:
        page = context.new_page()
        for place in (*PLACES, *OTHERS):
            page.goto(f"{demo.address}/{address(place, assessments) if place in PLACES else place}")
            settled(page)
            rules = grave(page)
            broken |= rules.keys()
            if ours := {rule: html for rule, html in rules.items() if rule not in OF_STREAMLIT}:
                found[place] = ours
    assert found == {}
    assert broken == OF_STREAMLIT.keys(), "an exception that is none any more"


@pytest.fixture
def seated(page: Page, demo: Server) -> Page:
    page.goto(f"{demo.address}/risk")
    settled(page)
    return page


def into(page: Page, table: str) -> None:
    """Go into a table, and to its second name."""
    page.locator(f"[class*='st-key-{table}'] {NAME}").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#screen_hint")).to_have_text("↑↓で行を選び、Enterで開きます。")


def test_a_row_of_a_table_is_opened_by_enter_and_the_page_says_so(seated: Page) -> None:
    into(seated, "risk_first")
    seated.keyboard.press("Enter")
    seated.wait_for_url(re.compile(r"/party\?party="))
    settled(seated)


def test_a_row_with_a_button_does_by_enter_what_its_button_does(
    seated: Page, demo: Server, assessments: dict[AssessmentState, Assessment]
) -> None:
    party = assessments[AssessmentState.DECIDED].third_party_id
    seated.goto(f"{demo.address}/party?party={party}&tab=gaps")
    settled(seated)
    before = seated.url
    into(seated, "party_gaps")
    seated.keyboard.press("Enter")
    settled(seated)
    seated.wait_for_timeout(1_000)
    assert seated.get_by_role("dialog").count() or seated.url != before


def test_rows_of_the_board_are_chosen_by_their_boxes_and_acted_on(seated: Page, demo: Server) -> None:
    seated.goto(f"{demo.address}/gaps?whose=all")
    settled(seated)
    seated.locator("[class*='st-key-gaps_table'] tbody input[type=checkbox]").nth(1).focus()
    seated.keyboard.press("Space")
    expect(seated.get_by_text("1件を選択中")).to_be_visible()
