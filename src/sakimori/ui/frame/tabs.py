"""Tabs whose titles carry counts: the open one stays open when a write changes a count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

import streamlit as st

T = TypeVar("T", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """How the tabs were drawn last: for whom and with which titles, which was open first and which is open now."""

    asked_for: tuple[str, str]
    titles: tuple[str, ...]
    first: str
    opened: str
    turn: int


def open_tab(key: str, tab: str) -> None:
    """Have the next run open a tab, whichever is open now."""
    st.session_state[f"{key}_wanted"] = tab


def kept_tabs(words: Mapping[T, str], *, key: str, whose: str = "") -> tuple[T, st.delta_generator.DeltaGenerator]:
    """Draw the tabs, and give the open one with its panel.

    The address (`tab`) says which one is open first. Streamlit takes changed titles for other tabs and opens the first
    again, so each set of titles is drawn as tabs of their own that begin with the one that was open.
    """
    asked = st.query_params.get("tab", "")
    tabs, titles = list(words), tuple(words.values())
    by_value = {tab.value: tab for tab in tabs}
    drawn: _Drawn | None = st.session_state.get(f"{key}_drawn")
    if drawn is None or drawn.asked_for != (whose, asked):
        drawn = _Drawn((whose, asked), titles, asked, asked, drawn.turn + 1 if drawn else 0)
    elif drawn.titles != titles:
        drawn = replace(drawn, titles=titles, first=drawn.opened, turn=drawn.turn + 1)
    if wanted := st.session_state.pop(f"{key}_wanted", ""):
        drawn = replace(drawn, first=wanted, turn=drawn.turn + 1)
    first = by_value.get(drawn.first, tabs[0])
    panels = st.tabs(list(titles), key=f"{key}_{drawn.turn}", default=words[first], on_change="rerun")
    opened, panel = next((pair for pair in zip(tabs, panels, strict=True) if pair[1].open), (first, panels[0]))
    st.session_state[f"{key}_drawn"] = replace(drawn, opened=opened.value)
    return opened, panel
