"""What was known on the day that a read is for: past days are read by the same statements as today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from sakimori.domain.gap import Waiver
from sakimori.domain.values.as_of import AsOf
from sakimori.store.engine import Engine, Row
from sakimori.store.records import columns
from sakimori.store.spans import AS_KNOWN


def known(as_of: AsOf) -> str:
    """The condition on spans that were knowledge then; it may take `:number`."""
    return AS_KNOWN if as_of.is_past else "known_until IS NULL"


KNOWN_THEN: Final[Mapping[str, tuple[str, ...]]] = {
    "third_party": ("id", "legal_name", "owner_id"),
    "party_head": ("third_party_id", "tier", "is_watched"),
    "gap": ("id", "owner_id", "plan", "plan_due_on", "version"),
    "waiver": tuple(column.name for column in columns(Waiver)),
}
"""The tables that hold only the present, with the columns that reads ask of them."""


@contextmanager
def known_then(engine: Engine, rows: Mapping[str, Sequence[Row]]) -> Iterator[None]:
    """Give the reads of a connection what was known then, in the place of what is known now.

    A temporary table stands before the one of the same name, so that every statement serves both.
    """
    with engine.scratch():
        for table, names in KNOWN_THEN.items():
            engine.execute(f"CREATE TEMPORARY TABLE {table} AS SELECT {', '.join(names)} FROM {table} WHERE 1 = 0")
            engine.insert_all(table, rows[table])
        yield
