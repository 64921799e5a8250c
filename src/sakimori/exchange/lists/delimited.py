"""CSV and TSV to a grid."""

from __future__ import annotations

import csv
import io
from typing import Final

from sakimori.exchange.lists.container import refuse
from sakimori.exchange.lists.grid import MAX_CELLS, Grid, GridRow
from sakimori.exchange.paper.safe_files import restored

_DELIMITERS: Final = (",", "\t", ";")
_SNIFFED_LINES: Final = 30


def read_delimited(text: str, sheet: str) -> tuple[Grid, str]:
    """The grid of a delimited text and its delimiter; a row that spans lines keeps the number that Excel gives it."""
    delimiter = sniff_delimiter(text)
    rows: list[GridRow] = []
    cells = 0
    # Strict, because an open quotation mark would otherwise swallow every row below it into one cell.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, row in enumerate(reader, start=1):
            cells += len(row)
            if cells > MAX_CELLS:
                raise refuse("行が多すぎます。ファイルを分けてください。", "It has too many rows. Split the file.")
            rows.append(GridRow(number, tuple(map(restored, row))))
    except csv.Error as broken:
        raise refuse(
            f"引用符が崩れています（{reader.line_num}行まで読みました）。CSV UTF-8で保存し直してください。",
            f"Its quotation marks are broken (read up to line {reader.line_num}). Save it again as CSV UTF-8.",
        ) from broken
    return Grid(sheet, tuple(rows)), delimiter


def sniff_delimiter(text: str) -> str:
    """The delimiter that cuts the first lines into the same number of cells most often; a comma when none does."""
    head = "".join(text.splitlines(keepends=True)[:_SNIFFED_LINES])

    def evenness(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter) if row]
        except csv.Error:
            return (0, 0)
        cut = [width for width in widths if width > 1]
        return (max((cut.count(width) for width in set(cut)), default=0), max(cut, default=0))

    return max(_DELIMITERS, key=evenness)
