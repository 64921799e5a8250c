"""What a sheet says in two places: ids in two columns, a statement of applicability, answers on another sheet."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from openpyxl import Workbook

from kit.files.workbooks import Value, saved, workbook_bytes
from sakimori.errors import UnreadableFileError
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Flag, Normal, ReadQuestionnaire, RowClass

SOA = (
    ("Control", "Title", "Applicable", "Justification", "Status"),
    ("A.5.1", "Policies for information security", "Yes", "", "Implemented"),
    ("A.5.2", "Information security roles", "Yes", "", "Partially implemented"),
    ("A.7.1", "Physical security perimeters", "No", "No premises of our own", ""),
    ("A.8.4", "Access to source code", "Yes", "", "Not implemented"),
    ("A.8.30", "Outsourced development", "No", "All development is in house", "Implemented"),
)


def read(data: bytes, name: str = "form.xlsx", **said: Normal) -> ReadQuestionnaire:
    return read_questionnaire(data, name, meanings=Meanings(said=said))


def test_a_control_that_does_not_apply_is_so_whatever_its_blank_status_says() -> None:
    reading = read(workbook_bytes(*SOA))
    assert [(q.id, q.normal, q.comment) for q in reading.questions] == [
        ("A.5.1", Normal.YES, ""),
        ("A.5.2", Normal.PARTLY, ""),
        ("A.7.1", Normal.NA, "No premises of our own"),
        ("A.8.4", Normal.NO, ""),
        ("A.8.30", Normal.AMBIGUOUS, "All development is in house"),
    ]
    assert reading.questions[2].address.column == 4
    assert Flag.NA_WITHOUT_REASON not in reading.questions[2].flags


def test_a_label_with_a_question_mark_or_the_choices_behind_it_says_the_same() -> None:
    for label in ("Applicable?", "Applicable (Y/N)", "In scope"):
        rows = [[label if cell == "Applicable" else cell for cell in row] for row in SOA]
        assert [q.normal for q in read(workbook_bytes(*rows)).questions][2] is Normal.NA


def test_a_list_that_only_says_what_applies_answers_nothing() -> None:
    with pytest.raises(UnreadableFileError):
        read(workbook_bytes(*(row[:4] for row in SOA)))


SPLIT = (
    ("Domain No", "Control No", "Question", "Answer"),
    ("1", "1", "Do you have a policy?", "Yes"),
    ("", "2", "Do you review it every year?", "No"),
    ("2", "1", "Do you train all staff?", "Yes"),
    ("", "2", "Do you keep records of it?", "Yes"),
    ("3", "1", "Do you encrypt data?", "No"),
)


def test_ids_in_two_columns_are_one_id() -> None:
    reading = read(workbook_bytes(*SPLIT))
    assert [q.id for q in reading.questions] == ["1-1", "1-2", "2-1", "2-2", "3-1"]
    assert [q.normal for q in reading.questions] == [Normal.YES, Normal.NO, Normal.YES, Normal.YES, Normal.NO]


def test_ids_with_points_are_joined_by_one() -> None:
    rows = [(f"A.{row[0]}" if row[0] and number else row[0], *row[1:]) for number, row in enumerate(SPLIT)]
    assert [q.id for q in read(workbook_bytes(*rows)).questions] == ["A.1.1", "A.1.2", "A.2.1", "A.2.2", "A.3.1"]


def test_numbers_that_are_unique_stay_as_they_are() -> None:
    rows = [SPLIT[0], *((row[0], str(number), *row[2:]) for number, row in enumerate(SPLIT[1:], 1))]
    assert [q.id for q in read(workbook_bytes(*rows)).questions] == ["1", "2", "3", "4", "5"]


ASKED = (("No", "Question"), ("Q-1", "Do you encrypt data?"), ("Q-2", "Do you log access?"), ("Q-3", "Do you train?"))
GIVEN = (("No", "Answer", "Comment"), ("Q-1", "Yes", "AES-256"), ("Q-2", "No", ""), ("Q 3", "Yes", ""))


def book(asked: Sequence[Sequence[Value]], given: Sequence[Sequence[Value]], name: str = "Answers") -> bytes:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Questions"
    for row in asked:
        sheet.append(list(row))
    other = workbook.create_sheet(name)
    for row in given:
        other.append(list(row))
    return saved(workbook)


def test_answers_on_a_sheet_of_their_own_are_joined_by_id() -> None:
    reading = read(book(ASKED, (*GIVEN[:3], ("Ｑ-3", "はい", ""))))
    assert [(q.id, q.normal, q.comment, str(q.address)) for q in reading.questions] == [
        ("Q-1", Normal.YES, "AES-256", "Answers!B2"),
        ("Q-2", Normal.NO, "", "Answers!B3"),
        ("Q-3", Normal.YES, "", "Answers!B4"),
    ]
    assert set(reading.sheets) == {"Questions", "Answers"}
    assert not reading.notes


def test_an_answer_without_its_question_is_told() -> None:
    reading = read(book(ASKED, (*GIVEN, ("Q-9", "Yes", ""))))
    left = [row for row in reading.rows if row.row_class is RowClass.NOTE]
    assert [str(row.at) for row in left] == ["Answers!4", "Answers!5"]
    assert reading.questions[2].normal is Normal.BLANK


def test_two_answers_of_one_id_wait_for_a_person() -> None:
    reading = read(book(ASKED, (*GIVEN[:3], ("Q-1", "No", ""))))
    assert reading.questions[0].normal is Normal.AMBIGUOUS


@pytest.mark.parametrize("name", ["記入例", "前回回答", "Sample", "Expected answers"])
def test_a_sheet_that_shows_answers_of_others_gives_none(name: str) -> None:
    data = book(ASKED, GIVEN, name)
    assert {q.normal for q in read(data).questions} == {Normal.BLANK}


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ((*ASKED, ("Q-1", "Do you shred paper?")), GIVEN),
        (ASKED, (("No", "Answer", "Vendor answer"), ("Q-1", "Yes", "No"), ("Q-2", "No", "Yes"), ("Q-3", "No", "No"))),
    ],
    ids=["an id of two questions", "two columns of answers"],
)
def test_where_it_is_not_clear_which_answer_is_meant_nothing_is_joined_and_that_is_told(
    asked: Sequence[Sequence[Value]], given: Sequence[Sequence[Value]]
) -> None:
    reading = read(book(asked, given))
    assert {q.normal for q in reading.questions} == {Normal.BLANK}
    assert "answers_apart" in {note.code for note in reading.notes}
