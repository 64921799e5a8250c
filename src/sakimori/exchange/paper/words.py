"""The wordings that pages share with papers which no page makes, and how a wording is filled."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, StrEnum
from pathlib import Path
from typing import Final

from babel import Locale

from sakimori.domain.codes import DataCategory, Outcome, UserRole
from sakimori.domain.values.text import JAPANESE, Text, table_of
from sakimori.exchange.registers.words import code_word

WORDS: Final = table_of(Path(__file__).with_name("words.txt").read_text(encoding="utf-8"))
DOTS: Final = Text("・", ", ")
WORDS_OF: Final[dict[type[Enum], str]] = {DataCategory: "category", Outcome: "outcome", UserRole: "user_role"}
"""The first half of the key of each of these closed lists; the second half is the code."""


def filled(wording: Text, language: str, /, **values: object) -> str:
    """A wording in one language, its placeholders filled; a `Text` value gives each language its own."""
    words = wording.get(language)
    if not values:
        return words.format() if "{" in words else words
    own = {name: value.get(language) if isinstance(value, Text) else value for name, value in values.items()}
    return words.format(**own)


def form_of(key: str, count: int, language: str) -> str:
    """`key.one` or `key.other`, whichever a number takes."""
    form = "one" if language != JAPANESE and str(Locale(language).plural_form(count)) == "one" else "other"
    return f"{key}.{form}"


def say(key: str, language: str, **values: object) -> str:
    """The wording of a key in a language."""
    return filled(WORDS[key], language, **values)


def say_count(key: str, count: int, language: str) -> str:
    """The wording of a counted thing in a language."""
    return say(form_of(key, count, language), language, count=f"{count:,}")


def label(member: StrEnum, language: str) -> str:
    """The word for a code in a language."""
    words = WORDS_OF.get(type(member))
    return code_word(member).get(language) if words is None else say(f"{words}.{member.value}", language)


def dotted(words: Iterable[str], language: str) -> str:
    """Short words of one kind in one line: 甲・乙."""
    return DOTS.get(language).join(words)
