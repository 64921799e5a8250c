"""What a profile is: a known form, how it is told from others and read, and the ids of its questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Grid, GridRow, Note
from sakimori.exchange.questionnaires.reading.document import Document, Sheet
from sakimori.exchange.questionnaires.reading.ids import fold_id, without_unseen
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.result import ReadQuestion, SeenRow, SkippedSheet

_ROWS_WITH_IDS: Final = 500
_LONGEST_ID: Final = 60


@dataclass(frozen=True, slots=True)
class Ids:
    """How questions are told from other rows: the shape of an id in its cell, or of a text that begins with one."""

    whole: re.Pattern[str]
    leading: re.Pattern[str] | None = None
    """With the groups `id` and `text`; for forms that have no column of ids."""
    heading: re.Pattern[str] | None = None
    """Ids that head others, as those of controls do; where there are no others, they ask themselves."""
    sentinel: re.Pattern[str] | None = None
    idle: re.Pattern[str] | None = None
    """What stands where a question would, and says that there is none."""
    controls: Callable[[str], tuple[str, ...]] = lambda _: ()

    def of(self, cell: str) -> str:
        """The id that a cell holds, without what nobody sees of it; blank where it holds none."""
        if self.whole.fullmatch(cell):
            return cell
        folded = fold_id(cell) if len(cell) <= _LONGEST_ID else ""
        return next((form for form in (folded, folded.upper()) if form and self.whole.fullmatch(form)), "")

    def led(self, text: str) -> tuple[str, str] | None:
        """The id with which a text begins, and the text after it."""
        for form in (text, without_unseen(text)):
            if self.leading and (found := self.leading.match(form)):
                return found.group("id"), found.group("text").strip()
        return None

    def stands_in(self, row: GridRow) -> bool:
        """Whether a row holds an id anywhere."""
        return any(self.of(cell) or self.led(cell) for cell in row.own.values())


def column_of_ids(grid: Grid, ids: Ids) -> int | None:
    """The column with most ids in the first rows: of questions and their controls, the longer ones."""
    found: dict[int, set[str]] = {}
    for row in grid.rows[:_ROWS_WITH_IDS]:
        for column, cell in row.own.items():
            if key := ids.of(cell):
                found.setdefault(column, set()).add(key)
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
