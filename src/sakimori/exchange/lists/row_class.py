"""What a row below a header is: a record, or one of the other things that people put into lists."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from sakimori.domain.values.names import fold
from sakimori.exchange.lists.grid import GridRow
from sakimori.exchange.lists.header import LABEL_SEPARATOR, Header

_REMARK: Final = re.compile(r"[※*＊]|(?:注|注意|備考|note)\s*\d*\s*[)）:：.．]|[(（]?(?:記入例|記載例)", re.IGNORECASE)
_TOTALS: Final = frozenset(map(fold, ("以上", "合計", "小計", "総計", "計", "total", "subtotal", "sum")))
_EXAMPLES: Final = frozenset(map(fold, ("例", "記入例", "記載例", "サンプル", "見本", "example", "sample")))


class RowClass(StrEnum):
    """What a row below the header is; each row is exactly one of these."""

    GOOD = "good"
    BAD = "bad"
    BLANK = "blank"
    REPEATED_HEADER = "repeated_header"
    NOTE = "note"


def class_without_party(row: GridRow, header: Header, *, name_column: int | None) -> RowClass | None:
    """The class of a row that holds no third party; None for one that does, well or badly."""
    if row.is_blank:
        return RowClass.BLANK
    if _repeats_header(row, header):
        return RowClass.REPEATED_HEADER
    own = (row.cell(column) for column in range(len(row.cells)) if column not in row.copies)
    filled = [cell for cell in own if cell]
    name = "" if name_column is None else row.cell(name_column)
    if {fold(filled[0]), fold(name)} & (_TOTALS | _EXAMPLES):
        return RowClass.NOTE
    is_banner = bool(row.copies) or _REMARK.match(filled[0])
    return RowClass.NOTE if len(filled) == 1 and is_banner else None


def _repeats_header(row: GridRow, header: Header) -> bool:
    """Whether every cell says what the header says above it, as on each printed page of a long list."""
    filled = ((column, cell) for column in range(len(row.cells)) if (cell := row.cell(column)))
    return all(
        column < len(header.labels) and cell in (header.labels[column], *header.labels[column].split(LABEL_SEPARATOR))
        for column, cell in filled
    )
