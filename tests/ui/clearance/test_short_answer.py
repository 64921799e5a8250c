"""What decides an answer and how much remains are the same on page, command, interface, assistant and slip."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from kit.asking import ADMIN, SALES, a_workspace_today
from kit.clearing import a_case
from sakimori.cli.app import app
from sakimori.clock import now, today
from sakimori.domain.codes import GOOD, Outcome
from sakimori.domain.records.hand_over import FactConfirmation
from sakimori.services.clearance.judging import ClearanceAnswer, judge
from sakimori.services.clearance.short_answer import later_in, point_line_in
from sakimori.services.clearance.slip_sheet import slip_sheet
from sakimori.services.clearance.slips import issue_slip
from sakimori.services.clearance.view import slip_paper
from sakimori.services.clearance.wordings import flow_request
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.formats import plain
from sakimori.web.api.clearance import Question, answered, clearance_out
from sakimori.web.api.endpoint import Call
from sakimori.web.assistant.tools import Assistant, Seat

Show = Callable[..., AppTest]
FLOW = "fl1"
OPEN = ("misuse", "objections", "own_use", "mixes_data", "decides_purpose", "marketing", "items_needed", "own_duty")
CASES: dict[Outcome, dict[str, Any]] = {
    Outcome.BLOCKED: {"own_use": True, **dict.fromkeys(OPEN[:2], "未回答")},
    Outcome.REVIEW: dict.fromkeys(OPEN, "未回答"),
    Outcome.CONDITIONAL: {"items_needed": False, "persons_needed": False},
}


@pytest.fixture(params=CASES)
def answer(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ClearanceAnswer:
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    workspace = a_workspace_today(tmp_path, facts=CASES[request.param])
    with workspace.change("register.recorded", actor=ADMIN, at=now()) as change:
        if not change.records.select(FactConfirmation):
            for one in a_case({"facts": CASES[request.param]}).confirmations:
                change.insert(one)
    found = judge(workspace, flow_request(workspace, FLOW, on=today(), today=today(), actor=SALES), actor=SALES)
    assert found.verdict.outcome is request.param
    return found


@pytest.fixture
def place(answer: ClearanceAnswer, tmp_path: Path) -> Workspace:
    assert answer.verdict.reasons
    (file,) = tmp_path.glob("*.db")
    return Workspace(file)


def on_page(at: AppTest) -> str:
    return "\n".join(str(one.value) for one in (*at.markdown, *at.caption)) + "\n".join(e.label for e in at.expander)


def test_what_is_open_and_how_much_remains_is_the_same_everywhere(
    answer: ClearanceAnswer, place: Workspace, show: Show
) -> None:
    points = answer.points
    assert points.open
    lines = [point_line_in(point, "ja") for point in points.open]
    rules = [point.first.rule_id for point in points.open]
    remains = later_in(len(points.later), "ja") if points.later else ""

    said = CliRunner().invoke(app, ["clear", "--flow", FLOW]).stdout
    assert said.splitlines()[1].startswith("判定の対象：")
    assert [line[5 + line.index(". ") - 1 :] for line in said.splitlines()[2 : len(lines) + 2]] == lines
    assert remains in said

    out = clearance_out(answered(Call(place, SALES, now()), Question(flow_id=FLOW)), today=today()).answer
    assert [one.line.ja for one in out.open] == lines
    assert len(out.later) == len(points.later)
    told = json.loads(CliRunner().invoke(app, ["clear", "--flow", FLOW, "--json"]).stdout)
    assert [one["line"]["ja"] for one in told["open"]] == lines
    assert len(told["later"]) == len(points.later)

    heard = Assistant(lambda: Seat(place, SALES), now).check_clearance(flow_id=FLOW).splitlines()
    assert [rule in line for rule, line in zip(rules, heard[2 : len(rules) + 2], strict=True)] == [True] * len(rules)
    assert not remains or heard[len(rules) + 2].startswith(remains)

    page = on_page(show("check", person=SALES.id, party="tp1", flow=FLOW, language="ja"))
    for point in points.open:
        assert plain(point.first.text.ja) in page
    assert remains in page
    if answer.verdict.outcome in GOOD:
        request = flow_request(place, FLOW, on=today(), today=today(), actor=SALES)
        slip = issue_slip(place, request, actor=SALES, at=now()).record
        paper = slip_paper(place, slip.id, on=today(), actor=SALES, at=now())
        printed = slip_sheet(paper, today(), "ja", address="http://x").parts[0].lines
        assert [line.text for line in printed] == [point.first.text.ja for point in points.open]
