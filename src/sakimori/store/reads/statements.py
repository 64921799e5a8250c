"""Parts of the statements that lists ask with: conditions with the values that they name, and orders."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from sakimori.store.engine import Value

T = TypeVar("T")


class Where:
    """Conditions that all have to hold, and the values that they name."""

    def __init__(self, *conditions: str, **params: Value) -> None:
        """Begin with conditions, whose values are named already."""
        self.params: dict[str, Value] = dict(params)
        self._conditions = [f"({condition})" for condition in conditions]

    def __str__(self) -> str:
        """The condition."""
        return " AND ".join(self._conditions) or "1 = 1"

    def that(self, condition: str, *values: Value) -> None:
        """One more condition; each `?` in it stands for a value."""
        self._conditions.append(f"({self.with_values(condition, *values)})")

    def one_of(self, column: str, values: Iterable[Value]) -> None:
        """That a column holds one of some values; none at all narrow nothing."""
        wanted = sorted(values, key=str)
        if wanted:
            self.that(f"{column} IN ({marks(wanted)})", *wanted)

    def with_values(self, text: str, *values: Value) -> str:
        """Some part of the same statement, with each `?` in it named."""
        for value in values:
            text = text.replace("?", self._named(value), 1)
        return text

    def _named(self, value: Value) -> str:
        name = f"v{len(self.params)}"
        self.params[name] = value
        return f":{name}"


def marks(values: Iterable[Value]) -> str:
    """A `?` for each of some values."""
    return ", ".join("?" for _ in values)


def holds(column: str, key: str, *, before: str = "%") -> tuple[str, str]:
    """That a folded column holds a key, or begins with it if nothing may stand before it; and the value of its `?`."""
    escaped = key.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"{column} LIKE ? ESCAPE '!'", f"{before}{escaped}%"


def ordered(by: str, columns: Mapping[str, str], usual: str) -> str:
    """The order by one of some columns, with a minus from its end; what it leaves equal stands in the usual order.

    What nobody knows comes last either way; another name than these asks for the usual order.
    """
    column = columns.get(by.removeprefix("-"))
    if column is None:
        return usual
    turned = " DESC" if by.startswith("-") else ""
    return f"CASE WHEN {column} IS NULL THEN 1 ELSE 0 END, {column}{turned}, {usual}"


def some_of(
    parts: Iterable[tuple[int, Callable[[int, int], Sequence[T]]]], first: int, limit: int
) -> tuple[list[T], int]:
    """Some rows of lists that stand one behind the other, each with how many it has, and how many there are in all."""
    found: list[T] = []
    total = 0
    for count, read in parts:
        start = max(0, first - total)
        if start < count and len(found) < limit:
            found += read(start, limit - len(found))
        total += count
    return found, total
