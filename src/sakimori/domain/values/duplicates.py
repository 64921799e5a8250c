"""Which known third parties a new name may be: candidates for a person to judge, never a decision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from sakimori.domain.values.names import match_key

_CLOSE: Final = 0.9
_BLOCK: Final = 2
_LARGEST_BLOCK: Final = 200


class Likeness(StrEnum):
    """How much speaks for the same third party; the order of the members is from most to least."""

    CERTAIN = "certain"
    STRONG = "strong"
    WEAK = "weak"

    @property
    def rank(self) -> int:
        """0 speaks most."""
        return list(Likeness).index(self)


@dataclass(frozen=True, slots=True)
class KnownParty:
    """A third party that we already have, by everything that it may be found by; `names` holds aliases and services."""

    id: str
    legal_name: str
    names: tuple[str, ...] = ()
    corporate_number: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known third party that may be meant, why, and the name that was alike.

    `conflict` says that both have a 法人番号 and that the two differ: then it is a namesake.
    """

    party: KnownParty
    likeness: Likeness
    matched_name: str
    ratio: float
    conflict: bool = False


class CandidateIndex:
    """Finds candidates among known third parties in about the same time however many there are."""

    def __init__(self, known: Iterable[KnownParty]) -> None:
        self._by_number: dict[str, list[KnownParty]] = defaultdict(list)
        self._by_key: dict[str, list[tuple[KnownParty, str]]] = defaultdict(list)
        self._blocks: dict[tuple[str, str, str], dict[str, None]] = defaultdict(dict)
        for party in known:
            self.add(party)

    def add(self, party: KnownParty) -> None:
        """Make one more third party known."""
        if party.corporate_number:
            self._by_number[party.corporate_number].append(party)
        for name in dict.fromkeys((party.legal_name, *party.names)):
            if not (key := match_key(name)):
                continue
            self._by_key[key].append((party, name))
            for block in _blocks(key):
                self._blocks[block][key] = None

    def find(
        self, *, names: Sequence[str], corporate_number: str | None = None, country: str | None = None
    ) -> tuple[Candidate, ...]:
        """The candidates for a third party of these names, best first; an equal country only orders them."""
        best: dict[str, Candidate] = {}

        def keep(party: KnownParty, likeness: Likeness, name: str, ratio: float) -> None:
            conflict = bool(corporate_number and party.corporate_number and corporate_number != party.corporate_number)
            found = Candidate(party, likeness, name, ratio, conflict)
            if party.id not in best or _order(found) < _order(best[party.id]):
                best[party.id] = found

        for party in self._by_number.get(corporate_number or "", ()):
            keep(party, Likeness.CERTAIN, party.legal_name, 1.0)
        for key in dict.fromkeys(filter(None, map(match_key, names))):
            for party, name in self._by_key.get(key, ()):
                keep(party, Likeness.STRONG, name, 1.0)
            for other, ratio in self._close_to(key):
                for party, name in self._by_key[other]:
                    keep(party, Likeness.WEAK, name, ratio)
        return tuple(
            sorted(best.values(), key=lambda candidate: (*_order(candidate), candidate.party.country != country))
        )

    def _close_to(self, key: str) -> list[tuple[str, float]]:
        """The keys that are nearly equal: same beginning or end, same digits, few letters apart.

        One letter in nine is too many already, so that keys of four letters or fewer have none.
        """
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(key)
        close = []
        for other in dict.fromkeys(other for block in _blocks(key) for other in self._near(block) if other != key):
            matcher.set_seq1(other)
            # The two quick bounds spare the slow comparison for most pairs.
            if matcher.real_quick_ratio() >= _CLOSE and matcher.quick_ratio() >= _CLOSE and matcher.ratio() >= _CLOSE:
                close.append((other, round(matcher.ratio(), 3)))
        return close

    def _near(self, block: tuple[str, str, str]) -> Iterable[str]:
        """The keys of a block, unless so many share it (日本…, …サービス) that it tells nothing."""
        keys = self._blocks.get(block, {})
        return keys if len(keys) <= _LARGEST_BLOCK else ()


def _blocks(key: str) -> tuple[tuple[str, str, str], ...]:
    """Where a key is looked for: its first and its last letters, each with its digits, which must be equal."""
    digits = "".join(filter(str.isdecimal, key))
    return ("first", key[:_BLOCK], digits), ("last", key[-_BLOCK:], digits)


def _order(candidate: Candidate) -> tuple[int, bool, float]:
    return candidate.likeness.rank, candidate.conflict, -candidate.ratio
