"""A page of the board, and a write, cost as much in a large register as in a small one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sakimori.bench.synthetic import ACTOR, AT, TODAY, make_synthetic
from sakimori.domain.codes import Basis, Severity
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.as_of import AsOf
from sakimori.services.gaps.rows import GapFilter, Grouping, board, group_page, row_page
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.engine import Params, Row, SqliteEngine

SMALL, LARGE = 80, 160
PER_PAGE = 20
FILTERS = {
    "now": GapFilter(last_day=TODAY),
    "of third parties": GapFilter(is_own=False),
    "medium": GapFilter(last_day=TODAY, severities=frozenset({Severity.MEDIUM})),
    "policy by tier": GapFilter(bases=frozenset({Basis.POLICY}), tiers=frozenset({1, 2, None})),
}


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> list[Workspace]:
    folder: Path = tmp_path_factory.mktemp("sizes")
    return [make_synthetic(folder / f"{size}.db", size, progress=lambda _: None) for size in (SMALL, LARGE)]


def rows_read(monkeypatch: pytest.MonkeyPatch, workspace: Workspace, wanted: GapFilter) -> tuple[int, list[int]]:
    """How many rows the engine gives for one opening of the board, and how many of them are shown on each page."""
    read: list[int] = []
    query = SqliteEngine.query

    def counting(self: SqliteEngine, sql: str, params: Params | None = None) -> list[Row]:
        found = query(self, sql, params)
        read.append(len(found))
        return found

    with monkeypatch.context() as patch:
        patch.setattr(SqliteEngine, "query", counting)
        as_of = AsOf(TODAY, 10**9)
        tallies = board(workspace, as_of, wanted).tallies
        rows, total = row_page(workspace, as_of, wanted, first=0, limit=PER_PAGE, tallies=tallies)
        groups, _ = group_page(workspace, as_of, wanted, Grouping.PARTY, first=0, limit=10)
    assert total > PER_PAGE
    return sum(read), [len(rows), len(groups)]


@pytest.mark.parametrize("wanted", FILTERS.values(), ids=FILTERS.keys())
def test_the_board_of_twice_as_many_third_parties_reads_no_row_more(
    monkeypatch: pytest.MonkeyPatch, registers: list[Workspace], wanted: GapFilter
) -> None:
    small, large = (rows_read(monkeypatch, workspace, wanted) for workspace in registers)
    assert small == large
    assert small[1] == [PER_PAGE, 10]
    assert small[0] < PER_PAGE + 60


def steps_of_a_write(workspace: Workspace) -> int:
    """How many steps of ten instructions the database takes for a write that opens and closes gaps."""
    taken: list[int] = []
    with workspace.change("third_party.edited", actor=ACTOR, at=AT) as change:
        assert isinstance(change.engine, SqliteEngine)
        change.engine._connection.set_progress_handler(lambda: taken.append(1), 10)
        party = change.records.get(ThirdParty, "tp00003")
        change.update(replace(party, owner_id=None, person_count=None, criticality=None))
    assert change.opened
    assert change.closed
    change.engine._connection.set_progress_handler(None, 0)
    return len(taken)


def test_a_write_among_twice_as_many_third_parties_takes_no_longer(registers: list[Workspace]) -> None:
    small, large = map(steps_of_a_write, registers)
    assert large < 1.1 * small
