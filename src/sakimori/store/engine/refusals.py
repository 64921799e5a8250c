"""What the disk or another writer refuses, as one of our own refusals."""

from __future__ import annotations

import sqlite3
from typing import Final

from sakimori.errors import BusyError, CorruptError, ForeignFileError, SakimoriError, StoreError, StoreFullError

PRIMARY_CODE: Final = 0xFF
"""The part of an error code that says what kind it is."""
_UNREADABLE: Final = frozenset(
    {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
)


class said_plainly:  # noqa: N801 - every statement goes through it, and a generator costs as much as a short one
    """What the disk or another writer refuses, as one of our refusals; a mistake in SQL stays what it is."""

    __slots__ = ()

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, _type: object, error: BaseException | None, _traceback: object) -> None:
        """Say it plainly if there is a plain word for it."""
        if isinstance(error, sqlite3.DatabaseError):
            refusal = _refusal(getattr(error, "sqlite_errorcode", 0) & PRIMARY_CODE)
            if refusal is not None:
                raise refusal from error


def _refusal(code: int) -> SakimoriError | None:
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return BusyError()
    if code == sqlite3.SQLITE_FULL:
        return StoreFullError()
    if code in _UNREADABLE:
        return StoreError()
    if code == sqlite3.SQLITE_NOTADB:
        return ForeignFileError()
    return CorruptError(what="database file") if code == sqlite3.SQLITE_CORRUPT else None
