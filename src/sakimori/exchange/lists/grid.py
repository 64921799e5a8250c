"""A sheet as a person sees it: strings in rows that keep their numbers, where its header is, what its labels mean."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Generic, TypeVar

from sakimori.domain.values.blank import is_blank
from sakimori.domain.values.names import fold
from sakimori.domain.values.numbers import mask, mask_all, names_my_number
from sakimori.domain.values.text import Text

MAX_CELLS: Final = 2_000_000
MAX_COLUMNS: Final = 16_384
"""So many a sheet of Excel has."""
READ_COLUMNS: Final = 500
"""So many are looked at: every heading is held against every word that we know."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: the number that the file's own program shows, its cells, and whether it is hidden there.

    `copies` are the columns whose cell only repeats the one to the left because the two are merged; `from_above` those
    whose cell repeats the row above for the same reason.
    """

    number: int
    cells: tuple[str, ...]
    is_hidden: bool = False
    copies: frozenset[int] = frozenset()
    from_above: frozenset[int] = frozenset()

    def cell(self, column: int) -> str:
        """The cell of a column, trimmed; empty where the row is shorter."""
        cell = self.cells[column] if column < len(self.cells) else ""
        return "" if is_blank(cell) else cell.strip()

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything to read."""
        return all(map(is_blank, self.cells))

    @property
    def own(self) -> dict[int, str]:
        """What stands in this row itself, trimmed, by column: no blanks and no copies of other cells."""
        repeated = self.copies | self.from_above
        seen = ((column, self.cell(column)) for column in range(len(self.cells)) if column not in repeated)
        return {column: cell for column, cell in seen if cell}

    def masked(self, secret: frozenset[int] = frozenset()) -> GridRow:
        """The row without numbers of persons, and without any digit in secret columns."""
        cells = (mask_all(cell) if column in secret else mask(cell) for column, cell in enumerate(self.cells))
        return replace(self, cells=tuple(cells))


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet, list or table; merged cells are filled down and across."""

    sheet: str
    rows: tuple[GridRow, ...]

    @property
    def width(self) -> int:
        """The number of columns of the widest row."""
        return max((len(row.cells) for row in self.rows), default=0)

    def row(self, number: int) -> GridRow | None:
        """The row of a number."""
        return next((row for row in self.rows if row.number == number), None)

    def samples(self, count: int = 2, *, after: int = 0, secret: frozenset[int] = frozenset()) -> tuple[GridRow, ...]:
        """The first rows with something in them, masked, to be looked at before anything is taken in.

        Args:
            count: How many rows.
            after: The number of the last header row.
            secret: Columns of which no digit is shown.
        """
        filled = [row for row in self.rows if row.number > after and not row.is_blank][:count]
        return tuple(row.masked(secret) for row in filled)


@dataclass(frozen=True, slots=True)
class MergedRange:
    """A merged range by zero-based corners, both inside."""

    top: int
    left: int
    bottom: int
    right: int


def make_grid(
    sheet: str,
    rows: Iterable[Sequence[str]],
    *,
    first_number: int = 1,
    merged: Sequence[MergedRange] = (),
    hidden: frozenset[int] = frozenset(),
) -> Grid:
    """A grid from rows in order; `hidden` holds the numbers of hidden rows."""
    copies: defaultdict[int, set[int]] = defaultdict(set)
    from_above: defaultdict[int, set[int]] = defaultdict(set)
    cells: Sequence[Sequence[str]] = list(rows)
    if merged:
        cells = filled = [list(row) for row in cells]
        for area in merged:
            _fill(filled, copies, from_above, area)
    nothing = frozenset[int]()
    return Grid(
        sheet,
        tuple(
            GridRow(
                first_number + place,
                tuple(row),
                first_number + place in hidden,
                frozenset(copies[place]) if place in copies else nothing,
                frozenset(from_above[place]) if place in from_above else nothing,
            )
            for place, row in enumerate(cells)
        ),
    )


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a file that a person should know and that stops nothing."""

    code: str
    message: Text


