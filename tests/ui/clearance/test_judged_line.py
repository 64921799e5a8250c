"""What was judged stands by name in the second line of an answer, on page, command, REST, MCP and slip alike."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from kit.asking import ADMIN, SALES, a_workspace_today, sound_today
from kit.clearing import a_case
from sakimori.cli.app import app
from sakimori.clock import now, today
from sakimori.domain.codes import DataCategory
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.hand_over import FactConfirmation
from sakimori.domain.records.own_registers import Purpose
from sakimori.domain.values.written import day
from sakimori.services.clearance.judged_line import judged_line
from sakimori.services.clearance.judging import judge
from sakimori.services.clearance.slip_sheet import slip_sheet
from sakimori.services.clearance.slips import issue_slip
from sakimori.services.clearance.view import print_slip, slip_paper
from sakimori.services.clearance.wordings import flow_request
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.formats import plain
from sakimori.web.api.clearance import Question, answered, clearance_out
from sakimori.web.api.endpoint import Call
from sakimori.web.assistant.quoting import quoted
from sakimori.web.assistant.tools import Assistant, Language, Seat

Show = Callable[..., AppTest]
FLOW = "fl1"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    workspace = a_workspace_today(tmp_path)
    with workspace.change("register.recorded", actor=ADMIN, at=now()) as change:
        if not change.records.select(FactConfirmation):
            for one in a_case({k: v for k, v in sound_today().items() if k != "recorded_flow"}).confirmations:
                change.insert(one)
    return workspace


def expected(place: Workspace, language: str) -> str:
    """The line, put together from the records by hand."""
    with place.unit() as unit:
        flow = unit.records.get(DataFlow, FLOW)
        purpose = unit.records.get(Purpose, flow.purpose_id or "").name
    assert flow.route is LegalRoute.ENTRUST
    assert flow.categories == frozenset({DataCategory.PI_TRANSACTION})
    on = day(today(), language)
    if language == "ja":
        return (
            f"判定の対象：通販の顧客（取引・問合せの記録）／利用目的：{purpose}／"
            f"根拠：委託（法27条5項1号）／人数：500人／渡す日：{on}"
        )
    return (
        f"Judged: 通販の顧客 (Orders and enquiries); purpose: {purpose}; "
        f"ground: Entrustment (APPI Art. 27(5)(i)); number: 500 persons; day: {on}"
    )


def on_page(show: Show, language: str) -> list[str]:
    at = show("check", person=SALES.id, party="tp1", flow=FLOW, language=language)
    return [str(one.value) for one in at.caption]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_one_line_stands_on_page_command_interface_assistant_and_slip(
    place: Workspace, show: Show, monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    line = expected(place, language)
    request = flow_request(place, FLOW, on=today(), today=today(), actor=SALES)
    answer = judge(place, request, actor=SALES)
    assert judged_line(answer.case, today(), language) == line

    monkeypatch.setenv("LC_ALL", {"ja": "ja_JP.UTF-8", "en": "en_GB.UTF-8"}[language])
    said = CliRunner().invoke(app, ["clear", "--flow", FLOW]).stdout
    assert line in said.splitlines()
    told = json.loads(CliRunner().invoke(app, ["clear", "--flow", FLOW, "--json"]).stdout)
    assert list(told)[:2] == ["outcome", "judged"]
    assert told["judged"][language] == line

    call = Call(place, SALES, now(), language=language)
    out = clearance_out(answered(call, Question(flow_id=FLOW)), today=today())
    assert list(type(out).model_fields)[1] == "judged"
    assert getattr(out.judged.line, language) == line

    assistant = Assistant(lambda: Seat(place, SALES), now)
    said_to_it = assistant.check_clearance(flow_id=FLOW, language=language)
    with place.unit() as unit:
        purpose = unit.records.get(Purpose, request.flow.purpose_id or "").name
    for name in ("通販の顧客", purpose):
        said_to_it = said_to_it.replace(quoted(name, language), name)
    assert line in said_to_it.splitlines()

    slip = issue_slip(place, request, actor=SALES, at=now()).record
    paper = slip_paper(place, slip.id, on=today(), actor=SALES, at=now())
    sheet = slip_sheet(paper, today(), language, address="http://x")
    assert sheet.judged == line
    body = print_slip(place, slip.id, sheet, actor=SALES, at=now())
    printed = "".join("".join(one.extract_text().split()) for one in pypdf.PdfReader(io.BytesIO(body)).pages)
    assert "".join(line.split()) in printed

    assert plain(line) in on_page(show, language)
