"""Where flows go on a day and what carries them there, and the annual checks of what is carried abroad."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.gap import SubjectKind
from sakimori.domain.values.as_of import AsOf
from sakimori.store.engine import Engine, Row
from sakimori.store.reads.as_of import known
from sakimori.store.reads.gap_rows import as_day, as_int
from sakimori.store.reads.statements import Where

COLUMNS: Final = ("id", "third_party_id", "day", "place", "basis", "change")
"""What is kept of the ways of flows: what changes on a day in the number of those that are carried to a place."""

ALWAYS: Final = ""
"""Stands for no first day: text order puts it before every day."""
EVERYWHERE: Final = "*"
NOBODY_KNOWS: Final = "?"


def counts(engine: Engine, on: date) -> dict[tuple[str, str], int]:
    """How many flows are carried to a place by what; without a basis, how many reach it at all."""
    rows = engine.values(
        "SELECT place, basis, SUM(change) AS n FROM flow_abroad WHERE day <= :on GROUP BY place, basis "
        "HAVING SUM(change) <> 0",
        {"on": on.isoformat()},
    )
    return {(str(place), str(basis)): as_int(n) for place, basis, n in rows}


def flows(engine: Engine) -> int:
    """How many flows are recorded."""
    return as_int(engine.query("SELECT COUNT(*) AS n FROM data_flow")[0]["n"])


class CheckDue(NamedTuple):
    """The annual check of one flow: the last day for it; None while nobody knows from when to count."""

    flow_id: str
    flow: str
    third_party: str
    due_on: date | None
    severity: Severity

    @property
    def is_overdue(self) -> bool:
        """Whether the day has passed; a check that only comes is of low severity."""
        return self.due_on is not None and self.severity is not Severity.LOW


class Checks(NamedTuple):
    """How many annual checks are due, how many of these are overdue, and the first of them in their order."""

    number: int
    overdue: int
    first: tuple[CheckDue, ...]


_RANKS: Final = " ".join(f"WHEN '{one.value}' THEN {one.rank}" for one in Severity)
_LOW: Final = Severity.LOW
# Of a flow that is still to begin counts what will stand in its way. A warning ends on the day after the last day for
# the check, and a check is overdue from then on.
_DAY: Final = "CASE WHEN f.start_on > :on AND COALESCE(f.end_on, :on) >= :on THEN f.start_on ELSE :on END"
_OPEN: Final = f"(s.from_on IS NULL OR s.from_on <= {_DAY}) AND (s.until_on IS NULL OR s.until_on > {_DAY})"
_TURN: Final = (
    f"MIN(CASE WHEN s.rule_id = :counted AND s.kind <> '{GapKind.UNKNOWN.value}' "
    f"THEN CASE WHEN s.severity = '{_LOW.value}' THEN s.until_on ELSE s.from_on END END)"
)
_IS_OVERDUE: Final = f"turn IS NOT NULL AND worst < {_LOW.rank}"


def checks(engine: Engine, as_of: AsOf, *, counted: str, late: str, limit: int) -> Checks:
    """The annual checks of a day by the rule that counts to them and the one that finds them late.

    The overdue ones come first, then those of which nobody knows when they are due, then those that come.
    """
    where = Where(known(as_of), f"s.subject_kind = '{SubjectKind.FLOW.value}'", _OPEN, on=as_of.on.isoformat())
    where.params |= {"number": as_of.number, "counted": counted, "limit": limit}
    where.one_of("s.rule_id", (counted, late))
    rows = engine.query(
        f"WITH due AS (SELECT f.id, f.name, p.legal_name AS party, {_TURN} AS turn, "
        f"MIN(CASE s.severity {_RANKS} END) AS worst FROM gap_span s JOIN data_flow f ON f.id = s.subject_key "
        f"JOIN third_party p ON p.id = f.third_party_id WHERE {where} GROUP BY f.id, f.name, p.legal_name) "
        f"SELECT *, COUNT(*) OVER () AS n, SUM(CASE WHEN {_IS_OVERDUE} THEN 1 ELSE 0 END) OVER () AS late FROM due "
        f"ORDER BY CASE WHEN {_IS_OVERDUE} THEN 0 ELSE 1 END, COALESCE(turn, ''), party, id LIMIT :limit",
        where.params,
    )
    if not rows:
        return Checks(0, 0, ())
    return Checks(as_int(rows[0]["n"]), as_int(rows[0]["late"]), tuple(map(_check, rows)))


def _check(row: Row) -> CheckDue:
    turn = as_day(row["turn"])
    due_on = None if turn is None else turn - timedelta(days=1)
    severity = list(Severity)[as_int(row["worst"])]
    return CheckDue(str(row["id"]), str(row["name"]), str(row["party"]), due_on, severity)
