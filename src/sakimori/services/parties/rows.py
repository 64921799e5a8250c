"""The list of third parties on a day, as many as a page shows, and what lists of other things name of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from sakimori.domain.codes import Lifecycle
from sakimori.domain.policy import Policy
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.rules.facts.assessments import tier
from sakimori.rules.facts.rule_kit import is_watched
from sakimori.services.flows.heads import all_as_tiered
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.lean_records import lean_parties
from sakimori.services.kernel.memory.books import Book, as_it_is, in_order
from sakimori.services.kernel.reading import reading
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.reads import parties as reads
from sakimori.store.reads.parties import Focus, OpenGaps, PartyCounts, PartyFilter, PartyPlace, PartyRow

__all__ = [
    "Focus", "OpenGaps", "PartyCounts", "PartyFilter", "PartyHead", "PartyRow", "all_rows", "any_party", "how_many",
    "party_counts", "party_heads", "party_names", "row_page",
]  # fmt: skip

_LISTED: Final = ("third_party",)
_READ: Final = (*_LISTED, "party_head", "gap_tally")


@needs(Permission.READ)
def party_counts(workspace: Workspace, as_of: AsOf) -> PartyCounts:
    """How many third parties stand, by what they need, and how many are over."""
    counts = _book(workspace, as_of).counts
    return PartyCounts({focus: counts.get(focus, 0) for focus in Focus}, counts.get(_OVER, 0))


@needs(Permission.READ)
def how_many(workspace: Workspace, as_of: AsOf, wanted: PartyFilter) -> int:
    """How many third parties a filter leaves."""
    if _is_usual(wanted):
        return _book(workspace, as_of).counts.get(wanted.focus, 0)
    with reading(workspace, as_of, _READ) as engine:
        return reads.how_many(engine, as_of, wanted)


@needs(Permission.READ)
def row_page(workspace: Workspace, as_of: AsOf, wanted: PartyFilter, *, first: int, limit: int) -> list[PartyRow]:
    """Some of the third parties that a filter leaves, in its order; never our own, nor those merged away."""
    if not _is_usual(wanted):
        with reading(workspace, as_of, _READ) as engine:
            return reads.page_of(engine, as_of, wanted, first=first, limit=limit)
    rows, soon = _book(workspace, as_of).rows, reads.soon(as_of)
    left = (place.id for place in rows if not place.is_over and wanted.focus in reads.kinds_of(place, soon=soon))
    ids = list(islice(left, first, first + limit))
    with reading(workspace, as_of, _READ) as engine:
        return reads.with_ids(engine, as_of, ids)


def _is_usual(wanted: PartyFilter) -> bool:
    """Whether nothing but a focus is asked for, in the usual order."""
    return replace(wanted, focus=Focus.ALL) == PartyFilter()


_OVER: Final = "over"


def _book(workspace: Workspace, as_of: AsOf) -> Book[PartyPlace]:
    """The places of all third parties of a day in their order, counted by focus; the past is not remembered."""
    soon = reads.soon(as_of)

    def kinds(place: PartyPlace) -> Iterable[Focus | str]:
        return (_OVER,) if place.is_over else reads.kinds_of(place, soon=soon)

    def make() -> Book[PartyPlace]:
        with reading(workspace, as_of, _READ) as engine:

            def read(ids: Sequence[str] | None) -> Mapping[str, tuple[PartyPlace]]:
                return {place.id: (place,) for place in reads.places(engine, as_of, ids)}

            if as_of.is_past:
                return in_order(read(None), as_it_is, kinds)
            unit = Unit(engine)
            # Policy moves the days on which something is due, of everybody at once.
            what = ("parties", as_of.on, unit.policy())
            by_party = workspace.remembered.by_party(unit, what, read, number=NEWEST)
            return workspace.remembered.book(what, by_party, as_it_is, kinds)

    return make() if as_of.is_past else workspace.shared(("party places", as_of.on), make)


@needs(Permission.READ)
def all_rows(workspace: Workspace, as_of: AsOf, wanted: PartyFilter) -> Iterator[PartyRow]:
    """Every third party that a filter leaves, in its order, one by one."""
    with reading(workspace, as_of, _READ) as engine:
        yield from reads.all_of(engine, as_of, wanted)


@needs(Permission.READ)
def party_names(workspace: Workspace, as_of: AsOf) -> dict[str, str]:
    """The name of each third party by id, by name."""
    with reading(workspace, as_of, _LISTED) as engine:
        return dict(reads.names(engine))


@needs(Permission.READ)
def any_party(workspace: Workspace, as_of: AsOf) -> bool:
    """Whether there is any third party on a day."""
    with reading(workspace, as_of, _LISTED) as engine:
        return reads.any_is_listed(engine)


@dataclass(frozen=True, slots=True)
class PartyHead:
    """One third party as a list names it; `is_watched` as the rules have it."""

    id: str
    name: str
    tier: int | None
    lifecycle: Lifecycle
    owner_id: str | None
    is_watched: bool


def party_heads(unit: Unit, *, past: int | None = None) -> dict[str, PartyHead]:
    """Every third party by id: as it stands, or as it stood after an entry of the trail."""
    policy = unit.policy()
    parties: list[ThirdParty] = (
        lean_parties(unit)
        if past is None
        else all_as_tiered(unit, unit.trail.records_at(ThirdParty, past), number=past)
    )
    company = next((str(r["value"]) for r in unit.query("SELECT value FROM meta WHERE key = 'name'")), "")
    return {party.id: _glance(party, policy, company) for party in parties}


def _glance(party: ThirdParty, policy: Policy, company: str) -> PartyHead:
    name = party.legal_name or (company if party.is_self else "")
    return PartyHead(party.id, name, tier(party, policy), party.lifecycle, party.owner_id, is_watched(party))
