"""What a third party does for us."""

from __future__ import annotations

from typing import Any

import streamlit as st

from sakimori.clock import now
from sakimori.domain.third_party import Service
from sakimori.services.access import Permission
from sakimori.services.dossier_view import DossierView
from sakimori.services.third_parties import add_service, edit_service, end_service
from sakimori.ui.formats import country, day, unknown, yes_no
from sakimori.ui.party_dialogs import fresh_key, open_dialog, save_button, try_write
from sakimori.ui.party_fields import ROLES, field_input, field_label
from sakimori.ui.session import Page
from sakimori.ui.tables import Cell, table, text_column
from sakimori.ui.text import label, language, t

_FIELDS = ("storage_country", "processing_country", "handles_personal_data", "description")


def show_services(page: Page, view: DossierView) -> None:
    """The services in use, then those that ended; a row opens its form."""
    may = page.may(Permission.EDIT_PARTY)
    st.button(
        t("party.add_service"), icon=":material/add:", key="service_add", disabled=not may, on_click=open_dialog,
        args=("service",), kwargs={"service_id": ""},
    )  # fmt: skip
    if not view.services:
        st.markdown(t("party.services_none"))
        return
    columns = {
        "name": text_column(t("party.col_service"), width=230),
        "role": text_column(t("party.col_role"), width=130),
        "storage": text_column(t("party.col_storage"), width=120),
        "processing": text_column(t("party.col_processing"), width=120),
        "personal": text_column(t("party.col_personal"), width=110),
        "state": text_column(t("party.col_state"), width=170),
    }
    chosen = table(
        [_cells(service) for service in view.services],
        columns,
        key=fresh_key("party_services"),
        alt=t("party.services_alt"),
        select="one" if may else "none",
    )
    if chosen:
        open_dialog("service", service_id=view.services[chosen[0]].id)
    if may:
        st.caption(t("party.row_hint"))


def service_dialog(page: Page, view: DossierView, *, service_id: str) -> None:
    """One service: new, or to be changed or ended."""
    standing = next((service for service in view.services if service.id == service_id), None)
    service = standing or Service("", view.party.id, "")
    roles = list(ROLES)
    changes: dict[str, Any] = {
        "name": st.text_input(field_label("name"), value=service.name, key="service_name"),
        "role": st.selectbox(
            field_label("role"), roles, index=roles.index(service.role) if service.role else None, format_func=label,
            key="service_role", placeholder=unknown(language()),
        ),
    }  # fmt: skip
    for field in _FIELDS:
        changes[field] = field_input(field, getattr(service, field), key=f"service_{field}")

    def write(changed: Service) -> Any:  # noqa: ANN401 - what was saved
        store = edit_service if standing else add_service
        return store(page.workspace, changed, actor=page.actor, at=now())

    save_button(service, changes, write, at=now())
    if standing is not None and standing.ended_on is None:
        _end_form(page, standing)


def _end_form(page: Page, service: Service) -> None:
    with st.expander(t("party.end_service")):
        ended_on = st.date_input(t("party.end_service_on"), value=page.today, key="service_end_on")
        reason = st.text_input(field_label("reason"), key="service_end_reason")
        if st.button(t("party.end_service"), key="service_end", disabled=not reason.strip()):
            try_write(
                lambda: end_service(
                    page.workspace, service.id, ended_on=ended_on, actor=page.actor, at=now(), reason=reason.strip()
                ),
                at=now(),
            )


def _cells(service: Service) -> list[Cell]:
    lang = language()
    ended = service.ended_on
    return [
        service.name,
        label(service.role) if service.role else unknown(lang),
        country(service.storage_country, lang),
        country(service.processing_country, lang),
        yes_no(service.handles_personal_data, lang),
        t("party.service_ended", day=day(ended, lang)) if ended else t("party.service_in_use"),
    ]
