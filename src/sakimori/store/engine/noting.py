"""What every engine does alike: collect the statements that read, and the tables that were written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sakimori.store.engine.stamps import written_by


class NotingEngine:
    """The part of an engine that says what was read and written."""

    _noted: set[str] | None = None

    def __init__(self) -> None:
        """Nothing was written yet."""
        self._written: set[str] = set()

    @contextmanager
    def noting(self) -> Iterator[set[str]]:
        """Collect the statements that read, until the end of the block; only the innermost block collects."""
        around, self._noted = self._noted, set()
        try:
            yield self._noted
        finally:
            self._noted = around

    def note(self, statements: Iterable[str]) -> None:
        """Have statements collected that were run before, or tables by their names."""
        if self._noted is not None:
            self._noted.update(statements)

    def _counted(self, sql: str, rows: int) -> int:
        if rows > 0:  # fewer than none: a statement that is about no rows
            self._written.add(written_by(sql))
        return rows
