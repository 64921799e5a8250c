"""Statements that a connection remembers, and several that are asked together: the rows are the same ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kit.postgres import Databases
from sakimori.domain.user import User
from sakimori.errors import StoreError
from sakimori.store import records as records_module
from sakimori.store.engine import Engine, ServerSchema, open_engine
from sakimori.store.records import Picked, Records, picked, picked_by_ids
from store.engines import Opener

OFTEN = 8
"""psycopg prepares a statement that was asked five times."""
READ = "SELECT key, value FROM meta WHERE key > :key ORDER BY key"


def put(engine: Engine, *keys: str) -> None:
    engine.insert_all("meta", [{"key": key, "value": "now"} for key in keys])


def read(engine: Engine) -> list[tuple[object, ...]]:
    return list(map(tuple, engine.values(READ, {"key": ""})))


def hide(engine: Engine, table: str) -> None:
    engine.execute(f"CREATE TEMPORARY TABLE {table} AS SELECT * FROM {table} WHERE 1 = 0")


def test_a_statement_that_was_asked_often_reads_a_temporary_table_while_there_is_one(engine: Engine) -> None:
    put(engine, "a", "b")
    now = [("a", "now"), ("b", "now")]
    with engine.scratch():
        hide(
            engine, "policy"
        )  # from here on a server looks for temporary tables, and would find no reason to do so anew
        assert [read(engine) for _ in range(OFTEN)] == [now] * OFTEN
        with engine.scratch():
            hide(engine, "meta")
            engine.insert_all("meta", [{"key": key, "value": "then"} for key in "cde"])
            assert read(engine) == [("c", "then"), ("d", "then"), ("e", "then")]
            assert engine.values_of([(READ, {"key": "d"}), (READ, {"key": "e"})]) == [[("e", "then")], []]
        assert read(engine) == now
    assert [read(engine) for _ in range(OFTEN)] == [now] * OFTEN


def test_what_was_often_written_goes_into_a_temporary_table_while_there_is_one(engine: Engine) -> None:
    change = "UPDATE meta SET value = :v WHERE key = :k"
    with engine.scratch():
        hide(engine, "policy")
        for n in range(OFTEN):
            put(engine, f"{n}", f"{n}+")
            engine.execute_all(change, [{"v": "changed", "k": f"{n}"}])
        with engine.scratch():
            hide(engine, "meta")
            put(engine, "a", "b")
            put(engine, "c")
            assert engine.execute_all(change, [{"v": "then", "k": "c"}, {"v": "then", "k": "0"}]) == 1
            assert read(engine) == [("a", "now"), ("b", "now"), ("c", "then")]
        assert len(read(engine)) == 2 * OFTEN
    assert read(engine) == []


def test_a_column_that_somebody_adds_meanwhile_refuses_nobody_who_reads(engine: Engine, opener: Opener) -> None:
    whole, other = "SELECT * FROM growing", opener()
    other.execute("CREATE TABLE growing (id TEXT)")
    try:
        other.insert_all("growing", [{"id": "a"}])
        before = [list(engine.query(whole)[0].keys()) for _ in range(OFTEN)]
        other.execute("ALTER TABLE growing ADD COLUMN more TEXT")
        assert before == [["id"]] * OFTEN
        assert list(engine.query(whole)[0].keys()) == ["id", "more"]
        with engine.write():
            assert list(engine.query(whole)[0].keys()) == ["id", "more"]
    finally:
        other.execute("DROP TABLE growing")
        other.close()


def test_what_a_server_has_prepared_outlives_a_look_and_a_write_that_was_taken_back(databases: Databases) -> None:
    engine = open_engine(databases())
    for _ in range(OFTEN):
        with engine.scratch():
            read(engine)
        with pytest.raises(StoreError), engine.write():
            raise StoreError
    prepared = [str(text) for (text,) in engine.values("SELECT statement FROM pg_prepared_statements")]
    assert [text for text in prepared if text.startswith("SELECT key, value FROM meta")]
    assert read(engine) == []
    engine.close()


def test_a_look_takes_nothing_from_what_a_write_before_it_has_prepared(databases: Databases) -> None:
    engine = open_engine(databases())
    for n in range(OFTEN):
        engine.execute("UPDATE meta SET value = :v WHERE key = 'a'", {"v": f"{n}"})
    with engine.scratch():
        read(engine)
    prepared = [str(text) for (text,) in engine.values("SELECT statement FROM pg_prepared_statements")]
    assert [text for text in prepared if text.startswith("UPDATE meta")]
    engine.close()


def test_after_a_fault_a_server_is_not_asked_for_what_it_did_not_come_to_prepare(databases: Databases) -> None:
    engine = open_engine(databases())
    for _ in range(5):
        read(engine)
    with pytest.raises(Exception, match="nowhere"):
        engine.values_of([("SELECT 1 FROM nowhere", None), (READ, {"key": ""})])
    assert [read(engine) for _ in range(OFTEN)] == [[]] * OFTEN
    with pytest.raises(Exception, match="nowhere"), engine.write():
        engine.values_of([("SELECT 1 FROM nowhere", None), (READ, {"key": ""})])
    with engine.write():
        assert engine.values_of([(READ, {"key": ""}), (READ, {"key": "a"})]) == [[], []]
    engine.close()


def test_a_server_compiles_no_statement_unless_the_address_says_so(databases: Databases) -> None:
    place = databases()
    for url, said in ((place.url, "off"), (f"{place.url}?options=-c%20jit%3Don", "on")):
        engine = open_engine(ServerSchema(url, place.schema))
        assert engine.values("SELECT current_setting('jit')") == [(said,)]
        engine.close()


def test_several_statements_give_each_its_rows(engine: Engine) -> None:
    put(engine, "a", "b", "c")
    asked = [(READ, {"key": "a"}), ("SELECT COUNT(*) FROM meta", None), (READ, {"key": "c"})]
    assert engine.values_of(asked) == [[("b", "now"), ("c", "now")], [(3,)], []]
    assert engine.values_of([]) == []
    with engine.noting() as noted:
        engine.values_of(asked[:2])
    assert noted == {READ, "SELECT COUNT(*) FROM meta"}


def test_where_one_of_several_statements_is_wrong_none_gives_rows_and_the_connection_goes_on(engine: Engine) -> None:
    put(engine, "a")
    with pytest.raises(Exception, match="nowhere"):
        engine.values_of([(READ, {"key": ""}), ("SELECT 1 FROM nowhere", None), (READ, {"key": ""})])
    assert read(engine) == [("a", "now")]


Writes = dict[str, Callable[[Engine], object]]
WRITES: Writes = {
    "execute": lambda engine: engine.execute("UPDATE meta SET value = 'then'"),
    "execute_all": lambda engine: engine.execute_all("UPDATE meta SET value = :v", [{"v": "then"}]),
    "execute_later": lambda engine: engine.execute_later("UPDATE meta SET value = 'then'"),
    "insert_all": lambda engine: put(engine, "c"),
    "many": lambda engine: put(engine, *(f"d{n:02}" for n in range(40))),
    "take_in": lambda engine: engine.take_in("meta", ["key", "value"], [("e", "then")]),
    "scratch": lambda engine: put(engine, "f"),
}


@pytest.mark.parametrize("name", WRITES)
def test_what_was_read_ahead_counts_until_its_table_is_written(engine: Engine, name: str) -> None:
    put(engine, "a", "b")
    with engine.write():
        engine.ahead(read)
        before = read(engine)
        assert [row["key"] for row in engine.query(READ, {"key": ""})] == ["a", "b"]
        assert read(engine) == before == [("a", "now"), ("b", "now")]
        engine.insert_all("table_stamp", [{"name": "other", "stamp": "1"}])
        assert read(engine) == before
        WRITES[name](engine)
        with engine.scratch():
            engine.ahead(read)
            assert read(engine) != before
            put(engine, "g")
        changed = read(engine)
    assert changed == read(engine) != before


def test_what_was_read_ahead_is_given_once_where_others_may_write(engine: Engine, opener: Opener) -> None:
    other = opener()
    put(engine, "a")
    engine.ahead(read)
    assert read(engine) == [("a", "now")]
    put(other, "b")
    other.close()
    assert read(engine) == [("a", "now"), ("b", "now")]
    with engine.noting() as noted:
        engine.ahead(read)
        read(engine)
    assert noted == {READ}


def test_nothing_that_was_read_ahead_outlives_its_transaction(engine: Engine, opener: Opener) -> None:
    other = opener()
    for transaction in (engine.scratch, engine.write):
        with transaction():
            engine.ahead(read)
            before = read(engine)
        put(other, f"{len(before)}")
        assert len(read(engine)) == len(before) + 1
    other.close()


def test_a_write_of_which_nobody_asks_more_is_there_for_whoever_reads_next_and_is_stamped(engine: Engine) -> None:
    put(engine, "a")
    stamps = dict(engine.stamps())
    with engine.write():
        engine.execute_later("UPDATE meta SET value = 'then' WHERE key = :key", {"key": "a"})
        engine.execute_later("DELETE FROM policy")
        assert read(engine) == [("a", "then")]
        engine.execute_later("DELETE FROM meta WHERE key = 'a'")
        put(engine, "b")
        assert [tuple(row) for row in engine.each(READ, {"key": ""})] == [("b", "now")]
        engine.execute_later("DELETE FROM meta")
    assert read(engine) == []
    found = dict(engine.stamps())
    assert {name for name, stamp in found.items() if stamps.get(name) != stamp} == {"meta"}  # of policy there is none
    assert re.fullmatch(r"\d{12}-[0-9a-f]{16}", found["meta"])
    assert int(found["meta"][:12]) == int(stamps["meta"][:12]) + 1


def taken_back(engine: Engine) -> None:
    with engine.write():
        engine.execute_later("DELETE FROM meta")
        raise StoreError


def test_what_such_a_write_is_refused_for_is_told_and_nothing_stands(engine: Engine) -> None:
    put(engine, "a")
    for ending in (lambda: None, lambda: read(engine)):
        with pytest.raises(Exception, match=r"(?i)unique"), engine.write():  # noqa: PT012 - it may be told at the end
            engine.execute_later("DELETE FROM policy")
            put(engine, "b")
            put(engine, "a")
            ending()
        assert read(engine) == [("a", "now")]
    with pytest.raises(StoreError):
        taken_back(engine)
    with engine.scratch():
        engine.execute_later("DELETE FROM policy")
    put(engine, "c")
    assert read(engine) == [("a", "now"), ("c", "now")]


def test_records_of_several_kinds_come_in_the_order_in_which_they_were_asked_for(engine: Engine) -> None:
    records = Records(engine)
    people = [User(id=f"u{n}", name=f"人{n}", department="", roles=frozenset()) for n in range(3)]
    records.insert_all(people)
    found = records.select_all([Picked(User), picked_by_ids(User, ["u2", "u1"]), picked_by_ids(User, []), picked(User)])
    assert found == [[], people[1:], [], people]


def test_no_statement_asks_for_what_another_server_might_refuse() -> None:
    avoided = re.compile(
        r"\b(RETURNING|LATERAL|MERGE INTO|WITH RECURSIVE|FOR (?:UPDATE|SHARE)|LISTEN|NOTIFY|DEFERRABLE|ILIKE|"
        r"CREATE (?:MATERIALIZED )?(?:VIEW|EXTENSION|PROCEDURE)|INDEX \w+ ON \w+\s?\([^)]*(?:\(|\) WHERE))\b"
    )
    store = Path(records_module.__file__).parent
    written = {path: path.read_text(encoding="utf-8") for path in store.rglob("*.py") if path.parent.name != "engine"}
    assert len(written) > 40
    assert {path.name: found for path, text in written.items() if (found := avoided.findall(text))} == {}
