"""Patterns out of the tables that people read, in `tables/`: clauses, their usual wordings, and facts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
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
