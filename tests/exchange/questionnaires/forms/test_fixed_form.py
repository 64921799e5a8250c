"""Forms of known columns, on grids that nobody would send and somebody will."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment

from kit.examples import examples
from kit.files.question_sheets import csv, read
from kit.files.workbooks import saved
from sakimori.exchange.lists.container import SourceKind
from sakimori.exchange.lists.grid import Lexicon, MergedRange, make_grid
from sakimori.exchange.questionnaires.forms.fixed_form import read_forms
from sakimori.exchange.questionnaires.forms.form_columns import FixedForm, FormPart, find_form
from sakimori.exchange.questionnaires.forms.profile import Ids, column_of_ids
from sakimori.exchange.questionnaires.reading.document import Document, Sheet, open_document
from sakimori.exchange.questionnaires.reading.normal import NOTHING_SAID
from sakimori.exchange.questionnaires.reading.result import Flag, Normal, ReadQuestion, RowClass, SeenRow

IDS = Ids(whole=re.compile(r"Q-\d+"), sentinel=re.compile("^END$"))
LEXICON = Lexicon(
    {FormPart.ID: "ID", FormPart.QUESTION: "Question", FormPart.ANSWER: "Answer", FormPart.COMMENT: "Comment"}
)
HEADER = ("ID", "Question", "Answer", "Comment")
CELL = st.sampled_from(["", "Q-1", "Q-2", "ID", "Question", "Answer", "Yes", "No", "N/A", "X", "END", "※ note", "a\nb"])
AREA = st.builds(
    lambda top, left, height, width: MergedRange(top, left, top + height, left + width),
    *(st.integers(0, 6), st.integers(0, 4), st.integers(0, 3), st.integers(0, 3)),
)


def sheet_of(*rows: tuple[str, ...], merged: tuple[MergedRange, ...] = ()) -> Sheet:
    return Sheet(make_grid("S", [HEADER, *rows], merged=merged))


def read_form(sheet: Sheet, form: FixedForm) -> tuple[tuple[ReadQuestion, ...], tuple[SeenRow, ...]]:
    document = Document("form.xlsx", "", SourceKind.XLSX, "Excel", sheets=(sheet,))
    body = read_forms(document, [(sheet, form)], IDS, NOTHING_SAID)
    return body.questions, body.rows


@settings(max_examples=examples(200))
@given(st.lists(st.lists(CELL, min_size=5, max_size=5), max_size=8), st.lists(AREA, max_size=3))
def test_every_row_is_in_one_class_and_every_question_in_a_row(
    rows: list[list[str]], merged: list[MergedRange]
) -> None:
    sheet = Sheet(make_grid("S", [[*HEADER, ""], *rows], merged=[area for area in merged if area.top > 0]))
    form = find_form(sheet.grid, LEXICON, IDS)
    assert form is not None
    questions, seen = read_form(sheet, form)
    assert [row.at.row for row in seen] == [row.number for row in sheet.grid.rows]
    assert sum(row.row_class is RowClass.QUESTION for row in seen) == len(questions)
    ids = {row.number: row.cell(form.column(FormPart.ID) or 0) for row in sheet.grid.rows}
    assert all(question.question_at and question.id in {"", ids[question.question_at.row]} for question in questions)
    assert all((question.normal is Normal.BLANK) == (not question.raw) for question in questions)


@given(st.lists(st.lists(CELL, max_size=6), max_size=8))
def test_no_grid_breaks_the_search_for_a_header(rows: list[list[str]]) -> None:
    grid = make_grid("S", rows)
    form = find_form(grid, LEXICON, IDS)
    assert form is None or form.answers
    column = column_of_ids(grid, IDS)
    assert (column is None) == (not any(IDS.whole.fullmatch(cell) for row in rows for cell in row))


def test_ids_are_not_looked_for_where_answers_stand() -> None:
    rows = [["Question ID", "Question", "CSP CAIQ Answer"], *(["x", "Is it?", f"A&A-0{n}.1"] for n in range(1, 5))]
    form = find_form(make_grid("s", rows), LEXICON, IDS)
    assert form is not None
    (answer,) = form.answers
    assert form.with_ids_in(answer) == form
    assert form.with_ids_in(form.column(FormPart.QUESTION)) == form


def test_a_question_that_is_merged_over_the_answer_is_no_answer() -> None:
    sheet = sheet_of(("Q-1", "One?", "", ""), merged=(MergedRange(1, 1, 1, 3),))
    form = find_form(sheet.grid, LEXICON, IDS)
    assert form is not None
    ((question,), _) = read_form(sheet, form)
    assert (question.raw, question.normal, question.comment) == ("", Normal.BLANK, "")


def test_an_answer_that_is_merged_over_the_comment_is_said_once() -> None:
    sheet = sheet_of(("Q-1", "One?", "Yes", ""), merged=(MergedRange(1, 2, 1, 3),))
    form = find_form(sheet.grid, LEXICON, IDS)
    assert form is not None
    ((question,), _) = read_form(sheet, form)
    assert (question.raw, question.comment) == ("Yes", "")


def test_hidden_rows_and_remarks_are_told() -> None:
    book = Workbook()
    page = book.worksheets[0]
    page.title = "S"
    page.append(HEADER)
    page.append(["Q-1", "One?", "Yes"])
    page["C2"].comment = Comment("as of May", "me")
    page.row_dimensions[2].hidden = True
    sheet = open_document(saved(book), "x.xlsx").sheets[0]
    form = find_form(sheet.grid, LEXICON, IDS)
    assert form is not None
    ((question,), _) = read_form(sheet, form)
    assert question.flags == {Flag.HIDDEN_ROW}
    assert question.more == {"S!C2": "as of May"}


def test_what_stands_below_the_end_asks_nothing_more_by_itself() -> None:
    sheet = sheet_of(("Q-1", "One?", "Yes", ""), ("END", "", "", ""), ("Thanks", "", "", ""))
    form = find_form(sheet.grid, LEXICON, IDS)
    assert form is not None
    _, seen = read_form(sheet, form)
    assert [row.row_class for row in seen][2:] == [RowClass.SENTINEL, RowClass.NOTE]


def test_a_first_question_without_its_id_is_no_part_of_the_header() -> None:
    """Its tokens side by side look like columns to mark."""
    labels = ("Question ID", "Question", "回答（理想）", "CSP CAIQ Answer", "SSRM Control Ownership")
    rows = [("", "Is somebody responsible for privacy?", "いいえ", "Yes", "CSP-owned")]
    rows += [(f"A&A-0{n}.1", f"Is control {n} in place?", "はい", "No", "CSP-owned") for n in range(2, 6)]
    found = read(csv(labels, *rows), "caiq.csv")
    assert found.profile == "caiq-4"
    assert [one.normal for one in found.questions] == [Normal.YES, *[Normal.NO] * 4]
    assert not found.is_open
