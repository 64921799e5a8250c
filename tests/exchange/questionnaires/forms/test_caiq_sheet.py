"""The CAIQ in workbooks and CSV; the questions here are invented, its own may not be shared."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from kit.files.workbooks import saved
from sakimori.exchange.questionnaires.forms.caiq import CAIQ_3, CAIQ_4, CAIQ_LITE
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.exchange.questionnaires.reading.normal import NOTHING_SAID, Meanings
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Flag, Normal, ReadQuestionnaire, RowClass

HEADER = (
    "Question ID",
    "Question",
    "CSP CAIQ Answer",
    "SSRM Control Ownership",
    "CSP Implementation Description (Optional/Recommended)",
    "CSC Responsibilities  (Optional/Recommended)",
    "CCM Control ID",
    "CCM Control Specification",
    "CCM Control Title",
    "CCM Domain Title",
)
ROWS: tuple[tuple[str | None, ...], ...] = (
    ("A&A-01.1", "Is tea served?", "Yes", "CSP-owned", "At noon", "Bring cups", "A&A-01", "Tea.", "Tea", "Audit"),
    ("A&A-01.2", "Is it hot?", "No", "Shared CSP and CSC", "", "", None, None, None, None),
    ("AIS-01.1", "Is cake served?", "NA", "CSC-owned", "", "", "AIS-01", "Cake.", "Cake", "Apps"),
    ("UEM-14.1", "Is there milk?", None, None, None, None, "UEM-14", "Milk.", "Milk", "Endpoints"),
)


def version_4(rows: Sequence[Sequence[str | None]] = ROWS, sheet: str = "CAIQv4.0.3") -> Workbook:
    book = Workbook()
    page = book.worksheets[0]
    page.title = "Introduction"
    page.append(["Read me"])
    page = book.create_sheet(sheet)
    page.append(["CONSENSUS ASSESSMENTS INITIATIVE QUESTIONNAIRE v4.0.3"])
    page.append(list(HEADER))
    for row in rows:
        page.append(list(row))
    for column in "GHIJ":
        page.merge_cells(f"{column}3:{column}4")
    page.append(["End of Standard"])
    page.append(["© somebody"])
    return book


def read(book: Workbook, filename: str = "caiq.xlsx", meanings: Meanings = NOTHING_SAID) -> ReadQuestionnaire:
    reading = read_questionnaire(saved(book), filename, meanings=meanings)
    assert sum(reading.by_class.values()) == len(reading.rows)
    return reading


def test_version_4_is_read_with_owner_comment_and_control() -> None:
    reading = read(version_4())
    assert reading.profile == "caiq-4"
    assert reading.totals == {Normal.YES: 1, Normal.NO: 1, Normal.NA: 1, Normal.BLANK: 1}
    first, second, third, fourth = reading.questions
    assert (first.id, first.raw, first.ownership, first.comment) == ("A&A-01.1", "Yes", "CSP-owned", "At noon")
    assert first.sections == second.sections == ("Audit", "Tea")
    assert third.sections == ("Apps", "Cake")
    assert first.controls == second.controls == ("ccm:A&A-01",)
    assert first.more["CSC Responsibilities (Optional/Recommended)"] == "Bring cups"
    assert str(first.address) == "CAIQv4.0.3!C3"
    assert str(first.comment_at) == "CAIQv4.0.3!E3"
    assert third.flags == {Flag.NA_WITHOUT_REASON}
    assert str(fourth.address) == "CAIQv4.0.3!C6"
    assert [skipped.name for skipped in reading.skipped] == ["Introduction"]


def test_every_row_of_version_4_is_in_one_class() -> None:
    reading = read(version_4())
    assert [row.row_class for row in reading.rows] == [
        RowClass.NOTE,
        RowClass.HEADER,
        *[RowClass.QUESTION] * 4,
        RowClass.SENTINEL,
        RowClass.NOTE,
    ]


def test_the_ai_edition_and_other_sheet_names_are_of_the_same_form() -> None:
    assert read(version_4(sheet="AI-CAIQ v1.0")).profile == "caiq-4"
    assert read(version_4(sheet="Sheet1"), "answers.xlsx").profile == "caiq-4"


@pytest.mark.parametrize("label", ["Yes/No/NA", "Y / N", "ACME Answer", "回答（Yes/No/NA）", "Provider\nResponse"])
def test_the_column_of_answers_is_found_whatever_a_vendor_calls_it(label: str) -> None:
    book = version_4()
    book.worksheets[1]["C2"] = label
    reading = read(book)
    assert reading.profile == "caiq-4"
    assert reading.totals == {Normal.YES: 1, Normal.NO: 1, Normal.NA: 1, Normal.BLANK: 1}


def test_lite_is_told_by_what_it_calls_itself() -> None:
    assert read(version_4(sheet="CAIQ-Lite v4.0.3")).profile == "caiq-lite"


def test_another_version_may_be_named_by_somebody_who_knows_better() -> None:
    reading = read_questionnaire(saved(version_4(sheet="CAIQ-Lite")), "x.xlsx", profile="caiq-4")
    assert (reading.profile, len(reading.questions)) == ("caiq-4", 4)


def test_answers_that_one_vendor_gives_in_other_words_are_understood_or_asked() -> None:
    given = ("Inherited", "**Partial**", "X", "Yes - but not on Sunday")
    book = version_4([(*row[:2], answer, *row[3:]) for row, answer in zip(ROWS, given, strict=True)])
    reading = read(book)
    assert reading.questions[0].normal is Normal.INHERITED
    assert reading.ambiguous == {"X": 1, "Yes | but not on Sunday": 1}
    assert reading.questions[3].flags == {Flag.CONTRADICTED}
    said = read(book, meanings=Meanings(said={"X": Normal.YES}))
    assert said.questions[2].normal is Normal.YES


def test_a_comment_beside_takes_the_flag_off_and_may_contradict() -> None:
    rows = [
        ("AIS-01.1", "One?", "NA", "CSP-owned", "We run no datacentre"),
        ("AIS-01.2", "Two?", "Yes", "CSP-owned", "except backups"),
        ("AIS-02.1", "Three?", "Yes", "CSP-owned", "always"),
    ]
    assert [question.flags for question in read(version_4(rows)).questions] == [
        frozenset(),
        {Flag.CONTRADICTED},
        frozenset(),
    ]


def test_an_answer_that_the_list_does_not_offer_is_flagged() -> None:
    rows = [(*ROWS[0][:2], "Yes"), (*ROWS[1][:2], "Maybe"), ROWS[2][:2]]
    book = version_4(rows)
    validation = DataValidation(type="list", formula1='"Yes,No,NA"')
    validation.add("C3:C6")
    book.worksheets[1].add_data_validation(validation)
    questions = read(book).questions
    assert [question.choices for question in questions] == [("Yes", "No", "NA")] * 3
    assert [Flag.NOT_IN_LIST in question.flags for question in questions] == [False, True, False]


def test_an_answer_merged_over_the_questions_of_a_control_answers_each_and_is_written_once() -> None:
    book = version_4()
    book.worksheets[1].merge_cells("C3:C4")
    first, second, *_ = read(book).questions
    assert (first.raw, second.raw) == ("Yes", "Yes")
    assert first.address == second.address


def test_answers_by_control_and_by_range_keep_their_ids() -> None:
    rows = [("DCS-01–DCS-08", "Sites?", "NA", "", "cloud only"), ("AIS-01", "Apps?", "Yes"), ("AIS-02", "More?", "No")]
    first, second, _ = read(version_4(rows)).questions
    assert (first.id, first.controls) == ("DCS-01–DCS-08", ())
    assert (second.id, second.controls) == ("AIS-01", ("ccm:AIS-01",))


def test_the_control_above_its_questions_is_a_heading_unless_it_is_answered() -> None:
    rows = [
        ("AIS-01", "Apps", None),
        ("AIS-01.1", "One?", "Yes"),
        ("AIS-02", "Answered as one", "No"),
        ("AIS-02.1", "Two?", "No"),
    ]
    reading = read(version_4(rows))
    assert [question.id for question in reading.questions] == ["AIS-01.1", "AIS-02", "AIS-02.1"]
    assert reading.questions[0].sections == ("AIS-01 Apps",)


def test_headers_in_japanese_with_headings_between_are_of_the_same_form() -> None:
    book = Workbook()
    page = book.worksheets[0]
    page.append(["CAIQ v4.0.3 回答"])
    page.append(["質問番号", "質問", "回答", "責任分界", "備考"])
    page.append(["A&A 監査"])
    page.merge_cells("A3:E3")
    for number in range(1, 4):
        page.append([f"A&A-01.{number}", f"質問{number}", "はい", "CSP-owned", "毎年"])
    reading = read(book)
    assert reading.profile == "caiq-4"
    assert reading.totals == {Normal.YES: 3}
    assert {(question.sections, question.comment) for question in reading.questions} == {(("A&A 監査",), "毎年")}


def test_lines_below_a_question_go_on_with_its_comment() -> None:
    rows = [ROWS[0], (None, None, None, None, "And at nine"), *ROWS[1:]]
    book = Workbook()
    page = book.worksheets[0]
    for row in (HEADER, *rows, HEADER):
        page.append(list(row))
    reading = read(book)
    assert reading.questions[0].comment == "At noon\nAnd at nine"
    assert reading.by_class[RowClass.CONTINUATION] == 1
    assert reading.by_class[RowClass.HEADER] == 2


def version_3(marks: Sequence[tuple[str, str, str]], *, is_one_row: bool = False) -> Workbook:
    book = Workbook()
    page = book.worksheets[0]
    page.title = "CAIQ"
    left = ["Control Domain", "Control ID", "Question ID", "Control Specification", "Consensus Assessment Questions"]
    page.append(["CONSENSUS ASSESSMENTS INITIATIVE QUESTIONNAIRE v3.1"])
    if is_one_row:
        page.append([*left, "Yes", "No", "Not Applicable", "Notes"])
    else:
        page.append([*left, "Consensus Assessment Answers", None, None, "Notes", "ISO/IEC 27001"])
        page.append([None] * 5 + ["Yes", "No", "Not Applicable"])
        page.merge_cells("F2:H2")
        for column in "ABCDEI":
            page.merge_cells(f"{column}2:{column}3")
    for number, given in enumerate(marks, start=1):
        page.append(["Apps\nTea", "AAC-01", f"AAC-01.{number}", "Spec.", f"Question {number}?", *given, "", "A.1"])
    return book


@pytest.mark.parametrize("is_one_row", [False, True])
def test_version_3_has_three_columns_to_mark(is_one_row: bool) -> None:
    marks = [("X", "", ""), ("", "x", ""), ("", "", "X"), ("", "", ""), ("X", "X", "")]
    reading = read(version_3(marks, is_one_row=is_one_row))
    assert reading.profile == "caiq-3"
    assert [question.normal for question in reading.questions] == [
        Normal.YES,
        Normal.NO,
        Normal.NA,
        Normal.BLANK,
        Normal.AMBIGUOUS,
    ]
    first, *_, fourth, fifth = reading.questions
    assert first.id == "AAC-01.1"
    assert first.raw == "X"
    assert first.sections == ("Apps", "Tea")
    assert first.choices == ("Yes", "No", "Not Applicable")
    assert str(first.address).endswith("!F4" if not is_one_row else "!F3")
    assert fourth.address.column == 5
    assert Flag.MARKED_TWICE in fifth.flags
    assert reading.by_class[RowClass.HEADER] == (1 if is_one_row else 2)


def test_a_file_of_values_reads_as_its_workbook_does() -> None:
    out = io.StringIO()
    rows = [(row[:6] + ROWS[0][6:] if row[6] is None else row) for row in ROWS]
    csv.writer(out).writerows([HEADER, *rows, ["End of Standard"]])
    reading = read_questionnaire(out.getvalue().encode("utf-8-sig"), "CAIQ v4.csv")
    assert reading.profile == "caiq-4"
    assert [(question.id, question.normal) for question in reading.questions] == [
        (question.id, question.normal) for question in read(version_4()).questions
    ]


def test_a_sheet_without_ids_of_the_ccm_is_none() -> None:
    book = version_4([("Q-1", "One?", "Yes"), ("Q-2", "Two?", "No"), ("Q-3", "Three?", "No")])
    document = open_document(saved(book), "CAIQ.xlsx")
    assert [profile.recognise(document) for profile in (CAIQ_3, CAIQ_4, CAIQ_LITE)] == [None] * 3


def test_reading_twice_gives_the_same() -> None:
    data = saved(version_4())
    assert read_questionnaire(data, "caiq.xlsx") == read_questionnaire(data, "caiq.xlsx")


def test_ids_that_stand_where_the_questions_would_are_no_caiq() -> None:
    book = Workbook()
    page = book.worksheets[0]
    for row in (("Ref", "Domain", "Question", "Your answer", "Notes"), *([("", "", "A&A-01.1", "", "")] * 5)):
        page.append(list(row))
    document = open_document(saved(book), "list.xlsx")
    assert [profile.recognise(document) for profile in (CAIQ_3, CAIQ_4, CAIQ_LITE)] == [None, None, None]
