"""HECVAT as a workbook of its layout; every text here is invented, its own may not be shared."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from kit.files.workbooks import member, saved, with_member
from sakimori.exchange.questionnaires.forms.hecvat import PROFILE
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Flag, Normal, ReadQuestionnaire, RowClass

TEXTS = {
    "GNRL-01": "Who brews?",
    "COMP-01": "Is there a shop?",
    "COMP-02": "Is it open?",
    "DATA-01": "Is tea kept dry?",
    "DATA-02": "Is tea sold abroad?",
    "AIFN-01": "Does a robot pour?",
    "NOWH-01": "On no form.",
}
FORMS: Mapping[str, Sequence[tuple[str, str | None, str | None]]] = {
    "Organization": [("GNRL-01", "Tea house Ltd", None), ("COMP-01", "Yes", "In town"), ("COMP-02", "No", None)],
    "Product": [("DATA-01", "N/A", None), ("DATA-02", None, None), ("COMP-01", "Yes", "In town")],
    "Infrastructure": [],
    "IT Accessibility": [],
    "Case-Specific": [],
    "AI": [("AIFN-01", "X", None)],
    "Privacy": [],
}
EVALUATIONS = ("Institution Evaluation", "High-Risk Non-Compliant", "Privacy Analyst Evaluation")


def workbook() -> Workbook:
    book = Workbook()
    start = book.worksheets[0]
    start.title = "START HERE"
    start.append(["Higher Education Community Vendor Assessment Toolkit 4.1"])
    for name, rows in FORMS.items():
        page = book.create_sheet(name)
        page.append([f"{name} form"])
        page.append(["Section A", None, "Answer", "Additional Information", "Guidance", "Analyst Notes"])
        for number, (key, answer, more) in enumerate(rows, start=3):
            page.append([key, f"=VLOOKUP(A{number},Questions!A:B,2,0)", answer, more, "Say so.", None])
        validation = DataValidation(type="list", formula1='"Yes,No,N/A"')
        validation.add("C4:C90")
        page.add_data_validation(validation)
    for name in EVALUATIONS:
        page = book.create_sheet(name)
        page.append(["ID", "Question", "Answer", "Additional Information", "Guidance", "Analyst Notes"])
        for number, (key, *_) in enumerate(FORMS["Organization"], start=3):
            page.append([key, "=1", f"=Organization!C{number}", None, None, None])
    book.create_sheet("Summary Report").append(["Score"])
    master = book.create_sheet("Questions")
    master.append(["All questions"])
    master.append(["New ID", "Question", "Organization", "Compliant Response", "Default Importance", "Default Weight"])
    for key, text in TEXTS.items():
        master.append([key, text, "x", "No" if key == "DATA-02" else "Yes", "Critical", 20])
    for name in ("Auto Responses", "(backend scoring)"):
        book.create_sheet(name).append(["COMP-01", "=1"])
    for name in ("Questions", "Auto Responses", "(backend scoring)"):
        book[name].sheet_state = "hidden"
    assert len(book.worksheets) == 15
    return book


def with_cached_values(book: Workbook) -> bytes:
    """The book as Excel saves it: each formula with the value that it gave."""
    data = saved(book)
    for number, page in enumerate(book.worksheets, start=1):
        name = f"xl/worksheets/sheet{number}.xml"
        xml = member(data, name)
        for row in range(1, page.max_row + 1):
            text = TEXTS.get(str(page.cell(row, 1).value), "")
            given = next((a for rows in FORMS.values() for k, a, _ in rows if k == page.cell(row, 1).value), None)
            for column, value in (("B", text), ("C", given or "")):
                cell = re.compile(rf'<c r="{column}{row}"([^>]*)>(<f>.*?</f>)<v ?/?>(?:</v>)?</c>')
                xml = cell.sub(rf'<c r="{column}{row}"\1 t="str">\2<v>{value}</v></c>', xml)
        data = with_member(data, name, xml)
    return data


@pytest.fixture(params=["cached", "not cached"])
def data(request: pytest.FixtureRequest) -> bytes:
    return with_cached_values(workbook()) if request.param == "cached" else saved(workbook())


def read(data: bytes, filename: str = "HECVAT414.xlsx") -> ReadQuestionnaire:
    reading = read_questionnaire(data, filename)
    assert reading.profile == "hecvat"
    return reading


def test_questions_stand_on_forms_alone_with_their_texts(data: bytes) -> None:
    reading = read(data)
    assert [question.id for question in reading.questions] == [
        *("GNRL-01", "COMP-01", "COMP-02", "DATA-01", "DATA-02", "AIFN-01")
    ]
    assert [question.text for question in reading.questions] == [TEXTS[question.id] for question in reading.questions]
    assert reading.sheets == ("Organization", "Product", "AI")
    assert len(reading.skipped) == 12
    assert {skipped.name for skipped in reading.skipped} >= set(EVALUATIONS)


def test_answers_comments_lists_and_what_is_expected_are_read(data: bytes) -> None:
    reading = read(data)
    general, shop, is_open, dry, abroad, robot = reading.questions
    assert (general.normal, general.raw, general.comment) == (Normal.TEXT, "Tea house Ltd", "")
    assert (shop.normal, shop.comment, str(shop.address)) == (Normal.YES, "In town", "Organization!C4")
    assert str(shop.comment_at) == "Organization!D4"
    assert shop.sections == ("Section A",)
    assert shop.choices == ("Yes", "No", "N/A")
    assert shop.guidance == "Say so."
    assert is_open.normal is Normal.NO
    assert dry.flags == {Flag.NA_WITHOUT_REASON}
    assert (abroad.normal, abroad.more["Compliant Response"], abroad.more["Default Weight"]) == (
        Normal.BLANK,
        "No",
        "20",
    )
    # It is asked again on the sheet of products, with the same answer.
    assert [address.sheet for address in shop.also_at] == ["Product"]
    assert robot.normal is Normal.AMBIGUOUS
    assert reading.ambiguous == {"X": 1}


def test_every_row_is_in_one_class(data: bytes) -> None:
    assert read(data).by_class == {RowClass.QUESTION: 7, RowClass.SECTION: 3, RowClass.NOTE: 3}


def test_sections_within_a_form_are_headings_of_what_follows() -> None:
    book = workbook()
    page = book["Organization"]
    page.append(["Section B", None, "Answer", "Additional Information", "Guidance", "Analyst Notes"])
    page.append(["COMP-03", "Typed?", "Yes"])
    page.append(["Section C"])
    page.append(["COMP-04", "Too?", "Yes"])
    questions = {question.id: question for question in read(saved(book)).questions}
    assert questions["COMP-03"].sections == ("Section B",)
    assert (questions["COMP-04"].sections, questions["COMP-04"].text) == (("Section C",), "Too?")


def test_a_form_without_labels_is_read_by_its_places() -> None:
    book = workbook()
    book["Organization"].delete_rows(1, 2)
    reading = read(saved(book))
    assert [question.raw for question in reading.questions][:3] == ["Tea house Ltd", "Yes", "No"]


def test_other_workbooks_with_such_ids_are_none() -> None:
    book = Workbook()
    page = book.worksheets[0]
    page.append(["ID", "Question", "Answer"])
    page.append(["TEAS-01", "Is it?", "Yes"])
    assert PROFILE.recognise(open_document(saved(book), "teas.xlsx")) is None
