"""The fifteen points of the work of sales: how each stands on a day, counted from the open gaps and never typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Severity
from sakimori.domain.values.as_of import AsOf
from sakimori.rules import RULES
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.reading import reading
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.reads.gaps import any_party
from sakimori.store.reads.points import PointCount, point_counts

POINTS: Final = ("A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "B1", "B2", "B3", "B4", "B5", "B6", "B7")
"""The points in their order: eight, then seven."""

POINT_OF_STEP: Final[Mapping[Step, str]] = {
    Step.SCOPE: "A4", Step.HAND_OVER: "B3", Step.MY_NUMBER: "A2", Step.POSITION: "A2", Step.EXCEPTION: "A4",
    Step.SOURCE: "A1", Step.MISUSE: "A2", Step.PURPOSE: "A2", Step.OBJECTIONS: "B2", Step.MINIMUM: "A2",
    Step.SPECIAL_FORM: "A1", Step.PLACE: "B7", Step.ROUTE: "A4", Step.PROCESSOR: "B1", Step.RECORD: "A4",
    Step.MARKETING: "B4", Step.REGIME: "B7", Step.APPROVAL: "A8", Step.RECEIPT: "A4",
}  # fmt: skip
"""Which point each step of the procedure is about: where a reason of clearance is explained."""


class PointState(StrEnum):
    """How a point stands: something is open, nobody has answered, or nothing is left."""

    OPEN = "open"
    UNKNOWN = "unknown"
    MET = "met"


@dataclass(frozen=True, slots=True)
class PointStanding:
    """One point on a day: its known gaps by severity, those past their due day, and what nobody has answered.

    It `is_measured` where rules look at it and something is on record.
    """

    point: str
    defects: Mapping[Severity, int] = field(default_factory=dict)
    overdue: int = 0
    unknown: int = 0
    is_measured: bool = True

    @property
    def worst(self) -> Severity | None:
        """The gravest of its known gaps."""
        return min(self.defects, key=lambda severity: severity.rank, default=None)

    @property
    def number(self) -> int:
        """How many known gaps it has."""
        return sum(self.defects.values())

    @property
    def state(self) -> PointState:
        """A known gap before an unanswered fact; met only where rules look and nothing is left."""
        if self.defects:
            return PointState.OPEN
        return PointState.UNKNOWN if self.unknown or not self.is_measured else PointState.MET


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Every point on a day as known after an entry; where nothing is on record yet, none of them is met."""

    on: date
    number: int
    points: tuple[PointStanding, ...]

    def of(self, point: str) -> PointStanding:
        """How one of them stands."""
        return next(standing for standing in self.points if standing.point == point)


@needs(Permission.READ)
def scorecard(workspace: Workspace, as_of: AsOf, *, is_own: bool | None = None) -> Scorecard:
    """How the points stand on a day: at our own company, at third parties, or at both."""
    with reading(workspace, as_of, ("third_party",)) as engine:
        return Scorecard(
            as_of.on,
            as_of.number,
            standings(point_counts(engine, as_of, is_own=is_own), is_any=any_party(engine)),
        )


def standings(counts: Iterable[PointCount], *, is_any: bool) -> tuple[PointStanding, ...]:
    """The points out of counted gaps; a gap that concerns several points counts at each."""
    defects: Mapping[str, Counter[Severity]] = {point: Counter() for point in POINTS}
    overdue, unknown = Counter[str](), Counter[str]()
    for one in counts:
        for point in one.points:
            if one.is_unknown:
                unknown[point] += one.number
            else:
                defects[point][one.severity] += one.number
                overdue[point] += one.overdue
    looked_at = {point for rule in RULES for point in rule.points}
    return tuple(
        PointStanding(
            point,
            {severity: defects[point][severity] for severity in Severity if defects[point][severity]},
            overdue[point],
            unknown[point],
            is_measured=is_any and point in looked_at,
        )
        for point in POINTS
    )
