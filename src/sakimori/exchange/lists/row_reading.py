"""What every reader of lists does with a row: search it for numbers that must not be here, and note what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sakimori.domain.values.numbers import PersonalNumberKind, bare_number, find_personal_numbers, mask_all
from sakimori.domain.values.problem import Problem, ProblemSeverity
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Grid, GridRow
from sakimori.exchange.lists.header import Header
from sakimori.exchange.lists.values import CARD_NUMBER, MY_NUMBER, Fault

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
