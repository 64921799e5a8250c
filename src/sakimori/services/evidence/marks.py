"""Places on a page that are marked over its picture, and how an address names them."""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterable
from typing import Final

from sakimori.exchange.documents.passages import Box

MOST: Final = 60
"""So many places of a page are marked: more lines than a page has would mark everything."""
_PARTS: Final = 10_000
_IHDR: Final = 16
"""Where the size of a PNG stands."""


def marks_in_words(boxes: Iterable[Box]) -> str:
    """Places of one page as an address names them: ten-thousandths of the page."""
    rows = ((box.left, box.top, box.right, box.bottom) for box in list(boxes)[:MOST])
    return "_".join("-".join(str(round(min(max(side, 0), 1) * _PARTS)) for side in row) for row in rows)


def marks_from_words(words: str, *, page: int) -> tuple[Box, ...]:
    """The places on a page that an address names.

    Raises:
        ValueError: It names none.
    """
    rows = [[int(side) / _PARTS for side in row.split("-")] for row in words.split("_")[:MOST]]
    # A row of more or fewer sides than four is refused by the unpacking.
    boxes = tuple(Box(page, left, top, right, bottom) for left, top, right, bottom in rows)
    if any(max(box.right, box.bottom) > 1 or box.left > box.right or box.top > box.bottom for box in boxes):
        raise ValueError(words[:40])
    return boxes


def marked(picture: bytes, boxes: Iterable[Box]) -> bytes:
    """A picture of ours with places marked over it, as SVG: the picture is not decoded here."""
    width, height = struct.unpack(">II", picture[_IHDR : _IHDR + 8])
    marks = "".join(
        f'<rect x="{box.left * width:.1f}" y="{box.top * height:.1f}" width="{(box.right - box.left) * width:.1f}" '
        f'height="{(box.bottom - box.top) * height:.1f}" '
        'fill="#ffc400" fill-opacity="0.35" stroke="#b35900" stroke-width="2"/>'
        for box in boxes
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{base64.b64encode(picture).decode()}"/>'
        f"{marks}</svg>"
    ).encode()
