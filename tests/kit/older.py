"""Databases as programs of earlier versions left them: their schema, their rows, and what their trail said."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sakimori.domain.trail import GENESIS, canonical_json, entry_hash, sha256
from sakimori.store.engine import Engine, SqliteEngine, Step
from sakimori.store.schema.steps import STEPS
from sakimori.store.sealing import SAID

_OF_LATER = ("signature", "meta", "gap_day")


def chained(engine: Engine, first: int) -> None:
    """Give every entry from one on the hash that its content calls for, as somebody who knows how would."""
    before = engine.values("SELECT hash FROM audit_entry WHERE seq = :seq", {"seq": first - 1})
    previous = str(before[0][0]) if before else GENESIS
    rows: list[Any] = engine.query(
        "SELECT * FROM audit_entry JOIN audit_body USING (seq) WHERE seq >= :seq ORDER BY seq", {"seq": first}
    )
    for row in rows:
        said: dict[str, Any] = {"body_sha256": sha256(row["body"]), "previous": previous}
        previous = entry_hash(**{key: row[key] for key in SAID}, **said)
        engine.execute(
            "UPDATE audit_entry SET body_sha256 = :body_sha256, previous = :previous, hash = :hash WHERE seq = :seq",
            {**said, "hash": previous, "seq": row["seq"]},
        )


def of_version(steps: int | Sequence[Step], present: Path, path: Path) -> None:
    """Make a database of the first so many steps, with the rows of one of today as far as they had a place then."""
    engine = SqliteEngine(path)
    engine.migrate(STEPS[:steps] if isinstance(steps, int) else tuple(steps), {})
    engine.close()
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        db.execute("ATTACH ? AS now", (str(present),))
        for table, names in _tables(db, "main").items():
            both = ", ".join(sorted(names & _columns(db, "now", table)))
            if both and table not in _OF_LATER:
                db.execute(f"INSERT INTO main.{table} ({both}) SELECT {both} FROM now.{table}")
        _tell_as_then(db)
        db.execute("INSERT INTO main.meta VALUES ('ruleset_digest', 'of an earlier program')")
        db.commit()
    with closing(SqliteEngine(path)) as engine, engine.write():
        chained(engine, 1)


def _tables(db: sqlite3.Connection, schema: str) -> dict[str, set[str]]:
    rows = db.execute(f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table'").fetchall()
    return {row["name"]: _columns(db, schema, row["name"]) for row in rows if not row["name"].startswith("_sqlite")}


def _columns(db: sqlite3.Connection, schema: str, table: str) -> set[str]:
    return {row["name"] for row in db.execute(f"PRAGMA {schema}.table_info({table})")}


def _tell_as_then(db: sqlite3.Connection) -> None:
    """Entries hold the columns of their day alone, and speak of no record that had no table."""
    tables = _tables(db, "main")
    for row in db.execute("SELECT e.seq, e.record_kind, b.body FROM audit_entry e JOIN audit_body b USING (seq)"):
        body, names = json.loads(row["body"]), tables.get(row["record_kind"])
        for side in ("before", "after"):
            if body[side] is not None:
                body[side] = {key: value for key, value in body[side].items() if names is None or key in names}
        db.execute("UPDATE audit_body SET body = ? WHERE seq = ?", (canonical_json(body), row["seq"]))
        if names is None:
            db.execute("UPDATE audit_entry SET record_kind = 'earlier' WHERE seq = ?", (row["seq"],))
