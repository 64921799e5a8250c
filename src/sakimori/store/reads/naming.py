"""Which records name another one in a column that holds an id, or a list of ids."""

from __future__ import annotations

from sakimori.store.engine import Engine


def ids_naming(engine: Engine, table: str, column: str, record_id: str) -> list[str]:
    """The ids of the rows of a table that name a record, in their order."""
    rows = engine.query(
        f"SELECT id FROM {table} WHERE {column} = :id OR {column} LIKE :listed ORDER BY id",
        {"id": record_id, "listed": f'%"{record_id}"%'},
    )
    return [str(row["id"]) for row in rows]
