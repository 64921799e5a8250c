"""The risk dashboard on a day: counts, heat map, forecast and what to do first, each from dated spans."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sakimori.domain.assessment import Assessment
from sakimori.domain.codes import AssessmentState, ControlArea, Decision, GapKind, Lifecycle, Severity
from sakimori.domain.days import add_months
from sakimori.domain.text import Text
from sakimori.domain.third_party import ThirdParty
from sakimori.domain.user import User
from sakimori.rules.findings import is_watched
from sakimori.rules.governing import governing
from sakimori.rules.tiering import tier
from sakimori.services.lean_records import lean_assessments, lean_parties
from sakimori.services.past import all_records
from sakimori.services.trend import Trend, trend
from sakimori.services.workspace import Unit, Workspace
from sakimori.store.spans import AS_KNOWN, TRUE_ON

TIERS: tuple[int | None, ...] = (1, 2, 3, 0, None)
ASKED_AREAS = frozenset(ControlArea) - {ControlArea.IDENTITY, ControlArea.REVIEW}
"""Areas of which only the answers of an assessment can say anything: without one they are unknown, not met."""

FORECAST_MONTHS = 12
_FIRST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class HeatLine:
    """One tier of the heat map: its third parties, and per area how many have a gap (None: not known)."""

    tier: int | None
    third_parties: int
    counts: tuple[tuple[ControlArea, int | None], ...]


@dataclass(frozen=True, slots=True)
class MonthAhead:
    """The gaps that begin in a month, by severity, as far as today's records foresee."""

    first: date
    counts: Mapping[Severity, int]


