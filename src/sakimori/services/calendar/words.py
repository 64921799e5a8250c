"""The wordings of what falls due, which pages, calendars and mails share."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.text import Text, table_of


@cache
def texts() -> dict[str, Text]:
    """Every wording of this folder, by its key."""
    return table_of(Path(__file__).with_name("texts.txt").read_text(encoding="utf-8"))


def kind_words(kind: DeadlineKind) -> Text:
    """What a kind of deadline is called."""
    return texts()[f"kind.{kind.value}"]


def short_words(kind: DeadlineKind) -> Text:
    """What it is called where there is little room."""
    return texts()[f"short.{kind.value}"]
