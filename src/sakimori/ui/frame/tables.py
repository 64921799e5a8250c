"""Tables: columns of words, chips, figures and buttons, names that are links, and which rows a person has chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any, Final, Literal
from urllib.parse import urlencode

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from sakimori.ui.frame.formats import unknown
from sakimori.ui.frame.states import LOOKS, OUTCOMES, SEVERITIES, chip, palette, theme
from sakimori.ui.frame.text import language, t

Cell = str | int | float | bool | date | list[str] | None
Select = Literal["none", "one", "many"]

OPEN: Final = "open"
"""What an address says of the row that it opens, once; a link to a row that has no address of its own bears it."""
ROWS: Final = "sakimori.rows"
ROW_HEIGHT: Final = 30
"""Of a grid in which a person types."""
_MARK: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """How a column is drawn: `colours` are those of its chips, `on_row` what its buttons do.

    `width` is the least in pixels that it is given where room is short; with room it is as wide as its content.
    """

    label: str
    kind: Literal["text", "number", "percent", "chips", "button"] = "text"
    width: int | None = None
    colours: Mapping[str, str] = field(default_factory=dict)
    on_row: Callable[[int], None] | None = None


@cache
def _renderer() -> ComponentRenderer:
    """What draws a table: made when a page first does, for only a running server knows where its files lie."""
    return st.components.v2.component(ROWS, js="rows.js", css="rows.css", isolate_styles=False)


def table(
    rows: Sequence[Sequence[Cell]],
    columns: Mapping[str, TableColumn],
    *,
    key: str,
    alt: str,
    select: Select = "none",
    begins_with: Sequence[int] = (),
    link: str = "",
    marks: Sequence[str] = (),
    addresses: Sequence[str] = (),
) -> tuple[int, ...]:
    """Draw rows in their order and give the positions of the chosen ones; an empty cell says 未確認.

    Write なし, 対象外 or 未設定 into a cell that is known to be empty. The name of a row, which stands in the column
    `link` or else in the first one of words, is a link: it does what the button of the row does, else chooses it.
    Where several rows can be chosen that is done by check boxes. `marks` tell the rows apart in an address, and
    `addresses` are those of the records. The rows at the places of `begins_with` are chosen when it is drawn first.
    """
    kinds = [column.kind for column in columns.values()]
    at = list(columns).index(link) if link else kinds.index("text")
    presses = kinds.index("button") if "button" in kinds and select != "one" else None
    opens = select == "one" or presses is not None
    marks = marks or [_mark(alt, row) for row in rows]
    if opens and (asked := st.query_params.get(OPEN)) in marks:
        st.query_params.pop(OPEN)
        if presses is not None:
            _press(columns, presses, marks.index(asked))
            st.rerun()
        _choose(key, (marks.index(asked),))
    elif begins_with and key not in st.session_state:
        _choose(key, begins_with)
    links = (addresses or [_address(mark) for mark in marks]) if opens else None

    def pressed() -> None:
        match st.session_state[key].get("press"):
            case {"column": int(column), "row": int(row)} if row in range(len(rows)) and column in range(len(kinds)):
                _press(columns, column, row)

    state = _renderer()(
        key=key,
        data={
            "columns": [_said(name, column) for name, column in columns.items()],
            "rows": [[cell.isoformat() if isinstance(cell, date) else cell for cell in row] for row in rows],
            "select": select,
            "chosen": _rows_in(st.session_state.get(key), len(rows)),
            "presses": presses,
            "link": at,
            "links": links,
            "alt": alt,
            "language": language(),
            "words": {"all": t("list.choose_all"), "choose": t("list.choose")},
        },
        on_selection_change=_nothing,
        on_press_change=pressed,
    )
    return _rows_in(state, len(rows)) if select != "none" else ()


def _nothing() -> None:
    """What is chosen is read where the table is drawn; a state that nothing listens to is not kept."""


def _press(columns: Mapping[str, TableColumn], column: int, row: int) -> None:
    """Do for a row what a button of it does."""
    on_row = list(columns.values())[column].on_row
    if on_row is not None:
        on_row(row)


def _choose(key: str, places: Sequence[int]) -> None:
    st.session_state[key] = {"selection": {"rows": list(places)}}


def _rows_in(state: Mapping[str, Any] | None, number: int) -> tuple[int, ...]:
    """The rows of which the browser says that they are chosen, as far as there are such rows."""
    selection = (state or {}).get("selection")
    said = selection.get("rows") if isinstance(selection, Mapping) else None
    return tuple(row for row in said if isinstance(row, int) and row in range(number)) if isinstance(said, list) else ()


def _mark(alt: str, row: Sequence[Cell]) -> str:
    return sha256(repr((alt, *row)).encode()).hexdigest()[:_MARK]


def _address(mark: str) -> str:
    """This page as it stands, with the row to open."""
    return f"?{urlencode({**st.query_params.to_dict(), OPEN: mark})}"


def _said(name: str, column: TableColumn) -> dict[str, object]:
    """A column as the browser draws it."""
    chips = palette(theme()).chips
    colours = {word: chips[colour] for word, colour in column.colours.items()}
    return {
        "name": name,
        "label": column.label,
        "kind": column.kind,
        "width": column.width,
        "colours": colours,
        "unknown": unknown(language()),
    }


def text_column(label: str, *, width: int | None = None) -> TableColumn:
    """A column of words, dates as words among them."""
    return TableColumn(label=label, width=width)


def number_column(label: str, *, width: int | None = None) -> TableColumn:
    """A column of figures with separators, to the right."""
    return TableColumn(label=label, kind="number", width=width)


def percent_column(label: str, *, width: int | None = None) -> TableColumn:
    """A column of shares from 0 to 100, each with a bar."""
    return TableColumn(label=label, kind="percent", width=width)


def severity_column(label: str, *, width: int | None = 90) -> TableColumn:
    """A column of severities; fill its cells with `chip_cell`."""
    return chip_column(label, {chip(state, language()): LOOKS[state].colour for state in SEVERITIES}, width=width)


def outcome_column(label: str, *, width: int | None = 110) -> TableColumn:
    """A column of outcomes; fill its cells with `chip_cell`."""
    return chip_column(label, {chip(state, language()): LOOKS[state].colour for state in OUTCOMES}, width=width)


def chip_column(label: str, options: Mapping[str, str], *, width: int | None = None) -> TableColumn:
    """A column of chips; `options` names the colour (red, orange … gray) of each text that may stand in it."""
    return TableColumn(label=label, kind="chips", width=width, colours=options)


def button_column(label: str, *, on_row: Callable[[int], None], width: int | None = None) -> TableColumn:
    """A column of buttons; a press calls `on_row` with the position of the row before the page is drawn again."""
    return TableColumn(label=label, kind="button", width=width, on_row=on_row)