_TOO_WIDE: Final = Text(
    "「{sheet}」は{limit}列を超えるため、最初の{limit}列だけを読みました。",
    "“{sheet}” has more than {limit} columns. Only the first {limit} were read.",
)


def narrowed(grid: Grid) -> tuple[Grid, tuple[Note, ...]]:
    """A sheet without the columns that are too many to be looked at, and a note where something stands in them."""
    if grid.width <= READ_COLUMNS:
        return grid, ()
    is_cut = any(any(map(str.strip, row.cells[READ_COLUMNS:])) for row in grid.rows)
    rows = tuple(replace(row, cells=row.cells[:READ_COLUMNS]) for row in grid.rows)
    note = Note("too_wide", _TOO_WIDE.format(sheet=mask(grid.sheet), limit=READ_COLUMNS))
    return replace(grid, rows=rows), (note,) if is_cut else ()


def _fill(
    cells: list[list[str]], copies: dict[int, set[int]], from_above: dict[int, set[int]], area: MergedRange
) -> None:
    """Copy the corner of a merged range into each of its cells, within the rows that exist."""
    if area.top >= len(cells) or area.left >= len(cells[area.top]):
        return
    # What stands under the merged cell is not seen by a person, unless the corner is blank.
    value = cells[area.top][area.left]
    if is_blank(value):
        return
    right = min(area.right + 1, max(map(len, cells)))
    for place in range(area.top, min(area.bottom + 1, len(cells))):
        row = cells[place]
        row.extend([""] * (right - len(row)))
        row[area.left : right] = [value] * (right - area.left)
        copies[place].update(range(area.left + 1, right))
        if place > area.top:
            from_above[place].update(range(area.left, right))


K = TypeVar("K")

SEARCHED_ROWS: Final = 30
LABEL_SEPARATOR: Final = " / "
_EXACT: Final = 1.0
_PART: Final = 0.95
_WITHIN: Final = 0.6
_PAIR_BONUS: Final = 0.01
_LONGEST_LABEL: Final = 80
_LONGEST_MATCHED: Final = 400
"""What is longer is a text and no label; to look for words and brackets in it would take very long."""
_DECORATION: Final = re.compile(
    r"[(（【\[〔][^)）】\]〕]*[)）】\]〕]|[※*＊●○★]|必須|任意|required|optional", re.IGNORECASE
)
_PARTS: Final = re.compile(r"\s*[/／\n|｜]\s*")
_WORDS: Final = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Header:
    """The last row of a header, how many rows it has, and the label of each column."""

    row: int
    depth: int
    labels: tuple[str, ...]

    def label(self, column: int) -> str:
        """The label of a column, or its letter where it has none."""
        label = self.labels[column] if column < len(self.labels) else ""
        return label or column_letter(column)

    @property
    def my_number_columns(self) -> frozenset[int]:
        """The columns whose label says that they hold My Numbers."""
        return frozenset(column for column, label in enumerate(self.labels) if names_my_number(label))


@dataclass(frozen=True, slots=True)
class LabelMatch(Generic[K]):
    """What a label means, how sure that is, and the word of the lexicon that says so."""

    key: K
    confidence: float
    word: str


