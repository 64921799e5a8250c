"""The form of one service of a third party, and the end of its use."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from sakimori.domain.records.third_party import Service
from sakimori.services.parties.view import DossierView
from sakimori.services.parties.write import add_service, edit_service, end_service
from sakimori.ui.frame.conflicts import first_shown
from sakimori.ui.frame.dialogs import act, save_button
from sakimori.ui.frame.formats import unknown
from sakimori.ui.frame.party_fields import ROLES, field_input, field_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, language, t

_FIELDS = ("storage_country", "processing_country", "handles_personal_data", "description")


def service_dialog(page: Page, view: DossierView, *, service_id: str) -> None:
    """One service: new, or to be changed or ended."""
    standing = next((service for service in view.services if service.id == service_id), None)
    service = first_shown(standing or Service("", view.party.id, ""), key="party_save")
    roles, named = list(ROLES), {role: label(role) for role in ROLES}
    changes: dict[str, Any] = {
        "name": st.text_input(field_label("name"), value=service.name, key="service_name"),
        "role": st.selectbox(
            field_label("role"), roles, index=roles.index(service.role) if service.role else None,
            format_func=named.__getitem__, key="service_role", placeholder=unknown(language()),
        ),
    }  # fmt: skip
    for field in _FIELDS:
        changes[field] = field_input(field, getattr(service, field), key=f"service_{field}")
    save_button(page, service, changes, edit_service if standing else add_service)
    if standing is not None and standing.ended_on is None:
        _end_form(page, service)


def _end_form(page: Page, service: Service) -> None:
    with st.expander(t("party.end_service")):
        ended_on = st.date_input(t("party.end_service_on"), value=page.today, key="service_end_on")
        reason = st.text_input(field_label("reason"), key="service_end_reason")
        write = partial(end_service, page.workspace, service.id, ended_on=ended_on, seen=service.version)
        act(page, t("party.end_service"), write, key="service_end", reason=reason, type="secondary")
