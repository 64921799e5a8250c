"""What a profile is: a known form of questionnaire, how it is told from others, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Note
from sakimori.exchange.questionnaires.reading.document import Document, Sheet
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.result import ReadQuestion, SeenRow, SkippedSheet

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
