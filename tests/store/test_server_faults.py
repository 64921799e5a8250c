"""A server that dies, a standby that says nothing, a writer that falls silent: what stands, and what is told."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from psycopg import errors

from kit.postgres import REASON, STREAMS, Databases, Server, is_missing, running
from sakimori.errors import LostWriteError
from sakimori.store.engine import (
    Engine,
    ServerSchema,
    open_engine,
    postgres_connection,
    postgres_pool,
    postgres_silence,
    postgres_values,
)
from sakimori.store.engine.places import server
from sakimori.store.engine.postgres import PostgresEngine
from sakimori.store.engine.server_errors import NamedSchemaError, NoServerError, NoStandbyError, UnsavedError
from sakimori.store.pool import Pool
from store.test_postgres import keys, put
from store.way import way_to

PATIENCE_S = 10


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    """A server that may be stopped, and that a standby could follow."""
    if is_missing():
        pytest.skip(REASON)
    with running(synchronous_commit="on", **STREAMS) as server:
        yield server


def made(server: Server, name: str) -> ServerSchema:
    """A workspace of a test, with one line in it."""
    place = ServerSchema(server.url, name)
    engine = open_engine(place)
    engine.execute("CREATE SCHEMA " + name)
    engine.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
    put(engine, "first")
    engine.close()
    return place


def with_options(place: ServerSchema, options: str) -> Engine:
    """A connection with settings of its own."""
    return open_engine(ServerSchema(f"{place.url}?options=-c{options.replace('=', '%3D')}", place.schema))


def soon(is_so: Callable[[], bool]) -> bool:
    """Whether something comes to be so."""
    until = time.monotonic() + PATIENCE_S
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def test_after_a_crash_of_the_server_the_pool_goes_on_with_all_that_was_acknowledged(own_server: Server) -> None:
    pool = Pool(made(own_server, "crashed"))
    with pool.engine() as engine:
        put(engine, "second")
    own_server.stop()
    own_server.start()
    with pool.engine() as engine:
        put(engine, "third")
        assert keys(engine) == ["first", "second", "third"]
    pool.close()


def test_whoever_waits_for_a_server_is_served_when_it_is_back(
    own_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_pool, "_RETRY_S", 0.2)
    pool, found = Pool(made(own_server, "back")), list[list[str]]()

    def read() -> None:
        with pool.engine() as engine:
            found.append(keys(engine))

    own_server.stop()
    waiting = threading.Thread(target=read)
    waiting.start()
    time.sleep(1)  # longer than the pool looks for a server by itself
    own_server.start()
    waiting.join()
    assert found == [["first"]]
    pool.close()


def test_a_server_that_is_frozen_is_given_up(own_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_values, "PATIENCE_S", 0.3)
    place = made(own_server, "frozen")
    engine = open_engine(ServerSchema(f"{place.url}?connect_timeout=2", place.schema))

    def write() -> None:
        with engine.write():
            put(engine, "second")
            own_server.signal(signal.SIGSTOP)
            put(engine, "third")

    try:
        with pytest.raises(UnsavedError):
            write()
        with pytest.raises(NoServerError):
            keys(engine)
    finally:
        own_server.signal(signal.SIGCONT)
    other = open_engine(place)
    assert keys(other) == ["first"]
    other.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever hears nothing asks soon whether the server answers anybody."""
    monkeypatch.setattr(postgres_silence, "SILENT_S", 0.3)
    monkeypatch.setattr(postgres_silence, "_ANSWER_S", 0.3)


@pytest.mark.usefixtures("impatient")
def test_a_way_that_swallows_everything_is_given_up_and_used_again_when_it_is_open(
    own_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_values, "_CONNECT_S", 1)
    monkeypatch.setattr(postgres_pool, "BUSY_TIMEOUT_MS", 1000)
    monkeypatch.setattr(postgres_pool, "_RETRY_S", 0.2)
    place = made(own_server, "swallowed")
    with way_to(own_server.port) as way:
        pool = Pool(ServerSchema(own_server.url.replace(str(own_server.port), str(way.port)), place.schema))

        def write() -> None:
            with pool.engine() as engine, engine.write():
                put(engine, "second")
                way.block()
                put(engine, "third")

        began = time.monotonic()
        with pytest.raises(UnsavedError):
            write()
        with pytest.raises(NoServerError), pool.engine() as engine:
            keys(engine)
        assert time.monotonic() - began < postgres_values.PATIENCE_S / 3
        way.open()
        with pool.engine() as engine:
            put(engine, "fourth")
            assert keys(engine) == ["first", "fourth"]
        pool.close()


@pytest.mark.usefixtures("impatient")
def test_a_commit_that_is_swallowed_is_called_unknown(own_server: Server) -> None:
    place = made(own_server, "unknown")
    with way_to(own_server.port) as way:
        engine = open_engine(ServerSchema(own_server.url.replace(str(own_server.port), str(way.port)), place.schema))

        def write() -> None:
            with engine.write():
                put(engine, "second")
                way.block()
                assert isinstance(engine, PostgresEngine)
                engine._written.clear()  # nothing is left but the end

        with pytest.raises(LostWriteError):
            write()
        way.open()
        other = open_engine(place)
        assert soon(lambda: keys(other) == ["first", "second"])
        other.close()


