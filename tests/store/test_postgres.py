"""What a server does that a file never does: it goes away, is full of people, takes too long, only reads, sorts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime

import psycopg
import pytest

from kit.postgres import Databases
from sakimori.errors import BusyError, LostWriteError, StoreError
from sakimori.store.chain import check_chain
from sakimori.store.engine import Engine, ServerSchema, SqliteEngine, Value, open_engine, postgres_pool, target_of
from sakimori.store.engine.postgres import PostgresEngine
from sakimori.store.engine.postgres_sql import guards_of, numbered
from sakimori.store.engine.server_errors import (
    CrowdedError,
    ForeignSchemaError,
    NoServerError,
    NoStandbyError,
    ReadOnlyError,
    TooSlowError,
    UnkeepableTextError,
    UnsavedError,
    WrongEncodingError,
)
from sakimori.store.pool import Pool
from sakimori.store.schema.steps import GUARDS, STEPS
from sakimori.store.trail import Trail

AT = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture
def place(databases: Databases) -> ServerSchema:
    return databases()


@pytest.fixture
def pool(place: ServerSchema) -> Iterator[Pool]:
    pool = Pool(place)
    yield pool
    pool.close()


def put(engine: Engine, key: str) -> None:
    engine.execute("INSERT INTO meta (key, value) VALUES (:key, '')", {"key": key})


def keys(engine: Engine) -> list[str]:
    return [str(key) for (key,) in engine.values("SELECT key FROM meta ORDER BY key")]


def cut_off(place: ServerSchema) -> None:
    """End every connection to a database, as a server that is started anew does."""
    with psycopg.connect(place.url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


# Statements


@pytest.mark.parametrize(
    ("ours", "theirs", "names"),
    [
        ("SELECT :a, :b, :a", "SELECT $1, $2, $1", ("a", "b")),
        ("SELECT ':a', x::text, \":a\" FROM t -- :a", "SELECT ':a', x::text, \":a\" FROM t -- :a", ()),
        ("SELECT 'it''s :a' || :a", "SELECT 'it''s :a' || $1", ("a",)),
        (
            "SELECT 1 WHERE 'a' NOT IN () OR 'IN ()' IN (:a)",
            "SELECT 1 WHERE 'a' NOT IN (SELECT NULL WHERE FALSE) OR 'IN ()' IN ($1)",
            ("a",),
        ),
        ("SELECT 'TEXT' AS INTEGER", "SELECT 'TEXT' AS INTEGER", ()),
        ("CREATE INDEX session_user ON s(a)", 'CREATE INDEX "session_user" ON s(a)', ()),
        (
            "ALTER TABLE t ADD COLUMN a TEXT NOT NULL DEFAULT 'TEXT'",
            "ALTER TABLE t ADD COLUMN a TEXT COLLATE \"C\" NOT NULL DEFAULT 'TEXT'",
            (),
        ),
    ],
)
def test_names_become_numbers_outside_quotes_and_comments(ours: str, theirs: str, names: tuple[str, ...]) -> None:
    assert numbered(ours) == (theirs, names)


def test_every_guard_has_one_of_its_own_on_the_server() -> None:
    made = {guard.name for guard in guards_of(GUARDS)}
    assert made >= GUARDS.keys()
    assert {name.removesuffix("_all") for name in made - GUARDS.keys()} <= GUARDS.keys()


def test_a_guard_that_the_server_could_not_keep_is_no_guard_of_ours() -> None:
    with pytest.raises(ValueError, match="no guard"):
        guards_of({"x": "CREATE TRIGGER x AFTER INSERT ON meta BEGIN SELECT 1; END"})


VALUES: dict[str, Value] = {
    "text": "証跡'\\%:a", "number": 2**62, "fraction": 0.1 + 0.2, "whole": 3.0, "bytes": b"\x00\xff", "empty": None,
    "yes": True,
}  # fmt: skip


def test_values_come_back_as_sqlite_gives_them(place: ServerSchema) -> None:
    engines = [open_engine(place), SqliteEngine(None)]
    found = []
    for engine in engines:
        engine.execute(
            "CREATE TEMPORARY TABLE kinds (text TEXT, number INTEGER, fraction REAL, whole REAL, bytes BLOB, "
            "empty TEXT, yes INTEGER, day DATE)"
        )
        engine.insert_all("kinds", [VALUES | {"day": "2026-02-28"}])
        engine.insert_all("kinds", [VALUES | {"day": f"2026-03-{day:02}"} for day in range(1, 30)])
        row = engine.query(
            "SELECT kinds.*, number > 1 AS told, SUM(number) OVER (PARTITION BY day) AS total, LENGTH(text) AS size, "
            "COALESCE(empty, day) AS first, number / 4 AS quarter FROM kinds ORDER BY day LIMIT 1"
        )[0]
        found.append([(name, type(row[name]), row[name]) for name in row.keys()])  # noqa: SIM118 - no mapping
        engine.close()
    assert found[0] == found[1]


def made_as(databases: Databases, how: str) -> str:
    """The address of a new database that is made in a way of its own."""
    url = databases.bare()
    name = url.rpartition("/")[2]
    databases.server.ask(f"DROP DATABASE {name}")
    databases.server.ask(f"CREATE DATABASE {name} TEMPLATE template0 {how}")
    return url


LOCALES = {
    "Japanese": "LOCALE_PROVIDER icu ICU_LOCALE 'ja-JP' LOCALE 'C.UTF-8' ENCODING 'UTF8'",
    "C": "LOCALE 'C' ENCODING 'UTF8'",
}


@pytest.mark.parametrize("locale", LOCALES)
def test_texts_are_sorted_and_searched_by_their_bytes_whatever_the_locale_of_the_database(
    databases: Databases, locale: str
) -> None:
    url = made_as(databases, LOCALES[locale])
    words = ["a", "B", "_", "é", "か", "ｶ", "亜", "Ａ", "10", "9", "😀", "～"]
    found = []
    for engine in (open_engine(ServerSchema(url, "own")), SqliteEngine(None)):
        engine.migrate(STEPS, GUARDS)
        engine.insert_all("meta", [{"key": word, "value": ""} for word in words])
        asked = (
            "SELECT MIN(key), MAX(LOWER(key)), SUM(LENGTH(key)) FROM meta WHERE key > 'a' OR key LIKE 'か%' ESCAPE '!'"
        )
        found.append((keys(engine), engine.values(asked)))
        engine.close()
    assert found[0] == found[1]


def test_a_database_without_utf_8_is_refused_in_words(databases: Databases) -> None:
    engine = open_engine(ServerSchema(made_as(databases, "LOCALE 'C' ENCODING 'SQL_ASCII'"), "own"))
    with pytest.raises(WrongEncodingError) as refused:
        engine.migrate(STEPS, GUARDS)
    assert "SQL_ASCII" in refused.value.message("ja")
    assert engine.tables() == []
    engine.close()


def test_a_text_that_the_server_cannot_keep_is_refused_in_words(place: ServerSchema) -> None:
    engine = open_engine(place)
    with pytest.raises(UnkeepableTextError, match="NUL"):
        put(engine, "a\x00b")
    assert keys(engine) == []
    engine.close()


# One writer after the other


def test_the_chain_does_not_fork_under_many_writers(place: ServerSchema) -> None:
    def append(writer: int) -> None:
        engine = open_engine(place)
        for number in range(20):
            with engine.write():
                Trail(engine).append(at=AT, actor=f"us{writer}", action="a.b", record_id=str(number))
        engine.close()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(append, range(6)))
    engine = open_engine(place)
    assert check_chain(engine).is_intact
    assert Trail(engine).head()[0] == 120
    engine.close()


def test_the_schema_is_made_once_however_many_servers_start(databases: Databases) -> None:
    place = ServerSchema(databases.bare(), "own")
    at_once = threading.Barrier(3)

    def start(_: int) -> int:
        engine = open_engine(place)
        at_once.wait()
        engine.migrate(STEPS, GUARDS)
        [(steps,)] = engine.values("SELECT COUNT(*) FROM schema_step")
        engine.close()
        return int(str(steps))

    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(start, range(3))) == [len(STEPS)] * 3


def test_tables_of_somebody_else_are_left_alone(databases: Databases) -> None:
    place = ServerSchema(databases.bare(), "theirs")
    with psycopg.connect(place.url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA theirs CREATE TABLE third_party (foo text)")
    engine = open_engine(place)
    with pytest.raises(ForeignSchemaError, match="theirs"):
        engine.migrate(STEPS, GUARDS)
    assert engine.values("SELECT table_name FROM information_schema.tables WHERE table_schema = 'theirs'") == [
        ("third_party",)
    ]
    engine.close()


def test_what_the_server_no_longer_checks_is_damage(place: ServerSchema) -> None:
    engine = open_engine(place)
    assert engine.damage() == type(engine.damage())()
    with psycopg.connect(place.url, autocommit=True) as connection:
        connection.execute("ALTER TABLE own.alias DISABLE TRIGGER ALL")
        assert "alias → third_party" in engine.damage().references
        connection.execute("ALTER TABLE own.alias ENABLE TRIGGER ALL")
    engine.close()


def test_a_row_whose_record_was_removed_behind_the_server_is_damage(place: ServerSchema) -> None:
    engine = open_engine(place)
    with psycopg.connect(place.url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("INSERT INTO own.alias (id, third_party_id, name, version) VALUES ('al1', 'gone', 'x', 1)")
        [found] = engine.damage().references
        assert (found.split()[0], found.split()[-1]) == ("alias", "third_party")
        connection.execute("DELETE FROM own.alias")
    assert engine.damage() == type(engine.damage())()
    engine.close()


# The server goes away


def test_a_read_is_tried_again_over_another_connection(pool: Pool, place: ServerSchema) -> None:
    with pool.engine() as engine:
        put(engine, "a")
        cut_off(place)
        assert keys(engine) == ["a"]


def test_a_look_and_a_write_begin_over_another_connection(pool: Pool, place: ServerSchema) -> None:
    with pool.engine() as engine:
        cut_off(place)
        with engine.scratch():
            assert keys(engine) == []
        cut_off(place)
        put(engine, "a")
        assert keys(engine) == ["a"]


def test_a_write_that_was_cut_off_is_never_tried_again(pool: Pool, place: ServerSchema) -> None:
    tried: list[int] = []

    def write(engine: Engine) -> None:
        with engine.write():
            tried.append(1)
            put(engine, "a")
            cut_off(place)
            put(engine, "b")

    with pool.engine() as engine:
        with pytest.raises(UnsavedError) as refused:
            write(engine)
        assert keys(engine) == []
    assert tried == [1]
    assert "保存していません" in refused.value.message("ja")


def test_nobody_says_that_a_write_failed_whose_end_was_cut_off(
    pool: Pool, place: ServerSchema, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PostgresEngine, "_put_stamps", lambda _: cut_off(place))  # all that is left is its end
    with pool.engine() as engine, pytest.raises(LostWriteError) as refused:
        put(engine, "a")
    assert "分かりません" in refused.value.message("ja")


def test_a_server_that_is_not_there_is_refused_in_words() -> None:
    nowhere = ServerSchema("postgresql://127.0.0.1:1/none", "own")
    with pytest.raises(NoServerError) as refused:
        open_engine(nowhere)
    assert "つながりません" in refused.value.message("ja")


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for a connection waits a moment."""
    monkeypatch.setattr(postgres_pool, "BUSY_TIMEOUT_MS", 200)
    monkeypatch.setenv(postgres_pool.MOST_VARIABLE, "2")


