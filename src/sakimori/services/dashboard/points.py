"""The fifteen points of the work of sales: how each stands on a day, counted from the open gaps and never typed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from sakimori.domain.clearance import Reason, Step
from sakimori.domain.codes import Severity
from sakimori.domain.values.as_of import AsOf
from sakimori.rules import RULES
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.reading import reading
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.reads.gaps import any_party
from sakimori.store.reads.open_work import READ, OpenWork, open_work
from sakimori.store.reads.points import PointCount, kinds_recorded, point_counts

POINTS: Final = ("A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "B1", "B2", "B3", "B4", "B5", "B6", "B7")
"""The points in their order: eight, then seven."""

POINT_OF_STEP: Final[Mapping[Step, str]] = {
    Step.SCOPE: "A4", Step.HAND_OVER: "B3", Step.MY_NUMBER: "A2", Step.POSITION: "A2", Step.EXCEPTION: "A4",
    Step.SOURCE: "A1", Step.MISUSE: "A2", Step.PURPOSE: "A2", Step.OBJECTIONS: "B2", Step.MINIMUM: "A2",
    Step.SPECIAL_FORM: "A1", Step.PLACE: "B7", Step.ROUTE: "A4", Step.PROCESSOR: "B1", Step.RECORD: "A4",
    Step.MARKETING: "B4", Step.REGIME: "B7", Step.APPROVAL: "A8", Step.RECEIPT: "A4",
}  # fmt: skip
"""Which point each step of the procedure is about: where a reason of clearance is explained."""


_ARTICLE: Final = re.compile(r"(?:^|[・、])法([0-9]+)条(?!の)")
_POINT_OF_ARTICLE: Final = {"21": "B5", "22": "A5", "23": "A3", "24": "A7", "26": "B6", "32": "B5"}
"""The points that are about an article of the Act rather than about a step."""


def points_of(reason: Reason) -> tuple[str, ...]:
    """The points that explain a reason of clearance: that of its step, then those of the articles that it cites."""
    cited = _ARTICLE.findall(reason.cites.ja)
    found = (POINT_OF_STEP[reason.step], *(_POINT_OF_ARTICLE[one] for one in cited if one in _POINT_OF_ARTICLE))
    return tuple(dict.fromkeys(found))


RECORDED_IN: Final[Mapping[str, frozenset[str]]] = {
    "A1": frozenset({"consent_text", "data_set_part"}),
    "A2": frozenset({"purpose"}),
    "A3": frozenset({"assessment"}),
    "A4": frozenset({"data_flow"}),
    "A5": frozenset({"data_set"}),
    "A6": frozenset({"data_set", "contract"}),
    "A7": frozenset({"course"}),
    "A8": frozenset({"third_party"}),
    "B1": frozenset({"third_party"}),
    "B2": frozenset({"stop"}),
    "B3": frozenset({"cloud_facts", "ai_facts"}),
    "B4": frozenset({"campaign", "site_tag"}),
    "B5": frozenset({"notice"}),
    "B6": frozenset({"incident_plan"}),
    "B7": frozenset({"data_flow"}),
}
"""The registers that tell of each point: as long as nothing stands in any of them, no gap is no good state."""


class PointState(StrEnum):
    """How a point stands: something is open, nobody has answered, or nothing is left."""

    OPEN = "open"
    UNKNOWN = "unknown"
    MET = "met"


@dataclass(frozen=True, slots=True)
class PointStanding:
    """One point on a day: its known gaps by severity, those past their due day, and what nobody has answered.

    It `is_measured` where rules look at it and its registers hold something.
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
class PointOwner:
    """A person with the known gaps of a point that are theirs, and how many are late; nobody has an empty name."""

    name: str
    department: str
    number: int
    overdue: int


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
        recorded = kinds_recorded(engine, frozenset().union(*RECORDED_IN.values()), as_of.number)
        counts = point_counts(engine, as_of, is_own=is_own)
        return Scorecard(as_of.on, as_of.number, standings(counts, recorded if any_party(engine) else frozenset()))


@needs(Permission.READ)
def owners_of_point(
    workspace: Workspace, as_of: AsOf, point: str, *, is_own: bool | None = None
) -> tuple[PointOwner, ...]:
    """Who looks after the known gaps of a point, whoever has the most that is late first."""
    with reading(workspace, as_of, READ) as engine:
        found = open_work(engine, as_of, is_own=is_own, point=point)
    return _owners(found)


@needs(Permission.READ)
def owners_of_points(
    workspace: Workspace, as_of: AsOf, *, is_own: bool | None = None
) -> Mapping[str, tuple[PointOwner, ...]]:
    """The same of every point at once."""
    with reading(workspace, as_of, READ) as engine:
        found = open_work(engine, as_of, is_own=is_own)
    return {point: _owners(one for one in found if point in one.points) for point in POINTS}


def _owners(found: Iterable[OpenWork]) -> tuple[PointOwner, ...]:
    numbers: dict[tuple[str, str], tuple[int, int]] = {}
    for one in found:
        number, overdue = numbers.get((one.owner, one.department), (0, 0))
        numbers[one.owner, one.department] = (number + one.number, overdue + one.overdue)
    owners = [PointOwner(*who, *counted) for who, counted in numbers.items()]
    return tuple(sorted(owners, key=lambda one: (-one.overdue, -one.number, one.name)))


def standings(counts: Iterable[PointCount], recorded: frozenset[str]) -> tuple[PointStanding, ...]:
    """The points out of counted gaps and of the kinds of which anything is recorded.

    A gap that concerns several points counts at each.
    """
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
            is_measured=point in looked_at and not RECORDED_IN[point].isdisjoint(recorded),
        )
        for point in POINTS
    )
