"""Gaps as the dashboard counts them, in statements that grow with the third parties and not with the answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import itemgetter
from typing import Any, Final, NamedTuple

from sakimori.domain.codes import ControlArea, GapKind, Severity
from sakimori.domain.days import add_months
from sakimori.domain.gap import Gap, Waiver
from sakimori.domain.text import Text
from sakimori.domain.third_party import SELF_ID
from sakimori.services.unit import Unit
from sakimori.services.waivers import WaiverStanding, standing_of
from sakimori.services.workspace import Workspace
from sakimori.store.engine import Row
from sakimori.store.spans import AS_KNOWN, TRUE_ON

FORECAST_MONTHS: Final = 12
_AT_ONCE: Final = 500
REVIEW_RULES: Final = ("A-25-3", "C-RV1")

_SEVERITIES: Final = {member.value: member for member in Severity}
_RANKS: Final[dict[Severity | None, int]] = {None: len(Severity)} | {member: member.rank for member in Severity}
_AREAS: Final = {member.value: member for member in ControlArea}
_UNKNOWN: Final = GapKind.UNKNOWN.value
_BEGINS: Final = (
    f"{AS_KNOWN} AND kind <> :unknown AND third_party_id <> :own AND from_on >= :first AND from_on < :end "
    "AND (until_on IS NULL OR until_on > :day)"
)


@dataclass(slots=True)
class OpenGaps:
    """What is open at one third party: known gaps by severity, the worst by area, and what nobody has answered."""

    counts: dict[Severity, int] = field(default_factory=dict)
    worst_in: dict[ControlArea, Severity] = field(default_factory=dict)
    unknown_in: set[ControlArea] = field(default_factory=set)
    unknown: int = 0
    worst: Severity | None = None
    since: str = ""

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
    "SELECT third_party_id, area, kind, severity, COUNT(*) AS n, MIN(since_on) AS since FROM gap_span "
    f"WHERE {{known}} AND known_from <= :number AND {TRUE_ON} AND third_party_id <> :own "
    "GROUP BY third_party_id, area, kind, severity"
)
_OPEN: Final = " UNION ALL ".join(
    _COUNT.format(known=known) for known in ("known_until IS NULL", "known_until > :number")
)
"""In two parts, since the index gives each of them in the order in which it is counted."""


def open_gaps(unit: Unit, *, day: date, number: int) -> Mapping[str, OpenGaps]:
    """What is open on a day as known after an entry, by third party; our own dossier is none."""
    if number >= unit.number():
        return _counted_now(unit, day)
    rows = unit.query(_OPEN, number=number, day=day.isoformat(), own=SELF_ID)
    found: defaultdict[str, OpenGaps] = defaultdict(OpenGaps)
    for party, area, kind, severity, n, since in map(_COUNTED, rows):
        gaps = found[party]
        if kind == _UNKNOWN:
            gaps.unknown += n
            gaps.unknown_in.add(_AREAS[area])
        else:
            gaps.add(_AREAS[area], _SEVERITIES[severity], n, since)
    return found


def _counted_now(unit: Unit, day: date) -> Mapping[str, OpenGaps]:
    found: dict[str, OpenGaps] = {}
    for party, tallies in unit.tallies.on(day):
        if party == SELF_ID:
            continue
        gaps = found[party] = OpenGaps()
        for area, kind, severity, count, since in tallies:
            if kind == _UNKNOWN:
                gaps.unknown += count
                gaps.unknown_in.add(_AREAS[area])
            else:
                gaps.add(_AREAS[area], _SEVERITIES[severity], count, since)
    return found


class OwnGap(NamedTuple):
    """A known gap with an owner of its own."""

    third_party_id: str
    owner_id: str
    severity: Severity


def own_gaps(unit: Unit, *, on: date, today: date, number: int) -> tuple[OwnGap, ...]:
    """The known gaps that are true on a day and whose owner is not simply that of the third party."""
    if on < today:
        past: list[Gap] = unit.trail.records_at(Gap, number)
        owners = {gap.id: gap.owner_id for gap in past if gap.owner_id is not None}
    else:
        rows = unit.query("SELECT id, owner_id FROM gap WHERE owner_id IS NOT NULL")
        owners = {str(row["id"]): str(row["owner_id"]) for row in rows}
    asked = sorted(owners)
    return tuple(
        OwnGap(str(row["third_party_id"]), owners[str(row["gap_id"])], _SEVERITIES[str(row["severity"])])
        for start in range(0, len(asked), _AT_ONCE)
        for row in _true_of(unit, asked[start : start + _AT_ONCE], on=on, number=number)
    )


def _true_of(unit: Unit, gap_ids: Sequence[str], *, on: date, number: int) -> list[Row]:
    keys = {f"g{place}": gap_id for place, gap_id in enumerate(gap_ids)}
    return unit.query(
        f"SELECT gap_id, third_party_id, severity FROM gap_span WHERE gap_id IN ({', '.join(':' + k for k in keys)}) "
        f"AND {AS_KNOWN} AND {TRUE_ON} AND kind <> :unknown",
        number=number,
        day=on.isoformat(),
        unknown=_UNKNOWN,
        **keys,
    )


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
class Start:
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


def forecast(workspace: Workspace, *, on: date, number: int) -> tuple[Month, ...]:
    """What begins from the month of a day on if nobody does anything, as known now; an unknown gap has no such day."""
    firsts = months_ahead(on)
    with workspace.unit() as unit:
        rows = unit.query(
            f"SELECT from_on, severity, COUNT(*) AS n FROM gap_span WHERE {_BEGINS} GROUP BY from_on, severity",
            **_between(firsts[0], add_months(firsts[-1], 1), on=on, number=number),
        )
    counts: dict[date, dict[Severity, int]] = {first: {} for first in firsts}
    for row in rows:
        month, severity = counts[date.fromisoformat(str(row["from_on"])).replace(day=1)], Severity(str(row["severity"]))
        month[severity] = month.get(severity, 0) + int(str(row["n"]))
    return tuple(Month(first, month) for first, month in counts.items())


def starting(workspace: Workspace, *, on: date, month: date, number: int) -> tuple[Start, ...]:
    """What begins in the month of a day, the sooner and graver first; the rows behind its figure in the forecast."""
    first = month.replace(day=1)
    with workspace.unit() as unit:
        rows = unit.query(
            "SELECT gap_id, third_party_id, severity, from_on, title_ja, title_en, cites_ja, cites_en "
            f"FROM gap_span WHERE {_BEGINS}",
            **_between(first, add_months(first, 1), on=on, number=number),
        )
    starts = [
        Start(
            str(row["gap_id"]),
            str(row["third_party_id"]),
            _SEVERITIES[str(row["severity"])],
            date.fromisoformat(str(row["from_on"])),
            Text(str(row["title_ja"]), str(row["title_en"])),
            Text(str(row["cites_ja"]), str(row["cites_en"])),
        )
        for row in rows
    ]
    return tuple(sorted(starts, key=lambda start: (start.from_on, start.severity.rank, start.gap_id)))


def _between(first: date, end: date, *, on: date, number: int) -> dict[str, str | int]:
    return {
        "number": number,
        "day": on.isoformat(),
        "first": first.isoformat(),
        "end": end.isoformat(),
        "unknown": _UNKNOWN,
        "own": SELF_ID,
    }


@dataclass(frozen=True, slots=True)
class Reason:
    """The gap that speaks first for a third party."""

    third_party_id: str
    severity: Severity
    title: Text
    cites: Text
    since_on: date


def reasons(workspace: Workspace, third_party_ids: Sequence[str], *, on: date, number: int) -> dict[str, Reason]:
    """For each of some third parties the gravest gap of a day; of several the one of law, then the oldest."""
    if not third_party_ids:
        return {}
    asked = {f"p{place}": party for place, party in enumerate(third_party_ids)}
    with workspace.unit() as unit:
        rows = unit.query(
            "SELECT third_party_id, severity, basis, title_ja, title_en, cites_ja, cites_en, since_on, gap_id "
            f"FROM gap_span WHERE {AS_KNOWN} AND {TRUE_ON} AND kind <> :unknown "
            f"AND third_party_id IN ({', '.join(':' + key for key in asked)})",
            number=number,
            day=on.isoformat(),
            unknown=_UNKNOWN,
            **asked,
        )
    first: dict[str, Reason] = {}
    for row in sorted(
        rows,
        key=lambda r: (_SEVERITIES[str(r["severity"])].rank, r["basis"] != "law", str(r["since_on"]), str(r["gap_id"])),
    ):
        party = str(row["third_party_id"])
        if party not in first:
            first[party] = Reason(
                party,
                _SEVERITIES[str(row["severity"])],
                Text(str(row["title_ja"]), str(row["title_en"])),
                Text(str(row["cites_ja"]), str(row["cites_en"])),
                date.fromisoformat(str(row["since_on"])),
            )
    return first


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """The last day of a third party's periodic review."""

    third_party_id: str
    due_on: date
    severity: Severity
    is_overdue: bool


