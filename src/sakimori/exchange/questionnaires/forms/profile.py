"""What a profile is: a known form, how it is told from others and read, and the ids of its questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Grid, GridRow, Note
from sakimori.exchange.questionnaires.reading.document import Document, Sheet
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.result import ReadQuestion, SeenRow, SkippedSheet

_ROWS_WITH_IDS: Final = 500


@dataclass(frozen=True, slots=True)
class Ids:
    """How questions are told from other rows: the shape of an id in its cell, or of a text that begins with one."""

    whole: re.Pattern[str]
    leading: re.Pattern[str] | None = None
    """With the groups `id` and `text`; for forms that have no column of ids."""
    heading: re.Pattern[str] | None = None
    """Ids that head others, as those of controls do; where there are no others, they ask themselves."""
    sentinel: re.Pattern[str] | None = None
    controls: Callable[[str], tuple[str, ...]] = lambda _: ()

    def stands_in(self, row: GridRow) -> bool:
        """Whether a row holds an id anywhere."""
        return any(
            self.whole.fullmatch(cell) or (self.leading and self.leading.match(cell)) for cell in row.own.values()
        )


def column_of_ids(grid: Grid, ids: Ids) -> int | None:
    """The column with most ids in the first rows: of questions and their controls, the longer ones."""
    found: dict[int, set[str]] = {}
    for row in grid.rows[:_ROWS_WITH_IDS]:
        for column, cell in row.own.items():
            if ids.whole.fullmatch(cell):
                found.setdefault(column, set()).add(cell)
    return max(found, key=lambda column: (len(found[column]), sum(map(len, found[column])), -column), default=None)


_HIDDEN: Final = Text("非表示のシートです。", "It is hidden.")


@dataclass(frozen=True, slots=True)
class Recognised:
    """That a file is of a form: how sure from 0 to 1, and by what."""

    score: float
    why: Text


@dataclass(frozen=True, slots=True)
class Body:
    """What a profile read of a file; its rows are all rows of the sheets that it read."""

    questions: tuple[ReadQuestion, ...]
    rows: tuple[SeenRow, ...]
    title: str = ""
    sheets: tuple[str, ...] = ()
    skipped: tuple[SkippedSheet, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """A known form: `recognise` gives None for a file that is not of it; `read` may rely on it being so."""

    id: str
    title: Text
    recognise: Callable[[Document], Recognised | None]
    read: Callable[[Document, Meanings], Body]


def skipped_sheets(
    document: Document, read: Collection[str], other: Text, why: Callable[[Sheet], Text | None] = lambda _: None
) -> tuple[SkippedSheet, ...]:
    """The sheets that were not read: for a reason of the form's own, because they are hidden, or for the other one."""
    return tuple(
        SkippedSheet(sheet.name, why(sheet) or (_HIDDEN if sheet.is_hidden else other))
        for sheet in document.sheets
        if sheet.name not in read
    )
