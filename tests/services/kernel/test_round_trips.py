"""How often the work of a day asks the database: on a server each time is a round trip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from kit.builders import round_trips, server_round_trips
from kit.demos import RegistersIn
from kit.postgres import Databases
from sakimori.bench.synthetic import ACTOR, AT, TODAY
from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.codes import AssessmentKind
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.as_of import AsOf
from sakimori.rules.facts.assessments import FULL, PROCESSOR_PACK
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.opening import open_assessment
from sakimori.services.assessments.write import answer
from sakimori.services.clearance.judging import judge
from sakimori.services.contracts.rows import ContractFilter, contract_page
from sakimori.services.contracts.view import contract_sheet
from sakimori.services.dashboard.view import overview
from sakimori.services.flows.rows import flow_rows
from sakimori.services.gaps.rows import GapFilter, board, row_page
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.rows import PartyFilter, party_counts
from sakimori.services.parties.rows import row_page as party_page
from sakimori.services.parties.search import search
from sakimori.services.parties.view import dossier_view
from sakimori.services.parties.write import edit
from sakimori.store.copies import copy_to_server

pytestmark = pytest.mark.on_file  # a server is asked the same, and for its stamps
LATER = AT + timedelta(minutes=1)
TURNS = count(1)
DRAFT = "third_party_id = 'tp00004' AND state = 'draft'"


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory, registers_in: RegistersIn) -> list[Workspace]:
    return registers_in(tmp_path_factory.mktemp("round_trips"))


def a_dossier(workspace: Workspace) -> None:
    dossier_view(workspace, "tp00003", on=TODAY, today=TODAY, number=workspace.head()[0])


def a_contract(workspace: Workspace) -> None:
    contract_sheet(workspace, "cntp00003", on=TODAY, today=TODAY, number=workspace.head()[0])


def the_dashboard(workspace: Workspace) -> None:
    overview(workspace, on=TODAY, today=TODAY, number=workspace.head()[0])


def the_board(workspace: Workspace) -> None:
    as_of, wanted = AsOf(TODAY, workspace.head()[0]), GapFilter(last_day=TODAY)
    row_page(workspace, as_of, wanted, first=0, limit=20, tallies=board(workspace, as_of, wanted).tallies)


def third_parties(workspace: Workspace) -> None:
    as_of = AsOf(TODAY, workspace.head()[0])
    party_counts(workspace, as_of)
    party_page(workspace, as_of, PartyFilter(), first=0, limit=20)


def contracts(workspace: Workspace) -> None:
    contract_page(workspace, AsOf(TODAY, workspace.head()[0]), ContractFilter(), first=0, limit=20)


def flows(workspace: Workspace) -> None:
    flow_rows(workspace, on=TODAY, number=workspace.head()[0])


def a_search(workspace: Workspace) -> None:
    assert search(workspace, "00")


def a_clearance(workspace: Workspace) -> None:
    with workspace.unit() as unit:
        flow = unit.records.get(DataFlow, "fltp000030")
    judge(workspace, ClearanceRequest(flow, HandOver("", flow.third_party_id, flow.id), TODAY), actor=ACTOR)


def an_answer(workspace: Workspace) -> None:
    with workspace.unit() as unit:
        [opened] = unit.records.select(Assessment, DRAFT)
        asked = [q for q in unit.pack(opened.pack_digest).asked_in(FULL) if q.when is None and q.expect]
        question = asked[next(TURNS)]
    given = AnswerInput(question.id, value=(question.expect[0],), seen_seq=0)
    answer(workspace, opened.id, given, actor=ACTOR, at=AT)


def a_field(workspace: Workspace) -> None:
    with workspace.unit() as unit:
        party = unit.records.get(ThirdParty, "tp00005")
    edit(workspace, replace(party, note=f"{workspace.head()[0]}"), actor=ACTOR, at=LATER)


def a_flow(workspace: Workspace) -> None:
    with workspace.unit() as unit:
        flow = unit.records.get(DataFlow, "fltp000070")
    record(workspace, replace(flow, person_count=next(TURNS)), actor=ACTOR, at=LATER)


MOST: dict[Callable[[Workspace], None], int] = {
    a_dossier: 21, a_contract: 13, the_dashboard: 15, the_board: 10, third_parties: 6, contracts: 9, flows: 11,
    a_search: 3, a_clearance: 10, an_answer: 18, a_field: 43, a_flow: 49,
}  # fmt: skip
"""How often each may ask, in a register of either size; what has come to ask less often is written down here."""
MOST_OF_A_SERVER: dict[Callable[[Workspace], None], int] = {
    a_dossier: 23, a_contract: 15, the_dashboard: 13, the_board: 12, third_parties: 5, contracts: 13, flows: 8,
    a_search: 3, a_clearance: 9, an_answer: 16, a_field: 18, a_flow: 16,
}  # fmt: skip
"""How often a server is waited for, with the beginning and the end of transactions: some is asked for together."""

Counter = Callable[[pytest.MonkeyPatch], AbstractContextManager[Sequence[object]]]


def asked(
    monkeypatch: pytest.MonkeyPatch, workspace: Workspace, counter: Counter = round_trips, times: int = 1
) -> dict[str, int]:
    """How often each asks, the last of some times, within a look as pages and programs have one."""
    with workspace.unit() as unit:
        is_open = unit.records.select(Assessment, DRAFT)
    if not is_open:
        open_assessment(
            workspace, "tp00004", pack_id=PROCESSOR_PACK, group=FULL, kind=AssessmentKind.PERIODIC, actor=ACTOR, at=AT
        )
    a_field(workspace)  # the first write of a process judges what the next ones need not
    found = {}
    for work in MOST:
        for _ in range(times):
            with counter(monkeypatch) as trips, workspace.look():
                work(workspace)
        found[work.__name__] = len(trips)
    return found


def test_the_work_of_a_day_asks_the_database_no_more_often_than_before(
    monkeypatch: pytest.MonkeyPatch, registers: list[Workspace]
) -> None:
    small, large = (asked(monkeypatch, workspace) for workspace in registers)
    assert {name: max(small[name], large[name]) for name in small} == {one.__name__: most for one, most in MOST.items()}


_PREPARED = 8
"""After so many times every statement is prepared."""


def test_the_work_of_a_day_waits_for_a_server_no_more_often_than_before(
    monkeypatch: pytest.MonkeyPatch, registers: list[Workspace], databases: Databases
) -> None:
    with registers[0].unit() as unit:
        copy_to_server(unit.engine, place := databases())
    workspace = Workspace(place)
    found = asked(monkeypatch, workspace, server_round_trips, _PREPARED)
    workspace.close()
    assert found == {one.__name__: most for one, most in MOST_OF_A_SERVER.items()}
