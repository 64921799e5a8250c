"""Sheets of questions for tests, as customers make them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from kit.files.workbooks import Value, filled, saved
from sakimori.exchange.questionnaires.reading.normal import BESIDE, NOTHING_SAID, Meanings, normalise
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Flag, Normal, ReadQuestion, ReadQuestionnaire


def book(
    *rows: Sequence[Value],
    merged: Sequence[str] = (),
    hidden: Sequence[int] = (),
    lists: Mapping[str, Sequence[str]] | None = None,
    name: str = "チェックシート",
) -> bytes:
    """A workbook with one sheet of these rows, merged ranges, hidden rows, and lists offered in ranges of cells."""
    made = filled(Workbook(), rows)
    sheet = made.worksheets[0]
    sheet.title = name
    for area in merged:
        sheet.merge_cells(area)
    for row in hidden:
        sheet.row_dimensions[row].hidden = True
    for area, members in (lists or {}).items():
        rule = DataValidation(type="list", formula1=f'"{",".join(members)}"')
        sheet.add_data_validation(rule)
        rule.add(area)
    return saved(made)


def csv(*rows: Sequence[str]) -> bytes:
    """A CSV of rows whose cells need no quotation marks."""
    return "\r\n".join(",".join(row) for row in rows).encode()


def read(
    data: bytes, name: str = "sheet.xlsx", *, profile: str = "", meanings: Meanings = NOTHING_SAID
) -> ReadQuestionnaire:
    """The file as a questionnaire, after it was checked that every row is exactly one thing."""
    found = read_questionnaire(data, name, profile=profile, meanings=meanings)
    places = [(row.at.sheet, row.at.row) for row in found.rows]
    assert len(places) == len(set(places))
    assert sum(found.by_class.values()) == len(found.rows)
    assert sum(found.totals.values()) == len(found.questions)
    return found


def answers(found: ReadQuestionnaire) -> list[tuple[str, str, str]]:
    """Id, answer as written and its meaning."""
    return [(question.id, question.raw, question.normal.value) for question in found.questions]


def classes(found: ReadQuestionnaire) -> dict[int, str]:
    """What each row is."""
    return {row.at.row: row.row_class.value for row in found.rows}


def totals(found: ReadQuestionnaire) -> dict[str, int]:
    """How many answers mean what."""
    return {normal.value: count for normal, count in found.totals.items()}


def before_its_remark(question: ReadQuestion) -> Normal:
    """What an answer says by itself, where a remark takes it back."""
    if Flag.CONTRADICTED not in question.flags:
        return question.normal
    return normalise(question.token.partition(BESIDE)[0]).normal


def flagged(questions: Sequence[ReadQuestion]) -> Counter[Flag]:
    """How often each flag is set."""
    return Counter(flag for question in questions for flag in question.flags)
