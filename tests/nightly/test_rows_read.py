"""How many rows the desk and the book read of a register of twice the size: none more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kit.builders import an_actor, rows_given
from sakimori.bench.synthetic import AT, TODAY, make_synthetic
from sakimori.clock import now
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.hand_over import NoRecord, ProvisionRecord
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.names import fold
from sakimori.services.clearance.inbox import desk_counts, turning_page
from sakimori.services.kernel.judge_queue import judge_all_waiting
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.records import rows as book
from sakimori.services.records.rows import RecordFilter
from services.records.test_rows import a_record, a_release

ACTOR = an_actor()


def test_the_turning_answers_of_a_register_of_twice_the_size_are_no_row_more_to_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found: list[int] = []
    for size in (40, 80):
        workspace = make_synthetic(tmp_path / f"{size}.db", size, progress=lambda _: None)
        with workspace.change("bench.made", actor=ACTOR, at=AT, batch_id="bench") as change:
            for contract in change.records.select(Contract):
                change.update(replace(contract, end_on=TODAY + timedelta(days=40), auto_renews=False))
        with rows_given(monkeypatch) as read:
            seen = AsOf(TODAY, 10**9)
            desk_counts(workspace, seen, actor=ACTOR)
            rows, total = turning_page(workspace, seen, text="社", actor=ACTOR, first=5, limit=20)
        assert (len(rows), total > 25) == (20, True)
        found.append(sum(read))
    assert found[0] == found[1]


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> list[Workspace]:
    """Two books in which the flows of each third party have a record, lack one, or need none."""
    made = []
    for size in (60, 120):
        workspace = make_synthetic(tmp_path_factory.mktemp("sizes") / f"{size}.db", size, progress=lambda _: None)
        with workspace.change("bench.made", actor=ACTOR, at=AT, batch_id="bench") as change:
            for n, flow in enumerate(change.records.select(DataFlow)):
                if n % 3:
                    stands = change.update(replace(flow, route=LegalRoute.CONSENT))
                    if n % 3 == 1:
                        change.insert(a_record(stands, n % 4))
                        change.insert(a_release(stands, 1, no_record=NoRecord.ENTRUST, uncleared_on=TODAY))
        assert list(judge_all_waiting(workspace, clock=now))
        made.append(workspace)
    return made


def test_a_page_of_a_book_of_twice_the_size_reads_no_row_more(
    monkeypatch: pytest.MonkeyPatch, registers: list[Workspace]
) -> None:
    def opened(workspace: Workspace) -> list[int]:
        seen, page = AsOf(TODAY, 10**9), dict[str, Any](actor=ACTOR, first=10, limit=20)
        with rows_given(monkeypatch) as read:
            book.book_counts(workspace, seen, actor=ACTOR)
            lists: list[list[Any]] = [
                book.due_page(workspace, seen, **page)[0],
                book.free_page(workspace, seen, "社", **page)[0],
                book.record_page(workspace, seen, ProvisionRecord, RecordFilter(words=fold("株式")), **page)[0],
            ]
        return [sum(read), *map(len, lists)]

    small, large = map(opened, registers)
    assert small == large
    assert small[1:] == [20, 20, 20]
    assert small[0] < 3 * 3 * 20 + 40
