"""Answers given by ticking one of several boxes that stand in one cell, such as `■ 対応済 □ 未対策`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from sakimori.exchange.questionnaires.reading.normal import NOTHING_SAID, Meanings, Normalised, normalise, several
from sakimori.exchange.questionnaires.reading.result import Normal

_BOXES: Final = r"■□☑☐☒✔✓✅◼◻⬛⬜🗹"
_OPTION: Final = re.compile(
    rf"(?P<box>[{_BOXES}]|\[[ 　xX✓✔レ*]?\]|［[ 　xX✓✔レ]?］|(?m:^)[ \t　]*レ(?=[ \t　]))[ \t　]*"
    rf"(?P<label>[^{_BOXES}\[［\n]+)"
)
_AFTER: Final = re.compile(rf"(?P<label>[^{_BOXES}\n]+)(?P<box>[{_BOXES}])")
"""A box behind its label, as in `はい☑ いいえ□`."""
_CIRCLE: Final = re.compile(r"\s*(?P<box>[○◯〇●◉])\s*(?P<label>[^○◯〇●◉]+)")
_FILLED: Final = frozenset("●◉")
_EMPTY: Final = frozenset("□☐◻⬜")
_BOX: Final = re.compile(rf"[{_BOXES}]")
_PLAIN: Final = frozenset({Normal.YES, Normal.PARTLY, Normal.NO, Normal.NA, Normal.PLANNED, Normal.UNKNOWN})
_LONGEST_CHOICE: Final = 80
_ANY_OF: Final = re.compile(r"^\s*[※*＊]\s*$", re.MULTILINE)
_TRIM: Final = " \t　,、/／・|｜"


_TICKS: Final = (
    *(("□", "■"), ("☐", "☑"), ("◻", "◼"), ("⬜", "⬛"), ("○", "●"), ("◯", "●"), ("〇", "●")),
    *(("[ ]", "[x]"), ("[]", "[x]"), ("[　]", "[x]"), ("［ ］", "［x］"), ("［　］", "［x］"), ("［］", "［x］")),
)
"""Empty boxes, and how each looks once it is ticked."""


@dataclass(frozen=True, slots=True)
class Option:
    """One box with its label, and where the box stands in the cell."""

    label: str
    is_ticked: bool
    box: tuple[int, int] = (0, 0)


def options_in(cell: str) -> tuple[Option, ...]:
    """The boxes of a cell; empty where it holds fewer than two."""
    found = _options(_OPTION.finditer(cell))
    after = _options(_AFTER.finditer(cell)) if _BOX.search(cell) else ()
    ends_in_box = bool(cell.strip()) and bool(_BOX.match(cell.rstrip()[-1]))
    # Whether boxes stand before or behind their labels is told by the labels that are answers.
    if (_known(after), ends_in_box) > (_known(found), False) and not _BOX.match(cell.strip()):
        found = after
    found = found or _circled(cell)
    return found if len(found) > 1 else ()


def _options(matches: Iterable[re.Match[str]]) -> tuple[Option, ...]:
    return tuple(
        Option(label, _is_ticked(match["box"]), match.span("box"))
        for match in matches
        if (label := match["label"].strip(_TRIM))
    )


def _known(options: Iterable[Option]) -> int:
    return sum(normalise(option.label).normal in _PLAIN for option in options)


def _circled(cell: str) -> tuple[Option, ...]:
    """Answers with a circle before each, of which at most one is filled, as in `●はい ○いいえ`."""
    found = list(_CIRCLE.finditer(cell)) if len(cell) <= _LONGEST_CHOICE else []
    options = tuple(Option(match["label"].strip(_TRIM), match["box"] in _FILLED, match.span("box")) for match in found)
    meant = {normalise(option.label).normal for option in options}
    is_choice = len(meant) == len(options) > 1 and meant <= _PLAIN and sum(one.is_ticked for one in options) <= 1
    return options if is_choice and "".join(match.group() for match in found) == cell else ()


def _is_ticked(box: str) -> bool:
    bare = box.strip()
    return bare not in _EMPTY and bool(bare.strip("[]［］ 　"))


def ticked(cell: str, chosen: Option) -> str:
    """The same cell with this box ticked and the others empty; a box that has no such look stays as it is."""
    filled, empty = dict(_TICKS), {full: bare for bare, full in reversed(_TICKS)}
    text = cell
    for option in reversed(options_in(cell)):
        start, end = option.box
        box = text[start:end]
        looks = filled if option.box == chosen.box else empty
        text = f"{text[:start]}{looks.get(box, box)}{text[end:]}"
    return text


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
