"""Tables: columns of chips, figures and buttons, and which rows a person has chosen."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final, Literal
from unicodedata import east_asian_width

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.column_types import ButtonColumnResult, ColumnConfig

from sakimori.ui.frame.formats import unknown
from sakimori.ui.frame.states import LOOKS, OUTCOMES, SEVERITIES, chip, palette, theme
from sakimori.ui.frame.text import language

Cell = str | int | float | bool | date | list[str] | None

ROW_HEIGHT = 30
ALL_SHOWN = 15
"""Up to so many rows the table is as high as they are; a longer one scrolls in itself."""
CUT_ON_PAPER: Final = "cut_on_paper_"
WRAPPED_HEIGHT, LINE_HEIGHT = 57, 19
"""The grid wraps words only in rows of more than 4 rem; all rows are as high as the one with the most lines."""
FIGURE_SPACE: Final = "\u2007"
"""As wide as a digit."""
_WIDE, _NARROW, _ASIDE = 12.5, 6.2, 18
"""Pixels of a full-width sign, of any other one, and beside the words of a cell; rather too much than too little."""
_PIECE: Final = re.compile(r"[!-\u2e7f]+ ?|.", re.DOTALL)
"""What the grid does not break: a word of narrow signs, or one wide sign."""


def table(
    rows: Sequence[Sequence[Cell]],
    columns: Mapping[str, ColumnConfig | ButtonColumnResult],
    *,
    key: str,
    alt: str,
    select: Literal["none", "one", "many"] = "none",
    wraps: bool = False,
    begins_with: Sequence[int] = (),
) -> tuple[int, ...]:
    """Draw rows in their order and give the positions of the chosen ones; an empty cell says 未確認.

    Write なし, 対象外 or 未設定 into a cell that is known to be empty. `wraps` gives sentences the room to stand whole;
    the rows at the places of `begins_with` are chosen when it is drawn first.
    A row that can be chosen is by Enter too, as is one with a button, which no key reaches; the script of the screens
    says so as soon as the table has the focus.
    """
    press = next((one.args[0] for one in columns.values() if isinstance(one, ButtonColumnResult) and one.args), None)
    if select == "none" and press is None:
        return _drawn(rows, columns, key=key, alt=alt, select=select, wraps=wraps)
    on_select = partial(_press_chosen, key, press) if select == "none" and press is not None else None
    with st.container(key=f"rows_{key}"):
        return _drawn(
            rows, columns, key=key, alt=alt, select="one" if on_select else select, wraps=wraps, on_select=on_select,
            begins_with=begins_with,
        )  # fmt: skip


def _press_chosen(key: str, press: Callable[[int], None]) -> None:
    """Do for a chosen row what its button does."""
    for row in st.session_state[key]["selection"]["rows"][:1]:
        press(row)


def _drawn(
    rows: Sequence[Sequence[Cell]],
    columns: Mapping[str, ColumnConfig | ButtonColumnResult],
    *,
    key: str,
    alt: str,
    select: Literal["none", "one", "many"],
    wraps: bool,
    on_select: Callable[[], None] | None = None,
    begins_with: Sequence[int] = (),
) -> tuple[int, ...]:
    rows, columns = _unknown_in_words(rows, columns)
    frame = pd.DataFrame(list(rows), columns=list(columns), dtype=object)
    most = max((_lines(row, columns) for row in rows), default=1) if wraps else 1
    row_height = ROW_HEIGHT if most == 1 else max(WRAPPED_HEIGHT, LINE_HEIGHT * most + 4)
    # A table that scrolls is cut on paper, where its box says so: see `web/print.css`.
    box = st.container(key=f"{CUT_ON_PAPER}{key}") if len(rows) > ALL_SHOWN else st
    chosen: dict[str, Any] = {"selection_default": {"selection": {"rows": list(begins_with)}}} if begins_with else {}
    state = box.dataframe(
        frame,
        hide_index=True,
        row_height=row_height,
        height="content" if len(rows) <= ALL_SHOWN else max(ROW_HEIGHT * (ALL_SHOWN + 2), row_height * 6),
        column_config=columns,
        placeholder=unknown(language()),
        key=key,
        alt=alt,
        on_select=on_select or ("ignore" if select == "none" else "rerun"),
        selection_mode="multi-row" if select == "many" else "single-row",
        **chosen,
    )
    if isinstance(state, DeltaGenerator) or on_select is not None:
        return ()
    return tuple(state["selection"]["rows"])


def _unknown_in_words(
    rows: Sequence[Sequence[Cell]], columns: Mapping[str, ColumnConfig | ButtonColumnResult]
) -> tuple[list[list[Cell]], dict[str, ColumnConfig | ButtonColumnResult]]:
    """The cells that nobody knows in words, for the grid would write its own at a contrast of 2.6:1.

    A column of figures that has any becomes one of words to the right, each as long as the longest figure, so that the
    grid, which orders words by their signs, orders them as figures.
    """
    drawn, cells = dict(columns), [list(row) for row in rows]
    for place, (name, column) in enumerate(columns.items()):
        if isinstance(column, ButtonColumnResult):
            continue
        config: Mapping[str, Any] = column.get("type_config") or {}
        kind = config.get("type")
        if kind not in {"text", "number"}:
            continue
        if all(row[place] is not None for row in cells):
            continue
        if kind == "number":
            figures = ["" if row[place] is None else f"{row[place]:,}" for row in cells]
            longest = max(map(len, figures))
            for row, figure in zip(cells, figures, strict=True):
                row[place] = figure.rjust(longest, FIGURE_SPACE) if figure else None
            drawn[name] = st.column_config.TextColumn(column.get("label"), width=column.get("width"), alignment="right")
        for row in cells:
            row[place] = unknown(language()) if row[place] is None else row[place]
    return cells, drawn


def _lines(row: Sequence[Cell], columns: Mapping[str, ColumnConfig | ButtonColumnResult]) -> int:
    """So many lines the longest cell of a row takes in its column."""
    widths = (None if isinstance(column, ButtonColumnResult) else column.get("width") for column in columns.values())
    cells = zip(row, widths, strict=True)
    return max(
        (_lines_of(cell, width - _ASIDE) for cell, width in cells if isinstance(cell, str) and isinstance(width, int)),
        default=1,
    )


def _lines_of(words: str, room: int) -> int:
    lines, used = 1, 0.0
    for piece in _PIECE.findall(words):
        width = sum(_WIDE if east_asian_width(sign) in "WFA" else _NARROW for sign in piece)
        if piece == "\n" or (used and used + width > room):
            lines, used = lines + 1, 0.0
        lines, used = lines + int((used + width) // room), (used + width) % room
    return lines


def text_column(label: str, *, width: int | None = None) -> ColumnConfig:
    """A column of words, dates as words among them; never pinned, for the grid draws what is pinned paler."""
    return st.column_config.TextColumn(label, width=width)


def number_column(label: str, *, width: int | None = None) -> ColumnConfig:
    """A column of figures with separators, to the right."""
    return st.column_config.NumberColumn(label, width=width, format="localized")


def percent_column(label: str, *, width: int | None = None) -> ColumnConfig:
    """A column of shares from 0 to 100, each with a bar."""
    return st.column_config.ProgressColumn(label, width=width, min_value=0, max_value=100, format="%d %%")


def severity_column(label: str, *, width: int | None = 90, pinned: bool = False) -> ColumnConfig:
    """A column of severities; fill its cells with `chip_cell`."""
    return chip_column(
        label,
        {chip(state, language()): LOOKS[state].colour for state in SEVERITIES},
        width=width,
        pinned=pinned,
    )


def outcome_column(label: str, *, width: int | None = 110, pinned: bool = False) -> ColumnConfig:
    """A column of outcomes; fill its cells with `chip_cell`."""
    return chip_column(
        label,
        {chip(state, language()): LOOKS[state].colour for state in OUTCOMES},
        width=width,
        pinned=pinned,
    )


def chip_column(
    label: str, options: Mapping[str, str], *, width: int | None = None, pinned: bool = False
) -> ColumnConfig:
    """A column of chips; `options` names the colour (red, orange … gray) of each text that may stand in it."""
    chips = palette(theme()).chips
    return st.column_config.MultiselectColumn(
        label,
        width=width,
        pinned=pinned or None,
        options=list(options),
        color=[chips[colour] for colour in options.values()],
    )


def button_column(
    label: str, *, key: str, on_row: Callable[[int], None], width: int | None = None
) -> ButtonColumnResult:
    """A column of buttons; a press calls `on_row` with the position of the row before the page is drawn again."""

    def pressed(on_row: Callable[[int], None]) -> None:
        on_row(st.session_state[key]["row"])

    return st.column_config.ButtonColumn(
        label, width=width, type="tertiary", alignment="left", key=key, on_click=pressed, args=(on_row,)
    )
