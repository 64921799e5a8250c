"""The figures of a day and of the month ends before it: each an as-of query, none invented.

What a past day shows never changes again, so a point with its entry number may be kept for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sakimori.domain.clearance_request import Slip
from sakimori.domain.codes import GapKind, Outcome
from sakimori.domain.third_party import SELF_ID
from sakimori.services.clearance.slips import SlipState, spans_by_slip, standing_of
from sakimori.services.clearance.standing import FLOW, SLIP
from sakimori.services.unit import Unit
from sakimori.services.workspace import Workspace
from sakimori.store.engine import Value
from sakimori.store.spans import AS_KNOWN, TRUE_ON

MONTHS: Final = 6


@dataclass(frozen=True, slots=True)
class Point:
    """The figures of one day as known after one entry; unknown gaps count under `unknown` alone.

    `blocked` counts third parties to which some flow may not run, None while no flow is judged; `unknown` those with
    unknown facts. `overdue` counts gaps that should have been closed, `due_soon` those that should be within the coming
    days, be they true already or about to begin. `slips` counts the clearance slips that may be relied on.
    """

    day: date
    number: int
    blocked: int | None
    overdue: int
    due_soon: int
    unknown: int
    slips: int


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
    """The figures of a day; our own dossier is no third party."""
    params: dict[str, Value] = {
        "number": number,
        "day": day.isoformat(),
        "soon": (day + timedelta(days=soon_days)).isoformat(),
        "own": SELF_ID,
        "unknown": GapKind.UNKNOWN.value,
    }
    row = unit.engine.query(_FIGURES, params)[0]
    figures = {name: int(str(row[name] or 0)) for name in _NAMES}
    blocked, slips = _blocked(unit, day=day, number=number), _good_slips(unit, day=day, number=number)
    return Point(day=day, number=number, blocked=blocked, slips=slips, **figures)


def _blocked(unit: Unit, *, day: date, number: int) -> int | None:
    """The third parties to which a flow may not run; None where no answer to any flow is held."""
    row = unit.query(
        "SELECT COUNT(*) AS judged, COUNT(DISTINCT CASE WHEN outcome = :blocked THEN third_party_id END) AS blocked "
        f"FROM outcome_span WHERE subject_kind = :flow AND {AS_KNOWN} AND {TRUE_ON}",
        blocked=Outcome.BLOCKED.value,
        flow=FLOW,
        number=number,
        day=day.isoformat(),
    )[0]
    return int(str(row["blocked"])) if row["judged"] else None


def _good_slips(unit: Unit, *, day: date, number: int) -> int:
    """The slips that were issued by an entry and may be relied on on a day."""
    spans = spans_by_slip(unit.outcomes.as_known(number, day, kind=SLIP))
    # A slip bears the number of the entry before its own.
    issued = unit.records.select(Slip, "audit_number < :number", {"number": number}) if spans else []
    return sum(standing_of(slip, day, spans).state is SlipState.GOOD for slip in issued)


_NAMES: Final = ("overdue", "due_soon", "unknown")
_KNOWN_TRUE: Final = f"kind <> :unknown AND {TRUE_ON}"
_KNOWN_NOT_OVER: Final = "kind <> :unknown AND (until_on IS NULL OR until_on > :day)"
_FIGURES: Final = (
    "SELECT "
    f"SUM(CASE WHEN due_on < :day AND {_KNOWN_TRUE} THEN 1 ELSE 0 END) AS overdue, "
    f"SUM(CASE WHEN due_on >= :day AND due_on <= :soon AND {_KNOWN_NOT_OVER} THEN 1 ELSE 0 END) AS due_soon, "
    f"COUNT(DISTINCT CASE WHEN kind = :unknown AND {TRUE_ON} THEN third_party_id END) AS unknown "
    f"FROM gap_span WHERE {AS_KNOWN} AND third_party_id <> :own"
)
