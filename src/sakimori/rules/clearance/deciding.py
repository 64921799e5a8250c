"""Which open facts of a hand-over decide its answer: a question whose answer changes nothing need not be asked."""

from __future__ import annotations

import types
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from sakimori.domain.clearance import Reason, ReasonKind, worst
from sakimori.domain.codes import Outcome
from sakimori.domain.policy import Policy
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.values.changed import changed
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.gate import case_as_told, own_decisions
from sakimori.rules.clearance.judging import merged
from sakimori.rules.clearance.stretch import Stretch

FACTS: Final = "hand_over"
"""The kind of record in which the facts of a hand-over lie."""

Askable = Callable[[Reason], bool]
"""Whether whoever is asked may answer what a reason leaves open."""

CHOOSE_THE_WAY: Final = frozenset(
    {"scope_checked", "is_loose", "directory_unchanged", "standard_met", "made_as_such", "we_can_tie",
     "returns_to_entruster", "by_foreign_authority"}
)  # fmt: skip
"""The facts on which the way of the data through the procedure depends."""

_ORDER: Final = tuple(Outcome)
_MANY: Final = 300
"""After so many judgements answers are compared as they stand, and not followed to their end."""


@dataclass(frozen=True, slots=True)
class OpenFact:
    """An open fact with the reasons that ask for it; `worst` is the worst that an answer to it may lead to."""

    field: str
    reasons: tuple[Reason, ...]
    worst: Outcome

    @property
    def is_to_do(self) -> bool:
        """Whether something is to be done rather than found out."""
        return all(reason.kind is ReasonKind.CONDITION for reason in self.reasons)


@cache
def answers(field: str) -> tuple[Any, ...]:
    """Every answer that a fact can have; of several at once, none and each alone."""
    kinds = _answer_types()[field]
    for kind in kinds:
        if kind is bool:
            return (True, False)
        if get_origin(kind) is frozenset:
            (member,) = get_args(kind)
            return (frozenset(), *(frozenset({one}) for one in member))
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return tuple(kind)
    return ()


@cache
def _answer_types() -> dict[str, tuple[Any, ...]]:
    found = {}
    for name, hint in get_type_hints(HandOver).items():
        is_union = get_origin(hint) in {Union, types.UnionType}
        found[name] = tuple(one for one in get_args(hint) if one is not type(None)) if is_union else (hint,)
    return found


