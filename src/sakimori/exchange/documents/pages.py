"""The text of a document by page, its paragraphs, and where on the page each letter stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sakimori.exchange.documents.layout import (
    Block,
    Line,
    Sheet,
    begins_with_mark,
    blocks_of,
    is_cut_off,
    joined,
    without_running_lines,
)
from sakimori.exchange.documents.passages import Box, Passage

MOST_PAGES: Final = 300
MOST_LETTERS: Final = 2_000_000
"""What stands behind them is not read, which the reading says."""

Frame = tuple[float, float, float, float]
"""Left, top, right and bottom of a letter, in shares of its page."""


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as its reader gives it: its lines, and the frame of each letter by the place that the lines name."""

    sheet: Sheet
    frames: Sequence[Frame] = ()


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of one page, a paragraph a line; without any it is a picture, such as a scan."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Where a part of a paragraph stands: the page, and from where to where in its text."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, cell or heading; over the end of a page it has several pieces."""

    text: str
    pieces: tuple[Piece, ...]
    size: float = 0.0


class DocumentText:
    """The pages and paragraphs of a document."""

    def __init__(self, raw: Sequence[RawPage]) -> None:
        """Put the lines of each page together."""
        pages: list[PageText] = []
        self._frames: list[list[Frame | None]] = []
        paragraphs: list[Paragraph] = []
        open_end: Block | None = None
        before: Block | None = None
        for number, (page, lines) in enumerate(zip(raw, without_running_lines([p.sheet for p in raw]), strict=True), 1):
            text, frames = "", list[Frame | None]()
            for place, block in enumerate(blocks_of(lines)):
                start = len(text) + bool(text)
                frames += [None] * (start - len(text))
                frames += [page.frames[at] if 0 <= at < len(page.frames) else None for at in block.places]
                text = f"{text}\n{block.text}" if text else block.text
                piece = Piece(number, start, len(text))
                is_rest = place == 0 and open_end is not None and goes_on_in(open_end, block)
                if is_rest or (before is not None and is_cut_off(before, block, is_next_page=place == 0)):
                    paragraphs[-1] = _longer(paragraphs[-1], block, piece)
                else:
                    paragraphs.append(Paragraph(block.text, (piece,), block.first.size))
                open_end = block if block.goes_on else None
                before = replace(block, text=paragraphs[-1].text)
            pages.append(PageText(number, text))
            self._frames.append(frames)
        self.pages = tuple(pages)
        self.paragraphs = tuple(paragraphs)

    @property
    def letters(self) -> int:
        """How many letters were read."""
        return sum(len(page.text) for page in self.pages)

    def passage(self, paragraph: Paragraph, start: int = 0, end: int | None = None) -> Passage:
        """A piece of a paragraph as it is shown: quoted whole, and framed on each page on which it stands."""
        end = len(paragraph.text) if end is None else end
        pieces = list(_cut(paragraph, start, end))
        first = pieces[0]
        boxes = tuple(box for piece in pieces for box in self._boxes(piece))
        return Passage(first.page, first.start, first.end, paragraph.text[start:end].strip(), boxes)

    def _boxes(self, piece: Piece) -> list[Box]:
        """One frame for each line of a piece."""
        found: list[Frame] = []
        for frame in self._frames[piece.page - 1][piece.start : piece.end]:
            if frame is None:
                continue
            if found and _is_on_line(found[-1], frame):
                found[-1] = _around(found[-1], frame)
            else:
                found.append(frame)
        return [Box(piece.page, *(round(side, 4) for side in frame)) for frame in found]


def goes_on_in(before: Block, block: Block) -> bool:
    """Whether the first paragraph of a page is the rest of the last one of the page before."""
    return before.goes_on and not begins_with_mark(block.text, after=before.last)


def _longer(paragraph: Paragraph, block: Block, piece: Piece) -> Paragraph:
    text, _ = joined(paragraph.text, [0] * len(paragraph.text), block.text, [0] * len(block.text))
    return Paragraph(text, (*paragraph.pieces, piece), paragraph.size)


def _cut(paragraph: Paragraph, start: int, end: int) -> Sequence[Piece]:
    """The pieces of a part of a paragraph."""
    found, passed = [], 0
    for number, piece in enumerate(paragraph.pieces):
        is_last = number == len(paragraph.pieces) - 1
        length = len(paragraph.text) - passed if is_last else piece.end - piece.start
        first, last = max(start - passed, 0), min(end - passed, length)
        if first < last:
            found.append(Piece(piece.page, piece.start + first, min(piece.start + last, piece.end)))
        passed += length
    return found or [paragraph.pieces[0]]


def _is_on_line(line: Frame, letter: Frame) -> bool:
    middle = (letter[1] + letter[3]) / 2
    return line[1] <= middle <= line[3] and letter[0] >= line[0]


def _around(one: Frame, other: Frame) -> Frame:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def of_blocks(lines: Sequence[str]) -> RawPage:
    """A page of which only the paragraphs are known, as a Word file gives them."""
    return RawPage(Sheet(0.0, tuple(Line(text, tuple([-1] * len(text))) for text in lines)))
