"""Every worked case of clearance twice: from a request file, and from a register into which people put its facts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kit.clearing import WorkedCase, read_clearances, tried_cases
from kit.clearing_workspace import CLERK, FIRST, PEOPLE, Twins
from kit.examples import some
from sakimori.cli.app import app
from sakimori.cli.clear import EXIT
from sakimori.domain.clearance import ClearanceRequest, Reason, Verdict
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import HandOver
from sakimori.errors import StateError
from sakimori.exchange.request.as_json import request_file
from sakimori.exchange.request.file import read_request_file
from sakimori.rules.clearance.judging import Judging
from sakimori.services.clearance.cases import case_of_flow, standing_stops
from sakimori.services.clearance.judging import judge
from sakimori.services.clearance.outside_requests import judge_stated, stated_case
from sakimori.services.kernel.loading import load_dossiers
from sakimori.services.kernel.workspace import Workspace
from services.clearance.clearing_steps import Recorder, Rehearsal

CASES = read_clearances()
BY_FILE_ALONE = {
    "審査の有効期間が記録されていない": "deciding an assessment always sets its last day",
    "審査の途中に未回答が残る": "no assessment is handed in while a required question is blank",
    "照会者が判定した更新の審査は数えず、未回答の残る前回の審査が数える": "the same of the one before",
    "未読の条項に、承認された理由がある": "a reason is approved only once somebody has read the contract for it",
    "部分が指す同意文言が登録されていない": "a part of a data set names only consent texts that are registered",
    "同じ日の2つの判断が食い違う → どちらも数えない": "a later decision takes the place of the one before",
    "クラウド例外の事実が2つあり食い違う": "a flow has its cloud facts on record once",
    "外国提供の根拠が2つあり、提供先の所在について食い違う": "a flow has its basis abroad on record once",
    "終わった根拠のあとの根拠は、食い違いではない": "a flow has its basis abroad on record once",
    "同じIDの利用目的が2つあり、違うことを言う": "ids are made by us, each once",
    "根拠の証跡として名指しされた資料がない（同意による提供）": "a flow names only documents that are on file",
    "根拠の証跡が登録される前の日": "a document is on file before a flow can name it",
    "だれが照会したか分からなければ、人が確かめる": "whoever asks on a page is somebody",
}
"""Cases with facts that another system may state, but none of our steps leaves behind; with what keeps them away."""
OTHERS = [worked for worked in tried_cases() if worked.name not in BY_FILE_ALONE]


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Twins:
    return Twins(tmp_path_factory.mktemp("packs"))


def by_name(worked: WorkedCase) -> str:
    return worked.name


def written(worked: WorkedCase) -> bytes:
    """The request file of a case. What countries are called is left to the reader, as people do."""
    body = request_file(stated_case(worked.case, on=worked.on))
    body.pop("country_names", None)
    return json.dumps(body, ensure_ascii=False).encode()


def from_file(worked: WorkedCase) -> Verdict:
    return judge_stated(read_request_file(written(worked), "case.json"), today=worked.on)


def asked(workspace: Workspace, worked: WorkedCase) -> Verdict:
    """The answer to whoever asks for the registered flow with its facts on record."""
    with workspace.unit() as unit:
        flow = unit.records.get(DataFlow, worked.case.flow.id)
        (facts,) = unit.records.select(HandOver, "flow_id = :id", {"id": flow.id})
    request = ClearanceRequest(flow, facts, worked.on)
    return judge(workspace, request, actor=PEOPLE[worked.case.asked_by or CLERK.id]).verdict


def standing(workspace: Workspace, worked: WorkedCase) -> Verdict:
    """The answer that the registered flow has as a standing request, which nobody in particular asks."""
    with workspace.unit() as unit:
        (dossier,) = load_dossiers(unit, [worked.case.recipient.id])
        (flow,) = dossier.flows
        case = case_of_flow(dossier, flow, standing_stops(unit))
        return Judging(replace(case, asked_by=worked.case.asked_by), unit.policy()).on(worked.on)


@contextmanager
def recorded(twins: Twins, worked: WorkedCase) -> Iterator[Workspace]:
    """A workspace with the facts of a case, taken back afterwards."""
    with twins.workspace(worked.case).trial("case.recorded", actor=CLERK, at=FIRST) as change:
        rehearsal = Rehearsal(change)
        Recorder(rehearsal).record(worked.case, on=worked.on)
        yield rehearsal


def told(verdict: Verdict) -> dict[str, Any]:
    """Word, reasons, conditions and until when: all but the ids under which records stand here and there."""
    return {
        "outcome": verdict.outcome,
        "valid_until": verdict.valid_until,
        "next_outcome": verdict.next_outcome,
        "slices": [(one.part_name, one.categories, one.outcome) for one in verdict.slices],
        "reasons": [_told(reason) for reason in verdict.reasons],
        "next_reasons": [_told(reason) for reason in verdict.next_reasons],
    }


def _told(reason: Reason) -> tuple[Any, ...]:
    fix = (reason.fix.record, reason.fix.field) if reason.fix else None
    return (reason.rule_id, reason.revision, reason.kind, reason.text, reason.cites, fix, reason.who, reason.facts)


@pytest.mark.parametrize("worked", OTHERS, ids=by_name)
def test_a_file_and_a_register_get_one_answer(twins: Twins, worked: WorkedCase) -> None:
    stated = from_file(worked)
    assert stated.outcome is worked.outcome
    with recorded(twins, worked) as workspace:
        assert told(asked(workspace, worked)) == told(stated)
        assert told(standing(workspace, worked)) == told(stated)


@pytest.mark.parametrize("worked", [w for w in CASES if w.name in BY_FILE_ALONE], ids=by_name)
def test_what_no_step_of_ours_leaves_behind_is_answered_from_a_file(twins: Twins, worked: WorkedCase) -> None:
    stated = from_file(worked)
    assert stated.outcome is worked.outcome
    try:
        with recorded(twins, worked) as workspace:
            answer = told(asked(workspace, worked))
    except StateError:
        return  # the step itself refuses such a record
    assert answer != told(stated)


def test_every_case_that_no_step_leaves_behind_is_still_there() -> None:
    assert {worked.name for worked in CASES} >= BY_FILE_ALONE.keys()


@pytest.mark.parametrize("worked", some(tried_cases(), 1), ids=by_name)
def test_a_terminal_gives_the_same_answer_to_the_file(
    worked: WorkedCase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sakimori.cli.clear.today", lambda: worked.on)
    file = tmp_path / "case.json"
    file.write_bytes(written(worked))
    done = CliRunner().invoke(app, ["clear", "--request", str(file), "--json"])
    body, stated = json.loads(done.stdout), from_file(worked)
    assert done.exit_code == EXIT[stated.outcome]
    assert (body["on"], body["outcome"]) == (worked.on.isoformat(), stated.outcome)
    assert body["valid_until"] == (stated.valid_until.isoformat() if stated.valid_until else None)
    assert [(r["rule"], r["kind"], r["text"]["ja"]) for r in body["reasons"]] == [
        (reason.rule_id, reason.kind, reason.text.ja) for reason in stated.reasons
    ]
