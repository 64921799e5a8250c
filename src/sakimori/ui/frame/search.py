"""The search in the header: a button that opens a dialog, what a text finds in it, and the way there."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final

import streamlit as st

from sakimori.domain.user import Actor
from sakimori.services.kernel.access import Permission, may
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.global_search import Found, FoundKind, Kind, find
from sakimori.ui.frame.components import OPEN_DIALOG, go_to
from sakimori.ui.frame.formats import aside, plain
from sakimori.ui.frame.text import language, t

SHORTCUT: Final = "Ctrl+K"
_OPEN, _TEXT = "search_open", "search_text"
_OF_EACH: Final = 5
_ICONS: Final = {
    Kind.PARTY: "domain",
    Kind.RECIPIENT: "verified_user",
    Kind.SERVICE: "cloud",
    Kind.CONTRACT: "contract",
    Kind.FLOW: "account_tree",
    Kind.SLIP: "receipt_long",
    Kind.QUESTION: "quiz",
}


def search_button(actor: Actor) -> None:
    """The button of the header, for everybody who may find something."""
    if may(actor, Permission.READ_APPROVED):
        st.button(
            t("search.open"), key="frame_search", icon=":material/search:", type="tertiary", shortcut=SHORTCUT,
            on_click=_open,
        )  # fmt: skip


def _open() -> None:
    st.session_state[_OPEN] = True
    st.session_state.pop(OPEN_DIALOG, None)  # a page shows one dialog at a time


def search_dialog(workspace: Workspace, actor: Actor, on: date) -> None:
    """The dialog, on the run after the button was pressed; what is typed runs in it alone."""
    if st.session_state.pop(_OPEN, False):
        st.dialog(t("search.open"), width="medium")(partial(_search, workspace, actor, on))()


def _search(workspace: Workspace, actor: Actor, on: date) -> None:
    wanted = st.text_input(
        t("search.label"), key=_TEXT, type="search", live="250ms", label_visibility="collapsed",
        placeholder=t("search.hint" if may(actor, Permission.READ) else "search.hint_sales"),
    )  # fmt: skip
    if not wanted.strip():
        st.caption(t("search.begin"))
        return
    found = find(workspace, wanted, limit=_OF_EACH, actor=actor, on=on)
    if not found:
        st.markdown(t("search.nothing", text=plain(wanted.strip())))
        return
    st.caption(t("search.first"))
    is_first = True
    for kind in found:
        _kind(kind, is_first=is_first)
        is_first = False


def _kind(found: FoundKind, *, is_first: bool) -> None:
    st.markdown(f":gray[:small[{t(f'search.kind_{found.kind.value}')}]]")
    with st.container(gap=None):
        for place, one in enumerate(found.rows):
            _row(one, place, is_first=is_first and place == 0)
    if found.has_more:
        st.caption(t("search.more", count=len(found.rows)))


def _row(one: Found, place: int, *, is_first: bool) -> None:
    words = plain(_words(one))
    beside = plain(one.beside.get(language()))
    name, query = _place(one)
    pressed = st.button(
        f"{words}　:gray[{beside}]" if beside else words,
        key=f"search_{one.kind.value}_{place}_{one.key}_{one.question_id}",
        icon=f":material/{_ICONS[one.kind]}:",
        type="tertiary",
        shortcut="Ctrl+Enter" if is_first else None,
    )
    if pressed:
        go_to(name, **query)


def _words(one: Found) -> str:
    title = one.title.get(language())
    return aside(one.question_id, title, language()) if one.kind is Kind.QUESTION else title


def _place(one: Found) -> tuple[str, dict[str, str]]:
    """The page on which it is looked at, with the query that it takes."""
    page, name = _PAGES[one.kind]
    more = {Kind.SERVICE: {"tab": "services"}, Kind.QUESTION: {"q": one.question_id}}
    return page, {name: one.key, **more.get(one.kind, {})}


_PAGES: Final = {
    Kind.PARTY: ("party", "party"),
    Kind.RECIPIENT: ("check", "party"),
    Kind.SERVICE: ("party", "party"),
    Kind.CONTRACT: ("contracts", "contract"),
    Kind.FLOW: ("flow", "flow"),
    Kind.SLIP: ("slip", "number"),
    Kind.QUESTION: ("packs", "pack"),
}
