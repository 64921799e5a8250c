"""The procedure over one case: the answer of a day, every day on which it can change, and the spans between."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from sakimori.domain.clearance import OutcomeSpan, Reason, ReasonKind, SliceVerdict, Verdict, worst
from sakimori.domain.codes import Basis, DataCategory, Outcome
from sakimori.domain.days import legal_day, next_day
from sakimori.domain.gap import Waiver
from sakimori.domain.policy import Policy
from sakimori.domain.text import Text
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.case import STEPS, Case, Slice, slices_of
from sakimori.rules.clearance.making import ClearanceRule, Said

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
        return tuple(sorted({day for rule in self._taken for day in self._days[rule]}))

    @cached_property
    def _taken(self) -> tuple[ClearanceRule, ...]:
        steps = {step for part in self.slices for step in STEPS[part.track]}
        return tuple(rule for rule in self.rules if rule.step in steps)

    @cached_property
    def _days(self) -> dict[ClearanceRule, tuple[date, ...]]:
        """The days on which each rule can say something else."""
        found = {}
        for rule in self._taken:
            days = {rule.in_force_from, *(day for day in rule.cuts(self.case, self.policy) if day is not None)}
            if rule.in_force_until is not None:
                days.add(next_day(rule.in_force_until))
            days.update(judgement.decided_on for judgement in self.case.judgements)
            if rule.waived_by:
                days.update(self._days_of_waivers)
            found[rule] = tuple(sorted(days))
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
    def _said(self) -> dict[tuple[ClearanceRule, int, int], tuple[Reason, ...]]:
        return {}

    def on(self, day: date) -> Verdict:
        """The answer of a day, and until when it stands."""
        verdict = self._verdict(day)
        said = _weight(verdict.reasons)
        for turning in self.turning_days:
            if turning <= day:
                continue
            then = self._verdict(turning)
            if _weight(then.reasons) != said:
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
        days = [first, *(d for d in self.turning_days if d > first and (last is None or d <= last))]
        for day in days:
            reasons = _open(self._reasons(day))
            span = OutcomeSpan(day, None, worst(reasons), reasons)
            if found and found[-1].reasons == span.reasons:
                continue
            if found:
                found[-1] = replace(found[-1], until_on=day)
            found.append(span)
        if found and last is not None:
            found[-1] = replace(found[-1], until_on=next_day(last))
        return tuple(found)

    def _verdict(self, day: date) -> Verdict:
        of_slices = [tuple(self._of_slice(place, day)) for place in range(len(self.slices))]
        reasons = _merged([reason for said in of_slices for reason in said])
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

    def _reasons(self, day: date) -> tuple[Reason, ...]:
        return _merged([reason for place in range(len(self.slices)) for reason in self._of_slice(place, day)])

    def _of_slice(self, place: int, day: date) -> Iterator[Reason]:
        steps = STEPS[self.slices[place].track]
        for rule in self._taken:
            if rule.step in steps:
                key = (rule, place, bisect_right(self._days[rule], day))
                if key not in self._said:
                    self._said[key] = tuple(self._asked(rule, self.slices[place], day))
                yield from self._said[key]

    def _asked(self, rule: ClearanceRule, part: Slice, day: date) -> Iterator[Reason]:
        if rule.is_in_force(day):
            for said in rule.look(self.case, part, day, self.policy):
                yield self._reason(rule, part, said, day)

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


def _weight(reasons: tuple[Reason, ...]) -> tuple[Outcome, tuple[Reason, ...]]:
    return worst(reasons), _open(reasons)


def _merged(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """One reason for all slices of which the same is said: in the order of the steps, the gravest first."""
    parts: dict[Reason, dict[str, None]] = {}
    categories: dict[Reason, set[DataCategory]] = {}
    for reason in reasons:
        same = replace(reason, parts=(), categories=frozenset())
        parts.setdefault(same, {}).update(dict.fromkeys(reason.parts))
        categories.setdefault(same, set()).update(reason.categories)
    whole = [
        replace(reason, parts=tuple(named), categories=frozenset(categories[reason])) for reason, named in parts.items()
    ]
    return tuple(sorted(whole, key=lambda r: (r.step.value, list(ReasonKind).index(r.kind))))
