"""A stand-in for an engine that finds out which statements a reading begins with, without reading anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import cast

from sakimori.store.engine.protocol import Asked, Engine, Params, Row, Value


class _Rehearsal:
    """Answers nothing to every statement, and remembers it."""

    dialect = ""

    def __init__(self) -> None:
        self.asked: list[Asked] = []

    def query(self, sql: str, params: Params | None = None) -> list[Row]:
        self.asked.append((sql, params))
        return []

    def values(self, sql: str, params: Params | None = None) -> list[tuple[Value, ...]]:
        self.asked.append((sql, params))
        return []

    def values_of(self, asked: Sequence[Asked]) -> list[list[tuple[Value, ...]]]:
        self.asked += asked
        return [[] for _ in asked]

    def ahead(self, *_reads: object) -> None:
        """The statements themselves come anyhow."""

    def note(self, _statements: Iterable[str]) -> None:
        """Nothing is read."""


def asked_by(reads: Iterable[Callable[[Engine], object]]) -> list[Asked]:
    """The statements that some readings ask whatever the answers are."""
    rehearsal = _Rehearsal()
    for read in reads:
        read(cast("Engine", rehearsal))
    return rehearsal.asked