@dataclass(frozen=True, slots=True)
class FirstToAct:
    """A third party to deal with first: its worst gap, since when, and who is on it."""

    third_party_id: str
    name: str
    tier: int | None
    severity: Severity
    title: Text
    since_on: date
    persons: int | None
    owner: str | None
    gaps: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the dashboard shows."""

    third_parties: int
    trend: Trend
    by_severity: Mapping[Severity, int]
    unknown_gaps: int
    by_lifecycle: Mapping[Lifecycle, int]
    by_tier: Mapping[int | None, int]
    by_decision: Mapping[Decision | None, int]
    heat: tuple[HeatLine, ...]
    forecast: tuple[MonthAhead, ...]
    first_to_act: tuple[FirstToAct, ...]
    by_department: tuple[tuple[str, int], ...]
    reviews_overdue: int
    reviews_coming: int


def overview(workspace: Workspace, *, on: date, today: date, number: int) -> Overview:
    """The dashboard of a day as known after entry `number`."""
    with workspace.unit() as unit:
        is_now = number >= unit.number()
        policy = unit.policy()
        parties = [
            p for p in (lean_parties(unit) if is_now else all_records(unit, ThirdParty, number=number)) if not p.is_self
        ]
        watched = {p.id: p for p in parties if is_watched(p)}
        tiers = {p.id: tier(p, policy) for p in watched.values()}
        assessments = lean_assessments(unit) if is_now else all_records(unit, Assessment, number=number)
        passed = _decisions(assessments, watched)
        owners = {u.id: u for u in all_records(unit, User, number=number)}
        cells = _cells(unit, on=on, number=number)
        return Overview(
            third_parties=len(watched),
            trend=trend(unit, on=on, today=today, number=number, coming_days=policy.coming_days),
            by_severity=_by_severity(cells),
            unknown_gaps=sum(c.gaps for c in cells if c.kind is GapKind.UNKNOWN),
            by_lifecycle=Counter(p.lifecycle for p in parties if p.merged_into is None and p.archived_on is None),
            by_tier=Counter(tiers.values()),
            by_decision=Counter(passed.get(party) for party in watched),
            heat=_heat(cells, tiers, frozenset(passed)),
            forecast=_forecast(unit, on=on, number=number),
            first_to_act=_first_to_act(unit, watched, tiers, owners, on=on, number=number),
            by_department=_by_department(cells, watched, owners),
            reviews_overdue=_reviews(unit, on, on, number=number),
            reviews_coming=_reviews(unit, on, on + timedelta(days=policy.coming_days), number=number)
            - _reviews(unit, on, on, number=number),
        )


@dataclass(frozen=True, slots=True)
class _Cell:
    """The open gaps of one third party in one area, severity and kind."""

    third_party_id: str
    area: ControlArea
    severity: Severity
    kind: GapKind
    gaps: int


def _cells(unit: Unit, *, on: date, number: int) -> list[_Cell]:
    rows = unit.query(
        "SELECT third_party_id, area, severity, kind, COUNT(*) AS gaps FROM gap_span "
        f"WHERE {AS_KNOWN} AND {TRUE_ON} GROUP BY third_party_id, area, severity, kind",
        number=number,
        day=on.isoformat(),
    )
    return [
        _Cell(
            str(r["third_party_id"]),
            ControlArea(str(r["area"])),
            Severity(str(r["severity"])),
            GapKind(str(r["kind"])),
            int(str(r["gaps"])),
        )
        for r in rows
    ]


def _by_severity(cells: Iterable[_Cell]) -> Mapping[Severity, int]:
    """Known gaps by severity; what nobody has answered is counted apart."""
    counts: Counter[Severity] = Counter()
    for cell in cells:
        if cell.kind is not GapKind.UNKNOWN:
            counts[cell.severity] += cell.gaps
    return counts


def _decisions(assessments: Iterable[Assessment], watched: Mapping[str, ThirdParty]) -> dict[str, Decision]:
    """The last decision on each third party, over its packs."""
    by_party: defaultdict[str, list[Assessment]] = defaultdict(list)
    for assessment in assessments:
        if assessment.third_party_id in watched:
            by_party[assessment.third_party_id].append(assessment)
    decisions = {}
    for party, own in by_party.items():
        decided = [a for a in governing(own) if a.state is AssessmentState.DECIDED and a.decision and a.decided_on]
        if decided:
            last = max(decided, key=lambda a: (a.decided_on or date.min, a.id))
            decisions[party] = last.decision or Decision.REJECTED
    return decisions


def _heat(cells: Sequence[_Cell], tiers: Mapping[str, int | None], assessed: frozenset[str]) -> tuple[HeatLine, ...]:
    known: defaultdict[tuple[int | None, ControlArea], set[str]] = defaultdict(set)
    unknown: set[tuple[int | None, ControlArea]] = set()
    for cell in cells:
        if cell.third_party_id not in tiers:
            continue
        place = (tiers[cell.third_party_id], cell.area)
        if cell.kind is GapKind.UNKNOWN:
            unknown.add(place)
        else:
            known[place].add(cell.third_party_id)
    lines = []
    for level in TIERS:
        members = {party for party, own in tiers.items() if own == level}
        if not members:
            continue
        nobody_asked = not members & assessed
        counts = []
        for area in ControlArea:
            count = len(known[(level, area)])
            is_unknown = count == 0 and ((level, area) in unknown or (nobody_asked and area in ASKED_AREAS))
            counts.append((area, None if is_unknown else count))
        lines.append(HeatLine(level, len(members), tuple(counts)))
    return tuple(lines)


def _forecast(unit: Unit, *, on: date, number: int) -> tuple[MonthAhead, ...]:
    """Spans that begin after the day, by month of their first day; a graver stage counts as a beginning too."""
    first = on.replace(day=1)
    rows = unit.query(
        "SELECT SUBSTR(CAST(from_on AS TEXT), 1, 7) AS month, severity, COUNT(*) AS gaps FROM gap_span "
        f"WHERE {AS_KNOWN} AND from_on > :day AND from_on < :end GROUP BY 1, severity",
        number=number,
        day=on.isoformat(),
        end=add_months(first, FORECAST_MONTHS).isoformat(),
    )
    counts: defaultdict[str, dict[Severity, int]] = defaultdict(dict)
    for row in rows:
        counts[str(row["month"])][Severity(str(row["severity"]))] = int(str(row["gaps"]))
    months = [add_months(first, n) for n in range(FORECAST_MONTHS)]
    return tuple(MonthAhead(month, counts.get(f"{month:%Y-%m}", {})) for month in months)


def _first_to_act(
    unit: Unit,
    watched: Mapping[str, ThirdParty],
    tiers: Mapping[str, int | None],
    owners: Mapping[str, User],
    *,
    on: date,
    number: int,
) -> tuple[FirstToAct, ...]:
    """The third parties with the worst known gaps: gravest first, then more persons, then longer open."""
    order = " ".join(f"WHEN '{s.value}' THEN {s.rank}" for s in Severity)
    rows = unit.query(
        f"SELECT third_party_id, MIN(CASE severity {order} END) AS worst, COUNT(*) AS gaps FROM gap_span "
        f"WHERE {AS_KNOWN} AND {TRUE_ON} AND kind <> :unknown GROUP BY third_party_id",
        number=number,
        day=on.isoformat(),
        unknown=GapKind.UNKNOWN.value,
    )
    ranked = sorted(
        (r for r in rows if str(r["third_party_id"]) in watched),
        key=lambda r: (
            int(str(r["worst"])),
            -(watched[str(r["third_party_id"])].person_count or 0),
            -int(str(r["gaps"])),
            str(r["third_party_id"]),
        ),
    )[:_FIRST_SHOWN]
    found = []
    for row in ranked:
        party = watched[str(row["third_party_id"])]
        spans = [
            s
            for s in unit.spans.as_known(number, on, third_party_id=party.id)
            if s.kind is not GapKind.UNKNOWN and s.severity.rank == int(str(row["worst"]))
        ]
        worst = min(spans, key=lambda s: (s.since_on, s.gap_id))
        owner = owners.get(party.owner_id or "")
        found.append(
            FirstToAct(
                third_party_id=party.id,
                name=party.legal_name,
                tier=tiers[party.id],
                severity=worst.severity,
                title=worst.title,
                since_on=worst.from_on or worst.since_on,
                persons=party.person_count,
                owner=owner.name if owner else None,
                gaps=int(str(row["gaps"])),
            )
        )
    return tuple(found)


def _by_department(
    cells: Iterable[_Cell], watched: Mapping[str, ThirdParty], owners: Mapping[str, User]
) -> tuple[tuple[str, int], ...]:
    """Known gaps by the department of the owner; without an owner under an empty name."""
    counts: Counter[str] = Counter()
    for cell in cells:
        party = watched.get(cell.third_party_id)
        if party is not None and cell.kind is not GapKind.UNKNOWN:
            owner = owners.get(party.owner_id or "")
            counts[owner.department if owner else ""] += cell.gaps
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _reviews(unit: Unit, on: date, by: date, *, number: int) -> int:
    """Third parties whose periodic review is overdue on a day, seen from another."""
    rows = unit.query(
        "SELECT COUNT(DISTINCT third_party_id) AS n FROM gap_span "
        f"WHERE {AS_KNOWN} AND rule_id IN ('A-25-3', 'C-RV1') AND from_on <= :by "
        "AND (until_on IS NULL OR until_on > :day)",
        number=number,
        day=on.isoformat(),
        by=by.isoformat(),
    )
    return int(str(rows[0]["n"]))
