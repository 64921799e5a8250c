"""The rows of a sheet of questions to questions with their headings and answers; every row ends in one class."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import LABEL_SEPARATOR, GridRow
from sakimori.exchange.questionnaires.reading.document import Sheet
from sakimori.exchange.questionnaires.reading.ids import fold_id
from sakimori.exchange.questionnaires.reading.normal import (
    Meanings,
    Normalised,
    by_mark,
    by_several,
    normalise,
    with_comment,
)
from sakimori.exchange.questionnaires.reading.result import Address, Flag, Normal, ReadQuestion, RowClass, SeenRow
from sakimori.exchange.questionnaires.sheets.applicability import with_applicability
from sakimori.exchange.questionnaires.sheets.choices import answer_of
from sakimori.exchange.questionnaires.sheets.columns import ColumnRole
from sakimori.exchange.questionnaires.sheets.few_tokens import with_words_to_ask
from sakimori.exchange.questionnaires.sheets.footnotes import with_footnotes
from sakimori.exchange.questionnaires.sheets.headings import HeadingPath, without_idle_headings
from sakimori.exchange.questionnaires.sheets.layout import Layout
from sakimori.exchange.questionnaires.sheets.legends import explained_by_lists, sheet_legend
from sakimori.exchange.questionnaires.sheets.row_kinds import QuestionRowReader

_PARENT: Final = re.compile(r"(.+?)[.\-‐–_(（][^.\-‐–_(（]+$")
_PLAIN: Final = frozenset(
    {
        ColumnRole.ID,
        ColumnRole.SECTION,
        ColumnRole.QUESTION,
        ColumnRole.GUIDANCE,
        ColumnRole.COMMENT,
        ColumnRole.EVIDENCE,
        ColumnRole.OWNERSHIP,
        ColumnRole.UNIT,
        ColumnRole.CONTROL,
    }
)
"""Roles with a field of their own; what other columns hold is kept by their names."""
_TOO_LONG: Final = Text("上の質問の続きが多すぎます。", "Too many rows go on with the question above.")
_MOST_ROWS: Final = 200
_TAIL: Final = 100
_GOING_ON: Final = frozenset({RowClass.CONTINUATION, RowClass.SUB_ROW})
_CONTROLS: Final = re.compile(r"[\n,、;；]+")


def read_rows(
    sheet: Sheet,
    layout: Layout,
    meanings: Meanings,
    *,
    id_pattern: re.Pattern[str] | None = None,
    sentinels: Collection[str] = (),
) -> tuple[tuple[ReadQuestion, ...], tuple[SeenRow, ...]]:
    """The questions of a sheet, and what each of its rows is.

    Args:
        sheet: The sheet.
        layout: What its columns hold.
        meanings: What tokens mean in this file; what the sheet itself explains is added.
        id_pattern: The form of the ids, which every question has: a row with another id and no answer is a heading,
            a row without any goes on with the one above.
        sentinels: Texts that end a table, besides the usual ones.
    """
    parents = _parents(sheet, layout)
    reader = QuestionRowReader(sheet, layout, id_pattern, sentinels, parents)
    return _Reading(reader, own_meanings(sheet, layout, meanings, reader.legends)).read()


def asks_anything(sheet: Sheet, layout: Layout) -> bool:
    """Whether a sheet has a question, found without reading what follows it."""
    reader = QuestionRowReader(sheet, layout, parents=_parents(sheet, layout))
    last: RowClass | None = None
    for row in sheet.grid.rows:
        row_class, _ = reader.kind(row, last)
        if row_class is RowClass.QUESTION:
            return True
        last = last if row_class is RowClass.BLANK else row_class
    return False


def own_meanings(sheet: Sheet, layout: Layout, meanings: Meanings, legends: Collection[int]) -> Meanings:
    """The meanings of a file and those that a sheet prints or its cells offer; a person's word goes before both.

    What stands in rows of `legends` below the table answers nothing.
    """
    places = {*layout.columns(ColumnRole.ANSWER)}
    lists = explained_by_lists(members for (_, column), members in sheet.facts.lists.items() if column in places)
    known = replace(meanings, legend={**lists, **meanings.legend, **sheet_legend(sheet.grid.rows, layout, legends)})
    column = layout.column(ColumnRole.ANSWER)
    if layout.marks or column is None:
        return known
    return with_words_to_ask(sheet, layout.header.row, column, known, legends)


def _parents(sheet: Sheet, layout: Layout) -> frozenset[str]:
    """The ids under which others stand, as 1 of 1.1."""
    column = layout.column(ColumnRole.ID)
    if column is None:
        return frozenset()
    found = (_PARENT.match(fold_id(row.cell(column))) for row in sheet.grid.rows if row.number > layout.header.row)
    # A heading such as 1.0 stands beside 1.1 and heads it; it is no part of a 1 of its own.
    return frozenset(match.group(1) for match in found if match and not match.group().endswith(".0"))


@dataclass(slots=True)
class _Reading:
    """Goes down the rows of one sheet."""

    rows: QuestionRowReader
    meanings: Meanings
    questions: list[ReadQuestion] = field(default_factory=list)
    seen: list[SeenRow] = field(default_factory=list)
    path: HeadingPath = field(init=False)
    _corners: dict[int, Address] = field(default_factory=dict)
    _remarks: dict[int, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for (number, column), remark in self.rows.sheet.facts.remarks.items():
            place = str(Address(self.layout.sheet, number, column))
            self._remarks.setdefault(number, {})[place] = remark
        self.path = HeadingPath(self.layout.columns(ColumnRole.SECTION))

    @property
    def layout(self) -> Layout:
        return self.rows.layout

    def read(self) -> tuple[tuple[ReadQuestion, ...], tuple[SeenRow, ...]]:
        last: RowClass | None = None
        going_on, is_parted = 0, False
        for row in self.rows.sheet.grid.rows:
            before = self.questions[-1].text[-_TAIL:] if self.questions else ""
            row_class, why = self.rows.kind(row, last, before, is_parted=is_parted)
            going_on = going_on + 1 if row_class in _GOING_ON else 0
            if going_on > _MOST_ROWS:
                row_class, why = RowClass.NOTE, _TOO_LONG
            self.seen.append(SeenRow(Address(self.layout.sheet, row.number), row_class, why))
            self._keep_corners(row)
            self._take(row, row_class)
            last, is_parted = (last if row_class is RowClass.BLANK else row_class), row.is_blank
        questions = with_footnotes(self.questions, (tuple(row.own.values()) for row in self.rows.sheet.grid.rows))
        return tuple(questions), tuple(without_idle_headings(self.seen))

    def _take(self, row: GridRow, row_class: RowClass) -> None:
        match row_class:
            case RowClass.SECTION:
                self.path.head(row, self.layout.column(ColumnRole.ID), frozenset(self._places()))
            case RowClass.QUESTION:
                self.path.go(row)
                self.questions.append(self._question(row))
            case RowClass.CONTINUATION if self.questions:
                self.questions[-1] = self._continued(self.questions[-1], row)
            case RowClass.SUB_ROW if self.questions:
                self.questions[-1] = self._answered_again(self.questions[-1], row)

    def _places(self) -> tuple[int, ...]:
        return tuple(self.layout.marks) or self.layout.columns(ColumnRole.ANSWER)[:1]

    def _question(self, row: GridRow) -> ReadQuestion:
        layout, facts = self.layout, self.rows.sheet.facts
        raw, found, place = self._answer(row)
        key, question = layout.column(ColumnRole.ID), layout.column(ColumnRole.QUESTION)
        text = row.cell(question) if question is not None else ""
        sections = self.path.sections
        if not text and sections:
            sections, text = sections[:-1], sections[-1]
        written = raw
        if layout.applies is not None:
            raw, found = with_applicability(row.cell(layout.applies), raw, found, self.meanings)
        comment = self._joined(row, ColumnRole.COMMENT)
        found = with_comment(found, comment)
        choices = facts.lists.get((row.number, place), ()) if place is not None else ()
        if layout.marks:
            choices = tuple(_mark_label(layout.header.label(column), normal) for column, normal in layout.marks.items())
        elif written and choices and written.strip() not in choices:
            found = replace(found, flags=found.flags | {Flag.NOT_IN_LIST})
        comment_at = layout.column(ColumnRole.COMMENT)
        return ReadQuestion(
            id=self.rows.id_of(row),
            text=text,
            raw=raw,
            normal=found.normal,
            address=self._corner(row, place),
            sections=sections,
            comment=found.comment,
            token=found.token,
            guidance=self._joined(row, ColumnRole.GUIDANCE),
            unit=self._joined(row, ColumnRole.UNIT),
            evidence=self._joined(row, ColumnRole.EVIDENCE),
            ownership=self._joined(row, ColumnRole.OWNERSHIP),
            choices=choices,
            controls=tuple(filter(None, map(str.strip, _CONTROLS.split(self._joined(row, ColumnRole.CONTROL))))),
            flags=found.flags | self.rows.sheet.flags(row, key),
            question_at=Address(layout.sheet, row.number, question),
            comment_at=Address(layout.sheet, row.number, comment_at) if comment_at is not None else None,
            marks_at=tuple((normal, self._corner(row, column)) for column, normal in layout.marks.items()),
            answer_label=layout.doubt,
            more=dict(self._more(row)),
        )

    def _answer(self, row: GridRow) -> tuple[str, Normalised, int | None]:
        """The answer of a row as written and as understood, and the column in which it stands or would stand."""
        if self.layout.marks:
            cells = {normal: row.cell(column) for column, normal in self.layout.marks.items()}
            found = by_mark(cells, self.meanings)
            given = [column for column in self.layout.marks if row.cell(column)]
            meant = [column for column, normal in self.layout.marks.items() if normal is found.normal]
            return " ".join(map(row.cell, given)), found, (meant or given or list(self.layout.marks))[0]
        column = self.layout.column(ColumnRole.ANSWER)
        raw = row.cells[column] if column is not None and row.cell(column) else ""
        return raw, answer_of(raw, self.meanings), column

    def _keep_corners(self, row: GridRow) -> None:
        """Keep where each answer is written: in the corner of the merged range in which it lies."""
        for place in self._places():
            if place not in row.from_above:
                left = place
                while left in row.copies:
                    left -= 1
                self._corners[place] = Address(self.layout.sheet, row.number, left)

    def _corner(self, row: GridRow, column: int | None) -> Address:
        if column is None:
            return Address(self.layout.sheet, row.number)
        return self._corners.get(column, Address(self.layout.sheet, row.number, column))

    def _joined(self, row: GridRow, role: ColumnRole) -> str:
        return "\n".join(dict.fromkeys(filter(None, map(row.cell, self.layout.columns(role)))))

    def _more(self, row: GridRow) -> Iterator[tuple[str, str]]:
        """What stands in columns without a field of their own, and the remarks at its cells."""
        answer = self.layout.column(ColumnRole.ANSWER)
        for column in range(len(row.cells)):
            role = self.layout.roles.get(column)
            is_plain = role in _PLAIN or column in self.layout.marks or column == answer
            if row.cell(column) and not is_plain and column not in row.copies:
                yield self.layout.header.label(column), row.cell(column)
        yield from self._remarks.get(row.number, {}).items()

    def _continued(self, question: ReadQuestion, row: GridRow) -> ReadQuestion:
        """A question with what a further row adds to its text, its answer or its comment."""
        own = row.own

        def added(role: ColumnRole) -> list[str]:
            return [own[column] for column in self.layout.columns(role) if column in own]

        text = "\n".join((question.text, *added(ColumnRole.QUESTION)))
        comment = "\n".join(filter(None, (question.comment, *added(ColumnRole.COMMENT))))
        question = replace(question, text=text, comment=comment)
        return self._answered_again(question, row) if any(place in own for place in self._places()) else question

    def _answered_again(self, question: ReadQuestion, row: GridRow) -> ReadQuestion:
        """A question whose answer goes on in a further row; a second token that means another thing is not dropped."""
        raw, found, place = self._answer(row)
        address = question.address
        if question.normal is Normal.BLANK:
            address = self._corner(row, place)
        else:
            raw = f"{question.raw}\n{raw}"
            if not found.token:
                found = answer_of(raw, self.meanings)
            elif found.normal is not question.normal:
                found = replace(by_several((question.token or "…", found.token), self.meanings), comment=found.comment)
        said = "" if found.normal is Normal.TEXT else found.comment
        comment = _lines(question.comment, said, self._joined(row, ColumnRole.COMMENT))
        found = with_comment(replace(found, comment=""), comment)
        flags = found.flags | (question.flags & {Flag.HIDDEN_ROW, Flag.CHANGED_ID, Flag.MARKED_TWICE})
        return replace(
            question,
            raw=raw,
            normal=found.normal,
            token=found.token,
            comment=found.comment,
            address=address,
            flags=flags,
        )


def _lines(*texts: str) -> str:
    """The lines of several texts, each once."""
    return "\n".join(dict.fromkeys(line for text in texts for line in text.split("\n") if line.strip()))


def _mark_label(label: str, normal: Normal) -> str:
    """The part of a label of several rows that says what a mark below it means."""
    parts = label.split(LABEL_SEPARATOR)
    return next((part for part in reversed(parts) if normalise(part).normal is normal), label)
