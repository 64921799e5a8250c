"""The numbers that Word counts by itself: they stand in no text, and are the ids of many a form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VALUE: Final = f"{W}val"
_DEEPEST: Final = 9
_LONGEST: Final = 100
_PLACE: Final = re.compile(r"%([1-9])")
_ROMAN: Final = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_ROWS: Final[Mapping[str, str]] = {
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "aiueo": "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ",
    "aiueoFullWidth": "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
    "irohaFullWidth": "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "japaneseCounting": "一二三四五六七八九十",
}
"""Signs that are counted through."""
_FULL_WIDTH: Final = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered."""

    text: str = ""
    form: str = "decimal"
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted; paragraphs are to be asked in their order."""

    levels: Mapping[str, tuple[str, Mapping[int, _Level]]] = field(default_factory=dict)
    """By the number of a list: that on which it rests, with which it counts, and its levels."""
    styles: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """The list and level of paragraphs of a style."""
    _counts: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, numbering: Any, styles: Any) -> Numbering:  # noqa: ANN401 - elements of lxml have no types
        """The lists of a document, out of the parts that declare them, where it has these."""
        return cls(
            {} if numbering is None else dict(_lists(numbering)), {} if styles is None else dict(_styled(styles))
        )

    def number(self, paragraph: Any) -> str:  # noqa: ANN401
        """What stands before a paragraph; blank where nothing is counted."""
        found = self._place(paragraph)
        if found is None or found[0] not in self.levels:
            return ""
        list_id, depth = found
        counted_with, levels = self.levels[list_id]
        level = levels.get(depth, _Level())
        counts = self._counts.setdefault(counted_with, [0] * _DEEPEST)
        counts[depth] = counts[depth] + 1 if counts[depth] else level.start
        counts[depth + 1 :] = [0] * (_DEEPEST - depth - 1)
        if level.form in {"bullet", "none"}:
            return ""

        def counted(found: re.Match[str]) -> str:
            place = int(found.group(1)) - 1
            above = levels.get(place, _Level())
            return _shown(counts[place] or above.start, above.form)

        return _PLACE.sub(counted, level.text)[:_LONGEST].strip()

    def _place(self, paragraph: Any) -> tuple[str, int] | None:  # noqa: ANN401
        """The list and level of a paragraph: its own, else that of its style."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        styled = self.styles.get(style.get(VALUE, "")) if style is not None else None
        if own is None:
            return styled
        found = _numbered(own)
        return (found[0] or (styled[0] if styled else ""), found[1])


def _numbered(element: Any) -> tuple[str, int]:  # noqa: ANN401
    list_id, depth = element.find(f"{W}numId"), element.find(f"{W}ilvl")
    place = int(depth.get(VALUE, "0")) if depth is not None else 0
    return (list_id.get(VALUE, "") if list_id is not None else "", min(max(place, 0), _DEEPEST - 1))


def _lists(root: Any) -> Iterator[tuple[str, tuple[str, Mapping[int, _Level]]]]:  # noqa: ANN401
    shared = {one.get(f"{W}abstractNumId", ""): dict(_levels(one)) for one in root.iterfind(f"{W}abstractNum")}
    for one in root.iterfind(f"{W}num"):
        rests_on = one.find(f"{W}abstractNumId")
        key = rests_on.get(VALUE, "") if rests_on is not None else ""
        levels = dict(shared.get(key, {}))
        list_id = one.get(f"{W}numId", "")
        begins_anew = False
        for changed in one.iterfind(f"{W}lvlOverride"):
            levels.update(_levels(changed))
            depth, start = int(changed.get(f"{W}ilvl", "0")), changed.find(f"{W}startOverride")
            if start is not None:
                begins_anew = True
                old = levels.get(depth, _Level())
                levels[depth] = _Level(old.text, old.form, int(start.get(VALUE, "1")))
        yield list_id, (f"{list_id} of {key}" if begins_anew else key, levels)


def _levels(element: Any) -> Iterator[tuple[int, _Level]]:  # noqa: ANN401
    for level in element.iterfind(f"{W}lvl"):
        said = {name: level.find(f"{W}{name}") for name in ("lvlText", "numFmt", "start")}
        text, form, start = (one.get(VALUE, "") if one is not None else "" for one in said.values())
        yield int(level.get(f"{W}ilvl", "0")), _Level(text, form or "decimal", int(start or 1))


def _styled(root: Any) -> Iterator[tuple[str, tuple[str, int]]]:  # noqa: ANN401
    for style in root.iterfind(f"{W}style"):
        if (found := style.find(f"{W}pPr/{W}numPr")) is not None:
            yield style.get(f"{W}styleId", ""), _numbered(found)


def _shown(count: int, form: str) -> str:
    """A count as its form writes it; one of a form that is not known here as a plain number."""
    if form == "decimalZero":
        return f"{count:02}"
    if form in {"decimalFullWidth", "decimalFullWidth2"}:
        return str(count).translate(_FULL_WIDTH)
    if form in {"lowerRoman", "upperRoman"} and count < 40:
        roman = _roman(count)
        return roman.upper() if form == "upperRoman" else roman
    row = _ROWS.get(form, "")
    return row[count - 1] if 0 < count <= len(row) else str(count)


def _roman(count: int) -> str:
    found = ""
    for value, sign in _ROMAN:
        times, count = divmod(count, value)
        found += sign * times
    return found
