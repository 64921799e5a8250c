"""Patterns out of the tables that people read, in `tables/`: clauses, their usual wordings, and facts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from sakimori.exchange.documents.days import NUMBER

_FOLDER: Final = Path(__file__).parent / "tables"
_WORD: Final = re.compile(r"(?<!\?P)<([a-z_]+)>")


@cache
def table(name: str) -> Mapping[str, Any]:
    """A table of patterns by its name."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def filled(pattern: str, words: Mapping[str, str]) -> str:
    """A pattern with the words that it names in place of their names.

    Raises:
        KeyError: There is no such word.
    """
    return _WORD.sub(lambda named: words[named[1]], pattern)


def word_of(pattern: str) -> str | None:
    """The name of the word that a pattern is, and nothing else."""
    found = _WORD.fullmatch(pattern)
    return found[1] if found else None


def alternatives(pattern: str) -> list[str]:
    """The alternatives of a pattern that stand in no bracket."""
    parts, depth, in_class, place = [""], 0, False, 0
    while place < len(pattern):
        letter = pattern[place]
        length = 2 if letter == "\\" else 1
        if letter == "|" and depth == 0 and not in_class:
            parts.append("")
        else:
            if not in_class:
                depth += (letter == "(") - (letter == ")")
            in_class = letter == "[" or (in_class and letter != "]")
            parts[-1] += pattern[place : place + length]
        place += length
    return parts


@cache
def _words() -> Mapping[str, str]:
    """The words of facts.toml, each with those that stand before it."""
    found = {"number": NUMBER}
    for name, pattern in table("facts")["word"].items():
        found[name] = f"(?:{filled(_joined(pattern), found)})"
    return found


def _joined(said: str | list[str]) -> str:
    return said if isinstance(said, str) else "|".join(said)


def fact_pattern(part: str, name: str, *, exact: bool = False) -> re.Pattern[str]:
    """A pattern of facts.toml; capitals matter only where it is `exact`."""
    return re.compile(filled(_joined(table("facts")[part][name]), _words()), 0 if exact else re.IGNORECASE | re.ASCII)


def fact_words(part: str, name: str) -> tuple[str, ...]:
    """A list of wordings of facts.toml, such as the labels of one value."""
    return tuple(filled(one, _words()) for one in table("facts")[part][name])


def fact_pairs(part: str, name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Values of facts.toml in their order, each with its pattern."""
    pairs = table("facts")[part][name]
    return tuple((value, re.compile(filled(words, _words()), re.IGNORECASE | re.ASCII)) for value, words in pairs)


_META: Final = frozenset(".^$*+?{}[]\\|()")
_LEAST: Final = 2
"""A single letter stands in nearly every text, so looking for it first saves nothing."""


@dataclass(frozen=True, slots=True)
class Finder:
    """Says whether one of several alternatives stands in a text.

    `plain` are those that are nothing but letters; `others` those that can stand only where some letters do, with
    these letters; `rest` are all others as one pattern.
    """

    plain: tuple[str, ...]
    others: tuple[tuple[str, re.Pattern[str]], ...]
    rest: re.Pattern[str] | None

    @classmethod
    def of(cls, pattern: str) -> Finder:
        """The finder of a pattern.

        Raises:
            re.error: It is none.
        """
        plain, others, rest = [], [], []
        for one in alternatives(pattern):
            needed = needed_letters(one)
            if one and _META.isdisjoint(one):
                plain.append(one)
            elif len(needed) >= _LEAST:
                others.append((needed, re.compile(one, re.ASCII)))
            else:
                rest.append(one)
        return cls(tuple(plain), tuple(others), re.compile("|".join(rest), re.ASCII) if rest else None)

    def stands_in(self, text: str) -> bool:
        """Whether one of the alternatives stands in a text."""
        for one in self.plain:
            if one in text:
                return True
        for needed, pattern in self.others:
            if needed in text and pattern.search(text):
                return True
        return self.rest is not None and self.rest.search(text) is not None


def needed_letters(pattern: str) -> str:
    """The longest run of letters without which a pattern without alternatives is found in no text."""
    return max(_runs(pattern), key=len, default="")


def _runs(pattern: str) -> Iterator[str]:
    run, place = "", 0
    while place < len(pattern):
        letter, after = pattern[place], _after(pattern, place)
        if letter == "\\" and not pattern[place + 1].isalnum():
            run, place = run + pattern[place + 1], after
        elif letter in _META:
            yield run[:-1] if letter in "?*{" else run
            run, place = "", after
        else:
            run, place = run + letter, after
    yield run


def _after(pattern: str, place: int) -> int:
    """Where a pattern goes on behind a letter, a bracket as a whole, or a count."""
    closing = {"[": "]", "{": "}"}.get(pattern[place])
    if pattern[place] == "\\":
        return place + 2
    if closing is not None:
        return _end_of(pattern, place + 1, closing)
    if pattern[place] != "(":
        return place + 1
    depth, place = 1, place + 1
    while depth:
        if pattern[place] == "[":
            place = _end_of(pattern, place + 1, "]")
            continue
        depth += (pattern[place] == "(") - (pattern[place] == ")")
        place += 2 if pattern[place] == "\\" else 1
    return place


def _end_of(pattern: str, place: int, closing: str) -> int:
    """Behind the letter that closes a class or a count; the first letter of a class is of it whatever it is."""
    place += 1 if closing == "]" else 0
    while pattern[place] != closing:
        place += 2 if pattern[place] == "\\" else 1
    return place + 1
