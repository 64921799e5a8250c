"""What the cells of a workbook are besides their text: offered choices, formulas, remarks, what Excel changed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate
from posixpath import dirname, join, normpath
from typing import Final
from xml.etree.ElementTree import Element, ParseError  # types only: defusedxml parses

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from sakimori.exchange.lists.container import refuse
from sakimori.exchange.lists.grid import Grid, GridRow, MergedRange
from sakimori.exchange.lists.sheet_shape import column_of
from sakimori.exchange.lists.workbook import local_name, read_sheets, sheet_parts
from sakimori.exchange.questionnaires.sheets.choices import OfferedLists, Place, Validation, validations_of
from sakimori.exchange.questionnaires.sheets.number_formats import BUILT_IN, GENERAL, is_date_format, show_number

_TRUE: Final = frozenset({"1", "true"})
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE)
_CONSTANT: Final = re.compile(r'=?"((?:[^"]|"")*)"', re.DOTALL)
_THREAD_NOTICE: Final = re.compile(r"\A\[[^\]]*\].*?(?:Comment|コメント):\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CellFacts:
    """Facts of the cells of one sheet, by their places.

    `lists` are the members that a cell offers; `changed` the cells that Excel holds as a date or as a broken number,
    with what it shows; `formulas` those whose text is computed or may not be changed; `remarks` their comments;
    `merged` the ranges that show one cell, blank ones among them.
    """

    lists: Mapping[Place, tuple[str, ...]] = field(default_factory=dict)
    changed: Mapping[Place, str] = field(default_factory=dict)
    formulas: frozenset[Place] = frozenset()
    remarks: Mapping[Place, str] = field(default_factory=dict)
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[MergedRange, ...] = ()

    def corner(self, place: Place) -> Place:
        """The cell that a person sees at a place: the corner of the merged range in which it lies, or itself."""
        row, column = place
        for area in self.merged:
            if area.top < row <= area.bottom + 1 and area.left <= column <= area.right:
                return area.top + 1, area.left
        return place


def read_cells(data: bytes) -> Iterator[tuple[Grid, bool, CellFacts]]:
    """Each sheet of a workbook as displayed, with whether it is hidden, and the facts of its cells.

    Raises:
        UnreadableFileError: It is damaged or too large.
    """
    sheets = read_sheets(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = sheet_parts(archive)
            formats = _Formats.of(archive)
            read = {grid.sheet: _read_sheet(archive, parts[grid.sheet], formats) for grid, _ in sheets}
            remarks = {name: _remarks(archive, parts[name]) for name in read}
            names = _defined_names(archive)
    except (zipfile.BadZipFile, DefusedXmlException, ParseError, KeyError, ValueError, OverflowError) as broken:
        raise refuse(
            "書式か注釈が壊れています。Excelで開いて保存し直してください。",
            "Its formats or comments are damaged. Open it in Excel and save it again.",
        ) from broken
    shown_sheets = [(_as_displayed(grid, read[grid.sheet].displayed), is_hidden) for grid, is_hidden in sheets]
    offered = OfferedLists({grid.sheet: grid for grid, _ in shown_sheets}, names)
    for grid, is_hidden in shown_sheets:
        facts = read[grid.sheet]
        yield (
            grid,
            is_hidden,
            CellFacts(
                lists=offered.by_place(grid, facts.validations),
                changed=facts.changed,
                formulas=frozenset(facts.formulas),
                remarks=remarks[grid.sheet],
                hidden_columns=facts.hidden_columns(grid.width),
                merged=tuple(facts.merged),
            ),
        )


@dataclass(slots=True)
class _SheetFacts:
    """What the XML of a sheet says of its cells."""

    displayed: dict[Place, str] = field(default_factory=dict)
    changed: dict[Place, str] = field(default_factory=dict)
    formulas: set[Place] = field(default_factory=set)
    validations: list[Validation] = field(default_factory=list)
    steps: dict[int, int] = field(default_factory=dict)
    merged: list[MergedRange] = field(default_factory=list)

    def merge(self, area: str) -> None:
        """Note that the cells of an area such as `C2:D5` show as one."""
        first, _, last = area.partition(":")
        if (corner := _place(first)) and (end := _place(last)):
            self.merged.append(MergedRange(corner[0] - 1, corner[1], end[0] - 1, end[1]))

    def hide(self, first: int, last: int) -> None:
        """Note that one-based columns are hidden: a step up at the first, one down behind the last."""
        self.steps[first - 1] = self.steps.get(first - 1, 0) + 1
        self.steps[last] = self.steps.get(last, 0) - 1

    def hidden_columns(self, width: int) -> frozenset[int]:
        """The zero-based columns that are hidden."""
        depths = enumerate(accumulate(self.steps.get(column, 0) for column in range(width)))
        return frozenset(column for column, depth in depths if depth > 0)


@dataclass(frozen=True, slots=True)
class _Formats:
    """The number format of each cell style, and from which year days are counted."""

    codes: tuple[str, ...]
    is_1904: bool

    @classmethod
    def of(cls, archive: zipfile.ZipFile) -> _Formats:
        """The formats of a workbook; one without styles shows every number as it is."""
        own: dict[int, str] = {}
        codes: list[str] = []
        if "xl/styles.xml" in archive.namelist():
            for element in fromstring(archive.read("xl/styles.xml"), forbid_dtd=True):
                if local_name(element) == "numFmts":
                    own = {int(fmt.get("numFmtId", 0)): fmt.get("formatCode", GENERAL) for fmt in element}
                elif local_name(element) == "cellXfs":
                    numbers = [int(style.get("numFmtId", 0)) for style in element]
                    # A format that is not known here leaves the number as the grid has it.
                    codes = [own.get(number) or BUILT_IN.get(number, "?E") for number in numbers]
        workbook = fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True)
        is_1904 = any(e.get("date1904") in _TRUE for e in workbook if local_name(e) == "workbookPr")
        return cls(tuple(codes), is_1904)

    def code(self, style: str | None) -> str:
        """The format of a style."""
        number = int(style or 0)
        return self.codes[number] if number < len(self.codes) else GENERAL


def _read_sheet(archive: zipfile.ZipFile, part: str, formats: _Formats) -> _SheetFacts:
    facts = _SheetFacts()
    row = column = 0
    with archive.open(part) as stream:
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            name = local_name(element)
            if event == "start":
                if name == "row":
                    row, column = int(element.get("r", row + 1)), 0
            elif name == "c":
                column = column_of(element.get("r"), after=column)
                # A shared string has no format to look at, and a computed cell is of another type.
                if len(element) and not (len(element) == 1 and element.get("t") == "s"):
                    _read_cell(element, _place(element.get("r", "")) or (row, column - 1), formats, facts)
            elif name == "row":
                element.clear()
            elif name == "col" and (element.get("hidden") in _TRUE or element.get("width") == "0"):
                facts.hide(int(element.get("min", 1)), int(element.get("max", 0)))
            elif name == "mergeCell":
                facts.merge(element.get("ref", ""))
            elif name in {"dataValidations", "ext"}:
                facts.validations += validations_of(element)
                element.clear()
    return facts


def _read_cell(cell: Element, place: Place, formats: _Formats, facts: _SheetFacts) -> None:
    value = ""
    for child in cell:
        name = local_name(child)
        if name == "f":
            facts.formulas.add(place)
        elif name == "v":
            value = child.text or ""
    if cell.get("t") == "e":
        # The grid holds nothing there, and a person sees the error.
        facts.displayed[place] = value or "#N/A"
        return
    if not value or cell.get("t", "n") != "n":
        return
    code = formats.code(cell.get("s"))
    if code == GENERAL and value.isdecimal():
        return
    seen = show_number(value, code, is_1904=formats.is_1904)
    if seen is None:
        return
    is_whole = "." not in value and "e" not in value.lower()
    if seen.is_date or not is_whole:
        facts.changed[place] = seen.text
    # A whole date stays as the grid writes it, which reads the same in every country.
    if not (seen.is_date and _names_a_day(code)) and seen.text:
        facts.displayed[place] = seen.text


def _names_a_day(code: str) -> bool:
    """Whether a format of dates shows a year and a day, or only a time."""
    folded = code.casefold()
    return is_date_format(code) and (("y" in folded and "d" in folded) or "h" in folded)


def _as_displayed(grid: Grid, displayed: Mapping[Place, str]) -> Grid:
    """The grid with numbers as their cells show them, in the cells merged with them as well."""
    by_row: dict[int, dict[int, str]] = {}
    for (number, column), text in displayed.items():
        by_row.setdefault(number, {})[column] = text
    rows: list[GridRow] = []
    for row in grid.rows:
        own, merged = by_row.get(row.number, {}), sorted(row.copies | row.from_above)
        cells = list(row.cells)
        for column, text in own.items():
            if column < len(cells):
                cells[column] = text
        for column in merged:
            # From the left, so that what a corner shows reaches the last cell of its range.
            cells[column] = rows[-1].cells[column] if column in row.from_above else cells[column - 1]
        rows.append(replace(row, cells=tuple(cells)) if own or merged else row)
    return replace(grid, rows=tuple(rows))


def constant_names(data: bytes) -> dict[str, str]:
    """The names of a workbook, folded, that stand for a text and not for cells."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        named = ((name, _CONSTANT.fullmatch(formula.strip())) for (_, name), formula in _defined_names(archive).items())
        return {name: found.group(1).replace('""', '"') for name, found in named if found}


