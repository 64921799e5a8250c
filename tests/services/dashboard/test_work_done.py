"""After a write, what every page and the dashboard ask costs the database as much in a large register as in a small."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kit.demos import RegistersIn
from sakimori.bench.synthetic import ACTOR, AT, TODAY
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.dashboard.view import overview
from sakimori.services.flows.rows import flow_book
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import edit
from sakimori.services.settings.first_steps import is_starting
from sakimori.store.engine import SqliteEngine

pytestmark = pytest.mark.on_file  # a server does not say how many instructions it takes


def instructions(workspace: Workspace, work: Callable[[Workspace], object]) -> int:
    """How many tens of its instructions the database takes for some reading."""
    taken: list[int] = []
    with workspace.look(), workspace.unit() as unit:
        assert isinstance(unit.engine, SqliteEngine)
        unit.engine._connection.set_progress_handler(lambda: taken.append(1), 10)
        work(workspace)
        unit.engine._connection.set_progress_handler(None, 0)
    return len(taken)


def dashboard(workspace: Workspace) -> object:
    return overview(workspace, on=TODAY, today=TODAY, number=workspace.head()[0])


def all_flows(workspace: Workspace) -> object:
    return flow_book(workspace, on=TODAY, number=workspace.head()[0])


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory, registers_in: RegistersIn) -> list[Workspace]:
    return registers_in(tmp_path_factory.mktemp("sizes"))


def after_a_write(workspace: Workspace, work: Callable[[Workspace], object]) -> int:
    """The instructions of some reading that was done before, once a write has touched one third party."""
    work(workspace)
    with workspace.unit() as unit:
        party = unit.records.get(ThirdParty, "tp00007")
    edit(workspace, replace(party, note=work.__name__), actor=ACTOR, at=AT)
    return instructions(workspace, work)


def test_what_every_page_asks_takes_as_long_in_a_register_of_twice_the_size(registers: list[Workspace]) -> None:
    small, large = (instructions(workspace, is_starting) for workspace in registers)
    assert small == large > 0


def test_the_flows_take_as_long_after_a_write_in_a_register_of_twice_the_size(registers: list[Workspace]) -> None:
    small, large = (after_a_write(workspace, all_flows) for workspace in registers)
    assert 0 < large <= small + 5


def test_the_dashboard_takes_as_long_after_a_write_as_there_are_days_on_which_gaps_turn(
    registers: list[Workspace],
) -> None:
    """They are some hundreds, and in the end those of a few years, however many third parties there are."""
    by_day = []
    for workspace in registers:
        with workspace.unit() as unit:
            days = len(unit.query("SELECT 1 FROM gap_day"))
        by_day.append(after_a_write(workspace, dashboard) / days)
    small, large = by_day
    assert 0 < large < small * 1.05
