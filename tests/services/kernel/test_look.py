"""A look: whatever a page reads is of one state of the records, also while others write."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest

from kit.builders import AT
from kit.flowing import ACTOR, a_party
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.kernel.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "own.db")


def names(workspace: Workspace) -> int:
    with workspace.unit() as unit:
        return len(unit.records.select(ThirdParty))


def beside(workspace: Workspace) -> None:
    """Another person registers a third party."""
    other = Thread(target=a_party, args=(workspace,))
    other.start()
    other.join()


def test_what_others_write_meanwhile_is_seen_by_the_next_look(workspace: Workspace) -> None:
    with workspace.look():
        before = names(workspace)
        beside(workspace)
        assert names(workspace) == before
    with workspace.look():
        assert names(workspace) == before + 1


def test_without_a_look_each_unit_sees_what_stands_then(workspace: Workspace) -> None:
    before = names(workspace)
    beside(workspace)
    assert names(workspace) == before + 1


def test_who_writes_sees_it_at_once(workspace: Workspace) -> None:
    with workspace.look():
        before = names(workspace)
        a_party(workspace)
        assert names(workspace) == before + 1


def fails(workspace: Workspace) -> None:
    with workspace.look():
        names(workspace)
        beside(workspace)
        raise KeyError


def test_a_look_keeps_no_writer_waiting_and_ends_with_an_error(workspace: Workspace) -> None:
    before = names(workspace)
    with pytest.raises(KeyError):
        fails(workspace)
    assert names(workspace) == before + 1


def test_units_of_one_look_share_a_connection(workspace: Workspace) -> None:
    with workspace.look(), workspace.unit() as one, workspace.unit() as other:
        assert one.engine is other.engine
    with workspace.look(), workspace.unit() as one, workspace.change("party.edited", actor=ACTOR, at=AT) as change:
        assert one.engine is not change.engine


def test_a_past_day_is_read_within_a_look(workspace: Workspace) -> None:
    with workspace.look(), workspace.unit() as unit, unit.engine.scratch():
        unit.engine.execute("CREATE TEMP TABLE known (id TEXT)")
        unit.engine.execute("INSERT INTO known (id) VALUES ('tp_1')")
        assert len(unit.query("SELECT id FROM known")) == 1
        with unit.engine.scratch():
            unit.engine.execute("DELETE FROM known")
        assert len(unit.query("SELECT id FROM known")) == 1


def test_the_number_that_a_look_has_read_is_read_once_and_counts_as_read_each_time(workspace: Workspace) -> None:
    with workspace.look(), workspace.unit() as unit:
        number = unit.number()
        beside(workspace)
        with workspace.unit() as again, again.engine.noting() as noted:
            assert again.number() == number
        assert noted == {unit.trail.last}
    with workspace.unit() as unit:
        assert unit.number() > number
