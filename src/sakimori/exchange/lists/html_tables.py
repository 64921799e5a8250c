"""Tables of an HTML page to grids; nothing of the page is run or fetched."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

from sakimori.exchange.lists.container import refuse
from sakimori.exchange.lists.grid import MAX_CELLS, Grid, GridRow

_MAX_SPAN: Final = 100
_CELLS: Final = frozenset({"td", "th"})
_UNSEEN: Final = frozenset({"script", "style", "template", "noscript"})


def read_html_tables(text: str) -> tuple[Grid, ...]:
    """A grid for each table; a cell that spans columns or rows is repeated in each of them."""
    reader = _TableReader()
    reader.feed(text)
    reader.close()
    reader.end_table()
    return tuple(Grid(f"Table {number}", rows) for number, rows in enumerate(reader.tables, start=1))


class _TableReader(HTMLParser):
    """Collects the cells of tables; a table inside a cell ends the one around it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[GridRow, ...]] = []
        self._rows: list[list[str]] = []
        self._copies: list[set[int]] = []
        self._from_above: list[set[int]] = []
        self._cells = 0
        self._below: dict[int, tuple[int, str]] = {}
        self._text: list[str] | None = None
        self._span = (1, 1)
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell."""
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self.end_table()
        elif tag == "tr":
            self._end_cell()
            self._rows.append([])
            self._copies.append(set())
            self._from_above.append(set())
            self._take_from_above()
        elif tag in _CELLS and self._rows:
            self._end_cell()
            given = dict(attrs)
            self._span = (_span(given.get("colspan")), _span(given.get("rowspan")))
            self._text = []
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close what is open."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _CELLS or tag == "tr":
            self._end_cell()
        elif tag == "table":
            self.end_table()

    def handle_data(self, data: str) -> None:
        """Keep the text of the open cell."""
        if self._text is not None and not self._unseen:
            self._text.append(data)

    def end_table(self) -> None:
        """Keep the rows read so far as a table."""
        self._end_cell()
        if any(self._rows):
            rows = zip(self._rows, self._copies, self._from_above, strict=True)
            self.tables.append(
                tuple(
                    GridRow(number, tuple(cells), copies=frozenset(copies), from_above=frozenset(from_above))
                    for number, (cells, copies, from_above) in enumerate(rows, start=1)
                )
            )
        self._rows, self._copies, self._from_above, self._below = [], [], [], {}

    def _end_cell(self) -> None:
        if self._text is None:
            return
        value = "\n".join(" ".join(line.split()) for line in "".join(self._text).splitlines()).strip()
        columns, rows = self._span
        first = len(self._rows[-1])
        for place in range(first, first + columns):
            if rows > 1:
                self._below[place] = (rows - 1, value)
            self._rows[-1].append(value)
        self._copies[-1].update(range(first + 1, first + columns))
        self._count(columns)
        self._text = None
        self._take_from_above()

    def _take_from_above(self) -> None:
        """Repeat the cells of rows above that reach down to this place."""
        row = self._rows[-1]
        while (reaching := self._below.get(len(row))) is not None and reaching[0] > 0:
            rows, value = reaching
            self._below[len(row)] = (rows - 1, value)
            self._from_above[-1].add(len(row))
            row.append(value)
            self._count(1)

    def _count(self, cells: int) -> None:
        """Refuse a page whose spans would fill the memory."""
        self._cells += cells
        if self._cells > MAX_CELLS:
            raise refuse(
                "表が広すぎます。必要な行だけにしてください。", "Its tables are too large. Keep the rows you need."
            )


def _span(given: str | None) -> int:
    """A colspan or rowspan, bounded."""
    return min(max(int(given), 1), _MAX_SPAN) if given and given.isascii() and given.isdigit() else 1
