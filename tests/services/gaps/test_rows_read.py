"""A page of the board reads as many rows of a large register as of a small one."""

from __future__ import annotations

from pathlib import Path

import pytest

from sakimori.bench.synthetic import TODAY, make_synthetic
from sakimori.domain.codes import Basis, Severity
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
