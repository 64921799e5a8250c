"""Excel workbooks to grids: cached values as displayed, merged cells filled, hidden sheets left out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, Protocol, cast
from xml.etree.ElementTree import Element, ParseError  # types only: defusedxml parses
from xml.parsers.expat import ExpatError

import python_calamine
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.container import refuse
from sakimori.exchange.lists.grid import MAX_CELLS, Grid, MergedRange, Note, make_grid
from sakimori.exchange.lists.sheet_shape import Shape, shape_of, shared_lengths

UNTICKED: Final = "☐"
"""What a cell shows that is false."""

CellValue = int | float | str | bool | time | date | datetime | timedelta

_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION: Final = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


_BROKEN: Final = (
    python_calamine.CalamineError, DefusedXmlException, ParseError, ExpatError, KeyError, ValueError, OSError
)  # fmt: skip


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
            lengths = shared_lengths(archive)
            workbook = python_calamine.load_workbook(io.BytesIO(data))
            for meta in workbook.sheets_metadata:
                if meta.typ == python_calamine.SheetTypeEnum.WorkSheet:
                    shape = shape_of(archive, parts[meta.name], lengths)
                    grid = _grid_of(meta.name, cast("_Sheet", workbook.get_sheet_by_name(meta.name)), shape)
                    found.append((grid, meta.visible != python_calamine.SheetVisibleEnum.Visible))
    except _BROKEN as broken:
        raise refuse(
            "壊れています。Excelで開いて保存し直してください。", "It is damaged. Open it in Excel and save it again."
        ) from broken
    return found


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


def _grid_of(name: str, sheet: _Sheet, shape: Shape) -> Grid:
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
    """A cell value as a person reads it: dates as ISO, whole numbers without a point or an exponent.

    A cell that is false is a box that nobody ticked, or that is linked to one: blank, and no answer.
    """
    match value:
        case bool():
            return "TRUE" if value else UNTICKED
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


def local_name(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def _skipped(name: str) -> Note:
    return Note(
        "hidden_sheet",
        Text(f"シート「{name}」は非表示のため読んでいません。", f"Sheet “{name}” is hidden and was not read."),
    )
