"""The gap board: the gaps of a day or of those to come, as many as a page shows, with what its filters say of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sakimori.domain.values.as_of import AsOf
from sakimori.services.gaps.counts import READ as _READ
from sakimori.services.gaps.counts import GapCounts, counted
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.reading import reading
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.reads import gaps
from sakimori.store.reads.gap_filter import OWNED_IN, GapFilter, Place
from sakimori.store.reads.gap_rows import GapRow, WaiverNote, owners_of
from sakimori.store.reads.gaps import GapGroup, Grouping, Tally, in_group

__all__ = [
    "Board", "GapFilter", "GapGroup", "GapRow", "Grouping", "WaiverNote", "all_rows", "board", "first_after",
    "gap_owners", "group_page", "in_group", "row_page",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Board:
    """What stands around the rows of the board under a filter.

    `counts` are of the gaps under every filter but that of severities, and `tallies` the same by place; `left` are of
    those that the filter leaves, `total` of them all together, and `waived` of those that a waiver carries. `own` are
    of our own company under the same filter, where that is not among the rows. `is_any` (which asks about later gaps
    too) and `is_any_now` ask without filters.
    """

    counts: GapCounts
    tallies: dict[Place, Tally]
    left: GapCounts
    total: int
    waived: int
    own: GapCounts
    departments: tuple[str, ...]
    party_name: str | None
    is_any: bool
    is_any_now: bool
    is_any_party: bool


@needs(Permission.READ)
def board(workspace: Workspace, as_of: AsOf, wanted: GapFilter) -> Board:
    """Counts of the gaps that a filter leaves, and what can be chosen."""
    with reading(workspace, as_of, _READ) as engine:
        tallies = gaps.counts(engine, as_of, wanted)
        left = {place: tally for place, tally in tallies.items() if wanted.admits(place)}
        ours = gaps.counts(engine, as_of, replace(wanted, is_own=True)) if wanted.is_own is False else {}
        return Board(
            counts=counted(tallies),
            tallies=tallies,
            left=counted(left),
            total=sum(tally.number for tally in left.values()),
            own=counted({place: tally for place, tally in ours.items() if wanted.admits(place)}),
            waived=gaps.waived(engine, as_of, wanted),
            departments=tuple(gaps.departments(engine, as_of)),
            party_name=gaps.party_name(engine, wanted.party) if wanted.party else None,
            is_any=gaps.any_is_left(engine, as_of, GapFilter()),
            is_any_now=gaps.any_is_left(engine, as_of, GapFilter(last_day=as_of.on)),
            is_any_party=gaps.any_party(engine),
        )


@needs(Permission.READ)
def row_page(
    workspace: Workspace,
    as_of: AsOf,
    wanted: GapFilter,
    *,
    first: int,
    limit: int,
    tallies: Mapping[Place, Tally] | None = None,
) -> tuple[list[GapRow], int]:
    """Some of the gaps that a filter leaves, in the order of the board, and how many there are.

    Now come before later, the known before the unknown, then the graver, then what is due sooner. The `tallies` of the
    filter are counted where they are not at hand.
    """
    with reading(workspace, as_of, _READ) as engine:
        if tallies is None:
            tallies = gaps.counts(engine, as_of, wanted)
        rows = gaps.page_of(engine, as_of, wanted, tallies=tallies, first=first, limit=limit)
    return rows, sum(tally.number for place, tally in tallies.items() if wanted.admits(place))


@needs(Permission.READ)
def group_page(
    workspace: Workspace, as_of: AsOf, wanted: GapFilter, by: Grouping, *, first: int, limit: int
) -> tuple[list[GapGroup], int]:
    """Some of the groups that these gaps make, and how many there are."""
    with reading(workspace, as_of, _READ) as engine:
        return gaps.groups(engine, as_of, wanted, by, first=first, limit=limit)


@needs(Permission.READ)
def all_rows(workspace: Workspace, as_of: AsOf, wanted: GapFilter) -> Iterator[GapRow]:
    """Every gap that a filter leaves, in the order of the board, one by one."""
    with reading(workspace, as_of, _READ) as engine:
        yield from gaps.all_of(engine, as_of, wanted)


@needs(Permission.READ)
def gap_owners(workspace: Workspace, third_party_id: str, on: date, number: int) -> dict[str, str]:
    """Owner of each gap that has another than its third party, by the id of the gap, as known after an entry."""
    with reading(workspace, AsOf(on, number, number < workspace.head()[0]), OWNED_IN) as engine:
        return owners_of(engine, third_party_id)


@needs(Permission.READ)
def first_after(workspace: Workspace, as_of: AsOf) -> date | None:
    """The next day after that of the board on which a gap is known to begin."""
    with reading(workspace, as_of, _READ) as engine:
        return gaps.first_after(engine, as_of)
