"""An incident reported by whoever sees one, from every page: the button, and the dialog that takes a minute."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final

import streamlit as st

from sakimori.clock import now
from sakimori.domain.user import Actor
from sakimori.errors import RefusedError
from sakimori.services.incidents.write import report_incident
from sakimori.services.kernel.access import Permission, may
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.rows import party_names
from sakimori.ui.frame.components import OPEN_DIALOG, MenuItem, go_to, refusal
from sakimori.ui.frame.text import t

_OPEN, _TOLD = "incident_open", "incident_told"
_KEY: Final = "report_incident"
_ICON: Final = ":material/emergency_home:"
_OURS, _UNKNOWN = "ours", ""


def report_button(actor: Actor) -> None:
    """The button below the menu, on every page."""
    if may(actor, Permission.REPORT_INCIDENT):
        with st.sidebar:
            st.button(
                t("report_incident.open"), key="frame_report_incident", icon=_ICON, on_click=_open, width="stretch"
            )


def report_item(actor: Actor) -> list[MenuItem]:
    """The same as a line of the menu of the person, which a phone shows too."""
    return [MenuItem(t("report_incident.open"), _open)] if may(actor, Permission.REPORT_INCIDENT) else []


def _open() -> None:
    st.session_state[_OPEN] = True
    st.session_state.pop(OPEN_DIALOG, None)  # a page shows one dialog at a time
    st.session_state.pop(_TOLD, None)


def report_dialog(workspace: Workspace, actor: Actor, today: date) -> None:
    """The dialog, on the run after the button was pressed; what is typed runs in it alone."""
    if st.session_state.pop(_OPEN, False):
        st.dialog(t("report_incident.open"), width="medium")(partial(_report, workspace, actor, today))()
