"""What was known on the day that a read is for: past days are read by the same statements as today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from sakimori.domain.values.as_of import AsOf
from sakimori.store.engine import Engine, Row
from sakimori.store.spans import AS_KNOWN


def known(as_of: AsOf) -> str:
    """The condition on spans that were knowledge then; it may take `:number`."""
    return AS_KNOWN if as_of.is_past else "known_until IS NULL"


@contextmanager
def known_then(engine: Engine, rows: Mapping[str, Sequence[Row]]) -> Iterator[None]:
    """Give the reads of a connection the rows of tables as they stood then, in the place of those of now.

    A temporary table stands before the one of the same name, so that every statement serves both.
    """
    with engine.scratch():
        for table, standing in rows.items():
            engine.execute(f"CREATE TEMPORARY TABLE {table} AS SELECT * FROM {table} WHERE 1 = 0")
            engine.insert_all(table, standing)
        yield
