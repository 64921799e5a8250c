"""Whose dossier the address names, and whose is opened next."""

from __future__ import annotations

import streamlit as st

from sakimori.ui.frame.dialogs import close_dialog

_ASKED = "party_asked"


def asked_party() -> str:
    """The third party that the address names; a page of this session without an address shows the last one again."""
    asked = st.query_params.get("party") or str(st.session_state.get(_ASKED, ""))
    if asked != st.session_state.get(_ASKED):
        close_dialog()
    st.session_state[_ASKED] = asked
    if asked:
        st.query_params["party"] = asked
    return asked


def expect_party(third_party_id: str) -> None:
    """Say whose dossier is opened next, so that a dialog that was opened for it stays open."""
    st.session_state[_ASKED] = third_party_id
