"""The engine on a PostgreSQL server, with psycopg: one schema a workspace, one connection a unit of work.

It was run on PostgreSQL alone. Of what others that speak its protocol (CockroachDB, YugabyteDB, Citus) may lack or do
otherwise, it and the modules beside it use:

- advisory locks: of a transaction, for one writer at a time, and of a session, for one copy at a time
- triggers in PL/pgSQL before UPDATE and DELETE of a row, and before TRUNCATE
- DDL within transactions, several hundred statements in one, and `ALTER SCHEMA … RENAME`
- temporary tables that hide a table of the same name until their transaction is taken back
- REPEATABLE READ, savepoints, and cursors `WITH HOLD`
- `regexp_split_to_table`
- COPY from the client into tables with foreign keys, then VACUUM of them, and pipelines of the extended protocol
- identity columns whose numbers grow in the order of commits, and `setval` on their sequences
- `COLLATE "C"` on every column of text, and bytes as BYTEA
- the catalogue: pg_class, pg_constraint, pg_index, pg_proc and pg_trigger, with `pg_get_triggerdef`
- search_path, lock_timeout, statement_timeout, idle_in_transaction_session_timeout, tcp_keepalives_… and
  tcp_user_timeout as options of a connection

Statements of the other modules are those that SQLite takes too: window functions, common table expressions,
`ON CONFLICT (…) DO UPDATE`, LIKE with ESCAPE, UNION ALL. Avoided are extensions, JSON and array types, RETURNING,
LATERAL, MERGE, recursive queries, FOR UPDATE, LISTEN, deferrable constraints, partial indexes and those on expressions,
views and procedures.
"""

from __future__ import annotations

import weakref
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Final

from psycopg import sql as names

from sakimori.store.engine.postgres_connection import Connection, Lend, ServerConnection, in_order
from sakimori.store.engine.postgres_refusals import said_plainly
from sakimori.store.engine.postgres_schema import PENDING, STEP_TABLE, damage_of, guards_to_make, tables_in_order
from sakimori.store.engine.postgres_sql import numbered
from sakimori.store.engine.postgres_values import connect
from sakimori.store.engine.protocol import Damage, Params, Row, Step, Value
from sakimori.store.engine.server_errors import (
    ForeignSchemaError,
    NoServerError,
    UnsavedError,
    WrongEncodingError,
)
from sakimori.store.engine.stamps import READ_STAMPS, TABLE, stamp_token, written_by
from sakimori.store.engine.target import ServerSchema

COPY_FROM: Final = 20
"""From so many rows on COPY is faster than a statement a row."""
_PUT_STAMPS: Final = (
    f"INSERT INTO {TABLE} (name, stamp) SELECT written.name, fresh.stamp "
    "FROM regexp_split_to_table(:names, ',') AS written(name), "
    "(SELECT lpad(CAST(CAST(split_part(COALESCE(MAX(stamp), '0'), '-', 1) AS BIGINT) + 1 AS TEXT), 12, '0') || '-' || "
    f":token AS stamp FROM {TABLE}) AS fresh ON CONFLICT (name) DO UPDATE SET stamp = excluded.stamp"
)
"""As `fresh_stamps` makes them, without asking for the last one first."""
_STAMPED: Final[set[ServerSchema]] = set()
"""Schemas known to keep stamps."""


