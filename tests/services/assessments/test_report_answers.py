"""An auditor's report beside the questions of an open assessment: what it speaks for, and what it speaks against."""

from __future__ import annotations

from typing import Any

import pytest

from kit.builders import AT, TODAY, an_actor
from kit.contracting import a_party, a_register
from kit.files.documents.made import documents, made
from sakimori.domain.codes import AssessmentKind
from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.questions.pack import AnswerState
from sakimori.domain.records.third_party import ThirdParty
from sakimori.errors import ConflictError, StateError
from sakimori.exchange.documents.subjects import likeness_of, subjects_of
from sakimori.services.assessments.opening import open_assessment
from sakimori.services.assessments.report_answers import report_answers, take_report_answers
from sakimori.services.assessments.view import assessment_view
from sakimori.services.assessments.view_parts import AssessmentView
from sakimori.services.kernel.evidence import file_evidence, withdraw_evidence
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.sub_processors import LinkStep, plan_from_report, take_list

WORKED = {one.name: one for one in documents()}
WHO: dict[str, Any] = {"actor": an_actor(), "at": AT}


def a_report(name: str) -> tuple[Workspace, ThirdParty, str, str]:
    """A draft and a filed report."""
    workspace = a_register()
    party = a_party(workspace)
    opened: dict[str, Any] = {"pack_id": "jp-processor", "group": "full", "kind": AssessmentKind.ONBOARDING}
    draft = open_assessment(workspace, party.id, **opened, **WHO).id
    given: dict[str, Any] = {"third_party_id": party.id, "filename": f"{name}.pdf", "body": made(WORKED[name])}
    return workspace, party, draft, file_evidence(workspace, **given, **WHO).record.id


def seen(workspace: Workspace, draft: str) -> AssessmentView:
    return assessment_view(workspace, draft, on=TODAY, number=workspace.head()[0])


def test_controls_stand_beside_the_questions_that_are_about_the_same() -> None:
    workspace, _, draft, evidence_id = a_report("report_en_soc2")
    found = report_answers(workspace, seen(workspace, draft), evidence_id, **WHO)
    best = {question: answers[0].control.control_id for question, answers in found.items()}
    assert best["T-20"] == "BC-01"
    given = found["T-20"][0]
    assert given.input is not None
    assert (given.input.value, given.input.note, given.input.source) == (
        given.question.expect, "BC-01 (p. 3)", evidence_id,
    )  # fmt: skip


def test_a_control_that_failed_speaks_for_nothing() -> None:
    workspace, _, draft, evidence_id = a_report("report_ja_soc2")
    found = report_answers(workspace, seen(workspace, draft), evidence_id, **WHO)
    failed = [one for answers in found.values() for one in answers if one.control.control_id == "M-07"]
    assert failed
    assert all(one.speaks_against and one.input is None for one in failed)


def test_answers_that_a_person_takes_keep_the_report_as_their_evidence() -> None:
    workspace, _, draft, evidence_id = a_report("report_en_soc2")
    found = report_answers(workspace, seen(workspace, draft), evidence_id, **WHO)["T-20"][0]
    assert found.input is not None
    saved = take_report_answers(workspace, draft, evidence_id, [found.input], **WHO)
    assert [(one.question_id, one.state, one.source) for one in saved.answers] == [
        ("T-20", AnswerState.ANSWERED, evidence_id)
    ]
    with workspace.unit() as unit:
        filed = unit.records.select(Evidence, "question_id = 'T-20'")
    assert [one.assessment_id for one in filed] == [draft]
    assert "T-20" not in report_answers(workspace, seen(workspace, draft), evidence_id, **WHO)
    with pytest.raises(ConflictError):
        take_report_answers(workspace, draft, evidence_id, [found.input], **WHO)


def test_a_report_that_was_withdrawn_answers_nothing() -> None:
    workspace, _, draft, evidence_id = a_report("report_en_soc2")
    found = report_answers(workspace, seen(workspace, draft), evidence_id, **WHO)["T-20"][0]
    withdraw_evidence(workspace, evidence_id, reason="古い", **WHO)
    assert found.input is not None
    with pytest.raises(StateError, match="withdrawn"):
        take_report_answers(workspace, draft, evidence_id, [found.input], **WHO)


def test_whom_a_report_names_is_taken_in_as_sub_processors_that_wait_for_approval() -> None:
    workspace, _, _, evidence_id = a_report("report_en_soc2")
    plan = plan_from_report(workspace, evidence_id, **WHO)
    assert [(link.step, link.after.name, link.place) for link in plan.links] == [
        (LinkStep.NEW, "Granite Peak Hosting, LLC", "p. 2"), (LinkStep.NEW, "Bluewren Mail Corp.", "p. 2"),
    ]  # fmt: skip
    stored = take_list(workspace, plan, {plan.links[0].key}, **WHO).record
    assert [(one.name, one.approval, one.source) for one in stored] == [
        ("Granite Peak Hosting, LLC", None, "report_en_soc2.pdf")
    ]
    again = plan_from_report(workspace, evidence_id, **WHO)
    assert [link.step for link in again.links] == [LinkStep.SAME, LinkStep.NEW]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("社外からの接続に、多要素認証を必須としていますか。", "Access requires multi-factor authentication.", True),
        ("異動や退職で不要になったIDを、何日以内に停止しますか。", "Accounts of leavers are disabled in a day.", True),
        ("バックアップから復元できることを確かめていますか。", "Restore of backups is tested.", True),
        ("脆弱性を年に1回以上診断していますか。", "バックアップは毎日取得する。", False),
        ("教育を年に1回以上行っていますか。", "Backups are taken daily.", False),
    ],
)
def test_questions_and_controls_meet_by_what_they_are_about(one: str, other: str, *, alike: bool) -> None:
    assert (likeness_of(one, other) >= 45) is alike
    assert bool(subjects_of(one) & subjects_of(other)) is alike
