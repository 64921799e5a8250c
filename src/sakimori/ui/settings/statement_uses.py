"""Where a statement of law is used: by which rules, and in which wordings, derived from what names its id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

import sakimori
from sakimori.domain.law.placing import NAMED, placed
from sakimori.domain.law.reading import FOLDER, law
from sakimori.domain.rule import Rule, entries_of
from sakimori.domain.values.text import ENGLISH, JAPANESE, Text
from sakimori.rules import RULES
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.rule_kit import ClearanceRule

_SOURCE: Final = Path(sakimori.__file__).parent
_DATA: Final = FOLDER.parent
_QUOTED: Final = re.compile(r'"((?:[^"\\\\]|\\\\.)*)"')
_JAPANESE: Final = re.compile("[ぁ-んァ-ン一-龥]")


class UsedIn(StrEnum):
    """What kind of thing uses a statement."""

    RULE = "rule"
    GUIDE = "guide"
    QUIZ = "quiz"
    LETTER = "letter"
    PACK = "pack"
    SCREEN = "screen"
    WORDING = "wording"


@dataclass(frozen=True, slots=True)
class Use:
    """One use: the id of a rule or the key of a wording, and its words."""

    kind: UsedIn
    name: str
    words: Text


@cache
def uses() -> Mapping[str, tuple[Use, ...]]:
    """By entry every use, rules first."""
    found: dict[str, dict[Use, None]] = {}
    for entry, use in (*_of_rules(), *_of_wordings()):
        found.setdefault(entry, {})[use] = None
    return {entry: tuple(sorted(those, key=lambda use: list(UsedIn).index(use.kind))) for entry, those in found.items()}


def _of_rules() -> Iterator[tuple[str, Use]]:
    every: tuple[Rule | ClearanceRule, ...] = (*RULES, *CLEARANCE_RULES)
    for rule in every:
        use = Use(UsedIn.RULE, rule.id, rule.title)
        yield from ((entry.id, use) for entry in entries_of(rule.cites))


def _of_wordings() -> Iterator[tuple[str, Use]]:
    """Tables, code and data, each wording that names an entry or places cited side by side."""
    for path in sorted([*_SOURCE.rglob("*.txt"), *_SOURCE.rglob("*.py"), *_DATA.glob("*.toml")]):
        text = path.read_text(encoding="utf-8")
        if NAMED.search(text) is None:
            continue
        for name, ja, en in _wordings(path, text):
            use = Use(_kind_of(path), name, Text(placed(ja, JAPANESE), placed(en, ENGLISH)))
            for _, place in NAMED.findall(ja):
                if place in law().places:
                    yield from ((entry.id, use) for entry in law().places[place].entries)


def _wordings(path: Path, text: str) -> Iterator[tuple[str, str, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if NAMED.search(line) is None:
            continue
        cells = line.strip().split(" | ")
        if len(cells) == 3:
            yield cells[0], cells[1], cells[2]
            continue
        quoted = [one for one in _QUOTED.findall(line) if NAMED.search(one)]
        japanese = [one for one in quoted if _JAPANESE.search(one)]
        for one in japanese or quoted:
            other = next((en for en in quoted if en not in japanese), one)
            yield f"{path.stem}:{number}", one, other


def _kind_of(path: Path) -> UsedIn:
    if path.is_relative_to(_DATA):
        return UsedIn.QUIZ
    within = path.relative_to(_SOURCE).as_posix()
    for start, kind in _KINDS.items():
        if within.startswith(start):
            return kind
    return UsedIn.WORDING


_KINDS: Final = {
    "ui/dashboard/points/": UsedIn.GUIDE,
    "exchange/paper/": UsedIn.LETTER,
    "ui/": UsedIn.SCREEN,
}
