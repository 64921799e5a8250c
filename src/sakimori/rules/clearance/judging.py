"""The procedure over one case: the answer of a day, every day on which it can change, and the spans between."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache
from operator import itemgetter

from sakimori.domain.clearance import OutcomeSpan, Reason, ReasonKind, SliceVerdict, Step, Verdict, worst
from sakimori.domain.codes import Basis
from sakimori.domain.days import legal_day, next_day
from sakimori.domain.gap import Waiver
from sakimori.domain.policy import Policy
from sakimori.domain.text import Text
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.case import STEPS, Case, Slice, Track, slices_of
from sakimori.rules.clearance.making import ALWAYS, ClearanceRule, Cuts, Said, no_day

Placed = tuple[tuple[int, ClearanceRule], ...]
"""Rules with their places in the procedure."""

_PLACE = itemgetter(0)
_DAY = timedelta(days=1)
_JUDGED = Text("判断済み：{text}（{reason}）", "Decided: {text} ({reason})")
_REFUSED = Text("認めないと判断された：{text}（{reason}）", "Decided against: {text} ({reason})")
_WAIVED = Text("例外承認により{last}まで：{text}", "By exception until {last}: {text}")


@dataclass(frozen=True)
class Judging:
    """One case under one policy and one set of rules; each rule is asked once between two of its own days.

    To see whether the days of a rule are complete, ask a fresh one for each day.
    """

    case: Case
    policy: Policy
    rules: Sequence[ClearanceRule] = CLEARANCE_RULES

    @cached_property
    def slices(self) -> tuple[Slice, ...]:
        """The slices of the case; they do not depend on the day."""
        return slices_of(self.case)

    @cached_property
    def turning_days(self) -> tuple[date, ...]:
        """Every day on which the answer can be another than on the day before, in order."""
        return tuple(sorted({ALWAYS, *self._at}))

    def on(self, day: date) -> Verdict:
        """The answer of a day, and until when it stands."""
        verdict = self._verdict(day)
        turning = next(self._turns(day), None)
        if turning is None:
            return verdict
        then = self._open_on(turning)
        return replace(
            verdict,
            valid_until=turning - _DAY,
            next_outcome=worst(then),
            next_reasons=tuple(r for r in then if r not in verdict.reasons),
        )

    def spans(self, first: date, last: date | None = None) -> tuple[OutcomeSpan, ...]:
        """The answers from a day on, to a last day if there is one: each holds until the next one begins."""
        days = [first, *(day for day in self._turns(first) if last is None or day <= last)]
        ends = [*days[1:], next_day(last) if last is not None else None]
        found = []
        for day, end in zip(days, ends, strict=True):
            reasons = self._open_on(day)
            found.append(OutcomeSpan(day, end, worst(reasons), reasons))
        return tuple(found)

    def _open_on(self, day: date) -> tuple[Reason, ...]:
        """What is said on a day, but for what is merely confirmed."""
        return _merged([_open(told) for told in self._of_slices(day)])

    def _turns(self, first: date) -> Iterator[date]:
        """The days after one on which anything but what is merely confirmed changes."""
        for day in self.turning_days:
            if day <= first:
                continue
            if any(self._turn(place, rule, day) for place, rule in self._at.get(day, ())) or (
                day == ALWAYS and any(_open(reasons) for told in self._steady for _, reasons in told)
            ):
                yield day

    def _turn(self, place: int, rule: ClearanceRule, day: date) -> bool:
        return any(
            _open(self._by_rule(place, rule, number, day - _DAY)) != _open(self._by_rule(place, rule, number, day))
            for number in self._takers[rule.step]
        )

    @cached_property
    def _taken(self) -> tuple[Placed, Placed]:
        """The rules whose steps a slice takes: those that no day turns, and those that one may turn."""
        still, moving = _sorted_out(tuple(self.rules), frozenset(part.track for part in self.slices))
        return (still, moving) if not self.case.judgements else ((), tuple(sorted((*still, *moving), key=_PLACE)))

    @cached_property
    def _days(self) -> dict[int, tuple[date, ...]]:
        """The days on which each rule can say something else."""
        judged = {judgement.decided_on for judgement in self.case.judgements}
        cut: dict[Cuts, tuple[date, ...]] = {}
        found: dict[int, tuple[date, ...]] = {}
        for place, rule in self._taken[1]:
            if rule.cuts not in cut:  # many rules share the days of one kind of record
                cut[rule.cuts] = tuple(day for day in rule.cuts(self.case, self.policy) if day is not None)
            days = {rule.in_force_from, *judged, *cut[rule.cuts]}
            if rule.in_force_until is not None:
                days.add(next_day(rule.in_force_until))
            if rule.waived_by:
                days.update(self._days_of_waivers)
            found[place] = tuple(sorted(days))
        return found

    @cached_property
    def _days_of_waivers(self) -> frozenset[date]:
        days: set[date] = set()
        for waiver, _ in self.case.dossier.waivers:
            if waiver.decided_at is not None:
                days.update((legal_day(waiver.decided_at), next_day(waiver.last_day)))
            if waiver.lapsed_on is not None:
                days.add(waiver.lapsed_on)
        return frozenset(days)

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

    def _verdict(self, day: date) -> Verdict:
        of_slices = self._of_slices(day)
        reasons = _merged(of_slices)
        slices = tuple(
            SliceVerdict(
                part.part.id if part.part else None,
                part.part.name if part.part else "",
                part.categories or frozenset(),
                worst(said),
            )
            for part, said in zip(self.slices, of_slices, strict=True)
        )
        return Verdict(day, worst(reasons), reasons, slices)

    def _of_slices(self, day: date) -> list[tuple[Reason, ...]]:
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

    def _reason(self, rule: ClearanceRule, part: Slice, said: Said, day: date) -> Reason:
        text, kind = said.text or rule.title, said.kind
        if kind is ReasonKind.QUESTION and (judged := self.case.judgement(rule.id, part.part_ids, day)) is not None:
            kind = ReasonKind.CONFIRMED if judged.holds else ReasonKind.BAR
            text = (_JUDGED if judged.holds else _REFUSED).format(text=text, reason=judged.reason)
        elif kind is ReasonKind.BAR and (waiver := self._waiver(rule, day)) is not None:
            kind = ReasonKind.CONDITION
            text = _WAIVED.format(text=text, last=waiver.last_day.isoformat())
        return Reason(
            rule.id, rule.revision, rule.step, kind, rule.basis, text, _citation(rule), said.fix, said.who, said.facts,
            part.part_ids, part.categories or frozenset(),
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
                and waiver.decided_at is not None
                and legal_day(waiver.decided_at) <= day <= waiver.last_day
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


@cache
def _citation(rule: ClearanceRule) -> Text:
    return rule.citation


def _open(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    return tuple(reason for reason in reasons if reason.kind is not ReasonKind.CONFIRMED)


_KINDS = {kind: place for place, kind in enumerate(ReasonKind)}


def _merged(of_slices: Sequence[Sequence[Reason]]) -> tuple[Reason, ...]:
    """One reason for all slices of which the same is said: in the order of the steps, the gravest first."""
    whole = of_slices[0] if len(of_slices) == 1 else _told_once(of_slices)
    return tuple(sorted(dict.fromkeys(whole), key=lambda r: (r.step.value, _KINDS[r.kind])))


def _told_once(of_slices: Sequence[Sequence[Reason]]) -> list[Reason]:
    alike: dict[tuple[object, ...], list[Reason]] = {}
    for said in of_slices:
        for reason in said:
            same = (reason.rule_id, reason.kind, reason.text, reason.fix, reason.who, reason.facts)
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
