"""What every engine keeps: all or nothing, no lost write, tables that only grow, plain refusals."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent
from threading import Barrier

import pytest

from sakimori.errors import BusyError, ForeignFileError, SakimoriError, StoreError, StoreFullError
from sakimori.store.engine import Engine, SqliteEngine, Value
from sakimori.store.schema.steps import APPEND_ONLY, GUARDS, STEPS
from store.engines import Opener, migrated

THREADS, TIMES = 4, 200
STARTING = 3


class Stopped(Exception):  # noqa: N818 - no error, a person who pressed stop
    pass


def put(engine: Engine, key: str, value: str) -> None:
    engine.execute("INSERT INTO meta (key, value) VALUES (:key, :value)", {"key": key, "value": value})


def values(engine: Engine) -> dict[str, str]:
    return {str(r["key"]): str(r["value"]) for r in engine.query("SELECT key, value FROM meta ORDER BY key")}


def put_and_stop(engine: Engine) -> None:
    with engine.write():
        put(engine, "a", "1")
        engine.insert_all("meta", [{"key": "b", "value": "2"}, {"key": "c", "value": "3"}])
        raise Stopped


def test_a_transaction_is_seen_whole_by_another_connection_and_only_at_its_end(engine: Engine, opener: Opener) -> None:
    other = opener()
    with engine.write():
        put(engine, "a", "1")
        put(engine, "b", "2")
        assert values(other) == {}
    assert values(other) == {"a": "1", "b": "2"}
    other.close()


def test_bare_values_come_in_the_order_in_which_a_statement_names_them(engine: Engine) -> None:
    put(engine, "a", "1")
    put(engine, "b", "2")
    sql = "SELECT value, key FROM meta WHERE key >= :key ORDER BY key"
    assert engine.values(sql, {"key": "a"}) == [("1", "a"), ("2", "b")]
    assert [dict(row) for row in engine.query(sql, {"key": "b"})] == [{"value": "2", "key": "b"}]


def test_a_transaction_that_fails_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(Stopped):
        put_and_stop(engine)
    assert values(engine) == {}


def test_a_transaction_within_another_one_shares_its_fate(engine: Engine) -> None:
    def outer() -> None:
        with engine.write():
            with engine.write():
                put(engine, "inner", "1")
            raise Stopped

    with pytest.raises(Stopped):
        outer()
    assert values(engine) == {}


def test_after_a_failure_the_connection_writes_again(engine: Engine) -> None:
    with pytest.raises(Stopped):
        put_and_stop(engine)
    put(engine, "a", "1")
    assert values(engine) == {"a": "1"}


def test_many_threads_that_read_and_write_back_lose_no_write(engine: Engine, opener: Opener) -> None:
    put(engine, "count", "0")

    def count_up(_: int) -> None:
        own = opener()
        for _time in range(TIMES):
            with own.write():
                count = int(values(own)["count"]) + 1
                own.execute("UPDATE meta SET value = :value WHERE key = 'count'", {"value": str(count)})
        own.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(count_up, range(THREADS)))
    assert values(engine) == {"count": str(THREADS * TIMES)}


def test_a_record_that_points_nowhere_is_refused(engine: Engine) -> None:
    alias: dict[str, str | int] = {"id": "al1", "third_party_id": "nobody", "name": "x", "version": 1}
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        engine.insert_all("alias", [alias])


def test_execute_says_how_many_rows_it_touched(engine: Engine) -> None:
    engine.insert_all("meta", [{"key": key, "value": "1"} for key in "abc"])
    assert engine.execute("UPDATE meta SET value = '2' WHERE key <> 'a'") == 2
    assert engine.execute("UPDATE meta SET value = '2' WHERE key = 'z'") == 0


_SET = "UPDATE meta SET value = :value WHERE key = 'a'"


def test_a_light_write_is_seen_at_once_and_nothing_is_settled_for_it(engine: Engine, opener: Opener) -> None:
    put(engine, "a", "1")
    before, other = engine.changes(), opener()
    assert engine.execute_lightly(_SET, {"value": "2"}) == 1
    assert engine.changes() == before
    assert values(other) == {"a": "2"}
    other.close()


def test_a_light_write_within_a_transaction_shares_its_fate(engine: Engine) -> None:
    def within() -> None:
        with engine.write():
            engine.execute_lightly(_SET, {"value": "2"})
            raise Stopped

    put(engine, "a", "1")
    with pytest.raises(Stopped):
        within()
    assert values(engine) == {"a": "1"}


def test_a_file_waits_for_the_disk_with_every_write_but_a_light_one(tmp_path: Path) -> None:
    engine = migrated(lambda: SqliteEngine(tmp_path / "a.db"))
    told: list[str] = []
    assert isinstance(engine, SqliteEngine)
    engine._connection.set_trace_callback(told.append)
    put(engine, "a", "1")
    engine.execute_lightly(_SET, {"value": "2"})
    put(engine, "b", "1")
    telling = [statement for statement in told if statement.startswith(("PRAGMA", "INSERT INTO meta", "UPDATE meta"))]
    light = ["PRAGMA synchronous = NORMAL", "UPDATE meta", "PRAGMA synchronous = FULL"]
    assert [one if one.startswith("PRAGMA") else one[:11] for one in telling] == [
        "INSERT INTO", *light, "INSERT INTO",
    ]  # fmt: skip
    engine.close()


def test_rows_are_inserted_by_the_names_of_their_columns_whatever_their_order(engine: Engine) -> None:
    engine.insert_all("meta", [{"key": "a", "value": "1"}, {"value": "2", "key": "b"}])
    assert values(engine) == {"a": "1", "b": "2"}
    engine.execute("CREATE TEMPORARY TABLE alone (word TEXT)")
    engine.insert_all("alone", [{"word": "ab"}, {"word": "cd"}])
    assert [row["word"] for row in engine.query("SELECT word FROM alone ORDER BY word")] == ["ab", "cd"]


def test_no_rows_are_inserted_without_complaint(engine: Engine) -> None:
    engine.insert_all("meta", [])
    assert values(engine) == {}


def test_opening_again_changes_nothing(engine: Engine, opener: Opener) -> None:
    put(engine, "a", "1")
    before = opener.schema(engine)
    again = migrated(opener)
    assert (opener.schema(again), values(again)) == (before, {"a": "1"})
    again.close()


def test_a_database_of_an_earlier_version_gets_the_steps_that_it_lacks(opener: Opener) -> None:
    older = opener.empty()
    old = older()
    old.migrate(STEPS[:1], {})
    put(old, "a", "1")
    old.close()

    new = migrated(older)
    assert values(new) == {"a": "1"}
    assert new.query("SELECT removed_on FROM alias") == []
    new.close()


def test_a_program_that_knows_fewer_steps_puts_back_no_guard(opener: Opener) -> None:
    place = opener.empty()
    engine = migrated(place)
    name = next(iter(opener.triggers(engine)))
    opener.drop_trigger(engine, name)
    engine.migrate((*STEPS, ("9998_later", ("CREATE TABLE later (id TEXT PRIMARY KEY)",))), {})
    engine.close()

    again = migrated(place)
    assert name not in opener.triggers(again)
    assert "later" in again.tables()
    again.close()


def test_servers_that_start_at_once_take_each_step_once(opener: Opener) -> None:
    older = opener.empty()
    old = older()
    old.migrate(STEPS[:1], {})
    old.close()
    begin = Barrier(STARTING)

    def start(_: int) -> list[str]:
        begin.wait()
        engine = migrated(older)
        try:
            return engine.tables()
        finally:
            engine.close()

    with ThreadPoolExecutor(STARTING) as pool:
        found = list(pool.map(start, range(STARTING)))
    assert found == [found[0]] * STARTING
    assert "table_stamp" in found[0]


def test_a_demand_that_was_said_to_have_force_is_asked_anew_and_one_without_is_a_request(opener: Opener) -> None:
    older = opener.empty()
    old = older()
    old.migrate([step for step in STEPS if step[0] < "0010"], {})
    of = {"third_party_id": "tp1", "flow_id": "fl1"}
    rows: list[dict[str, Value]] = [{"id": f"ho{said}", "demand_has_force": said} for said in (1, 0, None)]
    with old.write():
        old.insert_all("third_party", [a_row(opener, old, "third_party", "tp1")])
        old.insert_all("data_flow", [a_row(opener, old, "data_flow", "fl1") | {"third_party_id": "tp1"}])
        old.insert_all("hand_over", [a_row(opener, old, "hand_over", "") | of | row for row in rows])
    old.close()

    new = migrated(older)
    found = {r["id"]: r["demand"] for r in new.query("SELECT id, demand FROM hand_over")}
    assert found == {"ho1": None, "ho0": "voluntary", "hoNone": None}
    new.close()


def test_a_day_of_the_policy_that_stood_among_its_numbers_stands_by_itself(tmp_path: Path) -> None:
    engine = SqliteEngine(tmp_path / "old.db")
    engine.migrate([step for step in STEPS if step[0] < "0076"], {})
    rows: dict[str, Value] = {"due_high": 14, "amendment_main_on": "2027-04-01"}
    engine.insert_all("policy", [{"key": key, "id": key, "value": one, "version": 1} for key, one in rows.items()])
    engine.migrate(STEPS, GUARDS)
    found = engine.values("SELECT key, value, day FROM policy ORDER BY key")
    assert found == [("amendment_main_on", 0, "2027-04-01"), ("due_high", 14, None)]
    engine.close()


def a_row(opener: Opener, engine: Engine, table: str, record_id: str) -> dict[str, Value]:
    """A row in which all that must stand is empty."""
    row: dict[str, Value] = {name: 1 if name == "version" else "" for name in opener.required(engine, table)}
    return row | {"id": record_id}


# Tables that only grow

ROWS: dict[str, dict[str, str | int]] = {
    "audit_entry": {
        "seq": 1, "at": "2026-11-25T00:00:00Z", "actor": "us01", "action": "a.b", "record_kind": "", "record_id": "",
        "third_party_id": "", "batch_id": "", "body_sha256": "", "previous": "", "hash": "h",
    },
    "audit_body": {"seq": 1, "body": "{}"},
    "access_entry": {
        "seq": 1, "at": "2026-11-25T00:00:00Z", "actor": "us01", "action": "a.b", "record_kind": "", "record_id": "",
        "third_party_id": "", "batch_id": "", "body_sha256": "", "previous": "", "hash": "h",
    },
    "access_body": {"seq": 1, "body": "{}"},
    "signature": {
        "id": 1, "changes": 0, "accesses": 0, "spans": 0, "outcomes": 0, "held": "", "key": "", "hash": "h",
        "signature": "",
    },
    "pack_snapshot": {"digest": "d", "pack_id": "p", "version": "1.0", "body": "{}"},
    "answer": {
        "id": "an1", "assessment_id": "as1", "question_id": "q", "seq": 1, "state": "answered", "answered_by": "us01",
        "answered_at": "2026-11-25T00:00:00Z", "value": "[]", "method": "web", "source": "",
    },
    "incident_entry": {
        "id": "ie1", "incident_id": "ic1", "number": 1, "made_at": "2026-11-25T00:00:00Z", "made_by": "us01",
        "kind": "note", "ja": "a", "en": "a", "third_party_id": "self", "version": 1,
    },
    "issued_file": {
        "seq": 1, "kind": "risk_report", "form": "pdf", "language": "ja", "facts_on": "2026-11-25", "number": 0,
        "head": "0", "sha256": "0",
    },
    "periodic_review": {
        "id": "pr1", "third_party_id": "tp1", "kind": "assessment", "completed_on": "2026-11-25", "made_by": "us01",
        "note": "",
    },
}  # fmt: skip
OF_ONE_ENGINE: dict[str, Callable[[str], tuple[str, ...]]] = {
    "sqlite": lambda table: (
        f"INSERT OR REPLACE INTO {table} ({', '.join(ROWS[table])}) VALUES ({', '.join(':' + c for c in ROWS[table])})",
    ),
    "postgresql": lambda table: (f"TRUNCATE {table} CASCADE",),
}
FIRST_COLUMN = {table: next(iter(row)) for table, row in ROWS.items()}


def with_a_row(opener: Opener, engine: Engine, table: str) -> None:
    with opener.unchecked(engine):
        engine.insert_all(table, [ROWS[table]])


def test_each_table_that_only_grows_is_tried_here() -> None:
    assert set(ROWS) == set(APPEND_ONLY)


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_row_that_was_added_is_neither_changed_nor_deleted(engine: Engine, opener: Opener, table: str) -> None:
    with_a_row(opener, engine, table)
    column = FIRST_COLUMN[table]
    for statement in (
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
        f"INSERT INTO {table} ({', '.join(ROWS[table])}) VALUES ({', '.join(':' + c for c in ROWS[table])}) "
        f"ON CONFLICT ({column}) DO UPDATE SET {column} = excluded.{column}",
        *OF_ONE_ENGINE[engine.dialect](table),
    ):
        with pytest.raises(Exception, match="only grows"):
            engine.execute(statement, ROWS[table])
    assert len(engine.query(f"SELECT * FROM {table}")) == 1


def test_guards_that_were_dropped_are_back_after_the_next_opening(engine: Engine, opener: Opener) -> None:
    for name in GUARDS:
        opener.drop_trigger(engine, name)
    engine.close()

    again = migrated(opener)
    assert opener.triggers(again).keys() == GUARDS.keys()
    again.close()


def test_a_guard_that_was_replaced_by_a_blunt_one_is_back_after_the_next_opening(
    engine: Engine, opener: Opener
) -> None:
    opener.blunt(engine, "audit_body_no_update")
    engine.close()

    again = migrated(opener)
    with_a_row(opener, again, "audit_body")
    with pytest.raises(Exception, match="only grows"):
        again.execute("UPDATE audit_body SET body = 'x'")
    again.close()


# What the disk refuses


def test_a_database_that_another_one_keeps_locked_is_refused_in_words(engine: Engine, opener: Opener) -> None:
    other = opener.impatient()
    with engine.write():
        put(engine, "a", "1")
        with pytest.raises(BusyError) as refused:
            put(other, "b", "2")
    assert values(other) == {"a": "1"}
    assert "もう一度" in refused.value.message("ja")
    other.close()


def fill(engine: Engine) -> None:
    with engine.write():
        for number in range(10_000):
            put(engine, f"k{number}", "x" * 4_000)


def test_a_full_disk_is_refused_in_words_and_nothing_is_half_written(tmp_path: Path) -> None:
    engine = migrated(lambda: SqliteEngine(tmp_path / "full.db"))
    put(engine, "a", "1")
    pages = engine.query("PRAGMA page_count")[0]["page_count"]
    engine.query(f"PRAGMA max_page_count = {int(str(pages)) + 20}")

    with pytest.raises(StoreFullError):
        fill(engine)

    assert values(engine) == {"a": "1"}
    put(engine, "b", "2")
    assert values(engine) == {"a": "1", "b": "2"}


def test_a_file_that_is_no_database_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("拝啓" * 500, encoding="utf-8")
    with pytest.raises(ForeignFileError):
        SqliteEngine(path)


def test_the_database_of_another_program_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE third_party (foo)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(ForeignFileError):
        SqliteEngine(path)
    assert path.read_bytes() == before


def test_a_folder_in_the_place_of_the_database_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        SqliteEngine(tmp_path)


def test_a_mistake_in_our_own_sql_is_no_refusal(engine: Engine) -> None:
    with pytest.raises(Exception, match=r"no such table|does not exist") as mistake:
        engine.query("SELECT * FROM nowhere")
    assert not isinstance(mistake.value, SakimoriError)


def test_a_snapshot_holds_what_was_written_before_it(engine: Engine, tmp_path: Path) -> None:
    put(engine, "a", "1")
    engine.snapshot(tmp_path / "copy.db")
    put(engine, "b", "2")
    copy = SqliteEngine(tmp_path / "copy.db")
    assert values(copy) == {"a": "1"}
    copy.close()


# A process that is killed

WRITER = dedent(
    """
    import os, signal, sys
    from sakimori.store.engine import SqliteEngine

    engine = SqliteEngine(sys.argv[1])
    for number in range(int(sys.argv[2])):
        with engine.write():
            engine.insert_all("meta", [{"key": f"first {number}", "value": ""}])
            engine.insert_all("meta", [{"key": f"second {number}", "value": ""}])
        print(number, flush=True)
    with engine.write():
        engine.insert_all("meta", [{"key": "never", "value": ""}])
        os.kill(os.getpid(), signal.SIGKILL)
    """
)


def test_a_process_killed_in_mid_write_leaves_what_was_acknowledged_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "killed.db"
    migrated(lambda: SqliteEngine(path)).close()

    done = subprocess.run(
        [sys.executable, "-c", WRITER, str(path), "5"], capture_output=True, text=True, check=False, timeout=60
    )

    acknowledged = done.stdout.split()
    survivor = SqliteEngine(path)
    assert acknowledged == list("01234"), done.stderr
    assert set(values(survivor)) == {f"{which} {n}" for n in acknowledged for which in ("first", "second")}
    assert survivor.query("PRAGMA integrity_check")[0]["integrity_check"] == "ok"
    survivor.close()


def test_rows_come_one_by_one_while_others_are_asked_for(engine: Engine) -> None:
    engine.insert_all("meta", [{"key": f"k{n:04}", "value": ""} for n in range(1_000)])
    rows = engine.each("SELECT key FROM meta WHERE key >= :first ORDER BY key", {"first": "k0010"})
    assert next(rows)["key"] == "k0010"
    assert engine.query("SELECT COUNT(*) AS n FROM meta")[0]["n"] == 1_000
    assert [row["key"] for row in rows] == [f"k{n:04}" for n in range(11, 1_000)]


def test_a_temporary_table_stands_before_one_of_its_name_until_its_transaction_ends(
    engine: Engine, opener: Opener
) -> None:
    put(engine, "a", "now")
    other = opener()
    with engine.scratch():
        engine.execute("CREATE TEMPORARY TABLE meta AS SELECT key, value FROM meta WHERE 1 = 0")
        engine.insert_all("meta", [{"key": "a", "value": "then"}])
        assert values(engine) == {"a": "then"}
        put(other, "b", "written meanwhile")
    assert values(engine) == values(other) == {"a": "now", "b": "written meanwhile"}
    other.close()
