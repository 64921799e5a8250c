"""A sheet as a person sees it: strings in rows that keep their own numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sakimori.domain.values.numbers import mask, mask_all
from sakimori.domain.values.text import Text

MAX_CELLS: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: the number that the file's own program shows, its cells, and whether it is hidden there.

    `copies` are the columns whose cell only repeats the one to the left because the two are merged; `from_above` those
    whose cell repeats the row above for the same reason.
    """

    number: int
    cells: tuple[str, ...]
    is_hidden: bool = False
    copies: frozenset[int] = frozenset()
    from_above: frozenset[int] = frozenset()

    def cell(self, column: int) -> str:
        """The cell of a column, trimmed; empty where the row is shorter."""
        return self.cells[column].strip() if column < len(self.cells) else ""

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything to read."""
        return not any(cell.strip() for cell in self.cells)

    @property
    def own(self) -> dict[int, str]:
        """What stands in this row itself, trimmed, by column: no blanks and no copies of other cells."""
        repeated = self.copies | self.from_above
        seen = ((column, self.cell(column)) for column in range(len(self.cells)) if column not in repeated)
        return {column: cell for column, cell in seen if cell}

    def masked(self, secret: frozenset[int] = frozenset()) -> GridRow:
        """The row without numbers of persons, and without any digit in secret columns."""
        cells = (mask_all(cell) if column in secret else mask(cell) for column, cell in enumerate(self.cells))
        return replace(self, cells=tuple(cells))


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet, list or table; merged cells are filled down and across."""

    sheet: str
    rows: tuple[GridRow, ...]

    @property
    def width(self) -> int:
        """The number of columns of the widest row."""
        return max((len(row.cells) for row in self.rows), default=0)

    def row(self, number: int) -> GridRow | None:
        """The row of a number."""
        return next((row for row in self.rows if row.number == number), None)

    def samples(self, count: int = 2, *, after: int = 0, secret: frozenset[int] = frozenset()) -> tuple[GridRow, ...]:
        """The first rows with something in them, masked, to be looked at before anything is taken in.

        Args:
            count: How many rows.
            after: The number of the last header row.
            secret: Columns of which no digit is shown.
        """
        filled = [row for row in self.rows if row.number > after and not row.is_blank][:count]
        return tuple(row.masked(secret) for row in filled)


@dataclass(frozen=True, slots=True)
class MergedRange:
    """A merged range by zero-based corners, both inside."""

    top: int
    left: int
    bottom: int
    right: int


def make_grid(
    sheet: str,
    rows: Iterable[Sequence[str]],
    *,
    first_number: int = 1,
    merged: Sequence[MergedRange] = (),
    hidden: frozenset[int] = frozenset(),
) -> Grid:
    """A grid from rows in order; `hidden` holds the numbers of hidden rows."""
    cells = [list(row) for row in rows]
    copies: list[set[int]] = [set() for _ in cells]
    from_above: list[set[int]] = [set() for _ in cells]
    for area in merged:
        _fill(cells, copies, from_above, area)
    return Grid(
        sheet,
        tuple(
            GridRow(number, tuple(row), number in hidden, frozenset(copied), frozenset(below))
            for number, (row, copied, below) in enumerate(zip(cells, copies, from_above, strict=True), first_number)
        ),
    )


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a file that a person should know and that stops nothing."""

    code: str
    message: Text


def _fill(cells: list[list[str]], copies: list[set[int]], from_above: list[set[int]], area: MergedRange) -> None:
    """Copy the corner of a merged range into each of its cells, within the rows that exist."""
    if area.top >= len(cells) or area.left >= len(cells[area.top]):
        return
    # What stands under the merged cell is not seen by a person, unless the corner is blank.
    value = cells[area.top][area.left]
    if not value.strip():
        return
    right = min(area.right + 1, max(map(len, cells)))
    for row, copied in zip(cells[area.top : area.bottom + 1], copies[area.top : area.bottom + 1], strict=True):
        row.extend([""] * (right - len(row)))
        row[area.left : right] = [value] * (right - area.left)
        copied.update(range(area.left + 1, right))
    for below in from_above[area.top + 1 : area.bottom + 1]:
        below.update(range(area.left, right))
