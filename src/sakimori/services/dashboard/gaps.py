"""Gaps as the dashboard counts them, in statements that grow with the third parties and not with the answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain
from operator import itemgetter
from typing import Any, Final, NamedTuple, cast

from sakimori.domain.codes import ControlArea, GapKind, Severity
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.days import add_months
from sakimori.domain.values.risk import WEIGHTS, Concerned, OpenWeight, known_value
from sakimori.domain.values.text import Text
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.lean_records import among
from sakimori.services.kernel.memory.books import total_of
from sakimori.services.kernel.reading import reading
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.gap_days import CountedGaps, begun_by_month
from sakimori.store.reads.as_of import known
from sakimori.store.reads.first_week import ends_of_starts
from sakimori.store.reads.gap_filter import OWNED_IN
from sakimori.store.reads.gaps import owned_defects
from sakimori.store.spans import AS_KNOWN, TRUE_ON

FORECAST_MONTHS: Final = 12

_SEVERITIES: Final = {member.value: member for member in Severity}
_RANKS: Final[dict[Severity | None, int]] = {None: len(Severity)} | {member: member.rank for member in Severity}
_AREAS: Final = {member.value: member for member in ControlArea}
_UNKNOWN: Final = GapKind.UNKNOWN.value
_BEGINS: Final = (
    "{known} AND kind <> :unknown AND from_on >= :first AND from_on < :end AND (until_on IS NULL OR until_on > :day)"
)


@dataclass(slots=True)
class PartyGaps:
    """What is open at one third party: known gaps by severity, the worst by area, and what nobody has answered.

    `weight` and `weighted_days` are the sums of `OpenWeight`.
    """

    counts: dict[Severity, int] = field(default_factory=dict)
    worst_in: dict[ControlArea, Severity] = field(default_factory=dict)
    unknown_in: set[ControlArea] = field(default_factory=set)
    unknown: int = 0
    worst: Severity | None = None
    since: str = ""
    weight: int = 0
    weighted_days: int = 0

    def risk(self, concerned: Concerned, on: date) -> int | None:
        """The risk value, for whose data a third party holds."""
        worst = None if self.worst is None else self.worst.rank
        return known_value(OpenWeight(worst, self.weight, self.weighted_days), self.unknown, concerned.factor, on)

    def add(self, area: ControlArea, severity: Severity, number: int, since: str) -> None:
        """Count known gaps; `since` is the ISO day from which the oldest of the gravest is counted."""
        rank = _RANKS[severity]
        self.counts[severity] = self.counts.get(severity, 0) + number
        if rank < _RANKS[self.worst_in.get(area)]:
            self.worst_in[area] = severity
        if rank < _RANKS[self.worst] or (severity is self.worst and since < self.since):
            self.worst, self.since = severity, since


_COUNTED: Callable[[Any], tuple[Any, ...]] = itemgetter("third_party_id", "area", "kind", "severity", "n", "since")
_COUNT: Final = (
    "SELECT third_party_id, area, kind, severity, COUNT(*) AS n, since_on AS since FROM gap_span "
    f"WHERE {{known}} AND known_from <= :number AND {TRUE_ON} AND {{where}} "
    "GROUP BY third_party_id, area, kind, severity, since_on"
)
_PARTS: Final = ("known_until IS NULL", "known_until > :number")
"""Counted in two parts, since the index gives each of them in the order in which it is counted."""


def open_gaps(unit: Unit, *, day: date, number: int, ids: Sequence[str] | None = None) -> Mapping[str, PartyGaps]:
    """What is open on a day as known after an entry, by dossier, of all or of some."""
    where, params = among("third_party_id", ids)
    if unit.is_newest(number):
        return _counted_now(unit.tallies.on(day, where=where, params=params))
    counted = " UNION ALL ".join(_COUNT.format(known=known, where=where) for known in _PARTS)
    rows = unit.query(counted, number=number, day=day.isoformat(), **params)
    found: defaultdict[str, PartyGaps] = defaultdict(PartyGaps)
    for party, area, kind, severity, n, since in map(_COUNTED, rows):
        gaps = found[party]
        if kind == _UNKNOWN:
            gaps.unknown += n
            gaps.unknown_in.add(_AREAS[area])
        else:
            gaps.add(_AREAS[area], _SEVERITIES[severity], n, since)
            of_them = WEIGHTS[_SEVERITIES[severity]] * n
            gaps.weight += of_them
            gaps.weighted_days += of_them * date.fromisoformat(since).toordinal()
    return found


def _counted_now(counted: Iterable[tuple[str, CountedGaps]]) -> Mapping[str, PartyGaps]:
    found: dict[str, PartyGaps] = {}
    for party, (tallies, weight, weighted_days) in counted:
        gaps = found[party] = PartyGaps(weight=weight, weighted_days=weighted_days)
        add, unknown_in, unknown = gaps.add, gaps.unknown_in, 0
        for area, kind, severity, count, since in tallies:
            if kind == _UNKNOWN:
                unknown += count
                unknown_in.add(_AREAS[area])
            else:
                add(_AREAS[area], _SEVERITIES[severity], count, since)
        gaps.unknown = unknown
    return found


class OwnGap(NamedTuple):
    """A known gap with an owner of its own."""

    third_party_id: str
    owner_id: str
    severity: Severity


@needs(Permission.READ)
def own_gaps(workspace: Workspace, as_of: AsOf) -> tuple[OwnGap, ...]:
    """Known gaps of a day whose owner is not simply that of the third party."""
    with reading(workspace, as_of, OWNED_IN) as engine:
        return tuple(OwnGap(*found) for found in owned_defects(engine, as_of))


@dataclass(frozen=True, slots=True)
class Month:
    """The gaps that begin in one month, or grow graver in it, by severity."""

    first: date
    counts: Mapping[Severity, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class GapStart:
    """A gap that begins, or grows graver, on a day."""

    gap_id: str
    third_party_id: str
    severity: Severity
    from_on: date
    title: Text
    cites: Text


def months_ahead(on: date) -> tuple[date, ...]:
    """The first days of the month of a day and of the eleven after it."""
    return tuple(add_months(on.replace(day=1), place) for place in range(FORECAST_MONTHS))


@needs(Permission.READ)
def forecast(workspace: Workspace, *, on: date, number: int, with_own: bool = False) -> tuple[Month, ...]:
    """What begins from the month of a day on if nobody does anything, as known now; an unknown gap has no such day."""
    firsts = months_ahead(on)
    end = add_months(firsts[-1], 1)
    with workspace.unit() as unit:
        as_of = AsOf(on, number, is_past=not unit.is_newest(number))

        def read(ids: Sequence[str] | None) -> Mapping[str, Mapping[tuple[str, str], int]]:
            where, params = among("third_party_id", ids)
            rows = unit.query(
                "SELECT third_party_id, substr(from_on, 1, 7), severity, COUNT(*) FROM gap_span "
                f"WHERE {_BEGINS.format(known=known(as_of))} AND {where} GROUP BY 1, 2, 3",
                **_between(firsts[0], end if as_of.is_past else on + timedelta(days=1), on=on, number=number),
                **params,
            )
            found: defaultdict[str, dict[tuple[str, str], int]] = defaultdict(dict)
            for party, month, severity, count in (cast("Any", row) for row in rows):
                found[party][month, severity] = count
            return found

        # Every write counts by day what begins; but what has begun by now may be over, which no such count tells.
        what = ("forecast", on)
        by_party = workspace.remembered.by_party(unit, what, read, number=number)
        own = None if with_own else False
        later = {} if as_of.is_past else begun_by_month(unit.engine, on, end, is_own=own)
    totals = Counter(workspace.remembered.totals(what, by_party) if not as_of.is_past else total_of(by_party))
    if not with_own:
        totals.subtract(by_party.get(SELF_ID, {}))
    totals.update(later)
    return tuple(
        Month(
            first,
            {severity: n for severity in Severity if (n := totals[first.isoformat()[:7], severity.value])},
        )
        for first in firsts
    )


@needs(Permission.READ)
def gap_starts(
    workspace: Workspace, *, on: date, month: date, number: int, with_own: bool = False
) -> tuple[GapStart, ...]:
    """What begins in the month of a day, the sooner and graver first; the rows behind its figure in the forecast."""
    first = month.replace(day=1)
    with workspace.unit() as unit:
        rows = unit.query(
            "SELECT gap_id, third_party_id, severity, from_on, title_ja, title_en, cites_ja, cites_en "
            f"FROM gap_span WHERE {_BEGINS.format(known=AS_KNOWN)}",
            **_between(first, add_months(first, 1), on=on, number=number),
        )
    starts = [
        GapStart(
            str(row["gap_id"]),
            str(row["third_party_id"]),
            _SEVERITIES[str(row["severity"])],
            date.fromisoformat(str(row["from_on"])),
            Text(str(row["title_ja"]), str(row["title_en"])),
            Text(str(row["cites_ja"]), str(row["cites_en"])),
        )
        for row in rows
        if with_own or row["third_party_id"] != SELF_ID
    ]
    return tuple(sorted(starts, key=lambda start: (start.from_on, start.severity.rank, start.gap_id)))


@dataclass(frozen=True, slots=True)
class StartEnd:
    """The first day after the start period of some third parties, and how many gaps are still not begun with then."""

    day: date
    gaps: int
    third_parties: int


@needs(Permission.READ)
def start_ends(workspace: Workspace, *, on: date, number: int) -> tuple[StartEnd, ...]:
    """The days after a day on which what nobody has begun with falls due as it weighs, the soonest first."""
    with workspace.unit() as unit:
        as_of = AsOf(on, number, is_past=not unit.is_newest(number))

        def read(ids: Sequence[str] | None) -> Mapping[str, Mapping[date, int]]:
            return ends_of_starts(unit.engine, as_of, SELF_ID, ids)

        by_party = workspace.remembered.by_party(unit, ("start ends", on), read, number=number)
    gaps, parties = total_of(by_party), Counter(chain.from_iterable(by_party.values()))
    return tuple(StartEnd(day, gaps[day], parties[day]) for day in sorted(gaps))


def _between(first: date, end: date, *, on: date, number: int) -> dict[str, str | int]:
    return {
        "number": number,
        "day": on.isoformat(),
        "first": first.isoformat(),
        "end": end.isoformat(),
        "unknown": _UNKNOWN,
    }


@dataclass(frozen=True, slots=True)
class WorstGap:
    """The gap that speaks first for a third party."""

    third_party_id: str
    severity: Severity
    title: Text
    cites: Text
    since_on: date


@needs(Permission.READ)
def worst_gaps(workspace: Workspace, third_party_ids: Sequence[str], *, on: date, number: int) -> dict[str, WorstGap]:
    """For each of some third parties the gravest gap of a day; of several the oldest, then the one of law."""
    if not third_party_ids:
        return {}
    where, asked = among("third_party_id", third_party_ids)
    with workspace.unit() as unit:
        rows = unit.query(
            "SELECT third_party_id, severity, basis, title_ja, title_en, cites_ja, cites_en, since_on, gap_id "
            f"FROM gap_span WHERE {AS_KNOWN} AND {TRUE_ON} AND kind <> :unknown AND {where}",
            number=number,
            day=on.isoformat(),
            unknown=_UNKNOWN,
            **asked,
        )
    first: dict[str, WorstGap] = {}
    for row in sorted(
        rows,
        key=lambda r: (_SEVERITIES[str(r["severity"])].rank, str(r["since_on"]), r["basis"] != "law", str(r["gap_id"])),
    ):
        party = str(row["third_party_id"])
        if party not in first:
            first[party] = WorstGap(
                party,
                _SEVERITIES[str(row["severity"])],
                Text(str(row["title_ja"]), str(row["title_en"])),
                Text(str(row["cites_ja"]), str(row["cites_en"])),
                date.fromisoformat(str(row["since_on"])),
            )
    return first
