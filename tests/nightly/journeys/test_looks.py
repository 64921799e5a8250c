"""Every page of the demo as people see it: the answer above the fold, whole words, no sideways scroll on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Page

from kit.browsing import TABLE, Server, in_turn, settled
from kit.demos import DemoIn
from sakimori.clock import today
from sakimori.domain.codes import AssessmentState
from sakimori.domain.questions.assessment import Assessment
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.assessments.packs.detail import Tab as PackTab
from sakimori.ui.frame.pages import PAGES
from sakimori.ui.frame.text import TEXTS
from sakimori.ui.parties.page import Tab

pytestmark = pytest.mark.browser

HARMLESS = re.compile(r"/_stcore/(health|host-config)")
FOLD, HEAD_AND_ROW = 800, 62
PHONE = {"width": 390, "height": 844}
TILE = "[data-testid=stMetric]"
ANSWERS = {
    "risk": TILE,
    "party": TILE,
    "imports": "[data-testid=stFileUploader]",
    "flows": "[data-testid=stPlotlyChart], [class*=st-key-next_]",
    "settings": "[data-testid=stNumberInput]",
    "reports": ".st-key-reports_issue_pdf",
    "check": ".st-key-check_band",
    "carried": "h3",  # nothing was carried into the demo
    "assess?id": "[class*=st-key-box_]",
    "packs?tab": "[data-testid=stTabs]",
}
"""What holds the answer of a page, where that is not a table."""

SIDEWAYS = """() => {
    const main = document.querySelector('[data-testid=stMain]')
    const mayScroll = '[data-testid=stDataFrame], .rows-box, [role=tablist]'
    const found = [...main.querySelectorAll('*')].filter(each =>
        !each.closest(mayScroll) && !each.querySelector('[role=tablist]')
        && ['auto', 'scroll'].includes(getComputedStyle(each).overflowX)
        && each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1)
    const wide = [document.documentElement, main].filter(each => each.scrollWidth > each.clientWidth)
    return [...wide, ...found].map(each => `${each.tagName} ${each.innerText.slice(0, 40)}`)
}"""

PLACES = (
    *(spec.name for spec in PAGES if not spec.is_deep),
    *(f"party?tab={tab}" for tab in Tab),
    *(f"packs?tab={tab}" for tab in PackTab),
    "check?party",
    *(f"assess?id={state}" for state in AssessmentState if state is not AssessmentState.CANCELLED),
)


@pytest.fixture
def page(kept_page: Page) -> Page:
    """The same tab for every test: a hundred addresses are opened, of one program."""
    kept_page.set_viewport_size({"width": 1280, "height": 800})
    return kept_page


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Path:
    """A home with the demo in it."""
    home = tmp_path_factory.mktemp("looks")
    demo_in(home, today())
    return home


@pytest.fixture(scope="module")
def demo(home: Path, serve: Callable[..., Server]) -> Server:
    """The application on the demo."""
    return serve("app.py", home=home)


@pytest.fixture(scope="module")
def assessments(home: Path) -> dict[AssessmentState, Assessment]:
    """One assessment of the demo in each state."""
    with Workspace(home / "demo.db").unit() as unit:
        return {each.state: each for each in unit.records.select(Assessment)}


def address(place: str, assessments: dict[AssessmentState, Assessment]) -> str:
    """The address of a place, with the ids of this demo."""
    name, _, query = place.partition("?")
    decided = assessments[AssessmentState.DECIDED]
    if place == "check?party":
        return f"check?party={decided.third_party_id}"
    if name == "packs" and query:
        return f"{place}&pack={decided.pack_id}"
    if name == "party":
        return f"{place}&party={decided.third_party_id}"
    if query:
        return f"assess?id={assessments[AssessmentState(query.removeprefix('id='))].id}"
    return name


def complaints(page: Page) -> list[str]:
    """What the browser complains of from now on, but for the two addresses that a deep link asks for in vain."""
    found: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not HARMLESS.search(message.location.get("url", "")):
            found.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.mark.parametrize(("place", "language"), in_turn(PLACES))
def test_a_page_shows_its_answer_first_in_whole_words(
    page: Page, demo: Server, assessments: dict[AssessmentState, Assessment], place: str, language: str
) -> None:
    heard = complaints(page)
    where = address(place, assessments)
    page.goto(f"{demo.address}/{where}{'&' if '?' in where else '?'}lang={language}")
    settled(page)

    assert page.locator("html").get_attribute("lang") == language
    heading = page.locator("h1").first.bounding_box()
    assert heading is not None
    assert heading["y"] + heading["height"] < FOLD
    wanted = ANSWERS.get(place.partition("=")[0]) or ANSWERS.get(place.partition("?")[0], TABLE)
    answer = page.locator(wanted).first
    answer.wait_for()
    box = answer.bounding_box()
    assert box is not None
    assert box["y"] + min(box["height"], HEAD_AND_ROW) <= FOLD, f"{wanted} begins at {box['y']}"

    shown = page.locator("body").evaluate("body => body.innerText + ' ' + body.textContent")
    assert set(re.findall(r"[a-z_]+(?:\.[a-z_0-9]+)+", shown)) & TEXTS.keys() == set()
    main = page.get_by_test_id("stMain").evaluate("main => main.innerText")
    assert re.findall(r"\{[a-z_]*\}", main) == []

    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    settled(page)
    assert page.evaluate(SIDEWAYS) == []
    assert heard == []
