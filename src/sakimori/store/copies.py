"""Copies of a database as one file, and a copy put in the place of a database that nobody else has open."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sakimori.store.engine.refusals import said_plainly
from sakimori.store.private_files import private_file, sync_folder

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
