"""The page 契約 without a chosen contract: figures, the way to a new one, and the list or the matrix."""

from __future__ import annotations

import streamlit as st

from sakimori.services.kernel.access import Permission
from sakimori.ui.contracts.export import MATRIX, VIEW
from sakimori.ui.contracts.listing import show_list, show_tiles
from sakimori.ui.contracts.matrix import show_matrix
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import t

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
