"""サービス of one third party: what feeds each, where it works, which papers name it."""

from __future__ import annotations

import streamlit as st

from sakimori.domain.records.third_party import Service
from sakimori.services.kernel.access import Permission
from sakimori.services.parties.service_lines import Places, ServiceLine, service_lines
from sakimori.services.parties.view import DossierView
from sakimori.ui.flows.words import places_in_words, verdict_cell, verdict_column
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.formats import country, day, none, not_applicable, unknown, yes_no
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell, button_column, number_column, table, text_column
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.parties.service_detail import show_service
from sakimori.ui.parties.tabs.certificates import certificate_rows
from sakimori.ui.parties.tabs.contracts import contracts_of
from sakimori.ui.parties.tabs.flows import flows_of
from sakimori.ui.parties.tabs.sub_processors import tree_of


def lines_of(page: Page, view: DossierView) -> tuple[ServiceLine, ...]:
    """The services with all that hangs on them, put together from what the other tabs show."""
    return service_lines(
        view.services,
        flows=flows_of(page, view.party.id),
        contracts=contracts_of(page, view.party.id).contracts,
        certificates=certificate_rows(page, view.party.id),
        links=tree_of(page, view.party.id).running,
    )


def show_services(page: Page, view: DossierView) -> None:
    """The services in use, then those that ended; a row shows what hangs on it, its button opens its form."""
    may = page.may(Permission.EDIT_PARTY)
    st.button(
        t("party.add_service"), icon=":material/add:", key="service_add", disabled=not may, on_click=open_dialog,
        args=("service",), kwargs={"service_id": ""},
    )  # fmt: skip
    lines = lines_of(page, view)
    if not view.services:
        st.markdown(t("party.services_none"))
    if not lines:
        return

    def edit(row: int) -> None:
        service = lines[row].service
        if service is not None:
            open_dialog("service", service_id=service.id)

    columns = {
        "name": text_column(t("party.col_service"), width=170, pinned=True),
        "verdict": verdict_column(),
        "flows": number_column(t("services.col_flows"), width=60),
        "persons": number_column(t("services.col_persons"), width=76),
        "storage": text_column(t("party.col_storage"), width=186),
        "processing": text_column(t("party.col_processing"), width=160),
    }
    if may:
        columns["edit"] = button_column(t("services.col_edit"), key="service_edit", on_row=edit, width=86)  # type: ignore[assignment]
    columns |= {
        "personal": text_column(t("party.col_personal"), width=90),
        "role": text_column(t("party.col_role"), width=100),
        "in_use": text_column(t("party.col_state"), width=130),
    }
    cells = [[*_cells(line), *([_edit(line)] if may else []), *_facts(line.service)] for line in lines]
    chosen = table(cells, columns, key=f"party_services_{page.number}", alt=t("party.services_alt"), select="one")
    if len(lines) > 1 and not chosen:
        st.caption(t("services.hint"))
        return
    show_service(page, view, lines[chosen[0] if chosen and chosen[0] < len(lines) else 0])


def _cells(line: ServiceLine) -> list[Cell]:
    lang, service = language(), line.service
    return [
        service.name if service else t("services.none_named"),
        verdict_cell(line.verdict) if line.verdict else [none(lang)],
        len(line.flows),
        line.persons if line.flows else 0,
        place_in_words(line.storage),
        place_in_words(line.processing),
    ]


def _edit(line: ServiceLine) -> str:
    return t("services.edit") if line.service else ""


def _facts(service: Service | None) -> list[Cell]:
    lang = language()
    if service is None:
        return [not_applicable(lang)] * 3
    ended = service.ended_on
    return [
        yes_no(service.handles_personal_data, lang),
        label(service.role) if service.role else unknown(lang),
        t("party.service_ended", day=day(ended, lang)) if ended else t("party.service_in_use"),
    ]


def place_in_words(places: Places) -> str:
    """Where it is done, in one cell; what the service and its flows say apart is marked."""
    lang = language()
    if places.differs:
        of_flows = places_in_words(sorted(places.of_flows))
        return t("services.differs", service=country(places.recorded, lang), flows=of_flows)
    if places.recorded is not None:
        return country(places.recorded, lang)
    return t("services.by_flows", flows=places_in_words(sorted(places.of_flows))) if places.of_flows else unknown(lang)
