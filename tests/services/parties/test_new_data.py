"""What a dossier says of anything new agrees with the answers that the procedure gives."""

from __future__ import annotations

import pytest

from kit.demos import DemoIn
from sakimori.clock import today
from sakimori.domain.codes import Lifecycle, Outcome
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.flows.rows import flow_rows
from sakimori.services.flows.states import FlowVerdict
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.new_data import answer_to_new
from sakimori.services.parties.view import DossierView, dossier_view

GOOD = {FlowVerdict.ALLOWED, FlowVerdict.CONDITIONAL}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Workspace:
    return Workspace(demo_in(tmp_path_factory.mktemp("new_data"), today()))


@pytest.fixture(scope="module")
def views(demo: Workspace) -> list[DossierView]:
    with demo.unit() as unit:
        number, parties = unit.number(), [p for p in unit.records.select(ThirdParty) if not p.is_self]
    return [dossier_view(demo, p.id, on=today(), today=today(), number=number) for p in parties if not p.merged_into]


def test_no_flow_runs_where_nothing_new_may_go(demo: Workspace, views: list[DossierView]) -> None:
    held = [view for view in views if answer_to_new(view) is not None]
    assert {answer_to_new(view) for view in views} == {Outcome.BLOCKED, Outcome.REVIEW, None}
    for view in held:
        rows = flow_rows(demo, on=today(), number=demo.head()[0], third_party_id=view.party.id)
        running = {row.verdict for row in rows if not (row.is_over or row.flow.comes_in)}
        assert not running & GOOD, (view.party.legal_name, answer_to_new(view), running)


def test_what_we_stopped_dealing_with_gets_nothing_new(views: list[DossierView]) -> None:
    stopped = [v for v in views if v.party.lifecycle in {Lifecycle.SUSPENDED, Lifecycle.ENDED, Lifecycle.DECLINED}]
    assert stopped
    assert {answer_to_new(view) for view in stopped} == {Outcome.BLOCKED}
