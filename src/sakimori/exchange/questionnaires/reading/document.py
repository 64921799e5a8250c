"""A file that may hold a questionnaire: its sheets with all that a reader of questionnaires looks at, or its text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists.container import Decoded, SourceKind, decode, is_workbook
from sakimori.exchange.lists.grid import Grid, GridRow, Note, narrowed
from sakimori.exchange.lists.source import read_text
from sakimori.exchange.questionnaires.ours.signs import DAMAGED, begins_as_saved, refuse_saved
from sakimori.exchange.questionnaires.reading.result import Flag
from sakimori.exchange.questionnaires.sheets.cells import CellFacts, constant_names, read_cells
from sakimori.exchange.questionnaires.sheets.ods import is_open_document, read_open_document
from sakimori.exchange.questionnaires.sheets.word import is_word_document, read_word_document

T = TypeVar("T")

_XML: Final = re.compile(r"\s*<\?xml\b")
_SCRIPTS: Final = frozenset({"js", "mjs", "cjs", "ts", "jsx", "tsx"})
_TEXTS: Final = frozenset({"csv", "tsv", "md", "markdown", "html", "htm"})
_SCRIPT: Final = re.compile(
    r"""\ufeff?\s*(?:["']use\ strict["'];?\s*|import\b[^\n]*\n\s*|//[^\n]*\n\s*|/\*.*?\*/\s*)*
    (?:export\s+default|module\.exports\s*=|(?:export\s+)?(?:(?:const|let|var)\s+|window\.)[\w$]+\s*(?::[^=;\n]*)?=)""",
    re.DOTALL | re.VERBOSE,
)
"""How a script begins that gives a name to data."""


def is_script(text: str) -> bool:
    """Whether a text gives names to data, as programs do."""
    return bool(_SCRIPT.match(text))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as a person sees it, with what its cells are besides; rows are one-based, columns zero-based.

    `heading` stands over a table in a document.
    """

    grid: Grid
    is_hidden: bool = False
    facts: CellFacts = field(default_factory=CellFacts)
    heading: str = ""

    @property
    def name(self) -> str:
        """The name on its tab."""
        return self.grid.sheet

    def flags(self, row: GridRow, id_column: int | None) -> frozenset[Flag]:
        """What is to be said of a row before it is read: it is hidden, or Excel holds its id as something else."""
        is_changed = id_column is not None and (row.number, id_column) in self.facts.changed
        found = {Flag.HIDDEN_ROW: row.is_hidden, Flag.CHANGED_ID: is_changed}
        return frozenset(flag for flag, is_so in found.items() if is_so)


@dataclass(frozen=True, slots=True)
class Document:
    """A file told by its content: a workbook has sheets, anything else a text; lists have a sheet as well."""

    filename: str
    sha256: str
    kind: SourceKind
    encoding: str
    text: str = ""
    sheets: tuple[Sheet, ...] = ()
    notes: tuple[Note, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of a workbook that stand for a text, folded."""
    _made: dict[Callable[..., Any], Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, make: Callable[[Document], T]) -> T:
        """What a function makes of this file, made once: forms that are alike all look for the same things."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    @property
    def visible(self) -> tuple[Sheet, ...]:
        """The sheets that a person sees."""
        return tuple(sheet for sheet in self.sheets if not sheet.is_hidden)

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of a name, hidden or not."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def open_document(data: bytes, filename: str) -> Document:
    """Tell a file by its content and open it.

    Raises:
        UnreadableFileError: It cannot be read; the message says what to save it as.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    if is_open_document(data):
        sheets, notes = _narrowed(Sheet(*read) for read in read_open_document(data))
        return Document(filename, sha256, SourceKind.ODS, "OpenDocument", sheets=sheets, notes=notes)
    if is_word_document(data):
        filled = (Sheet(*read) for read in read_word_document(data))
        sheets, notes = _narrowed(sheet for sheet in filled if any(not row.is_blank for row in sheet.grid.rows))
        return Document(filename, sha256, SourceKind.DOCX, "Word", sheets=sheets, notes=notes)
    if is_workbook(data):
        sheets, notes = _narrowed(Sheet(*read) for read in read_cells(data))
        names = constant_names(data)
        return Document(filename, sha256, SourceKind.XLSX, "Excel", sheets=sheets, notes=notes, names=names)
    decoded = read_as_text(data)
    kind, grids = _tables(decoded.text, filename)
    sheets, notes = _narrowed(Sheet(grid) for grid in grids if any(not row.is_blank for row in grid.rows))
    return Document(filename, sha256, kind, decoded.encoding, decoded.text, sheets, notes)


def _narrowed(sheets: Iterable[Sheet]) -> tuple[tuple[Sheet, ...], tuple[Note, ...]]:
    """The sheets with as many columns as are looked at, and notes on those that have more."""
    found = [(sheet, *narrowed(sheet.grid)) for sheet in sheets]
    notes = tuple(note for _, _, own in found for note in own)
    return tuple(replace(sheet, grid=grid) for sheet, grid, _ in found), notes


def read_as_text(data: bytes) -> Decoded:
    """The text; saved answers that end within a character are cut off, and no other encoding would mend them."""
    try:
        return decode(data)
    except UnreadableFileError as unread:
        if begins_as_saved(data[:400].decode("utf-8", "ignore")):
            raise refuse_saved(DAMAGED) from unread
        raise


def _tables(text: str, filename: str) -> tuple[SourceKind, tuple[Grid, ...]]:
    """The tables of a text; a format with a reader of its own, such as YAML or JSON with remarks, has none."""
    suffix = filename.rpartition(".")[2].lower()
    if suffix in {"yaml", "yml"}:
        return SourceKind.YAML, ()
    if suffix == "xml" or _XML.match(text):
        return SourceKind.XML, ()
    if suffix in _SCRIPTS or (suffix not in _TEXTS and is_script(text)):
        return SourceKind.JSON, ()
    try:
        return read_text(text, filename)
    except UnreadableFileError:
        if suffix == "json" or text.lstrip("\ufeff \t\r\n").startswith(("{", "[", "//", "/*")):
            return SourceKind.JSON, ()
        raise
