"""Leaving out a kind of data, or the persons of a part, is proposed only where the rest fares better."""

from __future__ import annotations

from dataclasses import replace

from kit.clearing import a_case, read_clearances
from sakimori.domain.codes import DataCategory, Outcome
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.rules.clearance.answers.leaving_out import Left, leaving_out
from sakimori.rules.clearance.judging import Judging

ORDER = list(Outcome)


def test_what_is_left_out_by_kind_leaves_a_better_answer() -> None:
    seen = 0
    for one in read_clearances():
        found = leaving_out(one.verdict, one.case, DEFAULT_POLICY)
        if found is None or found.kinds == frozenset() or any(left.part for left in found.left):
            continue
        rest = (one.case.flow.categories or frozenset()) - found.kinds
        assert rest
        flow = replace(one.case.flow, categories=rest)
        then = Judging(replace(one.case, flow=flow), DEFAULT_POLICY).on(one.on)
        assert then.outcome is found.outcome
        assert ORDER.index(then.outcome) > ORDER.index(one.outcome)
        seen += 1
    assert seen > 3


def test_a_kind_that_a_consent_does_not_reach_is_named() -> None:
    given = {
        "recipient": {"roles": ["recipient"]},
        "flow": {"route": "CONSENT", "role": "recipient", "categories": ["PI_CONTACT", "PI_TRANSACTION"]},
        "consent_texts": [{"categories": ["PI_CONTACT"]}],
        "data_set_parts": [{"consent_text_id": "co1"}],
    }
    case = a_case(given)
    verdict = Judging(case, DEFAULT_POLICY).on(DAY)
    found = leaving_out(verdict, case, DEFAULT_POLICY)
    assert verdict.outcome is Outcome.BLOCKED
    assert found is not None
    assert found.left == (Left("", frozenset({DataCategory.PI_TRANSACTION})),)
    assert leaving_out(verdict) is None  # one form of data and one part: nothing is told apart without the case


def test_nothing_is_left_out_of_what_may_go_or_of_a_single_kind() -> None:
    for one in read_clearances():
        if one.outcome is Outcome.ALLOWED or len(one.case.flow.categories or ()) < 2:
            found = leaving_out(one.verdict, one.case, DEFAULT_POLICY)
            assert found is None or all(left.part for left in found.left)


DAY = read_clearances()[0].on
