"""Rows below a table of questions that belong to none of them: legends, scoring tables, what no list reaches."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sakimori.exchange.lists.grid import GridRow
from sakimori.exchange.questionnaires.reading.document import Sheet
from sakimori.exchange.questionnaires.reading.ids import fold_id
from sakimori.exchange.questionnaires.sheets.columns import ColumnRole, is_id_shaped
from sakimori.exchange.questionnaires.sheets.layout import Layout
from sakimori.exchange.questionnaires.sheets.legends import names_legend, pair_in_cells

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
_LONGEST_TITLE: Final = 40
_FEWEST: Final = 3
_FEWEST_PAIRS: Final = 2
_MOST: Final = 0.8
_SHAPE: Final = re.compile(r"[0-9]+|[a-z]+|[ア-ン]+", re.IGNORECASE)

Asks = Callable[[str], bool]
"""Whether a text asks."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of questions with where it is answered."""

    sheet: Sheet
    layout: Layout
    places: frozenset[int]
    asks: Asks

    def below(self) -> list[GridRow]:
        """The rows below the header."""
        return [row for row in self.sheet.grid.rows if row.number > self.layout.header.row]

    def offers(self, row: GridRow) -> bool:
        """Whether the cell to answer in offers a list."""
        return any((row.number, place) in self.sheet.facts.lists for place in self.places)

    def is_answered(self, row: GridRow) -> bool:
        """Whether something stands where a row is answered."""
        return any(row.cell(place) for place in self.places)

    def text(self, row: GridRow) -> str:
        """What a row itself asks."""
        column = self.layout.column(ColumnRole.QUESTION)
        return row.own.get(column, "") if column is not None else ""

    def key(self, row: GridRow) -> str:
        """The id that a row itself has, as ids are compared."""
        column = self.layout.column(ColumnRole.ID)
        return fold_id(row.own.get(column, "")) if column is not None else ""


def legend_rows(table: Table) -> frozenset[int]:
    """The rows of legends and scoring tables below the header: titled so, labelled so, or signs with their meaning."""
    return frozenset(number for block in _blocks(table) for number in _of_legend(table, block))


def _blocks(table: Table) -> Iterator[tuple[list[GridRow], bool]]:
    """The rows between blank ones, and whether a blank one stands above them."""
    block: list[GridRow] = []
    is_parted = False
    for row in table.below():
        if not row.is_blank:
            block.append(row)
            continue
        if block:
            yield block, is_parted
        block, is_parted = [], True
    if block:
        yield block, is_parted


def _of_legend(table: Table, found: tuple[list[GridRow], bool]) -> Iterator[int]:
    block, is_parted = found
    start = next((place for place, row in enumerate(block) if _titles(table, row)), None)
    if start is None and is_parted and (_labels_scores(block[0]) or _are_pairs(block)):
        start = 0
    if start is None:
        return
    inner = block[start:]
    # What asks or offers a list is a question, whatever stands above it.
    if len(inner) > 1 and not any(table.offers(row) or table.asks(table.text(row)) for row in inner):
        yield from (row.number for row in inner)


def _titles(table: Table, row: GridRow) -> bool:
    """Whether a row is nothing but the title of a legend or a scoring table."""
    values = set(row.own.values())
    if len(values) != 1 or (table.key(row) and table.text(row)):
        return False
    (title,) = values
    return len(title) <= _LONGEST_TITLE and bool(_SCORES.match(title) or names_legend(title)) and not table.asks(title)


def _labels_scores(row: GridRow) -> bool:
    """Whether a row labels the columns of a scoring table."""
    cells = list(row.own.values())
    return len(cells) > 1 and sum(bool(_SCORE_LABEL.fullmatch(cell)) for cell in cells) * 2 > len(cells)


def _are_pairs(block: Sequence[GridRow]) -> bool:
    """Whether each row is a sign and what it means."""
    return len(block) >= _FEWEST_PAIRS and all(pair_in_cells(row) for row in block)


def rows_no_list_reaches(table: Table) -> frozenset[int]:
    """The rows apart from a table whose every answer is chosen from a list, which neither ask nor go on counting."""
    below = [row for row in table.below() if table.text(row)]
    offered = [row for row in below if table.offers(row)]
    if len(offered) < _FEWEST:
        return frozenset()
    last = offered[-1].number
    within = [row for row in below if row.number <= last and table.is_answered(row)]
    if sum(map(table.offers, within)) < _MOST * len(within):
        return frozenset()
    keys = {table.key(row) for row in offered}
    shapes = {shape_of(key) for key in keys if key}
    gap = next((row.number for row in table.below() if row.number > last and row.is_blank), None)
    if gap is None:
        return frozenset()

    def goes_on(row: GridRow) -> bool:
        key = table.key(row)
        return table.asks(table.text(row)) or (is_id_shaped(key) and key not in keys and shape_of(key) in shapes)

    return frozenset(row.number for row in table.below() if row.number > gap and not row.is_blank and not goes_on(row))


def headings_with_ids(table: Table) -> frozenset[int]:
    """The rows with an id that head others: where all others offer a list, or have ids of another shape and ask."""
    rows = [row for row in table.below() if table.text(row) and table.key(row)]
    plain = {row.number for row in rows if _is_plain(table, row)}
    others = [row for row in rows if row.number not in plain]
    if not plain or len(others) < _FEWEST:
        return frozenset()
    if sum(map(table.offers, others)) >= _MOST * len(others):
        return _leading(rows, plain)
    shapes = {shape_of(table.key(row)) for row in rows if row.number not in plain}
    apart = {row.number for row in rows if row.number in plain and shape_of(table.key(row)) not in shapes}
    return _leading(rows, apart) if apart == plain else frozenset()


def _is_plain(table: Table, row: GridRow) -> bool:
    text = table.text(row)
    is_open = table.offers(row) or table.is_answered(row)
    return not is_open and len(text) <= _LONGEST_TITLE and not table.asks(text)


def _leading(rows: Sequence[GridRow], plain: set[int]) -> frozenset[int]:
    """Those right above a question or above another heading that is."""
    found: set[int] = set()
    heads = False
    for row in reversed(rows):
        if row.number not in plain:
            heads = True
        elif heads:
            found.add(row.number)
    return frozenset(found)


def shape_of(key: str) -> str:
    """How an id is built: 1-2 and 10-1 alike, A-1 otherwise."""
    return _SHAPE.sub(lambda found: "9" if found.group()[0].isdigit() else "a", fold_id(key))
