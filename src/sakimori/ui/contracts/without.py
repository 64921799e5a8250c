"""Third parties that are dealt with although no contract of the needed kind is in force."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sakimori.services.contracts.rows import Uncovered
from sakimori.services.kernel.access import Permission
from sakimori.ui.frame.components import go_to
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.formats import since
from sakimori.ui.frame.party_fields import roles_in_words
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import Mark, chip, mark
from sakimori.ui.frame.tables import Cell, severity_column, table, text_column
from sakimori.ui.frame.text import language, t


def show_uncovered(page: Page, found: Sequence[Uncovered]) -> None:
    """The table; a chosen row offers to register its contract."""
    if not found:
        st.info(t("contracts.without_none"), icon=":material/filter_alt:")
        return
    chosen = table(
        [uncovered_cells(one, page) for one in found],
        {
            "severity": severity_column(t("contracts.col_worst"), width=96),
            "party": text_column(t("contracts.col_party"), width=260),
            "roles": text_column(t("contracts.col_roles"), width=150),
            "gap": text_column(t("contracts.col_gap"), width=290),
            "since": text_column(t("contracts.col_since"), width=130),
        },
        key=f"contracts_without_{len(found)}",
        alt=t("contracts.without_alt"),
        select="one",
    )
    if not chosen:
        st.caption(t("contracts.without_hint"))
        return
    _offer(page, found[chosen[0]])


def _offer(page: Page, one: Uncovered) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t("contracts.register_for", name=plain(one.name)), type="primary", key="contracts_register_for",
            icon=":material/add:", disabled=not page.may(Permission.EDIT_REGISTER), on_click=open_dialog,
            args=("contract_form",), kwargs={"contract_id": "", "third_party_id": one.third_party_id},
        )  # fmt: skip
        if st.button(t("contracts.open_party"), key="contracts_open_party"):
            go_to("party", party=one.third_party_id, tab="contracts")


def uncovered_cells(one: Uncovered, page: Page) -> list[Cell]:
    """A third party without a contract, in the order of the columns."""
    state = mark(one.severity) if one.is_known else Mark.UNKNOWN
    return [
        [chip(state, language())],
        one.name,
        roles_in_words(one.roles),
        one.title.get(language()),
        since(one.since_on, page.on, language()),
    ]
