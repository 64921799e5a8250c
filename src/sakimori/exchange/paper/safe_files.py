"""Files that we hand out: nothing in them runs when somebody opens them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | date | None

_FORMULA_STARTS: Final = frozenset("=+-@＝＋－＠\t\r\n")
_PLAIN_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?")
_LONGEST_CELL: Final = 32_767
_SHEET_NAME: Final = 31
_EXACT_DIGITS: Final = 10**15
_CHOICE_ROWS: Final = 10_000
_FORBIDDEN_IN_NAME: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_SAME_TIME: Final = datetime.combine(date(2000, 1, 1), time.min)
"""A fixed instant in the properties of a workbook, so that equal content gives equal bytes."""


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """The words that a column offers below its header."""

    column: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutSheet:
    """One sheet to write: rows with the header first, widths of columns in characters, and lists to choose from."""

    name: str
    rows: Iterable[Sequence[Cell]]
    widths: tuple[int, ...] = ()
    choices: tuple[ColumnChoice, ...] = ()
    header_rows: int = 1


def needs_neutralising(text: str) -> bool:
    """Whether a spreadsheet could take a text from a CSV for a formula; a plain number is harmless."""
    bare = text.lstrip(" 　")
    return bare[:1] in _FORMULA_STARTS and bool(bare) and not _PLAIN_NUMBER.fullmatch(bare)


def restored(text: str) -> str:
    """A cell of a CSV without the apostrophe that `safe_csv` put before it."""
    return text[1:] if text.startswith("'") and needs_neutralising(text[1:]) else text


def safe_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV in UTF-8 with a byte order mark, whose cells open as text and never as formulas."""
    out = io.StringIO(newline="")
    # Everything quoted, so that a tab or a semicolon inside a cell is not taken for the delimiter.
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def safe_xlsx(sheets: Sequence[OutSheet]) -> bytes:
    """A workbook in which every text is a text: no formulas, no links, no macros."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - the readers of files start without it

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(out, options) as book:
        book.set_properties({"created": _SAME_TIME})
        formats = _Formats(
            head=book.add_format(
                {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EDF5", "border": 1}
            ),
            text=book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
            day=book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        )
        taken: set[str] = set()
        for sheet in sheets:
            _write_sheet(book.add_worksheet(_sheet_name(sheet.name, taken)), sheet, formats)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Formats:
    head: Format
    text: Format
    day: Format


def _write_sheet(target: Worksheet, sheet: OutSheet, formats: _Formats) -> None:
    for column, width in enumerate(sheet.widths):
        target.set_column(column, column, width, formats.text)
    for number, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            _write_cell(target, (number, column), cell, formats, is_head=number < sheet.header_rows)
    target.freeze_panes(sheet.header_rows, 0)
    for choice in sheet.choices:
        source = {"validate": "list", "source": list(choice.words), "ignore_blank": True, "error_type": "warning"}
        target.data_validation(sheet.header_rows, choice.column, _CHOICE_ROWS, choice.column, source)


def _write_cell(target: Worksheet, at: tuple[int, int], cell: Cell, formats: _Formats, *, is_head: bool) -> None:
    match cell:
        case None | "":
            return
        case date():
            target.write_datetime(*at, datetime.combine(cell, time.min), formats.day)
        case int() | float() if abs(cell) < _EXACT_DIGITS:
            target.write_number(*at, cell)
        case _:
            style = formats.head if is_head else formats.text
            target.write_string(*at, encodable(str(cell))[:_LONGEST_CELL], style)


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return str(cell)
    text = encodable(cell)
    return f"'{text}" if needs_neutralising(text) else text


def encodable(text: str) -> str:
    """The text without half characters, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel takes and that the workbook does not have yet."""
    shown = _FORBIDDEN_IN_NAME.sub(" ", encodable(name)).strip().strip("'")
    bare = _cut(shown, _SHEET_NAME).strip().strip("'") or "Sheet"
    bare = "History 1" if bare.casefold() == "history" else bare
    unique, number = bare, 1
    while unique.casefold() in taken:
        number += 1
        unique = f"{_cut(bare, _SHEET_NAME - len(str(number)) - 1)} {number}"
    taken.add(unique.casefold())
    return unique


def _cut(text: str, most: int) -> str:
    """The beginning of a text as long as Excel counts it, where a rare character is as long as two."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")