def _defined_names(archive: zipfile.ZipFile) -> dict[tuple[str, str], str]:
    """The formula of each defined name, by the sheet for which it holds."""
    workbook = fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True)
    sheets = [element.get("name", "") for element in workbook.iter() if local_name(element) == "sheet"]
    names: dict[tuple[str, str], str] = {}
    for element in workbook.iter():
        if local_name(element) == "definedName" and (formula := element.text):
            local = element.get("localSheetId")
            sheet = sheets[int(local)] if local is not None and int(local) < len(sheets) else ""
            names[sheet, element.get("name", "").casefold()] = formula
    return names


def _remarks(archive: zipfile.ZipFile, part: str) -> dict[Place, str]:
    """The comments on the cells of a sheet; a conversation is told line by line, and its notice for old Excel left."""
    folder, _, file = part.rpartition("/")
    relations = f"{folder}/_rels/{file}.rels"
    if relations not in archive.namelist():
        return {}
    found: dict[str, dict[Place, list[str]]] = {"comments": {}, "threadedComment": {}}
    for relation in fromstring(archive.read(relations), forbid_dtd=True):
        kind = relation.get("Type", "").rpartition("/")[2]
        target = relation.get("Target", "")
        path = target.removeprefix("/") if target.startswith("/") else normpath(join(dirname(part), target))
        if kind in found and relation.get("TargetMode") != "External" and path in archive.namelist():
            for element in fromstring(archive.read(path), forbid_dtd=True).iter():
                place = _place(element.get("ref", ""))
                if place and local_name(element) in {"comment", "threadedComment"}:
                    found[kind].setdefault(place, []).append("".join(element.itertext()).strip())
    plain = {place: [_THREAD_NOTICE.sub("", text) for text in texts] for place, texts in found["comments"].items()}
    return {place: "\n".join(filter(None, texts)) for place, texts in (plain | found["threadedComment"]).items()}


def _place(reference: str) -> Place | None:
    found = _REFERENCE.fullmatch(reference)
    return (int(found.group(2)), column_of(reference, after=0) - 1) if found else None
