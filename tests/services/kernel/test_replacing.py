"""A database put in the place of another one that is in use, and what `verify` says of a damaged file."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from kit.postgres import in_memory
from sakimori.cli.app import app
from sakimori.demo import company
from sakimori.demo.actors import Actors
from sakimori.demo.company import make_demo
from sakimori.demo.third_parties import COMPANY
from sakimori.domain.records.third_party import ThirdParty
from sakimori.errors import BusyError, ForeignFileError, StoreError, StoreFullError
from sakimori.services.audit.view import verify
from sakimori.services.kernel.evidence import file_evidence
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register
from sakimori.services.requests.stop_key import key_for_writing
from sakimori.store import engine
from sakimori.store.key_files import key_file, new_key, write_key
from sakimori.store.trail import CHANGES

pytestmark = pytest.mark.on_file  # a file that people have open is written into
ME = an_actor()
OLD, NEW = "株式会社ふるい", "株式会社あたらしい"
READER = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("PRAGMA wal_autocheckpoint = 0")
for number in range(300):
    db.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (f"filler {number}", "x" * 4000))
    db.commit()
print("open", flush=True)
sys.stdin.readline()
print(db.execute("PRAGMA integrity_check").fetchone()[0], db.execute("SELECT count(*) FROM meta").fetchone()[0])
"""
"""Another program with the database open, and a log of more than a megabyte that nobody has folded in."""


def of(name: str) -> Workspace:
    """A register in memory of one third party."""
    workspace = a_workspace()
    register(workspace, a_third_party(legal_name=name), actor=ME, at=AT)
    return workspace


@pytest.fixture
def standing(tmp_path: Path) -> Path:
    """A database that stands already."""
    path = tmp_path / "demo.db"
    of(OLD).save_as(path)
    Workspace(path)  # opened once, as every database is: from then on it has a log
    return path


