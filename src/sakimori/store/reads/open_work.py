"""Known gaps of a day by who looks after them: how many, how grave, how late, and on which of the fifteen points."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sakimori.domain.codes import Severity
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.as_of import AsOf
from sakimori.store.engine import Engine
from sakimori.store.reads.gap_filter import IS_OVERDUE, IS_UNKNOWN, OWNED, OWNED_IN, of_day


class OpenWork(NamedTuple):
    """Gaps that one person looks after, alike in severity and points; a name is empty where nobody does.

    `oldest` is the earliest due day of those that are late.
    """

    owner: str
    department: str
    points: tuple[str, ...]
    severity: Severity
    number: int
    overdue: int
    oldest: date | None


READ = ("third_party", "app_user", *OWNED_IN)
"""The tables that are read beside the gaps."""


def open_work(engine: Engine, as_of: AsOf, *, is_own: bool | None = None, point: str = "") -> list[OpenWork]:
    """The known gaps of a day: ours, those of third parties, or all; of one point or of every one."""
    where = of_day(as_of)
    where.that("s.from_on IS NULL OR s.from_on <= :on")
    where.that(f"NOT {IS_UNKNOWN}")
    if is_own is not None:
        where.that(f"s.third_party_id {'=' if is_own else '<>'} ?", SELF_ID)
    if point:
        where.that("' ' || s.points || ' ' LIKE ?", f"% {point} %")
    own, counted = (
        f"SELECT id FROM ({OWNED}) o",
        (
            f"s.points, s.severity, COUNT(*) AS n, SUM(CASE WHEN {IS_OVERDUE} THEN 1 ELSE 0 END) AS late, "
            f"MIN(CASE WHEN {IS_OVERDUE} THEN s.due_on END) AS oldest"
        ),
    )
    # Counted before anybody's name is looked up, and the few gaps with an owner of their own apart.
    rows = engine.query(
        "SELECT COALESCE(u.name, '') AS owner, COALESCE(u.department, '') AS department, c.points, c.severity, "
        "SUM(c.n) AS n, SUM(c.late) AS late, MIN(c.oldest) AS oldest FROM ("
        f"SELECT s.third_party_id AS party, NULL AS owner_id, {counted} FROM gap_span s "
        f"WHERE {where} AND s.gap_id NOT IN ({own}) GROUP BY 1, 3, 4 UNION ALL "
        f"SELECT NULL, o.owner_id, {counted} FROM gap_span s JOIN ({OWNED}) o ON o.id = s.gap_id "
        f"WHERE {where} GROUP BY 2, 3, 4"
        ") c LEFT JOIN third_party p ON p.id = c.party LEFT JOIN app_user u ON u.id = COALESCE(c.owner_id, p.owner_id) "
        "GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
        where.params,
    )
    return [
        OpenWork(
            owner=str(row["owner"]),
            department=str(row["department"]),
            points=tuple(str(row["points"]).split()),
            severity=Severity(str(row["severity"])),
            number=int(str(row["n"])),
            overdue=int(str(row["late"])),
            oldest=date.fromisoformat(str(row["oldest"])) if row["oldest"] else None,
        )
        for row in rows
    ]
