"""Hostile words in every field, on every page: they stand there as text, and no request leaves the machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kit.browsing import Server, in_turn, settled, shot
from kit.demos import DemoIn
from kit.examples import some
from kit.files.workbooks import workbook_bytes
from kit.lists import HEADER, a_row
from sakimori.clock import now, today
from sakimori.demo.company import DEMO_KIND
from sakimori.domain.codes import ContactKind, Role, UserRole
from sakimori.domain.records.third_party import Contact, Service, ThirdParty
from sakimori.domain.user import Actor
from sakimori.services.gaps.write import ask_waiver, plan
from sakimori.services.kernel.evidence import file_evidence
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.services.settings.users import add_user

pytestmark = pytest.mark.browser

HOSTILE = (
    "=cmd|'/c calc'!A1 ![x](http://127.0.0.1:9/x.png) <script>window.hit=1</script> <img src=http://127.0.0.1:9/y.png "
    "onerror=window.hit=1> :material/home: :red[赤] [go](http://127.0.0.1:9/) $x^2$ # 見出し `符号` **太字**"
)
SHORT = "=1+1 ![x](http://127.0.0.1:9/x.png) <b>太</b> :red[赤] $x^2$"
"""As much of it as the name of a person takes."""

TURNED = "\u202e\x00\x07\u200f"
"""Marks that turn the direction of writing, and control characters; none of them is kept."""

PAGES = ("risk", "parties", "assess", "packs", "gaps", "calendar", "approved", "imports", "audit", "settings")


@dataclass(frozen=True, slots=True)
class Place:
    """A server, and the third party whose every field is hostile."""

    server: Server
    party: str


@pytest.fixture
def page(kept_page: Page) -> Page:
    """The same tab for every test: many addresses are opened, of one program."""
    return kept_page


@pytest.fixture(scope="module")
def place(serve: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Place:
    """The demo, with one third party and one person more."""
    home = tmp_path_factory.mktemp("home")
    workspace = Workspace(demo_in(home, today()))
    workspace.set_meta(kind=DEMO_KIND, name=HOSTILE)
    at = now()
    someone = Actor("us01", "佐藤 美咲", frozenset(UserRole))
    words = HOSTILE + TURNED
    owner = add_user(
        workspace, name=SHORT, department=SHORT, roles=frozenset({UserRole.COMPLIANCE}), actor=someone, at=at
    )
    party = ThirdParty(
        id="", legal_name=words, roles=frozenset({Role.PROCESSOR}), kana=words, english_name=words, country="US",
        address=words * 20, representative=words, order_history=True, order_note=words, owner_id=owner.id,
        note=words * 20, external_key=words,
    )  # fmt: skip
    stored = register(
        workspace, party, services=[Service("", "", words, description=words)], aliases=[words],
        contacts=[Contact("", "", ContactKind.SECURITY, words, None, words, words)], actor=someone, at=at, reason=words,
    ).record  # fmt: skip
    file_evidence(
        workspace, third_party_id=stored.id, filename=words[:180], body=b"%PDF", note=words,
        actor=someone, at=at,
    )  # fmt: skip
    with workspace.unit() as unit:
        span = next(
            s for s in unit.spans.as_known(unit.number(), today(), third_party_id=stored.id)
            if s.rule_id.startswith("C-")
        )  # fmt: skip
    plan(workspace, span.gap_id, plan=words, plan_due_on=None, version=1, actor=someone, at=at)
    ask_waiver(workspace, span.gap_id, justification=words, last_day=today() + timedelta(days=30), actor=someone, at=at)
    return Place(serve("app.py", home=home), stored.id)


def inert(page: Page) -> None:
    """Nothing of what was written has become more than text."""
    settled(page)
    assert page.evaluate("window.hit") is None
    for made in ("a[href*='127.0.0.1:9']", "img[src*='127.0.0.1:9']", ".katex", "script:text('window.hit')"):
        expect(page.locator(f"body {made}")).to_have_count(0)
    main = page.get_by_test_id("stMain")
    expect(main.get_by_text("Traceback")).to_have_count(0)
    expect(main.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize(("name", "language"), in_turn(some(PAGES, 4, one_in=5)))
def test_a_page_shows_hostile_words_as_text(page: Page, place: Place, name: str, language: str) -> None:
    page.goto(f"{place.server.address}/{name}?lang={language}")
    inert(page)
    for tip in page.get_by_test_id("stTooltipIcon").all():
        if tip.is_visible():
            tip.hover()
    inert(page)
    shot(page, f"hostile-{name}-{language}")


def test_the_check_shows_hostile_words_as_text(page: Page, place: Place) -> None:
    page.goto(f"{place.server.address}/check?party={place.party}")
    inert(page)
    page.get_by_role("button", name="変える").click()
    inert(page)
    page.get_by_role("searchbox", name="渡す相手").fill("![x](http://127.0.0.1:9/x.png)")
    page.wait_for_timeout(500)
    inert(page)
    shot(page, "hostile-check")


def test_the_coverage_of_a_framework_shows_hostile_words_as_text(page: Page, place: Place) -> None:
    page.goto(f"{place.server.address}/compare?view=coverage&party={place.party}")
    inert(page)
    shot(page, "hostile-coverage")


def test_every_tab_of_the_dossier_shows_hostile_words_as_text(page: Page, place: Place) -> None:
    page.goto(f"{place.server.address}/party?party={place.party}")
    inert(page)
    shot(page, "hostile-party")
    for tab in page.get_by_role("tab").all():
        tab.click()
        inert(page)


FORGED = [
    "packs?pack=<script>@%00", "packs?pack=jp-cloud@9.9&tab=x",
    "party?party=tp_000000000000", "party?party=<script>", "party?tab=nonsense", "assess?id=%00",
    "gaps?sev=nonsense&kind=x&due=-1&party=none", "parties?q=%E2%80%AE%00" + "x" * 3_000, "risk?on=9999-12-31",
    "risk?on=0001-01-01", "calendar?on=nonsense", "audit?id=99999999999999999999", "audit?id=-1",
    "settings?tab=<script>", "approved?q=![x](http:%2F%2F127.0.0.1:9%2Fx.png)&lang=xx",
    "check?party=<script>&flow=%00&data=![x](http:%2F%2F127.0.0.1:9%2Fx.png)",
    "compare?left=<script>&right=![x](http:%2F%2F127.0.0.1:9%2Fx.png)",
    "compare?view=coverage&party=![x](http:%2F%2F127.0.0.1:9%2Fx.png)&framework=%00",
]  # fmt: skip


@pytest.mark.parametrize("address", some(FORGED, 3, one_in=9))
def test_a_forged_address_is_met_with_a_page_or_a_sentence(page: Page, place: Place, address: str) -> None:
    before = len(place.server.log)
    page.goto(f"{place.server.address}/{address}")
    inert(page)
    assert "Traceback" not in place.server.log[before:]


def test_an_import_shows_hostile_cells_as_text(page: Page, place: Place, tmp_path: Path) -> None:
    path = tmp_path / "![x](http:..127.0.0.1:9.x.png) $x^2$ :red[赤].xlsx"
    path.write_bytes(
        workbook_bytes(HEADER, a_row(HOSTILE, 国="日本"), a_row("かもめ", 国=HOSTILE), a_row("長" * 10_000, 国="日本"))
    )
    page.goto(f"{place.server.address}/imports")
    settled(page)
    page.locator("input[type=file]").set_input_files(path)
    inert(page)
    page.locator(".st-key-imports_confirm button").click()
    page.locator(".st-key-imports_run").wait_for()
    for tab in page.get_by_role("tab").all():
        tab.click()
        inert(page)
    shot(page, "hostile-import")
