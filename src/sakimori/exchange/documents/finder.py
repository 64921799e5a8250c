"""A pattern looked for by its plain words first: letters are compared much faster than patterns are tried."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sakimori.exchange.documents.patterns import alternatives

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
