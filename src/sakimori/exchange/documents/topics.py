"""What clauses are about, and the words by which they are known, out of the table that lawyers keep (clauses.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from sakimori.domain.values.text import Text
from sakimori.exchange.documents.letters import plain_text

_FILE: Final = Path(__file__).with_name("clauses.toml")
_WORD: Final = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a good clause says, what it is called, and how it is found."""

    says: Text
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Topic:
    """What a clause is about; one row of `either` must be there whole."""

    name: str
    either: tuple[tuple[re.Pattern[str], ...], ...]
    points: tuple[Point, ...] = ()
    least: int = 0
    never: re.Pattern[str] | None = None
    heading: re.Pattern[str] | None = None
    like: tuple[str, ...] = ()


@cache
def topics_of_clauses() -> Mapping[str, Topic]:
    """What each clause is about, by its id.

    Raises:
        KeyError: The table names a word or a topic that it does not have.
        re.error: A pattern is none.
    """
    said = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    words = _words(said["word"])
    topics = {name: _topic(name, rows, words) for name, rows in said["topic"].items()}
    return {clause: topics[name] for clause, name in said["clause"].items()}


def _words(said: Mapping[str, str]) -> Mapping[str, str]:
    """The words with those that they are made of."""
    found: dict[str, str] = {}
    for name, pattern in said.items():
        found[name] = f"(?:{_filled(pattern, found)})"
    return found


def _filled(pattern: str, words: Mapping[str, str]) -> str:
    return _WORD.sub(lambda named: words[named[1]], pattern)


def _topic(name: str, rows: Mapping[str, Any], words: Mapping[str, str]) -> Topic:
    def pattern(text: str) -> re.Pattern[str]:
        return re.compile(_filled(text, words), re.IGNORECASE)

    return Topic(
        name,
        tuple(tuple(map(pattern, needs)) for needs in rows.get("either") or [rows["needs"]]),
        tuple(Point(Text(ja, en), pattern(found)) for ja, en, found in rows.get("points", ())),
        rows.get("least", 0),
        pattern(rows["never"]) if "never" in rows else None,
        pattern(rows["heading"]) if "heading" in rows else None,
        tuple(plain_text(words) for words in rows.get("like", ())),
    )
