"""One risk value of a third party: its dossier, the list and the dashboard say the same, on any day, and it ranks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.builders import a_workspace
from kit.demos import DemoIn, RegistersIn, grave_values, most_shared
from sakimori.bench.synthetic import TODAY as MADE_UP_ON
from sakimori.clock import today
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.risk import MOST_CONCERNED, OpenWeight, known_value
from sakimori.services.dashboard.view import overview
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.rows import PartyFilter, all_rows
from sakimori.services.parties.view import dossier_view
from sakimori.store.reads.parties import RISK


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
    assert len({risk for risk in listed.values() if risk}) >= 20
    for party_id, risk in listed.items():
        assert dossier_view(demo, party_id, on=on, today=today(), number=number).risk == risk, party_id
        if party_id in shown:
            assert shown[party_id].risk == risk, party_id


def test_what_is_unknown_only_makes_the_value_at_worst_worse(demo: Workspace) -> None:
    with demo.unit() as unit:
        number = unit.number()
    for row in all_rows(demo, AsOf(today(), number, is_past=False), PartyFilter()):
        view = dossier_view(demo, row.id, on=today(), today=today(), number=number)
        assert view.risk_at_worst >= (view.risk or 0)


def test_the_list_is_ordered_by_the_value_and_what_nobody_knows_comes_last(demo: Workspace) -> None:
    with demo.unit() as unit:
        as_of = AsOf(today(), unit.number(), is_past=False)
    found = [row.risk for row in all_rows(demo, as_of, PartyFilter(with_over=True, order="-risk"))]
    known = [risk for risk in found if risk is not None]
    assert known == sorted(known, reverse=True)
    assert found == [*known, *[None] * (len(found) - len(known))]


def test_whom_to_deal_with_first_is_said_by_the_value(demo: Workspace) -> None:
    with demo.unit() as unit:
        number = unit.number()
    first = [party.risk for party in overview(demo, on=today(), today=today(), number=number).worst]
    assert len(first) > 30
    assert first == sorted(first, key=lambda risk: -(risk or 0))


def test_no_value_of_the_demo_is_shared_by_more_than_a_tenth_of_those_with_a_grave_gap(demo: Workspace) -> None:
    assert len(grave_values(demo, today())) > 30
    assert most_shared(grave_values(demo, today())) <= 0.1


def test_the_same_holds_in_a_made_up_register(tmp_path: Path, registers_in: RegistersIn) -> None:
    for register in registers_in(tmp_path):
        assert len(grave_values(register, MADE_UP_ON)) > 30
        assert most_shared(grave_values(register, MADE_UP_ON)) <= 0.1


ROWS = st.tuples(
    st.none() | st.integers(0, 3),
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(0, 1_000),
    st.integers(-50, 9_000),
    st.none() | st.integers(200, MOST_CONCERNED),
)


@given(st.lists(ROWS, min_size=1, max_size=40))
def test_the_database_reckons_what_the_program_does(
    rows: list[tuple[int | None, int, int, int, int, int | None]],
) -> None:
    on = today().toordinal()
    open_ = [
        (worst, unknown, 0 if worst is None else weight, 0 if worst is None else weight * (on - days), factor)
        for worst, _, unknown, weight, days, factor in rows
    ]
    t = " UNION ALL ".join(
        f"SELECT {place} AS place, {null(worst)} AS worst, {unknown} AS unknown, {weight} AS weight, "
        f"{weighted} AS weighted_days, {null(factor)} AS concerned"
        for place, (worst, unknown, weight, weighted, factor) in enumerate(open_)
    )
    with a_workspace().unit() as unit:
        found = unit.engine.values(
            f"SELECT {RISK} FROM ({t}) t, ({t}) h WHERE t.place = h.place ORDER BY t.place", {"ordinal": on}
        )
    for (value,), (worst, unknown, weight, weighted, factor) in zip(found, open_, strict=True):
        known = OpenWeight(worst, weight, weighted)
        assert value == known_value(known, unknown, MOST_CONCERNED if factor is None else factor, today())


def null(value: int | None) -> str:
    return "CAST(NULL AS INTEGER)" if value is None else str(value)
