"""How many gaps concern each of the fifteen points: as counted by every write, or as was known on a past day."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sakimori.domain.codes import Severity
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.as_of import AsOf
from sakimori.store.engine import Engine, Value
from sakimori.store.reads.gap_filter import IS_UNKNOWN, of_day


class PointCount(NamedTuple):
    """How many gaps of a severity that concern the same points are open on a day, and how many of them are late."""

    points: tuple[str, ...]
    severity: Severity
    is_unknown: bool
    number: int
    overdue: int


def point_counts(engine: Engine, as_of: AsOf, *, is_own: bool | None) -> list[PointCount]:
    """The gaps of a day by the points that they concern: ours, those of third parties, or all."""
    return (_then if as_of.is_past else _now)(engine, as_of, is_own=is_own)


def kinds_recorded(engine: Engine, kinds: Collection[str], number: int) -> frozenset[str]:
    """Of which kinds anything had been recorded by an entry."""
    some = " UNION ALL ".join(
        f"SELECT '{kind}' AS kind WHERE EXISTS (SELECT 1 FROM audit_entry WHERE record_kind = '{kind}' "
        "AND seq <= :number)"
        for kind in sorted(kinds)
    )
    return frozenset(str(row["kind"]) for row in engine.query(some, {"number": number}))


def _now(engine: Engine, as_of: AsOf, *, is_own: bool | None) -> list[PointCount]:
    of = "" if is_own is None else "AND is_own = :own"
    rows = engine.values(
        "SELECT points, severity, is_unknown, SUM(turned), SUM(turned_late) FROM gap_day "
        f"WHERE day <= :on {of} GROUP BY points, severity, is_unknown",
        {"on": as_of.on.isoformat()} | ({} if is_own is None else {"own": int(is_own)}),
    )
    return [found for found in (_count(*row) for row in rows) if found.number]


def _then(engine: Engine, as_of: AsOf, *, is_own: bool | None) -> list[PointCount]:
    where = of_day(as_of)
    where.that("s.from_on IS NULL OR s.from_on <= :on")
    if is_own is not None:
        where.that(f"s.third_party_id {'=' if is_own else '<>'} ?", SELF_ID)
    rows = engine.values(
        f"SELECT s.points, s.severity, {IS_UNKNOWN}, COUNT(*), SUM(CASE WHEN s.due_on < :on THEN 1 ELSE 0 END) "
        f"FROM gap_span s WHERE {where} GROUP BY 1, 2, 3",
        where.params,
    )
    return [_count(*row) for row in rows]


def _count(*row: Value) -> PointCount:
    points, severity, is_unknown, *numbers = row
    return PointCount(
        tuple(str(points).split()), Severity(str(severity)), bool(is_unknown), *(int(str(one)) for one in numbers)
    )
