"""The calls through which every statement goes, whichever engine runs it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

Value = str | int | float | bytes | None
Row = Mapping[str, Value]
Params = Mapping[str, Value]

Asked = tuple[str, Params | None]
"""A reading statement with its values."""
Step = tuple[str, tuple[str, ...]]
"""One migration: its name, and portable DDL statements."""


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with the file itself, whatever stands in it.

    `pages` are the findings on pages and indexes, in the engine's own words; `references` say which row of which table
    names a row that is not there.
    """

    pages: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


class Engine(Protocol):
    """One connection for one unit of work."""

    dialect: str

    def query(self, sql: str, params: Params | None = None) -> list[Row]:
        """All rows of a reading statement."""

    def values(self, sql: str, params: Params | None = None) -> list[tuple[Value, ...]]:
        """The same as bare values, in the order in which the statement names their columns."""

    def values_of(self, asked: Sequence[Asked]) -> list[list[tuple[Value, ...]]]:
        """The rows of several reading statements, each as `values` gives them; from a server in one round trip."""

    def ahead(self, *reads: Callable[[Engine], object]) -> None:
        """Say what is to be read next: a server is asked for all of it at once, a file when each is read.

        Each of these is also called with an engine that answers nothing, for the statements that it begins with.
        """

    def each(self, sql: str, params: Params | None = None) -> Iterator[Row]:
        """The rows of a reading statement one by one, however many there are."""

    def execute(self, sql: str, params: Params | None = None) -> int:
        """Run a writing statement and give the number of rows that it touched."""

    def execute_later(self, sql: str, params: Params | None = None) -> None:
        """Run a writing statement of which nobody asks how many rows it touched: a server is told with the next one."""

    def execute_lightly(self, sql: str, params: Params | None = None) -> int:
        """Run a writing statement whose loss does no harm; what it writes is not stamped."""

    def execute_all(self, sql: str, rows: Sequence[Params]) -> int:
        """Run a writing statement once for each of some rows, and give the number of rows that it touched."""

    def insert_all(self, table: str, rows: Sequence[Row]) -> None:
        """Insert rows that all have the same columns."""

    def take_in(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        """Insert any number of rows into a table that holds none; they may name each other, whatever their order."""

    @contextmanager
    def write(self) -> Iterator[None]:
        """A transaction: all of it or nothing. Inside another one it joins that one."""

    @contextmanager
    def scratch(self) -> Iterator[None]:
        """A transaction that is taken back: for temporary tables and reading one state, keeping no writer waiting."""

    def migrate(self, steps: Sequence[Step], guards: Mapping[str, str]) -> None:
        """Apply the steps that are missing, and put the guards back."""

    def tables(self) -> list[str]:
        """The names of all tables, in an order in which their rows can be taken in."""

    def snapshot(self, target: Path) -> None:
        """Write a consistent copy of the database into a new file."""

    def put_in_place_of(self, target: Path) -> None:
        """Put this database in the place of what stands in another one that may be in use."""

    def damage(self) -> Damage:
        """What is wrong with the file itself."""

    def changes(self) -> int:
        """How many rows this connection has written since it was opened, but for light ones."""

    def stamps(self) -> Mapping[str, str]:
        """By which write each table was last changed; the same stamp means the same rows."""

    @contextmanager
    def noting(self) -> Iterator[set[str]]:
        """Collect the statements that read, until the end of the block; only the innermost block collects."""

    def note(self, statements: Iterable[str]) -> None:
        """Have statements collected that were run before, or tables by their names."""

    def settle(self) -> None:
        """Bring what was written into the file itself, so that a copy of the file alone is whole."""

    def close(self) -> None:
        """Give the connection back."""
