"""A short table beside the ground of a flow: which kinds of work are an entrustment, as a rule of thumb."""

from __future__ import annotations

from typing import Final

import streamlit as st

from sakimori.domain.records.data_flow import LegalRoute
from sakimori.ui.frame.text import t

_KINDS: Final = ("storage", "disposal", "cleaning", "staff", "lawyers", "cards")
IN_DOUBT: Final = frozenset({LegalRoute.UNDECIDED, LegalRoute.ENTRUST, LegalRoute.NOT_PROVISION})
"""The grounds between which such work is in doubt."""


def show_entrusted(route: LegalRoute) -> None:
    """What decides, and the kinds of work of which people ask most, folded."""
    if route not in IN_DOUBT:
        return
    with st.expander(t("flows.entrusted_or_not")):
        st.caption(t("flows.entrusted_about"))
        for kind in _KINDS:
            st.markdown(f"**{t(f'flows.entrusted_{kind}')}**  \n{t(f'flows.entrusted_{kind}_is')}")
