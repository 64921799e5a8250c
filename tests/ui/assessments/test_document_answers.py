"""An auditor's report beside an assessment: answers and sub-processors, each with its passage, taken one by one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.drafts import drafts
from kit.files.documents.made import made, named
from sakimori.clock import now, today
from sakimori.domain.codes import UserRole
from sakimori.domain.questions.assessment import Answer
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import NEWEST
from sakimori.services.assessments.report_answers import ReportAnswer, report_answers
from sakimori.services.assessments.view import assessment_view
from sakimori.services.assessments.view_parts import AssessmentView
from sakimori.services.kernel.evidence import file_evidence
from sakimori.services.kernel.workspace import Workspace
from ui.conftest import Show

ACTOR = Actor("us01", "佐藤 美咲", frozenset(UserRole))


@cache
def report() -> bytes:
    return made(named("report_en_soc2"))


@pytest.fixture
def filed(demo_home: Path) -> tuple[str, str]:
    """A draft of the demo, and an auditor's report that was filed for its third party."""
    workspace = Workspace(demo_home / "demo.db")
    asked = [draft for draft in drafts(workspace) if draft.assessment.third_party_id != SELF_ID]
    for draft in asked:
        saved = file_evidence(
            workspace, third_party_id=draft.assessment.third_party_id, filename="SOC2.pdf", body=report(), actor=ACTOR,
            at=now(),
        )  # fmt: skip
        view = assessment_view(workspace, draft.assessment.id, on=today(), number=NEWEST)
        if found_in(workspace, view, saved.record.id):
            return draft.assessment.id, saved.record.id
    pytest.fail("no draft of the demo asks what the report answers")


def found_in(workspace: Workspace, view: AssessmentView, evidence_id: str) -> dict[str, tuple[ReportAnswer, ...]]:
    return report_answers(workspace, view, evidence_id, actor=ACTOR, at=now())


def opened(show: Show, assessment_id: str, language: str = "ja") -> AppTest:
    at = show("assess", id=assessment_id, language=language)
    at.button(key="assess_documents").click().run()
    assert not at.exception
    return at


def choose_the_report(at: AppTest) -> AppTest:
    at.selectbox(key="assess_documents_which").select("SOC2.pdf").run()
    return at


def said(at: AppTest) -> str:
    return " ".join(str(one.value) for one in (*at.caption, *at.markdown, *at.info))


def answers(home: Path, assessment_id: str) -> dict[str, Answer]:
    with Workspace(home / "demo.db").unit() as unit:
        return {one.question_id: one for one in unit.records.current_answers(assessment_id)}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_answer_is_taken_alone_beside_its_passage(
    demo_home: Path, show: Show, filed: tuple[str, str], language: str
) -> None:
    assessment_id, evidence_id = filed
    before = answers(demo_home, assessment_id)
    at = choose_the_report(opened(show, assessment_id, language))
    assert answers(demo_home, assessment_id) == before, "nothing is answered by looking"
    takes = [str(one.key) for one in at.button if str(one.key).startswith("document_")]
    question_id = takes[0].split("_")[1]
    at.button(key=takes[0]).click().run()
    assert not at.exception
    after = answers(demo_home, assessment_id)
    assert set(after) - set(before) == {question_id}
    assert after[question_id].source == evidence_id
    assert f"document_{question_id}_0" not in {str(one.key) for one in at.button}, "it waits for no answer any more"


def test_a_control_with_an_exception_answers_nothing(demo_home: Path, show: Show, filed: tuple[str, str]) -> None:
    assessment_id, evidence_id = filed
    workspace = Workspace(demo_home / "demo.db")
    view = assessment_view(workspace, assessment_id, on=today(), number=NEWEST)
    failed = [one for found in found_in(workspace, view, evidence_id).values() for one in found if one.speaks_against]
    at = choose_the_report(opened(show, assessment_id))
    takes = [one for one in at.button if str(one.key).startswith("document_")]
    offered = [one for found in found_in(workspace, view, evidence_id).values() for one in found if one.input]
    assert len(takes) == len(offered)
    assert ("例外の記載があります" in said(at)) == bool(failed)


def test_whom_the_report_names_is_put_on_record_one_by_one(demo_home: Path, show: Show, filed: tuple[str, str]) -> None:
    assessment_id, evidence_id = filed
    at = choose_the_report(opened(show, assessment_id))
    assert "Granite Peak Hosting, LLC" in said(at).replace("\\", "")
    at.button(key=f"sub_service_{evidence_id}_0").click().run()
    assert not at.exception
    with Workspace(demo_home / "demo.db").unit() as unit:
        links = unit.records.select(SubProcessorLink, "source = 'SOC2.pdf'")
    assert [(link.name, link.approval) for link in links] == [("Granite Peak Hosting, LLC", None)]
    assert f"sub_service_{evidence_id}_0" not in {str(one.key) for one in at.button}
    assert f"sub_service_{evidence_id}_1" in {str(one.key) for one in at.button}
