"""The page 契約 without a chosen contract: what to do first, figures, the list or the matrix."""

from __future__ import annotations

import streamlit as st

from sakimori.rules.facts.clauses import CLAUSE_SETS
from sakimori.services.kernel.access import Permission
from sakimori.ui.contracts.export import MATRIX, VIEW
from sakimori.ui.contracts.listing import show_list, show_tiles
from sakimori.ui.contracts.matrix import show_matrix
from sakimori.ui.frame.components import NextStep, empty_state, section
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.pages import page as page_named
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t

_LIST = "list"


def show_views(page: Page) -> None:
    """The figures, then whichever view is chosen."""
    show_tiles(page)
    if VIEW not in st.session_state:
        st.session_state[VIEW] = MATRIX if st.query_params.get("view") == MATRIX else _LIST
    words = {view: t(f"contracts.view_{view}") for view in (_LIST, MATRIX)}
    with st.container(horizontal=True, vertical_alignment="center"):
        view = st.segmented_control(
            t("contracts.view"), list(words), key=VIEW, label_visibility="collapsed", required=True,
            format_func=words.__getitem__,
        )  # fmt: skip
        st.space("stretch")
        st.button(
            t("contracts.register"), icon=":material/add:", type="primary", key="contracts_register",
            on_click=open_dialog, args=("contract_form",), kwargs={"contract_id": "", "third_party_id": ""},
            disabled=not page.may(Permission.EDIT_REGISTER),
        )  # fmt: skip
    if view == MATRIX:
        show_matrix(page)
    else:
        show_list(page)


def show_empty(page: Page) -> None:
    """The first step, and each set of clauses in one line."""
    steps = [NextStep(t("contracts.to_parties"), to="parties")]
    if page_named("imports").is_for(page.actor.roles):
        steps.insert(0, NextStep(t("contracts.take_in"), to="imports"))
    if page.may(Permission.EDIT_REGISTER):
        steps.insert(0, NextStep(t("contracts.register"), act=_register))
    empty_state("contract", t("contracts.empty" if page.is_editable else "contracts.empty_then"), *steps)
    section(t("contracts.sets"), t("contracts.sets_note"))
    lines = [
        f"- **{code.value}**　{plain(one.title.get(language()))}　:gray[{plain(one.explains.get(language()))}]"
        for code, one in CLAUSE_SETS.items()
    ]
    st.markdown("\n".join(lines))


def _register() -> None:
    open_dialog("contract_form", contract_id="", third_party_id="")
