"""Tables of a terminal: narrower columns wrap between words, and no figure, id or login is ever cut or broken."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rich.box import HEAVY_HEAD, SIMPLE_HEAD, Box
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segments
from rich.table import Table
from rich.text import Text

_PIECE: Final = re.compile(r"\s+|[\x21-\x7e]+|[^\s\x21-\x7e]")
"""Blanks, a run of Latin letters and figures, or one sign of a script that is written without blanks."""
_FIGURE: Final = re.compile(r"[0-9.,:%/+\-]+")
_WHOLE: Final = re.compile(r"[0-9@]")
"""Words that hold a figure or name an account are ids, days, logins and the like."""
_LONGEST: Final = 40
"""A longer word that is no figure, such as an address, goes on in the next line."""
_SHORTEST: Final = 8
"""Where whole words do not fit, other words go on in the next line after so many signs."""


@dataclass(frozen=True, slots=True)
class _Look:
    """A table with lines around its cells, or a narrow one with a blank between its columns."""

    box: Box
    pad: int

    def width(self, widths: Sequence[int]) -> int:
        """How wide the whole table is."""
        lines = len(widths) + 1 if self.pad else len(widths) - 1
        return sum(widths) + 2 * self.pad * len(widths) + lines


_LINED: Final = _Look(HEAVY_HEAD, 1)
_NARROW: Final = _Look(SIMPLE_HEAD, 0)


def print_rows(console: Console, title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows for people as wide as the terminal is, and wider only where whole figures need it."""
    cells = [[_plain(cell) for cell in row] for row in rows]
    columns = [[head, *(row[place] for row in cells)] for place, head in enumerate(heads)]
    look, widths = _layout(columns, console.width)
    table = Table(
        title=_plain(title), title_justify="left", box=look.box, padding=(0, look.pad), show_edge=look is _LINED
    )
    for head, width in zip(heads, widths, strict=True):
        table.add_column("\n".join(wrapped(head, width)), width=width, no_wrap=True, overflow="ignore")
    for row in cells:
        table.add_row(*(Text("\n".join(wrapped(cell, width))) for cell, width in zip(row, widths, strict=True)))
    whole = max(console.width, look.width(widths))
    drawn = Segments(console.render(table, console.options.update_width(whole)))
    console.print(drawn, crop=False, no_wrap=True, overflow="ignore", end="")


def _layout(columns: Sequence[Sequence[str]], room: int) -> tuple[_Look, list[int]]:
    """The look and the widths of a table: whole words where they fit, without lines where these take the room."""
    for look, needs in ((_LINED, _of_word), (_NARROW, _of_word), (_NARROW, _of_figure)):
        widths = _widths(columns, room, look, needs)
        if look.width(widths) <= room:
            break
    return look, widths


def _widths(columns: Sequence[Sequence[str]], room: int, look: _Look, needs: Callable[[str], int]) -> list[int]:
    """How wide each column is: as its cells are, then those with the most to give narrow, down to what they need."""
    widths = [max(cell_len(line) for cell in column for line in cell.split("\n")) for column in columns]
    least = [max((needs(piece) for cell in column for piece in _pieces(cell)), default=1) for column in columns]
    while look.width(widths) > room:
        slack, place = max((width - low, at) for at, (width, low) in enumerate(zip(widths, least, strict=True)))
        if slack <= 0:
            break
        widths[place] -= 1
    return [max(width, 1) for width in widths]


def _plain(cell: object) -> str:
    return Text.from_markup(str(cell if cell is not None else ""), emoji=False).plain


def wrapped(cell: str, width: int) -> Iterator[str]:
    """The lines of a cell."""
    for given in cell.split("\n"):
        line = ""
        for piece in _pieces(given):
            if cell_len(line) + cell_len(piece) <= width:
                line += piece
                continue
            if line.strip():
                yield line.rstrip()
            *whole, line = _folded("" if piece.isspace() else piece, width)
            yield from whole
        yield line.rstrip()


def _folded(piece: str, width: int) -> list[str]:
    """A piece in lines: whole where it has to be or fits, else as much as goes into each."""
    if cell_len(piece) <= width or _of_figure(piece) > width:
        return [piece]
    return [piece[at : at + width] for at in range(0, len(piece), width)]


def _of_word(piece: str) -> int:
    """How much room a piece takes as a whole word."""
    size = 0 if piece.isspace() else cell_len(piece)
    return size if size <= _LONGEST or _FIGURE.fullmatch(piece) else _LONGEST


def _of_figure(piece: str) -> int:
    """How much room a piece takes where only figures, ids and logins stay whole."""
    size = _of_word(piece)
    return size if _WHOLE.search(piece) else min(size, _SHORTEST)


def _pieces(text: str) -> list[str]:
    return _PIECE.findall(text)
