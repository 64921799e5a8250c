"""The procedure of clearance: worked cases, no fact that is not recorded is safe, and every day that turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta

import pytest

from kit.clearing import TODAY, WorkedCase, a_case, read_clearances, tried_cases
from sakimori.domain.clearance import ReasonKind, Step
from sakimori.domain.codes import Outcome
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.values.days import legal_day
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.judging import Judging

CASES = read_clearances()
NO_DAY = "なし"
AGAINST = (ReasonKind.BAR, ReasonKind.UNKNOWN, ReasonKind.QUESTION, ReasonKind.CONDITION)


def test_the_sound_hand_over_is_allowed_and_says_until_when() -> None:
    verdict = Judging(a_case({}), DEFAULT_POLICY).on(TODAY)
    assert verdict.of_kind(*AGAINST) == ()
    assert verdict.outcome is Outcome.ALLOWED


@pytest.mark.parametrize("worked", CASES, ids=lambda worked: worked.name)
def test_a_worked_case_gets_its_word_and_one_thing_is_said_once(worked: WorkedCase) -> None:
    verdict = worked.verdict
    found = verdict.of_kind(*AGAINST)
    said = {reason.rule_id for reason in found}
    assert verdict.outcome is worked.outcome, [(r.rule_id, r.kind.value, r.text.ja) for r in found]
    if worked.rules is not None:
        assert said == set(worked.rules)
    assert not said & set(worked.silent)
    if worked.valid_until is not None:
        assert verdict.valid_until == (None if worked.valid_until == NO_DAY else worked.valid_until)
    told = Counter((r.text, r.details, r.parts, r.fix) for r in (*found, *verdict.of_kind(ReasonKind.DUTY)))
    assert [what[0].ja for what, times in told.items() if times > 1] == []


def test_no_two_cases_have_one_name() -> None:
    assert [name for name, count in Counter(worked.name for worked in CASES).items() if count > 1] == []


def test_rules_stand_in_the_order_of_the_steps_and_their_versions_do_not_overlap() -> None:
    steps = [rule.step for rule in CLEARANCE_RULES]
    assert steps == sorted(steps, key=list(Step).index)
    for rule in CLEARANCE_RULES:
        same = [r for r in CLEARANCE_RULES if r.id == rule.id and r.step == rule.step and r is not rule]
        assert all(
            (r.in_force_until or date.max) < rule.in_force_from or (rule.in_force_until or date.max) < r.in_force_from
            for r in same
        )


def days_in(value: object) -> Iterator[date]:
    """Every day that a case names anywhere."""
    if isinstance(value, datetime):
        yield legal_day(value)
    elif isinstance(value, date):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from days_in(getattr(value, field.name))
    elif isinstance(value, Mapping):
        yield from days_in(tuple(value.values()))
    elif isinstance(value, tuple | frozenset):
        for item in value:
            yield from days_in(item)


@pytest.mark.parametrize("worked", tried_cases(), ids=lambda worked: worked.name)
def test_an_answer_holds_until_the_day_it_names_and_turns_on_the_next(worked: WorkedCase) -> None:
    first = worked.verdict
    last = first.valid_until or date.max
    named = set(days_in(worked.case))
    around = {day + timedelta(days=n) for day in named for n in (0, 1)} | {worked.on + timedelta(days=1)}
    for day in sorted(day for day in around if worked.on < day <= last):
        then = worked.judging.on(day)
        assert (then.outcome, then.of_kind(*AGAINST)) == (first.outcome, first.of_kind(*AGAINST)), day
    if first.valid_until is not None:
        then = worked.judging.on(first.valid_until + timedelta(days=1))
        assert (then.outcome, then.of_kind(*AGAINST, ReasonKind.DUTY)) != (
            first.outcome,
            first.of_kind(*AGAINST, ReasonKind.DUTY),
        )
