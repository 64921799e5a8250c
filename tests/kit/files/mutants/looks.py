"""What Excel alone keeps of a sheet: merged areas, what is hidden, offered lists, remarks at cells, further sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sakimori.exchange.lists.grid import column_letter

Cells = tuple[str, ...]
_TYPED = {"TRUE": True, "FALSE": False}


@dataclass(frozen=True, slots=True)
class Looks:
    """Rows count from 0 at the top of all that is written, as columns do.

    `merged` are areas by top, left, bottom and right; `offered` is the list of the cells that are answered in;
    `filtered` says that a filter hides the rows; `second` is the row with which a further sheet begins, below the
    header again where `heads_again` says so; `typed` writes TRUE and FALSE as Excel keeps them.
    """

    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    filtered: bool = False
    hidden_columns: frozenset[int] = frozenset()
    offered: tuple[str, ...] = ()
    remarks: Mapping[tuple[int, int], str] = field(default_factory=dict)
    others: tuple[tuple[str, tuple[Cells, ...]], ...] = ()
    second: int | None = None
    heads_again: bool = False
    typed: bool = False


def book_of(
    rows: Sequence[Cells], looks: Looks, *, head: Sequence[Cells], asking: Sequence[int], answer: Sequence[int]
) -> Workbook:
    """A workbook that looks so; `asking` are the rows that ask, `answer` the columns in which they are answered."""
    book = Workbook()
    first = book.worksheets[0]
    first.title = "シート1"
    cut = len(rows) if looks.second is None else looks.second
    _fill(first, rows[:cut], typed=looks.typed)
    if looks.second is not None:
        _fill(book.create_sheet("シート2"), [*(head if looks.heads_again else ()), *rows[cut:]], typed=looks.typed)
    for name, other in looks.others:
        _fill(book.create_sheet(name), other, typed=False)
    for top, left, bottom, right in looks.merged:
        first.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    for row in looks.hidden_rows:
        first.row_dimensions[row + 1].hidden = True
    if looks.filtered:
        first.auto_filter.ref = f"A1:{column_letter(len(rows[0]) - 1)}{len(rows)}"
    for column in looks.hidden_columns:
        first.column_dimensions[column_letter(column)].hidden = True
    for (row, column), remark in looks.remarks.items():
        first.cell(row + 1, column + 1).comment = Comment(remark, "査閲者")
    if looks.offered:
        rule = DataValidation(type="list", formula1=f'"{",".join(looks.offered)}"')
        first.add_data_validation(rule)
        for row in asking:
            for column in answer:
                rule.add(f"{column_letter(column)}{row + 1}")
    return book


def _fill(sheet: Worksheet, rows: Sequence[Cells], *, typed: bool) -> None:
    for row in rows:
        sheet.append([_TYPED.get(cell, cell) if typed else cell or None for cell in row])
