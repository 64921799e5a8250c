"""The ids of a known form: how questions are told from other rows, and which column holds them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sakimori.exchange.lists.grid import Grid, GridRow

_ROWS_WITH_IDS: Final = 500


@dataclass(frozen=True, slots=True)
class Ids:
    """How questions are told from other rows: the shape of an id in its cell, or of a text that begins with one."""

    whole: re.Pattern[str]
    leading: re.Pattern[str] | None = None
    """With the groups `id` and `text`; for forms that have no column of ids."""
    heading: re.Pattern[str] | None = None
    """Ids that head others, as those of controls do; where there are no others, they ask themselves."""
    sentinel: re.Pattern[str] | None = None
    controls: Callable[[str], tuple[str, ...]] = lambda _: ()

    def stands_in(self, row: GridRow) -> bool:
        """Whether a row holds an id anywhere."""
        return any(
            self.whole.fullmatch(cell) or (self.leading and self.leading.match(cell)) for cell in row.own.values()
        )


def column_of_ids(grid: Grid, ids: Ids) -> int | None:
    """The column with most ids in the first rows: of questions and their controls, the longer ones."""
    found: dict[int, set[str]] = {}
    for row in grid.rows[:_ROWS_WITH_IDS]:
        for column, cell in row.own.items():
            if ids.whole.fullmatch(cell):
                found.setdefault(column, set()).add(cell)
    return max(found, key=lambda column: (len(found[column]), sum(map(len, found[column])), -column), default=None)