@dataclass(frozen=True)
class Deciding:
    """The open facts of a case on a day, as far as somebody may answer them and has not said that he cannot.

    What the asker said is taken as told: whoever makes sure of it wants to know all that the answer then rests on.
    """

    case: Case
    policy: Policy
    day: date
    may_answer: Askable
    left_open: Collection[str] = ()

    @cached_property
    def _now(self) -> Case:
        return case_as_told(self.case, self.day)

    @cached_property
    def _own(self) -> frozenset[tuple[str, str, str]]:
        return own_decisions(self.case)

    @cached_property
    def open_facts(self) -> tuple[str, ...]:
        """The facts that the answer asks for and nobody has given, in the order of the procedure."""
        return tuple(self._open(self._now))

    @property
    def told(self) -> tuple[Reason, ...]:
        """The reasons that are open as everything is told."""
        return self._reasons(self._now)

    def if_answered(self, field: str) -> tuple[tuple[Reason, ...], ...]:
        """The reasons open for each answer to a fact; none where it is given or takes no answer from a list."""
        if field not in _answer_types() or getattr(self._now.facts, field) is not None:
            return ()
        return tuple(self._reasons(_with(self._now, field, one)) for one in answers(field))

    @cached_property
    def deciding(self) -> tuple[OpenFact, ...]:
        """The open facts on which the answer still depends, the one that decides most first.

        Where there is none, no answer to any of them changes what is said now.
        """
        found = [one for field in self.open_facts if (one := self._deciding(field))]
        if not found and len(ends := {self._outcome(case) for case in self._rests()}) > 1:
            found = [self._fact(field, min(ends, key=_ORDER.index)) for field in self.open_facts[:1]]
        return tuple(sorted(found, key=lambda one: (_ORDER.index(one.worst), one.is_to_do)))

    def _deciding(self, field: str) -> OpenFact | None:
        """The fact where one of its answers leads elsewhere than another: as all others stand, or at their ends."""
        lowest: Outcome | None = None
        for rest in self._rests():
            outcomes = [self._outcome(_with(rest, field, one)) for one in (None, *answers(field))]
            if len(set(outcomes)) > 1:
                lowest = min(filter(None, (lowest, *outcomes[1:])), key=_ORDER.index)
            if lowest is _ORDER[0]:  # nothing is worse, however the others are answered
                break
        return self._fact(field, lowest) if lowest else None

    def _rests(self) -> Iterator[Case]:
        """The case as all other facts stand, and with them at their ends; an end is worked out once it is wanted."""
        yield self._now
        yield self._best
        yield self._worst

    def _fact(self, field: str, lowest: Outcome) -> OpenFact:
        return OpenFact(field, tuple(r for r in self._reasons(self._now) if _names(r, field)), lowest)

    @cached_property
    def _best(self) -> Case:
        ends = []
        for case in self._ways(self._now):
            settled = tuple(reason for reason in self._reasons(case) if not self._asks(case, reason))
            ends.append(self._end_of(case, frozenset(CHOOSE_THE_WAY), worst(settled), is_best=True))
        return max(ends, key=self._worth)

    @cached_property
    def _worst(self) -> Case:
        ends = (
            self._end_of(case, frozenset(CHOOSE_THE_WAY), _ORDER[0], is_best=False) for case in self._ways(self._now)
        )
        return min(ends, key=self._worth)

    def _ways(self, case: Case, tried: frozenset[str] = frozenset()) -> Iterator[Case]:
        """The case with every answer to the open facts that choose its way through the procedure."""
        field = next((one for one in self._open(case) if one in CHOOSE_THE_WAY and one not in tried), None)
        if field is None:
            yield case
            return
        for answer in (None, *answers(field)):
            yield from self._ways(_with(case, field, answer), tried | {field})

    def _end_of(self, case: Case, tried: frozenset[str], goal: Outcome, *, is_best: bool) -> Case:
        """The case with its open facts answered at their best or worst, or so that the goal is reached.

        An answer that opens or closes other questions is followed to its end before it is compared.
        """
        field = next((field for field in self._open(case) if field not in tried), None)
        if field is None or (not is_best and self._outcome(case) is goal):
            return case
        tried = tried | {field}
        given = [case, *(_with(case, field, answer) for answer in answers(field))]
        given.sort(key=self._worth, reverse=is_best)
        opens = {frozenset(self._open(one)) - {field} for one in given}
        if len(opens) == 1 or len(self._said) > _MANY:
            return self._end_of(given[0], tried, goal, is_best=is_best)
        ends = []
        for one in given:
            ends.append(self._end_of(one, tried, goal, is_best=is_best))
            if self._outcome(ends[-1]) is goal:
                return ends[-1]
        return (max if is_best else min)(ends, key=self._worth)

    def _worth(self, case: Case) -> tuple[int, int]:
        reasons = self._reasons(case)
        return (_ORDER.index(worst(reasons)), -len(reasons))

    def _open(self, case: Case) -> Iterator[str]:
        seen = set[str]()
        for reason in self._reasons(case):
            if reason.fix is not None and reason.fix.field not in seen and self._asks(case, reason):
                seen.add(reason.fix.field)
                yield reason.fix.field

    def _asks(self, case: Case, reason: Reason) -> bool:
        fix = reason.fix
        if fix is None or fix.record != FACTS or fix.field in self.left_open or not answers(fix.field):
            return False
        return getattr(case.facts, fix.field) is None and self.may_answer(reason)

    def _outcome(self, case: Case) -> Outcome:
        return worst(self._reasons(case))

    def _reasons(self, case: Case) -> tuple[Reason, ...]:
        key = case.facts
        if key not in self._said:
            self._said[key] = merged(Stretch(case, self.policy, CLEARANCE_RULES, self._own).open_on(self.day))
        return self._said[key]

    @cached_property
    def _said(self) -> dict[HandOver, tuple[Reason, ...]]:
        return {}


def outcome_if_sure(case: Case, policy: Policy, day: date) -> Outcome:
    """The outcome of a case on a day once somebody else made sure of everything that the asker says."""
    told = case_as_told(case, day)
    return worst(merged(Stretch(told, policy, CLEARANCE_RULES, own_decisions(case)).open_on(day)))


def _names(reason: Reason, field: str) -> bool:
    return reason.fix is not None and reason.fix.record == FACTS and reason.fix.field == field


def _with(case: Case, field: str, answer: Any) -> Case:  # noqa: ANN401 - an answer of any kind
    """The case with another answer to a fact, and without an approval that was given on the one before."""
    if getattr(case.facts, field) == answer:
        return case
    return changed(case, facts=changed(case.facts, **{field: answer, "approved_by": None, "approved_on": None}))
