"""Tables: columns of chips, figures and buttons, and which rows a person has chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Literal

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.column_types import ButtonColumnResult, ColumnConfig

from sakimori.ui.frame.formats import unknown
from sakimori.ui.frame.states import LOOKS, OUTCOMES, SEVERITIES, chip, palette, theme
from sakimori.ui.frame.text import language

Cell = str | int | float | bool | date | list[str] | None

ROW_HEIGHT = 30
ALL_SHOWN = 12
"""Up to so many rows the table is as high as they are; a longer one scrolls in itself."""
WRAPPED_HEIGHT, WRAPPED_SHOWN = 57, 6
"""The same where sentences stand whole: the grid wraps words only in rows of more than 4 rem."""


def table(
    rows: Sequence[Sequence[Cell]],
    columns: Mapping[str, ColumnConfig | ButtonColumnResult],
    *,
    key: str,
    alt: str,
    select: Literal["none", "one", "many"] = "none",
    wraps: bool = False,
) -> tuple[int, ...]:
    """Draw rows in their order and give the positions of the chosen ones; an empty cell says 未確認.

    Write なし, 対象外 or 未設定 into a cell that is known to be empty. `wraps` gives sentences the room to stand whole.
    """
    frame = pd.DataFrame(list(rows), columns=list(columns), dtype=object)
    row_height, shown = (WRAPPED_HEIGHT, WRAPPED_SHOWN) if wraps else (ROW_HEIGHT, ALL_SHOWN)
    state = st.dataframe(
        frame,
        hide_index=True,
        row_height=row_height,
        height="content" if len(rows) <= shown else row_height * (shown + 2),
        column_config=columns,
        placeholder=unknown(language()),
        key=key,
        alt=alt,
        on_select="ignore" if select == "none" else "rerun",
        selection_mode="multi-row" if select == "many" else "single-row",
    )
    if isinstance(state, DeltaGenerator):
        return ()
    return tuple(state["selection"]["rows"])


def text_column(label: str, *, width: int | None = None, pinned: bool = False) -> ColumnConfig:
    """A column of words, dates as words among them."""
    return st.column_config.TextColumn(label, width=width, pinned=pinned or None)


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

    def pressed() -> None:
        on_row(st.session_state[key]["row"])

    return st.column_config.ButtonColumn(
        label, width=width, type="tertiary", alignment="left", key=key, on_click=pressed
    )
