"""Answers into the sender's own workbook: only the named cells change, byte by byte, and all else stays as it was.

Reading and writing a workbook anew loses what the program does not know: validations of newer versions, conditional
formats, threaded comments, cached values. So the cells are spliced into the XML of their sheet.
"""

from __future__ import annotations

import io
import zipfile
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import quoteattr

from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, StateError
from sakimori.exchange.lists.container import is_workbook, refuse
from sakimori.exchange.lists.grid import column_letter
from sakimori.exchange.lists.sheet_shape import column_of
from sakimori.exchange.lists.workbook import sheet_parts
from sakimori.exchange.questionnaires.reading.result import Address
from sakimori.exchange.questionnaires.replies.offers import ANSWER, NewCell, checked
from sakimori.exchange.questionnaires.replies.parts import (
    after_tag,
    damaged,
    escaped,
    refuse_signed,
    walk,
    with_parts,
)
from sakimori.exchange.questionnaires.sheets.cells import read_cells

_NO_SHEET: Final = Text("ブックにあるシートのセルにしてください。", "Name a cell on a sheet of the workbook.")
_FORMULA: Final = Text(
    "{where}には数式があります。数式を消さないよう、このセルには書きません。",
    "{where} holds a formula, which an answer would delete. Nothing was written.",
)


def answer_workbook(data: bytes, answers: Mapping[Address, str]) -> bytes:
    """The workbook with answers in their cells; a blank answer empties its cell, and formats stay.

    Raises:
        InvalidValueError: An answer is not among what its cell offers, is too long, or its sheet does not exist.
        StateError: A cell holds a formula, or the workbook is signed.
        UnreadableFileError: It is no workbook, or a damaged one.
    """
    if not is_workbook(data):
        raise refuse("Excelブックではありません。", "It is not an Excel workbook.")
    of_sheets: defaultdict[str, dict[tuple[int, int], NewCell]] = defaultdict(dict)
    facts = {grid.sheet: facts for grid, _, facts in read_cells(data)}
    for address, new in checked(facts, answers):
        of_sheets[address.sheet][address.row, address.column or 0] = new
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        refuse_signed(archive)
        parts = sheet_parts(archive)
        for sheet in of_sheets.keys() - parts.keys():
            raise InvalidValueError(field=ANSWER, value=sheet, expected=_NO_SHEET)
        changed = {
            parts[sheet]: _spliced(archive.read(parts[sheet]), sheet, cells) for sheet, cells in of_sheets.items()
        }
    return with_parts(data, changed)


@dataclass(slots=True)
class _Row:
    """Where a row stands in the bytes of its sheet: its start tag, its end tag, and its cells by column."""

    number: int
    start: int
    inside: int = 0
    end: int = 0
    is_single: bool = False
    cells: dict[int, _Cell] = field(default_factory=dict)


@dataclass(slots=True)
class _Cell:
    """Where a cell stands, its format, and whether it is computed."""

    start: int
    end: int = 0
    style: str = ""
    has_formula: bool = False


class _Places:
    """The bytes of the rows and cells of a sheet, found in one pass."""

    def __init__(self, xml: bytes) -> None:
        self._xml = xml
        self.rows: dict[int, _Row] = {}
        self.prefix = b""
        self.data_start = self.data_end = 0
        self.is_single = False
        self._row: _Row | None = None
        self._cell: _Cell | None = None
        self._column = 0
        walk(xml, self._begin, self._finish)

    def _begin(self, name: str, attributes: Mapping[str, str], here: int) -> None:
        match name.rpartition(":")[2]:
            case "sheetData":
                self.prefix = name.rpartition("sheetData")[0].encode()
                self.data_start, self.is_single = after_tag(self._xml, here)
            case "row":
                number = int(attributes.get("r", max(self.rows, default=0) + 1))
                self._row = _Row(number, here)
                self._row.inside, self._row.is_single = after_tag(self._xml, here)
                self.rows[number] = self._row
                self._column = 0
            case "c" if self._row is not None:
                self._column = column_of(attributes.get("r"), after=self._column)
                self._cell = _Cell(here, style=attributes.get("s", ""))
                self._row.cells[self._column - 1] = self._cell
            case "f" if self._cell is not None:
                self._cell.has_formula = True

    def _finish(self, name: str, here: int) -> None:
        match name.rpartition(":")[2]:
            case "sheetData":
                self.data_end = here
            case "row" if self._row is not None:
                self._row.end, self._row = here, None
            case "c" if self._cell is not None:
                start = self._cell.start
                after, is_single = after_tag(self._xml, start)
                self._cell.end = after if is_single else after_tag(self._xml, here)[0]
                self._cell = None


def _spliced(xml: bytes, sheet: str, cells: Mapping[tuple[int, int], NewCell]) -> bytes:
    """The XML of a sheet with some cells set: from the end to the beginning, so that no place moves before its turn."""
    places = _Places(xml)
    found = bytearray(xml)
    of_rows: defaultdict[int, dict[int, NewCell]] = defaultdict(dict)
    for (number, column), new in cells.items():
        of_rows[number][column] = new
    for number in sorted(of_rows, reverse=True):
        row = places.rows.get(number)
        if row is None:
            _insert_row(found, places, number, of_rows[number])
        elif row.is_single:
            tag = bytes(found[row.start : row.inside - 2]).rstrip() + b">"
            made = b"".join(_cell(places.prefix, number, c, text, "") for c, text in sorted(of_rows[number].items()))
            found[row.start : row.inside] = tag + made + b"</" + places.prefix + b"row>"
        else:
            _fill_row(found, places, row, sheet, of_rows[number])
    return bytes(found)


def _fill_row(found: bytearray, places: _Places, row: _Row, sheet: str, texts: Mapping[int, NewCell]) -> None:
    columns = sorted(row.cells)
    for column in sorted(texts, reverse=True):
        cell = row.cells.get(column)
        if cell is not None:
            if cell.has_formula:
                where = str(Address(sheet, row.number, column))
                raise StateError(why=_FORMULA.format(where=where))
            made = _cell(places.prefix, row.number, column, texts[column], cell.style)
            found[cell.start : cell.end] = made
        else:
            later = columns[bisect_left(columns, column) :]
            at = row.cells[later[0]].start if later else row.end
            found[at:at] = _cell(places.prefix, row.number, column, texts[column], "")


def _insert_row(found: bytearray, places: _Places, number: int, texts: Mapping[int, NewCell]) -> None:
    cells = b"".join(_cell(places.prefix, number, c, text, "") for c, text in sorted(texts.items()))
    made = b"<" + places.prefix + b'row r="%d">' % number + cells + b"</" + places.prefix + b"row>"
    if places.is_single:
        raise damaged()
    later = [row.start for row in places.rows.values() if row.number > number]
    at = min(later, default=places.data_end)
    found[at:at] = made


def _cell(prefix: bytes, row: int, column: int, new: NewCell, style: str) -> bytes:
    """A cell with a text or a plain number, in the format that it had."""
    tag = prefix.decode()
    head = f'<{tag}c r="{column_letter(column)}{row}"' + (f" s={quoteattr(style)}" if style else "")
    if not new.text:
        return f"{head}/>".encode()
    if new.is_number:
        return f"{head}><{tag}v>{new.text}</{tag}v></{tag}c>".encode()
    words = escaped(new.text.replace("\r\n", "\n"))
    return (f'{head} t="inlineStr"><{tag}is><{tag}t xml:space="preserve">{words}</{tag}t></{tag}is></{tag}c>').encode()
