"""Assessments from opening to decision: what is asked for, who may decide, and which gaps follow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kit.assessing import (
    FILLER,
    GOOD,
    PACK_ID,
    REVIEWER,
    a_decided,
    a_draft,
    a_party,
    an_assessing_workspace,
    assessment_rows,
    fill,
    gaps_now,
    later,
    no,
    not_applicable,
    unknown,
)
from kit.builders import AT, TODAY, an_actor
from sakimori.domain.codes import AssessmentKind, AssessmentState, Decision, Severity, UserRole
from sakimori.domain.questions.assessment import Assessment, Condition, PeriodicReview
from sakimori.domain.records.third_party import ThirdParty
from sakimori.errors import (
    InvalidValueError,
    MyNumberError,
    NotFoundError,
    NotPermittedError,
    SelfApprovalError,
    StateError,
)
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import decide, fulfil_condition, send_back, submit
from sakimori.services.assessments.opening import (
    adopt,
    cancel_assessment,
    open_assessment,
    parties_to_assess,
    propose_packs,
)
from sakimori.services.assessments.view import assessment_view, party_of_assessment
from sakimori.services.assessments.write import answer, comment, resolve_comment, rule_on_na
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import archive
from sakimori.services.parties.merge import merge
from sakimori.services.parties.write import add_service, edit


def a_submitted(workspace: Workspace, party: ThirdParty, **changed: object) -> str:
    draft = a_draft(workspace, party)
    fill(workspace, draft, **changed)  # type: ignore[arg-type]
    submit(workspace, draft, actor=FILLER, at=AT)
    return draft


def state_of(workspace: Workspace, assessment_id: str) -> AssessmentState:
    with workspace.unit() as unit:
        return unit.records.get(Assessment, assessment_id).state


def everything_agrees(workspace: Workspace) -> bool:
    return all(not differences for _, _, differences in recompute(workspace, on=TODAY))


def test_the_pack_of_the_role_is_proposed_first_with_its_length() -> None:
    workspace, party = an_assessing_workspace()
    (proposal,) = propose_packs(workspace, party.id)
    assert (proposal.pack_id, proposal.group, proposal.is_required) == (PACK_ID, "full", True)
    assert (proposal.questions, proposal.minutes) == (9, 6), "special-care data are known not to be there"
    assert proposal.running_id is None


def test_opening_freezes_the_pack_and_sets_the_usual_due_day() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    with workspace.unit() as unit:
        stored = unit.records.get(Assessment, draft)
        assert unit.pack(stored.pack_digest).title.ja == "小さな質問票"
    assert stored.due_on == TODAY + timedelta(days=30)
    assert party_of_assessment(workspace, draft) == (party.id, party.legal_name)


def test_only_one_assessment_runs_for_a_subject_and_a_pack() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    with pytest.raises(StateError):
        a_draft(workspace, party)
    assert propose_packs(workspace, party.id)[0].running_id == draft
    cancel_assessment(workspace, draft, reason="誤って開いた", actor=FILLER, at=AT)
    assert a_draft(workspace, party) != draft


def test_a_service_is_a_subject_of_its_own() -> None:
    workspace, party = an_assessing_workspace()
    a_draft(workspace, party)
    service = add_service(workspace, _service(party), actor=FILLER, at=AT).record
    opened = open_assessment(
        workspace, party.id, pack_id=PACK_ID, group="full", service_id=service.id, actor=FILLER, at=AT
    )
    assert opened.subject == service.id
    with pytest.raises(NotFoundError):
        open_assessment(workspace, party.id, pack_id=PACK_ID, group="full", service_id="sv_x", actor=FILLER, at=AT)


def _service(party: ThirdParty):  # type: ignore[no-untyped-def]
    from sakimori.domain.records.third_party import Service  # noqa: PLC0415

    return Service(id="", third_party_id=party.id, name="受電代行")


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"pack_id": "no-such"}, NotFoundError),
        ({"group": "no-such"}, InvalidValueError),
        ({"due_on": TODAY - timedelta(days=1)}, InvalidValueError),
    ],
)
def test_what_cannot_be_opened_is_refused(wrong: dict[str, object], error: type[Exception]) -> None:
    workspace, party = an_assessing_workspace()
    facts = {"pack_id": PACK_ID, "group": "full"} | wrong
    with pytest.raises(error):
        open_assessment(workspace, party.id, actor=FILLER, at=AT, **facts)  # type: ignore[arg-type]


def test_an_archived_third_party_is_not_assessed() -> None:
    workspace, party = an_assessing_workspace()
    archive(workspace, party.id, reason="誤登録", actor=an_actor(), at=AT)
    assert parties_to_assess(workspace) == ()
    with pytest.raises(StateError):
        a_draft(workspace, party)


def test_blanks_stand_in_the_way_of_submission() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    with pytest.raises(StateError) as caught:
        submit(workspace, draft, actor=FILLER, at=AT)
    assert caught.value.details["blanks"] == ("Q-1", "Q-3", "Q-4", "Q-5")
    assert "4" in caught.value.message("ja")
    fill(workspace, draft)
    assert submit(workspace, draft, actor=FILLER, at=AT).record.state is AssessmentState.SUBMITTED


def test_facts_are_live_until_submission_and_frozen_then() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_draft(workspace, party)
    fill(workspace, draft)
    submit(workspace, draft, actor=FILLER, at=AT)
    with workspace.unit() as unit:
        party = unit.records.get(ThirdParty, party.id)
    from dataclasses import replace  # noqa: PLC0415

    edit(workspace, replace(party, special_care=True), actor=FILLER, at=AT)
    number = workspace.head()[0]
    assert assessment_view(workspace, draft, on=TODAY, number=number).question("Q-10") is None
    send_back(workspace, draft, reason="確かめてください", actor=REVIEWER, at=AT)
    page = assessment_view(workspace, draft, on=TODAY, number=workspace.head()[0])
    assert page.question("Q-10") is not None
    assert page.blanks == 1
    assert page.sent_back_reason == "確かめてください"


def test_an_unknown_answer_may_be_submitted_and_counts_as_unknown() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_submitted(workspace, party, q_3=unknown())
    assert set(gaps_now(workspace, party, "pack:")) == {"pack:jp-processor/Q-3"}
    page = assessment_view(workspace, draft, on=TODAY, number=workspace.head()[0])
    assert page.score.unknown_criticals == ("Q-3",)
    assert page.score.coverage < 1


def test_the_decider_neither_answered_nor_submitted() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_submitted(workspace, party)
    with pytest.raises(SelfApprovalError):
        decide(workspace, draft, decision=Decision.APPROVED, reason="よい", actor=FILLER, at=AT)
    send_back(workspace, draft, reason="一問だけ", actor=REVIEWER, at=AT)
    answer(workspace, draft, AnswerInput("Q-9", value=("発送",), seen_seq=0), actor=REVIEWER, at=AT)
    submit(workspace, draft, actor=FILLER, at=AT)
    with pytest.raises(SelfApprovalError):
        decide(workspace, draft, decision=Decision.APPROVED, reason="よい", actor=REVIEWER, at=AT)
    decided = decide(workspace, draft, decision=Decision.APPROVED, reason="よい", actor=an_actor(), at=AT)
    assert decided.record.decided_by == "us01"


def test_procurement_does_not_decide() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_submitted(workspace, party)
    with pytest.raises(NotPermittedError):
        decide(
            workspace,
            draft,
            decision=Decision.APPROVED,
            reason="よい",
            actor=an_actor(UserRole.PROCUREMENT, user_id="us09"),
            at=AT,
        )


def test_a_failed_critical_caps_the_decision_at_conditional() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_submitted(workspace, party, q_3=no())
    with pytest.raises(StateError):
        decide(workspace, draft, decision=Decision.APPROVED, reason="よい", actor=REVIEWER, at=AT)
    with pytest.raises(InvalidValueError):
        decide(workspace, draft, decision=Decision.CONDITIONAL, reason="条件", actor=REVIEWER, at=AT)
    decided = decide(
        workspace,
        draft,
        decision=Decision.CONDITIONAL,
        reason="条件",
        conditions=[("暗号化する", TODAY + timedelta(days=30))],
        actor=REVIEWER,
        at=AT,
    )
    assert decided.record.decision is Decision.CONDITIONAL
    late = [s for s in decided.opened if s.rule_id == "C-AS3"]
    assert [(s.severity, s.from_on) for s in late] == [(Severity.BLOCK, TODAY + timedelta(days=31))]


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": " "},
        {"valid_until": TODAY + timedelta(days=366)},
        {"valid_until": TODAY - timedelta(days=1)},
        {"conditions": [("条件", TODAY)]},
        {"decision": Decision.REJECTED, "valid_until": TODAY},
        {"decision": Decision.CONDITIONAL, "conditions": [("条件", TODAY - timedelta(days=1))]},
        {"decision": Decision.CONDITIONAL, "conditions": [("  ", TODAY)]},
    ],
)
def test_a_decision_that_contradicts_itself_is_refused(wrong: dict[str, object]) -> None:
    workspace, party = an_assessing_workspace()
    draft = a_submitted(workspace, party)
    facts = {"decision": Decision.APPROVED, "reason": "よい"} | wrong
    with pytest.raises(InvalidValueError):
        decide(workspace, draft, actor=REVIEWER, at=AT, **facts)  # type: ignore[arg-type]
    assert state_of(workspace, draft) is AssessmentState.SUBMITTED


def test_a_decision_holds_until_the_next_review_and_completes_one() -> None:
    workspace, party = an_assessing_workspace()
    decided = a_decided(workspace, party)
    assert decided.valid_until == date(2027, 11, 25)
    with workspace.unit() as unit:
        (review,) = unit.records.select(PeriodicReview)
    assert (review.completed_on, review.assessment_id) == (TODAY, decided.id)


def test_an_assessment_at_the_end_completes_no_review() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party, kind=AssessmentKind.OFFBOARDING)
    with workspace.unit() as unit:
        assert unit.records.select(PeriodicReview) == []


def test_a_decision_without_a_known_tier_still_ends() -> None:
    workspace, party = an_assessing_workspace()
    from dataclasses import replace  # noqa: PLC0415

    edit(workspace, replace(party, person_count=None), actor=FILLER, at=AT)
    assert a_decided(workspace, party).valid_until == date(2027, 11, 25)


def test_a_rejection_has_no_validity_and_blocks() -> None:
    workspace, party = an_assessing_workspace()
    decided = a_decided(workspace, party, decision=Decision.REJECTED)
    assert decided.valid_until is None
    assert "C-AS4" in gaps_now(workspace, party)


def test_the_last_decided_assessment_governs_until_the_next_is_decided() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party)
    assert gaps_now(workspace, party, "pack:") == {}
    second = a_draft(workspace, party, at=later(300), kind=AssessmentKind.PERIODIC)
    fill(workspace, second, at=later(300), q_1=no())
    assert gaps_now(workspace, party, "pack:") == {}
    submit(workspace, second, actor=FILLER, at=later(301))
    assert gaps_now(workspace, party, "pack:") == {}, "submitted, but the decided one still speaks"
    decide(workspace, second, decision=Decision.APPROVED, reason="よい", actor=REVIEWER, at=later(302))
    assert set(gaps_now(workspace, party, "pack:")) == {"pack:jp-processor/Q-1"}
    assert everything_agrees(workspace)


def test_a_gap_keeps_its_identity_and_its_day_through_a_cycle() -> None:
    workspace, party = an_assessing_workspace()
    a_decided(workspace, party, q_1=no())
    before = gaps_now(workspace, party, "pack:")
    a_decided(workspace, party, at=later(300), kind=AssessmentKind.PERIODIC, q_1=no())
    assert gaps_now(workspace, party, "pack:") == before
    with workspace.unit() as unit:
        spans = [s for s in unit.spans.known_now(party.id) if s.rule_id == "pack:jp-processor/Q-1"]
        assert [s.since_on for s in spans] == [TODAY]
    rows = assessment_rows(workspace, number=workspace.head()[0])
    page = assessment_view(workspace, rows[0].id, on=later(300).date(), number=workspace.head()[0])
    assert [gap.due_on for gap in page.gaps] == [TODAY + timedelta(days=7)], "the pack shortened the days of policy"


def test_sent_back_answers_raise_no_gap_until_they_come_again() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_submitted(workspace, party, q_1=no())
    assert set(gaps_now(workspace, party, "pack:")) == {"pack:jp-processor/Q-1"}
    sent = send_back(workspace, draft, reason="証跡を添えて", actor=REVIEWER, at=AT)
    assert [span.rule_id for span in sent.closed if span.rule_id.startswith("pack:")] == ["pack:jp-processor/Q-1"]
    submit(workspace, draft, actor=FILLER, at=AT)
    assert set(gaps_now(workspace, party, "pack:")) == {"pack:jp-processor/Q-1"}
    assert everything_agrees(workspace)


def test_a_condition_that_is_met_no_longer_blocks() -> None:
    workspace, party = an_assessing_workspace()
    decided = a_decided(workspace, party, decision=Decision.CONDITIONAL)
    with workspace.unit() as unit:
        (condition,) = unit.records.select(Condition, "assessment_id = :id", {"id": decided.id})
    met = fulfil_condition(workspace, condition.id, note="書面を受領", actor=REVIEWER, at=AT)
    assert [span.rule_id for span in met.closed] == ["C-AS3"]
    with pytest.raises(StateError):
        fulfil_condition(workspace, condition.id, actor=REVIEWER, at=AT)


def test_not_applicable_leaves_the_score_only_once_a_reviewer_accepts_it() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_submitted(workspace, party, q_1=not_applicable())
    before = assessment_view(workspace, draft, on=TODAY, number=workspace.head()[0]).score
    rule_on_na(workspace, draft, "Q-1", accept=True, text="範囲外", actor=REVIEWER, at=AT)
    accepted = assessment_view(workspace, draft, on=TODAY, number=workspace.head()[0])
    assert before.coverage < accepted.score.coverage
    assert before.pessimistic != accepted.score.pessimistic
    (row,) = assessment_rows(workspace, number=workspace.head()[0])
    assert row.coverage == accepted.score.coverage
    ruled = rule_on_na(workspace, draft, "Q-1", accept=False, text="業務に含まれます", actor=REVIEWER, at=later(1))
    assert [span.rule_id for span in ruled.opened] == ["pack:jp-processor/Q-1"], "refused, it is unknown"
    assert everything_agrees(workspace)


def test_not_applicable_waits_for_its_ruling_and_is_open_again_once_it_is_refused() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_submitted(workspace, party, q_1=not_applicable())

    def stands() -> tuple[bool, bool]:
        asked = assessment_view(workspace, draft, on=TODAY, number=workspace.head()[0]).question("Q-1")
        assert asked is not None
        return asked.waits_for_ruling, asked.is_open

    assert stands() == (True, False)
    rule_on_na(workspace, draft, "Q-1", accept=False, text="業務に含まれます", actor=REVIEWER, at=AT)
    assert stands() == (False, True)
    rule_on_na(workspace, draft, "Q-1", accept=True, text="範囲外", actor=REVIEWER, at=later(1))
    assert stands() == (False, False)


def test_a_ruling_needs_such_an_answer_and_a_refusal_its_reason() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_submitted(workspace, party, q_1=not_applicable())
    with pytest.raises(StateError):
        rule_on_na(workspace, draft, "Q-3", accept=True, actor=REVIEWER, at=AT)
    with pytest.raises(InvalidValueError):
        rule_on_na(workspace, draft, "Q-1", accept=False, actor=REVIEWER, at=AT)
    with pytest.raises(NotPermittedError):
        rule_on_na(workspace, draft, "Q-1", accept=True, actor=an_actor(UserRole.PROCUREMENT), at=AT)


def test_a_remark_brings_a_question_back_until_it_is_dealt_with() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_submitted(workspace, party)
    said = comment(workspace, draft, "Q-3", text="方式を教えてください", actor=REVIEWER, at=AT).record
    page = assessment_view(workspace, draft, on=TODAY, number=workspace.head()[0])
    asked = page.question("Q-3")
    assert asked is not None
    assert asked.is_open
    assert asked.remarks[0].who == "us03"
    resolve_comment(workspace, said.id, actor=FILLER, at=AT)
    again = assessment_view(workspace, draft, on=TODAY, number=workspace.head()[0]).question("Q-3")
    assert again is not None
    assert not again.is_open
    with pytest.raises(StateError):
        resolve_comment(workspace, said.id, actor=FILLER, at=AT)


def test_an_empty_remark_and_one_with_a_my_number_are_refused() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_submitted(workspace, party)
    with pytest.raises(InvalidValueError):
        comment(workspace, draft, "Q-3", text=" ", actor=REVIEWER, at=AT)
    with pytest.raises(MyNumberError):
        comment(workspace, draft, "Q-3", text="123456789018", actor=REVIEWER, at=AT)


def test_once_submitted_only_a_reviewer_cancels() -> None:
    workspace, party = an_assessing_workspace()
    draft = a_submitted(workspace, party, q_1=no())
    with pytest.raises(NotPermittedError):
        cancel_assessment(workspace, draft, reason="x", actor=an_actor(UserRole.PROCUREMENT), at=AT)
    cancelled = cancel_assessment(workspace, draft, reason="別の質問票で行う", actor=REVIEWER, at=AT)
    assert "pack:jp-processor/Q-1" in {span.rule_id for span in cancelled.closed}


def test_an_assessment_that_came_with_a_merge_counts_once_it_is_adopted() -> None:
    workspace, kept = an_assessing_workspace()
    gone = a_party(workspace, "つむぎコールセンター㈱")
    moved = a_decided(workspace, gone, q_1=no())
    merge(workspace, from_id=gone.id, into_id=kept.id, choices={}, reason="重複", actor=an_actor(), at=AT)
    assert gaps_now(workspace, kept, "pack:") == {}
    adopted = adopt(workspace, moved.id, actor=REVIEWER, at=AT)
    assert "A-25-1" in {span.rule_id for span in adopted.closed}
    assert set(gaps_now(workspace, kept, "pack:")) == {"pack:jp-processor/Q-1"}
    with pytest.raises(StateError):
        adopt(workspace, moved.id, actor=REVIEWER, at=AT)


def test_a_page_of_an_assessment_not_yet_opened_does_not_exist() -> None:
    workspace, party = an_assessing_workspace()
    number = workspace.head()[0]
    draft = a_draft(workspace, party)
    with pytest.raises(NotFoundError):
        assessment_view(workspace, draft, on=TODAY, number=number)
    assert assessment_rows(workspace, number=number) == ()


def test_a_good_answer_to_everything_opens_no_gap_of_the_pack() -> None:
    workspace, party = an_assessing_workspace()
    decided = a_decided(workspace, party)
    page = assessment_view(workspace, decided.id, on=TODAY, number=workspace.head()[0])
    assert page.progress.answered == len(GOOD)
    assert page.score.risk == 0
    assert page.gaps == ()
