"""Connections to one database that stay open between units of work."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sakimori.store.engine import Engine, ServerSchema, Target, open_engine, resolved

MOST_IDLE: Final = 4
"""How many connections wait for the next unit; those beyond are closed when their unit ends."""


class Pool:
    """Lends each unit of work a connection of its own: opening and closing one costs as much as twenty reads.

    A database in memory has one connection, which its units take in turn; those to a server are shared by the process.
    """

    def __init__(self, target: Target) -> None:
        """Take where the database lies, None for one in memory; anything else is opened by the first unit."""
        place = resolved(target)
        self._server = place if isinstance(place, ServerSchema) else None
        self._target = None if isinstance(place, ServerSchema) else place
        self._idle: list[tuple[Engine, int | None]] = []
        self._memory = open_engine(None) if place is None else None
        self._lock = threading.RLock()

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        """A connection for one unit; after an error it is closed, since nobody knows what state it is in.

        Raises:
            ForeignFileError: The file is no database of ours.
            StoreError: The file cannot be opened, or the server does not answer.
        """
        if self._server is not None:
            from sakimori.store.engine.postgres_pool import lent  # noqa: PLC0415 - psycopg where a server is named

            with lent(self._server) as lent_one:
                yield lent_one
            return
        if self._memory is not None:
            with self._lock:
                yield self._memory
            return
        engine, inode = self._taken()
        before = engine.changes()
        try:
            yield engine
            if engine.changes() != before:
                engine.settle()
        except BaseException:
            engine.close()
            raise
        if len(self._idle) < MOST_IDLE:
            self._idle.append((engine, inode))
        else:
            engine.close()

    def _taken(self) -> tuple[Engine, int | None]:
        """An idle connection to the file that stands there now, not to one that was removed, or else a new one."""
        standing = self._inode()
        while self._idle:
            try:
                engine, inode = self._idle.pop()
            except IndexError:  # another thread took the last one
                break
            if standing is not None and inode == standing:
                return engine, inode
            engine.close()
        engine = open_engine(self._target)
        return engine, self._inode()

    def _inode(self) -> int | None:
        try:
            return self._target.stat().st_ino if self._target else None
        except OSError:
            return None

    def close(self) -> None:
        """Close what waits: nothing of the database is open any more, once no unit is."""
        if self._server is not None:
            from sakimori.store.engine.postgres_pool import close_pool  # noqa: PLC0415 - as above

            close_pool(self._server)
        while self._idle:
            self._idle.pop()[0].close()
