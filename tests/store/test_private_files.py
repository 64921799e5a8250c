"""Who can read the files of a database, and what is left of what was erased."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from kit.builders import AT, a_third_party, an_actor
from sakimori.domain.codes import ContactKind
from sakimori.domain.records.third_party import Contact
from sakimori.errors import StoreError
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import erase_contact, register
from sakimori.store.key_files import made_key, new_key, read_key, read_keys, write_key, write_keys

ME = an_actor()
SECRET = "架空山田太郎之助"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_database_and_its_log_belong_to_their_owner_alone_in_a_folder_of_his(tmp_path: Path) -> None:
    path = tmp_path / "new" / "own.db"
    workspace = Workspace(path)
    register(workspace, a_third_party(), actor=ME, at=AT)
    assert mode(path.parent) == 0o700
    assert {mode(file) for file in path.parent.iterdir()} == {0o600}


def test_one_that_others_could_read_is_taken_from_them_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "own.db"
    Workspace(path).close()
    path.chmod(0o644)
    Workspace(path)
    assert mode(path) == 0o600


@pytest.mark.parametrize("there", [False, True])
def test_a_key_is_whole_or_not_there(tmp_path: Path, there: bool) -> None:
    path, key = tmp_path / "own.stop.key", new_key()
    if there:
        write_key(path, key)
        with pytest.raises(StoreError):
            write_key(path, new_key())
        assert read_key(path) == key
        key = new_key()
    write_key(path, key, replaces=True)
    assert (read_key(path), mode(path), [file.name for file in tmp_path.iterdir()]) == (key, 0o600, [path.name])


def test_a_key_is_written_once_where_no_file_can_have_two_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "hardlink_to", refused)
    path, key = tmp_path / "own.stop.key", new_key()
    write_key(path, key)
    with pytest.raises(StoreError):
        write_key(path, new_key())
    assert (read_key(path), made_key(path), [file.name for file in tmp_path.iterdir()]) == (key, key, [path.name])


def test_of_servers_that_make_a_key_at_once_all_have_the_same(tmp_path: Path) -> None:
    path, begin = tmp_path / "own.webhook.key", Barrier(8)

    def make(_: int) -> bytes:
        begin.wait()
        return made_key(path)

    with ThreadPoolExecutor(8) as pool:
        assert {*pool.map(make, range(8))} == {read_key(path)}
    assert ([file.name for file in tmp_path.iterdir()], mode(path)) == ([path.name], 0o600)


def test_keys_of_a_backup_come_back_by_their_kind(tmp_path: Path) -> None:
    keys = {"stop": new_key(), "signing": new_key()}
    write_keys(tmp_path / "keys", keys)
    assert read_keys(tmp_path / "keys") == keys


def test_of_an_erased_person_no_byte_is_left(tmp_path: Path) -> None:
    path = tmp_path / "own.db"
    workspace = Workspace(path)
    contact = Contact("", "", ContactKind.SECURITY, name=SECRET)
    register(workspace, a_third_party(), contacts=(contact,), actor=ME, at=AT)
    with workspace.unit() as unit:
        [stored] = unit.records.select(Contact)
        assert unit.query("PRAGMA secure_delete")[0]["secure_delete"] == 1
    workspace.close()
    assert SECRET.encode() in path.read_bytes()
    erase_contact(workspace, stored.id, actor=ME, at=AT)
    workspace.close()
    assert SECRET.encode() not in path.read_bytes()
