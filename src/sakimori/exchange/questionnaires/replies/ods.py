"""Answers into a workbook of OpenDocument: cells are spliced into its content, and repeated ones taken apart there."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, StateError
from sakimori.exchange.questionnaires.reading.result import Address
from sakimori.exchange.questionnaires.replies.offers import ANSWER, NewCell, checked
from sakimori.exchange.questionnaires.replies.parts import (
    after_tag,
    damaged,
    escaped,
    refuse_signed,
    retagged,
    spliced,
    walk,
    with_parts,
)
from sakimori.exchange.questionnaires.sheets.ods import read_open_document

_CONTENT: Final = "content.xml"
_NAMESPACE: Final = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
_ROW: Final = "table-row"
_CELLS: Final = frozenset({"table-cell", "covered-table-cell"})
_VALUES: Final = ("value-type", "value", "date-value", "time-value", "boolean-value", "string-value", "currency")
_BLANKS: Final = re.compile(r"^ | $|(?<= ) +| {2,}|\t")
_NO_SHEET: Final = Text("ブックにあるシートのセルにしてください。", "Name a cell on a sheet of the workbook.")
_FORMULA: Final = Text(
    "{where}には数式があります。数式を消さないよう、このセルには書きません。",
    "{where} holds a formula, which an answer would delete. Nothing was written.",
)

Wanted = Mapping[int, Mapping[int, NewCell]]
"""What goes into the cells of one sheet, by one-based row and zero-based column."""


def answer_open_document(data: bytes, answers: Mapping[Address, str]) -> bytes:
    """The workbook with answers in their cells; a blank answer empties its cell, and formats stay.

    Raises:
        InvalidValueError: An answer is not among what its cell offers, is too long, or its sheet does not exist.
        StateError: A cell holds a formula, or the workbook is signed.
        UnreadableFileError: It is no workbook of OpenDocument, or a damaged one.
    """
    facts = {grid.sheet: facts for grid, _, facts in read_open_document(data)}
    wanted: defaultdict[str, defaultdict[int, dict[int, NewCell]]] = defaultdict(lambda: defaultdict(dict))
    for address, new in checked(facts, answers):
        if address.sheet not in facts:
            raise InvalidValueError(field=ANSWER, value=address.sheet, expected=_NO_SHEET)
        place = address.row, address.column or 0
        if place in facts[address.sheet].formulas:
            raise StateError(why=_FORMULA.format(where=str(address)))
        wanted[address.sheet][place[0]][place[1]] = new
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        refuse_signed(archive)
        xml = archive.read(_CONTENT)
    return with_parts(data, {_CONTENT: _written(xml, wanted)})


@dataclass(slots=True)
class _Element:
    """An element with its place in the bytes: its start tag, what is inside, and its end."""

    name: str
    attributes: Mapping[str, str]
    start: int
    inside: int
    is_single: bool
    inside_end: int = 0
    end: int = 0
    children: list[_Element] = field(default_factory=list)

    def times(self, name: str) -> int:
        """How often it stands."""
        return max(1, int(self.attributes.get(name, "1")))


class _Sheets:
    """The rows of some sheets that hold some numbers, with their cells and what is in these, found in one pass."""

    def __init__(self, xml: bytes, wanted: Mapping[str, Wanted]) -> None:
        self._xml = xml
        self._wanted = wanted
        self.prefixes: dict[str, str] = {}
        self.rows: list[tuple[str, int, _Element]] = []
        self._path: list[_Element] = []
        self._tables = 0
        self._sheet: str | None = None
        self._next_row = 1
        walk(xml, self._begin, self._finish)

    def prefix(self, namespace: str) -> str:
        """How names of a namespace begin in this file."""
        found = self.prefixes.get(_NAMESPACE.format(namespace))
        if found is None:
            raise damaged()
        return found

    def _is(self, name: str, local: str) -> bool:
        return name == self.prefixes.get(_NAMESPACE.format("table"), "\0") + local

    def _begin(self, name: str, attributes: dict[str, str], here: int) -> None:
        for key, value in attributes.items():
            if key.startswith("xmlns:"):
                self.prefixes.setdefault(value, f"{key[6:]}:")
        if self._is(name, "table"):
            self._tables += 1
            if self._tables == 1:
                self._sheet = attributes.get(f"{self.prefix('table')}name", "")
                self._next_row = 1
        if self._path or (self._sheet in self._wanted and self._tables == 1 and self._is(name, _ROW)):
            inside, is_single = after_tag(self._xml, here)
            element = _Element(name, attributes, here, inside, is_single)
            if self._path and len(self._path) <= 2:
                self._path[-1].children.append(element)
            self._path.append(element)
        elif self._tables == 1 and self._is(name, _ROW):
            self._next_row += 1

    def _finish(self, name: str, here: int) -> None:
        if self._is(name, "table"):
            self._tables -= 1
        if not self._path:
            return
        element = self._path.pop()
        element.inside_end = element.inside if element.is_single else here
        element.end = element.inside if element.is_single else after_tag(self._xml, here)[0]
        if not self._path and self._sheet is not None:
            times = element.times(f"{self.prefix('table')}number-rows-repeated")
            if any(self._next_row <= number < self._next_row + times for number in self._wanted[self._sheet]):
                self.rows.append((self._sheet, self._next_row, element))
            self._next_row += times


def _written(xml: bytes, wanted: Mapping[str, Wanted]) -> bytes:
    sheets = _Sheets(xml, wanted)
    changes: dict[tuple[int, int], bytes] = {}
    placed = 0
    for sheet, first, row in sheets.rows:
        writer = _RowWriter(xml, sheets, row)
        own = {number: cells for number, cells in wanted[sheet].items() if first <= number < first + writer.times}
        if writer.times == 1 and not row.is_single:
            changes.update(writer.cells(own[first]))
        else:
            changes[row.start, row.end] = writer.rows(first, own)
        placed += len(own)
    if placed != sum(len(rows) for rows in wanted.values()):
        raise damaged()
    return spliced(xml, changes)


@dataclass(frozen=True, slots=True)
class _RowWriter:
    """Writes one element of rows, which may stand for several."""

    xml: bytes
    sheets: _Sheets
    row: _Element

    @property
    def times(self) -> int:
        """For how many rows it stands."""
        return self.row.times(f"{self.sheets.prefix('table')}number-rows-repeated")

    def rows(self, first: int, wanted: Wanted) -> bytes:
        """The rows for which it stands, with what is wanted in some of them."""
        inside = self.xml[self.row.inside : self.row.inside_end]
        parts: list[bytes] = []
        at = first
        for number in sorted(wanted):
            changes = {
                (start - self.row.inside, end - self.row.inside): made
                for (start, end), made in self.cells(wanted[number]).items()
            }
            parts += (self._rows(number - at, inside), self._rows(1, spliced(inside, changes)))
            at = number + 1
        parts.append(self._rows(first + self.times - at, inside))
        return b"".join(parts)

    def _rows(self, times: int, inside: bytes) -> bytes:
        return self._repeated(self.row, "number-rows-repeated", times, inside)

    def _repeated(self, element: _Element, name: str, times: int, inside: bytes) -> bytes:
        """An element that stands so many times; nothing for none."""
        if times < 1:
            return b""
        tag = self._opened(element, name, times)
        return tag + inside + b"</" + element.name.encode() + b">"

    def _opened(self, element: _Element, name: str, times: int, without: Sequence[str] = ()) -> bytes:
        attribute = f"{self.sheets.prefix('table')}{name}".encode()
        dropped = frozenset((attribute, *(one.encode() for one in without)))
        added = {attribute: str(times).encode()} if times > 1 else {}
        return retagged(self.xml[element.start : element.inside], dropped, added)

    def cells(self, wanted: Mapping[int, NewCell]) -> dict[tuple[int, int], bytes]:
        """What is put between which bytes of the row, so that its cells hold what is wanted."""
        found: dict[tuple[int, int], bytes] = {}
        column = 0
        for cell in self.row.children:
            if cell.name.rpartition(":")[2] not in _CELLS:
                continue
            times = cell.times(f"{self.sheets.prefix('table')}number-columns-repeated")
            here = {place - column: new for place, new in wanted.items() if column <= place < column + times}
            if here:
                found[cell.start, cell.end] = b"".join(self._taken_apart(cell, times, here))
            column += times
        beyond = b"".join(self._beyond(column, wanted))
        return found | {(self.row.inside_end, self.row.inside_end): beyond} if beyond else found

    def _taken_apart(self, cell: _Element, times: int, wanted: Mapping[int, NewCell]) -> Iterator[bytes]:
        """The cells for which one stands, with what is wanted in some of them."""
        inside = self.xml[cell.inside : cell.inside_end]
        at = 0
        for place in sorted(wanted):
            yield self._repeated(cell, "number-columns-repeated", place - at, inside)
            yield self._cell(cell, wanted[place])
            at = place + 1
        yield self._repeated(cell, "number-columns-repeated", times - at, inside)

    def _beyond(self, column: int, wanted: Mapping[int, NewCell]) -> Iterator[bytes]:
        """Cells to the right of the last one that there is."""
        table = self.sheets.prefix("table")
        for place in sorted(place for place in wanted if place >= column):
            yield f"<{table}table-cell/>".encode() * (place - column)
            yield self._around(f"<{table}table-cell>".encode(), f"{table}table-cell", (b"", b""), wanted[place])
            column = place + 1

    def _cell(self, cell: _Element, new: NewCell) -> bytes:
        """A cell with another text: its remark and what is drawn on it stay."""
        values = [f"{prefix}{name}" for prefix in self._value_prefixes() for name in _VALUES]
        tag = self._opened(cell, "number-columns-repeated", 1, values)
        paragraph = f"{self.sheets.prefix('text')}p"
        firsts = [place for place, one in enumerate(cell.children) if one.name == paragraph]
        split = firsts[0] if firsts else sum(one.name.endswith(":annotation") for one in cell.children)
        kept = [
            b"".join(self.xml[one.start : one.end] for one in some if one.name != paragraph)
            for some in (cell.children[:split], cell.children[split:])
        ]
        return self._around(tag, cell.name, (kept[0], kept[1]), new)

    def _value_prefixes(self) -> Iterator[str]:
        yield self.sheets.prefix("office")
        yield from (prefix for space, prefix in self.sheets.prefixes.items() if ":calcext:" in space)

    def _around(self, tag: bytes, name: str, kept: tuple[bytes, bytes], new: NewCell) -> bytes:
        office = self.sheets.prefix("office").encode()
        value = {}
        if new.text:
            value[office + b"value-type"] = b"float" if new.is_number else b"string"
        if new.is_number:
            value[office + b"value"] = new.text.encode()
        return retagged(tag, frozenset(), value) + kept[0] + self._lines(new.text) + kept[1] + f"</{name}>".encode()

    def _lines(self, text: str) -> bytes:
        """A paragraph a line, with the blanks as elements that would be folded into one."""
        if not text:
            return b""
        prefix = self.sheets.prefix("text")

        def blank(found: re.Match[str]) -> str:
            return f"<{prefix}tab/>" if found.group() == "\t" else f'<{prefix}s {prefix}c="{len(found.group())}"/>'

        lines = (_BLANKS.sub(blank, escaped(line)) for line in text.replace("\r\n", "\n").split("\n"))
        return "".join(f"<{prefix}p>{line}</{prefix}p>" for line in lines).encode()