@pytest.mark.usefixtures("hurried")
def test_more_people_than_connections_are_asked_to_wait(pool: Pool) -> None:
    with ExitStack() as units:
        for _ in range(2):
            keys(units.enter_context(pool.engine()))
        with pytest.raises(CrowdedError) as refused, pool.engine():
            pass
    with pool.engine() as engine:
        assert keys(engine) == []
    assert "順番" in refused.value.message("ja")
    assert isinstance(refused.value, BusyError)


@pytest.mark.usefixtures("hurried")
def test_a_pool_without_a_server_says_so() -> None:
    pool = Pool(ServerSchema("postgresql://127.0.0.1:1/none?connect_timeout=2", "own"))
    with pytest.raises(NoServerError), pool.engine():
        pass
    pool.close()


def test_what_takes_too_long_is_stopped_and_said(place: ServerSchema) -> None:
    engine = open_engine(ServerSchema(f"{place.url}?options=-cstatement_timeout%3D50", place.schema))
    with pytest.raises(TooSlowError) as refused:
        engine.query("SELECT pg_sleep(5)")
    assert "時間がかかりすぎた" in refused.value.message("ja")
    assert keys(engine) == []
    engine.close()


def test_a_standby_is_read_and_refuses_every_write_in_words(place: ServerSchema) -> None:
    writer = open_engine(place)
    put(writer, "a")
    writer.close()
    standby = open_engine(ServerSchema(f"{place.url}?options=-cdefault_transaction_read_only%3Don", place.schema))
    standby.migrate(STEPS, GUARDS)
    assert keys(standby) == ["a"]
    with pytest.raises(ReadOnlyError) as refused:
        put(standby, "b")
    assert "待機系" in refused.value.message("ja")
    assert keys(standby) == ["a"]
    standby.close()


# Who is where


def test_an_address_says_nothing_of_its_password() -> None:
    place = target_of("postgresql://us:secret@db.example:5432/sakimori?sslmode=verify-full#demo_en")
    assert str(place) == "postgresql://us@db.example:5432/sakimori?sslmode=verify-full#demo_en"
    assert "secret" not in repr(place)
    assert isinstance(place, ServerSchema)
    assert place.schema == "demo_en"


@pytest.mark.parametrize("schema", ["Own", "own; DROP", "1", "public.x", "あ"])
def test_a_schema_has_a_plain_name(schema: str) -> None:
    with pytest.raises(Exception, match="schema"):
        target_of(f"postgresql://db/sakimori#{schema}")


REFUSALS: tuple[type[StoreError], ...] = (
    CrowdedError, NoServerError, NoStandbyError, UnsavedError, LostWriteError, ReadOnlyError, TooSlowError,
)  # fmt: skip


@pytest.mark.parametrize("refusal", REFUSALS)
def test_each_refusal_says_in_both_languages_what_became_of_the_save(refusal: Callable[[], StoreError]) -> None:
    assert "保存" in refusal().message("ja")
    assert "save" in refusal().message("en").lower()
