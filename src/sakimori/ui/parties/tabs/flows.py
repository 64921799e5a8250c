"""The dossier's flows: which data this third party gets, and how each of them stands."""

from __future__ import annotations

import streamlit as st

from sakimori.services.flows.rows import FlowRow, flow_rows
from sakimori.services.kernel.access import Permission
from sakimori.services.parties.view import DossierView
from sakimori.ui.flows.page import proposals_dialog, proposals_of
from sakimori.ui.flows.words import long_cells, long_columns
from sakimori.ui.frame.components import go_to
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.session import Page, kept
from sakimori.ui.frame.tables import table
from sakimori.ui.frame.text import t

_LEFT_OUT = ("to",)


def flows_of(page: Page, third_party_id: str) -> tuple[FlowRow, ...]:
    """The flows of one third party, worst first."""
    return kept(
        page,
        "party_flows",
        lambda: flow_rows(page.workspace, on=page.on, number=page.number, third_party_id=third_party_id),
        third_party_id,
    )


def show_flows(page: Page, view: DossierView) -> None:
    """The flows as a table whose rows open them, and the ways to a new one."""
    rows, may = flows_of(page, view.party.id), page.may(Permission.EDIT_REGISTER)
    with st.container(horizontal=True):
        if st.button(t("flows.register"), icon=":material/add:", key="party_flow_add", disabled=not may):
            go_to("flow_entry", new=view.party.id)
        if may and not rows and proposals_of(page, view.party.id):
            st.button(
                t("flows.from_contracts"), icon=":material/auto_awesome:", key="party_flow_propose",
                on_click=open_dialog, args=("flow_proposals",), kwargs={"third_party_id": view.party.id},
            )  # fmt: skip
    if not rows:
        st.markdown(t("flows.party_none"))
        return
    columns = long_columns()
    kept_columns = {name: column for name, column in columns.items() if name not in _LEFT_OUT}
    cells = [
        [cell for name, cell in zip(columns, long_cells(row), strict=True) if name not in _LEFT_OUT] for row in rows
    ]
    chosen = table(cells, kept_columns, key=f"party_flows_{page.number}", alt=t("flows.table_alt"), select="one")
    if chosen:
        go_to("flow", flow=rows[chosen[0]].flow.id)
    st.caption(t("flows.list_hint"))


def proposed_dialog(page: Page, _view: DossierView, *, third_party_id: str) -> None:
    """The proposals for this third party."""
    proposals_dialog(page, third_party_id=third_party_id)
