"""Documents of Word to sheets: each table is one, its merged cells filled, its boxes and content controls as shown."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any, Final

from sakimori.exchange.lists.container import MAX_FILE_BYTES, guard_archive, refuse
from sakimori.exchange.lists.grid import MAX_CELLS, Grid, MergedRange, make_grid
from sakimori.exchange.lists.workbook import MAX_TEXT
from sakimori.exchange.questionnaires.sheets.cells import CellFacts
from sakimori.exchange.questionnaires.sheets.choices import Place
from sakimori.exchange.questionnaires.sheets.word_numbers import VALUE, Numbering, W

_ZIP: Final = b"PK\x03\x04"
W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_THROUGH: Final = frozenset(
    f"{W}{name}"
    for name in ("sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple", "bdo", "dir")
)
"""Elements around what is shown that show nothing themselves."""
_BREAKS: Final[Mapping[str, str]] = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-",
}  # fmt: skip
SYMBOLS: Final[Mapping[tuple[str, str], str]] = {
    ("wingdings", "F0A8"): "☐", ("wingdings", "F06F"): "□", ("wingdings", "F0FE"): "☑", ("wingdings", "F0FD"): "☒",
    ("wingdings", "F06E"): "■", ("wingdings", "F0FC"): "✓", ("wingdings", "F0FB"): "✖", ("wingdings", "F0A1"): "○",
    ("wingdings", "F06C"): "●", ("wingdings 2", "F0A3"): "☐", ("wingdings 2", "F052"): "☑",
    ("wingdings 2", "F054"): "☒", ("wingdings 2", "F050"): "✓",
}  # fmt: skip
"""Characters of fonts that draw signs."""
_OFF: Final = frozenset({"0", "false", "off"})
_LOCKED: Final = frozenset({"contentLocked", "sdtContentLocked"})
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


def read_word_document(data: bytes) -> Iterator[tuple[Grid, bool, CellFacts]]:
    """Each table as it is shown, named by what stands above it, and the facts of its cells.

    Raises:
        UnreadableFileError: It is damaged, protected or too large.
    """
    yield from ((table.grid(), False, table.facts()) for table in WordDocument.of(data).tables)


class Sort(Enum):
    """How a stretch of a cell's text is written in the file."""

    TEXT = auto()
    BREAK = auto()
    SYMBOL = auto()
    NUMBER = auto()
    CONTROL_BOX = auto()
    FIELD_BOX = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text of a cell, and the element that says it: the control itself, where that is a box."""

    text: str
    sort: Sort
    element: Any


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

    def pieces(self) -> Iterator[Piece]:
        """What it shows, without the tables within it."""
        empty = {one for one in self.controls() if is_placeholder(one)}
        for place, paragraph in enumerate(self.paragraphs()):
            if place:
                yield Piece("\n", Sort.BREAK, paragraph)
            if empty.intersection(paragraph.iterancestors(f"{W}sdt")):
                continue
            shown = list(_shown(paragraph))
            if number := self.numbers.get(paragraph):
                yield Piece(f"{number} " if shown else number, Sort.NUMBER, paragraph)
            yield from shown

    def paragraphs(self) -> Iterator[Any]:
        """Its own paragraphs."""
        return own(self.element, f"{W}p")

    def text(self) -> str:
        """What it shows, as one text."""
        return "".join(piece.text for piece in self.pieces())

    def controls(self) -> Iterator[Any]:
        """The content controls in it and right around it."""
        holder = self.element.getparent()
        if holder.tag == f"{W}sdtContent":
            yield holder.getparent()
        yield from (one for one in self.element.iter(f"{W}sdt") if cell_of(one) is self.element)


@dataclass(slots=True)
class WordTable:
    """One table, its cells in order."""

    name: str
    cells: list[WordCell] = field(default_factory=list)
    rows: int = 0
    hidden: set[int] = field(default_factory=set)

    def grid(self) -> Grid:
        """Its cells as texts, merged ones filled."""
        rows: list[list[str]] = [[] for _ in range(self.rows)]
        for cell in self.cells:
            row = rows[cell.row - 1]
            row += [""] * (cell.column - len(row))
            row += ["" if cell.goes_on else cell.text(), *[""] * (cell.span - 1)]
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
            for control in cell.controls():
                if members := offered(control):
                    lists.setdefault(place, members)
                if any(lock.get(VALUE) in _LOCKED for lock in control.iterfind(f"{W}sdtPr/{W}lock")):
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
            kinds = (RELATIONSHIP_TYPE.NUMBERING, RELATIONSHIP_TYPE.STYLES)
            found = {one.reltype: one.target_part for one in main.rels.values() if not one.is_external}
            parts = [found.get(kind) for kind in kinds]
            name = main.partname.lstrip("/")
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                xml = archive.read(name)
            root, *lists = (parse_xml(one) if one else None for one in (xml, *(part and part.blob for part in parts)))
            numbering = Numbering.of(*lists)
            numbers = {one: number for one in root.iter(f"{W}p") if (number := numbering.number(one))}
            return cls(name, xml, root, tuple(_tables(root, numbers)))
        except (OpcError, LxmlError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError) as broken:
            raise refuse(
                "壊れています。Wordで開いて.docxで保存し直してください。",
                "It is damaged. Open it in Word and save it again as .docx.",
            ) from broken


def _tables(root: Any, numbers: Mapping[Any, str]) -> Iterator[WordTable]:  # noqa: ANN401 - lxml has no types
    taken: dict[str, int] = {}
    cells = text = 0
    for number, element in enumerate(root.iter(f"{W}tbl"), start=1):
        name = _name_above(element) or f"Table {number}"
        taken[name] = taken.get(name, 0) + 1
        table = WordTable(name if taken[name] == 1 else f"{name} ({taken[name]})")
        for row in own(element, f"{W}tr"):
            table.rows += 1
            if _is_on(row.find(f"{W}trPr/{W}hidden")):
                table.hidden.add(table.rows)
            column = _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
            for one in own(row, f"{W}tc"):
                cell = replace(_cell(one, table.rows, column), numbers=numbers)
                table.cells.append(cell)
                column += cell.span
                text += len(cell.text())
            cells += column
            if cells > MAX_CELLS or text > MAX_TEXT:
                raise refuse(
                    "表が広すぎます。必要な行と列だけを新しい文書に写してください。",
                    "Its tables are too large. Copy the rows and columns you need into a new document.",
                )
        yield table


def _cell(element: Any, row: int, column: int) -> WordCell:  # noqa: ANN401
    merge = element.find(f"{W}tcPr/{W}vMerge")
    span = max(1, _number(element.find(f"{W}tcPr/{W}gridSpan"), 1))
    return WordCell(element, row, column, span, merge is not None and merge.get(VALUE) != "restart")


def _number(element: Any, otherwise: int) -> int:  # noqa: ANN401
    """A count of columns, bounded."""
    return otherwise if element is None else min(max(int(element.get(VALUE, otherwise)), 0), _WIDEST)


def own(element: Any, tag: str) -> Iterator[Any]:  # noqa: ANN401
    """The elements of a name within another, not those within further ones of that name or within tables in it."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _THROUGH or child.tag == f"{W}sdt":
            yield from own(child, tag)


