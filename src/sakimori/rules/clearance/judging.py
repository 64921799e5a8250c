"""The procedure over one case: the answer of a day, every day on which it can change, and the spans between."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from sakimori.domain.clearance import OutcomeSpan, Reason, ReasonKind, SliceVerdict, Verdict, worst
from sakimori.domain.codes import Basis
from sakimori.domain.days import legal_day, next_day
from sakimori.domain.gap import Waiver
from sakimori.domain.policy import Policy
from sakimori.domain.text import Text
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.case import STEPS, Case, Slice, slices_of
from sakimori.rules.clearance.making import ALWAYS, ClearanceRule, Said

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
        return tuple(sorted({day for days in self._days.values() for day in days}))

    def on(self, day: date) -> Verdict:
        """The answer of a day, and until when it stands."""
        verdict, said = self._verdict(day), self._turned(day)
        for turning in self.turning_days:
            if turning > day and self._turned(turning) != said:
                then = self._verdict(turning)
                return replace(
                    verdict,
                    valid_until=turning - timedelta(days=1),
                    next_outcome=then.outcome,
                    next_reasons=tuple(r for r in _open(then.reasons) if r not in verdict.reasons),
                )
        return verdict

    def spans(self, first: date, last: date | None = None) -> tuple[OutcomeSpan, ...]:
        """The answers from a day on, to a last day if there is one: each holds until the next one begins."""
        found: list[OutcomeSpan] = []
        said = None
        for day in (first, *(d for d in self.turning_days if d > first and (last is None or d <= last))):
            if said is not None and self._turned(day) == said:
                continue
            said = self._turned(day)
            reasons = _open(_merged(self._of_slices(day)))
            if found:
                found[-1] = replace(found[-1], until_on=day)
            found.append(OutcomeSpan(day, None, worst(reasons), reasons))
        if found and last is not None:
            found[-1] = replace(found[-1], until_on=next_day(last))
        return tuple(found)

    @cached_property
    def _taken(self) -> tuple[tuple[int, ClearanceRule], ...]:
        """The rules whose steps a slice takes, with their places in the procedure."""
        steps = {step for part in self.slices for step in STEPS[part.track]}
        return tuple((place, rule) for place, rule in enumerate(self.rules) if rule.step in steps)

    @cached_property
    def _days(self) -> dict[int, tuple[date, ...]]:
        """The days on which each rule can say something else."""
        judged = {judgement.decided_on for judgement in self.case.judgements}
        found = {}
        for place, rule in self._taken:
            days = {rule.in_force_from, *judged}
            days.update(day for day in rule.cuts(self.case, self.policy) if day is not None)
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

    def _turned(self, day: date) -> tuple[Reason, ...]:
        """What the rules that days can turn say on a day, but for what they merely confirm."""
        return tuple(
            reason
            for number, part in enumerate(self.slices)
            for place, rule in self._taken
            if (place in self._turning or day < ALWAYS) and rule.step in STEPS[part.track]
            for reason in self._by_rule(place, rule, number, day)
            if reason.kind is not ReasonKind.CONFIRMED
        )

    def _of_slices(self, day: date) -> list[tuple[Reason, ...]]:
        return [
            tuple(
                reason
                for place, rule in self._taken
                if rule.step in STEPS[part.track]
                for reason in self._by_rule(place, rule, number, day)
            )
            for number, part in enumerate(self.slices)
        ]

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
            rule.id, rule.revision, rule.step, kind, rule.basis, text, rule.citation, said.fix, said.who, said.facts,
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
