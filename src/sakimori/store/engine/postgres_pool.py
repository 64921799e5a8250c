"""Connections to a server that stay open between units of work, shared by a process."""

from __future__ import annotations

import logging
import math
import os
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

import psycopg_pool

from sakimori.store.engine.postgres import PostgresEngine
from sakimori.store.engine.postgres_values import BUSY_TIMEOUT_MS, ServerLink, as_we_connect, set_up, settings_of
from sakimori.store.engine.server_errors import CrowdedError, NoServerError
from sakimori.store.engine.target import ServerSchema

MOST_VARIABLE: Final = "SAKIMORI_DB_CONNECTIONS"
_MOST: Final = 20
_IDLE_S: Final = 300.0
_RETRY_S: Final = 2.0
"""The pool waits twice as long after each failed try; after so long it begins again with a short wait."""

_SILENT_S: Final = 30.0


class _NowAndThen(logging.Filter):
    """Lets the pool say one thing once in a while: twenty connections that look for a server all say the same."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it was not said lately."""
        is_due = record.created - self._said.get(str(record.msg), 0.0) >= _SILENT_S
        if is_due:
            self._said[str(record.msg)] = record.created
        return is_due


logging.getLogger("psycopg.pool").addFilter(_NowAndThen())

_POOLS: Final[dict[ServerSchema, psycopg_pool.ConnectionPool[ServerLink]]] = {}
_LOCK: Final = threading.Lock()


def _pool_of(place: ServerSchema) -> psycopg_pool.ConnectionPool[ServerLink]:
    with _LOCK:
        if place not in _POOLS or _POOLS[place].closed:
            _POOLS[place] = psycopg_pool.ConnectionPool(
                settings_of(place),
                kwargs=as_we_connect(),
                connection_class=ServerLink,
                configure=set_up,
                min_size=0,
                max_size=int(os.environ.get(MOST_VARIABLE) or _MOST),
                timeout=BUSY_TIMEOUT_MS / 1000,
                max_idle=_IDLE_S,
                reconnect_timeout=_RETRY_S,
                reconnect_failed=_try_again,
                open=True,
                name=place.schema,
            )
        return _POOLS[place]


_FAILED_AT: Final[weakref.WeakKeyDictionary[object, float]] = weakref.WeakKeyDictionary()
"""When a pool last gave up to connect."""


def _try_again(pool: psycopg_pool.ConnectionPool[ServerLink]) -> None:
    """Look for the server as long as anybody waits for it: after a failover it is found within a second or two."""
    _FAILED_AT[pool] = time.monotonic()
    if not pool.closed and pool.get_stats().get("requests_waiting"):
        pool.check()


def _lend(pool: psycopg_pool.ConnectionPool[ServerLink], *, anew: bool = False) -> ServerLink:
    try:
        if anew:  # where one has been cut off, those that wait have been too
            pool.drain()
        connection = pool.getconn()
    except psycopg_pool.PoolTimeout as error:
        raise (CrowdedError if _is_crowded(pool) else NoServerError) from error
    except psycopg_pool.PoolClosed as error:
        raise NoServerError from error
    return connection


def _is_crowded(pool: psycopg_pool.ConnectionPool[ServerLink]) -> bool:
    """Whether all connections are in use, rather than none to be had."""
    stats, waited = pool.get_stats(), BUSY_TIMEOUT_MS / 1000
    has_failed = time.monotonic() - _FAILED_AT.get(pool, -math.inf) < waited
    return not has_failed and stats.get("pool_size", 0) >= stats.get("pool_max", 0)


@contextmanager
def lent(place: ServerSchema) -> Iterator[PostgresEngine]:
    """An engine over a connection of the pool, for one unit of work; what a unit left begun is taken back.

    Raises:
        CrowdedError: All connections are in use, and none came back in time.
        NoServerError: The server does not answer.
    """
    pool = _pool_of(place)
    engine = PostgresEngine(place, partial(_lend, pool), pool.putconn)
    try:
        yield engine
    finally:
        engine.close()


def close_pool(place: ServerSchema) -> None:
    """Close what waits; the next unit opens it again."""
    with _LOCK:
        pool = _POOLS.pop(place, None)
    if pool is not None:
        pool.close()