class PostgresEngine(ServerConnection):
    """One schema of a server over one connection.

    Writers take turns: each transaction that writes begins by waiting for a lock of its schema, so that what it reads
    is what the last one left, and the chains of the trail cannot fork. Whoever reads waits for nobody.
    """

    dialect = "postgresql"

    def __init__(self, place: ServerSchema, lend: Lend, give_back: Callable[[Connection], None]) -> None:
        """Take the functions that lend a connection and take one back."""
        super().__init__(place, lend, give_back)
        self._lock = zlib.crc32(f"sakimori {place.schema}".encode())

    # Writing

    def execute(self, sql: str, params: Params | None = None) -> int:
        """Run a writing statement and give the number of rows that it touched."""
        return self.execute_all(sql, [params or {}])

    def execute_later(self, sql: str, params: Params | None = None) -> None:
        """Have a writing statement run with the next one; what it is refused for is told then, or at the end."""
        with self.write():
            self._outdate(written_by(sql))
            self._unsent.append((sql, params))

    def execute_all(self, sql: str, rows: Sequence[Params]) -> int:
        """Run a writing statement once for each of some rows, and give the number of rows that it touched."""
        if not rows:
            return 0
        with self.write(), said_plainly():
            self._outdate(written_by(sql))
            if len(rows) < COPY_FROM or self._is_shadowed:  # executemany prepares
                return self._touched(sql, sum(cursor.rowcount for cursor in self._send([(sql, row) for row in rows])))
            self._send()
            text, order = numbered(sql)
            with self._connection.cursor() as cursor:
                cursor.executemany(text, [in_order(row, order) for row in rows])
                return self._touched(sql, cursor.rowcount)

    def insert_all(self, table: str, rows: Sequence[Row]) -> None:
        """Insert rows that all have the same columns; a few of them with the next statement."""
        if not rows:
            return
        columns = list(rows[0].keys())
        with self.write(), said_plainly():
            if len(rows) < COPY_FROM:
                marks = ", ".join(f":{name}" for name in columns)
                sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
                self._unsent += [(sql, row) for row in rows]
            else:
                take = itemgetter(*columns) if len(columns) > 1 else lambda row: (row[columns[0]],)
                self._copy(table, columns, map(take, rows))
                self._changes += len(rows)
            self._written.add(table)
            self._outdate(table)

    def take_in(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        """Insert rows in one statement, so that they may name each other, and count on from the last number."""
        with self.write(), said_plainly():
            self._copy(table, columns, rows)
            if "id" in columns:
                self._count_on(table)
            self._written.add(table)
            self._outdate(table)

    def _copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        self._send()
        with (
            self._connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def _count_on(self, table: str) -> None:
        [(sequence,)] = self.values("SELECT pg_get_serial_sequence(:table, 'id')", {"table": table})
        if sequence is not None:
            self.values(f"SELECT setval(:sequence, (SELECT COALESCE(MAX(id), 0) + 1 FROM {table}), false)",
                        {"sequence": sequence})  # fmt: skip

    @contextmanager
    def write(self) -> Iterator[None]:
        """A transaction: all of it or nothing. Inside another one it joins that one.

        Raises:
            BusyError: Another writer kept the lock for too long.
            UnsavedError: The server went away before the end.
            LostWriteError: The server did not say how the transaction ended.
        """
        if self._is_inside:
            yield
            return
        with self._transaction(f"BEGIN; SELECT pg_advisory_xact_lock({self._lock})"):
            self._written.clear()
            yield
            with said_plainly():
                self._put_stamps()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[None]:
        try:
            self._begin(begin)
            try:
                yield
                self._commit()
            except BaseException:
                self._roll_back("ROLLBACK")
                raise
            finally:
                self._is_inside = False
                self._forget()
        except NoServerError as error:
            raise UnsavedError from error

    def execute_lightly(self, sql: str, params: Params | None = None) -> int:
        """Run a writing statement whose loss does no harm, without waiting for other writers, disk or standby."""
        if self._is_inside:
            return self.execute(sql, params)
        with self._transaction("BEGIN; SET LOCAL synchronous_commit = off"), said_plainly():
            return self._send([(sql, params)])[0].rowcount

    def _put_stamps(self) -> None:
        """Stamp what was written, in the same transaction; a database of another kind keeps no stamps."""
        if any(written_by(sql) not in self._written for sql, _ in self._unsent):  # it may touch no row
            self._send()
        if self._written and self._keeps_stamps():
            self._unsent.append((_PUT_STAMPS, {"names": ",".join(sorted(self._written)), "token": stamp_token()}))
        self._send()

    def _keeps_stamps(self) -> bool:
        if self._place not in _STAMPED and self._has_table(TABLE):
            _STAMPED.add(self._place)
        return self._place in _STAMPED

    def _has_table(self, name: str) -> bool:
        sql = "SELECT 1 FROM information_schema.tables WHERE table_schema = :schema AND table_name = :name"
        return bool(self.values(sql, {"schema": self._place.schema, "name": name}))

    def stamps(self) -> Mapping[str, str]:
        """By which write each table was last changed; the same stamp means the same rows."""
        noted, self._noted = self._noted, None
        try:
            return {str(name): str(stamp) for name, stamp in self.values(READ_STAMPS)}
        finally:
            self._noted = noted

    # The schema

    def migrate(self, steps: Sequence[Step], guards: Mapping[str, str]) -> None:
        """Apply the steps that are missing and put the guards back, in one transaction that one process does at a time.

        The guards of a newer program, which took more steps, are left as they are.

        Raises:
            ForeignSchemaError: The schema holds tables that none of our steps made.
            WrongEncodingError: The database keeps no UTF-8.
        """
        if self._pending(steps):
            with self._unhurried():
                self._make_schema()
                done = {name for (name,) in self._done()}
                missing = [step for step in steps if step[0] not in done]
                self._run_steps([statement for _, made_of in missing for statement in made_of])
                self.insert_all(STEP_TABLE, [{"name": name} for name, _ in missing])
        if len(self._done()) > len(steps):
            return
        if statements := guards_to_make(self._connection, self._place.schema, guards):
            with self._unhurried(), said_plainly(), self._connection.pipeline():
                for one in statements:
                    self._connection.execute(one, prepare=False)

    def _run_steps(self, statements: Sequence[str]) -> None:
        """Run the statements of steps, several hundred for a new schema, without waiting for each."""
        with said_plainly():
            with self._connection.pipeline():
                done = [(one, self._connection.execute(numbered(one).text, prepare=False)) for one in statements]
            for one, cursor in done:
                self._touched(one, cursor.rowcount)

    @contextmanager
    def _unhurried(self) -> Iterator[None]:
        """A write that may take as long as it takes."""
        with self.write():
            self._connection.execute("SET LOCAL statement_timeout = 0", prepare=False)
            patience, self._connection.patience = self._connection.patience, None
            try:
                yield
            finally:
                self._connection.patience = patience

    def _pending(self, steps: Sequence[Step]) -> bool:
        if not self._has_table(STEP_TABLE):
            if self.values(PENDING, {"schema": self._place.schema}):
                raise ForeignSchemaError(key=self._place.schema)
            [(encoding,)] = self.values("SELECT current_setting('server_encoding')")
            if encoding != "UTF8":
                raise WrongEncodingError(key=encoding)
            return True
        return len(self._done()) < len(steps)

    def _done(self) -> list[tuple[Value, ...]]:
        return self.values(f"SELECT name FROM {STEP_TABLE}")

    def _make_schema(self) -> None:
        with said_plainly():
            self._connection.execute(
                names.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(names.Identifier(self._place.schema)), prepare=False
            )
            self._connection.execute(f"CREATE TABLE IF NOT EXISTS {STEP_TABLE} (name TEXT PRIMARY KEY)", prepare=False)

    def tables(self) -> list[str]:
        """The names of all tables, each after those that its rows name."""
        return tables_in_order(self.connection, self._place.schema)

    def damage(self) -> Damage:
        """What the server knows to be wrong, what it no longer checks, and rows that name nothing."""
        with said_plainly():
            return damage_of(self.connection, self._place.schema)

    # The database as a whole

    def snapshot(self, target: Path) -> None:
        """Write a consistent copy into a new file, as a database of SQLite."""
        from sakimori.store.copies import copy_into_file  # noqa: PLC0415 - it stands above the engines

        copy_into_file(self, target)

    def put_in_place_of(self, target: Path) -> None:
        """Put a copy in the place of what stands in a file that may be in use."""
        from sakimori.store.copies import copy_over_file  # noqa: PLC0415 - as above

        copy_over_file(self, target)

    def changes(self) -> int:
        """How many rows this connection has written since it was lent."""
        with said_plainly():
            self._send()
        return self._changes

    def settle(self) -> None:
        """Nothing to do: what is acknowledged lies on the disk of the server."""


def connected(place: ServerSchema) -> PostgresEngine:
    """An engine over a connection of its own, which it closes.

    Raises:
        NoServerError: The server does not answer.
    """
    opened: list[Connection] = []

    def lend(*, anew: bool = False) -> Connection:
        with said_plainly():
            opened.append(connect(place))
        return opened[-1]

    engine = PostgresEngine(place, lend, lambda connection: connection.close())
    weakref.finalize(engine, _close_all, opened)  # whoever drops the engine closes it
    return engine


def _close_all(connections: Iterable[Connection]) -> None:
    for connection in connections:
        connection.close()


def stands(place: ServerSchema) -> bool:
    """Whether a workspace stands in a schema."""
    engine = connected(place)
    try:
        return engine._has_table(STEP_TABLE)  # noqa: SLF001 - its own module
    finally:
        engine.close()
