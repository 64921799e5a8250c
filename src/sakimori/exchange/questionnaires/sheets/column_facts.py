"""What the cells of a column say of it, whatever its label says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sakimori.exchange.lists.grid import GridRow
from sakimori.exchange.lists.header import Header
from sakimori.exchange.questionnaires.reading.document import Sheet
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.exchange.questionnaires.sheets.checkboxes import answer_of, options_in

_LOOKED_AT: Final = 500
_FEWEST: Final = 3
_MOST: Final = 0.8
_ID: Final = re.compile(r"[A-Za-z&.]{0,8}[-_ .]?\(?[0-9０-９]{1,6}[0-9A-Za-z０-９()（）.\-‐_–]{0,16}|[①-⑳]")
_ASKS: Final = re.compile(r"(?:[?？]|か[。.]?|(?:ください|下さい)[。.]?)\s*$")
_TAIL: Final = 20
_NO_TOKENS: Final = frozenset({Normal.TEXT, Normal.BLANK, Normal.DEFAULT, Normal.AMBIGUOUS})


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """Shares from 0 to 1: of filled cells that are tokens, of rows whose cell offers a list, of values that differ.

    `asks` is the share of texts that end as questions do, `varied` whether its tokens mean different things, `length`
    the usual length of its texts, `unique` the share of rows that its values tell apart: a cell merged over several
    tells them apart no more than one that repeats.
    """

    is_filled: bool
    tokens: float
    varied: bool
    offers: float
    distinct: float
    unique: float
    length: float
    asks: float
    is_id: bool
    is_number: bool
    is_hidden: bool


def facts_of(sheet: Sheet, header: Header) -> Mapping[int, ColumnFacts]:
    """The facts of each column of its own that has a label or a cell below the header.

    Sheets drawn on grid paper merge each cell over many columns; of these the first one holds what is said.
    """
    first = header.row - header.depth
    heads = [row for row in sheet.grid.rows if first < row.number <= header.row]
    rows = [row for row in sheet.grid.rows if row.number > header.row and _is_record(row, header)][:_LOOKED_AT]
    width = max([len(header.labels), *(len(row.cells) for row in rows)])
    own = (column for column in range(width) if not _only_repeats([*heads, *rows], column))
    return {column: _facts(sheet, rows, column) for column in own}


def _only_repeats(rows: list[GridRow], column: int) -> bool:
    """Whether each of its cells is merged with the one to the left, in the header as well as below."""
    shown = [row for row in rows if row.cell(column)]
    return bool(shown) and all(column in row.copies for row in shown)


def is_id_shaped(text: str) -> bool:
    """Whether a text looks like an id, such as 3, 1-(i)-a, A&A-01.1 or Q12."""
    return bool(_ID.fullmatch(text.strip()))


def asks_at_end(text: str) -> bool:
    """Whether a text ends as questions do."""
    return bool(_ASKS.search(text[-_TAIL:]))


def _is_record(row: GridRow, header: Header) -> bool:
    """Whether a row says more than one thing and does not repeat the header; banners and notes say one."""
    said = {cell.strip() for cell in row.cells if cell.strip()}
    return len(said) > 1 and any(header.label(column) != " ".join(cell.split()) for column, cell in row.own.items())


def _facts(sheet: Sheet, rows: list[GridRow], column: int) -> ColumnFacts:
    own = [cell for row in rows if column not in row.from_above and (cell := row.cell(column))]
    shown = {cell for row in rows if (cell := row.cell(column))}
    offered = sum((row.number, column) in sheet.facts.lists for row in rows)
    tokens = [normal for cell in own if (normal := _token(cell)) is not None]
    shaped = sum(map(is_id_shaped, own))
    enough = len(own) >= _FEWEST
    distinct = len(set(own)) / len(own) if own else 0.0
    return ColumnFacts(
        is_filled=enough,
        tokens=len(tokens) / len(own) if enough else 0.0,
        varied=len(set(tokens)) > 1,
        offers=offered / len(rows) if rows else 0.0,
        distinct=distinct,
        unique=len(shown) / len(rows) if rows else 0.0,
        length=sum(map(len, own)) / len(own) if own else 0.0,
        asks=sum(map(asks_at_end, own)) / len(own) if own else 0.0,
        is_id=enough and distinct == 1 and shaped >= _MOST * len(own),
        is_number=enough and sum(cell.strip().isdecimal() for cell in own) >= _MOST * len(own),
        is_hidden=column in sheet.facts.hidden_columns,
    )


def _token(cell: str) -> Normal | None:
    """What a cell answers by a token; a number or an x alone is as well a count, a weight or a tick."""
    normal = answer_of(cell).normal
    if options_in(cell):
        return normal
    return None if normal in _NO_TOKENS else normal
