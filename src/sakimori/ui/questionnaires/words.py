"""The words of a questionnaire on its way in: what answers mean, and how two wordings differ."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Final

from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.text import t

SAYABLE: Final = tuple(normal for normal in Normal if normal not in {Normal.AMBIGUOUS, Normal.TEXT})
"""What a person may say that a token means."""
_SHOWN: Final = 80
_LONG: Final = 4_000
"""Longer texts are shown without their differences: to find them would take too long."""


def normal_word(normal: Normal) -> str:
    """The word for what an answer means."""
    return t(f"intake.normal_{normal.value}")


def cut(text: str) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def differing(one: str, other: str) -> tuple[str, str]:
    """Two wordings as markdown, each with what the other does not say on a tint."""
    if len(one) + len(other) > _LONG:
        return plain(one), plain(other)
    first: list[str] = []
    second: list[str] = []
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        first.append(_part(one[a:b], is_same=tag == "equal"))
        second.append(_part(other[c:d], is_same=tag == "equal"))
    return "".join(first), "".join(second)


def _part(text: str, *, is_same: bool) -> str:
    """A part with its blanks kept, which `plain` would trim."""
    if not text.strip():
        return " " if text else ""
    before, after = (" " if side.isspace() else "" for side in (text[0], text[-1]))
    shown = plain(text)
    return f"{before}{shown if is_same else f':orange-background[{shown}]'}{after}"
