"""The points of an answer: which decide it now, in the order in which answering helps most, and which remain after.

Bars come first and are all shown. Where nothing bars the hand-over, every question holds it: first come those of which
an answer may end the matter, for then no other need be asked; then those that settle most points at once; then the
order of the procedure. Where something bars it, no answer to a question takes the bars away: all of them wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sakimori.domain.clearance import Reason, ReasonKind, Verdict, worst
from sakimori.domain.codes import Outcome
from sakimori.domain.policy import Policy
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.deciding import FACTS, Deciding

QUESTIONS_SHOWN: Final = 3
"""So many questions are open at once; the next one opens when one of them is answered."""
CONDITIONS_SHOWN: Final = 7
"""So many conditions are shown at once where nothing but conditions is left: all of them are to be met."""

_TO_FIND: Final = (ReasonKind.UNKNOWN, ReasonKind.QUESTION)
_ORDER: Final = tuple(Outcome)


@dataclass(frozen=True, slots=True)
class Point:
    """The reasons that one deed settles: a bar, a condition, a question, or all that ask for one fact."""

    reasons: tuple[Reason, ...]

    @property
    def first(self) -> Reason:
        """The reason that speaks for all of them."""
        return self.reasons[0]

    @property
    def kind(self) -> ReasonKind:
        """The kind of its first reason: how it bears on the answer."""
        return self.first.kind


@dataclass(frozen=True, slots=True)
class Points:
    """The points of an answer: `open` decide it now, in their order; `later` remain once those are settled."""

    open: tuple[Point, ...]
    later: tuple[Point, ...]


def points_of(verdict: Verdict, case: Case | None = None, policy: Policy | None = None) -> Points:
    """The points of a verdict; without its case and policy nothing is supposed, and the procedure gives the order."""
    bars, asked = _points(verdict, ReasonKind.BAR), _points(verdict, *_TO_FIND)
    conditions = _points(verdict, ReasonKind.CONDITION)
    if bars:
        return Points(tuple(bars), (*asked, *conditions))
    if asked:
        supposed = _Supposed(Deciding(case, policy, verdict.on, _anybody)) if case and policy else None
        ordered = sorted(asked, key=supposed.rank) if supposed else asked
        return Points(tuple(ordered[:QUESTIONS_SHOWN]), (*ordered[QUESTIONS_SHOWN:], *conditions))
    return Points(tuple(conditions[:CONDITIONS_SHOWN]), tuple(conditions[CONDITIONS_SHOWN:]))


def _points(verdict: Verdict, *kinds: ReasonKind) -> list[Point]:
    return grouped(verdict.of_kind(*kinds))


def grouped(reasons: Iterable[Reason]) -> list[Point]:
    """Reasons by what settles them, in their order: what is not known of one fact is found out at once."""
    found: dict[object, list[Reason]] = {}
    for reason in reasons:
        is_fact = reason.kind is ReasonKind.UNKNOWN and reason.fix is not None
        found.setdefault(reason.fix if is_fact else reason, []).append(reason)
    return [Point(tuple(some)) for some in found.values()]


@dataclass(frozen=True, slots=True)
class _Supposed:
    """The reasons that each answer to a point would leave open, as far as it asks for a fact or a judgement."""

    deciding: Deciding

    def rank(self, point: Point) -> tuple[bool, int]:
        """Its place among questions of which none is barred yet: the lower, the more an answer helps."""
        ends = point.kind is ReasonKind.QUESTION
        settled = len(point.reasons)
        now = self.deciding.told
        for told in self._if_answered(point):
            ends = ends or worst(told) is Outcome.BLOCKED
            if _ORDER.index(worst(told)) >= _ORDER.index(worst(now)):
                settled = max(settled, len(grouped(now)) - len(grouped(told)))
        return (not ends, -settled)

    def _if_answered(self, point: Point) -> Sequence[tuple[Reason, ...]]:
        fix = point.first.fix
        if point.kind is not ReasonKind.UNKNOWN or fix is None or fix.record != FACTS:
            return ()
        return self.deciding.if_answered(fix.field)


def _anybody(_reason: Reason) -> bool:
    return True
