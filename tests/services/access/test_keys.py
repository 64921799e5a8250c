"""Every key beside a database: made once, told when it is lost, in every backup of keys, and put back with it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Final

import pytest

from kit.builders import AT, a_third_party, an_actor
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.identifier import Identifier, IdentifierKind
from sakimori.errors import StateError
from sakimori.services.access.call_keys import call_key
from sakimori.services.access.keys import KEY_IN_USE_REPLACED, KeyState, found_keys, key_in_use
from sakimori.services.access.second_step import sealed
from sakimori.services.audit import backup, restore
from sakimori.services.audit.keys_told import SHOWN_FOR, keys_to_tell
from sakimori.services.audit.view import verify
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.services.requests.stops import record_stop
from sakimori.services.webhooks.sending import secret_of
from sakimori.store.key_files import ACCOUNTS, KINDS, SIGNING, STOPS, WEBHOOKS, WORDS, key_file, read_keys
from sakimori.store.signatures import KEY_REPLACED
from sakimori.ui.frame.beside.upkeep import EVERY, Upkeep

pytestmark = pytest.mark.on_file  # keys are files
ME = an_actor()
PERSON = Identifier(IdentifierKind.MAIL_ADDRESS, "a.sample@example.jp")
NUMBER = Identifier(IdentifierKind.MAIL_ADDRESS, "b.sample@example.jp")


def stop(workspace: Workspace) -> object:
    with workspace.unit() as unit:
        who = NUMBER if unit.query("SELECT 1 FROM stop LIMIT 1") else PERSON
    return record_stop(workspace, who, StopChannel.MAIL, received_on=legal_day(AT), source="窓口", actor=ME, at=AT)


USES: Final[Mapping[str, Callable[[Workspace], object]]] = {
    STOPS: stop,
    SIGNING: lambda workspace: register(workspace, a_third_party(legal_name="別の会社"), actor=ME, at=AT),
    ACCOUNTS: lambda workspace: sealed(workspace, "us01", "secret", at=AT),
    WEBHOOKS: lambda workspace: secret_of(workspace, "wh_1", at=AT),
    WORDS: lambda workspace: call_key(workspace, "at_1", "key", asked=b"x", at=AT),
}
"""For each kind of key a use of it, which makes it."""
GOES_ON: Final = [kind for kind in KINDS if kind != STOPS]
"""Keys that are replaced when they are lost; stops would be found no more under another one."""


def test_each_kind_of_key_is_tried_here() -> None:
    assert USES.keys() == set(KINDS)


def used(path: Path, *kinds: str) -> Workspace:
    workspace = Workspace(path)
    for kind in kinds:
        USES[kind](workspace)
    return workspace


def state(workspace: Workspace, kind: str) -> KeyState:
    with workspace.unit() as unit:
        return next(one.state for one in found_keys(workspace, unit) if one.kind == kind)


def told(workspace: Workspace, *, days: int = 0) -> str:
    return "\n".join(f"{words.ja} {words.en}" for words in keys_to_tell(workspace, at=AT + timedelta(days=days)))


def noted(workspace: Workspace) -> str:
    return "\n".join(f"{words.ja} {words.en}" for words in verify(workspace).notes)


def test_a_key_that_was_never_needed_is_no_loss(tmp_path: Path) -> None:
    workspace = used(tmp_path / "own.db", SIGNING)
    assert [state(workspace, kind) for kind in KINDS if kind != SIGNING] == [KeyState.NOT_YET] * 4
    assert (told(workspace), noted(workspace)) == ("", "")


@pytest.mark.parametrize("kind", KINDS)
def test_a_lost_key_is_told_by_verify_in_the_settings_and_on_the_console(
    tmp_path: Path, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    workspace = used(tmp_path / "own.db", *KINDS)
    assert (told(workspace), noted(workspace)) == ("", "")
    file = key_file(workspace.target, kind)
    file.unlink()
    assert state(workspace, kind) is KeyState.LOST
    assert file.name in told(workspace)
    assert file.name in noted(workspace)
    upkeep = Upkeep()
    with caplog.at_level(logging.WARNING):
        for turn in range(3):  # told once, not each minute
            upkeep.see_to(workspace, at=AT + turn * EVERY)
    assert caplog.text.count(file.name) == 1
    assert not file.exists()  # to tell makes no new one


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_key_is_told_and_never_overwritten(tmp_path: Path, kind: str) -> None:
    workspace = used(tmp_path / "own.db", *KINDS)
    file = key_file(workspace.target, kind)
    file.write_text("zz", encoding="ascii")
    assert state(workspace, kind) is KeyState.DAMAGED
    assert file.name in told(workspace)
    assert file.name in noted(workspace)
    with pytest.raises(StateError, match=file.name.replace(".", r"\.")):
        USES[kind](workspace)
    assert file.read_text(encoding="ascii") == "zz"


@pytest.mark.parametrize("kind", GOES_ON)
def test_a_key_in_the_place_of_a_lost_one_stands_in_the_trail_and_is_told(tmp_path: Path, kind: str) -> None:
    workspace = used(tmp_path / "own.db", *KINDS)
    key_file(workspace.target, kind).unlink()
    USES[kind](workspace)
    USES[kind](workspace)
    assert state(workspace, kind) is KeyState.STANDS
    action = KEY_REPLACED if kind == SIGNING else KEY_IN_USE_REPLACED
    with workspace.unit() as unit:
        [line] = unit.trail.lines(action=action)
    assert kind in {SIGNING, line.entry.record_id}
    for words in (told(workspace), told(workspace, days=SHOWN_FOR.days), noted(workspace)):
        assert f"連番{line.entry.seq}で替わりました" in words
    assert told(workspace, days=SHOWN_FOR.days + 1) == ""
    assert verify(workspace).is_intact


def test_a_lost_key_of_the_stops_is_not_replaced(tmp_path: Path) -> None:
    workspace = used(tmp_path / "own.db", STOPS)
    key_file(workspace.target, STOPS).unlink()
    with pytest.raises(StateError, match=r"own\.stop\.key"):
        stop(workspace)
    assert state(workspace, STOPS) is KeyState.LOST


@pytest.mark.parametrize("kind", KINDS)
def test_another_key_in_its_place_is_told(tmp_path: Path, kind: str) -> None:
    workspace, other = used(tmp_path / "own.db", *KINDS), used(tmp_path / "other.db", *KINDS)
    key_file(other.target, kind).replace(key_file(workspace.target, kind))
    assert state(workspace, kind) is KeyState.OTHER
    assert f"own.{kind}.key" in told(workspace)


@pytest.mark.parametrize("kind", KINDS)
def test_each_key_goes_into_a_backup_of_keys_and_comes_back_with_it(tmp_path: Path, kind: str) -> None:
    workspace = used(tmp_path / "own.db", *KINDS)
    secret = workspace.keys.read(kind)
    made = backup.back_up(workspace, tmp_path / "copy.db", keys=tmp_path / "keys", actor=ME, at=AT)
    assert made.report.notes == ()
    assert read_keys(tmp_path / "keys")[kind] == secret
    there = tmp_path / "elsewhere"
    there.mkdir()
    done = restore.restore(
        tmp_path / "copy.db", there / "own.db", keys=tmp_path / "keys", replaces=False, is_forced=False, at=AT
    )
    assert done.report.notes == ()
    again = Workspace(there / "own.db")
    assert again.keys.read(kind) == secret
    assert (state(again, kind), told(again)) == (KeyState.STANDS, "")


def test_a_backup_put_back_without_its_keys_tells_each_of_them(tmp_path: Path) -> None:
    workspace = used(tmp_path / "own.db", *KINDS)
    backup.back_up(workspace, tmp_path / "copy.db", keys=None, actor=ME, at=AT)
    there = tmp_path / "elsewhere"
    there.mkdir()
    done = restore.restore(tmp_path / "copy.db", there / "own.db", keys=None, replaces=False, is_forced=False, at=AT)
    for kind in KINDS:
        assert f"{kind}.key" in "".join(note.en for note in done.report.notes)


def test_a_key_of_an_older_program_is_marked_and_its_loss_without_a_mark_is_told(tmp_path: Path) -> None:
    workspace = used(tmp_path / "own.db", WEBHOOKS)
    with workspace.writing() as unit:
        unit.engine.execute("DELETE FROM meta WHERE key = 'webhook_key_check'")
        unit.engine.insert_all(
            "webhook",
            [
                {
                    "id": "wh_1",
                    "name": "a",
                    "url": "https://a.example",
                    "events": "[]",
                    "made_by": "us01",
                    "made_at": "",
                    "told_number": 0,
                    "told_on": AT.date().isoformat(),
                    "ended_at": None,
                }
            ],
        )
        unit.engine.insert_all(
            "webhook_delivery",
            [
                {
                    "id": "ev_1",
                    "webhook_id": "wh_1",
                    "event": "x",
                    "body": "",
                    "created_at": "",
                    "tries": 1,
                    "next_at": None,
                    "sent_at": None,
                    "last_status": None,
                    "last_error": "",
                    "place": 1,
                }
            ],
        )
    secret = secret_of(workspace, "wh_1", at=AT)
    assert workspace.meta("webhook_key_check")
    with workspace.writing() as unit:
        unit.engine.execute("DELETE FROM meta WHERE key = 'webhook_key_check'")
    key_file(workspace.target, WEBHOOKS).unlink()
    assert state(workspace, WEBHOOKS) is KeyState.LOST
    assert secret_of(workspace, "wh_1", at=AT) != secret
    with workspace.unit() as unit:
        assert len(unit.trail.lines(action=KEY_IN_USE_REPLACED)) == 1


def test_of_servers_that_make_a_key_at_once_all_use_one(tmp_path: Path) -> None:
    path = tmp_path / "own.db"
    used(path, SIGNING)
    found: list[bytes] = []
    gate = Barrier(4)

    def begin() -> None:
        own = Workspace(path)
        gate.wait()
        found.append(key_in_use(own, WORDS, at=AT))

    threads = [Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    with Workspace(path).unit() as unit:
        assert not unit.trail.lines(action=KEY_IN_USE_REPLACED)
