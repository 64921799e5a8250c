"""Each role in mid-work: a reload, a second tab, a link out of a PDF and a workbook; the trail names who wrote what."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Dialog, Locator, Page, expect

from kit.browsing import Server, browsing, settled, shot
from kit.demos import DemoIn
from sakimori.clock import today
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import User
from sakimori.services.kernel.workspace import Workspace

pytestmark = pytest.mark.browser

LOST = "開いていたフォームに入力した分は、保存していないため残っていません。保存した分はそのままです。"
TYPED = "東京都架空区九丁目9番9号"
PEOPLE = {
    "us02": ("高橋 健", "parties"),
    "us01": ("佐藤 美咲", "contracts"),
    "us03": ("井上 透", "approved"),
    "us04": ("加藤 誠", "audit"),
    "us05": ("渡辺 淳", "audit"),
}
"""Who of the demo sits at a browser, and their list: procurement, compliance, sales, auditor, administrator."""

WITH_WORKBOOK = {"us02", "us01"}
"""Whose list leaves as a workbook; the trail leaves as CSV, and sales take along the PDF of a slip."""


@dataclass
class Seat:
    """A person of the demo at a browser of their own."""

    page: Page
    server: Server
    home: Path
    person: str

    @property
    def name(self) -> str:
        return PEOPLE[self.person][0]

    def opens(self, address: str) -> None:
        self.page.goto(f"{self.server.address}/{address}")
        settled(self.page, chooses=False)

    def is_there(self, page: Page | None = None) -> None:
        """The header of a page names this person."""
        expect((page or self.page).get_by_test_id("stMenuButton").filter(has_text=self.name)).to_have_count(1)

    def press(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        (within or self.page).get_by_role("button", name=name).last.click()
        settled(self.page, chooses=False)

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def types(self, field: Locator, text: str) -> None:
        field.fill(text)
        self.page.keyboard.press("Tab")
        settled(self.page, chooses=False)


@pytest.fixture
def home(tmp_path: Path, demo_in: DemoIn) -> Path:
    demo_in(tmp_path, today())
    return tmp_path


@pytest.fixture
def seats(browser: Browser, foreign: list[str], serve: Callable[..., Server], home: Path) -> Iterator[list[Seat]]:
    """All of them at once, each signed in as who they are."""
    server = serve("app.py", home=home)
    with ExitStack() as browsers:
        found = []
        for person in PEOPLE:
            page = browsers.enter_context(browsing(browser, foreign)).new_page()
            seat = Seat(page, server, home, person)
            seat.opens("?lang=ja")
            page.locator(f".st-key-who_{person} button").click()
            settled(page, chooses=False)
            seat.is_there()
            found.append(seat)
        yield found


def facts_form(seat: Seat, party: str) -> Locator:
    """The form of the basic facts of a third party, opened."""
    with Workspace(seat.home / "demo.db").unit() as unit:
        [found] = unit.records.select(ThirdParty, "legal_name = :name", {"name": party})
    seat.opens(f"party?lang=ja&party={found.id}&tab=facts")
    seat.page.locator(".st-key-facts_edit button").click()
    settled(seat.page, chooses=False)
    return seat.dialog


def writes_a_fact(seat: Seat, party: str) -> None:
    """Save a field of the facts, then open the form again and leave another one typed."""
    site = f"https://{seat.person}.example.jp"
    seat.types(facts_form(seat, party).get_by_label("ウェブサイト"), site)
    seat.press("保存する", seat.dialog)
    expect(seat.dialog).to_have_count(0)
    seat.types(facts_form(seat, party).get_by_label("住所"), TYPED)
    reloads(seat)
    with Workspace(seat.home / "demo.db").unit() as unit:
        [kept] = unit.records.select(ThirdParty, "legal_name = :name", {"name": party})
    assert (kept.website, kept.address == TYPED) == (site, False)


def asks_compliance(seat: Seat) -> None:
    """Send an inquiry, then begin another one and leave it typed."""
    with Workspace(seat.home / "demo.db").unit() as unit:
        flows = unit.query(
            "SELECT subject_id, third_party_id FROM outcome_span WHERE known_until IS NULL AND outcome = 'review'"
            " AND subject_kind = 'flow' AND coalesce(from_on, :on) <= :on AND coalesce(until_on, '9999') > :on"
            " ORDER BY subject_id",
            on=today().isoformat(),
        )
    waiting = iter(flows)
    for text, is_sent in (("先に送る照会", True), ("書きかけの照会", False)):
        field = seat.dialog.get_by_role("textbox", name="照会の文")
        while not field.count():  # of some an inquiry is under way, or what is asked next can be answered here
            row = next(waiting)
            party, flow = str(row["third_party_id"]), str(row["subject_id"])
            seat.opens(f"check?lang=ja&party={party}&flow={flow}")
            seat.page.keyboard.press("Control+Enter")
            seat.page.wait_for_timeout(1_500)
            settled(seat.page, chooses=False)
        seat.types(field, text)
        if is_sent:
            seat.press("この内容で照会する", seat.dialog)
            expect(seat.page.get_by_text(re.compile("法務に照会しました"))).to_be_visible()
    reloads(seat)
    with Workspace(seat.home / "demo.db").unit() as unit:
        sent = {
            str(row["message"])
            for row in unit.query("SELECT message FROM inquiry WHERE asked_by = :id", id=seat.person)
        }
    assert ("先に送る照会" in sent, "書きかけの照会" in sent) == (True, False)


def adds_a_person(seat: Seat) -> None:
    """Add somebody, then begin with another one and leave the name typed."""
    for name, is_saved in (("新川 由美", True), ("途中 一", False)):
        seat.opens("settings?lang=ja&tab=users")
        seat.press("利用者を加える")
        seat.types(seat.dialog.get_by_label("氏名（必須）"), name)
        if is_saved:
            seat.dialog.get_by_text("調達", exact=True).click()
            settled(seat.page, chooses=False)
            seat.press("保存する", seat.dialog)
            expect(seat.dialog).to_have_count(0)
    reloads(seat)
    with Workspace(seat.home / "demo.db").unit() as unit:
        names = {user.name for user in unit.records.select(User)}
    assert ("新川 由美" in names, "途中 一" in names) == (True, False)


def only_looks(seat: Seat) -> None:
    """An auditor writes nothing: a filter is what is half done, and the address keeps it."""
    seat.opens("audit?lang=ja")
    seat.page.get_by_test_id("stMain").locator("input[type=search], input").first.fill("契約")
    seat.page.wait_for_timeout(600)
    settled(seat.page, chooses=False)
    left = seat.page.url
    seat.page.reload()
    settled(seat.page, chooses=False)
    assert seat.page.url == left
    expect(seat.page.get_by_text(LOST)).to_have_count(0)
    seat.is_there()


def reloads(seat: Seat) -> None:
    """The page says what was kept of the form that stood open; nobody else looks."""
    asked: list[str] = []

    def notice(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    seat.page.once("dialog", notice)
    seat.page.reload()
    settled(seat.page, chooses=False)
    assert asked == ["beforeunload"], "the browser asks before what was typed is lost"
    expect(seat.page.get_by_text(LOST)).to_be_visible()
    shot(seat.page, f"stays-lost-{seat.person}")
    seat.is_there()
    expect(seat.dialog).to_have_count(0)
    seat.page.get_by_text(LOST).click()
    expect(seat.page.get_by_text(LOST)).to_have_count(0)


WORK: dict[str, Callable[[Seat], None]] = {
    "us02": lambda seat: writes_a_fact(seat, "株式会社つむぎコールセンター"),
    "us01": lambda seat: writes_a_fact(seat, "あさぎり印刷株式会社"),
    "us03": asks_compliance,
    "us04": only_looks,
    "us05": adds_a_person,
}


def writers(home: Path, after: int) -> tuple[int, set[str]]:
    """Who wrote into the trail after an entry, and its last one; what the program judges by itself is nobody's."""
    with Workspace(home / "demo.db").unit() as unit:
        rows = unit.query("SELECT seq, actor FROM audit_entry WHERE seq > :after ORDER BY seq", after=after)
    people = {str(row["actor"]) for row in rows if not str(row["actor"]).startswith("program:")}
    return max([after, *(int(str(row["seq"])) for row in rows)]), people


