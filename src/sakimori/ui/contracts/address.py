"""Which contract and which clause the address names, and the way from a gap to the place where it is closed."""

from __future__ import annotations

import streamlit as st

from sakimori.domain.records.contract import ContractCover
from sakimori.services.gaps.of_dossier import GapLine
from sakimori.services.kernel.access import Permission
from sakimori.ui.frame.components import go_to
from sakimori.ui.frame.dialogs import close_dialog, open_dialog
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import t

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


FIXED_IN_CONTRACT = frozenset({"contract", "contract_clause", "contract_cover"})
"""Records whose gaps are closed on the page of a contract."""

_IN_FORM = frozenset({"start_on", "end_on", "auto_renews", "renewal_months", "notice_days_ours", "breach_notice_hours"})


def contract_fix_words(line: GapLine) -> str:
    """What the button beside a gap of contracts says."""
    span = line.span
    if span.fix_record == "contract_cover":
        return t("party_contracts.fix_cover")
    if span.fix_record == "contract_clause":
        return t("party_contracts.fix_clause")
    return t("party_contracts.fix_contract" if span.fix_id else "party_contracts.fix_register")


def lead_to_contract(page: Page, line: GapLine) -> None:
    """Go to the contract in which a gap is closed; one that is not registered yet is asked for in a dialog here."""
    span = line.span
    if span.fix_record == "contract_cover":
        with page.workspace.unit() as unit:
            cover = unit.records.find(ContractCover, span.fix_id)
        close_dialog()
        if cover is None:
            go_to("contracts")
        else:
            if page.may(Permission.EDIT_REGISTER):
                open_dialog("contract_confirm", cover_id=cover.id)
                expect_contract(cover.contract_id)
            go_to("contracts", contract=cover.contract_id)
    if not span.fix_id:
        return
    close_dialog()
    if span.fix_record == "contract_clause":
        go_to("contracts", contract=span.fix_id, clause=span.fix_field)
    if span.fix_field in _IN_FORM and page.may(Permission.EDIT_REGISTER):
        open_dialog("contract_form", contract_id=span.fix_id, third_party_id="")
        expect_contract(span.fix_id)
    go_to("contracts", contract=span.fix_id)
