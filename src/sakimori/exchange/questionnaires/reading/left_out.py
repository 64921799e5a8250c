"""What a reading leaves out: each row with what stands in it, and whether a question or an answer may be lost with it.

A row that says of itself what it is, such as a title, a legend or a total, stops nobody; any other with a text where
questions stand, or something where answers stand, is to be seen by a person before the file is taken in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import GridRow
from sakimori.exchange.questionnaires.forms.profile import Body
from sakimori.exchange.questionnaires.reading.document import Document
from sakimori.exchange.questionnaires.reading.error_cells import is_error
from sakimori.exchange.questionnaires.reading.matching import fold_wording
from sakimori.exchange.questionnaires.reading.normal import NOTHING_SAID, normalise
from sakimori.exchange.questionnaires.reading.result import (
    Flag,
    ReadQuestion,
    RowClass,
    SeenRow,
    SkippedSheet,
)
from sakimori.exchange.questionnaires.sheets.columns import MEANT, asks_at_end
from sakimori.exchange.questionnaires.sheets.questions import read_rows
from sakimori.exchange.questionnaires.sheets.row_words import says_itself
from sakimori.exchange.questionnaires.sheets.tables import layouts_of

_LEFT: Final = frozenset({RowClass.NOTE, RowClass.LEGEND, RowClass.SENTINEL})
_PLAIN: Final = frozenset({RowClass.LEGEND, RowClass.SENTINEL})
_BESIDE: Final = " | "
_TABLE_ROW: Final = re.compile(r"\s*>?\s*\|.*[^\s|:-].*\|.*[^\s|:-].*\|\s*$")
_UNREAD: Final = Text(
    "{why}読んだ質問にない質問{count}件と回答の列があります。",
    "{why} It has a column of answers and questions that were not read: {count}.",
)


@dataclass(slots=True)
class _Places:
    """Where the questions of a sheet stand: in which columns they ask and are answered, and where their table begins.

    It begins with its header, or with the first question where it has none.
    """

    asked: set[int] = field(default_factory=set)
    answered: set[int] = field(default_factory=set)
    first: int = 0

    def take(self, question: ReadQuestion) -> None:
        """Note where one question stands."""
        at = question.question_at
        if at is None:
            return
        if at.column is not None:
            self.asked.add(at.column)
        answers = (question.address, *(address for _, address in question.marks_at))
        self.answered |= {address.column for address in answers if address.column is not None}
        self.first = min(self.first or at.row, at.row)

    def begin(self, row: int) -> None:
        """Note a row of the header."""
        self.first = min(self.first or row, row)

    def may_lose(self, row: GridRow, seen: SeenRow) -> bool:
        """Whether a row that was left out may be a question or hold an answer."""
        own = row.own
        asks, answers = own.keys() & self.asked, own.keys() & (self.answered - self.asked)
        if seen.row_class is RowClass.SECTION:
            return bool(answers) and seen.why is not None
        if seen.row_class in _PLAIN or says_itself(own, seen.why, is_answered=bool(answers)):
            return False
        if not self.answered and any(normalise(cell).normal in MEANT for cell in own.values()):
            # Nobody knows where answers stand, and this may be one.
            return row.number >= self.first
        if row.number < self.first:
            return bool(asks and answers) or any(asks_at_end(own[column]) for column in asks)
        return bool(asks or answers)


def told_rows(document: Document, body: Body) -> tuple[SeenRow, ...]:
    """The rows, those that were left out with what stands in them and whether somebody must see them."""
    places: dict[str, _Places] = {}
    for question in body.questions:
        places.setdefault(question.address.sheet, _Places()).take(question)
    needed = {row.at.sheet for row in body.rows if row.row_class in _LEFT or row.why is not None}
    sheets = (sheet for sheet in document.sheets if sheet.name in needed)
    for row in body.rows:
        if row.row_class is RowClass.HEADER and row.at.sheet in places:
            places[row.at.sheet].begin(row.at.row)
    grids = {sheet.name: {row.number: row for row in sheet.grid.rows} for sheet in sheets}
    lines = document.text.splitlines()
    return tuple(_told(row, grids, lines, places) for row in body.rows)


def _told(
    seen: SeenRow, grids: Mapping[str, Mapping[int, GridRow]], lines: list[str], places: Mapping[str, _Places]
) -> SeenRow:
    if seen.row_class not in _LEFT and not (seen.row_class is RowClass.SECTION and seen.why is not None):
        return seen
    if not seen.at.sheet and seen.text:
        return seen
    if not seen.at.sheet:
        text = lines[seen.at.row - 1].strip() if 0 < seen.at.row <= len(lines) else ""
        is_plain = seen.row_class is not RowClass.NOTE or seen.why is not None
        is_doubtful = not is_plain and bool(asks_at_end(text) or _TABLE_ROW.match(text))
        return replace(seen, text=text, is_doubtful=is_doubtful)
    row = grids.get(seen.at.sheet, {}).get(seen.at.row)
    if row is None:
        return seen
    found = places.get(seen.at.sheet)
    return replace(seen, text=_BESIDE.join(row.own.values()), is_doubtful=bool(found and found.may_lose(row, seen)))


def told_sheets(document: Document, body: Body) -> tuple[SkippedSheet, ...]:
    """The sheets that were not read; one with a table of other questions that can be answered is to be seen."""
    read = {fold_wording(question.text) for question in body.questions}
    return tuple(_told_sheet(document, skipped, read) for skipped in body.skipped)


def _told_sheet(document: Document, skipped: SkippedSheet, read: set[str]) -> SkippedSheet:
    layout, sheet = layouts_of(document).get(skipped.name), document.sheet(skipped.name)
    if layout is None or sheet is None or not layout.has_answers:
        return skipped
    questions, _ = read_rows(sheet, layout, NOTHING_SAID)
    others = [question for question in questions if fold_wording(question.text) not in read]
    if not _are_some(others):
        return skipped
    return replace(skipped, why=_UNREAD.format(why=skipped.why, count=len(others)), is_doubtful=True)


def _are_some(questions: Iterable[ReadQuestion]) -> bool:
    """Whether any of these asks, or was answered."""
    return any(question.raw.strip() or asks_at_end(question.text) for question in questions)


def with_errors_told(question: ReadQuestion) -> ReadQuestion:
    """A question, flagged where one of its cells shows an error of its workbook instead of what was written."""
    cells = (question.id, question.text, question.raw, *question.comment.splitlines(), question.evidence)
    if not any(map(is_error, cells)):
        return question
    return replace(question, flags=question.flags | {Flag.ERROR_CELL})
