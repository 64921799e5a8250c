"""Finding a third party by any word that people know it by, by a pasted list of names, or as the same as a new one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from sakimori.domain.values.names import Candidate, CandidateIndex, KnownParty, Likeness, fold, match_key
from sakimori.domain.values.numbers import bare_number, is_corporate_number
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import clean, refuse_personal_numbers
from sakimori.services.parties.words import words_of
from sakimori.store.engine import Row
from sakimori.store.reads import party_search
from sakimori.store.reads.party_search import FoundBy

_NEAR: Final = 0.55
_NEAREST: Final = 5
_LOOKED_AT: Final = 1_000
_PIECES: Final = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """A third party that was found, with the word that matched; one merged away says into which."""

    third_party_id: str
    legal_name: str
    found_by: FoundBy
    word: str
    is_prefix: bool
    merged_into: str | None
    is_archived: bool


@needs(Permission.READ)
def search(workspace: Workspace, text: str, *, limit: int = 20) -> tuple[Hit, ...]:
    """The third parties that a text finds, whole beginnings first; several words must all be met, in any order."""
    return tuple(
        Hit(word.third_party_id, word.legal_name, word.kind, word.label, not is_later, word.merged_into,
            word.archived_on is not None)
        for word, is_later in words_of(workspace).find(text, limit=limit)
    )  # fmt: skip


@needs(Permission.READ)
def nearest_names(workspace: Workspace, text: str) -> tuple[Hit, ...]:
    """The few names that come nearest to a text that finds nothing, most alike first."""
    wanted = match_key(text)
    pieces = list(dict.fromkeys(wanted[place : place + 2] for place in range(len(wanted) - 1)))[:_PIECES]
    if not pieces:
        return ()
    with workspace.unit() as unit:
        rows = party_search.words_like(unit.engine, pieces, limit=_LOOKED_AT)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    likeness: dict[str, tuple[float, Row]] = {}
    for row in rows:
        matcher.set_seq1(match_key(str(row["label"])))
        if matcher.real_quick_ratio() < _NEAR or matcher.quick_ratio() < _NEAR:
            continue
        ratio, party = matcher.ratio(), str(row["third_party_id"])
        if ratio >= _NEAR and ratio > likeness.get(party, (0.0, row))[0]:
            likeness[party] = (ratio, row)
    best = sorted(likeness.values(), key=lambda pair: -pair[0])[:_NEAREST]
    return tuple(_hit(row) for _, row in best)


def _hit(row: Row) -> Hit:
    merged_into = row["merged_into"]
    return Hit(
        third_party_id=str(row["third_party_id"]),
        legal_name=str(row["legal_name"]),
        found_by=FoundBy(str(row["kind"])),
        word=str(row["label"]),
        is_prefix=not row["is_later"],
        merged_into=None if merged_into is None else str(merged_into),
        is_archived=row["archived_on"] is not None,
    )


_MOST: Final = 2_000
_SHOWN: Final = 5


class NameMatch(StrEnum):
    """What became of one pasted name."""

    MATCHED = "matched"
    CANDIDATES = "candidates"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class MatchedName:
    """One pasted line, and the third parties that it may mean; a person judges more than one."""

    name: str
    match: NameMatch
    candidates: tuple[Candidate, ...]


@needs(Permission.READ)
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
        return MatchedName(name, NameMatch.MATCHED, tuple(sure))
    return MatchedName(name, NameMatch.CANDIDATES if found else NameMatch.NEW, found[:_SHOWN])


@needs(Permission.READ)
def name_index(workspace: Workspace) -> CandidateIndex:
    """Everything by which third parties are known, ready to be asked many times."""
    with workspace.unit() as unit:
        return CandidateIndex(known_parties(unit))


def likely_same(
    index: CandidateIndex, *, name: str, corporate_number: str, country: str | None
) -> tuple[Candidate, ...]:
    """The third parties that a new one may already be registered as, best first; a person judges."""
    digits = bare_number(corporate_number)
    return index.find(names=(name,), corporate_number=digits if is_corporate_number(digits) else None, country=country)[
        :3
    ]
