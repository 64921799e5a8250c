"""After a write, the list of flows reads as many rows of a large register as of a small one: those that changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kit.builders import rows_given
from kit.demos import SIZES, RegistersIn
from sakimori.bench.synthetic import ACTOR, AT, TODAY
from sakimori.domain.records.data_flow import DataFlow
from sakimori.services.dashboard.due import register_figures
from sakimori.services.flows.rows import flow_rows
from sakimori.services.kernel.recording import record


def test_a_write_has_only_the_flows_of_its_third_party_read_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, registers_in: RegistersIn
) -> None:
    found = []
    for size, workspace in zip(SIZES, registers_in(tmp_path), strict=True):
        before = flow_rows(workspace, on=TODAY, number=workspace.head()[0])
        with workspace.unit() as unit:
            flow = unit.records.select(DataFlow, "third_party_id = :id", {"id": "tp00007"})[0]
        record(workspace, replace(flow, name="改めたフロー"), actor=ACTOR, at=AT)
        number = workspace.head()[0]
        with rows_given(monkeypatch) as read:
            after = flow_rows(workspace, on=TODAY, number=number)
        assert len(after) == len(before) == 3 * size
        assert [row.flow.name for row in after if row.flow.id == flow.id] == ["改めたフロー"]
        found.append(sum(read))
    assert found[1] <= found[0] < 150


def test_the_register_of_the_dashboard_reads_counts_and_no_flow(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, registers_in: RegistersIn
) -> None:
    found = []
    for size, workspace in zip(SIZES, registers_in(tmp_path), strict=True):
        with rows_given(monkeypatch) as read:
            figures = register_figures(workspace, on=TODAY, number=workspace.head()[0])
        assert figures.flows == 3 * size
        assert figures.countries
        found.append(sum(read))
    assert max(found) < 80, "a row for each country and what carries flows there, and the first of some lists"
    assert abs(found[1] - found[0]) < 10
