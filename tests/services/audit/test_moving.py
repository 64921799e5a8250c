"""A workspace that goes to a PostgreSQL server and comes back: every row, every file, every key, or nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from kit.builders import AT, TODAY, a_third_party, an_actor
from kit.demos import DemoIn
from kit.postgres import Databases
from sakimori.cli.app import app
from sakimori.errors import BusyError, NoDatabaseError, SakimoriError, StateError
from sakimori.services.access.sessions import Sessions
from sakimori.services.audit.moving import copy_workspace
from sakimori.services.audit.view import verify
from sakimori.services.kernel.workspace import Place, Workspace
from sakimori.services.parties.search import search
from sakimori.services.parties.write import register
from sakimori.store.engine import ServerSchema, Value, open_engine
from sakimori.store.engine.stamps import TABLE
from sakimori.store.key_files import KINDS, SIGNING, STOPS, key_file, new_key, read_key, write_key

pytestmark = pytest.mark.on_file  # from a file to a server, and back
ACTOR = an_actor()
WORDS = "東京 つむぎ ﾂﾑｷﾞ ＮＩＭＢＵＳ Nimbus ㈱ % _ \\ ' 1 システム テック 100"
TEXTS = (*WORDS.split(), "みかづき システム")


def quiet(*_: object) -> None:
    pass


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the keys of what lies on a server are."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("SAKIMORI_HOME", str(folder))
    return folder


@pytest.fixture
def server(databases: Databases, home: Path) -> ServerSchema:
    assert home.exists()
    return ServerSchema(databases.bare(), "own")


def rows(place: Place) -> dict[str, Counter[tuple[Value, ...]]]:
    """Every row of every table, but for what says by which write each was changed last."""
    engine, found = open_engine(place), {}
    for table in set(engine.tables()) - {TABLE}:
        first = next(iter(engine.query(f"SELECT * FROM {table} LIMIT 1")), None)
        columns = ", ".join(sorted(first.keys())) if first is not None else "1"
        found[table] = Counter(engine.values(f"SELECT {columns} FROM {table}"))
    engine.close()
    return found


def test_the_demo_comes_back_from_a_server_as_it_went(
    tmp_path: Path, server: ServerSchema, home: Path, demo_in: DemoIn
) -> None:
    first = demo_in(tmp_path, TODAY)
    there = copy_workspace(first, server, progress=quiet)
    assert there.report.is_intact, there.report.sentence
    assert rows(server) == rows(first)

    back = copy_workspace(server, tmp_path / "back.db", progress=quiet)
    assert back.report.is_intact, back.report.sentence
    assert rows(tmp_path / "back.db") == rows(first)
    for kind in KINDS:
        assert read_key(key_file(first, kind)) == read_key(home / f"own.{kind}.key")
        assert read_key(key_file(first, kind)) == read_key(key_file(tmp_path / "back.db", kind))
    heads = {Workspace(place).head() for place in (first, server, tmp_path / "back.db")}
    assert len(heads) == 1

    found = [[search(Workspace(place), text) for text in TEXTS] for place in (first, server)]
    assert found[0] == found[1]
    assert sum(map(bool, found[0])) > 6  # fewer would say little

    moved = Workspace(server)
    register(moved, a_third_party(legal_name="後から来た株式会社"), actor=ACTOR, at=AT)
    assert verify(moved).is_intact


def test_an_index_alone_can_answer_for_what_was_copied(tmp_path: Path, server: ServerSchema, demo_in: DemoIn) -> None:
    with psycopg.connect(server.url, autocommit=True) as connection:  # of what is not on disk yet the server is unsure
        connection.execute(f'ALTER DATABASE "{connection.info.dbname}" SET synchronous_commit = on')
    copy_workspace(demo_in(tmp_path, TODAY), server, progress=quiet)
    with psycopg.connect(server.url) as connection:
        pages = connection.execute(
            "SELECT relname, relpages, relallvisible FROM pg_class WHERE relnamespace = CAST(%s AS regnamespace) "
            "AND relname IN ('gap_span', 'outcome_span', 'answer') ORDER BY relname",
            [server.schema],
        ).fetchall()
    assert [name for name, *_ in pages] == ["answer", "gap_span", "outcome_span"]
    assert all(0 < held == visible for _, held, visible in pages), pages


def test_a_copy_that_was_broken_off_leaves_nothing_and_can_begin_anew(tmp_path: Path, server: ServerSchema) -> None:
    source = tmp_path / "a.db"
    register(Workspace(source), a_third_party(), actor=ACTOR, at=AT)

    def breaks_off(_table: str, done: int, of: int) -> None:
        if done > of / 2:
            raise KeyboardInterrupt

    for target in (server, tmp_path / "b.db"):
        with pytest.raises(KeyboardInterrupt):
            copy_workspace(source, target, progress=breaks_off)
        assert not target.exists()
        assert copy_workspace(source, target, progress=quiet).report.is_intact
        assert rows(target) == rows(source)


def test_what_stands_there_is_left_as_it_is(tmp_path: Path, server: ServerSchema) -> None:
    source, other = tmp_path / "a.db", tmp_path / "b.db"
    for path in (source, other):
        register(Workspace(path), a_third_party(), actor=ACTOR, at=AT)
    register(Workspace(server), a_third_party(), actor=ACTOR, at=AT)
    before = rows(server), rows(other)
    for target in (server, other):
        with pytest.raises(StateError, match="already"):
            copy_workspace(source, target, progress=quiet)
    assert (rows(server), rows(other)) == before


def test_the_key_of_another_workspace_is_left_as_it_is(tmp_path: Path, server: ServerSchema, home: Path) -> None:
    source, other = tmp_path / "a.db", new_key()
    register(Workspace(source), a_third_party(), actor=ACTOR, at=AT)
    write_key(home / f"own.{SIGNING}.key", other)
    with pytest.raises(StateError, match=r"own\.signing\.key"):
        copy_workspace(source, server, progress=quiet)
    assert read_key(home / f"own.{SIGNING}.key") == other
    assert read_key(home / f"own.{STOPS}.key") is None
    assert not server.exists()


def test_nothing_is_copied_from_nowhere(tmp_path: Path, server: ServerSchema) -> None:
    for source in (tmp_path / "none.db", server):
        with pytest.raises(NoDatabaseError):
            copy_workspace(source, tmp_path / "b.db", progress=quiet)
    assert not (tmp_path / "b.db").exists()


def test_of_two_who_copy_into_one_schema_the_second_is_told(tmp_path: Path, server: ServerSchema) -> None:
    source = tmp_path / "a.db"
    register(Workspace(source), a_third_party(), actor=ACTOR, at=AT)
    told: list[SakimoriError] = []

    def second(_table: str, done: int, _of: int) -> None:
        if done == 1:
            with pytest.raises(BusyError) as refused:
                copy_workspace(source, server, progress=quiet)
            told.append(refused.value)

    assert copy_workspace(source, server, progress=second).report.is_intact
    assert len(told) == 1


def test_what_was_tampered_with_before_it_was_copied_still_shows(tmp_path: Path, server: ServerSchema) -> None:
    source = tmp_path / "a.db"
    register(Workspace(source), a_third_party(), actor=ACTOR, at=AT)
    copy_workspace(source, server, progress=quiet)
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE own.third_party SET legal_name = 'x' WHERE id <> 'self'")
    found = copy_workspace(server, tmp_path / "back.db", progress=quiet)
    assert not found.report.is_intact


def test_the_command_copies_checks_and_says_where(tmp_path: Path, server: ServerSchema) -> None:
    source = tmp_path / "a.db"
    register(Workspace(source), a_third_party(), actor=ACTOR, at=AT)
    done = CliRunner().invoke(app, ["copy", str(source), server.url])
    assert done.exit_code == 0, done.output
    assert str(server) in done.output.replace("\n", "")
    assert "entries, head" in done.output
    checked = CliRunner().invoke(app, ["verify", "--db", f"{server.url}#own"])
    assert checked.exit_code == 0, checked.output
    again = CliRunner().invoke(app, ["copy", str(source), server.url])
    assert isinstance(again.exception, StateError)


def test_a_backup_of_a_server_is_a_file_that_any_installation_opens(tmp_path: Path, server: ServerSchema) -> None:
    register(Workspace(server), a_third_party(), actor=ACTOR, at=AT)
    done = CliRunner().invoke(app, ["backup", str(tmp_path / "backup.db"), "--without-key", "--db", str(server)])
    assert done.exit_code == 0, done.output
    with Workspace(tmp_path / "backup.db").unit() as unit:
        assert [str(row["legal_name"]) for row in unit.query("SELECT legal_name FROM third_party WHERE id <> 'self'")]


def test_two_servers_on_one_database_see_the_same_sessions_and_the_same_records(
    server: ServerSchema, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setenv("SAKIMORI_DB", server.url)
    token = Sessions(home).begin(AT, workspace="own")
    assert Sessions(home).find(token, AT) is not None
    assert not (home / "sessions.db").exists()

    one, other = Workspace(server), Workspace(server)
    count = "SELECT COUNT(*) FROM third_party"

    def counted(workspace: Workspace) -> object:
        def read() -> object:
            with workspace.unit() as unit:
                return unit.engine.values(count)

        return workspace.shared("counted", read)

    assert counted(one) == counted(other) == [(1,)]
    register(other, a_third_party(), actor=ACTOR, at=AT)
    assert counted(one) == counted(other) == [(2,)]
