"""A pasted list of names against the register: matched, candidates to judge, or new."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sakimori.domain.values.names import Candidate, CandidateIndex, KnownParty, Likeness, fold
from sakimori.domain.values.numbers import bare_number, is_corporate_number
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import clean, refuse_personal_numbers

_MOST: Final = 2_000
_SHOWN: Final = 5


class Match(StrEnum):
    """What became of one pasted name."""

    MATCHED = "matched"
    CANDIDATES = "candidates"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class MatchedName:
    """One pasted line, and the third parties that it may mean; a person judges more than one."""

    name: str
    match: Match
    candidates: tuple[Candidate, ...]


def match_names(workspace: Workspace, pasted_text: str) -> tuple[MatchedName, ...]:
    """Look every line up once; only the same 法人番号 or the very same name of one third party counts as matched."""
    names = list(dict.fromkeys(filter(None, (clean(line) for line in pasted_text.splitlines()))))[:_MOST]
    for name in names:
        refuse_personal_numbers("name", name)
    with workspace.unit() as unit:
        index = CandidateIndex(known_parties(unit))
    return tuple(_match(index, name) for name in names)


def known_parties(unit: Unit) -> list[KnownParty]:
    """Every third party that stands, by all that it may be found by."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for row in unit.query(
        "SELECT third_party_id, label FROM search_key WHERE kind IN ('kana', 'english_name', 'service', 'alias')"
    ):
        names[str(row["third_party_id"])].append(str(row["label"]))
    rows = unit.query(
        "SELECT id, legal_name, corporate_number, country FROM third_party WHERE merged_into IS NULL AND id <> 'self'"
    )
    return [
        KnownParty(
            id=str(row["id"]),
            legal_name=str(row["legal_name"]),
            names=tuple(names[str(row["id"])]),
            corporate_number=str(row["corporate_number"]) if row["corporate_number"] else None,
            country=str(row["country"]) if row["country"] else None,
        )
        for row in rows
    ]


def _match(index: CandidateIndex, name: str) -> MatchedName:
    digits = bare_number(name)
    number = digits if is_corporate_number(digits) else None
    found = index.find(names=(name,), corporate_number=number)
    sure = [c for c in found if c.likeness is Likeness.CERTAIN or fold(c.matched_name) == fold(name)]
    if len(sure) == 1:
        return MatchedName(name, Match.MATCHED, tuple(sure))
    return MatchedName(name, Match.CANDIDATES if found else Match.NEW, found[:_SHOWN])
