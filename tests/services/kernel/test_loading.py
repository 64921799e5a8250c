"""Dossiers out of the store: for a single question only what its steps read, and the answer is the same."""

from __future__ import annotations

import pytest

from kit.builders import TODAY
from kit.demos import DemoIn
from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.codes import AssessmentState
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import HandOver
from sakimori.rules.clearance.judging import Judging
from sakimori.rules.gaps.assessments.supervision import blanks_of
from sakimori.services.clearance.cases import case_for, case_of_flow, case_within, standing_stops
from sakimori.services.kernel.loading import BATCH, load_dossiers, load_for_case
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    return Workspace(demo_in(tmp_path_factory.mktemp("demo"), TODAY))


def questions(unit: Unit) -> list[ClearanceRequest]:
    facts = {known.flow_id: known for known in unit.records.select(HandOver)}
    return [
        ClearanceRequest(flow, facts.get(flow.id, HandOver("", flow.third_party_id, flow.id)), TODAY)
        for flow in unit.records.select(DataFlow)
    ]


def test_a_question_reads_the_same_case_out_of_less(demo: Workspace) -> None:
    with demo.unit() as unit:
        asked = questions(unit)
        for request in asked:
            few: set[tuple[str, str]] = set()
            whole: set[tuple[str, str]] = set()
            lean, full = load_for_case(unit, request.recipient_id), load_dossiers(unit, [request.recipient_id])[0]
            assert lean is not None
            short = case_within(unit, lean, request, asked_by="us03", depends_on=few)
            assert short == case_within(unit, full, request, asked_by="us03", depends_on=whole), request.flow.name
            assert few == whole
    assert len(asked) > 60


def test_a_registered_flow_and_the_question_about_it_get_one_answer(demo: Workspace) -> None:
    with demo.unit() as unit:
        policy, stops = unit.policy(), standing_stops(unit)
        for request in questions(unit):
            dossier = load_dossiers(unit, [request.recipient_id])[0]
            standing = Judging(case_of_flow(dossier, request.flow, stops), policy).on(TODAY)
            question = Judging(case_for(unit, request, asked_by=dossier.third_party.owner_id), policy).on(TODAY)
            assert (question.outcome, question.valid_until) == (standing.outcome, standing.valid_until)
            assert question.reasons == standing.reasons, request.flow.name


def test_nobody_is_loaded_under_an_id_that_nobody_has(demo: Workspace) -> None:
    with demo.unit() as unit:
        assert load_for_case(unit, "tp_none") is None
        assert load_dossiers(unit, ["tp_none"]) == []


def test_the_blanks_of_every_decided_assessment_are_at_hand(demo: Workspace) -> None:
    with demo.unit() as unit:
        ids = [str(row["id"]) for row in unit.query("SELECT id FROM third_party")]
        dossiers = [
            dossier for at in range(0, len(ids), BATCH) for dossier in load_dossiers(unit, ids[at : at + BATCH])
        ]
    decided = [(d, a) for d in dossiers for a in d.assessments if a.state is AssessmentState.DECIDED]
    governing = {g.assessment.id for d in dossiers for g in d.governing}
    assert any(a.id not in governing for _, a in decided)
    assert all(blanks_of(d, a) is not None for d, a in decided)
