"""Changes of law since the versions on which the rules rest, each with the day on which it was read, if it was."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.exchange.reference import DATA

CHANGES_FILE: Final = DATA / "law_changes.toml"


@dataclass(frozen=True, slots=True)
class LawChange:
    """One change: since when it is in force, how it is named in a line, and the day on which a person read it."""

    id: str
    since: date
    short: Text
    words: Text
    read_on: date | None = None


@dataclass(frozen=True, slots=True)
class LawChanges:
    """The changes that were found on a day, by the day from which they are in force."""

    looked_for_on: date
    changes: tuple[LawChange, ...]

    def unread(self, until: date | None = None) -> tuple[LawChange, ...]:
        """What nobody has read of it, of those in force on some day up to `until`; None stands for every day."""
        return tuple(one for one in self.changes if one.read_on is None and (until is None or one.since <= until))


@cache
def law_changes(path: Path = CHANGES_FILE) -> LawChanges:
    """The changes that come with the program."""
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    found = (
        LawChange(key, one["since"], Text(*one["short"]), Text(one["ja"], one["en"]), one.get("read"))
        for key, one in written["change"].items()
    )
    return LawChanges(written["looked_for_on"], tuple(sorted(found, key=lambda one: one.since)))


def named_shortly(changes: Iterable[LawChange]) -> Text:
    """The names of some changes in one line; empty where there are none."""
    *rest, last = [one.short for one in changes] or [NO_TEXT]
    return Text(
        "と".join(filter(None, ("、".join(one.ja for one in rest), last.ja))),
        " and ".join(filter(None, (", ".join(one.en for one in rest), last.en))),
    )
