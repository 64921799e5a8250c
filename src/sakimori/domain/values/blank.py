"""Blank texts: those in which a reader sees nothing."""

from __future__ import annotations

import unicodedata
from typing import Final

_UNSEEN: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and marks that are drawn as nothing: fillers of Hangul, the empty cell of Braille."""


def is_given(text: str | None) -> bool:
    """Whether a reader sees anything in a text: spaces of any width, marks of no width and fillers are nothing."""
    return any(map(_is_seen, text or ""))


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter)[0] not in "CZM" and letter not in _UNSEEN
