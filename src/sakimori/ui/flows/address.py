"""The page of one flow: which one its address names, and whose dialogs are open."""

from __future__ import annotations

import streamlit as st

from sakimori.domain.records.data_flow import DataFlow
from sakimori.errors import NotFoundError
from sakimori.services.flows.view import flow_view
from sakimori.ui.flows.detail import show_flow
from sakimori.ui.flows.fix import OPENED
from sakimori.ui.frame.components import NextStep, empty_state, refusal
from sakimori.ui.frame.dialogs import close_dialog
from sakimori.ui.frame.session import Page, kept, workspace
from sakimori.ui.frame.text import t


def flow_title(flow_id: str, otherwise: str) -> str:
    """The name of a flow, to head its page."""
    with workspace().unit() as unit:
        flow = unit.records.find(DataFlow, flow_id) if flow_id else None
    return otherwise if flow is None else flow.name


def show_one(page: Page, flow_id: str) -> None:
    """One flow on the day of the page, or why it is not there."""
    if st.session_state.get(OPENED, flow_id) != flow_id:  # a dialog belongs to the flow for which it was opened
        close_dialog()
    st.session_state[OPENED] = flow_id
    try:
        view = kept(page, "flow", lambda: flow_view(page.workspace, flow_id, on=page.on, number=page.number), flow_id)
    except NotFoundError as error:
        if flow_id:
            refusal(error)
        empty_state("account_tree", t("flows.not_found"), NextStep(t("flows.to_list"), to="flows"))
        return
    show_flow(page, view)
