"""Online assessments of eramba: a header with more cells than the rows, and ids that are no numbers."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from kit.files.workbooks import filled, saved
from sakimori.errors import UnreadableFileError
from sakimori.exchange.questionnaires.forms.eramba import PROFILE
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.exchange.questionnaires.reading.normal import NOTHING_SAID
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Flag, Normal, ReadQuestionnaire, RowClass

LABELS = (
    "Chapter Title (Mandatory)",
    "Chapter Description (Optional)",
    "Question ID (Mandatory and Unique, for example: 1.1, 1.2, Etc)",
    "Question Title (Mandatory)",
    "Question Description (Optional)",
    "Answer Type (Mandatory, 1 to 6)",
    "Dropdown Options (List them, for example: Yes|No)",
    "DropDown Warnings (Optional)",
    "Dropdown Scoring (Mandatory)",
    "Dropdown Option Score (Mandatory if J is set)",
    "Dropdown Option Score Multiplier (Mandatory)",
    "Dropdown Option Show another Question (Optional)",
    "Question Comments & Attachments (Mandatory)",
)
BROKEN = '"\ufeff""Chapter ID (Mandatory", for example 1, 2," Etc)"""'
ROWS = (
    ("1", "Tea", "<i>About tea</i>", "3.1", "Is tea served?", "a < b", "2", "Yes|No", "", "0", "", "", "|3.10", "1"),
    ("1", "Tea", "", "3.10", "Why\nnot?", "", "1", "", "", "0", "", "", "", "1"),
    ("2", "Cake", "", "3.2", "Is cake?", "", "5", "Big| Small |", "", "1", "10", "1|2", "", "0"),
)


def table(rows: Sequence[Sequence[str]] = ROWS, *, first: str = BROKEN) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(LABELS)
    header = out.getvalue()
    body = io.StringIO()
    csv.writer(body).writerows(rows)
    return f"{first},{header}{body.getvalue()}"


def read(text: str) -> ReadQuestionnaire:
    reading = read_questionnaire(text.encode(), "assessment.csv")
    assert reading.profile == "eramba"
    return reading


def test_columns_are_those_of_the_rows_though_the_header_has_more_cells() -> None:
    reading = read(table())
    assert [question.id for question in reading.questions] == ["3.1", "3.10", "3.2"]
    first, second, third = reading.questions
    assert (first.text, first.sections, first.guidance) == ("Is tea served?", ("Tea",), "a < b")
    assert first.choices == ("Yes", "No")
    assert third.choices == ("Big", "Small")
    assert first.more["dropdown option show another question"] == "|3.10"
    assert first.more["chapter description"] == "About tea"
    assert second.text == "Why\nnot?"
    assert reading.totals == {Normal.BLANK: 3}
    assert reading.by_class == {RowClass.QUESTION: 3, RowClass.HEADER: 1}


def test_a_header_that_is_quoted_well_reads_alike() -> None:
    well = read(table(first='"Chapter ID (Mandatory, for example 1, 2, Etc)"'))
    assert well.questions == read(table()).questions


def test_columns_in_another_order_are_found_by_their_labels() -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("Chapter ID", "Question Title", "Question ID", "Extra"), ("1", "Is it?", "1.10", "x")])
    (question,) = read(out.getvalue()).questions
    assert (question.id, question.text, question.more["extra"]) == ("1.10", "Is it?", "x")


def test_a_row_with_too_many_cells_is_told_and_not_taken_in() -> None:
    shifted = (*ROWS[0][:4], "Is tea", " or cake", *ROWS[0][5:])
    reading = read(table([shifted, ROWS[1], (), ("3", "Only a chapter", "About it")]))
    assert [question.id for question in reading.questions] == ["3.10"]
    assert reading.by_class[RowClass.NOTE] == 1
    assert reading.by_class[RowClass.SECTION] == 1
    assert [note.code for note in reading.notes] == ["shifted_rows"]


