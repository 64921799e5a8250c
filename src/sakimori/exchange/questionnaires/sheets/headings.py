"""The headings above the questions of a sheet, and those that head nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import GridRow
from sakimori.exchange.questionnaires.reading.result import RowClass, SeenRow

_NUMBER: Final = re.compile(r"[0-9０-９]+(?:[.．\-－][0-9０-９]+)*")
_SIGN: Final = re.compile(r"[■◆●▼◇□▶【〔]|第|[IVXⅠ-Ⅹ]+[.．]|[(（]")
_DEEPEST: Final = 4
_IDLE: Final = Text("この行より下に質問はありません。", "No question stands below it.")

Rank = tuple[int, str]
"""The column in which a heading begins, and how it is numbered or marked: headings of one rank replace each other."""


@dataclass(slots=True)
class HeadingPath:
    """The headings above a row; `columns` are those that hold headings, the widest first."""

    columns: Sequence[int]
    _rows: list[tuple[Rank, str]] = field(default_factory=list)
    _cells: dict[int, str] = field(default_factory=dict)

    @property
    def sections(self) -> tuple[str, ...]:
        """The headings, the widest first."""
        cells = (self._cells.get(column, "") for column in self.columns)
        return (*(title for _, title in self._rows), *filter(None, cells))

    def head(self, row: GridRow, key: int | None = None, places: frozenset[int] = frozenset()) -> None:
        """Take a row that is a heading; what stands in `places` is an answer and no part of it."""
        own = {column: cell for column, cell in row.own.items() if column not in places}
        if not own:
            return
        number = own.get(key, "") if key is not None else ""
        titles = {column: cell for column, cell in own.items() if column != key} or own
        if titles and set(titles) <= set(self.columns):
            self.go(row)
            return
        first = min(titles)
        title = " ".join(titles[first].split())
        self._push((first, _rank(number or title)), f"{number} {title}" if number not in {"", title} else title)
        self._cells.clear()

    def go(self, row: GridRow) -> None:
        """Take the headings that stand in the columns of a row; a new one ends those of the columns after it."""
        for place, column in enumerate(self.columns):
            cell = row.cell(column)
            if not cell or column in row.copies:
                continue
            if column not in row.from_above or self._cells.get(column) != cell:
                if self._cells.get(column) != cell:
                    for deeper in self.columns[place + 1 :]:
                        self._cells.pop(deeper, None)
                self._cells[column] = " ".join(cell.split())

    def _push(self, rank: Rank, title: str) -> None:
        ranks = [own for own, _ in self._rows]
        if rank in ranks:
            del self._rows[ranks.index(rank) :]
        elif len(self._rows) == _DEEPEST:
            self._rows.pop()
        self._rows.append((rank, title))


def _rank(title: str) -> str:
    if found := _NUMBER.match(title):
        return "#" * len(re.split(r"[.．\-－]", found.group()))
    sign = _SIGN.match(title)
    return sign.group()[0] if sign else ""


def without_idle_headings(rows: Sequence[SeenRow]) -> Iterator[SeenRow]:
    """The rows of a sheet, where a heading below the last question is a remark: it heads nothing."""
    last = max((seen.at.row for seen in rows if seen.row_class is RowClass.QUESTION), default=0)
    for seen in rows:
        is_idle = seen.row_class is RowClass.SECTION and seen.at.row > last
        yield SeenRow(seen.at, RowClass.NOTE, _IDLE) if is_idle else seen
