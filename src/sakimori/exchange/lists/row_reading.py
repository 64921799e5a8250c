"""What every reader of lists does with rows: their kinds, what is wrong in them, and those to correct as a workbook."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from sakimori.domain.values.names import fold
from sakimori.domain.values.numbers import PersonalNumberKind, bare_number, find_personal_numbers, mask_all
from sakimori.domain.values.problem import Problem, ProblemSeverity
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import LABEL_SEPARATOR, Grid, GridRow, Header, find_header
from sakimori.exchange.lists.source import Source
from sakimori.exchange.lists.values import CARD_NUMBER, MY_NUMBER, Fault
from sakimori.exchange.paper.safe_files import OutSheet, safe_xlsx
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.registers.columns import lexicon_of

_REMARK: Final = re.compile(r"[※*＊]|(?:注|注意|備考|note)\s*\d*\s*[)）:：.．]|[(（]?(?:記入例|記載例)", re.IGNORECASE)
_TOTALS: Final = frozenset(map(fold, ("以上", "合計", "小計", "総計", "計", "total", "subtotal", "sum")))
_EXAMPLES: Final = frozenset(map(fold, ("例", "記入例", "記載例", "サンプル", "見本", "example", "sample")))


BLANK_ROW: Final = Text("空の行です。", "A blank row.")
REPEATED_HEADER: Final = Text("見出しの繰り返しです。", "The header again.")
REMARK_ROW: Final = Text("注記か合計の行です。", "A remark or a total.")


def _why_no_record(row: GridRow, header: Header, *, name_column: int | None) -> Text | None:
    """Why a row holds no record; None for one that does, well or badly."""
    if row.is_blank:
        return BLANK_ROW
    if _repeats_header(row, header):
        return REPEATED_HEADER
    own = (row.cell(column) for column in range(len(row.cells)) if column not in row.copies)
    filled = [cell for cell in own if cell]
    name = "" if name_column is None else row.cell(name_column)
    if {fold(filled[0]), fold(name)} & (_TOTALS | _EXAMPLES):
        return REMARK_ROW
    is_banner = bool(row.copies) or _REMARK.match(filled[0])
    return REMARK_ROW if len(filled) == 1 and is_banner else None


def _repeats_header(row: GridRow, header: Header) -> bool:
    """Whether every cell says what the header says above it, as on each printed page of a long list."""
    filled = ((column, cell) for column in range(len(row.cells)) if (cell := row.cell(column)))
    return all(
        column < len(header.labels) and cell in (header.labels[column], *header.labels[column].split(LABEL_SEPARATOR))
        for column, cell in filled
    )


_PERSONAL: Final = {PersonalNumberKind.MY_NUMBER: MY_NUMBER, PersonalNumberKind.CARD: CARD_NUMBER}
_HIDDEN: Final = Fault(
    "hidden_row",
    Text("非表示の行です。", "This row is hidden in the file."),
    Text("取り込んでよいか確かめてください。", "Check whether it should go in."),
    ProblemSeverity.WARNING,
)


class RowReader:
    """Reads the rows of one grid under one header; keeps every problem with its place."""

    def __init__(self, grid: Grid, header: Header, *, corporate: frozenset[int] = frozenset()) -> None:
        """Take the grid, its header, and the columns in which corporate numbers stand."""
        self.grid, self.header = grid, header
        self._corporate = corporate
        self._my_number_columns = header.my_number_columns
        self.problems: list[Problem] = []

    def below(self, *, name_column: int | None) -> Iterator[tuple[GridRow, Text | None]]:
        """Each row below the header, with the reason where it holds no record.

        Those rows, and the ones above the header, are only searched for numbers that must not be here.
        """
        for row in self.grid.rows:
            if row.number <= self.header.row:
                self.search(row)
                continue
            reason = _why_no_record(row, self.header, name_column=name_column)
            if reason is not None:
                self.search(row)
            yield row, reason

    def search(self, row: GridRow) -> bool:
        """Whether any cell of a row, mapped or not, holds a number of a person that must not be kept."""
        found = False
        for column in range(len(row.cells)):
            for fault in self._forbidden(row.cell(column), column):
                self.note(row, column, fault)
                found = True
        return found

    def note(self, row: GridRow, column: int | None, fault: Fault) -> None:
        """Keep a fault with its place; a number of a person is masked."""
        value = "" if column is None else row.cell(column)
        if fault in _PERSONAL.values():
            value = mask_all(value)
        problem = Problem(
            code=fault.code,
            message=fault.message,
            expected=fault.expected,
            sheet=self.grid.sheet,
            row=row.number,
            column="" if column is None else self.header.label(column),
            value=value,
            severity=fault.severity,
        )
        # The search of all cells and the reader of one may both find the same My Number.
        if problem not in self.problems[-len(row.cells) - 1 :]:
            self.problems.append(problem)

    def note_if_hidden(self, row: GridRow) -> None:
        """Say that a row is hidden in the file."""
        if row.is_hidden:
            self.note(row, None, _HIDDEN)

    def _forbidden(self, cell: str, column: int) -> Iterator[Fault]:
        bare = bare_number(cell) if column in self._corporate else ""
        # 13 digits with a wrong check digit in such a column are a mistyped 法人番号, neither a card nor a person.
        is_corporate = len(bare) == 13 and bare.isdecimal()
        kinds = set() if is_corporate else {number.kind for number in find_personal_numbers(cell)}
        if column in self._my_number_columns and any(char.isdecimal() for char in cell):
            kinds.add(PersonalNumberKind.MY_NUMBER)
        for kind in sorted(kinds):
            yield _PERSONAL[kind]


K = TypeVar("K")


def missing_column(sheet: str, header: Header, label: Text, expected: Text) -> Problem:
    """No column holds a field without which no row can go in."""
    return Problem(
        code="missing_column",
        message=Text(f"「{label.ja}」の列がありません。", f"No column holds “{label.en}”."),
        expected=expected,
        sheet=sheet,
        row=header.row,
    )


def doubled_columns(
    sheet: str, header: Header, mapping: Mapping[int, K], label_of: Callable[[K], Text]
) -> Iterator[Problem]:
    """Each column whose field another column holds as well."""
    chosen = list(mapping.values())
    for column, one in mapping.items():
        if chosen.count(one) > 1:
            label = label_of(one)
            yield Problem(
                code="doubled_column",
                message=Text(f"「{label.ja}」の列が2つ以上あります。", f"More than one column holds “{label.en}”."),
                expected=Text("1列だけにしてください。", "Choose one of them."),
                sheet=sheet,
                row=header.row,
                column=header.label(column),
            )


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
