"""Inquiries to compliance: what is kept of the question, who may answer it, and what an approval cannot do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kit.asking import ADMIN, AT, AUDITOR, COMPLIANCE, OTHER_SALES, SALES, a_question, a_workspace_of
from kit.clearing import TODAY
from sakimori.domain.clearance import ClearanceRequest, Inquiry, InquiryState, ReasonKind, Verdict
from sakimori.domain.codes import Outcome
from sakimori.domain.records.data_flow import CloudFacts, SupportAccess
from sakimori.domain.records.hand_over import Judgement
from sakimori.domain.user import Actor
from sakimori.errors import ConflictError, InvalidValueError, NotPermittedError, SelfApprovalError, StateError
from sakimori.exchange.request.as_json import from_json
from sakimori.services.clearance.inquiries import (
    Ruling,
    answer_inquiry,
    complete_inquiry,
    send_inquiry,
    withdraw_inquiry,
)
from sakimori.services.clearance.judging import judge
from sakimori.services.clearance.view import inquiry_paper
from sakimori.services.kernel.workspace import Workspace

GRAVE: dict[str, Any] = {"flow": {"person_count": 20_000}, "data_set_parts": [{"person_count": 20_000}]}
EXCEPTION: dict[str, Any] = {"flow": {"route": "EXC_LIFE"}}


def sent(workspace: Workspace, actor: Actor = SALES, **given: Any) -> Inquiry:
    return send_inquiry(workspace, a_question(**given), message="至急です", actor=actor, at=AT).record


def asked(inquiry: Inquiry) -> ClearanceRequest:
    return from_json(ClearanceRequest, inquiry.request)


def test_an_inquiry_keeps_question_answer_and_message_of_its_day() -> None:
    workspace = a_workspace_of(**GRAVE)
    inquiry = sent(workspace, **GRAVE)
    assert (inquiry.state, inquiry.asked_by, inquiry.message) == (InquiryState.OPEN, "us1", "至急です")
    kept = from_json(Verdict, inquiry.verdict)
    assert kept.outcome is inquiry.outcome is Outcome.CONDITIONAL
    assert kept == judge(workspace, asked(inquiry), actor=SALES).verdict


def test_an_approval_is_put_into_the_request_where_the_risk_is_high() -> None:
    workspace = a_workspace_of(**GRAVE)
    done = answer_inquiry(
        workspace, sent(workspace, **GRAVE).id, approve=True, reason="必要な件数", actor=COMPLIANCE, at=AT
    ).record
    assert (done.state, done.answered_by, done.answer) == (InquiryState.APPROVED, "us2", "必要な件数")
    assert (asked(done).facts.approved_by, asked(done).facts.approved_on) == ("us2", TODAY)
    assert judge(workspace, asked(done), actor=SALES).verdict.outcome is Outcome.ALLOWED


def test_an_approval_of_no_high_risk_leaves_no_approval_behind() -> None:
    workspace = a_workspace_of()
    done = answer_inquiry(workspace, sent(workspace).id, approve=True, reason="可", actor=COMPLIANCE, at=AT).record
    assert asked(done).facts.approved_by is None


def test_nobody_answers_what_he_asked_himself() -> None:
    workspace = a_workspace_of()
    inquiry = sent(workspace, COMPLIANCE)
    for approve in (True, False):
        with pytest.raises(SelfApprovalError):
            answer_inquiry(workspace, inquiry.id, approve=approve, reason="可", actor=COMPLIANCE, at=AT)


@pytest.mark.parametrize("actor", [SALES, OTHER_SALES, AUDITOR], ids=lambda actor: actor.id)
def test_only_compliance_answers(actor: Actor) -> None:
    workspace = a_workspace_of()
    inquiry = sent(workspace)
    with pytest.raises(NotPermittedError):
        answer_inquiry(workspace, inquiry.id, approve=True, reason="可", actor=actor, at=AT)


def test_an_auditor_asks_nothing() -> None:
    workspace = a_workspace_of()
    with pytest.raises(NotPermittedError):
        sent(workspace, AUDITOR)


def test_a_refusal_needs_a_reason_and_changes_nothing_in_the_request() -> None:
    workspace = a_workspace_of()
    inquiry = sent(workspace)
    with pytest.raises(InvalidValueError):
        answer_inquiry(workspace, inquiry.id, approve=False, reason=" ", actor=COMPLIANCE, at=AT)
    done = answer_inquiry(workspace, inquiry.id, approve=False, reason="目的が違う", actor=COMPLIANCE, at=AT).record
    assert (done.state, done.answer, done.request) == (InquiryState.REFUSED, "目的が違う", inquiry.request)


def test_an_inquiry_is_answered_once() -> None:
    workspace = a_workspace_of()
    inquiry = sent(workspace)
    answer_inquiry(workspace, inquiry.id, approve=False, reason="不要", actor=COMPLIANCE, at=AT)
    with pytest.raises(StateError):
        answer_inquiry(workspace, inquiry.id, approve=True, reason="可", actor=COMPLIANCE, at=AT)
    with pytest.raises(StateError):
        withdraw_inquiry(workspace, inquiry.id, actor=SALES, at=AT)


def test_a_question_for_a_person_is_decided_with_the_approval_or_it_stays_open() -> None:
    workspace = a_workspace_of(**EXCEPTION)
    inquiry = sent(workspace, **EXCEPTION)
    assert inquiry.outcome is Outcome.REVIEW
    with pytest.raises(StateError) as refused:
        answer_inquiry(workspace, inquiry.id, approve=True, reason="可", actor=COMPLIANCE, at=AT)
    questions = [r for r in from_json(Verdict, inquiry.verdict).reasons if r.kind.value == "question"]
    assert questions
    assert all(r.text.ja in refused.value.message("ja") for r in questions)
    decided = [Ruling(rule_id, holds=True, reason="急患") for rule_id in dict.fromkeys(r.rule_id for r in questions)]
    done = answer_inquiry(
        workspace, inquiry.id, approve=True, reason="生命の保護", actor=COMPLIANCE, at=AT, decided=decided
    ).record
    assert [(j.holds, j.decided_by, j.decided_on) for j in asked(done).judgements] == [
        (True, "us2", TODAY) for _ in decided
    ]
    assert judge(workspace, asked(done), actor=SALES).verdict.outcome in {Outcome.ALLOWED, Outcome.CONDITIONAL}


def test_a_question_decided_with_no_cannot_be_approved() -> None:
    workspace = a_workspace_of(**EXCEPTION)
    inquiry = sent(workspace, **EXCEPTION)
    rules = dict.fromkeys(r.rule_id for r in from_json(Verdict, inquiry.verdict).reasons if r.kind.value == "question")
    decided = [Ruling(rule_id, holds=False, reason="急患ではない") for rule_id in rules]
    with pytest.raises(StateError) as refused:
        answer_inquiry(workspace, inquiry.id, approve=True, reason="可", actor=COMPLIANCE, at=AT, decided=decided)
    assert "急患ではない" in refused.value.message("ja")


@pytest.mark.parametrize(
    ("given", "said"),
    [({"facts": {"misuse": "未回答"}}, "misuse"), ({"facts": {"objections": "未回答"}}, "objections")],
    ids=["misuse", "objections"],
)
def test_a_fact_that_nobody_recorded_stands_in_the_way_of_an_approval(given: dict[str, Any], said: str) -> None:
    workspace = a_workspace_of(**given)
    inquiry = sent(workspace, **given)
    unknown = [r for r in from_json(Verdict, inquiry.verdict).reasons if r.kind.value == "unknown"]
    assert [r.fix.field for r in unknown if r.fix] == [said]
    with pytest.raises(StateError) as refused:
        answer_inquiry(workspace, inquiry.id, approve=True, reason="可", actor=COMPLIANCE, at=AT)
    assert unknown[0].text.ja in refused.value.message("ja")
    assert unknown[0].text.en in refused.value.message("en")


def test_no_approval_makes_lawful_what_is_barred() -> None:
    given: dict[str, Any] = {"facts": {"misuse": "known"}}
    workspace = a_workspace_of(**given)
    inquiry = sent(workspace, **given)
    assert inquiry.outcome is Outcome.BLOCKED
    with pytest.raises(StateError) as refused:
        answer_inquiry(workspace, inquiry.id, approve=True, reason="可", actor=COMPLIANCE, at=AT)
    barred = next(r for r in from_json(Verdict, inquiry.verdict).reasons if r.kind.value == "bar")
    assert barred.text.ja in refused.value.message("ja")


def test_only_the_asker_takes_an_inquiry_back() -> None:
    workspace = a_workspace_of()
    inquiry = sent(workspace)
    with pytest.raises(StateError):
        withdraw_inquiry(workspace, inquiry.id, actor=OTHER_SALES, at=AT)
    done = withdraw_inquiry(workspace, inquiry.id, actor=SALES, at=AT).record
    assert done.state is InquiryState.WITHDRAWN


def test_the_asker_brings_no_approval_judgement_or_sign_off_of_his_own() -> None:
    workspace = a_workspace_of(**GRAVE)
    question = a_question(**GRAVE)
    forged = replace(
        question,
        flow=replace(question.flow, route_decided_by="us2", route_decided_on=TODAY),
        facts=replace(question.facts, approved_by="us2", approved_on=TODAY),
        cloud=CloudFacts(
            "cl1", "tp1", "", no_handling_clause=True, technical_block=True, support_access=SupportAccess.NONE,
            uses_data_itself=False, signed_off_by="us2", signed_off_on=TODAY,
        ),
        judgements=(Judgement("jd1", "tp1", "", "A-17-2", True, "可", "us2", TODAY),),
    )  # fmt: skip
    kept = asked(send_inquiry(workspace, forged, message="", actor=SALES, at=AT).record)
    assert (kept.facts.approved_by, kept.facts.approved_on, kept.flow.route_decided_by) == (None, None, None)
    assert kept.cloud is not None
    assert kept.cloud.signed_off_by is None
    assert kept.judgements == ()


def test_a_question_inside_a_registered_flow_keeps_its_decisions_and_beyond_it_stands_alone() -> None:
    workspace = a_workspace_of(recorded_flow=True, flow={"person_count": 500})
    question = a_question(recorded_flow=True, flow={"person_count": 500})
    fewer = replace(question, flow=replace(question.flow, person_count=100))
    more = replace(question, flow=replace(question.flow, person_count=501))
    within = asked(send_inquiry(workspace, fewer, message="", actor=SALES, at=AT).record)
    beyond = asked(send_inquiry(workspace, more, message="", actor=SALES, at=AT).record)
    assert (within.flow.id, within.flow.person_count) == (question.flow.id, 100)
    assert (beyond.flow.id, beyond.flow.route_decided_by) == ("", None)


def test_a_question_about_a_past_day_is_refused_with_what_to_do() -> None:
    workspace = a_workspace_of()
    question = replace(a_question(), on=date(2026, 11, 25))
    with pytest.raises(InvalidValueError) as refused:
        send_inquiry(workspace, question, message="", actor=SALES, at=AT)
    assert "本日以降" in refused.value.message("ja")
    assert "today or a later day" in refused.value.message("en")


def test_every_step_of_an_inquiry_stands_in_the_trail() -> None:
    workspace = a_workspace_of()
    first = sent(workspace)
    answer_inquiry(workspace, first.id, approve=True, reason="可", actor=COMPLIANCE, at=AT)
    second = sent(workspace)
    withdraw_inquiry(workspace, second.id, actor=SALES, at=AT)
    with workspace.unit() as unit:
        acts = [line.entry.action for line in unit.trail.lines(record_kind="inquiry")]
    assert acts == ["inquiry.withdrawn", "inquiry.sent", "inquiry.approved", "inquiry.sent"]
    assert ADMIN.id not in {first.asked_by, second.asked_by}


def test_the_same_hand_over_is_not_asked_twice_while_it_waits() -> None:
    workspace = a_workspace_of()
    first = sent(workspace)
    with pytest.raises(StateError, match="waiting for its answer already"):
        sent(workspace)
    other = replace(a_question(), on=TODAY + timedelta(days=3))
    with pytest.raises(StateError):  # another day is no other hand-over
        send_inquiry(workspace, other, message="急ぎ", actor=SALES, at=AT)
    sent(workspace, flow={"purpose_id": None})
    send_inquiry(workspace, a_question(), message="", actor=OTHER_SALES, at=AT)
    withdraw_inquiry(workspace, first.id, actor=SALES, at=AT)
    assert sent(workspace).state is InquiryState.OPEN


# Facts that the asker did not know

UNKNOWN: dict[str, Any] = {"facts": {"misuse": "未回答"}}


def test_compliance_adds_a_fact_and_then_answers() -> None:
    workspace = a_workspace_of(**UNKNOWN)
    inquiry = sent(workspace, **UNKNOWN)
    known = a_question().facts.misuse
    done = complete_inquiry(workspace, inquiry.id, {"misuse": known}, actor=COMPLIANCE, at=AT).record
    assert (done.state, asked(done).facts.misuse) == (InquiryState.OPEN, known)
    assert (asked(inquiry).facts.misuse, done.verdict) == (None, inquiry.verdict)
    paper = inquiry_paper(workspace, inquiry.id, on=TODAY, actor=COMPLIANCE)
    assert (paper.then.outcome, paper.now.outcome) == (Outcome.REVIEW, Outcome.REVIEW)
    assert paper.completed_by == {"us2"}
    assert paper.unconfirmed == ("misuse",)
    with pytest.raises(StateError) as refused:  # to add a fact is not to make sure of it
        answer_inquiry(workspace, inquiry.id, approve=True, reason="可", actor=COMPLIANCE, at=AT)
    assert "未確認の事実" in refused.value.message("ja")
    weighed = inquiry_paper(workspace, inquiry.id, on=TODAY, actor=COMPLIANCE, confirmed=["misuse"])
    assert (weighed.now.outcome, weighed.unconfirmed) == (Outcome.ALLOWED, ())
    answered = answer_inquiry(
        workspace, inquiry.id, approve=True, reason="可", actor=COMPLIANCE, at=AT, confirmed=["misuse"]
    ).record
    assert answered.state is InquiryState.APPROVED
    (made,) = asked(answered).confirmations
    assert (made.fact, made.answer, made.confirmed_by, made.reason) == ("misuse", "no_sign", "us2", "可")


def test_who_added_facts_approves_no_high_risk() -> None:
    given = GRAVE | UNKNOWN
    workspace = a_workspace_of(**given)
    inquiry = sent(workspace, **given)
    complete_inquiry(workspace, inquiry.id, {"misuse": a_question().facts.misuse}, actor=COMPLIANCE, at=AT)
    with pytest.raises(StateError) as refused:
        answer_inquiry(workspace, inquiry.id, approve=True, reason="可", actor=COMPLIANCE, at=AT, confirmed=["misuse"])
    assert "別の人が承認" in refused.value.message("ja")
    done = answer_inquiry(
        workspace, inquiry.id, approve=True, reason="可", actor=ADMIN, at=AT, confirmed=["misuse"]
    ).record
    assert asked(done).facts.approved_by == "us9"


def test_facts_are_added_by_compliance_alone_to_what_waits_and_never_an_approval() -> None:
    workspace = a_workspace_of(**UNKNOWN)
    inquiry = sent(workspace, **UNKNOWN)
    with pytest.raises(NotPermittedError):
        complete_inquiry(workspace, inquiry.id, {"misuse": None}, actor=OTHER_SALES, at=AT)
    with pytest.raises(ValueError, match="approved_by"):
        complete_inquiry(workspace, inquiry.id, {"approved_by": "us2"}, actor=COMPLIANCE, at=AT)
    answer_inquiry(workspace, inquiry.id, approve=False, reason="不要", actor=COMPLIANCE, at=AT)
    with pytest.raises(StateError):
        complete_inquiry(workspace, inquiry.id, {"marketing": False}, actor=COMPLIANCE, at=AT)


def test_what_changed_while_it_was_looked_at_is_not_answered() -> None:
    workspace = a_workspace_of(**UNKNOWN)
    inquiry = sent(workspace, **UNKNOWN)
    known = a_question().facts.misuse
    complete_inquiry(workspace, inquiry.id, {"misuse": known}, actor=ADMIN, at=AT, seen=inquiry.version)
    with pytest.raises(ConflictError) as refused:
        answer_inquiry(
            workspace, inquiry.id, approve=False, reason="不要", actor=COMPLIANCE, at=AT, seen=inquiry.version
        )
    assert refused.value.details["ours"] == inquiry


def test_an_inquiry_is_read_by_its_asker_compliance_and_the_auditor() -> None:
    workspace = a_workspace_of()
    inquiry = sent(workspace)
    for actor in (SALES, COMPLIANCE, AUDITOR):
        assert inquiry_paper(workspace, inquiry.id, on=TODAY, actor=actor).asker is not None
    with pytest.raises(NotPermittedError):
        inquiry_paper(workspace, inquiry.id, on=TODAY, actor=OTHER_SALES)


def test_decisions_are_weighed_without_being_taken() -> None:
    workspace = a_workspace_of(**EXCEPTION)
    inquiry = sent(workspace, **EXCEPTION)
    open_paper = inquiry_paper(workspace, inquiry.id, on=TODAY, actor=COMPLIANCE)
    decided = [Ruling(r.rule_id, holds=True, reason="可") for r in open_paper.now.of_kind(ReasonKind.QUESTION)]
    assert decided
    weighed = inquiry_paper(workspace, inquiry.id, on=TODAY, actor=COMPLIANCE, decided=decided)
    assert weighed.now.of_kind(ReasonKind.QUESTION) == ()
    assert inquiry_paper(workspace, inquiry.id, on=TODAY, actor=COMPLIANCE).now == open_paper.now
