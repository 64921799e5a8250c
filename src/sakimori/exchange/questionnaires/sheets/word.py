"""Documents of Word to sheets: each table is one, its merged cells filled, its boxes and content controls as shown."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sakimori.exchange.lists.container import MAX_FILE_BYTES, guard_archive, refuse
from sakimori.exchange.lists.grid import MAX_CELLS, Grid, MergedRange, make_grid
from sakimori.exchange.lists.sheet_shape import MAX_TEXT
from sakimori.exchange.questionnaires.sheets.cells import CellFacts
from sakimori.exchange.questionnaires.sheets.choices import Place
from sakimori.exchange.questionnaires.sheets.word_numbers import VALUE, Numbering, W
from sakimori.exchange.questionnaires.sheets.word_text import (
    Piece,
    Sort,
    cell_of,
    is_fixed,
    is_on,
    is_placeholder,
    offered,
    own,
    seen,
    shown,
)

_ZIP: Final = b"PK\x03\x04"
_WIDEST: Final = 1_000
_LONGEST_NAME: Final = 60


def is_word_document(data: bytes) -> bool:
    """Whether a file is a document of Word."""
    if not data.startswith(_ZIP) or len(data) > MAX_FILE_BYTES:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return False
    return "[Content_Types].xml" in names and "xl/workbook.xml" not in names and "word/document.xml" in names


def read_word_document(data: bytes) -> Iterator[tuple[Grid, bool, CellFacts, str]]:
    """Each table as it is shown, named by what stands above it, the facts of its cells, and the heading above it.

    Raises:
        UnreadableFileError: It is damaged, protected or too large.
    """
    yield from ((table.grid(), False, table.facts(), table.heading) for table in WordDocument.of(data).tables)


@dataclass(frozen=True, slots=True)
class WordCell:
    """One cell: its element, where it begins, and over how many columns it goes."""

    element: Any
    row: int
    column: int
    span: int
    goes_on: bool
    """Whether it only goes on with the merged cell above it."""
    numbers: Mapping[Any, str] = field(default_factory=dict)
    """What Word counts before paragraphs of the document."""
    controls: tuple[Any, ...] = field(init=False)
    """The content controls in it and right around it."""
    text: str = field(init=False)
    """What it shows, as one text."""

    def __post_init__(self) -> None:
        """Look at it once."""
        object.__setattr__(self, "controls", tuple(self._controls()))
        object.__setattr__(self, "text", "".join(piece.text for piece in self.pieces()))

    def pieces(self) -> Iterator[Piece]:
        """What it shows, without the tables within it."""
        empty = {one for one in self.controls if is_placeholder(one)}
        for place, paragraph in enumerate(self.paragraphs()):
            if place:
                yield Piece("\n", Sort.BREAK, paragraph)
            if empty and empty.intersection(paragraph.iterancestors(f"{W}sdt")):
                continue
            pieces = list(shown(paragraph))
            if number := self.numbers.get(paragraph):
                yield Piece(f"{number} " if pieces else number, Sort.NUMBER, paragraph)
            yield from pieces

    def paragraphs(self) -> Iterator[Any]:
        """Its own paragraphs."""
        return own(self.element, f"{W}p")

    def _controls(self) -> Iterator[Any]:
        holder = self.element.getparent()
        if holder.tag == f"{W}sdtContent":
            yield holder.getparent()
        yield from (one for one in self.element.iter(f"{W}sdt") if cell_of(one) is self.element)


@dataclass(slots=True)
class WordTable:
    """One table, its cells in order."""

    name: str
    heading: str = ""
    cells: list[WordCell] = field(default_factory=list)
    rows: int = 0
    hidden: set[int] = field(default_factory=set)

    def grid(self) -> Grid:
        """Its cells as texts, merged ones filled."""
        rows: list[list[str]] = [[] for _ in range(self.rows)]
        for cell in self.cells:
            row = rows[cell.row - 1]
            row += [""] * (cell.column - len(row))
            row += ["" if cell.goes_on else cell.text, *[""] * (cell.span - 1)]
        return make_grid(self.name, rows, merged=self.merged(), hidden=frozenset(self.hidden))

    def merged(self) -> tuple[MergedRange, ...]:
        """The ranges that show one cell."""
        found: dict[Place, MergedRange] = {}
        above: dict[int, Place] = {}
        for cell in self.cells:
            corner = above.get(cell.column) if cell.goes_on else None
            if corner is None:
                corner = (cell.row, cell.column)
                found[corner] = MergedRange(cell.row - 1, cell.column, cell.row - 1, cell.column + cell.span - 1)
            else:
                area = found[corner]
                found[corner] = MergedRange(area.top, area.left, cell.row - 1, area.right)
            above[cell.column] = corner
        return tuple(area for area in found.values() if area.bottom > area.top or area.right > area.left)

    def facts(self) -> CellFacts:
        """What its cells are besides their text: offered choices, and which may not be changed."""
        lists: dict[Place, tuple[str, ...]] = {}
        locked: set[Place] = set()
        for cell in self.cells:
            place = cell.row, cell.column
            for control in cell.controls:
                if members := offered(control):
                    lists.setdefault(place, members)
                if is_fixed(control):
                    locked.add(place)
        return CellFacts(lists=lists, formulas=frozenset(locked), merged=self.merged())


@dataclass(frozen=True, slots=True)
class WordDocument:
    """The main part of a document: its name in the archive, its bytes, its root, and its tables in order."""

    part: str
    xml: bytes
    root: Any
    tables: tuple[WordTable, ...]

    @classmethod
    def of(cls, data: bytes) -> WordDocument:
        """Open a document.

        Raises:
            UnreadableFileError: It is damaged, protected or too large.
        """
        from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415 - other files are read without it
        from docx.opc.exceptions import OpcError  # noqa: PLC0415
        from docx.opc.package import OpcPackage  # noqa: PLC0415
        from docx.oxml.parser import parse_xml  # noqa: PLC0415
        from lxml.etree import LxmlError  # noqa: PLC0415

        guard_archive(data, is_workbook=False)
        try:
            main = OpcPackage.open(io.BytesIO(data)).part_related_by(RELATIONSHIP_TYPE.OFFICE_DOCUMENT)
            parts = {one.reltype: one.target_part for one in main.rels.values() if not one.is_external}
            name = main.partname.lstrip("/")
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                xml = archive.read(name)
            root: Any = parse_xml(xml)
            kinds = (RELATIONSHIP_TYPE.NUMBERING, RELATIONSHIP_TYPE.STYLES)
            lists, styles = (parse_xml(parts[kind].blob) if kind in parts else None for kind in kinds)
            numbering = Numbering.of(lists, styles)
            numbers = {one: number for one in seen(root, f"{W}p") if (number := numbering.number(one))}
            return cls(name, xml, root, tuple(_tables(root, numbers)))
        except (OpcError, LxmlError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError) as broken:
            raise refuse(
                "壊れています。Wordで開いて.docxで保存し直してください。",
                "It is damaged. Open it in Word and save it again as .docx.",
            ) from broken


@dataclass(slots=True)
class _Names:
    """Names that no other table has."""

    _counts: dict[str, int] = field(default_factory=dict)

    def of(self, name: str) -> str:
        """A name, with a number where it is taken."""
        number = self._counts.get(name, 0) + 1
        while number > 1 and f"{name} ({number})" in self._counts:
            number += 1
        self._counts[name] = number
        found = f"{name} ({number})" if number > 1 else name
        self._counts.setdefault(found, 1)
        return found


def _tables(root: Any, numbers: Mapping[Any, str]) -> Iterator[WordTable]:  # noqa: ANN401 - lxml has no types
    names = _Names()
    cells = text = 0
    for number, element in enumerate(seen(root, f"{W}tbl"), start=1):
        heading = _name_above(element)
        table = WordTable(names.of(heading or f"Table {number}"), heading)
        for row in own(element, f"{W}tr"):
            table.rows += 1
            if is_on(row.find(f"{W}trPr/{W}hidden")):
                table.hidden.add(table.rows)
            column = _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
            for one in own(row, f"{W}tc"):
                cell = _cell(one, table.rows, column, numbers)
                table.cells.append(cell)
                column += cell.span
                text += len(cell.text)
            cells += column
            if cells > MAX_CELLS or text > MAX_TEXT:
                raise refuse(
                    "表が広すぎます。必要な行と列だけを新しい文書に写してください。",
                    "Its tables are too large. Copy the rows and columns you need into a new document.",
                )
        yield table


def _cell(element: Any, row: int, column: int, numbers: Mapping[Any, str]) -> WordCell:  # noqa: ANN401
    merge = element.find(f"{W}tcPr/{W}vMerge")
    span = max(1, _number(element.find(f"{W}tcPr/{W}gridSpan"), 1))
    return WordCell(element, row, column, span, merge is not None and merge.get(VALUE) != "restart", numbers)


def _number(element: Any, otherwise: int) -> int:  # noqa: ANN401
    """A count of columns, bounded."""
    return otherwise if element is None else min(max(int(element.get(VALUE, otherwise)), 0), _WIDEST)


def _name_above(table: Any) -> str:  # noqa: ANN401
    """The short text right above a table, by which a person finds it."""
    for before in table.itersiblings(preceding=True):
        if before.tag == f"{W}tbl":
            return ""
        if before.tag == f"{W}p" and (said := " ".join("".join(one.text for one in shown(before)).split())):
            return said if len(said) <= _LONGEST_NAME else ""
    return ""
