"""The rows of a list that need a correction, as a workbook to correct and hand in again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sakimori.domain.values.problem import Problem
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Grid, GridRow
from sakimori.exchange.lists.header import Header, find_header
from sakimori.exchange.lists.source import Source
from sakimori.exchange.paper.safe_files import OutSheet, safe_xlsx
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.registers.columns import lexicon_of

ERROR_HEADER: Final = Text("直すところ", "To correct")
_ROW: Final = Text("元の{row}行目", "Row {row}")
_CELL_WIDTH: Final = 24
_ERROR_WIDTH: Final = 60


def error_workbook(
    source: Source, problems: Iterable[Problem], *, language: str, headers: Mapping[str, Header] | None = None
) -> bytes:
    """The header and each row with an error, as it was given, and a last column that says what to correct.

    Numbers of persons are masked; formulas are texts here as everywhere. `headers` holds those that a person confirmed,
    by sheet; where it holds none, the sheet is taken for a list of third parties.
    """
    chosen = headers or {}
    by_sheet: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_sheet[problem.sheet].append(problem)
    sheets = [
        _sheet(grid, by_sheet[grid.sheet], chosen.get(grid.sheet), language)
        for grid in source.grids
        if by_sheet.get(grid.sheet)
    ]
    return safe_xlsx(sheets or [OutSheet(ERROR_HEADER.get(language), [[ERROR_HEADER.get(language)]])])


def _sheet(grid: Grid, problems: Sequence[Problem], chosen: Header | None, language: str) -> OutSheet:
    header = chosen or find_header(grid, lexicon_of(ThirdPartyRow))
    by_row: dict[int | None, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_row[problem.row].append(problem)
    refused = {row for row, found in by_row.items() if any(problem.is_error for problem in found)}
    head = next((row for row in grid.rows if row.number == header.row), GridRow(0, header.labels))
    rows = [_cells(head.masked(), grid.width, ERROR_HEADER.get(language))]
    for row in grid.rows:
        if row.number in refused and row.number != header.row:
            said = " ".join(_said(problem, language) for problem in by_row[row.number])
            rows.append(
                _cells(
                    row.masked(header.my_number_columns),
                    grid.width,
                    f"{_ROW.format(row=row.number).get(language)}: {said}",
                )
            )
    return OutSheet(grid.sheet, rows, widths=(*[_CELL_WIDTH] * grid.width, _ERROR_WIDTH))


def _cells(row: GridRow, width: int, last: str) -> list[str]:
    """The cells of a row, made equally wide, and one more."""
    return [*row.cells, *[""] * (width - len(row.cells)), last]


def _said(problem: Problem, language: str) -> str:
    column = f"［{problem.column}］" if problem.column else ""
    return f"{column}{problem.message.get(language)}{'' if language == 'ja' else ' '}{problem.expected.get(language)}"
