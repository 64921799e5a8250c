"""The procedure over one case: each rule over each slice, the answer of a day, and the days on which it can change."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import takewhile
from operator import itemgetter

from sakimori.domain.clearance import OutcomeSpan, Reason, ReasonKind, SliceVerdict, Step, Verdict, worst
from sakimori.domain.codes import Basis
from sakimori.domain.gap import Waiver
from sakimori.domain.policy import Policy
from sakimori.domain.rule import ALWAYS
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.case import STEPS, Case, Slice, Track, slices_of
from sakimori.rules.clearance.future import notices_of
from sakimori.rules.clearance.gate import case_on, gate_days, own_decision_words, own_decisions
from sakimori.rules.clearance.rule_kit import ClearanceRule, Cuts, Statement, no_day

Placed = tuple[tuple[int, ClearanceRule], ...]
"""Rules with their places in the procedure."""

DAY = timedelta(days=1)
_PLACE = itemgetter(0)
_HELD_UP = frozenset({ReasonKind.BAR, ReasonKind.UNKNOWN, ReasonKind.QUESTION, ReasonKind.CONDITION})
_JUDGED = Text("判断済み：{text}（{reason}）", "Decided: {text} ({reason})")
_REFUSED = Text("認めないと判断された：{text}（{reason}）", "Decided against: {text} ({reason})")
_WAIVED = Text("例外承認により{last}まで：{text}", "By exception until {last}: {text}")


@dataclass(frozen=True)
class Stretch:
    """One case under one policy and one set of rules; `own` is what counts for nothing since the asker decided it."""

    case: Case
    policy: Policy
    rules: Sequence[ClearanceRule]
    own: frozenset[tuple[str, str, str]]

    @cached_property
    def slices(self) -> tuple[Slice, ...]:
        """The slices of the case."""
        return slices_of(self.case)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Every day on which some rule can say something else than on the day before, in order."""
        return tuple(sorted({ALWAYS, *self._at}))

    def turns(self, day: date) -> bool:
        """Whether anything but what is merely confirmed changes on one of these days."""
        return any(self._turn(place, rule, day) for place, rule in self._at.get(day, ())) or (
            day == ALWAYS and any(is_open(reason) for told in self._steady for _, found in told for reason in found)
        )

    def _turn(self, place: int, rule: ClearanceRule, day: date) -> bool:
        return any(
            open_ones(self._by_rule(place, rule, number, day - DAY))
            != open_ones(self._by_rule(place, rule, number, day))
            for number in self._takers[rule.step]
        )

    @cached_property
    def _taken(self) -> tuple[Placed, Placed]:
        """The rules whose steps a slice takes: those that no day turns, and those that one may turn."""
        return _sorted_out(tuple(self.rules), frozenset(part.track for part in self.slices))

    @cached_property
    def _days(self) -> dict[int, tuple[date, ...]]:
        """The days on which each rule can say something else; many rules share those of one kind of record."""
        cut: dict[Cuts, frozenset[date]] = {}
        alike: dict[tuple[Cuts, date, date | None, bool], tuple[date, ...]] = {}
        found: dict[int, tuple[date, ...]] = {}
        for place, rule in self._taken[1]:
            key = (rule.cuts, rule.in_force_from, rule.in_force_until, bool(rule.waived_by))
            if key not in alike:
                if rule.cuts not in cut:
                    cut[rule.cuts] = frozenset(d for d in rule.cuts(self.case, self.policy) if d is not None)
                days = {rule.in_force_from, *cut[rule.cuts]}
                if rule.in_force_until is not None:
                    days.add(next_day(rule.in_force_until))
                alike[key] = tuple(sorted(days | self._days_of_waivers if rule.waived_by else days))
            found[place] = alike[key]
        return found

    @cached_property
    def _days_of_waivers(self) -> frozenset[date]:
        days = {next_day(waiver.last_day) for waiver, _ in self.case.dossier.waivers}
        return frozenset(days | {w.lapsed_on for w, _ in self.case.dossier.waivers if w.lapsed_on is not None})

    @cached_property
    def _turning(self) -> frozenset[int]:
        """The places of the rules that any day but that of their coming into force can turn."""
        return frozenset(place for place, days in self._days.items() if len(days) > 1 or days[0] > ALWAYS)

    @cached_property
    def _at(self) -> dict[date, list[tuple[int, ClearanceRule]]]:
        """The rules that can say something else from a day on."""
        found: defaultdict[date, list[tuple[int, ClearanceRule]]] = defaultdict(list)
        for place, rule in self._taken[1]:
            for day in self._days[place]:
                found[day].append((place, rule))
        return found

    @cached_property
    def _takers(self) -> Mapping[Step, tuple[int, ...]]:
        """Which slices take a step."""
        return _numbers(tuple(part.track for part in self.slices))

    @cached_property
    def _steady(self) -> tuple[tuple[tuple[int, tuple[Reason, ...]], ...], ...]:
        """What all other rules say, slice by slice, with their places: it is the same on every day."""
        still, moving = self._taken
        steady = [*still, *((place, rule) for place, rule in moving if place not in self._turning)]
        return tuple(
            tuple(
                (place, tuple([self._reason(rule, part, said, ALWAYS) for said in told]))
                for place, rule in steady
                if rule.step in STEPS[part.track] and (told := list(rule.look(self.case, part, ALWAYS, self.policy)))
            )
            for part in self.slices
        )

    @cached_property
    def _said(self) -> dict[tuple[int, int, int], tuple[Reason, ...]]:
        return {}

    def of_slices(self, day: date) -> list[tuple[Reason, ...]]:
        """What all rules say of each slice, in their order; before the Act as it stands none says anything."""
        if day < ALWAYS:
            return [() for _ in self.slices]
        found = [list(steady) for steady in self._steady]
        for place, rule in self._taken[1]:
            if place in self._turning:
                for number in self._takers[rule.step]:
                    found[number].append((place, self._by_rule(place, rule, number, day)))
        return [tuple(r for _, reasons in sorted(told, key=_PLACE) for r in reasons) for told in found]

    def _by_rule(self, place: int, rule: ClearanceRule, number: int, day: date) -> tuple[Reason, ...]:
        key = (place, number, bisect_right(self._days[place], day))
        if key not in self._said:
            part = self.slices[number]
            self._said[key] = (
                tuple(self._reason(rule, part, said, day) for said in rule.look(self.case, part, day, self.policy))
                if rule.is_in_force(day)
                else ()
            )
        return self._said[key]

    def _reason(self, rule: ClearanceRule, part: Slice, said: Statement, day: date) -> Reason:
        text, kind = said.text or rule.title, said.kind
        if kind is ReasonKind.QUESTION and (judged := self.case.judgement(rule.id, part.part_ids)) is not None:
            kind = ReasonKind.CONFIRMED if judged.holds else ReasonKind.BAR
            text = (_JUDGED if judged.holds else _REFUSED).format(text=text, reason=judged.reason)
        elif kind is ReasonKind.BAR and (waiver := self._waiver(rule, day)) is not None:
            kind = ReasonKind.CONDITION
            text = _WAIVED.format(text=text, last=waiver.last_day.isoformat())
        if kind in _HELD_UP and (told := own_decision_words(self.case, self.own, rule.id, said.fix)) is not None:
            text = Text(text.ja + told.ja, text.en + told.en)
        return Reason(
            rule.id, rule.revision, rule.step, kind, rule.basis, text, rule.citation, said.fix, said.who, said.facts,
            part.part_ids, part.categories or frozenset(), said.details,
        )  # fmt: skip

    def _waiver(self, rule: ClearanceRule, day: date) -> Waiver | None:
        """An exception approved for the gap behind a bar of our own policy; law and guideline cannot be waived."""
        if rule.basis is not Basis.POLICY or not rule.waived_by:
            return None
        return next(
            (
                waiver
                for waiver, identity in self.case.dossier.waivers
                if identity[0] == rule.waived_by
                and waiver.approved
                and day <= waiver.last_day
                and (waiver.lapsed_on is None or day < waiver.lapsed_on)
            ),
            None,
        )


