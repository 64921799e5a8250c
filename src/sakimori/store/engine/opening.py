"""Opening a database by where it lies."""

from __future__ import annotations

from sakimori.errors import StoreError
from sakimori.store.engine.protocol import Engine
from sakimori.store.engine.sqlite import SqliteEngine
from sakimori.store.engine.target import ServerSchema, Target, resolved
from sakimori.store.private_files import private_file


def open_engine(target: Target) -> Engine:
    """Open a database: a file, a schema on a server, or for None a private one in memory."""
    place = resolved(target)
    if isinstance(place, ServerSchema):
        from sakimori.store.engine.postgres import connected  # noqa: PLC0415 - psycopg where a server is named

        return connected(place)
    if place is not None:
        try:
            private_file(place)
        except OSError as error:
            raise StoreError from error
    return SqliteEngine(place)
