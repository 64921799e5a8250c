"""A page of a list, and a write, cost as much in a large register as in a small one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from kit.builders import an_actor, rename, rows_given
from kit.demos import RegistersIn
from sakimori.bench.synthetic import ACTOR, AT, TODAY
from sakimori.domain.codes import Basis, Severity, UserRole
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.as_of import AsOf
from sakimori.services.assessments.rows import AssessmentFilter, Stage, cycle_page, stage_counts
from sakimori.services.assessments.rows import row_page as page_of_assessments
from sakimori.services.clearance.approved import RecipientFilter, counts, held_back
from sakimori.services.clearance.approved import row_page as page_of_recipients
from sakimori.services.gaps.rows import GapFilter, Grouping, board, group_page, row_page
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.rows import Focus, PartyFilter, how_many, party_counts
from sakimori.services.parties.rows import row_page as page_of_parties
from sakimori.store.engine import SqliteEngine

PER_PAGE = 20
AS_OF = AsOf(TODAY, 10**9)
FILTERS = {
    "now": GapFilter(last_day=TODAY),
    "of third parties": GapFilter(is_own=False),
    "medium": GapFilter(last_day=TODAY, severities=frozenset({Severity.MEDIUM})),
    "policy by tier": GapFilter(bases=frozenset({Basis.POLICY}), tiers=frozenset({1, 2, None})),
}


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory, registers_in: RegistersIn) -> list[Workspace]:
    return registers_in(tmp_path_factory.mktemp("sizes"))


def rows_read(
    monkeypatch: pytest.MonkeyPatch, open_page: Callable[[Workspace], Sequence[int]], workspace: Workspace
) -> tuple[int, Sequence[int]]:
    """How many rows the engine gives for one opening of a page, and how many of them are shown on its parts.

    It was opened before, and somebody has written since: all third parties are read at the first opening alone.
    """
    open_page(workspace)
    rename(workspace)
    with rows_given(monkeypatch) as read:
        shown = open_page(workspace)
    return sum(read), shown


def board_page(wanted: GapFilter, workspace: Workspace) -> Sequence[int]:
    tallies = board(workspace, AS_OF, wanted).tallies
    rows, total = row_page(workspace, AS_OF, wanted, first=0, limit=PER_PAGE, tallies=tallies)
    groups, _ = group_page(workspace, AS_OF, wanted, Grouping.PARTY, first=0, limit=10)
    assert total > PER_PAGE
    return [len(rows), len(groups)]


@pytest.mark.parametrize("wanted", FILTERS.values(), ids=FILTERS.keys())
def test_the_board_of_twice_as_many_third_parties_reads_no_row_more(
    monkeypatch: pytest.MonkeyPatch, registers: list[Workspace], wanted: GapFilter
) -> None:
    small, large = (rows_read(monkeypatch, partial(board_page, wanted), workspace) for workspace in registers)
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


@pytest.mark.on_file
def test_a_write_among_twice_as_many_third_parties_takes_no_longer(tmp_path: Path, registers_in: RegistersIn) -> None:
    small, large = map(steps_of_a_write, registers_in(tmp_path))
    assert large < 1.1 * small


def party_page(wanted: PartyFilter, workspace: Workspace) -> Sequence[int]:
    standing = party_counts(workspace, AS_OF)
    assert min(standing.in_focus.values(), default=0) > 0
    assert how_many(workspace, AS_OF, wanted) > PER_PAGE
    return [len(page_of_parties(workspace, AS_OF, wanted, first=0, limit=PER_PAGE))]


PARTIES = {
    "worst first": PartyFilter(),
    "with gaps, by name": PartyFilter(focus=Focus.GAPS, order="-name"),
    "found": PartyFilter(text="株式会社"),
}


@pytest.mark.parametrize("wanted", PARTIES.values(), ids=PARTIES.keys())
def test_the_list_of_twice_as_many_third_parties_reads_no_row_more(
    monkeypatch: pytest.MonkeyPatch, registers: list[Workspace], wanted: PartyFilter
) -> None:
    small, large = (rows_read(monkeypatch, partial(party_page, wanted), workspace) for workspace in registers)
    assert small == large
    assert small[1] == [PER_PAGE]
    assert small[0] < PER_PAGE + 20


@pytest.mark.parametrize("reader", ["us1", "decider"])
def test_the_recipients_of_twice_as_many_flows_read_no_row_more(
    monkeypatch: pytest.MonkeyPatch, registers: list[Workspace], reader: str
) -> None:
    actor = an_actor(UserRole.SALES, user_id=reader)
    for workspace in registers:
        with workspace.writing() as unit:
            unit.engine.execute("UPDATE outcome_span SET outcome = 'conditional' WHERE outcome = 'review'")
            unit.engine.execute("DELETE FROM own_answer")
            unit.engine.execute(
                "INSERT INTO own_answer SELECT id, 'decider', third_party_id, NULL, NULL, 'review', '[]' FROM "
                "data_flow WHERE id LIKE '%0'"
            )

    def opened(workspace: Workspace) -> Sequence[int]:
        told = counts(workspace, AS_OF, RecipientFilter(), actor=actor)
        everybodys = counts(workspace, AS_OF, RecipientFilter(), actor=an_actor(UserRole.SALES))
        assert (told.flows < everybodys.flows) is (reader == "decider")
        assert told.flows > PER_PAGE
        rows = page_of_recipients(workspace, AS_OF, RecipientFilter(), first=0, limit=PER_PAGE, actor=actor)
        return [len(rows), len(held_back(workspace, AS_OF, "株式会社", limit=3, actor=actor))]

    small, large = (rows_read(monkeypatch, opened, workspace) for workspace in registers)
    assert small == large
    assert small[1] == [PER_PAGE, 3]
    assert small[0] < PER_PAGE + 30


@pytest.mark.parametrize("stage", [Stage.DECIDED, Stage.VALID, Stage.ALL])
def test_the_assessments_of_twice_as_many_third_parties_read_no_row_more(
    monkeypatch: pytest.MonkeyPatch, registers: list[Workspace], stage: Stage
) -> None:
    def opened(workspace: Workspace) -> Sequence[int]:
        assert stage_counts(workspace, AS_OF)[stage] > PER_PAGE
        wanted = AssessmentFilter(stage=stage)
        rows = page_of_assessments(workspace, AS_OF, wanted, first=0, limit=PER_PAGE)
        pairs, total = cycle_page(workspace, AS_OF, first=0, limit=5)
        assert total > len(pairs)
        return [len(rows), len(pairs)]

    small, large = (rows_read(monkeypatch, opened, workspace) for workspace in registers)
    assert small == large
    assert small[1] == [PER_PAGE, 5]
    assert small[0] < PER_PAGE + 30