@lru_cache(maxsize=256)
def _sorted_out(rules: tuple[ClearanceRule, ...], tracks: frozenset[Track]) -> tuple[Placed, Placed]:
    """The rules whose steps some ways take, with their places; first those that say the same on all days of the Act."""
    steps = {step for track in tracks for step in STEPS[track]}
    taken = [(place, rule) for place, rule in enumerate(rules) if rule.step in steps]
    still = tuple(
        (place, rule)
        for place, rule in taken
        if rule.cuts is no_day and rule.in_force_from <= ALWAYS and rule.in_force_until is None and not rule.waived_by
    )
    places = {place for place, _ in still}
    return still, tuple((place, rule) for place, rule in taken if place not in places)


@lru_cache(maxsize=256)
def _numbers(tracks: tuple[Track, ...]) -> Mapping[Step, tuple[int, ...]]:
    return {step: tuple(number for number, track in enumerate(tracks) if step in STEPS[track]) for step in Step}


def is_open(reason: Reason) -> bool:
    """Whether a reason says more than that something is in order."""
    return reason.kind is not ReasonKind.CONFIRMED


def open_ones(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """What is said beyond what is merely in order."""
    return tuple(reason for reason in reasons if is_open(reason))


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
        if turning is not None:
            verdict = verdict.turning(turning, self._open_on(turning))
        return replace(verdict, notices=notices_of(verdict, self.policy))

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
        return gate_days(self.case)

    @cached_property
    def _stretches(self) -> dict[int, Stretch]:
        return {}

    def _stretch(self, number: int) -> Stretch:
        """The rules over the case as it stands from one day of the gate to the next; the first is before all."""
        if number not in self._stretches:
            day = self._gates[number - 1] if number else date.min
            self._stretches[number] = Stretch(case_on(self.case, day), self.policy, self.rules, self._own)
        return self._stretches[number]

    @cached_property
    def _own(self) -> frozenset[tuple[str, str, str]]:
        return own_decisions(self.case)

    def _stretch_of(self, day: date) -> Stretch:
        return self._stretch(bisect_right(self._gates, day))

    def _open_on(self, day: date) -> tuple[Reason, ...]:
        """What is said on a day, but for what is merely confirmed."""
        return _merged([open_ones(told) for told in self._stretch_of(day).of_slices(day)])

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
        reasons = _merged(of_slices)
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


_KINDS = {kind: place for place, kind in enumerate(ReasonKind)}


def _merged(of_slices: Sequence[Sequence[Reason]]) -> tuple[Reason, ...]:
    """One reason for all slices of which the same is said: in the order of the steps, the gravest first."""
    whole = of_slices[0] if len(of_slices) == 1 else _told_once(of_slices)
    return tuple(sorted(dict.fromkeys(whole), key=lambda r: (r.step.value, _KINDS[r.kind])))


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
