"""Which contract and which clause the address names."""

from __future__ import annotations

import streamlit as st

from sakimori.ui.frame.dialogs import close_dialog

_ASKED, _CLAUSE = "contracts_asked", "contracts_clause_asked"


def asked_contract() -> str:
    """The contract that the address names; empty for the list. A dialog that was opened for another one is closed."""
    asked = st.query_params.get("contract", "")
    if asked != st.session_state.get(_ASKED, ""):
        close_dialog()
    st.session_state[_ASKED] = asked
    return asked


def expect_contract(contract_id: str) -> None:
    """Say which contract is opened next, so that a dialog that was opened for it stays open."""
    st.session_state[_ASKED] = contract_id


def asked_clause() -> str:
    """The clause or set that the address names."""
    return st.query_params.get("clause", "")


def newly_asked_set() -> str:
    """The code of the set that the address asks for, told once for each address."""
    asked = f"{st.query_params.get('contract', '')} {asked_clause()}"
    if st.session_state.get(_CLAUSE) == asked:
        return ""
    st.session_state[_CLAUSE] = asked
    return asked_clause().partition("-")[0]
