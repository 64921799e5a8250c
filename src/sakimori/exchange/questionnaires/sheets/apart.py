"""Rows below a table of questions that belong to none of them: legends, scoring tables, what no list reaches."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sakimori.exchange.lists.grid import GridRow
from sakimori.exchange.questionnaires.reading.document import Sheet
from sakimori.exchange.questionnaires.reading.ids import fold_id
from sakimori.exchange.questionnaires.sheets.columns import ColumnRole, is_id_shaped
from sakimori.exchange.questionnaires.sheets.layout import Layout
from sakimori.exchange.questionnaires.sheets.legends import names_legend, pair_in_cells
from sakimori.exchange.questionnaires.sheets.titles import LONGEST_TITLE, asks_in_short

_SCORES: Final = re.compile(
    r"[\s■◆●▼◇□▶※【〔\[(（<＜0-9０-９.．、]*(?:採点|配点|評価(?:の)?基準|判定(?:の)?基準|評価区分|判定区分|評点|スコア|点数|"
    r"成熟度|総合評価|総合判定|集計|得点|回答の?(?:選択肢|区分|基準)|scor(?:e|es|ing)\b|rating|grad(?:e|es|ing)\b|maturity|"
    r"(?:answer|response) (?:options|key|scale)|legend|key\b)",
    re.IGNORECASE,
)
_SCORE_LABEL: Final = re.compile(
    r"(?:ランク|点数|得点|合計点|配点|判定|評価|評点|スコア|区分|レベル|記号|シンボル|凡例|意味|定義|説明|割合|"
    r"score|points?|grade|rank|level|rating|result|meaning|range|legend|symbol|definition|description)s?",
    re.IGNORECASE,
)
_FEWEST: Final = 3
_FEWEST_PAIRS: Final = 2
_MOST: Final = 0.8
_SHAPE: Final = re.compile(r"[0-9]+|[a-z]+|[ア-ン]+", re.IGNORECASE)

Asks = Callable[[str], bool]
"""Whether a text asks."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row below the header: what it asks, under which id, and how it can be answered."""

    row: GridRow
    own: Mapping[int, str]
    text: str
    key: str
    offers: bool
    is_answered: bool

    @property
    def number(self) -> int:
        """The number of the row."""
        return self.row.number


def lines_below(sheet: Sheet, layout: Layout, places: frozenset[int]) -> tuple[Line, ...]:
    """The rows below the header of a sheet that is answered in some places."""
    question, key = layout.column(ColumnRole.QUESTION), layout.column(ColumnRole.ID)
    lists = sheet.facts.lists
    found: list[Line] = []
    for row in sheet.grid.rows:
        if row.number > layout.header.row:
            own = row.own
            found.append(
                Line(
                    row,
                    own,
                    own.get(question, "") if question is not None else "",
                    fold_id(own.get(key, "")) if key is not None else "",
                    bool(lists) and any((row.number, place) in lists for place in places),
                    any(row.cell(place) for place in places),
                )
            )
    return tuple(found)


def legend_rows(lines: Sequence[Line], asks: Asks) -> frozenset[int]:
    """The rows of legends and scoring tables below the header: titled so, labelled so, or signs with their meaning."""
    return frozenset(number for block in _blocks(lines) for number in _of_legend(block, asks))


def _blocks(lines: Sequence[Line]) -> Iterator[tuple[list[Line], bool]]:
    """The rows between blank ones, and whether a blank one stands above them."""
    block: list[Line] = []
    is_parted = False
    for line in lines:
        if not line.row.is_blank:
            block.append(line)
            continue
        if block:
            yield block, is_parted
        block, is_parted = [], True
    if block:
        yield block, is_parted


def _of_legend(found: tuple[list[Line], bool], asks: Asks) -> Iterator[int]:
    block, is_parted = found
    start = next((place for place, line in enumerate(block) if _titles(line, asks)), None)
    if start is None and is_parted and (_labels_scores(block[0]) or _are_pairs(block)):
        start = 0
    if start is None:
        return
    inner = block[start:]
    # What asks or offers a list is a question, whatever stands above it.
    if len(inner) > 1 and not any(line.offers or asks(line.text) for line in inner):
        yield from (line.number for line in inner)


def _titles(line: Line, asks: Asks) -> bool:
    """Whether a row is nothing but the title of a legend or a scoring table."""
    values = set(line.own.values())
    if len(values) != 1 or (line.key and line.text):
        return False
    (title,) = values
    return len(title) <= LONGEST_TITLE and bool(_SCORES.match(title) or names_legend(title)) and not asks(title)


def _labels_scores(line: Line) -> bool:
    """Whether a row labels the columns of a scoring table."""
    cells = list(line.own.values())
    return len(cells) > 1 and sum(bool(_SCORE_LABEL.fullmatch(cell)) for cell in cells) * 2 > len(cells)


def _are_pairs(block: Sequence[Line]) -> bool:
    """Whether each row is a sign and what it means."""
    return len(block) >= _FEWEST_PAIRS and all(pair_in_cells(list(line.own.values())) for line in block)


def rows_no_list_reaches(lines: Sequence[Line], asks: Asks) -> frozenset[int]:
    """The rows apart from a table whose every answer is chosen from a list, which neither ask nor go on counting."""
    asked = [line for line in lines if line.text]
    offered = [line for line in asked if line.offers]
    if len(offered) < _FEWEST:
        return frozenset()
    last = offered[-1].number
    within = [line for line in asked if line.number <= last and line.is_answered]
    gap = next((line.number for line in lines if line.number > last and line.row.is_blank), None)
    if gap is None or sum(line.offers for line in within) < _MOST * len(within):
        return frozenset()
    keys = {line.key for line in offered}
    shapes = {shape_of(key) for key in keys if key}

    def goes_on(line: Line) -> bool:
        is_next = is_id_shaped(line.key) and line.key not in keys and shape_of(line.key) in shapes
        return is_next or asks(line.text)

    below = (line for line in lines if line.number > gap and not line.row.is_blank)
    return frozenset(line.number for line in below if not goes_on(line))


def headings_with_ids(lines: Sequence[Line], asks: Asks) -> frozenset[int]:
    """The rows with an id that head others: where all others offer a list, or have ids of another shape."""
    keyed = [line for line in lines if line.text and line.key]
    plain = {line.number for line in keyed if _is_plain(line, asks)}
    others = [line for line in keyed if line.number not in plain]
    if not plain or len(others) < _FEWEST:
        return frozenset()
    if sum(line.offers for line in others) < _MOST * len(others):
        shapes = {shape_of(line.key) for line in others}
        if any(shape_of(line.key) in shapes for line in keyed if line.number in plain):
            return frozenset()
    return _leading(keyed, plain)


def _is_plain(line: Line, asks: Asks) -> bool:
    is_open = line.offers or line.is_answered or asks(line.text) or asks_in_short(line.text)
    return not is_open and len(line.text) <= LONGEST_TITLE


def _leading(lines: Sequence[Line], plain: set[int]) -> frozenset[int]:
    """Those above a question, with nothing between but others that are."""
    found: set[int] = set()
    heads = False
    for line in reversed(lines):
        if line.number not in plain:
            heads = True
        elif heads:
            found.add(line.number)
    return frozenset(found)


def shape_of(key: str) -> str:
    """How an id is built: 1-2 and 10-1 alike, A-1 otherwise."""
    return _SHAPE.sub(lambda found: "9" if found.group()[0].isdigit() else "a", fold_id(key))
