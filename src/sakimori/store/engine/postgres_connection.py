"""A connection to a schema on a server: what is read over it, and how its transactions begin and end."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final, Protocol, TypeAlias, TypeVar

import psycopg
from psycopg import errors, generators
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.rows import tuple_row

from sakimori.errors import LostWriteError
from sakimori.store.engine.noting import NotingEngine
from sakimori.store.engine.postgres_refusals import is_lost, said_plainly
from sakimori.store.engine.postgres_sql import TEMPORARY, names_no_columns, numbered
from sakimori.store.engine.postgres_values import ServerLink
from sakimori.store.engine.protocol import Asked, Params, Row, Value
from sakimori.store.engine.server_errors import NoStandbyError
from sakimori.store.engine.target import ServerSchema

T = TypeVar("T")
Connection: TypeAlias = ServerLink

COMMIT_S: Final = 20.0
"""So long the answer to a COMMIT is waited for."""
_WAITS_FOR_STANDBY: Final = (
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'SyncRep' LIMIT 1"
)
_AT_ONCE: Final = 500
_CURSORS: Final = itertools.count()


class Lend(Protocol):
    """Lends a connection; `anew` where the last one was cut off."""

    def __call__(self, *, anew: bool = False) -> Connection:
        """One that nobody else has."""


class ServerConnection(NotingEngine):
    """The reading half of the engine."""

    def __init__(self, place: ServerSchema, lend: Lend, give_back: Callable[[Connection], None]) -> None:
        """Take the functions that lend a connection and take one back."""
        super().__init__()
        self._place, self._lend, self._give_back = place, lend, give_back
        self._connection = lend()
        self._is_inside = False
        self._is_shadowed = False

    @property
    def connection(self) -> Connection:
        """The connection, for what is done to schemas as a whole."""
        return self._connection

    # Reading

    def query(self, sql: str, params: Params | None = None) -> list[Row]:
        """All rows of a reading statement."""
        return self._read([sql], lambda: self._run(sql, params).fetchall())

    def values(self, sql: str, params: Params | None = None) -> list[tuple[Value, ...]]:
        """The same as bare values, in the order in which the statement names their columns."""
        return self._read([sql], lambda: self._run(sql, params, as_values=True).fetchall())

    def values_of(self, asked: Sequence[Asked]) -> list[list[tuple[Value, ...]]]:
        """The rows of several reading statements, each as `values` gives them, in one round trip."""
        if len(asked) < 2:
            return [self.values(sql, params) for sql, params in asked]
        return self._read([sql for sql, _ in asked], lambda: self._run_all(asked))

    def each(self, sql: str, params: Params | None = None) -> Iterator[Row]:
        """The rows of a reading statement one by one, however many there are."""
        if self._noted is not None:
            self._noted.add(sql)
        text, order = numbered(sql)
        # Between units of work a cursor holds by itself; within a transaction it ends with it.
        made = self._connection.cursor(f"each_{next(_CURSORS)}", withhold=not self._is_inside)
        with said_plainly(), made as cursor:
            cursor.itersize = _AT_ONCE
            cursor.execute(text, in_order(params, order))
            yield from cursor

    def _read(self, statements: Sequence[str], read: Callable[[], T]) -> T:
        """Read, and once more over another connection if this one is gone, but for within a transaction."""
        self.note(statements)
        with said_plainly():
            try:
                return read()
            except psycopg.Error as error:
                if self._is_inside or not is_lost(error):
                    raise
                self._renew()
                return read()

    def _run(self, sql: str, params: Params | None, *, as_values: bool = False) -> psycopg.Cursor[Any]:
        text, order = numbered(sql)
        cursor = self._connection.cursor(row_factory=tuple_row) if as_values else self._connection.cursor()
        return cursor.execute(text, in_order(params, order), prepare=self._may_prepare(text))

    def _run_all(self, asked: Sequence[Asked]) -> list[list[tuple[Value, ...]]]:
        with self._connection.pipeline():
            cursors = [self._run(sql, params, as_values=True) for sql, params in asked]
        return [cursor.fetchall() for cursor in cursors]

    def _may_prepare(self, text: str) -> bool | None:
        """False where a statement must be read anew each time, None where psycopg decides.

        A prepared one would go on reading the table that a temporary one now hides, and one that names no columns would
        be refused once a step of the schema has added one.
        """
        if TEMPORARY.match(text):
            self._is_shadowed = True
        return False if self._is_shadowed or names_no_columns(text) else None

    def _renew(self) -> None:
        with suppress(psycopg.Error):
            self._connection.close()
        self._give_back(self._connection)
        self._connection = self._lend(anew=True)

    def _begin(self, statement: str) -> None:
        """Begin, over another connection if this one is gone: nothing has been written yet.

        Raises:
            NoStandbyError: Whoever has the lock waits for a standby that does not answer.
        """
        with said_plainly():
            try:
                self._connection.execute(statement, prepare=False)
            except psycopg.Error as error:
                if not is_lost(error):
                    self._roll_back("ROLLBACK")
                    if isinstance(error, errors.LockNotAvailable) and self._somebody_waits_for_standby():
                        raise NoStandbyError from error
                    raise
                self._renew()
                self._connection.execute(statement, prepare=False)
        self._is_inside = True

    def _somebody_waits_for_standby(self) -> bool:
        return bool(self._connection.execute(_WAITS_FOR_STANDBY).fetchall())

    def _commit(self) -> None:
        try:
            self._ask_to_commit()
        except psycopg.Error as error:
            if is_lost(error):
                self._connection.close()  # the server may go on with it
                raise LostWriteError from error
            with said_plainly():
                raise

    def _ask_to_commit(self) -> None:
        """Wait for the answer for a while: a COMMIT that waits for a standby knows no `statement_timeout`."""
        server = self._connection.pgconn
        server.send_query(b"COMMIT")
        patience = None if self._connection.patience is None else COMMIT_S
        result = self._connection.wait(generators.execute(server), timeout=patience)[-1]
        if result.status != ExecStatus.COMMAND_OK:
            raise errors.error_from_result(result, encoding="utf-8")
        if result.command_status != b"COMMIT":
            raise errors.InFailedSqlTransaction("a statement before the COMMIT had failed: nothing was written")

    def _roll_back(self, statement: str) -> None:
        if self._connection.info.transaction_status == TransactionStatus.ACTIVE:  # nobody answers
            self._connection.close()
        with suppress(psycopg.Error):  # a connection that is gone has taken its transaction with it
            self._connection.execute(statement, prepare=False)

    @contextmanager
    def scratch(self) -> Iterator[None]:
        """A transaction that is taken back, for temporary tables and for reading one state; it may stand in another."""
        if self._is_inside:
            around = self._is_shadowed
            with said_plainly():
                self._connection.execute("SAVEPOINT scratch", prepare=False)
            try:
                yield
            finally:
                self._roll_back("ROLLBACK TO scratch; RELEASE scratch")
                self._is_shadowed = around
            return
        self._begin("BEGIN ISOLATION LEVEL REPEATABLE READ")
        try:
            yield
        finally:
            self._is_inside = self._is_shadowed = False
            self._roll_back("ROLLBACK")

    def close(self) -> None:
        """Give the connection back."""
        self._give_back(self._connection)


def in_order(params: Params | None, order: Sequence[str]) -> list[Value]:
    """The values of a statement in the order of its numbers."""
    return [params[name] for name in order] if params else []