def follows_a_workbook(seat: Seat) -> None:
    """The workbook of a filtered list names the address of the list, which opens it as it was, as the same person."""
    seat.opens(f"{PEOPLE[seat.person][1]}?lang=ja&q=あ")
    left = seat.page.url
    seat.page.get_by_test_id("stMain").get_by_role("button", name=re.compile("出力")).first.click()
    with seat.page.expect_download() as taken:
        seat.page.locator("[data-testid=stPopoverBody]").get_by_text("Excel").first.click()
    about = load_workbook(io.BytesIO(Path(taken.value.path()).read_bytes())).worksheets[-1]
    said = {str(row[0]): str(row[1]) for row in about.iter_rows(values_only=True, max_col=2) if row[0]}
    assert (said["出力した人"], said["この一覧のアドレス"].partition("?")[0]) == (seat.name, left.partition("?")[0])
    tab = seat.page.context.new_page()
    tab.goto(said["この一覧のアドレス"])
    settled(tab, chooses=False)
    seat.is_there(tab)
    assert "q=" in tab.url
    tab.close()


def follows_a_slip(seat: Seat, number: str) -> None:
    """The number that the PDF of a slip prints leads to its page, as the same person."""
    tab = seat.page.context.new_page()
    tab.goto(f"{seat.server.address}/slip?number={number}")
    settled(tab, chooses=False)
    seat.is_there(tab)
    expect(tab.get_by_text(number).first).to_be_visible()
    tab.close()


def printed_number(seat: Seat) -> str:
    """The number on the PDF of a slip of the demo, taken from its page."""
    with Workspace(seat.home / "demo.db").unit() as unit:
        number = str(unit.query("SELECT number FROM slip ORDER BY number DESC LIMIT 1")[0]["number"])
    seat.opens(f"slip?lang=ja&number={number}")
    with seat.page.expect_download() as taken:
        seat.page.get_by_role("button", name=re.compile("PDF")).first.click()
    text = "".join(
        sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(Path(taken.value.path()).read_bytes())).pages
    )
    found = re.search(r"[A-Z]{2}-\d{4}-\d{6}", text)
    assert found is not None
    assert found[0] == number
    return found[0]


def test_each_role_stays_who_it_is_and_every_write_stands_under_the_right_name(seats: list[Seat], home: Path) -> None:
    last, _ = writers(home, 0)
    wrote: dict[str, set[str]] = {}
    for seat in seats:
        WORK[seat.person](seat)
        second = seat.page.context.new_page()
        second.goto(f"{seat.server.address}/{PEOPLE[seat.person][1]}?lang=ja")
        settled(second, chooses=False)
        seat.is_there(second)
        second.close()
        last, wrote[seat.person] = writers(home, last)
    assert wrote == {person: set() if person == "us04" else {person} for person in PEOPLE}

    number = printed_number(seats[0])
    for seat in seats:
        follows_a_slip(seat, number)
        if seat.person in WITH_WORKBOOK:
            follows_a_workbook(seat)
        seat.opens("?lang=ja")
        seat.is_there()
    assert writers(home, last)[1] == set(), "whoever only looks writes nothing"
