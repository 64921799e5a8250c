"""Connections that stay open between units of work."""

from __future__ import annotations

import shutil
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from sakimori.errors import ForeignFileError
from sakimori.store.engine import Engine, open_engine
from sakimori.store.pool import MOST_IDLE, Pool


def _one(pool: Pool) -> Engine:
    with pool.engine() as engine:
        return engine


def _tables(engine: Engine) -> list[str]:
    return [str(row["name"]) for row in engine.query("SELECT name FROM sqlite_master ORDER BY name")]


def test_the_next_unit_is_lent_the_connection_of_the_last_one(tmp_path: Path) -> None:
    pool = Pool(tmp_path / "a.db")
    assert _one(pool) is _one(pool)


def test_two_units_at_once_have_a_connection_each(tmp_path: Path) -> None:
    pool = Pool(tmp_path / "a.db")
    with pool.engine() as first, pool.engine() as second:
        assert first is not second


def test_a_connection_that_met_an_error_is_not_lent_again(tmp_path: Path) -> None:
    pool = Pool(tmp_path / "a.db")
    with pytest.raises(RuntimeError), pool.engine() as first:
        raise RuntimeError
    assert _one(pool) is not first


def test_a_file_that_was_put_in_the_place_of_another_is_opened_anew(tmp_path: Path) -> None:
    for name, table in (("a.db", "here"), ("b.db", "there")):
        engine = open_engine(tmp_path / name)
        engine.execute("CREATE TABLE _sqlite_migrations (name TEXT, migration_set TEXT)")
        engine.execute(f"CREATE TABLE {table} (id TEXT)")
        engine.close()
    pool = Pool(tmp_path / "a.db")
    assert "here" in _tables(_one(pool))
    (tmp_path / "b.db").replace(tmp_path / "a.db")
    assert "there" in _tables(_one(pool))


def test_a_file_that_was_removed_is_made_anew(tmp_path: Path) -> None:
    pool = Pool(tmp_path / "a.db")
    _one(pool).execute("CREATE TABLE _sqlite_migrations (name TEXT, migration_set TEXT)")
    (tmp_path / "a.db").unlink()
    assert _tables(_one(pool)) == []
    assert (tmp_path / "a.db").exists()


def test_the_file_alone_holds_what_was_written_while_its_connection_waits(tmp_path: Path) -> None:
    pool = Pool(tmp_path / "a.db")
    with pool.engine() as engine:
        engine.execute("CREATE TABLE _sqlite_migrations (name TEXT, migration_set TEXT)")
        engine.execute("INSERT INTO _sqlite_migrations VALUES ('a', 'b')")
    shutil.copy(tmp_path / "a.db", tmp_path / "copy.db")
    copied = open_engine(tmp_path / "copy.db")
    assert copied.query("SELECT name FROM _sqlite_migrations")[0]["name"] == "a"
    copied.close()


def test_no_more_connections_wait_than_the_pool_keeps(tmp_path: Path) -> None:
    pool = Pool(tmp_path / "a.db")
    with ExitStack() as units:
        at_once = [units.enter_context(pool.engine()) for _ in range(MOST_IDLE + 2)]
    with ExitStack() as units:
        again = [units.enter_context(pool.engine()) for _ in range(MOST_IDLE + 2)]
    assert len({id(one) for one in again} & {id(one) for one in at_once}) == MOST_IDLE


def test_threads_never_share_a_connection(tmp_path: Path) -> None:
    pool = Pool(tmp_path / "a.db")
    shared: list[Engine] = []
    held: set[Engine] = set()

    def work() -> None:
        for _ in range(200):
            with pool.engine() as engine:
                if engine in held:
                    shared.append(engine)
                held.add(engine)
                engine.query("SELECT 1")
                held.discard(engine)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shared == []


def test_a_file_that_is_no_database_of_ours_is_refused_each_time(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "a.db")
    engine.execute("CREATE TABLE somebody (id TEXT)")
    engine.close()
    pool = Pool(tmp_path / "a.db")
    for _ in range(2):
        with pytest.raises(ForeignFileError):
            _one(pool)


def test_a_database_in_memory_keeps_its_one_connection_after_an_error() -> None:
    pool = Pool(None)
    _one(pool).execute("CREATE TABLE here (id TEXT)")
    with pytest.raises(RuntimeError), pool.engine():
        raise RuntimeError
    assert _tables(_one(pool)) == ["here"]
