"""What a schema on a server holds: its tables, its guards, and what the server knows to be wrong with it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from graphlib import TopologicalSorter
from itertools import chain, islice
from typing import Any, Final

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from sakimori.errors import BusyError
from sakimori.store.engine.postgres_refusals import said_plainly
from sakimori.store.engine.postgres_sql import guards_of
from sakimori.store.engine.postgres_values import ServerLink
from sakimori.store.engine.protocol import Damage

STEP_TABLE: Final = "schema_step"
"""Which steps of the schema were taken."""

PENDING: Final = "SELECT 1 FROM information_schema.tables WHERE table_schema = :schema LIMIT 1"
"""Whether anything stands in a schema."""

_TABLES: Final = (
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = $1 AND c.relkind = 'r' AND c.relname <> $2 ORDER BY c.relname"
)
_REFERENCES: Final = (
    "SELECT DISTINCT c.relname, r.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
    "JOIN pg_class r ON r.oid = k.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = $1 AND k.contype = 'f' AND c.oid <> r.oid"
)
_TRIGGERS: Final = (
    "SELECT t.tgname, pg_get_triggerdef(t.oid, true), p.prosrc, t.tgenabled FROM pg_trigger t "
    "JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND NOT t.tgisinternal"
)
_UNSOUND: Final = (
    "SELECT 'index ' || c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n "
    "ON n.oid = c.relnamespace WHERE n.nspname = $1 AND NOT (i.indisvalid AND i.indisready)"
)
_UNKEPT: Final = (
    "SELECT c.relname || ' → ' || r.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
    "JOIN pg_class r ON r.oid = k.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 "
    "AND k.contype = 'f' AND (NOT k.convalidated OR EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgconstraint = k.oid "
    "AND t.tgenabled = 'D')) ORDER BY 1"
)
_DANGLING: Final = (
    "SELECT format('SELECT %L || c.ctid || %L FROM %s c WHERE %s AND NOT EXISTS (SELECT 1 FROM %s r WHERE %s)', "
    "c.relname || ' ', ' → ' || r.relname, c.oid::regclass, "
    "string_agg(format('c.%I IS NOT NULL', a.attname), ' AND '), r.oid::regclass, "
    "string_agg(format('r.%I = c.%I', b.attname, a.attname), ' AND ')) "
    "FROM pg_constraint k CROSS JOIN LATERAL unnest(k.conkey, k.confkey) AS u(own, named) "
    "JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class r ON r.oid = k.confrelid "
    "JOIN pg_namespace n ON n.oid = c.relnamespace "
    "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.own "
    "JOIN pg_attribute b ON b.attrelid = r.oid AND b.attnum = u.named "
    "WHERE n.nspname = $1 AND k.contype = 'f' GROUP BY k.oid, c.oid, c.relname, r.oid, r.relname ORDER BY 1"
)
"""For each reference the statement that finds the rows which name nothing: who may turn the check off can remove what
they name and turn it on again."""

_MOST: Final = 100  # so many findings are enough to name


def _rows(connection: psycopg.Connection[Any], statement: str, *values: str) -> list[tuple[Any, ...]]:
    return connection.cursor(row_factory=tuple_row).execute(statement, values).fetchall()


def tables_in_order(connection: psycopg.Connection[Any], schema: str) -> list[str]:
    """The names of all tables of a schema, each after those that its rows name."""
    order: TopologicalSorter[str] = TopologicalSorter()
    for (table,) in _rows(connection, _TABLES, schema, STEP_TABLE):
        order.add(table)
    for table, named in _rows(connection, _REFERENCES, schema):
        order.add(table, named)
    return list(order.static_order())


def guards_to_make(connection: psycopg.Connection[Any], schema: str, guards: Mapping[str, str]) -> list[str]:
    """The statements that put back those guards that are missing, turned off, or not as they should be."""
    standing = {
        name: (definition, body)
        for name, definition, body, enabled in _rows(connection, _TRIGGERS, schema)
        if enabled == "O"
    }
    made: list[str] = []
    for guard in guards_of(guards):
        if standing.get(guard.name) != (guard.trigger, guard.body):
            made += (
                f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}",
                f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql "
                f"AS $guard${guard.body}$guard$",
                guard.trigger,
            )
    return made


def damage_of(connection: psycopg.Connection[Any], schema: str) -> Damage:
    """Indexes that the server does not use, references that it no longer checks, and rows that name nothing."""
    unkept = _rows(connection, _UNKEPT, schema)
    looks = _rows(connection, _DANGLING, schema)
    dangling = (row for (look,) in looks for row in _rows(connection, f"{look} LIMIT {_MOST}"))
    return Damage(
        pages=tuple(str(text) for (text,) in _rows(connection, _UNSOUND, schema)),
        references=tuple(str(text) for (text,) in islice(chain(unkept, dangling), _MOST)),
    )


@contextmanager
def making_room(connection: ServerLink, schema: str) -> Iterator[None]:
    """Nothing stands in a schema at the beginning, and nobody else fills it meanwhile.

    Raises:
        BusyError: Somebody else does.
    """
    key = zlib.crc32(f"sakimori making {schema}".encode())
    with said_plainly():
        connection.execute("SET statement_timeout = 0")
        connection.patience = None
        [(is_ours,)] = _rows(connection, f"SELECT pg_try_advisory_lock({key})")
        if not is_ours:
            raise BusyError
        connection.execute(_named("DROP SCHEMA IF EXISTS {} CASCADE", schema))
    try:
        yield
    finally:
        with suppress(psycopg.Error):  # who has lost the connection has lost the lock
            connection.execute(f"SELECT pg_advisory_unlock({key})")


def take_place(connection: psycopg.Connection[Any], made: str, schema: str) -> None:
    """Give a schema the name of another, which goes, in one transaction: whoever reads sees the one or the other."""
    gone = f"{schema}_gone"
    with said_plainly():
        _settle(connection, made)
        with connection.transaction():
            connection.execute(_named("DROP SCHEMA IF EXISTS {} CASCADE", gone))
            if _rows(connection, "SELECT 1 FROM pg_namespace WHERE nspname = $1", schema):
                connection.execute(_named("ALTER SCHEMA {} RENAME TO {}", schema, gone))
            connection.execute(_named("ALTER SCHEMA {} RENAME TO {}", made, schema))
        connection.execute(_named("DROP SCHEMA IF EXISTS {} CASCADE", gone))


def _settle(connection: psycopg.Connection[Any], schema: str) -> None:
    """Let the server know what stands in the tables, and that everybody may see all of it.

    Until it does, which may take it minutes, it fetches each row that an index alone could answer for.
    """
    tables = [sql.Identifier(schema, table) for table in tables_in_order(connection, schema)]
    connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.SQL(", ").join(tables)))


def _named(statement: str, *schemas: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, schemas))
