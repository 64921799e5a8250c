"""Choices that cells offer: the members of a list, wherever it is kept, and boxes to tick within one cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from xml.etree.ElementTree import Element  # types only: defusedxml parses

from sakimori.exchange.lists.container import refuse
from sakimori.exchange.lists.grid import MAX_CELLS, Grid
from sakimori.exchange.lists.sheet_shape import column_of
from sakimori.exchange.lists.workbook import local_name
from sakimori.exchange.questionnaires.reading.normal import NOTHING_SAID, Meanings, Normalised, by_several, normalise
from sakimori.exchange.questionnaires.reading.result import Normal

Place = tuple[int, int]
"""A one-based row and a zero-based column."""

_SHEET: Final = r"(?:(?:'((?:[^']|'')+)'|([^'!\s(),]+))!)?"
_AREA: Final = re.compile(_SHEET + r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?", re.IGNORECASE)
_WHOLE_COLUMNS: Final = re.compile(_SHEET + r"\$?([A-Z]{1,3}):\$?([A-Z]{1,3})", re.IGNORECASE)
_LONGEST_LIST: Final = 1_000
_DEEPEST_NAME: Final = 5
_LAST_ROW: Final = 1_048_576


@dataclass(frozen=True, slots=True)
class Validation:
    """A list that cells of a sheet offer: which cells, and the formula that gives the members."""

    cells: str
    formula: str


@dataclass(slots=True)
class OfferedLists:
    """What lists of a workbook hold; each list is looked up once, however many cells offer it."""

    grids: Mapping[str, Grid]
    names: Mapping[tuple[str, str], str]
    """The formula of each defined name, by its sheet (blank for the whole workbook) and its folded name."""
    _known: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    _spent: int = 0

    def by_place(self, sheet: Grid, validations: Sequence[Validation]) -> dict[Place, tuple[str, ...]]:
        """The members that each cell of a sheet offers.

        Raises:
            UnreadableFileError: More lists lie over one another than a sheet has cells.
        """
        found: dict[Place, tuple[str, ...]] = {}
        for validation in validations:
            members = self.members(validation.formula, sheet.sheet)
            if not members:
                continue
            for place in _places(validation.cells, sheet):
                self._spend(1)
                found.setdefault(place, members)
        return found

    def _spend(self, cells: int) -> None:
        """Count what is looked at; the same cells may be named by any number of lists."""
        self._spent += cells
        if self._spent > MAX_CELLS:
            raise refuse(
                "選択肢の付いたセルが多すぎます。必要な行と列だけを新しいブックに写してください。",
                "Too many cells offer choices. Copy the rows and columns you need into a new workbook.",
            )

    def members(self, formula: str, sheet: str) -> tuple[str, ...]:
        """The members that a formula gives; none for one that would have to be computed."""
        key = (sheet, formula)
        if key not in self._known:
            self._known[key] = tuple(dict.fromkeys(self._members(formula.strip().removeprefix("="), sheet, depth=0)))
        return self._known[key]

    def _members(self, formula: str, sheet: str, *, depth: int) -> list[str]:
        if len(formula) > 1 and formula.startswith('"') and formula.endswith('"'):
            members = formula[1:-1].replace('""', '"').split(",")
            return [member.strip() for member in members if member.strip()][:_LONGEST_LIST]
        if area := _AREA.fullmatch(formula):
            quoted, bare, left, top, right, bottom = area.groups()
            return self._cells(quoted, bare, sheet, (left, right or left), (int(top), int(bottom or top)))
        if columns := _WHOLE_COLUMNS.fullmatch(formula):
            quoted, bare, left, right = columns.groups()
            return self._cells(quoted, bare, sheet, (left, right), (1, _LAST_ROW))
        named = formula.rpartition("!")[2].casefold()
        target = self.names.get((sheet, named)) or self.names.get(("", named))
        if target is None or depth >= _DEEPEST_NAME:
            return []
        return self._members(target.strip().removeprefix("="), sheet, depth=depth + 1)

    def _cells(
        self, quoted: str | None, bare: str | None, sheet: str, columns: tuple[str, str], rows: tuple[int, int]
    ) -> list[str]:
        grid = self.grids.get(quoted.replace("''", "'") if quoted else bare or sheet)
        left, right = (_column(letters) for letters in columns)
        if grid is None:
            return []
        found: list[str] = []
        for row in grid.rows[max(rows[0] - 1, 0) : rows[1]]:
            self._spend(1)
            found += [text for column in range(left, right + 1)[: len(row.cells)] if (text := row.cell(column))]
            if len(found) >= _LONGEST_LIST:
                break
        return found[:_LONGEST_LIST]


def validations_of(element: Element) -> Iterator[Validation]:
    """The list validations within an element of a sheet, those of newer Excel among them."""
    for validation in element.iter():
        if local_name(validation) != "dataValidation" or validation.get("type") != "list":
            continue
        cells, formula = validation.get("sqref", ""), ""
        for part in validation.iter():
            if local_name(part) == "formula1":
                formula = "".join(part.itertext())
            elif local_name(part) == "sqref":
                cells = part.text or ""
        if cells and formula.strip():
            yield Validation(cells, formula)


def _places(cells: str, grid: Grid) -> Iterator[Place]:
    """The cells of ranges such as `C3:C9 E3`, within the sheet as far as it is filled."""
    for part in cells.split():
        if area := _AREA.fullmatch(part):
            _, _, left, top, right, bottom = area.groups()
            rows, columns = (int(top), int(bottom or top)), (left, right or left)
        elif whole := _WHOLE_COLUMNS.fullmatch(part):
            rows, columns = (1, _LAST_ROW), (whole.group(3), whole.group(4))
        else:
            continue
        last = min(_column(columns[1]), grid.width - 1)
        for row in range(max(rows[0], 1), min(rows[1], len(grid.rows)) + 1):
            for column in range(_column(columns[0]), last + 1):
                yield row, column


def _column(letters: str) -> int:
    return column_of(f"{letters.upper()}1", after=0) - 1


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


def tick(cell: str, chosen: Option, own: Sequence[tuple[str, str]] = ()) -> str:
    """The same cell with this box ticked and the others empty; a box that has no such look stays as it is.

    `own` are empty boxes with the look that a ticked one has in this file.
    """
    filled = dict((*_TICKS, *own))
    empty = {full: bare for bare, full in (*reversed(_TICKS), *own)}
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
        return by_several(ticked, meanings)
    found = normalise(ticked[0], meanings)
    # A label that is no token is an answer all the same: the form has printed it, nobody has written it.
    return found if found.token else replace(found, token=ticked[0])
