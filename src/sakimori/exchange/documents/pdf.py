"""The pages of a PDF with the place of each letter, through pdfium."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium

from sakimori.exchange.documents.layout import HYPHEN, Line, Sheet, with_edges
from sakimori.exchange.documents.pages import MOST_LETTERS, MOST_PAGES, Frame, RawPage
from sakimori.exchange.lists.container import refuse
from sakimori.exchange.progress import Step, tell

_SCALE, _REACH = 100_000, 1000.0
_CELL_GAP, _JAPANESE_GAP, _WIDE_GAP = 1.8, 0.6, 6.0
"""Letters of a line that stand so many heights apart belong to two cells of a table."""
Point = tuple[float, float]
_NO_LETTER: Final = frozenset({0, 0xFFFF, *range(0xD800, 0xE000)})


def pdf_pages(data: bytes) -> tuple[list[RawPage], int]:
    """The pages that are read, and how many there are.

    Raises:
        UnreadableFileError: It is damaged or protected.
    """
    try:
        with pypdfium2.PdfDocument(data) as document:
            return list(_within_limits(document)), len(document)
    except (pypdfium2.PdfiumError, OSError, ValueError) as broken:
        raise refuse(
            "壊れているか、パスワードで保護されています。開いて保存し直した写しを添えてください。",
            "It is damaged or protected by a password. File a copy that opens without one.",
        ) from broken


def _within_limits(document: pypdfium2.PdfDocument) -> Iterator[RawPage]:
    letters, count = 0, min(len(document), MOST_PAGES)
    for number in range(count):
        tell(Step.PAGES, number, count)
        page = document[number]
        raw = _page(page)
        page.close()
        letters += sum(len(line.text) for line in raw.sheet.lines)
        if letters > MOST_LETTERS:
            return
        yield raw


def _page(page: pypdfium2.PdfPage) -> RawPage:
    width, height = page.get_size()
    text = page.get_textpage()
    count = min(text.count_chars(), MOST_LETTERS)
    letters = [_letter(pdfium.FPDFText_GetUnicode(text, at)) for at in range(count)]
    frames = _frames(page, text, count)
    # Blanks that pdfium adds for a gap may part cells; those that stand in the file are only wide.
    parting = [letter.isspace() and pdfium.FPDFText_IsGenerated(text, at) == 1 for at, letter in enumerate(letters)]
    text.close()
    lines = [
        _line([letters[at] for at in places], places, frames, width, height)
        for places in _lines(letters, frames, parting, width, height)
    ]
    return RawPage(Sheet(height, tuple(with_edges(list(_upright(lines)), width))), frames)


def _letter(code: int) -> str:
    """The letter of a code; what is no letter, or half of one, is a blank."""
    return " " if code in _NO_LETTER or code > 0x10FFFF else chr(code)


def _frames(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, count: int) -> list[Frame]:
    """The frame of each letter by its font, so that all letters of a line stand equally high, in shares of the page."""
    (x0, y0), (x_across, y_across), (x_up, y_up) = _affine(page)
    box = pdfium.FS_RECTF()
    found: list[Frame] = []
    for at in range(count):
        if not pdfium.FPDFText_GetLooseCharBox(text, at, box):
            found.append((0.0, 0.0, 0.0, 0.0))
            continue
        left, bottom, right, top = box.left, box.bottom, box.right, box.top
        x1, y1 = x0 + x_across * left + x_up * bottom, y0 + y_across * left + y_up * bottom
        x2, y2 = x0 + x_across * right + x_up * top, y0 + y_across * right + y_up * top
        found.append((x1 if x1 < x2 else x2, y1 if y1 < y2 else y2, x2 if x1 < x2 else x1, y2 if y1 < y2 else y1))
    return found


def _affine(page: pypdfium2.PdfPage) -> tuple[Point, Point, Point]:
    """How the points of a page become shares of its picture, whichever way it is turned and cut."""

    def at(x: float, y: float) -> Point:
        left, top = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, _SCALE, _SCALE, 0, x, y, left, top)
        return left.value / _SCALE, top.value / _SCALE

    (x0, y0), (x1, y1), (x2, y2) = at(0, 0), at(_REACH, 0), at(0, _REACH)
    return (x0, y0), ((x1 - x0) / _REACH, (y1 - y0) / _REACH), ((x2 - x0) / _REACH, (y2 - y0) / _REACH)


def _lines(
    letters: list[str], frames: list[Frame], parting: list[bool], width: float, height: float
) -> Iterator[list[int]]:
    """The places of the letters of each line, parted where a gap says that another cell begins.

    pdfium ends a line now and then where it goes on; what stands right beside the last letter is still the same one.
    """
    line: list[int] = []
    last: Frame | None = None
    is_ended = False
    for at, letter in enumerate(letters):
        if letter in "\r\n":
            is_ended = True
            continue
        if not letter.isspace():
            gap = (frames[at][0] - last[2]) * width if last is not None else 0.0
            high = _height(last, frames[at], height)
            goes_on = not is_ended or (last is not None and _is_level(last, frames[at]) and -high < gap < high / 4)
            if line and (not goes_on or gap > _most(letters, at, parting[at - 1]) * high):
                yield line
                line = []
            last, is_ended = frames[at], False
        elif is_ended:
            continue
        if line or not letter.isspace() or letter == "\u3000":
            line.append(at)
        if letter == HYPHEN:  # pdfium joins the two lines of a parted word
            yield line
            line, last = [], None
    if line:
        yield line


def _is_level(one: Frame, other: Frame) -> bool:
    return one[1] < (other[1] + other[3]) / 2 < one[3]


def _most(letters: list[str], at: int, is_added: bool) -> float:  # noqa: FBT001 - of this file alone
    """By how many heights two letters of one cell can stand apart; between Japanese ones nobody writes a blank."""
    if not is_added:
        return _WIDE_GAP
    around = letters[at - 2 : at - 1] + letters[at : at + 1]
    return _JAPANESE_GAP if all("\u3000" <= one <= "\u9fff" for one in around) else _CELL_GAP


def _height(one: Frame | None, other: Frame, height: float) -> float:
    return max(one[3] - one[1] if one else 0.0, other[3] - other[1], 0.004) * height


def _line(letters: list[str], places: list[int], frames: list[Frame], width: float, height: float) -> Line:
    held = [frames[at] for at, letter in zip(places, letters, strict=True) if not letter.isspace()] or [(0.0,) * 4]
    middle = len(held) // 2  # a letter of another font stands higher or lower than its line
    return Line(
        "".join(letters),
        tuple(places),
        left=min(one[0] for one in held) * width,
        top=sorted(one[1] for one in held)[middle] * height,
        right=max(one[2] for one in held) * width,
        bottom=sorted(one[3] for one in held)[middle] * height,
        size=max(sorted(one[3] - one[1] for one in held)[len(held) * 3 // 4] * height, 1.0),
    )


def _upright(lines: list[Line]) -> Iterator[Line]:
    """Lines of vertical writing as one each: letters one below the other, from the right column to the left."""
    column: list[Line] = []
    for line in lines:
        if column and _is_below(column[-1], line):
            column.append(line)
            continue
        yield from _as_line(column)
        column = [line]
    yield from _as_line(column)


def _is_below(before: Line, line: Line) -> bool:
    is_single = len(before.text.strip()) == 1 and len(line.text.strip()) == 1
    is_near = 0 <= line.top - before.top < 2.5 * max(before.size, line.size)
    return is_single and is_near and abs((line.left + line.right) - (before.left + before.right)) < 2 * line.size


def _as_line(column: list[Line]) -> Iterator[Line]:
    if len(column) < 3:
        yield from column
        return
    first, size = column[0], max(one.size for one in column)
    # Turned to the side, so that columns from right to left are lines from top to bottom.
    yield Line(
        "".join(one.text.strip() for one in column),
        tuple(one.places[len(one.text) - len(one.text.lstrip())] for one in column),
        left=first.top, top=-first.right, right=column[-1].bottom, bottom=-first.right + size, size=size,
    )  # fmt: skip
