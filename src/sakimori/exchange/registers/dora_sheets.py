"""The sheets of a DORA register of information: columns by their codes, cells by the closed lists of the workbook."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from sakimori.domain.values.names import fold
from sakimori.domain.values.problem import ProblemSeverity
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Grid, GridRow, Header
from sakimori.exchange.lists.row_reading import RowReader
from sakimori.exchange.lists.source import Source
from sakimori.exchange.lists.values import Fault, Parsed, is_not_given, parse_text
from sakimori.exchange.reference import parse_country
from sakimori.exchange.registers.dates import parse_day, parse_span

PARTIES, CONTRACTS, TERMS, SIGNED, CHAINS = "05.01", "02.01", "02.02", "03.02", "05.02"
TEMPLATES: Final = (PARTIES, CONTRACTS, TERMS, SIGNED, CHAINS)
"""The templates that are read."""

_CODE: Final = re.compile(r"(?:b_|rt\.)(\d\d\.\d\d)\.(\d{4})", re.IGNORECASE)
_ROWS_SEARCHED: Final = 30
_TYPES: Final = frozenset(
    map(fold, ("Alphanumerical", "Pattern", "Country", "Currency", "Monetary", "Date", "Natural number",
               "Closed set of options", "[Yes/No]"))
)  # fmt: skip
_EBA: Final = re.compile(r"eba_[A-Z]{2}:(\w+)")
_ENDLESS: Final = "9999-12-31"
_NOTHING: Final = frozenset(map(fold, ("Not applicable", "N/A")))
_MISSING: Final = Fault(
    "missing_value",
    Text("必要な値がありません。", "A value that is needed is missing."),
    Text("この列を埋めてください。", "Fill in this column."),
)
NO_PROVIDER: Final = Fault(
    "unknown_party",
    Text("この事業者がb_05.01にありません。", "b_05.01 has no such provider."),
    Text("b_05.01に事業者を書いてください。", "Add the provider to b_05.01."),
)
_SEVERAL: Final = 2
_PERSONS_TYPES: Final = ("NIN", "PNR")
_PERSON: Final = "person#"
_TYPED: Final = {
    PARTIES: (("0010", "0020"), ("0080", "0090")),
    TERMS: (("0030", "0040"),),
    SIGNED: (("0020", "0030"),),
    CHAINS: (("0030", "0040"), ("0060", "0070")),
}
"""Columns of codes, each with the one that says of which type the code is."""


class DoraSheet:
    """One template: its data rows, each cell by the code of its column."""

    def __init__(
        self, template: str, grid: Grid, columns: Mapping[str, int], header: Header, workbook: Workbook
    ) -> None:
        """Take a grid whose columns are known."""
        self._template, self._columns, self._workbook = template, columns, workbook
        self.reader = RowReader(grid, header)
        self.refused: set[int] = set()
        self.rows = tuple(self._read())

    @property
    def name(self) -> str:
        """What the sheet is called."""
        return self.reader.grid.sheet

    def _read(self) -> Iterator[GridRow]:
        """The rows that say something below the header; those with a number of a person are refused."""
        for row in self.reader.grid.rows:
            if row.number <= self.reader.header.row:
                self.reader.search(row)
            elif any(row.cell(column) for column in self._columns.values()):
                if self.reader.search(row):
                    self.refused.add(row.number)
                self.reader.note_if_hidden(row)
                yield self._without_persons(row)

    def _without_persons(self, row: GridRow) -> GridRow:
        """The row with a number of ours in place of each code that belongs to a person (passport, national number)."""
        cells = list(row.cells)
        for code, of_type in _TYPED.get(self._template, ()):
            if row.cell(self._columns.get(of_type, len(cells))).upper().endswith(_PERSONS_TYPES):
                cells[self._columns[code]] = self._workbook.person(row.cell(self._columns[code]))
        return replace(row, cells=tuple(cells))

    def label(self, code: str) -> str:
        """What a column is called, with its code."""
        return self.reader.header.label(self._columns[code]) if code in self._columns else code

    def raw(self, row: GridRow, code: str) -> str:
        """A cell as it stands; blank where the template says that it does not apply."""
        cell = row.cell(self._columns[code]) if code in self._columns else ""
        return "" if fold(cell) in _NOTHING or is_not_given(cell) else cell

    def word(self, row: GridRow, code: str) -> str:
        """A cell of a closed list, in words where the workbook knows them."""
        return self._workbook.word(self.raw(row, code))

    def known_word(self, row: GridRow, code: str) -> str:
        """A cell of a closed list in words; nothing where only a code is known."""
        raw = self.raw(row, code)
        word = self._workbook.word(raw)
        return "" if _EBA.fullmatch(raw) and raw.endswith(f":{word}") else word

    def token(self, row: GridRow, code: str) -> str:
        """A cell of a closed list by the tail of its code where the workbook knows it, else its folded words."""
        return self._workbook.token(self.raw(row, code))

    def take(self, row: GridRow, code: str, parse: Callable[[str], Parsed[Any]]) -> Any:  # noqa: ANN401
        """The value of a cell; what cannot be read is noted, and refuses the row."""
        parsed = parse(self.raw(row, code)) if self.raw(row, code) else Parsed(None)
        if parsed.fault is not None:
            self.refuse(row, code, parsed.fault)
        return parsed.value

    def text(self, row: GridRow, code: str) -> str:
        """A short text."""
        return self.take(row, code, lambda raw: parse_text(raw, limit=300, one_line=True)) or ""

    def needed(self, row: GridRow, code: str) -> str:
        """A text without which the row is nothing."""
        found = self.text(row, code)
        if not found:
            self.refuse(row, code, _MISSING)
        return found

    def country(self, row: GridRow, code: str) -> str | None:
        """The code of a country, given by name or code."""
        return self.take(row, code, self._country)  # type: ignore[no-any-return]

    def day(self, row: GridRow, code: str) -> Any:  # noqa: ANN401 - a date or nothing
        """A day; the one that stands for no end is nothing."""
        return None if self.is_endless(row, code) else self.take(row, code, parse_day)

    def is_endless(self, row: GridRow, code: str) -> bool:
        """Whether the cell holds the day that stands for no end."""
        return self.raw(row, code).replace("/", "-").startswith(_ENDLESS)

    def days(self, row: GridRow, code: str) -> int | None:
        """A whole number of days."""
        return self.take(row, code, lambda raw: parse_span(raw, unit="days"))  # type: ignore[no-any-return]

    def refuse(self, row: GridRow, code: str, fault: Fault) -> None:
        """Note a fault; unless it only warns, the row does not go in."""
        self.reader.note(row, self._columns.get(code), fault)
        if fault.severity is ProblemSeverity.ERROR:
            self.refused.add(row.number)

    def _country(self, raw: str) -> Parsed[str]:
        found = _EBA.fullmatch(raw)
        return parse_country(found[1]) if found else parse_country(self._workbook.word(raw))


def is_persons(code: str) -> bool:
    """Whether a code stands for one that belongs to a person, and says nothing outside of this reading."""
    return code.startswith((_PERSON, fold(_PERSON)))


class Workbook:
    """What the codes of the workbook's closed lists say, as its own sheet of lists gives them; and whose codes hide."""

    def __init__(self, grids: tuple[Grid, ...]) -> None:
        """Read the pairs of columns whose headers name a list and its descriptions."""
        self._words: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._persons: dict[str, str] = {}
        for grid in grids:
            first = grid.rows[0]
            for column in range(len(first.cells) - 1):
                if first.cell(column).startswith("LIST") and first.cell(column + 1).startswith("DESC"):
                    self._read(grid, column)

    def _read(self, grid: Grid, column: int) -> None:
        for row in grid.rows[1:]:
            code, word = row.cell(column), row.cell(column + 1)
            if code and word:
                self._words.setdefault(code, word)
                self._codes.setdefault(fold(word), code)

    def person(self, code: str) -> str:
        """What stands for the code of a person, the same in every sheet."""
        return self._persons.setdefault(fold(code), f"{_PERSON}{len(self._persons) + 1}")

    def word(self, raw: str) -> str:
        """The words of a cell that may hold a code."""
        found = _EBA.fullmatch(raw)
        return self._words.get(raw, found[1] if found else raw)

    def token(self, raw: str) -> str:
        """The tail of a code, also where its words stand in the cell."""
        code = raw if _EBA.fullmatch(raw) else self._codes.get(fold(raw), "")
        found = _EBA.fullmatch(code)
        return found[1] if found else fold(raw)


