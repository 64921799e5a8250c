"""Ids that stand in two columns, such as that of a chapter and the number of a question within it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sakimori.exchange.lists.grid import GridRow, Header
from sakimori.exchange.questionnaires.reading.document import Sheet
from sakimori.exchange.questionnaires.sheets.columns import ColumnRole, is_id_shaped

_GOES_ON: Final = re.compile(r"[.\-‐–_(（ ]")
_MOST: Final = 0.8
_UNIQUE: Final = 0.95
_FEWEST: Final = 3


_ROLES: Final = frozenset({None, ColumnRole.ID, ColumnRole.CONTROL, ColumnRole.SECTION})


def ids_in_two_columns(
    sheet: Sheet, header: Header, words: Mapping[int, tuple[ColumnRole, float]], key: int | None, question: int
) -> tuple[int | None, int | None]:
    """The column of the ids, and that with their first part where numbers begin anew below each of its values.

    `key` is the column that was taken for the ids by its label or its values; None where there is none.
    """
    rows = [row for row in sheet.grid.rows if row.number > header.row and row.cell(question)]
    columns = [
        column
        for column in range(question)
        if words.get(column, (None, 0.0))[0] in _ROLES and _are_ids([row.cell(column) for row in rows])
    ]
    for own in reversed(columns if key is None else [key]):
        before = column_before(rows, own, [column for column in columns if column < own])
        if before is not None:
            return own, before
    return key, None


def _are_ids(cells: Sequence[str]) -> bool:
    shown = [cell for cell in cells if cell]
    return bool(shown) and sum(map(is_id_shaped, shown)) >= _MOST * len(shown)


def column_before(rows: Sequence[GridRow], key: int, candidates: Sequence[int]) -> int | None:
    """Of some columns left of that of the numbers the nearest with which they tell rows apart; None where none does."""
    numbered = [row for row in rows if row.cell(key)]
    own = [row.cell(key) for row in numbered]
    if len(own) < _FEWEST or len(set(own)) >= _UNIQUE * len(own):
        return None
    for column in reversed(candidates):
        several = len({row.cell(column) for row in numbered if row.cell(column)}) > 1
        if several and len(set(dict(whole_ids(numbered, column, key)).values())) >= _UNIQUE * len(own):
            return column
    return None


def whole_ids(rows: Sequence[GridRow], before: int, key: int) -> Iterator[tuple[int, str]]:
    """The id of each numbered row out of both columns; a blank cell goes on with the one above."""
    above = ""
    for row in rows:
        above = row.cell(before).strip() or above
        if own := row.cell(key).strip():
            yield row.number, joined(above, own)


def joined(before: str, own: str) -> str:
    """Two parts of an id as one; the second may repeat the first."""
    if not before or (_GOES_ON.match(own.removeprefix(before)) and own.startswith(before)):
        return own
    if own.startswith((".", "-", "(", "（")) or before.endswith((".", "-")):
        return before + own
    return f"{before}.{own}" if "." in before or "." in own else f"{before}-{own}"