def test_a_row_that_asks_without_its_id_or_without_its_title_is_a_question() -> None:
    reading = read(table([(*ROWS[0][:3], "", *ROWS[0][4:]), (*ROWS[1][:4], "", "Say why", *ROWS[1][6:]), ROWS[2]]))
    assert [(question.id, question.text) for question in reading.questions] == [
        ("", "Is tea served?"), ("3.10", "Say why"), ("3.2", reading.questions[2].text),
    ]  # fmt: skip
    assert not reading.must_be_seen


def test_a_shifted_row_is_to_be_seen() -> None:
    reading = read(table([(*ROWS[0][:4], "Is tea", " or cake", *ROWS[0][5:]), ROWS[1]]))
    assert ["Is tea" in row.text for row in reading.to_see] == [True]


def test_a_workbook_in_which_an_id_became_a_number_is_flagged() -> None:
    rows = [("Chapter ID", *LABELS), *[list(row) for row in ROWS]]
    book = filled(Workbook(), rows)
    sheet = book.worksheets[0]
    sheet["D3"], sheet["D3"].number_format = 3.1, "0.00"
    sheet["D4"] = 3.2
    questions = read_questionnaire(saved(book), "assessment.xlsx").questions
    assert [question.id for question in questions] == ["3.1", "3.10", "3.2"]
    assert [Flag.CHANGED_ID in question.flags for question in questions] == [False, True, True]


def test_other_lists_are_none() -> None:
    document = open_document(b"Title,Description\na,b\n", "controls.csv")
    assert PROFILE.recognise(document) is None


@given(st.lists(st.lists(st.text('ab1.|,\n"<>', max_size=6), max_size=16), max_size=8))
def test_every_row_is_in_one_class(rows: list[list[str]]) -> None:
    document = open_document(table(rows).encode(), "a.csv")
    body = PROFILE.read(document, NOTHING_SAID)
    assert [row.at.row for row in body.rows] == [row.number for row in document.sheets[0].grid.rows]
    assert sum(row.row_class is RowClass.QUESTION for row in body.rows) == len(body.questions)


def test_a_template_without_questions_is_refused_in_a_sentence() -> None:
    with pytest.raises(UnreadableFileError) as refused:
        read(table([]))
    assert "質問" in refused.value.message("ja")


def test_an_open_quotation_mark_is_refused() -> None:
    with pytest.raises(UnreadableFileError):
        read_questionnaire((table() + '"open').encode(), "a.csv")


@pytest.mark.samples
def test_the_samples_give_the_verified_counts(samples: Path) -> None:
    folder = samples / "eramba-templates"
    total = 0
    for expected in json.loads((folder / "_EXPECTED.json").read_text(encoding="utf-8")):
        if "questions" not in expected:
            continue
        reading = read_questionnaire((folder / expected["file"]).read_bytes(), expected["file"])
        questions = reading.questions
        shows = [question.more.get("dropdown option show another question", "") for question in questions]
        targets = [target for show in shows for group in show.split("|") for target in group.split()]
        assert reading.profile == "eramba"
        assert len({question.id for question in questions}) == expected["unique_ids"] == len(questions)
        assert Counter(question.more["answer type"] for question in questions) == expected["answer_types"]
        assert len({question.sections for question in questions}) == expected["chapters"]
        assert sum(any(show.replace("|", "").split()) for show in shows) == expected["conditional_questions"]
        assert len(set(targets)) == expected["condition_targets"]
        # The commonest sets alone are listed there.
        sets = Counter("|".join(question.choices) for question in questions if question.choices)
        assert {choices: sets[choices] for choices in expected["dropdown_sets"]} == expected["dropdown_sets"]
        assert {question.id for question in questions} >= set(targets)
        assert reading.by_class == {RowClass.QUESTION: len(questions), RowClass.HEADER: 1}
        total += len(questions)
    assert total == 1_947
