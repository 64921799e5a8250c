"""Opening a workspace: it writes what is missing once, and keeps nobody who writes waiting after that."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest

from kit.builders import AT, a_third_party
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.services.kernel.judge_queue import make_up, mark_current
from sakimori.services.kernel.unit import put_meta
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.engine import BUSY_TIMEOUT_MS, open_engine


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "own.db"
    mark_current(Workspace(path))
    return path


def test_somebody_opens_and_reads_while_somebody_else_writes(path: Path) -> None:
    writer, begun = open_engine(path), perf_counter()

    with writer.write():
        workspace = Workspace(path)
        make_up(workspace, at=AT)
        with workspace.unit() as unit:
            assert unit.records.get(ThirdParty, SELF_ID).is_self

    assert perf_counter() - begun < BUSY_TIMEOUT_MS / 1000 / 2


def test_a_new_database_has_our_own_dossier_when_it_is_open(tmp_path: Path) -> None:
    with Workspace(tmp_path / "new.db").unit() as unit:
        assert [party.id for party in unit.records.select(ThirdParty)] == [SELF_ID]


def test_what_lists_read_is_kept_when_a_database_of_an_earlier_program_is_opened(path: Path) -> None:
    party = a_third_party(id="tp1", legal_name="青葉")
    with Workspace(path).writing() as unit:
        unit.records.insert(party)
        put_meta(unit, "lists_kept", "0001_earlier")

    with Workspace(path).unit() as unit:
        assert unit.query("SELECT 1 FROM party_head WHERE third_party_id = 'tp1'")
