"""One service of a third party: what feeds it, where it works, its contracts, certificates and others, and its form."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import streamlit as st

from sakimori.domain.records.third_party import Service
from sakimori.services.flows.rows import FlowRow
from sakimori.services.parties.service_lines import Places, ServiceLine
from sakimori.services.parties.view import DossierView
from sakimori.services.parties.write import add_service, edit_service, end_service
from sakimori.ui.contracts.words import state_chip as contract_chip
from sakimori.ui.flows.words import (
    groups_in_words,
    kinds_in_words,
    places_in_words,
    verdict_cell,
    verdict_column,
)
from sakimori.ui.frame.components import go_to, link_to, section
from sakimori.ui.frame.dialogs import act, save_button
from sakimori.ui.frame.formats import aside, country, none, unknown
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.record_fields import ROLES, record_inputs
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell, number_column, table, text_column
from sakimori.ui.frame.text import dotted, label, language, t
from sakimori.ui.frame.trail_words import first_shown
from sakimori.ui.parties.tabs.certificates import state_chip as certificate_chip
from sakimori.ui.parties.tabs.sub_processors import path_words
from sakimori.ui.parties.tabs.sub_processors import state_chip as link_chip

_FIELDS = ("name", "role", "storage_country", "processing_country", "handles_personal_data", "description")
_NAMED = 8


def show_service(page: Page, view: DossierView, line: ServiceLine) -> None:
    """What hangs on one service."""
    service = line.service
    section(
        service.name if service else t("services.none_named"),
        service.description if service else t("services.none_named_note"),
    )
    if line.flows:
        _feeds(page, line.flows)
    else:
        st.caption(t("services.no_flows"))
    if service is None:
        return
    _place(t("party.col_storage"), line.storage)
    _place(t("party.col_processing"), line.processing)
    _papers(view, line)


def _feeds(page: Page, rows: Sequence[FlowRow]) -> None:
    columns = {
        "verdict": verdict_column(),
        "flow": text_column(t("services.col_flow"), width=210, pinned=True),
        "route": text_column(t("services.col_route"), width=150),
        "persons": number_column(t("services.col_persons"), width=80),
        "whose": text_column(t("services.col_whose"), width=110),
        "what": text_column(t("services.col_what"), width=180),
        "where": text_column(t("services.col_where"), width=150),
    }
    ids = hash(tuple(row.flow.id for row in rows)) & 0xFFFFFF
    chosen = table(
        [_cells(row) for row in rows], columns, key=f"service_flows_{page.number}_{ids}", alt=t("services.flows_alt"),
        select="one",
    )  # fmt: skip
    if chosen:
        go_to("flow", flow=rows[chosen[0]].flow.id)


def _cells(row: FlowRow) -> list[Cell]:
    return [
        verdict_cell(row.verdict),
        row.flow.name,
        label(row.flow.route),
        row.flow.persons,
        groups_in_words(row.flow.subject_groups),
        kinds_in_words(row.flow.categories),
        places_in_words(row.places),
    ]


def _place(title: str, places: Places) -> None:
    """Both sides of it; where they differ, one of the two is to be mended."""
    lang = language()
    recorded = country(places.recorded, lang)
    known = [country(code, lang) for code in sorted(places.of_flows)]
    of_flows = dotted(known if places.is_whole else [*known, unknown(lang)])
    words = t("services.place", what=title, service=plain(recorded), flows=plain(of_flows))
    if places.differs:
        st.warning(f"{words}{t('services.place_differs')}", icon=":material/difference:")
    else:
        st.markdown(words)


class _Paper(NamedTuple):
    """Something that speaks of the service, with the place where it is kept."""

    name: str
    chip: str
    is_for_all: bool
    page: str
    query: dict[str, str]


def _papers(view: DossierView, line: ServiceLine) -> None:
    """Contracts, certificates and sub-processors; what names no service holds for all of them."""
    here = {"party": view.party.id}
    contracts = [
        _Paper(
            c.contract.title,
            contract_chip(c.state),
            not c.contract.service_ids,
            "contracts",
            {"contract": c.contract.id},
        )
        for c in line.contracts
    ]
    certificates = [
        _Paper(
            label(row.certificate.scheme),
            certificate_chip(row.state),
            not row.certificate.service_ids,
            "party",
            here | {"tab": "certificates"},
        )
        for row in line.certificates
    ]
    links = [
        _Paper(
            aside(path_words(row), country(row.link.country, language()), language()),
            link_chip(row.state),
            row.link.service_id is None,
            "party",
            here | {"tab": "sub_processors"},
        )
        for row in line.links
    ]
    _links(t("services.contracts"), contracts)
    _links(t("services.certificates"), certificates)
    _links(t("services.links"), links)


def _links(title: str, papers: Sequence[_Paper]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{title}**", width="content")
        if not papers:
            st.caption(none(language()), width="content")
        for paper in papers[:_NAMED]:
            name = aside(paper.name, t("services.all"), language()) if paper.is_for_all else paper.name
            link_to(paper.page, f"{paper.chip} {name}", icon="chevron_right", **paper.query)
        if len(papers) > _NAMED:
            st.caption(t("services.more", count=len(papers) - _NAMED), width="content")


def service_dialog(page: Page, view: DossierView, *, service_id: str) -> None:
    """One service: new, or to be changed or ended."""
    standing = next((service for service in view.services if service.id == service_id), None)
    service = first_shown(standing or Service("", view.party.id, ""), key="party_save")
    changes = record_inputs(service, _FIELDS, key="service", choices={"role": {role: label(role) for role in ROLES}})
    save_button(page, service, changes, edit_service if standing else add_service)
    if standing is not None and standing.ended_on is None:
        _end_form(page, service)


def _end_form(page: Page, service: Service) -> None:
    with st.expander(t("party.end_service")):
        ended_on = st.date_input(t("party.end_service_on"), value=page.today, key="service_end_on")
        reason = st.text_input(t("party.field.reason"), key="service_end_reason")
        write = partial(end_service, page.workspace, service.id, ended_on=ended_on, seen=service.version)
        act(page, t("party.end_service"), write, key="service_end", reason=reason, type="secondary")
