"""漏えい等: the list with how we are prepared, or the desk of the one incident that the address names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import streamlit as st

from sakimori.domain.records.incidents import Incident
from sakimori.services.kernel.access import Permission
from sakimori.ui.frame.components import Export, NextStep, ask_for_report, empty_state
from sakimori.ui.frame.dialogs import Dialogs, open_dialog
from sakimori.ui.frame.session import Page, workspace
from sakimori.ui.frame.text import t
from sakimori.ui.incidents.desk import show_desk
from sakimori.ui.incidents.entrusters import entrusters_dialog
from sakimori.ui.incidents.exempting import exempt_dialog, take_back_dialog
from sakimori.ui.incidents.listing import INCIDENTS, list_exports, show_list
from sakimori.ui.incidents.prepared import drill_dialog, plan_dialog, show_prepared
from sakimori.ui.incidents.sending import reached_dialog, receipt_dialog, sent_dialog, told_dialog
from sakimori.ui.incidents.state import asked_incident, rows_of
from sakimori.ui.incidents.steps import measure_dialog, step_dialog
from sakimori.ui.incidents.timeline import note_dialog

_DIALOGS: Final[Mapping[str, Callable[..., None]]] = {
    "incident_note": note_dialog, "incident_step": step_dialog, "incident_measure": measure_dialog,
    "incident_sent": sent_dialog, "incident_told": told_dialog, "incident_receipt": receipt_dialog,
    "incident_reached": reached_dialog,
    "incident_plan": plan_dialog, "incident_drill": drill_dialog,
    "incident_entrusters": entrusters_dialog,
    "incident_exempt": exempt_dialog, "incident_unexempt": take_back_dialog,
}  # fmt: skip


def show_incidents(page: Page) -> None:
    """The desk of one incident, or the list."""
    if incident_id := asked_incident():
        show_desk(page, incident_id)
        return
    INCIDENTS.take_address()
    rows = rows_of(page)
    if rows:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(t("incidents.about"), width="stretch")
            st.button(
                t("report_incident.open"), key="incidents_report", type="primary", icon=":material/add:",
                on_click=ask_for_report, disabled=not page.is_editable,
            )  # fmt: skip
        show_list(page, rows)
    else:
        _empty(page)
    show_prepared(page)


def _empty(page: Page) -> None:
    steps = [NextStep(t("incidents.record"), act=ask_for_report)] if page.is_editable else []
    if page.may(Permission.EDIT_INCIDENT):
        steps.append(NextStep(t("incidents.record_drill"), act=_drill))
    empty_state("emergency_home", t("incidents.none"), *steps)


def _drill() -> None:
    open_dialog("incident_drill", record_id="")


def exports_of(page: Page) -> tuple[Export, ...]:
    """The list as files; the desk gives its own drafts."""
    return () if asked_incident() else list_exports(page)


def dialogs_of(page: Page) -> Dialogs:
    """What can be opened on this page."""
    return {
        name: (f"incidents.dialog_{name.removeprefix('incident_')}", partial(draw, page))
        for name, draw in _DIALOGS.items()
    }


def incident_title() -> str:
    """The name of the incident that the address names; empty for the list."""
    with workspace().unit() as unit:
        found = unit.records.find(Incident, asked_incident()) if asked_incident() else None
    return found.name if found else ""
