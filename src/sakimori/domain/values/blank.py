"""Texts of blanks: signs of which a reader sees nothing, so that whoever typed them has said nothing."""

from __future__ import annotations

import unicodedata
from typing import Final

_UNSEEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})
_UNSEEN_RANGES: Final = (
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),  # Khmer vowels that are not shown
    (0x180B, 0x180F),  # Mongolian variation selectors
    (0x2065, 0x2065),
    (0x2800, 0x2800),  # braille pattern blank
    (0x3164, 0x3164),  # Hangul filler
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFFA0, 0xFFA0),  # Hangul filler, half width
    (0xFFF0, 0xFFF8),
    (0x1D159, 0x1D159),  # musical null notehead
    (0xE0000, 0xE0FFF),  # tags and variation selectors
)
"""Signs that Unicode counts among letters, marks or symbols, or has not given out yet, and that leave no mark."""


def is_blank(text: str) -> bool:
    """Whether a reader sees nothing of a text: it is empty, or of white space and unseen signs alone."""
    return all(map(_is_unseen, text))


def _is_unseen(sign: str) -> bool:
    if sign.isascii():
        return sign <= " " or sign == "\x7f"
    point = ord(sign)
    return unicodedata.category(sign) in _UNSEEN_CATEGORIES or any(a <= point <= b for a, b in _UNSEEN_RANGES)


def is_given(text: str | None) -> bool:
    """Whether a reader sees anything in a text; nothing that was written is none."""
    return text is not None and not is_blank(text)
