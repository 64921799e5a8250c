"""Backups and putting them back: whole, checked, never over what is open, under writers and kill -9."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from kit.builders import AT, a_third_party, an_actor
from kit.killing import acknowledged, killed_after, names, run, writing
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.identifier import Identifier, IdentifierKind
from sakimori.errors import CorruptError, StateError, StoreFullError
from sakimori.services.audit import backup, restore
from sakimori.services.audit.view import verify
from sakimori.services.kernel.evidence import file_evidence, read_evidence
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.services.requests.stops import is_stopped, record_stop
from sakimori.store.engine import SqliteEngine
from sakimori.store.key_files import SIGNING, STOPS, key_file

pytestmark = pytest.mark.on_file  # backups are files, and a file is what they are of
ME = an_actor()
PERSON = Identifier(IdentifierKind.MAIL_ADDRESS, "a.sample@example.jp")
KILLS = int(os.environ.get("SAKIMORI_KILLS", "4"))
"""So many kills on a push; a night tries hundreds."""


@pytest.fixture
def standing(tmp_path: Path) -> Path:
    """A database with a third party, a document and a stop."""
    path = tmp_path / "own.db"
    workspace = Workspace(path)
    party = register(workspace, a_third_party(legal_name="控える会社"), actor=ME, at=AT).record
    file_evidence(workspace, third_party_id=party.id, filename="a.pdf", body=b"%PDF-1", actor=ME, at=AT)
    record_stop(workspace, PERSON, StopChannel.MAIL, received_on=legal_day(AT), source="窓口", actor=ME, at=AT)
    workspace.close()
    return path


def backed_up(standing: Path, place: Path, keys: Path | None = None) -> backup.Backup:
    return backup.back_up(Workspace(standing), place, keys=keys, actor=ME, at=AT)


def put_back(file: Path, target: Path, keys: Path | None = None, *, replaces: bool = False) -> restore.Restored:
    return restore.restore(file, target, keys=keys, replaces=replaces, is_forced=False, at=AT)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_backup_is_one_file_that_holds_everything_and_verifies(standing: Path, tmp_path: Path) -> None:
    made = backed_up(standing, tmp_path / "copy.db", tmp_path / "keys")
    assert made.report.is_intact
    assert made.report.notes == ()  # its signatures were checked
    assert {path.name for path in tmp_path.iterdir() if path.name.startswith(("copy", "keys"))} == {"copy.db", "keys"}
    assert [mode(made.path), mode(tmp_path / "keys")] == [0o600, 0o600]
    elsewhere = tmp_path / "elsewhere" / "own.db"

    done = put_back(made.path, elsewhere, tmp_path / "keys")

    assert (done.kept, done.report.is_intact, mode(elsewhere.parent)) == (None, True, 0o700)
    workspace = Workspace(elsewhere)
    assert verify(workspace).notes == ()
    assert is_stopped(workspace, [PERSON], StopChannel.MAIL, actor=ME, at=AT, on=legal_day(AT))
    with workspace.unit() as unit:
        [row] = unit.query("SELECT id FROM evidence")
        assert unit.query("SELECT 1 FROM sqlite_master WHERE name LIKE '%session%'") == []
    assert read_evidence(workspace, str(row["id"]), actor=ME, at=AT).body == b"%PDF-1"


def test_that_somebody_took_a_copy_is_on_record(standing: Path, tmp_path: Path) -> None:
    backed_up(standing, tmp_path / "copy.db")
    with Workspace(standing).unit() as unit:
        [line] = unit.accesses.lines()
    assert (line.entry.action, line.entry.record_id) == ("workspace.backed_up", "copy.db")


def test_without_its_keys_a_copy_says_what_it_lacks(standing: Path, tmp_path: Path) -> None:
    made = backed_up(standing, tmp_path / "copy.db")
    done = put_back(made.path, tmp_path / "other" / "own.db")
    assert "signing.key" in done.report.notes[0].ja
    register(Workspace(tmp_path / "other" / "own.db"), a_third_party(), actor=ME, at=AT)
    assert "鍵が連番" in verify(Workspace(tmp_path / "other" / "own.db")).notes[0].ja


def test_a_backup_overwrites_nothing(standing: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("other", encoding="ascii")
    with pytest.raises(StateError):
        backed_up(standing, tmp_path / "copy.db")
    (tmp_path / "keys").write_text("other", encoding="ascii")
    with pytest.raises(StateError):
        backed_up(standing, tmp_path / "new.db", tmp_path / "keys")
    assert not (tmp_path / "new.db").exists()


def test_a_full_disk_leaves_nothing_of_a_backup(
    standing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: object, target: Path) -> None:
        target.write_bytes(b"half")
        raise StoreFullError

    monkeypatch.setattr(SqliteEngine, "snapshot", full)
    (tmp_path / "copies").mkdir()
    with pytest.raises(StoreFullError):
        backed_up(standing, tmp_path / "copies")
    assert list((tmp_path / "copies").iterdir()) == []


def test_a_folder_keeps_the_newest_and_loses_what_a_crash_left(standing: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    for name in ("own-20260101-000000.db", "own-20260102-000000.db", "other-20260101-000000.db"):
        (folder / name).touch()
    left = folder / "own-20260101-000000.db.making"
    left.touch()
    os.utime(left, (0, 0))
    made = backed_up(standing, folder)
    backup.thin_out(Workspace(standing), folder, keep=2, at=AT)
    kept = {"own-20260102-000000.db", "other-20260101-000000.db", made.path.name}
    assert {path.name for path in folder.iterdir()} == kept


def test_a_database_that_stands_is_replaced_on_request_and_kept(standing: Path, tmp_path: Path) -> None:
    made = backed_up(standing, tmp_path / "copy.db", tmp_path / "keys")
    later = Workspace(standing)
    register(later, a_third_party(legal_name="あとの会社"), actor=ME, at=AT)
    later.close()
    with pytest.raises(StateError) as refused:
        put_back(made.path, standing)
    assert "--replace" in refused.value.message("ja")

    done = put_back(made.path, standing, tmp_path / "keys", replaces=True)

    assert done.kept is not None
    assert (names(standing), names(done.kept)) == ({"控える会社"}, {"控える会社", "あとの会社"})
    for path in (standing, done.kept):
        assert verify(Workspace(path)).is_intact
        assert all(mode(file) == 0o600 for file in (path, *(key_file(path, kind) for kind in (STOPS, SIGNING))))


def test_a_database_that_is_open_is_not_replaced(standing: Path, tmp_path: Path) -> None:
    made = backed_up(standing, tmp_path / "copy.db")
    with closing(sqlite3.connect(standing)) as other:
        other.execute("SELECT COUNT(*) FROM meta").fetchone()
        with pytest.raises(StateError) as refused:
            put_back(made.path, standing, replaces=True)
    assert "own.db" in refused.value.message("en")
    assert names(standing) == {"控える会社"}
    assert sorted(path.suffix for path in tmp_path.iterdir() if "making" in path.name or "-replaced" in path.name) == []


def test_a_damaged_database_is_set_aside_and_a_damaged_backup_is_refused(standing: Path, tmp_path: Path) -> None:
    made = backed_up(standing, tmp_path / "copy.db")
    body = standing.read_bytes()
    with standing.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 60_000)

    done = put_back(made.path, standing, replaces=True)

    assert (names(standing), verify(Workspace(standing)).is_intact) == ({"控える会社"}, True)
    assert done.kept is not None
    assert done.kept.stat().st_size == len(body)
    made.path.write_bytes(done.kept.read_bytes())
    with pytest.raises(CorruptError):
        put_back(made.path, tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


def test_what_does_not_verify_is_put_back_only_when_somebody_says_so(standing: Path, tmp_path: Path) -> None:
    made = backed_up(standing, tmp_path / "copy.db")
    with closing(sqlite3.connect(made.path)) as connection:
        connection.execute("UPDATE third_party SET country = 'US' WHERE legal_name = '控える会社'")
        connection.commit()
    with pytest.raises(StateError) as refused:
        put_back(made.path, tmp_path / "new.db")
    assert "1件" in refused.value.message("ja")
    restore.restore(made.path, tmp_path / "new.db", keys=None, replaces=False, is_forced=True, at=AT)
    assert names(tmp_path / "new.db") == {"控える会社"}


def test_the_command_asks_for_a_word_about_the_keys(standing: Path, tmp_path: Path) -> None:
    place = tmp_path / "copy.db"
    assert run("backup", place, "--db", standing).returncode == 2
    done = run("backup", place, "--db", standing, "--with-key", tmp_path / "keys")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, str(place))
    done = run("restore", place, "--db", tmp_path / "new" / "own.db", "--key", tmp_path / "keys")
    assert done.returncode == 0
    assert "No tampering was found." in done.stdout


def test_a_copy_made_while_somebody_writes_holds_what_was_acknowledged_before(standing: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    with writing(standing, told):
        for number in range(2):
            time.sleep(0.3)
            before = acknowledged(told)
            done = run("backup", tmp_path / f"copy{number}.db", "--db", standing, "--without-key")
            assert done.returncode == 0, done.stderr
            assert before <= names(tmp_path / f"copy{number}.db")
    assert acknowledged(told) <= names(standing)
    assert verify(Workspace(standing)).is_intact


def test_a_backup_killed_at_any_moment_leaves_a_whole_copy_or_none(standing: Path, tmp_path: Path) -> None:
    rng, told = Random(7), tmp_path / "told"  # noqa: S311 - moments
    with writing(standing, told):
        for number in range(KILLS):
            place = tmp_path / f"copy{number}.db"
            killed_after(rng.uniform(0.2, 2.5), "backup", place, "--db", standing, "--without-key")
            if place.exists():
                assert verify(Workspace(place)).is_intact
            for left in tmp_path.glob(f"*copy{number}.db*"):  # hundreds of them would fill a disk
                left.unlink()
    assert acknowledged(told) <= names(standing)
    assert verify(Workspace(standing)).is_intact


def test_a_restoring_killed_at_any_moment_leaves_the_old_or_the_new_whole(standing: Path, tmp_path: Path) -> None:
    rng, old, new = Random(8), {"控える会社"}, {"控える会社", "新しい会社"}  # noqa: S311 - moments
    made = [backed_up(standing, tmp_path / "old.db").path]
    later = Workspace(standing)
    register(later, a_third_party(legal_name="新しい会社"), actor=ME, at=AT)
    later.close()
    made.append(backed_up(standing, tmp_path / "new.db").path)
    for number in range(KILLS):
        killed_after(rng.uniform(0.2, 2.5), "restore", made[number % 2], "--db", standing, "--replace")
        assert names(standing) in (old, new)
        workspace = Workspace(standing)
        assert verify(workspace).is_intact
        workspace.close()
    done = run("restore", made[1], "--db", standing, "--replace")
    assert (done.returncode, names(standing)) == (0, new)
