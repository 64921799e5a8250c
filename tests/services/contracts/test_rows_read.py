"""A page of the list of contracts, and the page of one, read as many rows of a large register as of a small one."""

from __future__ import annotations

import pytest

from kit.builders import rename, rows_given
from kit.demos import RegistersIn
from sakimori.bench.synthetic import TODAY
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.names import fold
from sakimori.services.contracts.rows import ContractFilter, Focus, contract_page, decisions, uncovered_page
from sakimori.services.contracts.view import contract_sheet
from sakimori.services.kernel.workspace import Workspace

PER_PAGE = 20
NOW = AsOf(TODAY, 10**9)
FILTERS = {
    "all": ContractFilter(),
    "unknown": ContractFilter(focus=Focus.UNKNOWN),
    "undecided": ContractFilter(focus=Focus.UNDECIDED),
    "of a word": ContractFilter(words=((fold("契約"), frozenset()),)),
    "by title": ContractFilter(order="-title"),
}


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory, registers_in: RegistersIn) -> list[Workspace]:
    return registers_in(tmp_path_factory.mktemp("sizes"))


@pytest.mark.parametrize("wanted", FILTERS.values(), ids=FILTERS.keys())
def test_a_page_of_twice_as_many_contracts_reads_no_row_more(
    monkeypatch: pytest.MonkeyPatch, registers: list[Workspace], wanted: ContractFilter
) -> None:
    """After a write: all contracts are read at the first opening alone."""
    found = []
    for workspace in registers:
        contract_page(workspace, NOW, wanted, first=0, limit=PER_PAGE)
        rename(workspace)
        with rows_given(monkeypatch) as read:
            shown = contract_page(workspace, NOW, wanted, first=0, limit=PER_PAGE)
        assert shown.total > PER_PAGE
        assert len(shown.rows) == PER_PAGE
        found.append(sum(read))
    assert found[0] == found[1] < 2 * PER_PAGE + 60


def test_who_has_no_contract_and_what_the_dashboard_says_read_no_row_more(
    monkeypatch: pytest.MonkeyPatch, registers: list[Workspace]
) -> None:
    found = []
    for workspace in registers:
        with rows_given(monkeypatch) as read:
            parties, _ = uncovered_page(workspace, NOW, ContractFilter(), first=0, limit=3)
            said = decisions(workspace, NOW, limit=3)
        assert (len(parties), len(said.first)) == (3, 3)
        found.append(sum(read))
    assert found[0] == found[1]


def test_one_contract_among_twice_as_many_reads_no_row_more(
    monkeypatch: pytest.MonkeyPatch, registers: list[Workspace]
) -> None:
    found = []
    for workspace in registers:
        with rows_given(monkeypatch) as read:
            contract_sheet(workspace, "cntp00003", on=TODAY, today=TODAY, number=workspace.head()[0])
        found.append(sum(read))
    assert found[0] == found[1]
