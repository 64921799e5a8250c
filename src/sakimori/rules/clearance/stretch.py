"""All rules over one case as the gate leaves it: what they say of each slice, and the days on which they turn."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from operator import itemgetter

from sakimori.domain.clearance import Reason, ReasonKind
from sakimori.domain.codes import Basis
from sakimori.domain.gap import Waiver
from sakimori.domain.policy import Policy
from sakimori.domain.rule import ALWAYS
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import STEPS, Case, Slice, Track, slices_of
from sakimori.rules.clearance.gate import own_decision_words
from sakimori.rules.clearance.rule_kit import ClearanceRule, Cuts, Statement

Placed = tuple[tuple[int, ClearanceRule], ...]
"""Rules with their places in the procedure."""
Told = tuple[tuple[int, tuple[Reason, ...]], ...]
"""What rules say of one slice, each with its place; those that say nothing are left out."""

DAY = timedelta(days=1)
_PLACE = itemgetter(0)
_HELD_UP = frozenset({ReasonKind.BAR, ReasonKind.UNKNOWN, ReasonKind.QUESTION, ReasonKind.CONDITION})
_JUDGED = Text("判断済み：{text}（{reason}）", "Decided: {text} ({reason})")
_REFUSED = Text("認めないと判断された：{text}（{reason}）", "Decided against: {text} ({reason})")
_WAIVED = Text("例外承認により{last}まで：{text}", "By exception until {last}: {text}")


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that turn on the same days, and which of them speak of data on each way."""

    cuts: Cuts
    first: date
    last: date | None
    is_waivable: bool
    rules: Mapping[Track, Placed]

    def is_in_force(self, on: date) -> bool:
        """Whether they speak on a day."""
        return self.first <= on and (self.last is None or on <= self.last)


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
        return tuple(sorted({ALWAYS}.union(*self._by_days)))

    def turns(self, day: date) -> bool:
        """Whether anything but what is merely confirmed changes on one of these days."""
        return any(self._turn(days, day) for days in self._by_days if day in days) or (
            day == ALWAYS and any(map(_open_in, self._steady))
        )

    def _turn(self, days: tuple[date, ...], day: date) -> bool:
        before, after = self._said(days, day - DAY), self._said(days, day)
        return before != after and any(map(_differ, before, after))

    @cached_property
    def _by_days(self) -> Mapping[tuple[date, ...], Sequence[Group]]:
        """The rules that speak of data on the ways of this case, by the days on which they can say something else."""
        cut: dict[Cuts, frozenset[date]] = {}
        alike: defaultdict[tuple[frozenset[date], date, date | None, bool], list[Group]] = defaultdict(list)
        for group in grouped(tuple(self.rules), frozenset([part.track for part in self.slices])):
            if group.cuts not in cut:
                cut[group.cuts] = frozenset([d for d in group.cuts(self.case, self.policy) if d is not None])
            alike[cut[group.cuts], group.first, group.last, group.is_waivable].append(group)
        found: defaultdict[tuple[date, ...], list[Group]] = defaultdict(list)
        for (cuts, first, last, is_waivable), groups in alike.items():
            days = cuts | {first} if last is None else cuts | {first, next_day(last)}
            found[tuple(sorted(days | self._days_of_waivers if is_waivable else days))] += groups
        return found

    @cached_property
    def _days_of_waivers(self) -> frozenset[date]:
        days = {next_day(waiver.last_day) for waiver, _ in self.case.dossier.waivers}
        return frozenset(days | {w.lapsed_on for w, _ in self.case.dossier.waivers if w.lapsed_on is not None})

    @cached_property
    def _turning(self) -> tuple[tuple[date, ...], ...]:
        """The days of those rules that any day but that of their coming into force can turn."""
        return tuple(days for days in self._by_days if len(days) > 1 or days[0] > ALWAYS)

    @cached_property
    def _steady(self) -> tuple[Told, ...]:
        """What all other rules say of each slice: it is the same on every day."""
        still = [group for days, groups in self._by_days.items() if days not in self._turning for group in groups]
        return tuple(self._told(still, part, ALWAYS) for part in self.slices)

    @cached_property
    def _known(self) -> dict[tuple[tuple[date, ...], int], tuple[Told, ...]]:
        return {}

    def of_slices(self, day: date) -> list[list[Reason]]:
        """What all rules say of each slice, in their order; before the Act as it stands none says anything."""
        if day < ALWAYS:
            return [[] for _ in self.slices]
        turning = [self._said(days, day) for days in self._turning]
        found = [sorted(sum(told, start=()), key=_PLACE) for told in zip(self._steady, *turning, strict=True)]
        return [[reason for _, reasons in told for reason in reasons] for told in found]

    def open_on(self, day: date) -> list[list[Reason]]:
        """What is open of each slice on one day alone, for a case that is judged once: no other day is prepared."""
        return [
            [
                reason
                for rule in _speaking(tuple(self.rules), part.track, day)
                for said in rule.look(self.case, part, day, self.policy)
                if said.kind is not ReasonKind.CONFIRMED and is_open(reason := self._reason(rule, part, said, day))
            ]
            for part in self.slices
        ]

    def _said(self, days: tuple[date, ...], day: date) -> tuple[Told, ...]:
        """What the rules that turn on some days say of each slice: they are asked once for all days up to the next."""
        number = bisect_right(days, day)
        if (days, number) not in self._known:
            speaking = [group for group in self._by_days[days] if group.is_in_force(day)]
            told = tuple(self._told(speaking, part, day) for part in self.slices)
            before = self._known.get((days, number - 1))
            self._known[days, number] = tuple(map(_again, before, told)) if before is not None else told
        return self._known[days, number]

    def _told(self, groups: Sequence[Group], part: Slice, day: date) -> Told:
        case, policy = self.case, self.policy
        found = []
        for group in groups:
            for place, rule in group.rules[part.track]:
                if said := tuple(rule.look(case, part, day, policy)):
                    reasons = [self._reason(rule, part, one, day) for one in said]
                    found.append((place, tuple(dict.fromkeys(reasons) if len(reasons) > 1 else reasons)))
        return tuple(found)

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


