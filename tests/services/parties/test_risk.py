"""One risk value of a third party: its dossier, the list and the dashboard say the same, on any day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from kit.demos import DemoIn
from sakimori.clock import today
from sakimori.domain.values.as_of import AsOf
from sakimori.services.dashboard.view import overview
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.rows import PartyFilter, all_rows
from sakimori.services.parties.view import dossier_view


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Iterator[Workspace]:
    workspace = Workspace(demo_in(tmp_path_factory.mktemp("risk"), today()))
    yield workspace
    workspace.close()


@pytest.mark.parametrize("days", [-40, 0, 90])
def test_dossier_list_and_dashboard_say_the_same_value(demo: Workspace, days: int) -> None:
    on = today() + timedelta(days=days)
    with demo.unit() as unit:
        number = unit.number_on(on, today=today())
    listed = {row.id: row.risk for row in all_rows(demo, AsOf(on, number, days < 0), PartyFilter(with_over=True))}
    shown = overview(demo, on=on, today=today(), number=number).parties
    assert len(listed) > 50
    assert len({risk.band for risk in listed.values() if risk}) >= 2
    for party_id, risk in listed.items():
        assert dossier_view(demo, party_id, on=on, today=today(), number=number).risk == risk, party_id
        if party_id in shown:
            assert shown[party_id].risk == risk, party_id


def test_what_is_unknown_only_makes_the_value_at_worst_worse(demo: Workspace) -> None:
    with demo.unit() as unit:
        number = unit.number()
    for row in all_rows(demo, AsOf(today(), number, is_past=False), PartyFilter()):
        view = dossier_view(demo, row.id, on=today(), today=today(), number=number)
        if view.risk is not None:
            assert view.risk_at_worst is not None
            assert view.risk_at_worst.value >= view.risk.value
