"""The services of one third party, the form of each, and its flows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import streamlit as st

from sakimori.domain.records.third_party import Service
from sakimori.services.flows.rows import FlowRow, flow_rows
from sakimori.services.kernel.access import Permission
from sakimori.services.parties.service_lines import Places, ServiceLine, service_lines
from sakimori.services.parties.view import DossierView
from sakimori.services.parties.write import add_service, edit_service, end_service
from sakimori.ui.contracts.words import state_chip as contract_chip
from sakimori.ui.flows.listing import OF_PARTY, chosen_of
from sakimori.ui.flows.page import proposals_dialog, proposals_of
from sakimori.ui.flows.words import (
    groups_in_words,
    kinds_in_words,
    places_in_words,
    verdict_cell,
    verdict_column,
)
from sakimori.ui.frame.choices import ask_day
from sakimori.ui.frame.components import go_to, link_to, section
from sakimori.ui.frame.dialogs import act, open_dialog, save_button
from sakimori.ui.frame.formats import aside, country, day, none, not_applicable, plain, unknown, yes_no
from sakimori.ui.frame.listing_state import chosen_row
from sakimori.ui.frame.record_fields import ROLES, record_inputs
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.tables import Cell, button_column, number_column, table, text_column
from sakimori.ui.frame.text import dotted, label, language, t
from sakimori.ui.frame.trail_words import first_shown
from sakimori.ui.parties.tabs.ai_service import show_ai_facts
from sakimori.ui.parties.tabs.certificates import certificate_rows
from sakimori.ui.parties.tabs.certificates import state_chip as certificate_chip
from sakimori.ui.parties.tabs.contracts import contracts_of
from sakimori.ui.parties.tabs.sub_processors import path_words, tree_of
from sakimori.ui.parties.tabs.sub_processors import state_chip as link_chip


def flows_of(page: Page, third_party_id: str) -> tuple[FlowRow, ...]:
    """The flows of one third party, worst first."""
    return memo(
        page,
        "party_flows",
        lambda: flow_rows(page.workspace, on=page.on, number=page.known, third_party_id=third_party_id),
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
    chosen_of(page, OF_PARTY, rows, view.party.id)
    st.caption(t("flows.list_hint"))


def proposed_dialog(page: Page, _view: DossierView, *, third_party_id: str) -> None:
    """The proposals for this third party."""
    proposals_dialog(page, third_party_id=third_party_id)


_FIELDS = ("name", "role", "storage_country", "processing_country", "handles_personal_data", "description")
_NAMED = 8
_NO_SERVICE = "none"
"""In the address: the flows that name no service."""


def show_service(page: Page, view: DossierView, line: ServiceLine) -> None:
    """What hangs on one service; its form is opened here too, for no key reaches a button in a table."""
    service = line.service
    with st.container(horizontal=True, vertical_alignment="center"):
        section(
            service.name if service else t("services.none_named"),
            service.description if service else t("services.none_named_note"),
        )
        if service is not None and page.may(Permission.EDIT_PARTY):
            st.button(
                t("services.edit"), key="service_edit_chosen", icon=":material/edit:", type="tertiary",
                on_click=open_dialog, args=("service",), kwargs={"service_id": service.id},
            )  # fmt: skip
    if line.flows:
        _feeds(page, line.flows)
    else:
        st.caption(t("services.no_flows"))
    if service is None:
        return
    _place(t("party.col_storage"), line.storage)
    _place(t("party.col_processing"), line.processing)
    show_ai_facts(page, view, service)
    _papers(view, line)


def _feeds(page: Page, rows: Sequence[FlowRow]) -> None:
    columns = {
        "verdict": verdict_column(),
        "flow": text_column(t("services.col_flow"), width=210),
        "route": text_column(t("services.col_route"), width=150),
        "persons": number_column(t("services.col_persons"), width=80),
        "whose": text_column(t("services.col_whose"), width=110),
        "what": text_column(t("services.col_what"), width=180),
        "where": text_column(t("services.col_where"), width=150),
    }
    ids = hash(tuple(row.flow.id for row in rows)) & 0xFFFFFF
    chosen = table(
        [_of_flow(row) for row in rows], columns, key=f"service_flows_{page.number}_{ids}", alt=t("services.flows_alt"),
        select="one",
    )  # fmt: skip
    if chosen:
        go_to("flow", flow=rows[chosen[0]].flow.id)


def _of_flow(row: FlowRow) -> list[Cell]:
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
        words = t("party.end_service_on")
        ended_on: Any = ask_day(words, key="service_end_on")
        reason = st.text_input(t("party.field.reason"), key="service_end_reason")
        write = partial(end_service, page.workspace, service.id, ended_on=ended_on, seen=service.version)
        needs = {words: ended_on}
        act(page, t("party.end_service"), write, key="service_end", reason=reason, type="secondary", needs=needs)


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
        "name": text_column(t("party.col_service"), width=170),
        "verdict": verdict_column(),
        "flows": number_column(t("services.col_flows"), width=60),
        "persons": number_column(t("services.col_persons"), width=76),
        "storage": text_column(t("party.col_storage"), width=186),
        "processing": text_column(t("party.col_processing"), width=160),
    }
    if may:
        columns["edit"] = button_column(t("services.col_edit"), on_row=edit, width=86)
    columns |= {
        "personal": text_column(t("party.col_personal"), width=90),
        "role": text_column(t("party.col_role"), width=100),
        "in_use": text_column(t("party.col_state"), width=130),
    }
    cells = [[*service_cells(line), *([_edit(line)] if may else []), *service_facts(line.service)] for line in lines]
    ids = [line.service.id if line.service else _NO_SERVICE for line in lines]
    place = chosen_row(
        "service", ids, cells, columns, key=f"party_services_{page.number}", alt=t("party.services_alt")
    )  # fmt: skip
    if len(lines) > 1 and place is None:
        st.caption(t("services.hint"))
        return
    show_service(page, view, lines[place or 0])


def service_cells(line: ServiceLine) -> list[Cell]:
    """Name, answer of the check, flows, persons, and where the data lie."""
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


def service_facts(service: Service | None) -> list[Cell]:
    """Whether it handles personal data, its role, and whether it is in use."""
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
