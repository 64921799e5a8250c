"""Libraries of CISO Assistant as workbooks, of both versions; the texts here are invented."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from kit.files.workbooks import saved
from sakimori.exchange.questionnaires.forms.ciso_workbook import PROFILE
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Flag, Normal, ReadQuestionnaire, RowClass

Rows = Sequence[Sequence[str | float | None]]
LABELS = ("assessable", "depth", "ref_id", "name", "description", "annotation", "questions", "answer", "name[fr]")
REQUIREMENTS: Rows = (
    LABELS,
    (None, 1, "A", "Tea", None, None, None, None, "Thé"),
    ("x", 2, "A.1", "Leaves", "About leaves", "See shop", "Are they dry?\nQuite?", "YN", None),
    ("x", 2, "A.2", None, "Water is boiled", None, None, None, None),
    (None, 1, "B", "Cake", None, None, None, "FREE", None),
    ("x", 2, "B.1", "Flour", None, "/", "Is it white?\nWhy?", "YN\nFREE", None),
    (None,) * 9,
    LABELS,
)
ANSWERS: Rows = (
    ("id", "question_type", "question_choices"),
    ("YN", "unique_choice", "Yes\n| and how\nNo"),
    ("FREE", "text", None),
)
META: Mapping[str, Rows] = {
    "library_meta": (("type", "library"), ("urn", "urn:x:y"), ("name", "Tea library")),
    "framework_meta": (("type", "framework"), ("name", "Tea framework"), ("answers_definition", "answers")),
    "framework_content": REQUIREMENTS,
    "answers_meta": (("type", "answers"), ("name", "answers")),
    "answers_content": ANSWERS,
}


def book(sheets: Mapping[str, Rows]) -> Workbook:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(list(row))
    return made


def read(sheets: Mapping[str, Rows]) -> ReadQuestionnaire:
    reading = read_questionnaire(saved(book(sheets)), "library.xlsx")
    assert reading.profile == "ciso-assistant-workbook"
    return reading


def test_requirements_of_version_2_ask_their_questions() -> None:
    reading = read(META)
    assert reading.title == "Tea library"
    assert reading.totals == {Normal.BLANK: 4}
    first, second, third, fourth = reading.questions
    assert (first.id, first.text, first.sections) == ("A.1", "Are they dry?\nQuite?", ("A Tea",))
    assert first.choices == ("Yes\nand how", "No")
    assert first.guidance == "About leaves\nSee shop"
    assert (second.id, second.text, second.guidance) == ("A.2", "Water is boiled", "")
    assert (third.id, third.text) == ("B.1:question:1", "Is it white?")
    assert (fourth.id, fourth.choices, fourth.more["question_type"]) == ("B.1:question:2", (), "text")
    assert third.guidance == ""
    assert third.sections == ("B Cake",)


def test_every_row_of_the_requirements_is_in_one_class_and_other_sheets_are_told() -> None:
    reading = read(META)
    assert reading.by_class == {
        RowClass.QUESTION: 3,
        RowClass.SECTION: 2,
        RowClass.HEADER: 2,
        RowClass.BLANK: 1,
    }
    assert [row.at.row for row in reading.rows if row.why] == [5]
    assert reading.sheets == ("framework_content",)
    assert {skipped.name for skipped in reading.skipped} == META.keys() - {"framework_content"}


def test_version_1_describes_itself_in_one_sheet() -> None:
    about: Rows = (("library_urn", "urn:x"), ("library_name", "Old"), ("tab", "asked", "requirements"))
    reading = read({"library_content": about, "asked": REQUIREMENTS, "answers": ANSWERS})
    assert reading.title == "Old"
    assert reading.questions[0].choices == ("Yes\nand how", "No")


def test_an_id_that_became_a_number_is_flagged() -> None:
    sheets = {**META, "framework_content": (LABELS, ("x", 1, 3.1, None, "Tea?"), ("x", 1, "3.2", None, "Cake?"))}
    questions = read(sheets).questions
    assert [question.id for question in questions] == ["3.1", "3.2"]
    assert [Flag.CHANGED_ID in question.flags for question in questions] == [True, False]


@pytest.mark.parametrize("depth", ["99999999999", "-1", "x", "²", None, 2.5])
def test_a_depth_that_is_none_does_no_harm(depth: str | float | None) -> None:
    (question,) = read({**META, "framework_content": (LABELS, ("x", depth, "A", None, "Tea?"))}).questions
    assert question.text == "Tea?"


def test_a_workbook_that_only_looks_alike_is_none() -> None:
    document = open_document(saved(book({"framework_content": REQUIREMENTS})), "x.xlsx")
    assert PROFILE.recognise(document) is None


@pytest.mark.samples
def test_the_sample_gives_the_verified_counts(samples: Path) -> None:
    folder = samples / "isms-forum-cc0"
    expected = json.loads((folder / "_EXPECTED.json").read_text(encoding="utf-8"))
    reading = read_questionnaire((folder / expected["file"]).read_bytes(), expected["file"])
    assert reading.profile == "ciso-assistant-workbook"
    assert len(reading.questions) == expected["assessable"] == expected["question_cells"]
    assert reading.by_class == {
        RowClass.QUESTION: expected["assessable"],
        RowClass.SECTION: expected["sections"],
        RowClass.HEADER: 1,
    }
    lines = sum(len([line for line in question.text.split("\n") if line.strip()]) for question in reading.questions)
    assert lines == expected["questions_split_by_newline"]
    assert sum(row.why is not None for row in reading.rows) == expected["answer_sets"]["TEXTO"]
