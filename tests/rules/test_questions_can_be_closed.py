"""Every question that a rule of clearance asks is closed by a judgement under its id, and policy is called policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache

from kit.clearing import WorkedCase, read_clearances
from sakimori.domain.clearance import Reason, ReasonKind
from sakimori.domain.codes import Outcome
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.hand_over import Judgement
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.judging import Judging
from sakimori.rules.facts.foreign_flows import PLACE_RULE

DECIDER = "us_lawyer"


def _questions(worked: WorkedCase) -> Iterator[Reason]:
    yield from worked.verdict.of_kind(ReasonKind.QUESTION)


@cache
def asked() -> Mapping[str, WorkedCase]:
    """The first case in which each rule asks its question."""
    return {reason.rule_id: worked for worked in reversed(read_clearances()) for reason in _questions(worked)}


def _judged(case: Case, rule_id: str, on: date, *, holds: bool) -> Case:
    made = Judgement("jx", case.flow.third_party_id, case.flow.id, rule_id, holds, "確かめた", DECIDER, on)
    return replace(case, judgements=(*(j for j in case.judgements if j.rule_id != rule_id), made))


def _says(case: Case, rule_id: str, on: date) -> list[Reason]:
    return [reason for reason in Judging(case, DEFAULT_POLICY).on(on).reasons if reason.rule_id == rule_id]


def test_a_judgement_in_favour_closes_the_question_of_its_rule() -> None:
    for rule_id, worked in asked().items():
        said = _says(_judged(worked.case, rule_id, worked.on, holds=True), rule_id, worked.on)
        assert ReasonKind.QUESTION not in {reason.kind for reason in said}, rule_id
        confirmed = [reason.text.ja for reason in said if reason.kind is ReasonKind.CONFIRMED]
        assert any("確かめた" in words for words in confirmed), rule_id


def test_a_judgement_against_bars() -> None:
    """By its own rule, but for the place of a recipient (A-28-0): decided to be abroad, the rules on 28条 bar."""
    for rule_id, worked in asked().items():
        verdict = Judging(_judged(worked.case, rule_id, worked.on, holds=False), DEFAULT_POLICY).on(worked.on)
        assert verdict.outcome is Outcome.BLOCKED, rule_id
        own = [r for r in verdict.of_kind(ReasonKind.BAR) if r.rule_id == rule_id]
        assert rule_id == PLACE_RULE or any("確かめた" in reason.text.ja for reason in own), rule_id


NEVER_ASK = {"A-OB1", "A-OB5", "A-OB7"}
"""Objections whose effect is never in question: `_on_file` makes one look for all of them."""


def test_every_rule_that_can_ask_a_question_does_so_in_a_case() -> None:
    """A rule whose `look` yields `question` and that no case makes ask would not be tried above."""
    able = {rule.id for rule in CLEARANCE_RULES if _names_question(rule.look)} - NEVER_ASK
    assert able <= asked().keys(), sorted(able - asked().keys())


def _names_question(look: object) -> bool:
    code = getattr(look, "__code__", None)
    return code is not None and "question" in code.co_names
