"""What an answer shows first and what remains: bars always, then the questions whose answers help most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import product

import pytest

from kit.clearing import TODAY, a_case, made_sure, read_clearances, tried_cases
from sakimori.domain.clearance import Reason, ReasonKind, Verdict
from sakimori.domain.codes import Outcome
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.hand_over import HandOver, Judgement
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.answers.points import CONDITIONS_SHOWN, QUESTIONS_SHOWN, Point, Points, points_of
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.data.marketing import CHANNELS
from sakimori.rules.clearance.deciding import CHOOSE_THE_WAY, FACTS, answers
from sakimori.rules.clearance.judging import Judging

TO_FIND = (ReasonKind.UNKNOWN, ReasonKind.QUESTION)


@cache
def cases() -> tuple[tuple[Case, Verdict], ...]:
    """The worked cases as they are, and those that are tried with no fact of the hand-over answered."""
    sound = [(one.case, one.verdict) for one in read_clearances()]
    return (*sound, *((case, Judging(case, DEFAULT_POLICY).on(on)) for case, on in _unanswered()))


def _unanswered() -> Iterator[tuple[Case, date]]:
    for one in tried_cases():
        facts = one.case.facts
        blank = HandOver(facts.id, facts.third_party_id, facts.flow_id)
        yield replace(one.case, facts=blank, judgements=(), confirmations=()), one.on


def split(case: Case, verdict: Verdict) -> Points:
    return points_of(verdict, case, DEFAULT_POLICY)


def after(case: Case, verdict: Verdict, point: Point) -> Iterator[Case]:
    """The case with each answer to a question; none where it is found in a record of another kind."""
    reason = point.first
    if reason.kind is ReasonKind.QUESTION:
        for holds in (True, False):
            judged = Judgement(
                "jd_x", case.flow.third_party_id, case.flow.id, reason.rule_id, holds, "確かめた", "us9", verdict.on
            )
            yield replace(case, judgements=(*case.judgements, judged))
    elif reason.fix is not None and reason.fix.record == FACTS and getattr(case.facts, reason.fix.field) is None:
        for one in answers(reason.fix.field):
            if reason.fix.field == "channels" and not one & CHANNELS.keys():
                continue  # by none of these ways is anything advertised: the question stays
            yield made_sure(replace(case, facts=replace(case.facts, **{reason.fix.field: one}, approved_by=None)))


def outcomes(case: Case, verdict: Verdict, point: Point) -> list[Outcome]:
    return [Judging(one, DEFAULT_POLICY).on(verdict.on).outcome for one in after(case, verdict, point)]


def reasons_of(points: tuple[Point, ...]) -> list[Reason]:
    return [reason for point in points for reason in point.reasons]


def test_every_open_reason_stands_in_one_point_and_no_bar_is_folded() -> None:
    for case, verdict in cases():
        points = split(case, verdict)
        held = verdict.of_kind(ReasonKind.BAR, ReasonKind.CONDITION, *TO_FIND)
        assert sorted(map(repr, reasons_of((*points.open, *points.later)))) == sorted(map(repr, held))
        assert not [point for point in points.later if point.kind is ReasonKind.BAR]
        assert [point for point in points.open if point.kind is ReasonKind.BAR] == list(
            points.open[: len(verdict.of_kind(ReasonKind.BAR))]
        )


def test_something_is_open_wherever_data_may_not_simply_go() -> None:
    for case, verdict in cases():
        assert bool(split(case, verdict).open) is (verdict.outcome is not Outcome.ALLOWED)


def test_no_more_is_open_than_can_be_read_at_once() -> None:
    for case, verdict in cases():
        kinds = [point.kind for point in split(case, verdict).open]
        assert sum(kind in TO_FIND for kind in kinds) <= QUESTIONS_SHOWN
        assert kinds.count(ReasonKind.CONDITION) <= CONDITIONS_SHOWN


def test_of_many_bars_every_one_is_open() -> None:
    barred = next(verdict for _, verdict in cases() if verdict.outcome is Outcome.BLOCKED)
    (bar, *_), rest = barred.of_kind(ReasonKind.BAR), barred.of_kind(ReasonKind.CONDITION)
    bars = tuple(replace(bar, text=Text(f"理由{number}", f"Reason {number}")) for number in range(12))
    found = points_of(replace(barred, reasons=(*bars, *rest)))
    assert reasons_of(found.open) == list(bars)


def _barred() -> Iterator[tuple[Case, Verdict]]:
    """Every case that is barred, and bars beside each open fact on which the way through the procedure depends."""
    yield from (one for one in cases() if one[1].outcome is Outcome.BLOCKED)
    for route, kind, fact in product(ROUTES, KINDS, sorted(CHOOSE_THE_WAY)):
        case = a_case({"flow": {"route": route, "categories": [kind]}, "facts": {fact: "未回答"}})
        verdict = Judging(case, DEFAULT_POLICY).on(TODAY)
        if verdict.outcome is Outcome.BLOCKED:
            yield case, verdict


ROUTES = ("UNDECIDED", "CONSENT", "JOINT", "OPTOUT", "ENTRUST", "EXC_LAW")
KINDS = ("PI_CONTACT", "STAT", "ANON", "PSEUDO", "REL", "MYNUMBER")


def test_while_it_is_barred_no_answer_to_a_question_lifts_the_bars_and_none_is_open() -> None:
    seen = 0
    for case, verdict in _barred():
        points = split(case, verdict)
        assert {point.kind for point in points.open} == {ReasonKind.BAR}
        for point in points.later:
            found = outcomes(case, verdict, point)
            assert set(found) <= {Outcome.BLOCKED}, (point, case.flow)
            seen += bool(found)
    assert seen > 100


def _questions() -> Iterator[tuple[Case, Verdict, Points]]:
    for case, verdict in cases():
        if verdict.outcome is Outcome.REVIEW:
            yield case, verdict, split(case, verdict)


def test_an_answer_to_what_is_open_changes_the_answer_or_what_is_open_next() -> None:
    tried = 0
    for case, verdict, points in _questions():
        for point in points.open:
            for one in after(case, verdict, point):
                then = Judging(one, DEFAULT_POLICY).on(verdict.on)
                tried += 1
                changed = then.outcome is not verdict.outcome or split(one, then).open != points.open
                assert changed, (point, case.flow)
    assert tried > 1_000


def test_what_may_end_the_matter_is_asked_before_what_cannot() -> None:
    seen = 0
    for case, verdict, points in _questions():
        asked = [*points.open, *(point for point in points.later if point.kind in TO_FIND)]
        ends = [Outcome.BLOCKED in outcomes(case, verdict, point) for point in asked]
        assert ends == sorted(ends, reverse=True)
        seen += len(set(ends)) > 1
    assert seen > 20


def test_without_the_case_the_procedure_gives_the_order() -> None:
    for _, verdict in cases():
        found = [point.first.step for point in points_of(verdict).open if point.kind in TO_FIND]
        assert found == sorted(found)


@pytest.mark.parametrize("outcome", [Outcome.CONDITIONAL, Outcome.ALLOWED])
def test_where_nothing_is_asked_the_order_needs_no_case(outcome: Outcome) -> None:
    for case, verdict in cases():
        if verdict.outcome is outcome:
            assert points_of(verdict) == split(case, verdict)
