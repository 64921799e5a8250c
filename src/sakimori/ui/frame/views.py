"""The views of a page: their strip, and the one that the address names drawn below it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from sakimori.ui.frame.components import Export
from sakimori.ui.frame.dialogs import Dialogs, show_dialog, show_done
from sakimori.ui.frame.pages import VIEW, opened, views_of
from sakimori.ui.frame.session import Page, current_roles, open_page
from sakimori.ui.frame.text import t

FRAME = ("on", "lang")
"""What an address says of the frame, whichever view is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What draws a view, its dialogs and files, and the `title` of the one record that it shows in place of a list.

    `follow` does what the address asks before anything is drawn.
    """

    draw: Callable[[Page], None]
    dialogs: Callable[[Page], Dialogs] | None = None
    exports: Callable[[Page], Sequence[Export]] | None = None
    title: Callable[[], str] = str
    follow: Callable[[], object] | None = None


def show_views(views: Mapping[str, View]) -> None:
    """Draw a page, named by its first view, as the address asks; what is not seen does no work."""
    page_name = next(iter(views))
    name = opened(page_name, st.query_params.get(VIEW, ""), current_roles()).name
    view = views[name]
    if view.follow is not None:
        view.follow()
    record = view.title()
    with open_page(record or t(f"page.{name}"), exports=view.exports) as page:
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
