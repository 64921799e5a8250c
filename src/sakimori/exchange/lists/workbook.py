"""Excel workbooks to grids: cached values as displayed, merged cells filled, hidden sheets left out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, Protocol, cast
from xml.etree.ElementTree import Element, ParseError  # types only: defusedxml parses

import python_calamine
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.container import refuse
from sakimori.exchange.lists.grid import MAX_CELLS, Grid, MergedRange, Note, make_grid

MAX_TEXT: Final = 100 * 1024 * 1024

CellValue = int | float | str | bool | time | date | datetime | timedelta

_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION: Final = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE)


class _Sheet(Protocol):
    """The part of a calamine sheet that is used here."""

    merged_cell_ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]] | None

    def to_python(self, *, skip_empty_area: bool) -> list[list[CellValue]]: ...


def read_workbook(data: bytes) -> tuple[tuple[Grid, ...], tuple[Note, ...]]:
    """The visible sheets of a workbook that `container.is_workbook` let pass, and notes on what was left out."""
    sheets = read_sheets(data)
    return tuple(grid for grid, hidden in sheets if not hidden), tuple(_skipped(g.sheet) for g, hid in sheets if hid)


def read_sheets(data: bytes) -> list[tuple[Grid, bool]]:
    """Every sheet of a workbook with whether it is hidden."""
    found: list[tuple[Grid, bool]] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = sheet_parts(archive)
            lengths = _shared_lengths(archive)
            workbook = python_calamine.load_workbook(io.BytesIO(data))
            for meta in workbook.sheets_metadata:
                if meta.typ == python_calamine.SheetTypeEnum.WorkSheet:
                    shape = _shape_of(archive, parts[meta.name], lengths)
                    grid = _grid_of(meta.name, cast("_Sheet", workbook.get_sheet_by_name(meta.name)), shape)
                    found.append((grid, meta.visible != python_calamine.SheetVisibleEnum.Visible))
    except (python_calamine.CalamineError, DefusedXmlException, ParseError, KeyError, ValueError, OSError) as broken:
        raise refuse(
            "壊れています。Excelで開いて保存し直してください。", "It is damaged. Open it in Excel and save it again."
        ) from broken
    return found


@dataclass(slots=True)
class _Shape:
    """How far a sheet reaches, and which of its rows are hidden; measured before anything is laid out in full.

    Two cells in opposite corners make a small file and a grid of 17 thousand million cells.
    """

    last_row: int = 0
    last_column: int = 0
    text: int = 0
    hidden: set[int] = field(default_factory=set)

    def check(self) -> None:
        """Refuse what would not fit."""
        if self.last_row * self.last_column > MAX_CELLS or self.text > MAX_TEXT:
            raise refuse(
                "表が広すぎます。必要な行と列だけを新しいブックに写してください。",
                "The sheet reaches too far. Copy the rows and columns you need into a new workbook.",
            )


def _shape_of(archive: zipfile.ZipFile, part: str, lengths: Sequence[int]) -> _Shape:
    shape = _Shape()
    row = column = 0
    with archive.open(part) as stream:
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            name = local_name(element)
            if event == "start":
                if name == "row":
                    row, column = int(element.get("r", row + 1)), 0
                    if element.get("hidden") in {"1", "true"}:
                        shape.hidden.add(row)
            elif name == "c":
                column = column_of(element.get("r"), after=column)
                own_row = _row_of(element.get("r"), within=row)
                # The row of the cell itself goes before that of the row in which it stands, and none may be far away.
                if len(element) or own_row != row:
                    shape.last_row, shape.last_column = max(shape.last_row, own_row), max(shape.last_column, column)
                    shape.text += _text_length(element, lengths)
                    shape.check()
            elif name == "row":
                element.clear()
    return shape


def _text_length(cell: Element, lengths: Sequence[int]) -> int:
    """How many characters a cell will take; a shared string counts each time it is used."""
    text = "".join(cell.itertext())
    if cell.get("t") == "s" and text.strip().isdecimal():
        return lengths[int(text)] if int(text) < len(lengths) else 0
    return len(text)


def _shared_lengths(archive: zipfile.ZipFile) -> list[int]:
    """The length of each shared string."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    lengths: list[int] = []
    with archive.open("xl/sharedStrings.xml") as stream:
        for _, element in iterparse(stream, events=("end",), forbid_dtd=True):
            if local_name(element) == "si":
                lengths.append(sum(map(len, element.itertext())))
                element.clear()
    return lengths


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The file inside the archive of each sheet, by name."""
    relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    parts: dict[str, str] = {}
    for element in fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True).iter():
        if local_name(element) == "sheet":
            target = targets[element.get(_RELATION) or element.get(_STRICT_RELATION)]
            parts[element.get("name", "")] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return parts


def _grid_of(name: str, sheet: _Sheet, shape: _Shape) -> Grid:
    merged = [
        MergedRange(top, left, min(bottom, shape.last_row - 1), min(right, shape.last_column - 1))
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]
    if sum((area.bottom - area.top + 1) * (area.right - area.left + 1) for area in merged) > MAX_CELLS:
        raise refuse("結合セルが多すぎます。結合を解いてください。", "It has too many merged cells. Unmerge them.")
    return make_grid(name, _displayed_rows(sheet), merged=merged, hidden=frozenset(shape.hidden))


def _displayed_rows(sheet: _Sheet) -> Iterator[list[str]]:
    for row in sheet.to_python(skip_empty_area=False):
        yield [display_text(value) for value in row]


def display_text(value: CellValue) -> str:
    """A cell value as a person reads it: dates as ISO, whole numbers without a point or an exponent."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.isoformat(sep=" ", timespec="minutes").removesuffix(" 00:00")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat(timespec="minutes")
        case _:
            return str(value)


def column_of(reference: str | None, *, after: int) -> int:
    """The one-based column of a cell; a cell without a reference follows the one before it."""
    if reference is None:
        return after + 1
    column = 0
    for letter in _parts_of(reference)[0].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def _row_of(reference: str | None, *, within: int) -> int:
    """The row of a cell by its reference, which may name another than the one in which it stands."""
    return within if reference is None else int(_parts_of(reference)[1])


def _parts_of(reference: str) -> tuple[str, str]:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        raise ValueError(f"{reference[:20]!r} is no cell")
    return found.group(1), found.group(2)


def local_name(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def _skipped(name: str) -> Note:
    return Note(
        "hidden_sheet",
        Text(f"シート「{name}」は非表示のため読んでいません。", f"Sheet “{name}” is hidden and was not read."),
    )
