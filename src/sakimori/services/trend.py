"""The figures of a day and of the month ends before it: each an as-of query, none invented.

What a past day shows never changes again, so a point with its entry number may be kept for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.third_party import SELF_ID
from sakimori.services.unit import Unit
from sakimori.services.workspace import Workspace
from sakimori.store.engine import Value
from sakimori.store.spans import AS_KNOWN, TRUE_ON

MONTHS: Final = 6

SELECTION_RULES: Final = ("A-25-1", "C-AS1")
"""Each assessment that must hold has a gap under one of these: true while it is missing, dated while it holds."""


@dataclass(frozen=True, slots=True)
class Point:
    """The figures of one day as known after one entry; unknown gaps count under `unknown` alone.

    `stopped` and `unknown` count third parties. `overdue` counts gaps that should have been closed, `due_soon` those
    that should be within the coming days, be they true already or about to begin. `valid` counts the assessments that
    hold out of those that are `required`.
    """

    day: date
    number: int
    stopped: int
    overdue: int
    due_soon: int
    unknown: int
    valid: int
    required: int


def month_ends(on: date) -> tuple[date, ...]:
    """The last days of the six months before the month of a day, the oldest first."""
    ends: list[date] = []
    first = on.replace(day=1)
    for _ in range(MONTHS):
        ends.append(first - timedelta(days=1))
        first = ends[-1].replace(day=1)
    return tuple(reversed(ends))


def known_days(workspace: Workspace, *, on: date, today: date) -> tuple[tuple[date, int], ...]:
    """The month ends before a day, each with the entry up to which it was known; none from before the first entry."""
    with workspace.unit() as unit:
        numbered = [(day, unit.number_on(day, today=today)) for day in month_ends(on)]
    return tuple((day, number) for day, number in numbered if number)


def point_on(workspace: Workspace, *, day: date, number: int, soon_days: int) -> Point:
    """The figures of a day as known after an entry."""
    with workspace.unit() as unit:
        return point(unit, day=day, number=number, soon_days=soon_days)


def point(unit: Unit, *, day: date, number: int, soon_days: int) -> Point:
    """The figures of a day, in one statement over the spans; our own dossier is no third party."""
    params: dict[str, Value] = {
        "number": number,
        "day": day.isoformat(),
        "soon": (day + timedelta(days=soon_days)).isoformat(),
        "own": SELF_ID,
        "unknown": GapKind.UNKNOWN.value,
        "block": Severity.BLOCK.value,
        "law": SELECTION_RULES[0],
        "policy": SELECTION_RULES[1],
    }
    row = unit.engine.query(_FIGURES, params)[0]
    figures = {name: int(str(row[name] or 0)) for name in _NAMES}
    return Point(day=day, number=number, **figures)


_NAMES: Final = ("stopped", "overdue", "due_soon", "unknown", "valid", "required")
_KNOWN_TRUE: Final = f"kind <> :unknown AND {TRUE_ON}"
_KNOWN_NOT_OVER: Final = "kind <> :unknown AND (until_on IS NULL OR until_on > :day)"
_SELECTION: Final = "rule_id IN (:law, :policy)"
_FIGURES: Final = (
    "SELECT "
    f"COUNT(DISTINCT CASE WHEN severity = :block AND {_KNOWN_TRUE} THEN third_party_id END) AS stopped, "
    f"SUM(CASE WHEN due_on < :day AND {_KNOWN_TRUE} THEN 1 ELSE 0 END) AS overdue, "
    f"SUM(CASE WHEN due_on >= :day AND due_on <= :soon AND {_KNOWN_NOT_OVER} THEN 1 ELSE 0 END) AS due_soon, "
    f"COUNT(DISTINCT CASE WHEN kind = :unknown AND {TRUE_ON} THEN third_party_id END) AS unknown, "
    f"SUM(CASE WHEN {_SELECTION} AND from_on > :day THEN 1 ELSE 0 END) AS valid, "
    f"SUM(CASE WHEN {_SELECTION} AND (from_on > :day OR ({TRUE_ON})) THEN 1 ELSE 0 END) AS required "
    f"FROM gap_span WHERE {AS_KNOWN} AND third_party_id <> :own"
)
