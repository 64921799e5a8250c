"""Self-assessments with two scores, on workbooks of the layout of CyFun; the texts here are invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from openpyxl import Workbook

from kit.files.workbooks import saved
from sakimori.exchange.questionnaires.forms.cyfun import PROFILE
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.exchange.questionnaires.reading.normal import NOTHING_SAID, Meanings
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Flag, Normal, ReadQuestionnaire, RowClass

HEADER = (
    "Category",
    "Key Measure",
    "Subcategory",
    "Assurance level",
    "Requirement",
    "Documentation Score",
    "Implementation Score",
    "Subcategory Documentation Maturity Score",
    "Subcategory Implementation Maturity Score",
    "Comments and/or additional information",
    "Assessor comments",
)
Score = int | str | None
ROWS: Sequence[tuple[str, Score, Score, str]] = (
    ("GV.OC-01.1: Tea is served.", 1, 1, ""),
    ("GV.OC-01.2: Tea is hot.", 3, 2, "since May"),
    ("GV.OC-02.1: Cake is served.", "N/A", "N/A", ""),
    ("NO REQUIREMENT / Guidance to be considered", None, None, ""),
    ("ID.AM-5.1 - Cups are counted.", None, None, ""),
)


def book(rows: Sequence[tuple[str, Score, Score, str]] = ROWS, *, is_basic: bool = False) -> Workbook:
    made = Workbook()
    made.worksheets[0].title = "Introduction"
    page = made.create_sheet("GOVERN")
    page.append([None] * 6 + ["ESSENTIAL"])
    page.append([label for label in HEADER if not (is_basic and label == "Assurance level")])
    for number, (text, documents, practice, comment) in enumerate(rows, start=3):
        left = ["Context", "yes", "GV.OC-01: Context of tea", *([] if is_basic else ["Important"])]
        means = [f"=AVERAGE(F{number}:F{number})"] * 2
        page.append([*left, text, documents, practice, *means, comment, None])
    page.merge_cells("A3:A5")
    made.create_sheet("Lists").sheet_state = "hidden"
    return made


def read(made: Workbook, meanings: Meanings = NOTHING_SAID) -> ReadQuestionnaire:
    reading = read_questionnaire(saved(made), "self-assessment.xlsx", meanings=meanings)
    assert reading.profile == "cyfun"
    return reading


@pytest.mark.parametrize("is_basic", [False, True])
def test_practice_is_the_answer_and_documents_stand_beside(is_basic: bool) -> None:
    reading = read(book(is_basic=is_basic))
    assert [question.id for question in reading.questions] == ["GV.OC-01.1", "GV.OC-01.2", "GV.OC-02.1", "ID.AM-5.1"]
    first, second, third, fourth = reading.questions
    assert first.text == "Tea is served."
    assert fourth.text == "Cups are counted."
    assert first.normal is Normal.DEFAULT
    assert (second.normal, second.raw, second.more["Documentation Score"]) == (Normal.AMBIGUOUS, "2", "3")
    assert (second.comment, second.sections) == ("since May", ("Context", "GV.OC-01: Context of tea"))
    assert third.normal is Normal.NA
    assert third.flags == {Flag.NA_WITHOUT_REASON}
    assert fourth.normal is Normal.BLANK
    assert str(first.address) == ("GOVERN!F3" if is_basic else "GOVERN!G3")
    assert "Subcategory Documentation Maturity Score" not in first.more
    assert reading.ambiguous == {"2": 1}


def test_every_row_is_in_one_class_and_other_sheets_are_told() -> None:
    reading = read(book())
    assert reading.by_class == {RowClass.QUESTION: 4, RowClass.NOTE: 2, RowClass.HEADER: 1}
    assert [skipped.name for skipped in reading.skipped] == ["Introduction", "Lists"]


@pytest.mark.parametrize(
    ("said", "normal"), [({"2": Normal.PARTLY}, Normal.DEFAULT), ({"1": Normal.NO, "2": Normal.PARTLY}, Normal.NO)]
)
def test_what_a_person_says_of_the_scores_goes_before(said: Mapping[str, Normal], normal: Normal) -> None:
    reading = read(book(), Meanings(said=said))
    assert [question.normal for question in reading.questions[:2]] == [normal, Normal.PARTLY]
    assert not reading.ambiguous


def test_ids_in_a_column_of_their_own_and_scores_with_their_range_are_of_the_same_form() -> None:
    made = Workbook()
    page = made.worksheets[0]
    page.append(["ID", "Requirement", "Guidance", "Documentation Maturity (1-5)", "Implementation Maturity (1-5)"])
    page.append(["ID.AM-1", "Things are known", "", None, None])
    for number in range(1, 4):
        page.append([f"BASIC_ID.AM-1.{number}", f"Thing {number}", "Look", 1, number])
    reading = read(made)
    assert [question.id for question in reading.questions] == [f"BASIC_ID.AM-1.{number}" for number in range(1, 4)]
    assert [question.normal for question in reading.questions] == [Normal.DEFAULT, Normal.AMBIGUOUS, Normal.AMBIGUOUS]
    assert {question.sections for question in reading.questions} == {("ID.AM-1 Things are known",)}


def test_a_sheet_with_one_score_is_none() -> None:
    made = book()
    made["GOVERN"]["F2"] = "Weight"
    assert PROFILE.recognise(open_document(saved(made), "x.xlsx")) is None


def test_texts_without_ids_are_none() -> None:
    made = book([("Tea is served.", 1, 1, ""), ("Cake is served.", 1, 1, "")])
    assert PROFILE.recognise(open_document(saved(made), "x.xlsx")) is None
