"""Requests, cases, answers and reasons as JSON: equal values are equal texts, whatever the process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kit.clearing import TODAY, WorkedCase, read_clearances
from sakimori.domain.clearance import ClearanceRequest, Reason, Verdict
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import DemandKind, HandOver
from sakimori.exchange.request.as_json import (
    ReasonsWritten,
    from_json,
    reasons_from_json,
    reasons_to_json,
    to_json,
    to_small_json,
)
from sakimori.rules.clearance.case import Case

TESTS = Path(__file__).parents[1]
SOME = read_clearances()[::40]
MANY = """
import sys
sys.path[:0] = sys.argv[1:]
from kit.clearing import TODAY, a_case
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.clearance import Verdict
from sakimori.exchange.request.as_json import reasons_to_json, to_json
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.judging import Judging
case = a_case({"flow": {"categories": ["PI_CONTACT", "PI_HR", "PI_FINANCIAL", "PI_SPECIAL", "PI_TRANSACTION"]}})
verdict = Judging(case, DEFAULT_POLICY).on(TODAY)
print(reasons_to_json(verdict.reasons), to_json(Case, case), to_json(Verdict, verdict))
"""


@pytest.mark.parametrize("worked", SOME, ids=lambda worked: worked.name)
def test_a_case_and_its_answer_come_back_as_they_were(worked: WorkedCase) -> None:
    verdict = worked.verdict
    assert from_json(Case, to_json(Case, worked.case)) == worked.case
    assert from_json(Case, to_small_json(Case, worked.case)) == worked.case
    assert from_json(Verdict, to_json(Verdict, verdict)) == verdict
    assert reasons_from_json(reasons_to_json(verdict.reasons)) == verdict.reasons
    assert reasons_to_json(verdict.reasons) == to_json(tuple[Reason, ...], verdict.reasons)


def test_of_several_answers_each_has_its_own_text() -> None:
    answers = [worked.verdict.reasons for worked in SOME[:3]]
    several = [answers[0], answers[1], (), answers[0] + answers[2]]
    assert list(map(ReasonsWritten(), several)) == [reasons_to_json(reasons) for reasons in several]


def test_another_process_writes_the_same_text() -> None:
    def written(seed: str) -> str:
        command = [sys.executable, "-c", MANY, str(TESTS), str(TESTS.parent / "src")]
        return subprocess.run(command, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout

    first = written("1")
    assert "PI_TRANSACTION" in first
    assert {written(seed) for seed in ("2", "3")} == {first}


def test_a_request_that_was_kept_with_an_unforced_demand_still_says_so() -> None:
    asked = ClearanceRequest(DataFlow("", "tp1", ""), HandOver("", "tp1", "", demand=DemandKind.VOLUNTARY), TODAY)
    kept = to_json(ClearanceRequest, asked).replace('"demand":"voluntary"', '"demand_has_force":false')
    assert from_json(ClearanceRequest, kept) == asked
    assert from_json(ClearanceRequest, kept.replace("false", "true")).facts.demand is None