class Lexicon(Generic[K]):
    """Words that stand in headers, each with what it means; earlier entries win over later ones."""

    def __init__(self, words: Mapping[K, str]) -> None:
        """Take the words of each key, separated by bars."""
        self._exact: dict[str, tuple[K, str]] = {}
        for key, listed in words.items():
            for word in listed.split("|"):
                self._exact.setdefault(fold(word), (key, word))
        self._longest_first = sorted(self._exact, key=len, reverse=True)
        self._spoken = {word: f" {_spoken(written)} " for word, (_, written) in self._exact.items()}

    def match(self, label: str) -> LabelMatch[K] | None:
        """What a label means: all of it, one of its parts, or the longest known word inside it."""
        if len(label) > _LONGEST_MATCHED or not (whole := fold(label)):
            return None
        if whole in self._exact:
            return self._found(whole, _EXACT)
        bare = _DECORATION.sub(" ", label)
        # The last part first: of 連絡先 / 電話番号 the lower row of the header says more.
        for part in (bare, *reversed(_PARTS.split(bare))):
            if fold(part) in self._exact:
                return self._found(fold(part), _PART)
        spoken, folded = f" {_spoken(unicodedata.normalize('NFKC', bare))} ", fold(bare)
        within = next((word for word in self._longest_first if self._is_within(word, folded, spoken)), None)
        return self._found(within, _WITHIN) if within else None

    def _is_within(self, word: str, folded: str, spoken: str) -> bool:
        """Whether a word stands in a label: Latin ones between other words, others anywhere."""
        if not word.isascii():
            return len(word) > 1 and word in folded
        return len(word) > 2 and self._spoken[word] in spoken

    def _found(self, word: str, confidence: float) -> LabelMatch[K]:
        key, written = self._exact[word]
        return LabelMatch(key, confidence, written)


def _spoken(text: str) -> str:
    """The Latin words of a text, a blank between each two."""
    return " ".join(_WORDS.findall(text.casefold()))


def find_header(grid: Grid, lexicon: Lexicon[K]) -> Header:
    """The header whose labels say most, among the first rows and of one or two rows; else the first row with text.

    Raises:
        ValueError: the grid holds nothing; `read_source` leaves such grids out.
    """
    rows = [row for row in grid.rows if not row.is_blank][:SEARCHED_ROWS]
    if not rows:
        raise ValueError("a blank grid has no header")
    found = [(_score(header, lexicon), header) for header in map(header_of, rows)]
    for upper, lower in pairwise(rows):
        if _heads(lower, lexicon, below=upper):
            pair = header_of(upper, lower)
            # Where both rows head the list, as in two languages, neither is data.
            both = max(_score(header_of(row), lexicon) for row in (upper, lower)) if _heads(upper, lexicon) else 0
            found.append((max(_score(pair, lexicon), both) + _PAIR_BONUS, pair))
    return max(found, key=lambda scored: scored[0])[1]


def header_at(grid: Grid, row: int) -> Header:
    """The header that a person chose: one row."""
    chosen = grid.row(row)
    return header_of(chosen) if chosen else Header(row, 1, ())


def header_ending(grid: Grid, row: int, lexicon: Lexicon[K]) -> Header:
    """The proposed header where it ends in the chosen row, so that labels of two rows are shown whole."""
    proposed = find_header(grid, lexicon)
    return proposed if proposed.row == row else header_at(grid, row)


def column_letter(column: int) -> str:
    """The letters with which spreadsheets name a zero-based column."""
    letters = ""
    place = column + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def header_of(*rows: GridRow) -> Header:
    """The header that these rows are; what stands below another label follows it."""
    width = max(len(row.cells) for row in rows)
    labels = []
    for column in range(width):
        words = dict.fromkeys(filter(None, (" ".join(row.cell(column).split()) for row in rows)))
        labels.append(mask(LABEL_SEPARATOR.join(words)))
    return Header(rows[-1].number, len(rows), tuple(labels))


def _score(header: Header, lexicon: Lexicon[K]) -> float:
    """How much a header says: the best match of each key."""
    best: dict[K, float] = {}
    for label in header.labels:
        if len(label) <= _LONGEST_LABEL and (found := lexicon.match(label)):
            best[found.key] = max(best.get(found.key, 0), found.confidence)
    return round(sum(best.values()), 3)


def _heads(row: GridRow, lexicon: Lexicon[K], *, below: GridRow | None = None) -> bool:
    """Whether most cells of a row are labels for sure; cells that repeat the row above do not count."""
    cells = [
        row.cell(column) for column in range(len(row.cells)) if below is None or row.cell(column) != below.cell(column)
    ]
    matches = [lexicon.match(cell) for cell in cells if cell]
    sure = [match for match in matches if match and match.confidence >= _PART]
    return len(sure) > 1 and len(sure) * 2 > len(matches)
