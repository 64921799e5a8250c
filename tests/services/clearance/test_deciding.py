"""What people decide about a hand-over: who may, on which facts, and what becomes of the answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kit.asking import AT, AUDITOR, COMPLIANCE, PROCUREMENT, SALES, a_workspace_of
from kit.cases.facts_of_cases import fields_read
from kit.clearing import TODAY, read_clearances
from sakimori.domain.clearance import ReasonKind, Verdict
from sakimori.domain.codes import Outcome, UserRole
from sakimori.domain.records.hand_over import HandOver, Judgement
from sakimori.domain.records.own_registers import DataSet, DataSetPart
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.errors import (
    ConflictError,
    InvalidValueError,
    NotFoundError,
    NotPermittedError,
    SelfApprovalError,
    StateError,
)
from sakimori.services.clearance.flow_answers import FlowAnswer, approve_hand_over, decide_question, flow_answer
from sakimori.services.clearance.standing_requests import UNREAD
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import add_user

SECOND = Actor("us7", "法務 二", frozenset({UserRole.COMPLIANCE}))
ADMIN = Actor("us9", "管理", frozenset(UserRole))
FLOW, FACTS = "fl1", "ho1"
MANY: dict[str, Any] = {"flow": {"person_count": 1_001}, "data_set_parts": [{"person_count": 1_001}]}
OWN_DUTY = "A-IT5"


def answer(workspace: Workspace, *, on: date = TODAY, actor: Actor = COMPLIANCE) -> FlowAnswer:
    number = workspace.head()[0]
    return flow_answer(workspace, FLOW, on=on, today=TODAY, number=number, actor=actor)


def verdict(workspace: Workspace) -> Verdict:
    found = answer(workspace).verdict
    assert found is not None
    return found


def a_grave_flow() -> Workspace:
    """More persons than go without an approval; procurement recorded the facts last."""
    workspace = a_workspace_of(recorded_flow=True, **MANY)
    add_user(workspace, name=SECOND.name, department="", roles=SECOND.roles, user_id=SECOND.id, actor=ADMIN, at=AT)
    change_facts(workspace, by=PROCUREMENT, note="確かめた")
    return workspace


def change_facts(workspace: Workspace, *, by: Actor, **facts: object) -> HandOver:
    standing = answer(workspace).facts
    return record(workspace, replace(standing, **facts), actor=by, at=AT).record  # type: ignore[arg-type]


def test_an_approval_fulfils_the_condition_of_a_high_risk() -> None:
    workspace = a_grave_flow()
    assert verdict(workspace).outcome is Outcome.CONDITIONAL
    saved = approve_hand_over(workspace, FACTS, actor=COMPLIANCE, at=AT, reason="契約と人数を確かめた")
    assert (saved.record.approved_by, saved.record.approved_on) == (COMPLIANCE.id, TODAY)
    assert verdict(workspace).outcome is Outcome.ALLOWED


@pytest.mark.parametrize("actor", [SALES, PROCUREMENT, AUDITOR], ids=lambda actor: actor.name)
def test_only_compliance_approves_and_decides(actor: Actor) -> None:
    workspace = a_grave_flow()
    with pytest.raises(NotPermittedError):
        approve_hand_over(workspace, FACTS, actor=actor, at=AT, reason="確かめた")
    with pytest.raises(NotPermittedError):
        decide_question(workspace, FLOW, OWN_DUTY, holds=True, reason="確かめた", actor=actor, at=AT)


def test_whoever_recorded_the_facts_does_not_approve_them() -> None:
    workspace = a_grave_flow()
    change_facts(workspace, by=COMPLIANCE, note="人数を直した")
    with pytest.raises(SelfApprovalError):
        approve_hand_over(workspace, FACTS, actor=COMPLIANCE, at=AT, reason="確かめた")
    assert approve_hand_over(workspace, FACTS, actor=SECOND, at=AT, reason="確かめた").record.approved_by == SECOND.id


def test_who_recorded_before_the_last_approval_may_approve_what_others_changed_since() -> None:
    workspace = a_grave_flow()
    change_facts(workspace, by=COMPLIANCE, note="人数を直した")
    approve_hand_over(workspace, FACTS, actor=SECOND, at=AT, reason="確かめた")
    assert change_facts(workspace, by=PROCUREMENT, first_time=True).approved_by is None
    assert verdict(workspace).outcome is Outcome.CONDITIONAL
    approve_hand_over(workspace, FACTS, actor=COMPLIANCE, at=AT, reason="確かめた")


@pytest.mark.parametrize("change", [{"note": "また直した"}, {"suppression_on": TODAY}, {"record_prepared": True}])
def test_what_an_approval_does_not_weigh_leaves_it_as_it_stands(change: dict[str, object]) -> None:
    workspace = a_grave_flow()
    approve_hand_over(workspace, FACTS, actor=COMPLIANCE, at=AT, reason="確かめた")
    assert change_facts(workspace, by=PROCUREMENT, **change).approved_by == COMPLIANCE.id


def test_an_approval_needs_a_reason_the_facts_that_were_seen_and_comes_once() -> None:
    workspace = a_grave_flow()
    seen = answer(workspace).facts.version
    with pytest.raises(InvalidValueError):
        approve_hand_over(workspace, FACTS, actor=COMPLIANCE, at=AT, reason=" ")
    change_facts(workspace, by=PROCUREMENT, note="また直した")
    with pytest.raises(ConflictError, match="changed this first"):
        approve_hand_over(workspace, FACTS, actor=COMPLIANCE, at=AT, reason="確かめた", seen=seen)
    approve_hand_over(workspace, FACTS, actor=COMPLIANCE, at=AT, reason="確かめた", seen=seen + 1)
    with pytest.raises(StateError, match="already"):
        approve_hand_over(workspace, FACTS, actor=SECOND, at=AT, reason="確かめた")


def a_question() -> Workspace:
    """A recipient that acts in a duty of its own: whether it is a processor, a person decides."""
    workspace = a_workspace_of(recorded_flow=True, facts={"own_duty": True})
    assert [r.rule_id for r in verdict(workspace).of_kind(ReasonKind.QUESTION)] == [OWN_DUTY]
    return workspace


@pytest.mark.parametrize(("holds", "outcome"), [(True, Outcome.ALLOWED), (False, Outcome.BLOCKED)])
def test_a_decision_answers_the_question_either_way(*, holds: bool, outcome: Outcome) -> None:
    workspace = a_question()
    assert verdict(workspace).outcome is Outcome.REVIEW
    decide_question(workspace, FLOW, OWN_DUTY, holds=holds, reason="契約の内容による", actor=COMPLIANCE, at=AT)
    found = verdict(workspace)
    assert found.outcome is outcome
    assert any("契約の内容による" in reason.text.ja for reason in found.reasons)


def test_a_second_answer_of_the_same_day_takes_the_place_of_the_first() -> None:
    workspace = a_question()
    decide_question(workspace, FLOW, OWN_DUTY, holds=True, reason="はじめの判断", actor=COMPLIANCE, at=AT)
    decide_question(workspace, FLOW, OWN_DUTY, holds=False, reason="考え直した", actor=COMPLIANCE, at=AT)
    with workspace.unit() as unit:
        assert [(j.holds, j.reason) for j in unit.records.select(Judgement)] == [(False, "考え直した")]
    assert verdict(workspace).outcome is Outcome.BLOCKED
    later = AT + timedelta(days=1)
    decide_question(workspace, FLOW, OWN_DUTY, holds=True, reason="翌日の判断", actor=COMPLIANCE, at=later)
    assert answer(workspace, on=TODAY + timedelta(days=1)).verdict is not None
    with workspace.unit() as unit:
        assert len(unit.records.select(Judgement)) == 2


def test_what_no_rule_asks_or_the_data_set_does_not_hold_is_not_decided() -> None:
    workspace = a_question()
    with pytest.raises(NotFoundError):
        decide_question(workspace, FLOW, "A-NONE", holds=True, reason="確かめた", actor=COMPLIANCE, at=AT)
    with pytest.raises(NotFoundError):
        decide_question(workspace, FLOW, OWN_DUTY, holds=True, reason="確かめた", actor=COMPLIANCE, at=AT, part_id="x")
    with pytest.raises(InvalidValueError):
        decide_question(workspace, FLOW, OWN_DUTY, holds=True, reason="", actor=COMPLIANCE, at=AT)


def test_a_part_of_another_data_set_is_not_decided() -> None:
    workspace = a_workspace_of(recorded_flow=True, facts={"own_duty": True})
    record(workspace, DataSet("ds2", "別のデータ"), actor=COMPLIANCE, at=AT)
    record(workspace, DataSetPart("dp2", "ds2", "別の人たち"), actor=COMPLIANCE, at=AT)
    with pytest.raises(StateError, match="does not belong"):
        decide_question(
            workspace, FLOW, OWN_DUTY, holds=True, reason="確かめた", actor=COMPLIANCE, at=AT, part_id="dp2"
        )


def test_a_decision_on_one_part_leaves_the_others_open() -> None:
    workspace = a_workspace_of(
        recorded_flow=True, facts={"own_duty": True}, data_set_parts=[{"name": "甲"}, {"name": "乙"}]
    )
    decide_question(workspace, FLOW, OWN_DUTY, holds=True, reason="甲だけ", actor=COMPLIANCE, at=AT, part_id="dp1")
    asked = verdict(workspace).of_kind(ReasonKind.QUESTION)
    assert [reason.parts for reason in asked] == [("dp2",)]


def test_a_flow_without_facts_has_an_answer_that_asks_for_them() -> None:
    workspace = a_workspace_of(recorded_flow=True)
    with workspace.change("hand_over.gone", actor=ADMIN, at=AT) as change:
        change.engine.execute("DELETE FROM hand_over", {})
    found = answer(workspace)
    assert found.facts == HandOver("", "tp1", FLOW)
    assert found.verdict is not None
    assert found.verdict.outcome is Outcome.REVIEW


def test_a_past_day_shows_what_was_held_then_and_an_ended_flow_nothing() -> None:
    workspace = a_workspace_of(recorded_flow=True, **MANY)
    change_facts(workspace, by=PROCUREMENT, note="確かめた")
    before = workspace.head()[0]
    later = AT + timedelta(days=3)
    approve_hand_over(workspace, FACTS, actor=COMPLIANCE, at=later, reason="確かめた")
    then = flow_answer(workspace, FLOW, on=TODAY, today=later.date(), number=before, actor=COMPLIANCE)
    assert then.verdict is not None
    assert then.verdict.outcome is Outcome.CONDITIONAL
    assert then.facts.approved_by is None
    ended = a_workspace_of(recorded_flow=True, flow={"end_on": TODAY - timedelta(days=1)})
    assert answer(ended).verdict is None


def test_sales_does_not_read_the_answer_to_a_flow() -> None:
    with pytest.raises(NotPermittedError):
        answer(a_workspace_of(recorded_flow=True), actor=SALES)


def test_the_procedure_reads_nothing_of_a_third_party_that_a_remembered_answer_leaves_out() -> None:
    made = [(worked.judging, worked.on) for worked in read_clearances()]
    with fields_read() as read:
        for judging, on in made:
            judging.spans(on)
    of_party = {name for kind, name in read if kind is ThirdParty}
    assert "country" in of_party
    assert not of_party & UNREAD.keys()
