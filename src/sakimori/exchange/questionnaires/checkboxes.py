"""Answers given by ticking one of several boxes that stand in one cell, such as `■ 対応済 □ 未対策`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from sakimori.exchange.questionnaires.normal import NOTHING_SAID, Meanings, Normalised, normalise, several
from sakimori.exchange.questionnaires.reading import Normal

_BOXES: Final = r"■□☑☐☒✔✓✅◼◻⬛⬜🗹"
_OPTION: Final = re.compile(
    rf"(?P<box>[{_BOXES}]|\[[ 　xX✓✔レ*]?\]|［[ 　xX✓✔レ]?］|(?m:^)[ \t　]*レ(?=[ \t　]))[ \t　]*"
    rf"(?P<label>[^{_BOXES}\[［\n]+)"
)
_EMPTY: Final = frozenset("□☐◻⬜")
_ANY_OF: Final = re.compile(r"^\s*[※*＊]\s*$", re.MULTILINE)
_TRIM: Final = " \t　,、/／・|｜"


@dataclass(frozen=True, slots=True)
class Option:
    """One box with its label."""

    label: str
    is_ticked: bool


def options_in(cell: str) -> tuple[Option, ...]:
    """The boxes of a cell; empty where it holds fewer than two."""
    found = tuple(
        Option(label, _is_ticked(match["box"]))
        for match in _OPTION.finditer(cell)
        if (label := match["label"].strip(_TRIM))
    )
    return found if len(found) > 1 else ()


def _is_ticked(box: str) -> bool:
    bare = box.strip()
    return bare not in _EMPTY and bool(bare.strip("[]［］ 　"))


def asks_any_of(cell: str) -> bool:
    """Whether a cell says that its rows are ways of which one is enough: a ※ on a line of its own over the boxes."""
    return bool(_ANY_OF.search(cell)) and bool(options_in(cell))


def answer_of(raw: str, meanings: Meanings = NOTHING_SAID) -> Normalised:
    """What an answer means, by the box that is ticked where it has boxes, else by its words."""
    options = options_in(raw)
    if not options:
        return normalise(raw, meanings)
    ticked = [option.label for option in options if option.is_ticked]
    if not ticked:
        return Normalised(Normal.BLANK)
    if len(ticked) > 1:
        return several(ticked, meanings)
    found = normalise(ticked[0], meanings)
    # A label that is no token is an answer all the same: the form has printed it, nobody has written it.
    return found if found.token else replace(found, token=ticked[0])
