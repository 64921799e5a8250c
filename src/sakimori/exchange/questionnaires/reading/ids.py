"""Ids of questions as they are compared: nobody sees a blank too many, a wide digit, or a sign without a width."""

from __future__ import annotations

import unicodedata
from typing import Final

_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－", "-"))
_UNSEEN: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_NUMBER_SIGN: Final = "No"
"""Circled digits and the like are ids of their own: ① stands below 1."""


def fold_id(text: str) -> str:
    """An id for comparison: one width, one dash, and neither blanks nor signs that nobody sees."""
    if text.isascii() and text.isprintable() and " " not in text:
        return text
    wide = (
        sign if unicodedata.category(sign) == _NUMBER_SIGN else unicodedata.normalize("NFKC", sign) for sign in text
    )
    shown = "".join(wide).translate(_DASHES)
    return "".join(sign for sign in shown if unicodedata.category(sign) not in _UNSEEN)


def without_unseen(text: str) -> str:
    """A text in one width and without signs that nobody sees; its blanks stay."""
    shown = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in shown if sign.isspace() or unicodedata.category(sign) not in _UNSEEN)
