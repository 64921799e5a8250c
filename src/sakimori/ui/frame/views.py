"""The views of a page and the tabs within it: the address names those that are open, and nothing else is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

import streamlit as st

from sakimori.ui.frame.components import Export
from sakimori.ui.frame.dialogs import Dialogs, show_dialog, show_done
from sakimori.ui.frame.pages import FRAME, VIEW, opened, views_of
from sakimori.ui.frame.session import Page, current_roles, open_page
from sakimori.ui.frame.text import t


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What draws a view, its dialogs and files, and the `title` of the one record that it shows in place of a list.

    `follow` does what the address asks before anything is drawn. `heading` is the wording of its title, where that of
    the page is too long.
    """

    draw: Callable[[Page], None]
    dialogs: Callable[[Page], Dialogs] | None = None
    exports: Callable[[Page], Sequence[Export]] | None = None
    title: Callable[[], str] = str
    follow: Callable[[], object] | None = None
    heading: str = ""


def show_views(views: Mapping[str, View]) -> None:
    """Draw a page, named by its first view, as the address asks; what is not seen does no work."""
    page_name = next(iter(views))
    name = opened(page_name, st.query_params.get(VIEW, ""), current_roles()).name
    view = views[name]
    if view.follow is not None:
        view.follow()
    record = view.title()
    with open_page(record or t(view.heading or f"page.{name}"), exports=view.exports) as page:
        if not record:
            _strip(page, page_name, name)
        if view.dialogs is None:
            view.draw(page)
            return
        show_done()
        view.draw(page)
        show_dialog(view.dialogs(page))


def _strip(page: Page, page_name: str, name: str) -> None:
    """The views that this person may open; none where there is one alone."""
    words = {view.name: t(f"view.{view.name}") for view in views_of(page_name) if view.is_for(page.actor.roles)}
    if len(words) < 2:
        return
    key = f"{page_name}_views"
    st.session_state[key] = name
    st.segmented_control(
        t("frame.views"), list(words), key=key, format_func=words.__getitem__, label_visibility="collapsed",
        required=True, wrap=True, on_change=_go, args=(key, page_name),
    )  # fmt: skip


def _go(key: str, page_name: str) -> None:
    """Have the address name the chosen view; what it said of the other one leaves with that."""
    chosen = st.session_state[key]
    kept = {name: value for name, value in st.query_params.to_dict().items() if name in FRAME}
    st.query_params.from_dict(kept if chosen == page_name else {VIEW: chosen, **kept})


T = TypeVar("T", bound=StrEnum)
V = TypeVar("V", bound=str)


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


def tabs(words: Mapping[T, str], *, key: str, whose: str = "") -> tuple[T, st.delta_generator.DeltaGenerator]:
    """Draw the tabs, and give the open one with its panel.

    The address (`tab`) says which one is open first, and then follows. Streamlit takes changed titles for other tabs
    and opens the first again, so each set of titles is drawn as tabs of their own that begin with the open one.
    """
    asked = st.query_params.get("tab", "")
    tabs, titles = list(words), tuple(words.values())
    by_value = {tab.value: tab for tab in tabs}
    drawn: _Drawn | None = st.session_state.get(f"{key}_drawn")
    if drawn is None or drawn.asked_for != (whose, asked):
        drawn = _Drawn((whose, asked), titles, asked, asked, drawn.turn + 1 if drawn else 0)
    elif drawn.titles != titles or f"{key}_{drawn.turn}" not in st.session_state:
        drawn = replace(drawn, titles=titles, first=drawn.opened, turn=drawn.turn + 1)
    if wanted := st.session_state.pop(f"{key}_wanted", ""):
        drawn = replace(drawn, first=wanted, turn=drawn.turn + 1)
    first = by_value.get(drawn.first, tabs[0])
    panels = st.tabs(list(titles), key=f"{key}_{drawn.turn}", default=words[first], on_change="rerun")
    opened, panel = next((pair for pair in zip(tabs, panels, strict=True) if pair[1].open), (first, panels[0]))
    if by_value.get(asked, tabs[0]) is not opened:
        asked = say_in_address("tab", "" if opened is tabs[0] else opened.value)
    st.session_state[f"{key}_drawn"] = replace(drawn, asked_for=(whose, asked), opened=opened.value)
    return opened, panel


def say_in_address(name: str, value: str) -> str:
    """Have the address say something, or no longer say it where the value is empty; the value is given back."""
    if value and st.query_params.get(name) != value:
        st.query_params[name] = value
    elif not value and name in st.query_params:
        del st.query_params[name]
    return value


def named_in_address(name: str, options: Sequence[V], default: V) -> V:
    """Which of some options the address names by its code; the default where it names none."""
    asked = st.query_params.get(name, "")
    return next((option for option in options if str(option) == asked), default)


def from_address(name: str, key: str, options: Sequence[V], default: V) -> Callable[[], None]:
    """Set a control of one choice to what the address names, and give what has the address follow it."""
    st.session_state[key] = named_in_address(name, options, default)

    def follow() -> None:
        chosen = st.session_state[key]
        say_in_address(name, "" if chosen in {None, default} else str(chosen))

    return follow


def text_from_address(name: str, key: str) -> Callable[[], None]:
    """The same for a control that takes a text."""
    st.session_state[key] = st.query_params.get(name, "")

    def follow() -> None:
        say_in_address(name, st.session_state[key])

    return follow
