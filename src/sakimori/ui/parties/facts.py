"""The facts of a third party: shown, edited, and asked of a new one as fields on the page itself."""

from __future__ import annotations

import streamlit as st

from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.kernel.access import Permission
from sakimori.services.parties.view import DossierView, tier_preview
from sakimori.ui.frame.components import section
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.party_fields import IDENTITY, INTAKE
from sakimori.ui.frame.record_fields import record_label, record_shown
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell, table, text_column
from sakimori.ui.frame.text import t
from sakimori.ui.parties.fix import fields_form
from sakimori.ui.parties.registering import show_preview

_FIRST = ("roles", "country", "data_categories", "owner_id")


def show_new(page: Page, view: DossierView) -> None:
    """A new company has few rows but questions: role, country, data and owner, as fields."""
    if not view.is_new or not page.may(Permission.EDIT_PARTY):
        return
    blank = tuple(field for field in _FIRST if not getattr(view.party, field))
    if not blank:
        return
    with st.container(border=True):
        section(t("party.new"), t("party.new_note"))
        fields_form(page, view.party, blank, per_row=len(blank), key="new")


def show_facts(page: Page, view: DossierView, names: dict[str, str]) -> None:
    """Every field in words, the tier and what follows from it, and the ways to change them."""
    may = page.may(Permission.EDIT_PARTY)
    with st.container(horizontal=True):
        st.button(
            t("party.edit"), icon=":material/edit:", key="facts_edit", disabled=not may, on_click=open_dialog,
            args=("edit",),
        )  # fmt: skip
        st.button(
            t("party.edit_intake"), icon=":material/tune:", key="facts_intake", disabled=not may,
            on_click=open_dialog, args=("intake",),
        )  # fmt: skip
    left, right = st.columns([3, 2])
    known = names | ({view.party.parent_id: view.parent} if view.party.parent_id and view.parent else {})
    columns = {
        "field": text_column(t("party.col_field"), width=210),
        "value": text_column(t("party.col_value"), width=320),
    }
    rows: list[list[Cell]] = [
        [record_label(ThirdParty, field), record_shown(ThirdParty, field, getattr(view.party, field), known)]
        for field in (*INTAKE, *IDENTITY)
    ]
    with left:
        table(rows, columns, key="party_facts", alt=t("party.facts_alt"))
    with right:
        show_preview(tier_preview(page.workspace, view.party))


def edit_dialog(page: Page, view: DossierView) -> None:
    """All identity fields at once."""
    fields_form(page, view.party, IDENTITY, per_row=2)
