"""The embedded engine on sqlite-utils, and its open connections."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from sakimori.errors import BusyError, ForeignFileError
from sakimori.store.engine.noting import NotingEngine
from sakimori.store.engine.protocol import Asked, Damage, Engine, Params, Row, Step, Value
from sakimori.store.engine.refusals import PRIMARY_CODE, said_plainly
from sakimori.store.engine.stamps import LAST_STAMP, PUT_STAMP, READ_STAMPS, TABLE, fresh_stamps
from sakimori.store.private_files import private_file

if TYPE_CHECKING:
    from sqlite_utils import Database

BUSY_TIMEOUT_MS = 10_000
_MIGRATION_TIMEOUT_MS = 600_000
_PREPARED = 1024
"""So many statements stay prepared: loading one dossier takes thirty, a day's work several hundred."""
_MOST_DAMAGE = 100  # so many findings are enough to name

_DONE = "_sqlite_migrations"


class SqliteEngine(NotingEngine):
    """The embedded default: one file (or memory), write-ahead log, full synchronisation, foreign keys on.

    A writing transaction begins IMMEDIATE, since a deferred one may fail in the middle when another writer was faster.
    """

    dialect = "sqlite"

    def __init__(self, path: Path | None) -> None:
        """Open the file, or a private database in memory when there is no path.

        Raises:
            ForeignFileError: The file is no database, or holds tables that none of our steps made.
        """
        target = ":memory:" if path is None else str(path)
        with said_plainly():
            connection = sqlite3.connect(
                target, check_same_thread=False, timeout=BUSY_TIMEOUT_MS / 1000, cached_statements=_PREPARED
            )
            # Whoever drops the engine closes it: a refused file, or a database in memory with its workspace.
            weakref.finalize(self, connection.close)
            if not _is_ours(connection):  # asked before the first setting, which would be written into the file
                raise ForeignFileError
            for pragma in (
                f"busy_timeout = {BUSY_TIMEOUT_MS}",
                "journal_mode = WAL",
                "synchronous = FULL",
                "foreign_keys = ON",
                "secure_delete = ON",  # what was erased leaves no byte, also where SQLite was built otherwise
                "recursive_triggers = ON",  # without it INSERT OR REPLACE slips past a delete trigger
            ):
                connection.execute(f"PRAGMA {pragma}")
        super().__init__()
        self._connection, self._lightly = connection, 0
        connection.row_factory = sqlite3.Row

    def query(self, sql: str, params: Params | None = None) -> list[Row]:
        """All rows of a reading statement."""
        if self._noted is not None:
            self._noted.add(sql)
        with said_plainly():
            return self._connection.execute(sql, dict(params or {})).fetchall()

    def values(self, sql: str, params: Params | None = None) -> list[tuple[Value, ...]]:
        """The same as bare values, in the order in which the statement names their columns."""
        if self._noted is not None:
            self._noted.add(sql)
        with said_plainly():
            cursor = self._connection.cursor()
            cursor.row_factory = None
            return cursor.execute(sql, dict(params or {})).fetchall()

    def values_of(self, asked: Sequence[Asked]) -> list[list[tuple[Value, ...]]]:
        """The rows of several reading statements, each as `values` gives them."""
        return [self.values(sql, params) for sql, params in asked]

    def ahead(self, *reads: Callable[[Engine], object]) -> None:
        """Nothing to do: to ask a file later costs as much."""

    def each(self, sql: str, params: Params | None = None) -> Iterator[Row]:
        """The rows of a reading statement one by one, however many there are."""
        if self._noted is not None:
            self._noted.add(sql)
        with said_plainly():
            yield from self._connection.execute(sql, dict(params or {}))

    def execute(self, sql: str, params: Params | None = None) -> int:
        """Run a writing statement and give the number of rows that it touched."""
        with self.write(), said_plainly():
            return self._counted(sql, self._connection.execute(sql, dict(params or {})).rowcount)

    def execute_later(self, sql: str, params: Params | None = None) -> None:
        """Run a writing statement now: a file need not be told of several at once."""
        self.execute(sql, params)

    def execute_lightly(self, sql: str, params: Params | None = None) -> int:
        """Run a writing statement whose loss does no harm, without waiting for the disk."""
        if self._connection.in_transaction:
            return self.execute(sql, params)
        self._connection.execute("PRAGMA synchronous = NORMAL")
        before = self._connection.total_changes
        try:
            return self.execute(sql, params)
        finally:
            self._lightly += self._connection.total_changes - before
            self._connection.execute("PRAGMA synchronous = FULL")

    def execute_all(self, sql: str, rows: Sequence[Params]) -> int:
        """Run a writing statement once for each of some rows, and give the number of rows that it touched."""
        with self.write(), said_plainly():
            return self._counted(sql, self._connection.executemany(sql, [dict(row) for row in rows]).rowcount)

    def insert_all(self, table: str, rows: Sequence[Row]) -> None:
        """Insert rows that all have the same columns."""
        if rows:
            names = list(rows[0].keys())
            sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
            # By place: by name each value of each row would be looked up, while other writers wait.
            with self.write(), said_plainly():
                self._connection.executemany(sql, map(_getter(names), rows))
                self._written.add(table)

    def take_in(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        """Insert any number of rows into a table that holds none; they may name each other, whatever their order."""
        marks = ", ".join("?" * len(columns))
        with self.write(), said_plainly():
            self._connection.execute("PRAGMA defer_foreign_keys = ON")  # until the transaction ends
            self._connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
            self._written.add(table)

    @contextmanager
    def write(self) -> Iterator[None]:
        """A transaction: all of it or nothing. Inside another one it joins that one."""
        if self._connection.in_transaction:
            yield
            return
        with said_plainly():
            self._connection.execute("BEGIN IMMEDIATE")
        self._written.clear()
        try:
            yield
            with said_plainly():
                self._put_stamps()
                self._connection.commit()
        except BaseException:
            self._connection.rollback()
            raise

    def _put_stamps(self) -> None:
        """Stamp what was written, in the same transaction; a database of another kind keeps no stamps."""
        if self._written and self._keeps_stamps:
            (last,) = self._connection.execute(LAST_STAMP).fetchone()
            self._connection.executemany(PUT_STAMP, fresh_stamps(sorted(self._written), last))

    @cached_property
    def _keeps_stamps(self) -> bool:
        return bool(self.query("SELECT 1 FROM sqlite_master WHERE name = :name", {"name": TABLE}))

    def stamps(self) -> Mapping[str, str]:
        """By which write each table was last changed; the same stamp means the same rows."""
        return dict(self._connection.cursor().execute(READ_STAMPS))

    @contextmanager
    def scratch(self) -> Iterator[None]:
        """A transaction that is taken back, for temporary tables and for reading one state; it may stand in another."""
        is_inner = self._connection.in_transaction
        with said_plainly():
            self._connection.execute("SAVEPOINT scratch" if is_inner else "BEGIN")
        try:
            yield
        finally:
            self._connection.execute("ROLLBACK TO scratch" if is_inner else "ROLLBACK")
            if is_inner:
                self._connection.execute("RELEASE scratch")

    def migrate(self, steps: Sequence[Step], guards: Mapping[str, str]) -> None:
        """Apply the steps that are missing in one transaction, which one process does at a time; put the guards back.

        The guards are put back at every open: a table rebuilt by some tool loses its triggers without a word. Those of
        a newer program, which took more steps, are left as they are.
        """
        if self._pending(steps):
            with self._unhurried(), said_plainly():
                _apply(self._connection, steps)
        if len(self._done()) > len(steps):
            return
        rows = self.query("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        standing = {str(r["name"]): r["sql"] for r in rows}
        for name, body in guards.items():
            if standing.get(name) != body:
                with self.write():
                    self.execute(f"DROP TRIGGER IF EXISTS {name}")
                    self.execute(body)

    @contextmanager
    def _unhurried(self) -> Iterator[None]:
        """A write that waits for as long as another process takes to bring the schema up to date."""
        self._connection.execute(f"PRAGMA busy_timeout = {_MIGRATION_TIMEOUT_MS}")
        try:
            with self.write():
                yield
        finally:
            self._connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")

    def _done(self) -> list[Row]:
        return self.query(f"SELECT name FROM {_DONE} WHERE migration_set = 'sakimori'")

    def _pending(self, steps: Sequence[Step]) -> bool:
        return not self.query(f"SELECT 1 FROM sqlite_master WHERE name = '{_DONE}'") or len(self._done()) < len(steps)

    def tables(self) -> list[str]:
        """The names of all tables, in the order in which they were made."""
        sql = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid"
        return [str(name) for (name,) in self.values(sql) if name != _DONE and not str(name).startswith("sqlite_")]

    def snapshot(self, target: Path) -> None:
        """Write a consistent copy of the database into a new file."""
        private_file(target)
        with said_plainly():
            self._connection.execute("VACUUM INTO ?", (str(target),))

    def put_in_place_of(self, target: Path) -> None:
        """Put this database in the place of what stands in another one, in one transaction under its write lock.

        The file stays the same one, so that its log stays its own: whoever has it open reads on, the old until the end
        of a transaction and the new from the next one on. After a crash the old one stands, whole.

        Raises:
            BusyError: Somebody else is writing into it.
            ForeignFileError: What stands there is no database of ours.
        """
        other = SqliteEngine(target)
        try:
            other.take_over(self._connection)
        finally:
            other.close()

    def take_over(self, source: sqlite3.Connection) -> None:
        """Become a copy of another database, in one transaction."""
        with said_plainly():
            source.backup(self._connection, progress=_gives_up)

    def damage(self) -> Damage:
        """What `integrity_check` and `foreign_key_check` find; what cannot even be looked through is damage as well."""
        try:
            found = [str(row[0]) for row in self._connection.execute(f"PRAGMA integrity_check({_MOST_DAMAGE})")]
            if found != ["ok"]:
                return Damage(pages=tuple(line for text in found for line in text.splitlines()))
            rows = self._connection.execute("PRAGMA foreign_key_check").fetchmany(_MOST_DAMAGE)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & PRIMARY_CODE != sqlite3.SQLITE_CORRUPT:
                with said_plainly():
                    raise
            return Damage(pages=(str(error),))
        return Damage(references=tuple(f"{row['table']} {row['rowid']} → {row['parent']}" for row in rows))

    def changes(self) -> int:
        """How many rows this connection has written since it was opened, but for light ones."""
        return self._connection.total_changes - self._lightly

    def settle(self) -> None:
        """Write the log back into the file as far as no reader needs it, so that a copy of the file alone is whole."""
        with said_plainly():
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()


def _getter(names: Sequence[str]) -> Callable[[Row], Sequence[Value]]:
    """Takes the values of some columns out of a row."""
    return itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)


def _gives_up(status: int, _remaining: int, _total: int) -> None:
    """End a copy that another writer keeps waiting: each step has waited as long as any other write does."""
    if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        raise BusyError


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Whether our steps made what stands in a database, or nothing stands there yet."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return not tables or _DONE in tables


def _apply(connection: sqlite3.Connection, steps: Sequence[Step]) -> None:
    """Run the steps that are missing; what runs them brings pandas along, so it is loaded only where one is."""
    from sqlite_utils import Database, Migrations  # noqa: PLC0415 - see above

    migrations = Migrations("sakimori")
    for name, statements in steps:
        migrations(name=name)(_runner(statements))
    migrations.apply(Database(connection))


def _runner(statements: tuple[str, ...]):  # type: ignore[no-untyped-def]  # noqa: ANN202 - the decorator's own shape
    def run(database: Database) -> None:
        for statement in statements:
            database.execute(statement)

    return run
