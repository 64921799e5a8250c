"""Answers on a sheet of their own, which names the questions of another sheet by their ids."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import SEARCHED_ROWS, GridRow, Header, Note, header_of
from sakimori.exchange.questionnaires.reading.document import Sheet
from sakimori.exchange.questionnaires.reading.normal import Meanings, by_several, with_comment
from sakimori.exchange.questionnaires.reading.result import Address, Flag, Normal, ReadQuestion, RowClass, SeenRow
from sakimori.exchange.questionnaires.sheets.choices import answer_of
from sakimori.exchange.questionnaires.sheets.columns import SURE, ColumnRole, is_of_others, role_of

_ABOVE: Final = Text("見出しの行より上です。", "It stands above the header row.")
_BY_ID: Final = Text("同じ番号の質問への回答です。", "It answers the question of the same id.")
_NOBODY: Final = Text("この番号の質問はありません。", "No question has this id.")
_NO_ID: Final = Text("番号がありません。", "It has no id.")


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """A sheet with a column of ids and one of answers; `others` are further columns that may hold answers."""

    sheet: Sheet
    header: Header
    key: int
    answer: int
    others: tuple[int, ...] = ()
    comments: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Joined:
    """Questions with the answers of other sheets, what the rows of those are, and notes on sheets left apart."""

    questions: tuple[ReadQuestion, ...]
    rows: tuple[SeenRow, ...] = ()
    sheets: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


def joined_by_id(questions: Sequence[ReadQuestion], others: Iterable[Sheet], meanings: Meanings) -> Joined:
    """The questions with what other sheets answer by their ids, where nobody has answered beside them.

    Where ids do not tell the questions apart, or a sheet has several columns of answers, nothing is joined.
    """
    found = [sheet for other in others if (sheet := _answer_sheet(other)) is not None]
    if not found or any(question.normal not in {Normal.BLANK, Normal.DEFAULT} for question in questions):
        return Joined(tuple(questions))
    ids = Counter(_folded(question.id) for question in questions)
    joined = Joined(tuple(questions))
    for one in found:
        named = {_folded(row.cell(one.key)) for row in _below(one) if row.cell(one.key)}
        is_clear = not one.others and named & ids.keys() and all(ids[key] < 2 for key in named)
        if not is_clear:
            joined = replace(joined, notes=(*joined.notes, _apart(one.sheet.name)))
            continue
        taken = _Taken(one, {_folded(question.id): question for question in joined.questions}, meanings)
        rows = tuple(map(taken.take, one.sheet.grid.rows))
        joined = Joined(
            tuple(taken.by_id[_folded(question.id)] if question.id else question for question in joined.questions),
            (*joined.rows, *rows),
            (*joined.sheets, one.sheet.name),
            joined.notes,
        )
    return joined


def _answer_sheet(sheet: Sheet) -> AnswerSheet | None:
    """A sheet as answers by ids; None where it does not plainly say so, or asks itself."""
    if is_of_others(sheet.name):
        return None
    for row in sheet.grid.rows[:SEARCHED_ROWS]:
        header = header_of(row)
        roles: dict[int, ColumnRole] = {}
        for column, label in enumerate(header.labels):
            found = role_of(label) if not is_of_others(label) else None
            if found is not None and found.confidence >= SURE:
                roles[column] = found.key
        keys, answers = (_of(roles, role) for role in (ColumnRole.ID, ColumnRole.ANSWER))
        if keys and answers and ColumnRole.QUESTION not in roles.values():
            return AnswerSheet(
                sheet, header, keys[0], answers[0], answers[1:], tuple(_of(roles, ColumnRole.COMMENT))
            )  # fmt: skip
    return None


def _of(roles: Mapping[int, ColumnRole], wanted: ColumnRole) -> tuple[int, ...]:
    return tuple(column for column, role in roles.items() if role is wanted)


def _below(one: AnswerSheet) -> Iterator[GridRow]:
    return (row for row in one.sheet.grid.rows if row.number > one.header.row)


def _folded(key: str) -> str:
    """An id for comparison: without blanks, in one width."""
    return "".join(unicodedata.normalize("NFKC", key).split()).casefold()


def _apart(name: str) -> Note:
    message = Text(
        f"シート「{name}」に回答の列があり、質問は別のシートにあります。質問の横に写してください。",
        f"Sheet “{name}” has answers to questions on another sheet. Copy them beside the questions.",
    )
    return Note("answers_apart", message)


@dataclass(slots=True)
class _Taken:
    """Gives the answers of one sheet to the questions of another."""

    sheet: AnswerSheet
    by_id: dict[str, ReadQuestion]
    meanings: Meanings
    _answered: set[str] = field(default_factory=set)

    def take(self, row: GridRow) -> SeenRow:
        """Give the answer of a row to its question, and say what the row is."""
        at = Address(self.sheet.sheet.name, row.number)
        if row.is_blank:
            return SeenRow(at, RowClass.BLANK)
        if row.number < self.sheet.header.row:
            return SeenRow(at, RowClass.NOTE, _ABOVE)
        if row.number == self.sheet.header.row:
            return SeenRow(at, RowClass.HEADER)
        key = _folded(row.cell(self.sheet.key))
        if key not in self.by_id or not key:
            return SeenRow(at, RowClass.NOTE, _NOBODY if key else _NO_ID)
        self.by_id[key] = self._answered_by(self.by_id[key], row, is_again=key in self._answered)
        self._answered.add(key)
        return SeenRow(at, RowClass.CONTINUATION, _BY_ID)

    def _answered_by(self, question: ReadQuestion, row: GridRow, *, is_again: bool) -> ReadQuestion:
        """A question with the answer of a row; one that is answered twice in different ways waits for a person."""
        raw = row.cell(self.sheet.answer)
        found = answer_of(raw, self.meanings)
        comment = "\n".join(filter(None, map(row.cell, self.sheet.comments)))
        if is_again and (question.raw.strip() == raw.strip() or not raw.strip()):
            return question
        if is_again and question.raw.strip():
            found = by_several((question.token or question.raw, found.token or raw), self.meanings)
            raw, comment = f"{question.raw}\n{raw}", "\n".join(filter(None, (question.comment, comment)))
        found = with_comment(found, comment)
        choices = self.sheet.sheet.facts.lists.get((row.number, self.sheet.answer), question.choices)
        name = self.sheet.sheet.name
        return replace(
            question,
            raw=raw,
            normal=found.normal,
            token=found.token,
            comment=found.comment,
            choices=choices,
            flags=found.flags | (question.flags & {Flag.HIDDEN_ROW, Flag.CHANGED_ID}),
            address=Address(name, row.number, self.sheet.answer),
            comment_at=Address(name, row.number, self.sheet.comments[0]) if self.sheet.comments else None,
        )
