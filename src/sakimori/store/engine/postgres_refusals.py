"""What a PostgreSQL server refuses, as one of our own refusals."""

from __future__ import annotations

from typing import Final

import psycopg
from psycopg import errors

from sakimori.errors import (
    BusyError,
    CorruptError,
    SakimoriError,
    StoreFullError,
)
from sakimori.store.engine.server_errors import (
    CrowdedError,
    NoServerError,
    ReadOnlyError,
    TooSlowError,
    UnkeepableTextError,
)

_REFUSALS: Final[tuple[tuple[tuple[type[Exception], ...], type[SakimoriError]], ...]] = (
    ((errors.LockNotAvailable, errors.DeadlockDetected, errors.SerializationFailure), BusyError),
    ((errors.QueryCanceled,), TooSlowError),
    ((errors.TooManyConnections, errors.ConfigurationLimitExceeded), CrowdedError),
    ((errors.DiskFull, errors.OutOfMemory), StoreFullError),
    ((errors.ReadOnlySqlTransaction,), ReadOnlyError),
    ((errors.UntranslatableCharacter, errors.CharacterNotInRepertoire), UnkeepableTextError),
)
_LOST_STATES: Final = frozenset({"57P01", "57P02", "57P03", "57P05", "25P03"})
"""The server ended the connection, or takes none yet."""


class said_plainly:  # noqa: N801 - as its twin for SQLite
    """What the server or the way to it refuses, as one of our refusals; a mistake in SQL stays what it is."""

    __slots__ = ()

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, _type: object, error: BaseException | None, _traceback: object) -> None:
        """Say it plainly if there is a plain word for it."""
        if isinstance(error, psycopg.Error) and (refusal := refusal_of(error)) is not None:
            raise refusal from error


def is_lost(error: BaseException) -> bool:
    """Whether the connection is gone, rather than what was asked over it refused."""
    state = getattr(error, "sqlstate", None)
    if state is None:
        return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return state.startswith("08") or state in _LOST_STATES


def refusal_of(error: psycopg.Error) -> SakimoriError | None:
    """The refusal that stands for an error."""
    if is_lost(error):
        return NoServerError()
    for kinds, refusal in _REFUSALS:
        if isinstance(error, kinds):
            return refusal()
    if isinstance(error, errors.DataCorrupted | errors.IndexCorrupted):
        return CorruptError(what="database on the server")
    if isinstance(error, psycopg.DataError) and "NUL" in str(error):
        return UnkeepableTextError()
    if isinstance(error, psycopg.OperationalError):  # no such database, no such user, a wrong password
        return NoServerError()
    return None
