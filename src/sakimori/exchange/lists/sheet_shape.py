"""How far a sheet of a workbook reaches and which of its rows are hidden, measured before it is laid out in full."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from xml.parsers import expat

from sakimori.exchange.lists.container import refuse
from sakimori.exchange.lists.grid import MAX_CELLS

MAX_TEXT: Final = 100 * 1024 * 1024
_LETTERS: Final = re.compile(r"[A-Za-z]{1,3}")
_DIGITS: Final = "0123456789"
_LONGEST_ROW: Final = 7
_SHARED: Final = "xl/sharedStrings.xml"

Start = Callable[[str, dict[str, str]], None]


@dataclass(slots=True)
class Shape:
    """The last row and column in which anything stands, how much text that is, and the hidden rows.

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


class _Measure:
    """What the parser calls for each sheet; for a list of 100,000 rows that is some millions of times."""

    def __init__(self, lengths: Sequence[int]) -> None:
        self.shape = Shape()
        self._lengths = lengths
        self._row = self._column = 0
        self._cell: tuple[int, int] | None = None
        self._is_shared = self._is_filled = False
        self._said: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = _bare(tag)
        if name == "c":
            self._cell = self._place(attributes.get("r"))
            self._is_shared, self._is_filled = attributes.get("t") == "s", False
            self._said.clear()
        elif self._cell is not None:
            self._is_filled = True
        elif name == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
            if attributes.get("hidden") in {"1", "true"}:
                self.shape.hidden.add(self._row)

    def end(self, tag: str) -> None:
        """An element ends; the row of the cell itself goes before that of the row in which it stands."""
        if _bare(tag) != "c" or self._cell is None:
            return
        row, column = self._cell
        self._cell = None
        if self._is_filled or row != self._row:
            shape = self.shape
            shape.last_row, shape.last_column = max(shape.last_row, row), max(shape.last_column, column)
            shape.text += self._length()
            shape.check()

    def text(self, said: str) -> None:
        """Some characters of a cell."""
        if self._cell is not None:
            self._said.append(said)

    def _length(self) -> int:
        """How many characters a cell will take; a shared string counts each time it is used."""
        said = "".join(self._said)
        if self._is_shared and said.strip().isdecimal():
            place = int(said)
            return self._lengths[place] if place < len(self._lengths) else 0
        return len(said)

    def _place(self, reference: str | None) -> tuple[int, int]:
        """The one-based row and column of a cell; one without a reference follows the one before it."""
        if reference is None:
            self._column += 1
            return self._row, self._column
        letters, row = _parts_of(reference)
        self._column = _number_of(letters)
        return row, self._column


def column_of(reference: str | None, *, after: int) -> int:
    """The one-based column of a cell; a cell without a reference follows the one before it."""
    return after + 1 if reference is None else _number_of(_parts_of(reference)[0])


def _parts_of(reference: str) -> tuple[str, int]:
    """The letters of a reference and its row, which may be another than the one in which the cell stands."""
    letters = reference.rstrip(_DIGITS)
    digits = reference[len(letters) :]
    if not 0 < len(digits) <= _LONGEST_ROW:
        raise ValueError(f"{reference[:20]!r} is no cell")
    return letters, int(digits)


@lru_cache(maxsize=1024)
def _number_of(letters: str) -> int:
    if _LETTERS.fullmatch(letters) is None:
        raise ValueError(f"{letters[:20]!r} is no column")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def shape_of(archive: zipfile.ZipFile, part: str, lengths: Sequence[int]) -> Shape:
    """The shape of a sheet, by its file inside the archive.

    Raises:
        UnreadableFileError: It reaches too far.
        expat.ExpatError: It is no XML, or declares a document type.
        ValueError: It names a cell that there cannot be.
    """
    measure = _Measure(lengths)
    _parse(archive, part, measure.start, measure.end, measure.text)
    return measure.shape


def shared_lengths(archive: zipfile.ZipFile) -> list[int]:
    """The length of each shared string."""
    lengths: list[int] = []

    def start(tag: str, _: dict[str, str]) -> None:
        if _bare(tag) == "si":
            lengths.append(0)

    def text(said: str) -> None:
        if lengths:
            lengths[-1] += len(said)

    if _SHARED in archive.namelist():
        _parse(archive, _SHARED, start, None, text)
    return lengths


def _parse(
    archive: zipfile.ZipFile, part: str, start: Start, end: Callable[[str], None] | None, text: Callable[[str], None]
) -> None:
    """Run a file of an archive through the parser; entities need a document type, and none may be declared."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    with archive.open(part) as stream:
        parser.ParseFile(stream)


def _refuse_doctype(*_: object) -> None:
    raise ValueError("it declares a document type")


def _bare(tag: str) -> str:
    """The name of an element without its prefix."""
    return tag.rpartition(":")[2] if ":" in tag else tag
