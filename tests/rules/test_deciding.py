"""One question after the other ends where the whole form ends, and what is not asked changes nothing."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from itertools import product
from typing import Any

import pytest

from kit.clearing import WorkedCase, made_sure, tried_cases
from kit.examples import ALL, some
from sakimori.domain.clearance import Reason, worst
from sakimori.domain.codes import Outcome, UserRole
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.hand_over import HandOver, Misuse, Objection
from sakimori.domain.records.own_registers import StopChannel
from sakimori.rules.clearance.case import Case, slices_of
from sakimori.rules.clearance.deciding import CHOOSE_THE_WAY, Askable, Deciding, answers
from sakimori.rules.clearance.judging import Judging

STAMPS = {"id", "third_party_id", "flow_id", "note", "version", "approved_by", "approved_on"}
NAMES = tuple(field.name for field in fields(HandOver) if field.name not in STAMPS)
FEW = 1_000 if ALL else 100
"""So many combinations of open facts are tried one by one."""


def anybody(_reason: Reason) -> bool:
    return True


def sales(reason: Reason) -> bool:
    return reason.who in {None, UserRole.SALES}


def blank(case: Case) -> Case:
    """The case as it stands before anybody has told a fact of the hand-over."""
    facts = HandOver("", case.facts.third_party_id, case.facts.flow_id)
    return replace(case, facts=facts, dossier=replace(case.dossier, hand_overs=()))


def told(case: Case, given: Mapping[str, Any]) -> Case:
    return replace(case, facts=replace(case.facts, **given))


def outcome(case: Case, worked: WorkedCase) -> Outcome:
    """The answer by the whole procedure once somebody made sure of all that was told, not by the short way."""
    return Judging(made_sure(case), DEFAULT_POLICY).on(worked.on).outcome


def asking(case: Case, worked: WorkedCase, may: Askable, left_open: frozenset[str] = frozenset()) -> Deciding:
    return Deciding(case, DEFAULT_POLICY, worked.on, may, left_open)


def by_the_form(worked: WorkedCase, truth: Mapping[str, Any], may: Askable) -> Case:
    """Everything that is open answered at once, and what that opens, until nothing is left that somebody knows."""
    case = blank(worked.case)
    while given := {f: truth[f] for f in asking(case, worked, may).open_facts if truth[f] is not None}:
        case = told(case, given)
    return case


def one_by_one(worked: WorkedCase, truth: Mapping[str, Any], may: Askable) -> tuple[Case, Deciding]:
    """The one that decides most, until none decides; what nobody knows is left open."""
    case, left = blank(worked.case), frozenset[str]()
    while (found := asking(case, worked, may, left)).deciding:
        first = found.deciding[0].field
        assert first in found.open_facts
        if truth[first] is None:
            left |= {first}
        else:
            case = told(case, {first: truth[first]})
    return case, found


def truths(worked: WorkedCase) -> Iterator[dict[str, Any]]:
    """What the case itself says, and what chance says."""
    yield {name: getattr(worked.case.facts, name) for name in NAMES}
    chance = random.Random(worked.name)  # noqa: S311 - the same on every run
    for _ in range(4 if ALL else 1):
        yield {name: chance.choice((None, *answers(name))) if answers(name) else None for name in NAMES}


@pytest.mark.parametrize(
    ("worked", "may"),
    [
        *((worked, anybody) for worked in some(tried_cases(), 1, 12)),
        *((worked, sales) for worked in some(tried_cases(), 3, 18)),
    ],
    ids=lambda one: getattr(one, "name", "") or one.__name__,
)
def test_one_question_after_the_other_ends_where_the_whole_form_does(worked: WorkedCase, may: Askable) -> None:
    for truth in truths(worked):
        case, rest = one_by_one(worked, truth, may)
        ends = outcome(case, worked)
        assert ends is outcome(by_the_form(worked, truth, may), worked)
        assert ends is worst(rest._reasons(rest._now))
        for field in rest.open_facts:
            assert {outcome(told(case, {field: answer}), worked) for answer in answers(field)} <= {ends}


@pytest.mark.parametrize("worked", some(tried_cases(), 2, 14), ids=lambda one: one.name)
def test_no_combination_of_what_is_not_asked_changes_the_answer(worked: WorkedCase) -> None:
    for truth in truths(worked):
        case, rest = one_by_one(worked, truth, anybody)
        choices = [(None, *answers(field)) for field in rest.open_facts]
        if math.prod(map(len, choices)) > FEW:
            continue
        ends = outcome(case, worked)
        for given in product(*choices):
            assert outcome(told(case, dict(zip(rest.open_facts, given, strict=True))), worked) is ends


def a_sound_case() -> WorkedCase:
    return next(one for one in tried_cases() if one.outcome is Outcome.ALLOWED and one.case.flow.route == "ENTRUST")


def test_a_fact_that_may_bar_it_is_asked_before_one_that_may_only_hold_it_up() -> None:
    worked = a_sound_case()
    found = asking(blank(worked.case), worked, anybody).deciding
    assert len(found) > 3
    places = [list(Outcome).index(one.worst) for one in found]
    assert places == sorted(places)
    assert found[0].worst is Outcome.BLOCKED
    assert all(one.reasons for one in found)


def test_nothing_is_asked_once_an_answer_bars_it() -> None:
    worked = a_sound_case()
    barred = told(blank(worked.case), {"misuse": Misuse.KNOWN})
    assert outcome(barred, worked) is Outcome.BLOCKED
    assert asking(barred, worked, anybody).deciding == ()
    assert asking(barred, worked, anybody).open_facts


def test_nobody_is_asked_for_what_he_may_not_say_or_does_not_know() -> None:
    worked = a_sound_case()
    bare = blank(worked.case)
    assert asking(bare, worked, lambda _: False).open_facts == ()
    every = asking(bare, worked, anybody)
    left = frozenset({every.deciding[0].field})
    assert left.isdisjoint(asking(bare, worked, anybody, left).open_facts)


def test_every_answer_of_a_fact_is_known() -> None:
    assert answers("misuse") == tuple(Misuse)
    assert answers("own_use") == (True, False)
    assert answers("objections") == (frozenset(), *(frozenset({one}) for one in Objection))
    assert answers("channels") == (frozenset(), *(frozenset({one}) for one in StopChannel))
    assert {name for name in NAMES if not answers(name)} == {"suppression_on"}  # a day, which is given in a field


@pytest.mark.parametrize("worked", some(tried_cases(), 0, 14), ids=lambda one: one.name)
def test_no_other_fact_chooses_the_way_of_the_data(worked: WorkedCase) -> None:
    def ways(case: Case) -> list[Any]:
        return [part.track for part in slices_of(case)]

    bare = blank(worked.case)
    for field in NAMES:
        if field not in CHOOSE_THE_WAY:
            assert all(ways(told(bare, {field: answer})) == ways(bare) for answer in answers(field))
