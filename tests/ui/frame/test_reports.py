"""The reports as their pages give them: both files, in both languages, on the demo and where there is nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pypdf
import pytest

from sakimori.clock import today
from sakimori.domain.codes import Severity
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.services.dashboard.view import overview
from sakimori.services.kernel.workspace import DEMO, Workspace, database
from sakimori.services.parties.view import dossier_view
from ui.conftest import Given, Show

PROCUREMENT, AUDITOR, SALES = "us02", "us04", "us03"
TITLES = {
    "risk": ("取引先リスク報告", "Third-party risk report"),
    "assess": ("審査結果", "Assessment result"),
    "party": ("取引先調書", "Third-party dossier"),
    "calendar": ("期限一覧", "Deadlines"),
    "own": ("自社調書", "Dossier of our own company"),
}


@pytest.fixture
def records(demo_home: Path) -> Iterator[dict[str, dict[str, str]]]:
    """Of each page the record on which it is opened."""
    workspace = Workspace(demo_home / "demo.db")
    with workspace.unit() as unit:
        decided = unit.records.select(Assessment, "state = 'decided' AND decision = 'conditional'", order="id")[0]
        party = unit.records.select(ThirdParty, "legal_name LIKE 'Nimbus%'")[0]
    yield {"risk": {}, "calendar": {}, "own": {}, "assess": {"id": decided.id}, "party": {"party": party.id}}
    workspace.close()


def words_in(body: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(body)).pages
    # Where a line breaks at a blank, or within a long word, the text holds a sign of no width.
    return "".join("".join(page.extract_text().replace("\u200b", "").split()) for page in pages)


def files(given: Given, page: str) -> tuple[bytes, bytes]:
    """The PDF and the workbook that the last page offered."""
    kinds = {"risk": "risk", "assess": "assessment", "party": "dossier", "own": "dossier", "calendar": "deadline"}
    kind = kinds[page]
    names = [name for name in given if name.startswith(f"sakimori-{kind}-report-")]
    assert sorted(name.rpartition(".")[2] for name in names) == ["pdf", "xlsx"]
    pdf, workbook = (given[next(name for name in names if name.endswith(end))]() for end in (".pdf", ".xlsx"))
    return pdf, workbook


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("page", TITLES)
def test_a_page_gives_its_report_in_both_files_and_notes_each(
    page: str, language: str, records: dict[str, dict[str, str]], show: Show, given: Given
) -> None:
    show(page, person=PROCUREMENT, language=language, **records[page])
    pdf, workbook = files(given, page)
    said, title = words_in(pdf), TITLES[page][language == "en"]
    workspace = Workspace(database(DEMO))
    number, head = workspace.head()
    day = f"{today():%Y/%m/%d}" if language == "ja" else f"{today().day}{today():%b%Y}"
    assert head in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text(), "the head cannot be copied whole"
    for words in ("".join(title.split()), day, f"{number:,}", head, "高橋"):
        assert words in said, words
    assert f"1/{len(pypdf.PdfReader(io.BytesIO(pdf)).pages)}" in said
    cells = [cell.value for sheet in openpyxl.load_workbook(io.BytesIO(workbook)) for row in sheet for cell in row]
    assert title in cells
    assert any(head in str(cell) for cell in cells)
    with workspace.unit() as unit:
        actions = [line.entry.action for line in unit.accesses.lines(limit=2)]
    assert len(set(actions)) == 1
    assert actions[0].endswith("_report.exported")


@pytest.mark.parametrize("page", TITLES)
def test_equal_facts_give_equal_bytes_whenever_a_report_is_made(
    page: str, records: dict[str, dict[str, str]], show: Show, given: Given
) -> None:
    show(page, **records[page])
    first = files(given, page)
    given.clear()
    show(page, **records[page])
    assert files(given, page) == first


def test_the_risk_report_has_the_figures_of_the_dashboard(demo_home: Path, show: Show, given: Given) -> None:
    show("risk", person=AUDITOR)
    _, workbook = files(given, "risk")
    workspace = Workspace(demo_home / "demo.db")
    with workspace.unit() as unit:
        number = unit.number()
    figures = overview(workspace, on=today(), today=today(), number=number)
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    rows = [[cell.value for cell in row] for row in book.worksheets[0]]
    said = {str(row[0]): str(row[1]) for row in rows if row[0] and row[1]}
    assert said["期限を過ぎた不備"] == f"{figures.now.overdue:,}件"
    assert said["停止"] == f"{figures.counts.defects[Severity.BLOCK]:,}件"
    top = next(sheet for sheet in book if sheet.title.startswith("先に手を打つ"))
    named = [row[1].value for row in top.iter_rows(min_row=2)]
    assert named == [party.name for party in figures.worst[:10]]


def test_the_dossier_has_every_open_gap_of_the_page(
    demo_home: Path, records: dict[str, dict[str, str]], show: Show, given: Given
) -> None:
    show("party", **records["party"])
    pdf, _ = files(given, "party")
    workspace = Workspace(demo_home / "demo.db")
    with workspace.unit() as unit:
        number = unit.number()
    view = dossier_view(workspace, records["party"]["party"], on=today(), today=today(), number=number)
    said = words_in(pdf)
    assert view.open_gaps
    for line in view.open_gaps:
        assert "".join(line.span.title.ja.split()) in said, line.span.title.ja
    assert view.risk is not None
    assert f"{view.risk}" in said


def test_our_own_dossier_on_paper_keeps_gaps_and_unknowns_apart(demo_home: Path, show: Show, given: Given) -> None:
    show("own", person=PROCUREMENT)
    said = words_in(files(given, "own")[0])
    workspace = Workspace(demo_home / "demo.db")
    view = dossier_view(workspace, SELF_ID, on=today(), today=today(), number=workspace.head()[0])
    workspace.close()
    known = [line.span.title_ja for line in view.open_gaps if line.is_known]
    unknown = [line.span.title_ja for line in view.open_gaps if not line.is_known]
    assert known
    assert unknown
    head = said.index("未確認の事実")
    for title in known:
        assert said.index("".join(title.split())) < head, title
    for title in unknown:
        assert said.index("".join(title.split()), head) > head, title


def test_the_list_of_deadlines_says_by_which_filter(show: Show, given: Given, demo_home: Path) -> None:
    assert demo_home.exists()
    show("calendar", kinds="contract", overdue="1")
    pdf, workbook = files(given, "calendar")
    said = words_in(pdf)
    assert "契約の満了、期日の来た予定" in said
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    assert len(book.sheetnames) == 2
    assert {row[2].value for row in book.worksheets[1].iter_rows(min_row=2)} <= {"契約の満了", None}


@pytest.mark.parametrize("page", ["risk", "calendar"])
def test_a_workspace_without_third_parties_gives_a_report_that_says_so(
    page: str, empty_home: Path, show: Show, given: Given
) -> None:
    assert empty_home.exists()
    show(page)
    pdf, _ = files(given, page)
    said = words_in(pdf)
    assert "空の会社" in said
    assert ("期限はありません。" if page == "calendar" else "0社") in said


def test_sales_open_none_of_these_pages(demo_home: Path, show: Show, given: Given) -> None:
    assert demo_home.exists()
    show("risk", person=SALES)
    assert not [name for name in given if "-report-" in name]