@pytest.mark.usefixtures("impatient")
def test_a_statement_that_takes_long_is_waited_for_while_the_server_answers_others(own_server: Server) -> None:
    engine = open_engine(made(own_server, "slow"))
    assert engine.values("SELECT 1 FROM pg_sleep(1.2)") == [(1,)]
    engine.close()


def test_whether_a_server_answers_is_asked_at_its_socket_as_at_its_port(own_server: Server, tmp_path: Path) -> None:
    assert postgres_silence.answers_others("127.0.0.1", own_server.port)
    with socket.socket(socket.AF_UNIX) as nobody:
        nobody.bind(f"{tmp_path}/.s.PGSQL.5432")
        assert not postgres_silence.answers_others(str(tmp_path), 5432)
        nobody.listen()
        with ThreadPoolExecutor(1) as beside:
            asked = beside.submit(postgres_silence.answers_others, str(tmp_path), 5432)
            somebody, _ = nobody.accept()
            with somebody:
                assert len(somebody.recv(9)) == 8
                somebody.sendall(b"N")
            assert asked.result()


def test_each_side_is_told_to_notice_that_the_other_is_gone(place: ServerSchema) -> None:
    engine = open_engine(place)
    [told] = engine.values(
        "SELECT current_setting('tcp_keepalives_idle'), current_setting('tcp_keepalives_interval'), "
        "current_setting('tcp_keepalives_count'), current_setting('tcp_user_timeout')"
    )
    assert told == ("10", "5", "3", "25000")
    assert isinstance(engine, PostgresEngine)
    with socket.socket(fileno=os.dup(engine.connection.fileno())) as ours:
        assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 25_000
        assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 10
    engine.close()


@pytest.fixture
def lonely(own_server: Server) -> Iterator[ServerSchema]:
    """A workspace whose server waits for a standby that is not there."""
    place = made(own_server, "lonely")
    own_server.configure("synchronous_standby_names", "nobody")
    yield place
    own_server.configure("synchronous_standby_names", "")
    own_server.ask("DROP SCHEMA lonely CASCADE")


def test_nobody_waits_without_end_for_a_standby_that_is_gone(
    own_server: Server, lonely: ServerSchema, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_connection, "COMMIT_S", 0.3)
    engine = open_engine(lonely)
    with pytest.raises(LostWriteError):
        put(engine, "unconfirmed")
    other = with_options(lonely, "lock_timeout=100")
    with pytest.raises(NoStandbyError) as refused:
        put(other, "refused")
    assert "待機系" in refused.value.message("ja")
    assert keys(other) == ["first"]
    assert other.execute_lightly("UPDATE meta SET value = 'seen' WHERE key = 'first'") == 1
    own_server.configure("synchronous_standby_names", "")
    assert soon(lambda: keys(other) == ["first", "unconfirmed"])
    put(other, "later")
    assert keys(other) == ["first", "later", "unconfirmed"]
    other.close()


@pytest.fixture
def place(databases: Databases) -> ServerSchema:
    return databases()


def test_a_writer_that_falls_silent_is_cut_off_and_lets_the_next_one_write(place: ServerSchema) -> None:
    silent, next_one = with_options(place, "idle_in_transaction_session_timeout=200"), open_engine(place)
    written = threading.Event()

    def write_next() -> None:
        put(next_one, "next")
        written.set()

    def fall_silent(waiting: threading.Thread) -> None:
        with silent.write():
            put(silent, "silent")
            waiting.start()
            assert written.wait(PATIENCE_S)
            put(silent, "late")

    waiting = threading.Thread(target=write_next)
    with pytest.raises(UnsavedError):
        fall_silent(waiting)
    waiting.join()
    assert keys(next_one) == ["next"]
    next_one.close()


def test_a_look_that_was_cut_off_says_that_the_server_does_not_answer(place: ServerSchema) -> None:
    engine = with_options(place, "idle_in_transaction_session_timeout=50")

    def look() -> None:
        with engine.scratch():
            keys(engine)
            time.sleep(0.2)
            keys(engine)

    with pytest.raises(NoServerError, match="see whether it is there"):
        look()
    assert keys(engine) == []
    engine.close()


def test_what_the_server_takes_back_at_the_end_is_not_acknowledged(place: ServerSchema) -> None:
    engine = open_engine(place)
    assert isinstance(engine, PostgresEngine)

    def write() -> None:
        with engine.write():
            put(engine, "a")
            with pytest.raises(errors.UndefinedTable):
                engine.query("SELECT 1 FROM nowhere")
            engine._written.clear()  # nothing is left but the end

    with pytest.raises(errors.InFailedSqlTransaction):
        write()
    assert keys(engine) == []
    engine.close()


def test_the_database_of_an_installation_is_named_without_a_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAKIMORI_DB", "postgresql://db.example/sakimori#acme")
    with pytest.raises(NamedSchemaError, match="#acme") as refused:
        server()
    assert "別のデータベース" in refused.value.message("ja")
    monkeypatch.setenv("SAKIMORI_DB", "postgresql://db.example/sakimori#own")
    assert server() == ServerSchema("postgresql://db.example/sakimori", "own")