@pytest.fixture
def busy(standing: Path) -> Iterator[sqlite3.Connection]:
    """A connection that has the standing database open, with a log that was not folded in."""
    with closing(sqlite3.connect(standing, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        for number in range(300):
            connection.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (f"filler {number}", "x" * 4000))
        assert standing.with_name("demo.db-wal").stat().st_size > 1_000_000
        yield connection


def names(path: Path) -> set[str]:
    with Workspace(path).unit() as unit:
        return {party.legal_name for party in unit.records.select(ThirdParty)} - {""}


def is_whole(connection: sqlite3.Connection) -> bool:
    return [row[0] for row in connection.execute("PRAGMA integrity_check")] == ["ok"]


def test_a_database_that_is_open_is_replaced_whole_for_old_and_new_connections(
    standing: Path, busy: sqlite3.Connection
) -> None:
    busy.execute("BEGIN")
    assert busy.execute("SELECT count(*) FROM meta").fetchone()[0] >= 300
    of(NEW).save_as(standing)
    assert is_whole(busy)
    assert busy.execute("SELECT count(*) FROM meta WHERE key LIKE 'filler%'").fetchone() == (300,)
    busy.execute("COMMIT")
    assert is_whole(busy)
    assert busy.execute("SELECT count(*) FROM meta WHERE key LIKE 'filler%'").fetchone() == (0,)
    assert (names(standing), verify(Workspace(standing)).is_intact) == ({NEW}, True)
    busy.close()
    assert (names(standing), verify(Workspace(standing)).is_intact) == ({NEW}, True)


def test_another_program_that_reads_goes_on_with_the_new_database(standing: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(standing)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "open\n"
        of(NEW).save_as(standing)
        assert verify(Workspace(standing)).is_intact
        said, _ = reader.communicate("\n", timeout=60)
    assert said.split()[0] == "ok"
    assert int(said.split()[1]) < 300
    assert (names(standing), verify(Workspace(standing)).is_intact) == ({NEW}, True)


def test_the_demo_is_made_anew_while_it_is_read(
    standing: Path, busy: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(company, "_play", lambda _hands, _progress: None)
    Workspace(standing).set_meta(kind=company.DEMO_KIND)
    made = make_demo(standing, on=TODAY)
    assert is_whole(busy)
    assert (names(standing), verify(made).is_intact) == ({COMPANY}, True)


def test_one_who_writes_is_waited_for_and_then_nothing_is_replaced(
    standing: Path, busy: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 50)
    busy.execute("BEGIN IMMEDIATE")
    with pytest.raises(BusyError):
        of(NEW).save_as(standing)
    busy.execute("ROLLBACK")
    assert (names(standing), verify(Workspace(standing)).is_intact) == ({OLD}, True)


def test_a_file_that_is_no_database_of_ours_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_bytes("議事録".encode() * 500)
    with pytest.raises(ForeignFileError):
        of(NEW).save_as(path)
    assert path.read_bytes() == "議事録".encode() * 500


def test_a_log_left_by_a_database_that_is_gone_does_not_get_into_the_new_one(
    standing: Path, busy: sqlite3.Connection, tmp_path: Path
) -> None:
    other = tmp_path / "own.db"
    for left in ("-wal", "-shm"):
        other.with_name(f"own.db{left}").write_bytes(standing.with_name(f"demo.db{left}").read_bytes())
    of(NEW).save_as(other)
    assert (names(other), verify(Workspace(other)).is_intact) == ({NEW}, True)
    assert is_whole(busy)


def test_what_could_not_be_made_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: object, target: Path) -> None:
        target.write_bytes(b"half")
        raise StoreFullError

    monkeypatch.setattr(engine.SqliteEngine, "snapshot", full)
    with in_memory():
        new = of(NEW)
    with pytest.raises(StoreFullError):
        new.save_as(tmp_path / "own.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("is_there", [False, True])
def test_the_key_lies_there_before_the_database_and_fits_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    path = tmp_path / ("" if is_there else "new folder") / "demo.db"
    key = new_key()
    if is_there:
        write_key(key_file(path), key)

    def play(hands: Actors, _progress: object) -> None:
        with hands.workspace.writing() as unit:
            key_for_writing(hands.workspace, unit)

    def fail(_self: object, _path: Path) -> None:
        raise StoreError

    monkeypatch.setattr(company, "_play", play)
    monkeypatch.setattr(Workspace, "save_as", fail)
    with in_memory(), pytest.raises(StoreError):
        make_demo(path, on=TODAY)
    assert key_file(path).exists()
    assert (key_file(path).read_text(encoding="ascii").strip() == key.hex()) is is_there


def damage(path: Path, table: str) -> None:
    """Write over the first page of a table, as a bad disk does."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = :name", {"name": table}
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * 200)


@pytest.mark.parametrize("table", ["stored_file", f"{CHANGES}_body"])
def test_a_damaged_page_is_named(standing: Path, table: str) -> None:
    workspace = Workspace(standing)
    with workspace.unit() as unit:
        party = next(one for one in unit.records.select(ThirdParty) if one.legal_name == OLD)
    file_evidence(workspace, third_party_id=party.id, filename="a.pdf", body=b"%PDF", actor=ME, at=AT)
    assert verify(workspace).is_intact
    damage(standing, table)
    report = verify(workspace)
    assert not report.is_intact
    assert report.damage.pages
    assert "壊れています" in report.sentence.ja
    assert "damaged" in report.sentence.en
    done = CliRunner().invoke(app, ["verify", "--db", str(standing)])
    assert done.exit_code == 1
    assert report.damage_lines[0].en.split()[-1] in done.output


def test_a_row_that_names_nothing_is_told_and_the_rest_is_checked(standing: Path) -> None:
    with closing(sqlite3.connect(standing)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("INSERT INTO alias (id, third_party_id, name, version) VALUES ('a', 'gone', 'x', 1)")
        connection.commit()
    report = verify(Workspace(standing))
    assert (report.damage.pages, report.is_intact) == ((), False)
    assert report.entries > 0
    assert report.damage_lines[0].ja.endswith("third_party")
