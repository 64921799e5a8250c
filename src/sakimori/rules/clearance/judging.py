"""The procedure over one case: the answer of a day, what it turns into and when, and every answer from a day on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import takewhile
from typing import Final

from sakimori.domain.clearance import OutcomeSpan, Reason, ReasonKind, SliceVerdict, Verdict, worst
from sakimori.domain.policy import Policy
from sakimori.domain.values.days import next_day
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.gate import case_on, gate_days, own_decisions
from sakimori.rules.clearance.rule_kit import ClearanceRule
from sakimori.rules.clearance.stretch import DAY, Stretch, open_ones


@dataclass(frozen=True)
class Judging:
    """One case under one policy and one set of rules, judged as it stands on the day between two days of the gate.

    To see whether the days of a rule are complete, ask a fresh one for each day.
    """

    case: Case
    policy: Policy
    rules: Sequence[ClearanceRule] = CLEARANCE_RULES

    @cached_property
    def turning_days(self) -> tuple[date, ...]:
        """Every day on which the answer can be another than on the day before, in order."""
        days = {day for number in range(len(self._gates) + 1) for day in self._stretch(number).days}
        return tuple(sorted({*self._gates, *days}))

    def on(self, day: date) -> Verdict:
        """The answer of a day, and until when it stands."""
        verdict = self._verdict(day)
        turning = next(self._turns(day), None)
        return verdict if turning is None else verdict.turning(turning, self._open_on(turning))

    def spans(self, first: date, last: date | None = None) -> tuple[OutcomeSpan, ...]:
        """The answers from a day on, to a last day if there is one: each holds until the next one begins."""
        days = [first, *takewhile(lambda day: last is None or day <= last, self._turns(first))]
        ends = [*days[1:], next_day(last) if last is not None else None]
        found = []
        for day, end in zip(days, ends, strict=True):
            reasons = self._open_on(day)
            found.append(OutcomeSpan(day, end, worst(reasons), reasons))
        return tuple(found)

    @cached_property
    def _gates(self) -> tuple[date, ...]:
        """The days on which the case itself becomes another: a dated fact begins or ceases to count."""
        return gate_days(self.case, self.policy)

    @cached_property
    def _stretches(self) -> dict[int, Stretch]:
        return {}

    def _stretch(self, number: int) -> Stretch:
        """The rules over the case as it stands from one day of the gate to the next; the first is before all."""
        if number not in self._stretches:
            day = self._gates[number - 1] if number else date.min
            standing = case_on(self.case, day, self.policy)
            self._stretches[number] = Stretch(standing, self.policy, self.rules, self._own)
        return self._stretches[number]

    @cached_property
    def _own(self) -> frozenset[tuple[str, str, str]]:
        return own_decisions(self.case)

    def _stretch_of(self, day: date) -> Stretch:
        return self._stretch(bisect_right(self._gates, day))

    def _open_on(self, day: date) -> tuple[Reason, ...]:
        """What is said on a day, but for what is merely confirmed."""
        return merged([open_ones(told) for told in self._stretch_of(day).of_slices(day)])

    def _turns(self, first: date) -> Iterator[date]:
        """The days after one on which anything but what is merely confirmed changes."""
        for number in range(bisect_right(self._gates, first), len(self._gates) + 1):
            stretch = self._stretch(number)
            begins = self._gates[number - 1] if number else date.min
            ends = self._gates[number] if number < len(self._gates) else None
            if begins > first and self._open_on(begins) != self._open_on(begins - DAY):
                yield begins
            for day in stretch.days:
                if max(first, begins) < day and (ends is None or day < ends) and stretch.turns(day):
                    yield day

    def _verdict(self, day: date) -> Verdict:
        stretch = self._stretch_of(day)
        of_slices = stretch.of_slices(day)
        reasons = merged(of_slices)
        slices = tuple(
            SliceVerdict(
                part.part.id if part.part else None,
                part.part.name if part.part else "",
                part.categories or frozenset(),
                worst(said),
            )
            for part, said in zip(stretch.slices, of_slices, strict=True)
        )
        return Verdict(day, worst(reasons), reasons, slices)


_KINDS: Final = {kind: place for place, kind in enumerate(ReasonKind)}


def merged(of_slices: Sequence[Sequence[Reason]]) -> tuple[Reason, ...]:
    """One reason for all slices of which the same is said: in the order of the steps, the gravest first."""
    whole = of_slices[0] if len(of_slices) == 1 else _told_once(of_slices)
    return tuple(sorted(whole, key=lambda r: (r.step, _KINDS[r.kind])))


def _told_once(of_slices: Sequence[Sequence[Reason]]) -> list[Reason]:
    alike: dict[tuple[object, ...], list[Reason]] = {}
    for said in of_slices:
        for reason in said:
            same = (reason.rule_id, reason.kind, reason.text, reason.fix, reason.who, reason.facts, reason.details)
            alike.setdefault(same, []).append(reason)
    return [
        found[0]
        if len(found) == 1
        else replace(
            found[0],
            parts=tuple(dict.fromkeys(part for reason in found for part in reason.parts)),
            categories=frozenset().union(*(reason.categories for reason in found)),
        )
        for found in alike.values()
    ]
