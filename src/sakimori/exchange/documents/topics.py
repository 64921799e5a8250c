"""What clauses are about, and the words by which they are known, out of the table that lawyers keep (clauses.toml)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sakimori.domain.values.text import Text
from sakimori.exchange.documents.letters import JAPANESE, is_japanese
from sakimori.exchange.documents.patterns import Finder, alternatives, filled, table, word_of

_JAPANESE: Final = re.compile(f"[{JAPANESE}]")


@dataclass(frozen=True, slots=True)
class Pattern:
    """What one of several wordings of a clause is found by: some of the words of the table, or a pattern besides.

    Patterns are written in small letters, and looked for in a text in small letters.
    """

    words: tuple[str, ...]
    other: Finder | None

    def stands_in(self, text: Words) -> bool:
        """Whether one of them stands in a text."""
        return any(map(text.has, self.words)) or (self.other is not None and self.other.stands_in(text.text))


class Words:
    """A text in small letters, and which words of the table stand in it; each is looked for once."""

    def __init__(self, said: str, table: WordTable) -> None:
        """Nothing is looked for yet."""
        self.said = said
        self.text = said.lower()
        self._table = table
        self._found: dict[str, bool] = {}

    def beside(self, said: str) -> Words:
        """Another text in which the same words are looked for."""
        return Words(said, self._table)

    def has(self, name: str) -> bool:
        """Whether a word of the table stands in it."""
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = self._table[name].stands_in(self.text)
        return found


WordTable = Mapping[str, Finder]


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a good clause says, what it is called, and how it is found."""

    says: Text
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Topic:
    """What a clause is about; one row of `either` must be there whole."""

    name: str
    either: tuple[tuple[Pattern, ...], ...]
    points: tuple[Point, ...] = ()
    least: int = 0
    never: Pattern | None = None
    heading: Pattern | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The topics of all clauses by their ids, and the words that their patterns share."""

    topics: Mapping[str, Topic]
    words: WordTable


@cache
def clause_table(*, with_japanese: bool = True) -> Table:
    """The table of the clauses; for a text without Japanese, without the patterns that are only for Japanese.

    Raises:
        KeyError: The table names a word or a topic that it does not have.
        re.error: A pattern is none.
    """
    said = table("clauses")
    words: dict[str, str] = {}
    spelled: dict[str, str] = {}
    for name, pattern in said["word"].items():
        spelled[name] = filled(chosen(pattern, with_japanese=with_japanese), words)
        words[name] = f"(?:{spelled[name]})"
    reader = _Reader(words, with_japanese)
    topics = {name: reader.topic(name, rows) for name, rows in said["topic"].items()}
    return Table(
        {clause: topics[name] for clause, name in said["clause"].items()},
        {name: Finder.of(pattern) for name, pattern in spelled.items()},
    )


def table_for(texts: Iterable[str]) -> Table:
    """The table of the clauses for some texts, without the patterns that could never be found in them."""
    return clause_table(with_japanese=any(map(is_japanese, texts)))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Makes topics of rows of the table."""

    words: Mapping[str, str]
    with_japanese: bool

    def pattern(self, text: str) -> Pattern:
        """A pattern, parted into the words that it names whole and the rest."""
        parts = alternatives(text)
        named = tuple(name for part in parts if (name := word_of(part)) is not None)
        rest = chosen("|".join(part for part in parts if word_of(part) is None), with_japanese=self.with_japanese)
        return Pattern(named, Finder.of(filled(rest, self.words)) if rest else None)

    def topic(self, name: str, rows: Mapping[str, Any]) -> Topic:
        """One topic."""
        return Topic(
            name,
            tuple(tuple(map(self.pattern, needs)) for needs in rows.get("either") or [rows["needs"]]),
            tuple(Point(Text(ja, en), self.pattern(found)) for ja, en, found in rows.get("points", ())),
            rows.get("least", 0),
            self.pattern(rows["never"]) if "never" in rows else None,
            self.pattern(rows["heading"]) if "heading" in rows else None,
        )


def chosen(pattern: str, *, with_japanese: bool) -> str:
    """The alternatives of a pattern that can stand in the text; one that could never be found where none is left."""
    parts = [part for part in alternatives(pattern) if with_japanese or not _JAPANESE.search(part)]
    return _small("|".join(parts)) if parts else "(?!)"


def _small(pattern: str) -> str:
    """A pattern in small letters; what stands behind a backslash is no letter."""
    return re.sub(r"\\.|[A-Z]+", lambda found: found[0] if found[0][0] == "\\" else found[0].lower(), pattern)