def is_dora(source: Source) -> bool:
    """Whether a file is a register of information by the codes of its columns."""
    return len(_found(source)) >= _SEVERAL


def dora_sheets(source: Source) -> dict[str, DoraSheet]:
    """The templates that are read, by their numbers."""
    workbook = Workbook(source.grids)
    return {
        template: DoraSheet(template, grid, columns, _header(grid, row), workbook)
        for template, (grid, row, columns) in _found(source).items()
    }


def _found(source: Source) -> dict[str, tuple[Grid, int, dict[str, int]]]:
    found: dict[str, tuple[Grid, int, dict[str, int]]] = {}
    for grid in source.grids:
        for place, row in enumerate(grid.rows[:_ROWS_SEARCHED]):
            codes = {
                column: code
                for column in range(len(row.cells))
                if (code := _CODE.fullmatch(row.cell(column))) and code[1] in TEMPLATES
            }
            templates = {code[1] for code in codes.values()}
            if len(codes) >= _SEVERAL and len(templates) == 1:
                columns = {code[2]: column for column, code in reversed(codes.items())}
                found.setdefault(templates.pop(), (grid, place, columns))
                break
    return found


def _header(grid: Grid, place: int) -> Header:
    """The header: the row of codes, and below it those of labels and types where they are there."""
    rows, depth = grid.rows, 1
    if len(rows) > place + 2 and _is_types(rows[place + 2]):
        depth = 3
    codes, labels = rows[place], rows[place + 1] if depth > 1 else rows[place]
    width = max(len(codes.cells), len(labels.cells))
    shown = (" ".join(dict.fromkeys((codes.cell(c), " ".join(labels.cell(c).split())))) for c in range(width))
    return Header(rows[place + depth - 1].number, depth, tuple(shown))


def _is_types(row: GridRow) -> bool:
    filled = [fold(cell) for cell in row.cells if cell.strip()]
    return bool(filled) and sum(cell in _TYPES for cell in filled) * 2 >= len(filled)
