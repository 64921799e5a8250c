"""What the desk reads: incidents and how we are prepared, once a state of the records."""

from __future__ import annotations

from typing import Final

import streamlit as st

from sakimori.services.incidents.rows import Preparedness, incident_rows, preparedness
from sakimori.services.incidents.shapes import IncidentRow, IncidentView
from sakimori.services.incidents.view import incident_view
from sakimori.ui.frame.session import Page, memo

ASKED: Final = "incident"
"""The name in the address of the incident that the desk shows."""


def asked_incident() -> str:
    """The incident that the address names; empty for the list."""
    return st.query_params.get(ASKED, "")


def view_of(page: Page, incident_id: str) -> IncidentView:
    """One incident on the day of the page."""
    return memo(page, "incident", lambda: incident_view(page.workspace, incident_id, as_of=page.as_of), incident_id)


def rows_of(page: Page) -> tuple[IncidentRow, ...]:
    """All incidents on the day of the page."""
    return memo(page, "incidents", lambda: incident_rows(page.workspace, as_of=page.as_of))


def prepared_of(page: Page) -> Preparedness:
    """The plan and the drills on the day of the page."""
    return memo(page, "prepared", lambda: preparedness(page.workspace, as_of=page.as_of))
