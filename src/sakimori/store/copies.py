"""Copies of a database: as one file, put in the place of one that nobody else has open, or row by row elsewhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sakimori.errors import CorruptError, StoreError
from sakimori.store.engine import Engine, ServerSchema, SqliteEngine, Value
from sakimori.store.engine.refusals import said_plainly
from sakimori.store.engine.stamps import TABLE
from sakimori.store.private_files import private_file, sync_folder
from sakimori.store.schema.steps import GUARDS, STEPS

_BESIDE: Final = ("-wal", "-shm", "-journal")
_WAIT_S: Final = 2


def copy_unchanged(source: Path, target: Path) -> None:
    """Copy a database file that stays untouched, such as a backup, into a new one.

    Raises:
        ForeignFileError: It is no database.
        CorruptError: It is damaged.
    """
    private_file(target)
    with said_plainly(), closing(_connected(source, "?mode=ro")) as one, closing(_connected(target)) as other:
        one.backup(other)


def as_one_file(path: Path) -> None:
    """Fold the log of a database that nobody has open into its file, so that the file alone is the database."""
    with said_plainly(), closing(_connected(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def take_place(made: Path, path: Path) -> None:
    """Give a file its name, where no database stands; a log that was left there by one that is gone goes with it."""
    remove_beside(path)
    made.rename(path)
    sync_folder(path.parent)


def remove(path: Path) -> None:
    """Remove a database with what lies beside it."""
    path.unlink(missing_ok=True)
    remove_beside(path)


def remove_beside(path: Path) -> None:
    """Remove the log of a database that is gone."""
    for left in _BESIDE:
        path.with_name(path.name + left).unlink(missing_ok=True)


def set_aside(path: Path, kept: Path) -> None:
    """Give a damaged database, with its log, another name."""
    for left in ("", *_BESIDE):
        if (standing := path.with_name(path.name + left)).exists():
            standing.rename(kept.with_name(kept.name + left))
    sync_folder(path.parent)


@contextmanager
def claimed(path: Path) -> Iterator[sqlite3.Connection]:
    """A database that nobody else has open, and nobody else can open meanwhile.

    Raises:
        BusyError: Somebody has it open.
    """
    with closing(_connected(path)) as connection:
        with said_plainly():
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        yield connection


def keep_aside(claim: sqlite3.Connection, kept: Path) -> None:
    """Copy a claimed database into a new file.

    Raises:
        CorruptError: It is damaged.
    """
    made = kept.with_name(f"{kept.name}.making")
    private_file(made)
    try:
        with said_plainly():
            claim.execute("VACUUM INTO ?", (str(made),))
        take_place(made, kept)
    finally:
        remove(made)


def put_into(claim: sqlite3.Connection, made: Path) -> None:
    """Put another database in the place of a claimed one, in one transaction: after a crash the old one stands."""
    with said_plainly(), closing(_connected(made)) as source:
        source.backup(claim)


def _connected(path: Path, how: str = "") -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}{how}", uri=True, timeout=_WAIT_S, isolation_level=None)


Progress = Callable[[str, int, int], None]
"""Told which table is done, how many are, and of how many."""

_QUIET: Final[Progress] = lambda _table, _done, _all: None  # noqa: E731 - nobody looks


def copy_rows(source: Engine, target: Engine, *, progress: Progress = _QUIET) -> dict[str, int]:
    """Copy every row into a database that holds none, in one transaction, and say how many there are of each table.

    Raises:
        CorruptError: Another number of rows arrived than was sent, or the two have other tables.
    """
    with source.scratch(), target.write():
        tables = [name for name in target.tables() if name != TABLE]  # what is written is stamped there by itself
        if {*tables, TABLE} != set(source.tables()):
            raise CorruptError(what="schema")
        counts: dict[str, int] = {}
        for done, table in enumerate(tables, start=1):
            counts[table] = _copy_table(source, target, table)
            progress(table, done, len(tables))
    return counts


def _copy_table(source: Engine, target: Engine, table: str) -> int:
    rows = source.each(f"SELECT * FROM {table}")
    first = next(rows, None)
    if first is None:
        return 0
    columns = tuple(first.keys())
    sent = _Counted(_values(first, rows, columns))
    target.take_in(table, columns, sent)
    [(arrived,)] = target.values(f"SELECT COUNT(*) FROM {table}")
    if arrived != sent.number:
        raise CorruptError(what=f"copy of {table}")
    return sent.number


class _Counted:
    """Rows, counted as they pass."""

    def __init__(self, rows: Iterator[Sequence[Value]]) -> None:
        self.number = 0
        self._rows = rows

    def __iter__(self) -> Iterator[Sequence[Value]]:
        for row in self._rows:
            self.number += 1
            yield row


def _values(first: object, rows: Iterator[object], columns: Sequence[str]) -> Iterator[Sequence[Value]]:
    yield [first[name] for name in columns]  # type: ignore[index]
    for row in rows:
        yield [row[name] for name in columns]  # type: ignore[index]


def copy_to_server(source: Engine, place: ServerSchema, *, progress: Progress = _QUIET) -> None:
    """Copy a database into a schema, in the place of what stands there: that is seen until the new one takes its name.

    What an earlier try has left is removed first.

    Raises:
        BusyError: Somebody else copies into the same schema.
        NoServerError: The server does not answer.
    """
    from sakimori.store.engine.postgres import connected  # noqa: PLC0415 - psycopg where a server is named
    from sakimori.store.engine.postgres_schema import making_room, take_place  # noqa: PLC0415 - as above

    made = place.beside(f"{place.schema}_making")
    engine = connected(made)
    try:
        with making_room(engine.connection, made.schema):
            engine.migrate(STEPS, GUARDS)
            copy_rows(source, engine, progress=progress)
            take_place(engine.connection, made.schema, place.schema)
    finally:
        engine.close()
    place.forget()


def drop(place: ServerSchema) -> None:
    """Remove a schema with all that stands in it."""
    from sakimori.store.engine.postgres import connected  # noqa: PLC0415 - psycopg where a server is named
    from sakimori.store.engine.postgres_schema import making_room  # noqa: PLC0415 - as above

    engine = connected(place)
    try:
        with making_room(engine.connection, place.schema):
            """Nothing takes its place."""
    finally:
        engine.close()
    place.forget()


def copy_into_file(source: Engine, target: Path, *, progress: Progress = _QUIET) -> None:
    """Copy a database into a new file, as one of SQLite.

    Raises:
        StoreError: The file cannot be written.
    """
    private_file(target)
    engine = SqliteEngine(target)
    try:
        engine.migrate(STEPS, GUARDS)
        copy_rows(source, engine, progress=progress)
        engine.settle()
    finally:
        engine.close()


def copy_over_file(source: Engine, target: Path) -> None:
    """Put a copy in the place of what stands in a file that people may have open.

    Raises:
        BusyError: Somebody is writing into it.
    """
    made = target.with_suffix(".making")
    try:
        remove(made)
        copy_into_file(source, made)
        engine = SqliteEngine(made)
        try:
            engine.put_in_place_of(target)
        finally:
            engine.close()
    except OSError as error:
        raise StoreError from error
    finally:
        with suppress(OSError):
            remove(made)