@lru_cache(maxsize=64)
def _speaking(rules: tuple[ClearanceRule, ...], track: Track, day: date) -> tuple[ClearanceRule, ...]:
    """The rules that speak of data on a way on a day: many cases are judged on the one of a question."""
    return tuple(rule for rule in rules if rule.step in STEPS[track] and rule.is_in_force(day))


@lru_cache(maxsize=256)
def grouped(rules: tuple[ClearanceRule, ...], tracks: frozenset[Track]) -> tuple[Group, ...]:
    """The rules whose steps some ways take, those that turn on the same days together."""
    alike: defaultdict[tuple[Cuts, date, date | None, bool], list[tuple[int, ClearanceRule]]] = defaultdict(list)
    for place, rule in enumerate(rules):
        if any(rule.step in STEPS[track] for track in tracks):
            alike[rule.cuts, rule.in_force_from, rule.in_force_until, bool(rule.waived_by)].append((place, rule))
    return tuple(
        Group(*key, {track: tuple((n, rule) for n, rule in placed if rule.step in STEPS[track]) for track in tracks})
        for key, placed in alike.items()
    )


def is_open(reason: Reason) -> bool:
    """Whether a reason says more than that something is in order."""
    return reason.kind is not ReasonKind.CONFIRMED


def open_ones(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """What is said beyond what is merely in order."""
    return tuple([reason for reason in reasons if is_open(reason)])


def _again(before: Told, told: Told) -> Told:
    """The same; what was said before stays the same object, so that it is compared and written down once."""
    said = dict(before)
    return tuple([(place, said[place]) if said.get(place) == reasons else (place, reasons) for place, reasons in told])


def _differ(one: Told, other: Told) -> bool:
    return _open_in(one) != _open_in(other)


def _open_in(told: Told) -> list[Reason]:
    return [reason for _, reasons in told for reason in reasons if is_open(reason)]
