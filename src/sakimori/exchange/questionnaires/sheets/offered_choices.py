"""The members that the cells of a workbook offer in a list, wherever the list is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element  # types only: defusedxml parses

from sakimori.exchange.lists.container import refuse
from sakimori.exchange.lists.grid import MAX_CELLS, Grid
from sakimori.exchange.lists.workbook import column_of, local_name

Place = tuple[int, int]
"""A one-based row and a zero-based column."""

_SHEET: Final = r"(?:(?:'((?:[^']|'')+)'|([^'!\s(),]+))!)?"
_AREA: Final = re.compile(_SHEET + r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?", re.IGNORECASE)
_WHOLE_COLUMNS: Final = re.compile(_SHEET + r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})", re.IGNORECASE)
_LONGEST_LIST: Final = 1_000
_DEEPEST_NAME: Final = 5
_LAST_ROW: Final = 1_048_576


@dataclass(frozen=True, slots=True)
class Validation:
    """A list that cells of a sheet offer: which cells, and the formula that gives the members."""

    cells: str
    formula: str


@dataclass(slots=True)
class OfferedLists:
    """What lists of a workbook hold; each list is looked up once, however many cells offer it."""

    grids: Mapping[str, Grid]
    names: Mapping[tuple[str, str], str]
    """The formula of each defined name, by its sheet (blank for the whole workbook) and its folded name."""
    _known: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    _spent: int = 0

    def by_place(self, sheet: Grid, validations: Sequence[Validation]) -> dict[Place, tuple[str, ...]]:
        """The members that each cell of a sheet offers.

        Raises:
            UnreadableFileError: More lists lie over one another than a sheet has cells.
        """
        found: dict[Place, tuple[str, ...]] = {}
        for validation in validations:
            members = self.members(validation.formula, sheet.sheet)
            if not members:
                continue
            for place in _places(validation.cells, sheet):
                self._spend(1)
                found.setdefault(place, members)
        return found

    def _spend(self, cells: int) -> None:
        """Count what is looked at; the same cells may be named by any number of lists."""
        self._spent += cells
        if self._spent > MAX_CELLS:
            raise refuse(
                "選択肢の付いたセルが多すぎます。必要な行と列だけを新しいブックに写してください。",
                "Too many cells offer choices. Copy the rows and columns you need into a new workbook.",
            )

    def members(self, formula: str, sheet: str) -> tuple[str, ...]:
        """The members that a formula gives; none for one that would have to be computed."""
        key = (sheet, formula)
        if key not in self._known:
            self._known[key] = tuple(dict.fromkeys(self._members(formula.strip().removeprefix("="), sheet, depth=0)))
        return self._known[key]

    def _members(self, formula: str, sheet: str, *, depth: int) -> list[str]:
        if len(formula) > 1 and formula.startswith('"') and formula.endswith('"'):
            members = formula[1:-1].replace('""', '"').split(",")
            return [member.strip() for member in members if member.strip()][:_LONGEST_LIST]
        if area := _AREA.fullmatch(formula):
            quoted, bare, left, top, right, bottom = area.groups()
            return self._cells(quoted, bare, sheet, (left, right or left), (int(top), int(bottom or top)))
        if columns := _WHOLE_COLUMNS.fullmatch(formula):
            quoted, bare, left, right = columns.groups()
            return self._cells(quoted, bare, sheet, (left, right), (1, _LAST_ROW))
        named = formula.rpartition("!")[2].casefold()
        target = self.names.get((sheet, named)) or self.names.get(("", named))
        if target is None or depth >= _DEEPEST_NAME:
            return []
        return self._members(target.strip().removeprefix("="), sheet, depth=depth + 1)

    def _cells(
        self, quoted: str | None, bare: str | None, sheet: str, columns: tuple[str, str], rows: tuple[int, int]
    ) -> list[str]:
        grid = self.grids.get(quoted.replace("''", "'") if quoted else bare or sheet)
        left, right = (_column(letters) for letters in columns)
        if grid is None:
            return []
        found: list[str] = []
        for row in grid.rows[max(rows[0] - 1, 0) : rows[1]]:
            self._spend(1)
            found += [text for column in range(left, right + 1)[: len(row.cells)] if (text := row.cell(column))]
            if len(found) >= _LONGEST_LIST:
                break
        return found[:_LONGEST_LIST]


def validations_of(element: Element) -> Iterator[Validation]:
    """The list validations within an element of a sheet, those of newer Excel among them."""
    for validation in element.iter():
        if local_name(validation) != "dataValidation" or validation.get("type") != "list":
            continue
        cells, formula = validation.get("sqref", ""), ""
        for part in validation.iter():
            if local_name(part) == "formula1":
                formula = "".join(part.itertext())
            elif local_name(part) == "sqref":
                cells = part.text or ""
        if cells and formula.strip():
            yield Validation(cells, formula)


def _places(cells: str, grid: Grid) -> Iterator[Place]:
    """The cells of ranges such as `C3:C9 E3`, within the sheet as far as it is filled."""
    for part in cells.split():
        if area := _AREA.fullmatch(part):
            _, _, left, top, right, bottom = area.groups()
            rows, columns = (int(top), int(bottom or top)), (left, right or left)
        elif whole := _WHOLE_COLUMNS.fullmatch(part):
            rows, columns = (1, _LAST_ROW), (whole.group(3), whole.group(4))
        else:
            continue
        last = min(_column(columns[1]), grid.width - 1)
        for row in range(max(rows[0], 1), min(rows[1], len(grid.rows)) + 1):
            for column in range(_column(columns[0]), last + 1):
                yield row, column


def _column(letters: str) -> int:
    return column_of(f"{letters.upper()}1", after=0) - 1
