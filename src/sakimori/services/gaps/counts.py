"""Gaps counted: three numbers that are never one, and the one definition of each for pages, files and commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.values.as_of import AsOf
from sakimori.services.gaps.of_dossier import GapLine
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.reading import reading
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.engine import Engine
from sakimori.store.reads import gaps as reads
from sakimori.store.reads.gap_filter import OWNED_IN, GapFilter, Place
from sakimori.store.reads.gaps import Tally

READ = ("third_party", "party_head", "waiver", *OWNED_IN)
"""The tables beside the gaps that a filter may ask about."""


@dataclass(frozen=True, slots=True)
class GapCounts:
    """The gaps of a day: `defects` by severity, `unknown`, and `coming`; no gap counts twice.

    A defect is true on the day, one that a person must decide among them; an unknown is true too, and nobody has
    answered it; a coming one begins, or grows graver, after the day. `overdue` are the defects past their due day.
    A waiver takes nothing out.
    """

    defects: Mapping[Severity, int] = field(default_factory=dict)
    unknown: int = 0
    coming: int = 0
    overdue: int = 0

    @property
    def number(self) -> int:
        """How many defects there are, of every severity."""
        return sum(self.defects.values())


def counted(tallies: Mapping[Place, Tally]) -> GapCounts:
    """The numbers of gaps that are tallied by place."""
    now = {place: tally for place, tally in tallies.items() if not place.is_later}
    defects = {place.severity: tally for place, tally in now.items() if not place.is_unknown}
    return GapCounts(
        defects={severity: defects[severity].number for severity in Severity if severity in defects},
        unknown=sum(tally.number for place, tally in now.items() if place.is_unknown),
        coming=sum(tally.number for place, tally in tallies.items() if place.is_later),
        overdue=sum(tally.overdue for tally in defects.values()),
    )


def of_lines(lines: Iterable[GapLine], on: date) -> GapCounts:
    """The numbers of the gaps of one dossier."""
    tallies: dict[Place, Tally] = {}
    for line in lines:
        span = line.span
        place = Place(not line.is_open, span.severity, span.kind is GapKind.UNKNOWN)
        before = tallies.get(place, Tally(0, 0))
        tallies[place] = Tally(before.number + 1, before.overdue + (line.is_open and span.due_on < on))
    return counted(tallies)


@needs(Permission.READ)
def count_gaps(workspace: Workspace, as_of: AsOf, wanted: GapFilter) -> GapCounts:
    """The numbers of the gaps that a filter leaves, whatever severities it asks for."""
    with reading(workspace, as_of, READ) as engine:
        return counted(reads.counts(engine, as_of, wanted))


def counts_of_everybody(engine: Engine, as_of: AsOf, *, with_own: bool) -> GapCounts:
    """The numbers of all third parties, and of our own company where it is asked for."""
    return counted(reads.counts(engine, as_of, GapFilter(is_own=None if with_own else False)))


def due_soon(engine: Engine, as_of: AsOf, days: int, *, with_own: bool) -> int:
    """How many defects of a day fall due on it or within some days."""
    return reads.defects(engine, as_of, replace(_within(as_of, days), is_own=None if with_own else False))


def due_soon_by_party(engine: Engine, as_of: AsOf, days: int, ids: Sequence[str] | None = None) -> dict[str, int]:
    """The same of each third party that has any, of all or of some."""
    return reads.defects_by_party(engine, as_of, _within(as_of, days), ids or ())


def _within(as_of: AsOf, days: int) -> GapFilter:
    return GapFilter(due_from=as_of.on, due_until=as_of.on + timedelta(days=days))
