"""A check that goes on where an earlier one ended finds what was forged since, and walks nothing again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kit.builders import AT, a_third_party, an_actor, rows_given
from kit.homes import behind_our_back
from sakimori.domain.codes import ContactKind
from sakimori.domain.records.third_party import Contact, ThirdParty
from sakimori.domain.trail import TrailFault
from sakimori.services.audit.since import verify_since
from sakimori.services.audit.view import VerifyReport, verify
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import edit, register

ACTOR = an_actor()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    opened = Workspace(tmp_path / "own.db")
    contact = Contact("", "", ContactKind.SECURITY, name="山田 太郎")
    register(opened, a_third_party(), contacts=(contact,), actor=ACTOR, at=AT)
    opened.access("evidence.downloaded", actor=ACTOR, at=AT, what="evidence", key="ev1")
    return opened


def party_of(workspace: Workspace) -> ThirdParty:
    with workspace.unit() as unit:
        return next(party for party in unit.records.select(ThirdParty) if not party.is_self)


def write_on(workspace: Workspace, country: str = "US") -> None:
    edit(workspace, replace(party_of(workspace), country=country), actor=ACTOR, at=AT, reason="移転")
    workspace.access("evidence.downloaded", actor=ACTOR, at=AT, what="evidence", key="ev2")


def forge(workspace: Workspace, sql: str) -> None:
    with behind_our_back(workspace.target) as engine:
        engine.execute(sql)


def test_what_came_since_is_told_as_a_whole_check_tells_it(workspace: Workspace) -> None:
    before = verify(workspace)
    assert verify_since(workspace, before) == before
    write_on(workspace)
    after = verify_since(workspace, before)
    assert after == verify(workspace) != before


FORGED_SINCE: dict[str, Callable[[VerifyReport], str]] = {
    "an entry": lambda was: f"UPDATE audit_entry SET actor = 'us99' WHERE seq = {was.changes.entries + 1}",
    "a body": lambda was: f"UPDATE audit_body SET body = '{{}}' WHERE seq = {was.changes.entries + 1}",
    "an entry that is gone": lambda was: f"DELETE FROM audit_entry WHERE seq = {was.changes.entries + 1}",
    "a read": lambda was: f"UPDATE access_entry SET actor = 'us99' WHERE seq = {was.accesses.entries + 1}",
    "a record": lambda _: "UPDATE third_party SET country = 'CN' WHERE country = 'FR'",
}


@pytest.mark.parametrize("forged", FORGED_SINCE)
def test_whatever_was_forged_since_is_found_as_a_whole_check_finds_it(workspace: Workspace, forged: str) -> None:
    before = verify(workspace)
    write_on(workspace)
    write_on(workspace, country="FR")
    forge(workspace, FORGED_SINCE[forged](before))
    found, whole = verify_since(workspace, before), verify(workspace)
    assert found is not None
    assert not found.is_intact
    assert (found.changes, found.accesses, found.disagreements) == (
        whole.changes, whole.accesses, whole.disagreements,
    )  # fmt: skip


def test_a_trail_that_lost_the_end_that_was_seen_is_another_one(workspace: Workspace) -> None:
    before = verify(workspace)
    forge(workspace, f"UPDATE audit_entry SET hash = 'other' WHERE seq = {before.changes.entries}")
    assert verify_since(workspace, before) is None


def test_an_access_log_that_lost_the_end_that_was_seen_was_cut(workspace: Workspace) -> None:
    before = verify(workspace)
    forge(workspace, "DELETE FROM access_body")
    forge(workspace, "DELETE FROM access_entry")
    found = verify_since(workspace, before)
    assert found is not None
    assert found.accesses.fault is TrailFault.CUT


def test_what_is_forged_below_the_end_that_was_seen_is_left_to_a_whole_check(workspace: Workspace) -> None:
    before = verify(workspace)
    forge(workspace, "UPDATE audit_entry SET actor = 'us99' WHERE seq = 1")
    found = verify_since(workspace, before)
    assert found is not None
    assert found.is_intact
    assert not verify(workspace).is_intact


def test_the_state_that_is_checked_is_never_older_than_the_check(workspace: Workspace) -> None:
    with workspace.look():
        with workspace.unit() as unit:
            seen = unit.number()
        elsewhere = Workspace(workspace.target)
        write_on(elsewhere)
        newer = verify(elsewhere)
        assert verify_since(workspace, newer) == newer
        with workspace.unit() as unit:
            assert unit.number() == seen


def test_only_the_entries_since_are_read(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = verify(workspace)
    write_on(workspace)
    with rows_given(monkeypatch) as read:
        verify_since(workspace, before)
    assert sum(read) < 25
