"""Cells that show an error of their workbook: told and asked, never read as blank."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest

from kit.files.question_sheets import FORMS, book, csv, read
from kit.files.workbooks import with_member
from sakimori.exchange.questionnaires.reading.error_cells import is_error
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.result import Flag, Normal, warnings

HEADER = ("No", "設問", "回答", "備考")
ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")


def with_error(error: str, *places: str) -> bytes:
    """A workbook in which a formula in some cells has ended in an error, as Excel keeps it."""
    data = book(
        HEADER, ("1", "規程がありますか", "はい", ""), ("2", "責任者がいますか", "X", "X"), ("3", "X", "はい", "")
    )
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(BytesIO(data)) as archive:
        sheet = archive.read(part).decode()
    for place in places:
        sheet, count = re.subn(
            rf'<c r="{place}"[^>]*>.*?</c>', f'<c r="{place}" t="e"><f>VLOOKUP(1,Z1,1)</f><v>{error}</v></c>', sheet
        )
        assert count == 1
    return with_member(data, part, sheet)


@pytest.mark.parametrize("error", ERRORS)
def test_an_answer_that_is_an_error_is_told_and_asked(error: str) -> None:
    found = read(with_error(error, "C3"))
    broken = found.questions[1]
    assert (broken.raw, broken.normal, broken.token) == (error, Normal.AMBIGUOUS, error)
    assert Flag.ERROR_CELL in broken.flags
    assert found.ambiguous == {error: 1}
    assert ("チェックシート!C3", "error_cell") in [(one["address"], one["code"]) for one in warnings(found)]


def test_a_person_says_that_nothing_was_answered_there() -> None:
    said = Meanings(said={"#N/A": Normal.BLANK})
    assert read(with_error("#N/A", "C3"), meanings=said).questions[1].normal is Normal.BLANK


def test_a_remark_or_a_question_that_is_an_error_is_told() -> None:
    found = read(with_error("#REF!", "D3", "B4"))
    assert [(question.text, Flag.ERROR_CELL in question.flags) for question in found.questions] == [
        ("規程がありますか", False), ("責任者がいますか", True), ("#REF!", True),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["a.csv", "a.ods"])
@pytest.mark.parametrize("error", [*ERRORS, "Err:502", "#スピル!"])
def test_the_same_in_a_list_or_an_open_document(name: str, error: str) -> None:
    found = read(FORMS[name](HEADER, ("1", "規程がありますか", error, ""), ("2", "責任者がいますか", "はい", "")), name)
    assert (found.questions[0].normal, found.questions[0].flags) == (
        Normal.AMBIGUOUS, frozenset({Flag.ERROR_CELL}),
    )  # fmt: skip


@pytest.mark.parametrize("text", ["N/A", "#1", "# N/A の場合", "#hash", "Error", "No", "Err:or"])
def test_other_texts_are_no_errors(text: str) -> None:
    assert not is_error(text)


def test_a_known_form_tells_it_too() -> None:
    rows = [
        ("Question ID", "Question", "CSP CAIQ Answer"),
        *((f"A&A-0{n}.1", "Is it?", said) for n, said in ((1, "Yes"), (2, "#N/A"), (3, "No"))),
    ]
    found = read(csv(*rows), "caiq.csv")
    assert (found.profile, found.questions[1].flags) == ("caiq-4", frozenset({Flag.ERROR_CELL}))
    assert found.ambiguous == {"#N/A": 1}
