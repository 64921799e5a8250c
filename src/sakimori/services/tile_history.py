"""Figures with their history: each point is an as-of query, none is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sakimori.domain.codes import Decision, GapKind, Severity
from sakimori.domain.days import add_months, end_of_day
from sakimori.services.workspace import Unit
from sakimori.store.spans import AS_KNOWN, TRUE_ON

MONTHS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One figure on the day, and at the month ends before it, oldest first; the day itself comes last."""

    points: tuple[int, ...]

    @property
    def now(self) -> int:
        """The figure on the day."""
        return self.points[-1]

    @property
    def change(self) -> int | None:
        """Against the month end before; None while there is no earlier point."""
        return self.points[-1] - self.points[-2] if len(self.points) > 1 else None


@dataclass(frozen=True, slots=True)
class Trend:
    """The figures of the tiles."""

    blocked: Line
    overdue: Line
    coming: Line
    unknown: Line
    assessed: Line
    days: tuple[date, ...]


def history_days(on: date) -> tuple[date, ...]:
    """The five month ends before a day, and the day."""
    first = on.replace(day=1)
    return (*(add_months(first, -n) - timedelta(days=1) for n in range(MONTHS - 2, -1, -1)), on)


def trend(unit: Unit, *, on: date, today: date, number: int, coming_days: int) -> Trend:
    """The figures of the tiles on a day, with what earlier month ends showed as they were known then.

    Points before the first entry of the trail are left out: nothing was known, which is not the same as nothing.
    """
    points = []
    for day in history_days(on):
        known = number if day == on else unit.trail.number_at(end_of_day(min(day, today)))
        if known:
            points.append((day, _point(unit, day, min(known, number), coming_days)))
    days = tuple(day for day, _ in points)
    columns = list(zip(*(point for _, point in points), strict=True)) or [(0,)] * 5
    blocked, overdue, coming, unknown, assessed = (Line(tuple(column)) for column in columns)
    return Trend(blocked, overdue, coming, unknown, assessed, days or (on,))


def _point(unit: Unit, day: date, number: int, coming_days: int) -> tuple[int, int, int, int, int]:
    row = unit.query(
        "SELECT COUNT(DISTINCT CASE WHEN severity = :block AND kind <> :unknown THEN third_party_id END) AS blocked, "
        "SUM(CASE WHEN kind <> :unknown AND due_on < :day THEN 1 ELSE 0 END) AS overdue, "
        "SUM(CASE WHEN kind <> :unknown AND due_on >= :day AND due_on <= :soon THEN 1 ELSE 0 END) AS coming, "
        "COUNT(DISTINCT CASE WHEN kind = :unknown THEN third_party_id END) AS unknown "
        f"FROM gap_span WHERE {AS_KNOWN} AND {TRUE_ON}",
        block=Severity.BLOCK.value,
        unknown=GapKind.UNKNOWN.value,
        day=day.isoformat(),
        soon=(day + timedelta(days=coming_days)).isoformat(),
        number=number,
    )[0]
    blocked, overdue, coming, unknown = (int(str(row[key] or 0)) for key in ("blocked", "overdue", "coming", "unknown"))
    return blocked, overdue, coming, unknown, _assessed(unit, day)


def _assessed(unit: Unit, day: date) -> int:
    """Third parties with a decision in favour that is valid on a day; decisions are final, so their days suffice."""
    row = unit.query(
        "SELECT COUNT(DISTINCT a.third_party_id) AS n FROM assessment a JOIN third_party p ON p.id = a.third_party_id "
        "WHERE a.decided_on <= :day AND (a.valid_until IS NULL OR a.valid_until >= :day) "
        "AND a.decision IN (:approved, :conditional) AND a.needs_adoption = 0 AND p.merged_into IS NULL",
        day=day.isoformat(),
        approved=Decision.APPROVED.value,
        conditional=Decision.CONDITIONAL.value,
    )[0]
    return int(str(row["n"]))