def reviews_due(workspace: Workspace, *, on: date, number: int, days: int) -> tuple[ReviewDue, ...]:
    """The reviews that are overdue, and those that fall due within some days; the sooner first."""
    with workspace.unit() as unit:
        rows = unit.query(
            f"SELECT third_party_id, severity, MIN(from_on) AS begins FROM gap_span WHERE {AS_KNOWN} "
            "AND rule_id IN (:law, :policy) GROUP BY third_party_id, gap_id "
            "HAVING MIN(from_on) <= :last AND MAX(CASE WHEN until_on IS NULL OR until_on > :day THEN 1 ELSE 0 END) = 1",
            number=number,
            law=REVIEW_RULES[0],
            policy=REVIEW_RULES[1],
            day=on.isoformat(),
            last=(on + timedelta(days=days + 1)).isoformat(),
        )
    found = []
    for row in rows:
        due_on = date.fromisoformat(str(row["begins"])) - timedelta(days=1)
        found.append(ReviewDue(str(row["third_party_id"]), due_on, Severity(str(row["severity"])), due_on < on))
    return tuple(sorted(found, key=lambda review: (review.due_on, review.third_party_id)))


@dataclass(frozen=True, slots=True)
class WaiverEnding:
    """A waiver that holds on the day and when it ends; the gap then counts again without anybody's doing."""

    gap_id: str
    third_party_id: str
    severity: Severity
    title: Text
    last_day: date


def waivers_ending(workspace: Workspace, *, on: date, today: date, number: int, days: int) -> tuple[WaiverEnding, ...]:
    """The waivers that hold on a day and run out within some days, the sooner first."""
    with workspace.unit() as unit:
        waivers: list[Waiver] = (
            unit.trail.records_at(Waiver, number) if on < today else unit.records.select(Waiver, "approved = 1")
        )
        last = on + timedelta(days=days)
        found = []
        for waiver in waivers:
            if waiver.approved is not True or not on <= waiver.last_day <= last:
                continue
            for span in unit.spans.as_known(number, on, third_party_id=waiver.third_party_id):
                if span.gap_id == waiver.gap_id and (
                    standing_of(waiver, severity=span.severity, facts_digest=span.facts_digest, on=on)
                    is WaiverStanding.ACTIVE
                ):
                    found.append(
                        WaiverEnding(span.gap_id, span.third_party_id, span.severity, span.title, waiver.last_day)
                    )
    return tuple(sorted(found, key=lambda w: (w.last_day, w.severity.rank, w.gap_id)))
