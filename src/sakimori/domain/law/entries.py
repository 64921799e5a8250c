"""Legal texts, their entries, and places that are cited side by side."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final

from sakimori.domain.codes import Basis
from sakimori.domain.values.bilingual import Text


class Rests(StrEnum):
    """On which reading a statement rests; one from memory is never law."""

    TEXT = "text"
    SECONDARY = "secondary"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One legal text or guideline, and the version of it that was read on a day."""

    id: str
    name: Text
    cite: Text
    short: Text
    version: Text
    read: date
    rests: Rests
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One norm: its place as printed, its content in our own words, and what that rests on.

    `short` is the place where a text speaks of its law already: 28条, Art. 28.

    `again` is the day on which the place was looked up once more, in a version that nobody noted.
    """

    id: str
    source: Source
    printed: Text
    short: Text
    says: Text
    rests: Rests
    basis: Basis
    again: date | None = None

    @property
    def checked_on(self) -> date:
        """The day on which the place was read last."""
        return self.again or self.source.read

    @property
    def digest(self) -> str:
        """Names the content: place, statement, force and reading, without the day."""
        content = [self.printed.ja, self.printed.en, self.says.ja, self.says.en, self.rests, self.basis]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is printed for one entry, or for several that are cited side by side."""

    id: str
    printed: Text
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Law:
    """All statements of law; `versions` holds the digests that each entry has had, the first one first."""

    sources: Mapping[str, Source]
    entries: Mapping[str, Entry]
    places: Mapping[str, Place]
    versions: Mapping[str, tuple[str, ...]]

    @cached_property
    def by_print(self) -> Mapping[str, Mapping[str, Place]]:
        """By language the places by what is printed for them."""
        return {
            language: {place.printed.get(language): place for place in self.places.values()}
            for language in ("ja", "en")
        }

    @cached_property
    def _any_print(self) -> Mapping[str, re.Pattern[str]]:
        """Finds the longest known place, and none that is a part of another: 番号法19条 is not 法19条."""
        return {
            language: re.compile(
                "|".join(
                    rf"(?<![A-Za-z一-龥]){re.escape(words)}(?![0-9]|条|の[0-9]|-[0-9]|\([0-9ivx])"
                    for words in sorted(places, key=len, reverse=True)
                )
            )
            for language, places in self.by_print.items()
        }

    def cut(self, words: str, language: str) -> list[tuple[str, Place | None]]:
        """Words in their order, cut into known places and what stands between them."""
        found: list[tuple[str, Place | None]] = []
        end = 0
        for match in self._any_print[language].finditer(words):
            if match.start() > end:
                found.append((words[end : match.start()], None))
            found.append((match[0], self.by_print[language][match[0]]))
            end = match.end()
        return [*found, (words[end:], None)] if end < len(words) else found

    def changes(self, entries: Iterable[Entry]) -> int:
        """How many versions entries have had after their first; an entry that was never noted stands in its first."""
        return sum(self._number(entry) - 1 for entry in entries)

    def changed(self, entries: Iterable[Entry]) -> list[list[str]]:
        """Entries that are no longer in their first version, each with the digest of today."""
        return [[entry.id, entry.digest] for entry in entries if self._number(entry) > 1]

    def _number(self, entry: Entry) -> int:
        noted = self.versions.get(entry.id, ())
        if not noted:
            return 1
        return noted.index(entry.digest) + 1 if entry.digest in noted else len(noted) + 1


_ROMAN: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi")
_STATUTE: Final = re.compile(
    r"(?P<article>\d+)条(?:の(?P<branch>\d+))?(?:第?(?P<paragraph>\d+)項)?(?:(?P<item>\d+)号)?(?P<proviso>ただし書)?"
)


def in_english(place: str) -> str:
    """A place as English prints it: 27条5項3号 gives 27(5)(iii), 12条の3第1項 gives 12-3(1); a heading stays.

    Raises:
        ValueError: A place of a statute is written in a way that this does not know.
    """
    found = _STATUTE.fullmatch(place)
    if found is None:
        if "条" in place:
            raise ValueError(place)
        return place
    branch, paragraph, item = found["branch"], found["paragraph"], found["item"]
    return "".join(
        [
            found["article"],
            f"-{branch}" if branch else "",
            f"({paragraph})" if paragraph else "",
            f"({_ROMAN[int(item) - 1]})" if item else "",
            ", proviso" if found["proviso"] else "",
        ]
    )
