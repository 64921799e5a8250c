"""The words of the register in both languages, out of `words.txt`: what files may say, and what screens show."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Generic, TypeVar, get_args, get_type_hints

from sakimori.domain.incident import Exemption
from sakimori.domain.records.contract import ClauseLevel
from sakimori.domain.records.country import PRINCIPLE_NAMES, CountryFact, Principle
from sakimori.domain.records.incidents import ItemState
from sakimori.domain.records.person_requests import DataSetSearch
from sakimori.domain.records.record import record_kinds
from sakimori.domain.values.identifier import IdentifierKind
from sakimori.domain.values.names import fold
from sakimori.domain.values.numbers import mask
from sakimori.domain.values.text import Text, table_of
from sakimori.exchange.lists.values import Fault, Parsed, is_not_given

C = TypeVar("C", bound=StrEnum)

_SEPARATORS: Final = re.compile(r"[、,，;；/／|｜\n]+|\s+[+&]\s+")
_DOTS: Final = re.compile(r"[・･]")


class Vocabulary(Generic[C]):
    """Words to the members of one closed list; the first word of each member in a language is the one to ask for."""

    def __init__(self, words: Mapping[C, tuple[str, str]]) -> None:
        """Take, for each member, its Japanese and its English words, separated by bars."""
        self._written = {
            code: tuple(word for column in both for word in column.split("|")) for code, both in words.items()
        }
        self._asked = {code: Text(ja.partition("|")[0], en.partition("|")[0]) for code, (ja, en) in words.items()}

    @cached_property
    def _codes(self) -> Mapping[str, C]:
        """The members by each word that means one; only files are read by it, so that no start waits for it."""
        return {fold(word): code for code, written in self._written.items() for word in (code.value, *written)}

    @cached_property
    def expected(self) -> Text:
        """What to write instead of a word that is not known."""
        ja, en = "、".join(self.offered("ja")), ", ".join(self.offered("en"))
        return Text(f"次のどれかにしてください: {ja}", f"Use one of: {en}")

    def offered(self, language: str) -> tuple[str, ...]:
        """The word to ask for of each member."""
        return tuple(word.get(language) for word in self._asked.values())

    def meaning(self, code: C) -> tuple[str, ...]:
        """Every word that means a member, as it is written."""
        return self._written[code]

    def word(self, code: C | None, language: str) -> str | None:
        """The word to ask for of one member; nothing for None."""
        return None if code is None else self._asked[code].get(language)

    def words(self, codes: frozenset[C] | None, language: str) -> str | None:
        """The words of several members, in the order of the list; nothing for None."""
        separator = "、" if language == "ja" else ", "
        return (
            None
            if codes is None
            else separator.join(self._asked[code].get(language) for code in self._asked if code in codes)
        )

    def code(self, word: str) -> C | None:
        """The member that a word means."""
        return self._codes.get(fold(word))

    def parse_one(self, raw: str) -> Parsed[C]:
        """The one member that a cell names."""
        if code := self.code(raw):
            return Parsed(code)
        return Parsed(None) if is_not_given(raw) else Parsed(None, self._unknown(raw))

    def parse_several(self, raw: str) -> Parsed[frozenset[C]]:
        """All members that a cell names; an unknown word refuses the cell, for a shorter set would look complete."""
        if is_not_given(raw):
            return Parsed(None)
        codes: set[C] = set()
        for part in filter(None, (part.strip() for part in _SEPARATORS.split(raw))):
            whole = self.code(part)
            for word in (part,) if whole else _DOTS.split(part):
                code = self.code(word)
                if code is None:
                    return Parsed(None, self._unknown(word))
                codes.add(code)
        return Parsed(frozenset(codes))

    def _unknown(self, word: str) -> Fault:
        safe = mask(word)
        shown = safe if len(safe) <= 40 else f"{safe[:39]}…"
        return Fault(
            "unknown_word", Text(f"「{shown}」は知らない言葉です。", f"“{shown}” is not known here."), self.expected
        )


def _by_head() -> Mapping[str, dict[str, Text]]:
    found: defaultdict[str, dict[str, Text]] = defaultdict(dict)
    for key, text in table_of(Path(__file__).with_name("words.txt").read_text(encoding="utf-8")).items():
        head, _, name = key.rpartition(".")
        found[head][name] = text
    return found


WORDS: Final = _by_head()
"""The table by what stands before the dot of each key; the kinds of record themselves stand under nothing."""


def closed_lists() -> Iterator[type[StrEnum]]:
    """Every closed list of which a field of a record holds codes, and three of which others speak."""

    def inside(hint: Any) -> Iterator[type[StrEnum]]:  # noqa: ANN401 - whatever annotates a field
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            yield hint
        for inner in get_args(hint):
            yield from inside(inner)

    for kind in (*record_kinds().values(), CountryFact, DataSetSearch, Exemption):
        for hint in get_type_hints(kind).values():
            yield from inside(hint)
    yield from (ClauseLevel, IdentifierKind, ItemState)


VOCABULARIES: Final[Mapping[type[StrEnum], Vocabulary[Any]]] = {
    codes: Vocabulary({codes[name]: (text.ja, text.en) for name, text in WORDS[codes.__name__].items()})
    for codes in dict.fromkeys(closed_lists())
    if codes.__name__ in WORDS
} | {Principle: Vocabulary({principle: (names.ja, names.en) for principle, names in PRINCIPLE_NAMES.items()})}
"""One vocabulary for each closed list of the register."""


def code_word(code: StrEnum) -> Text:
    """The word for one code."""
    vocabulary = VOCABULARIES[type(code)]
    return Text(str(vocabulary.word(code, "ja")), str(vocabulary.word(code, "en")))
