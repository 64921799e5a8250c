"""A connection to a schema on a server: what is read over it, and how its transactions begin and end."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final, Protocol, TypeAlias

import psycopg
from psycopg import errors, generators
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult
from psycopg.rows import RowFactory, tuple_row

from sakimori.errors import LostWriteError
from sakimori.store.engine.noting import NotingEngine
from sakimori.store.engine.postgres_refusals import is_lost, said_plainly
from sakimori.store.engine.postgres_sql import TEMPORARY, names_no_columns, numbered
from sakimori.store.engine.postgres_values import ServerLink
from sakimori.store.engine.protocol import Asked, Engine, Params, Row, Value
from sakimori.store.engine.rehearsal import asked_by
from sakimori.store.engine.server_errors import NoStandbyError
from sakimori.store.engine.stamps import words
from sakimori.store.engine.target import ServerSchema

Connection: TypeAlias = ServerLink
Key: TypeAlias = tuple[Value, ...]
"""A statement with its values, by which it is known again."""
Cursor: TypeAlias = psycopg.Cursor[tuple[Value, ...]]

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
    """The reading half of the engine.

    A round trip costs more than what most statements do. So writing statements of whose end nobody asks wait until
    another one is run, and reads that are known beforehand go together.
    """

    def __init__(self, place: ServerSchema, lend: Lend, give_back: Callable[[Connection], None]) -> None:
        """Take the functions that lend a connection and take one back."""
        super().__init__()
        self._place, self._lend, self._give_back = place, lend, give_back
        self._connection = lend()
        self._is_inside = False
        self._is_shadowed = False
        self._changes = 0
        self._unsent: list[Asked] = []
        self._ahead: dict[Key, Cursor] = {}

    @property
    def connection(self) -> Connection:
        """The connection, for what is done to schemas as a whole."""
        self._send()
        return self._connection

    # Reading

    def query(self, sql: str, params: Params | None = None) -> list[Row]:
        """All rows of a reading statement."""
        [cursor] = self._read([(sql, params)])
        return _rows(cursor, self._connection.row_factory)

    def values(self, sql: str, params: Params | None = None) -> list[tuple[Value, ...]]:
        """The same as bare values, in the order in which the statement names their columns."""
        return self.values_of([(sql, params)])[0]

    def values_of(self, asked: Sequence[Asked]) -> list[list[tuple[Value, ...]]]:
        """The rows of several reading statements, each as `values` gives them, in one round trip."""
        return [_rows(cursor, tuple_row) for cursor in self._read(asked)]

    def ahead(self, *reads: Callable[[Engine], object]) -> None:
        """Ask in one round trip for what is to be read next.

        Within a transaction, where nobody else writes, the answers count until a table is written that they name;
        elsewhere each is given once.
        """
        known = self._ahead if self._is_inside else {}
        missing = {key: one for one in asked_by(reads) if (key := _key(*one)) not in known}
        with said_plainly():
            self._ahead.update(zip(missing, self._over_any(list(missing.values())), strict=True))

    def each(self, sql: str, params: Params | None = None) -> Iterator[Row]:
        """The rows of a reading statement one by one, however many there are."""
        if self._noted is not None:
            self._noted.add(sql)
        text, order = numbered(sql)
        with said_plainly():
            self._send()
            # Between units of work a cursor holds by itself; within a transaction it ends with it.
            made = self._connection.cursor(f"each_{next(_CURSORS)}", withhold=not self._is_inside)
            with made as cursor:
                cursor.itersize = _AT_ONCE
                cursor.execute(text, in_order(params, order))
                yield from cursor

    def _read(self, asked: Sequence[Asked]) -> list[Cursor]:
        """The answers to reading statements, of which some may be there already."""
        self.note([sql for sql, _ in asked])
        take = self._ahead.get if self._is_inside else self._ahead.pop
        known = [take(_key(*one), None) for one in asked] if self._ahead else [None] * len(asked)
        with said_plainly():
            found = iter(self._over_any([one for one, cursor in zip(asked, known, strict=True) if cursor is None]))
        return [cursor or next(found) for cursor in known]

    def _over_any(self, asked: Sequence[Asked]) -> list[Cursor]:
        """Read, and once more over another connection if this one is gone, but for within a transaction."""
        if not asked:
            return []
        try:
            return self._send(asked)
        except psycopg.Error as error:
            if self._is_inside or not is_lost(error):
                raise
            self._renew()
            return self._send(asked)

    def _send(self, asked: Sequence[Asked] = ()) -> list[Cursor]:
        """Run statements after those that wait, all in one round trip."""
        waiting, self._unsent = self._unsent, []
        together = [*waiting, *asked]
        if len(together) > 1:
            with self._connection.in_one_go():
                cursors = [self._run(*one) for one in together]
        else:
            cursors = [self._run(*one) for one in together]
        for (sql, _), cursor in zip(waiting, cursors, strict=False):
            self._touched(sql, cursor.rowcount)
        return cursors[len(waiting) :]

    def _run(self, sql: str, params: Params | None) -> Cursor:
        text, order = numbered(sql)
        cursor = self._connection.cursor(row_factory=tuple_row)
        return cursor.execute(text, in_order(params, order), prepare=self._may_prepare(text))

    def _touched(self, sql: str, rows: int) -> int:
        self._changes += max(rows, 0)
        return self._counted(sql, rows)

    def _outdate(self, table: str) -> None:
        """Forget what was read ahead of a table that is written; of one that nobody knows, everything."""
        if self._ahead:
            self._ahead = {key: one for key, one in self._ahead.items() if table and table not in words(str(key[0]))}

    def _forget(self) -> None:
        """Forget what waits and what was read ahead, with the transaction to which it belongs."""
        self._unsent.clear()
        self._ahead.clear()

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
        result = self._tell("COMMIT", None if self._connection.patience is None else COMMIT_S)
        if result.status != ExecStatus.COMMAND_OK:
            raise errors.error_from_result(result, encoding="utf-8")
        if result.command_status != b"COMMIT":
            raise errors.InFailedSqlTransaction("a statement before the COMMIT had failed: nothing was written")

    def _tell(self, statement: str, patience: float | None) -> PGresult:
        server = self._connection.pgconn
        server.send_query(statement.encode())
        found: PGresult = self._connection.wait(generators.execute(server), timeout=patience)[-1]
        return found

    def _roll_back(self, statement: str) -> None:
        if self._connection.info.transaction_status == TransactionStatus.ACTIVE:  # nobody answers
            self._connection.close()
        with suppress(psycopg.Error):  # a connection that is gone has taken its transaction with it
            # The driver, if it knew of a ROLLBACK, would forget all that it has prepared; and each page ends with one.
            self._tell(statement, None)

    @contextmanager
    def scratch(self) -> Iterator[None]:
        """A transaction that is taken back, for temporary tables and for reading one state; it may stand in another."""
        if self._is_inside:
            around = self._is_shadowed
            with said_plainly():
                self._send()
                self._connection.execute("SAVEPOINT scratch", prepare=False)
            try:
                yield
            finally:
                self._forget()
                self._roll_back("ROLLBACK TO scratch; RELEASE scratch")
                self._is_shadowed = around
            return
        self._begin("BEGIN ISOLATION LEVEL REPEATABLE READ")
        try:
            yield
        finally:
            self._is_inside = self._is_shadowed = False
            self._forget()
            self._roll_back("ROLLBACK")

    def close(self) -> None:
        """Give the connection back."""
        self._give_back(self._connection)


def in_order(params: Params | None, order: Sequence[str]) -> list[Value]:
    """The values of a statement in the order of its numbers."""
    return [params[name] for name in order] if params else []


def _key(sql: str, params: Params | None) -> Key:
    return (sql, *in_order(params, numbered(sql).names))


def _rows(cursor: Cursor, factory: RowFactory[Any]) -> list[Any]:
    """All rows of an answer, which may have been given before."""
    if cursor.row_factory is not factory:
        cursor.row_factory = factory
    if cursor.rownumber:
        cursor.scroll(0, mode="absolute")
    return cursor.fetchall()
