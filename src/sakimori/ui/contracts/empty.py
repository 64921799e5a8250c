"""契約 while there is none: what to do first, and what a contract will be read for."""

from __future__ import annotations

import streamlit as st

from sakimori.rules.facts.clauses import CLAUSE_SETS
from sakimori.services.kernel.access import Permission
from sakimori.ui.frame.components import NextStep, empty_state, section
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.pages import page as page_named
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t


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
