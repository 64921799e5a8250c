"""OpenDocument workbooks to sheets: each cell as its own program last showed it, so that no format is to be applied."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final
from xml.etree.ElementTree import Element, ParseError  # types only: defusedxml parses

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from sakimori.exchange.lists.container import MAX_FILE_BYTES, guard_archive, refuse
from sakimori.exchange.lists.grid import MAX_CELLS, Grid, MergedRange, make_grid
from sakimori.exchange.lists.sheet_shape import MAX_TEXT
from sakimori.exchange.lists.workbook import UNTICKED, local_name
from sakimori.exchange.questionnaires.sheets.cells import CellFacts
from sakimori.exchange.questionnaires.sheets.choices import OfferedLists, Place

_ZIP: Final = b"PK\x03\x04"
_TYPE: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST: Final = "META-INF/manifest.xml"
_WIDEST: Final = 16_384
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DATES: Final = frozenset({"date", "time"})
_HIDDEN: Final = frozenset({"collapse", "filter"})
_LIST: Final = re.compile(r"(?:\w+:)?cell-content-is-in-list\((.*)\)", re.DOTALL)
_MEMBER: Final = re.compile(r'"((?:[^"]|"")*)"')
_PLACE: Final = (
    r"\$?(?P<{0}sheet>'(?:[^']|'')+'|[^'.\[\]:]*)\.\$?(?P<{0}column>[A-Z]{{1,3}})\$?(?P<{0}row>[0-9]{{1,7}})"
)
_RANGE: Final = re.compile(rf"\[?{_PLACE.format('a')}(?::{_PLACE.format('b')})?\]?", re.IGNORECASE)
_NAMED: Final = frozenset({f"{_TABLE}named-range", f"{_TABLE}named-expression"})


def is_open_document(data: bytes) -> bool:
    """Whether a file is a workbook of OpenDocument."""
    if not data.startswith(_ZIP) or len(data) > MAX_FILE_BYTES:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if not {"content.xml", "mimetype"} <= set(archive.namelist()):
                return False
            with archive.open("mimetype") as stream:
                return stream.read(len(_TYPE)) == _TYPE
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError, RuntimeError):
        return False


def read_open_document(data: bytes) -> Iterator[tuple[Grid, bool, CellFacts]]:
    """Each sheet as displayed, with whether it is hidden, and the facts of its cells.

    Raises:
        UnreadableFileError: It is damaged, protected or too large.
    """
    guard_archive(data, is_workbook=False)
    reader = _Reader()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("content.xml") as stream:
            if _MANIFEST in archive.namelist() and b"encryption-data" in archive.read(_MANIFEST):
                raise refuse(
                    "パスワードで保護されています。保護を外して保存し直してください。",
                    "It is protected by a password. Remove the protection and save it again.",
                )
            tables = reader.tables(iterparse(stream, events=("start", "end"), forbid_dtd=True))
            yield from _with_lists([table.finished() for table in tables], tables, reader)
    except (DefusedXmlException, ParseError, RecursionError, ValueError, KeyError) as broken:
        raise refuse(
            "壊れています。開いて.xlsxで保存し直してください。", "It is damaged. Open it and save it as .xlsx."
        ) from broken


@dataclass(slots=True)
class _Table:
    """What one sheet holds so far; rows and columns count from zero."""

    name: str
    is_hidden: bool
    rows: list[list[str]] = field(default_factory=list)
    blanks: int = 0
    cells: int = 0
    text: int = 0
    merged: list[MergedRange] = field(default_factory=list)
    merged_blanks: list[MergedRange] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    columns: int = 0
    hidden_columns: set[int] = field(default_factory=set)
    rules: dict[Place, str] = field(default_factory=dict)
    changed: dict[Place, str] = field(default_factory=dict)
    formulas: set[Place] = field(default_factory=set)
    remarks: dict[Place, str] = field(default_factory=dict)

    def take(self, cells: int, text: int) -> None:
        """Count what will be laid out, and refuse what would not fit."""
        self.cells += cells
        self.text += text
        if self.cells > MAX_CELLS or self.text > MAX_TEXT:
            raise refuse(
                "表が広すぎます。必要な行と列だけを新しいブックに写してください。",
                "The sheet reaches too far. Copy the rows and columns you need into a new workbook.",
            )

    def finished(self) -> tuple[Grid, bool, CellFacts]:
        """The sheet, its merged cells filled."""
        last = len(self.rows) - 1
        width = max(map(len, self.rows), default=0) - 1
        merged = [
            MergedRange(area.top, area.left, min(area.bottom, last), min(area.right, max(width, area.left)))
            for area in self.merged
            if area.top <= last
        ]
        self.take(sum((area.bottom - area.top + 1) * (area.right - area.left + 1) for area in merged), 0)
        facts = CellFacts(
            changed=self.changed,
            formulas=frozenset(self.formulas),
            remarks=self.remarks,
            hidden_columns=frozenset(self.hidden_columns),
            merged=(*merged, *self.merged_blanks),
        )
        grid = make_grid(self.name, self.rows, merged=merged, hidden=frozenset(self.hidden_rows))
        return grid, self.is_hidden, facts


@dataclass(slots=True)
class _Reader:
    """Walks the content once."""

    hidden_styles: set[str] = field(default_factory=set)
    rules: dict[str, str] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)

    def tables(self, events: Iterator[tuple[str, Element]]) -> list[_Table]:
        """Every sheet; what lists and names say is known once all of them are read."""
        found: list[_Table] = []
        table: _Table | None = None
        depth = 0
        for event, element in events:
            tag = element.tag
            if tag == f"{_TABLE}table":
                depth += 1 if event == "start" else -1
                if event == "start" and depth == 1:
                    name = element.get(f"{_TABLE}name", "")
                    table = _Table(name, element.get(f"{_TABLE}style-name") in self.hidden_styles)
                elif event == "end" and depth == 0 and table is not None:
                    found.append(table)
                    element.clear()
            elif event == "end" and depth == 0:
                self._define(element)
            elif event == "end" and depth == 1 and table is not None:
                if tag == f"{_TABLE}table-row":
                    self._row(table, element)
                    element.clear()
                elif tag == f"{_TABLE}table-column":
                    _column(table, element)
                elif tag in _NAMED:
                    self._name(element, table.name)
        return found

    def _define(self, element: Element) -> None:
        """Keep which styles hide a sheet, and which lists are offered."""
        if element.tag == f"{_STYLE}style":
            if any(inner.get(f"{_TABLE}display") == "false" for inner in element):
                self.hidden_styles.add(element.get(f"{_STYLE}name", ""))
        elif element.tag == f"{_TABLE}content-validation":
            if found := _LIST.match(element.get(f"{_TABLE}condition", "")):
                self.rules[element.get(f"{_TABLE}name", "")] = found.group(1)
        elif element.tag in _NAMED:
            self._name(element, "")

    def _name(self, element: Element, sheet: str) -> None:
        """Keep which cells a name stands for; a name of one sheet holds there alone."""
        target = element.get(f"{_TABLE}cell-range-address") or element.get(f"{_TABLE}expression") or ""
        self.names[sheet, element.get(f"{_TABLE}name", "").casefold()] = _as_formula(target)

    def _row(self, table: _Table, row: Element) -> None:
        repeated = _times(row, "number-rows-repeated")
        is_hidden = row.get(f"{_TABLE}visibility") in _HIDDEN
        first = len(table.rows) + table.blanks
        cells: list[str] = []
        blanks = 0
        for cell in row:
            if local_name(cell) not in {"table-cell", "covered-table-cell"}:
                continue
            times = _times(cell, "number-columns-repeated")
            text = _shown(cell)
            if not text:
                self._facts(table, cell, (first, len(cells) + blanks), "")
                blanks += times
                continue
            table.take((blanks + times) * repeated, len(text) * times * repeated)
            cells += [""] * blanks
            blanks = 0
            self._facts(table, cell, (first, len(cells)), text)
            cells += [text] * times
        if not cells:
            table.blanks += repeated
        else:
            table.take(table.blanks, 0)
            table.rows += [[] for _ in range(table.blanks)]
            table.blanks = 0
            table.rows += [list(cells) for _ in range(repeated)]
            if is_hidden:
                table.hidden_rows |= set(range(first + 1, first + repeated + 1))

    def _facts(self, table: _Table, cell: Element, at: tuple[int, int], text: str) -> None:
        place = (at[0] + 1, at[1])
        down, across = _times(cell, "number-rows-spanned"), _times(cell, "number-columns-spanned")
        if down > 1 or across > 1:
            area = MergedRange(at[0], at[1], at[0] + down - 1, at[1] + across - 1)
            (table.merged if text else table.merged_blanks).append(area)
        rule = cell.get(f"{_TABLE}content-validation-name", "")
        if rule in self.rules:
            alike = min(_times(cell, "number-columns-repeated"), _WIDEST)
            table.rules.update({(place[0], place[1] + after): rule for after in range(alike)})
        if cell.get(f"{_TABLE}formula"):
            table.formulas.add(place)
        kind, value = cell.get(f"{_OFFICE}value-type", ""), cell.get(f"{_OFFICE}value", "")
        if text and (kind in _DATES or (kind == "float" and not float(value or 0).is_integer())):
            table.changed[place] = text
        for remark in cell.iterfind(f"{_OFFICE}annotation"):
            table.remarks[place] = "\n".join(_line(line) for line in remark.iter(f"{_TEXT}p"))


def _with_lists(
    sheets: list[tuple[Grid, bool, CellFacts]], tables: list[_Table], reader: _Reader
) -> Iterator[tuple[Grid, bool, CellFacts]]:
    """The sheets with the members that each cell offers, wherever these are kept."""
    offered = OfferedLists({grid.sheet: grid for grid, _, _ in sheets}, reader.names)
    for (grid, is_hidden, facts), table in zip(sheets, tables, strict=True):
        members = {rule: _members(reader.rules[rule], offered, grid.sheet) for rule in set(table.rules.values())}
        lists = {place: members[rule] for place, rule in table.rules.items() if members[rule]}
        yield grid, is_hidden, replace(facts, lists=lists)


def _members(source: str, offered: OfferedLists, sheet: str) -> tuple[str, ...]:
    """The members of a list: written out, or those of the cells or the name that it points at."""
    if written := _MEMBER.findall(source):
        return tuple(member.replace('""', '"') for member in written)
    return offered.members(_as_formula(source), sheet)


def _as_formula(source: str) -> str:
    """A reference of OpenDocument, such as `[$Lists.$A$1:.$A$3]`, as one of Excel; a name stays as it is."""
    bare = source.strip().removeprefix("of:").removeprefix("=").strip()
    found = _RANGE.fullmatch(bare)
    if found is None:
        return bare
    sheet = found["asheet"].strip("'").replace("''", "'")
    first = f"{found['acolumn']}{found['arow']}"
    area = f"{first}:{found['bcolumn']}{found['brow']}" if found["bcolumn"] else first
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{area}" if sheet else area


def _column(table: _Table, column: Element) -> None:
    times = _times(column, "number-columns-repeated")
    if column.get(f"{_TABLE}visibility") in _HIDDEN:
        table.hidden_columns |= set(range(table.columns, min(table.columns + times, _WIDEST)))
    table.columns += times


def _times(element: Element, name: str) -> int:
    """How often something stands, or over how many cells; at least once."""
    return max(1, int(element.get(f"{_TABLE}{name}", "1")))


def _shown(cell: Element) -> str:
    """The lines that a cell shows, without its remark; a cell that is false is a box that nobody ticked."""
    if cell.get(f"{_OFFICE}boolean-value") == "false":
        return UNTICKED
    return "\n".join(_line(line) for line in cell if line.tag == f"{_TEXT}p")


def _line(element: Element) -> str:
    """The text of a paragraph, with the blanks and breaks that are elements of their own."""
    parts = [element.text or ""]
    for inner in element:
        match local_name(inner):
            case "s":
                parts.append(" " * min(int(inner.get(f"{_TEXT}c", "1")), 1_000))
            case "tab":
                parts.append("\t")
            case "line-break":
                parts.append("\n")
            case "annotation" | "ruby-text":
                pass
            case _:
                parts.append(_line(inner))
        parts.append(inner.tail or "")
    return "".join(parts)