def cell_of(element: Any) -> Any:  # noqa: ANN401
    """The cell in which an element stands; None outside of tables."""
    return next(element.iterancestors(f"{W}tc"), None)


def _name_above(table: Any) -> str:  # noqa: ANN401
    """The short text right above a table, by which a person finds it."""
    for before in table.itersiblings(preceding=True):
        if before.tag == f"{W}tbl":
            return ""
        if before.tag == f"{W}p" and (said := " ".join("".join(one.text for one in _shown(before)).split())):
            return said if len(said) <= _LONGEST_NAME else ""
    return ""


def _shown(element: Any) -> Iterator[Piece]:  # noqa: ANN401
    """The text of a paragraph or a run as a person sees it: no instructions, nothing deleted, no placeholders."""
    for child in element:
        tag = child.tag
        if tag == f"{W}t":
            yield Piece(child.text or "", Sort.TEXT, child)
        elif tag in _BREAKS:
            yield Piece(_BREAKS[tag], Sort.BREAK, child)
        elif tag == f"{W}sym":
            yield Piece(SYMBOLS.get(_symbol(child), ""), Sort.SYMBOL, child)
        elif tag == f"{W}r":
            if not _is_on(child.find(f"{W}rPr/{W}vanish")):
                yield from _shown(child)
        elif tag == f"{W}sdt":
            yield from _of_control(child)
        elif tag == f"{W}fldChar":
            if (box := child.find(f"{W}ffData/{W}checkBox")) is not None:
                yield Piece("☑" if is_field_ticked(box) else "☐", Sort.FIELD_BOX, box)
        elif tag == f"{W}ruby":
            yield from _shown_in(child.find(f"{W}rubyBase"))
        elif tag == f"{_MC}AlternateContent":
            yield from _shown_in(child.find(f"{_MC}Choice"))
        elif tag in _THROUGH:
            yield from _shown(child)


def _shown_in(element: Any) -> Iterator[Piece]:  # noqa: ANN401
    return iter(()) if element is None else _shown(element)


def _of_control(control: Any) -> Iterator[Piece]:  # noqa: ANN401
    """What a content control shows; its placeholder is nothing that anybody has entered."""
    content = control.find(f"{W}sdtContent")
    if content is None or is_placeholder(control):
        return
    if (box := control.find(f"{W}sdtPr/{W14}checkbox")) is not None:
        switch = box.find(f"{W14}checked")
        is_ticked = switch is not None and switch.get(f"{W14}val", "1") not in _OFF
        yield Piece("☑" if is_ticked else "☐", Sort.CONTROL_BOX, control)
    else:
        yield from _shown(content)


def is_placeholder(control: Any) -> bool:  # noqa: ANN401
    """Whether a content control only shows what is to be entered."""
    return _is_on(control.find(f"{W}sdtPr/{W}showingPlcHdr"))


def offered(control: Any) -> tuple[str, ...]:  # noqa: ANN401
    """The members that a content control offers; an item without a value is its placeholder."""
    for kind in ("dropDownList", "comboBox"):
        items = control.findall(f"{W}sdtPr/{W}{kind}/{W}listItem")
        entered = [item for item in items if item.get(f"{W}value")]
        if entered:
            return tuple(dict.fromkeys(item.get(f"{W}displayText") or item.get(f"{W}value") for item in entered))
    return ()


def is_field_ticked(box: Any) -> bool:  # noqa: ANN401
    """Whether a check box of an old form is ticked: by hand, else as it was sent out."""
    for name in ("checked", "default"):
        if (found := box.find(f"{W}{name}")) is not None:
            return _is_on(found)
    return False


def _symbol(element: Any) -> tuple[str, str]:  # noqa: ANN401
    return element.get(f"{W}font", "").casefold(), element.get(f"{W}char", "").upper()


def _is_on(switch: Any) -> bool:  # noqa: ANN401
    """Whether an element that switches something is there and does not say that it is off."""
    return switch is not None and switch.get(VALUE, "1") not in _OFF
