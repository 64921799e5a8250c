"""Statements that a connection remembers, and several that are asked together: the rows are the same ones."""

from __future__ import annotations

import re
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
