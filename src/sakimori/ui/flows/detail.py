"""One data flow on the page that its address names: its facts, the gaps beside them, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from sakimori.domain.codes import Outcome
from sakimori.domain.records.data_flow import EQUIVALENT, CloudFacts, DataFlow, ForeignBasis, LegalRoute
from sakimori.errors import NotFoundError
from sakimori.services.clearance.reason_words import of_way
from sakimori.services.flows.drafts import asks_basis, asks_cloud, basis_fields, is_abroad, rests_on
from sakimori.services.flows.states import FlowState, ToldGap
from sakimori.services.flows.view import FlowView, flow_view
from sakimori.services.kernel.access import Permission
from sakimori.services.settings.users import list_users
from sakimori.ui.flows.ending import show_checks, show_ending
from sakimori.ui.flows.fix import (
    BASIS,
    CLOUD,
    FLOW,
    ITEMS,
    OPENED,
    Place,
    fix_words,
    follow,
    gap_title,
    gap_words,
    gaps_by_place,
    lead_to,
)
from sakimori.ui.flows.hand_over import answer_of, show_hand_over
from sakimori.ui.flows.words import abroad_in_words, mark_of, phase_in_words, state_cell, state_column
from sakimori.ui.frame.components import NextStep, empty_state, go_to, link_to, refusal, section, tag
from sakimori.ui.frame.dialogs import close_dialog, fresh_key, open_dialog
from sakimori.ui.frame.formats import Unit, count, country, day, linked, no_date, none, not_set, plain, since
from sakimori.ui.frame.record_fields import record_label, record_shown
from sakimori.ui.frame.session import Page, memo, workspace
from sakimori.ui.frame.states import Mark, mark, show_badge
from sakimori.ui.frame.tables import Cell, button_column, table, text_column
from sakimori.ui.frame.text import label, language, t

Line = tuple[Place, str, str]
"""A field with its name and what stands there."""

_WHAT = (
    "direction", "role", "categories", "data_items", "subject_groups", "origins", "purpose_id", "data_set_id",
    "service_id", "note",
)  # fmt: skip
_HOW = (
    "person_count", "volume_band", "source_system", "transfer_method", "encryption", "frequency", "start_on",
)  # fmt: skip
_OPEN_ENDED = frozenset({"end_on", "since", "until"})
"""Days that may well not be there."""
_PLACES = ("storage_countries", "processing_countries")
_HELD = frozenset({Outcome.REVIEW, Outcome.BLOCKED})
_CLOUD = ("no_handling_clause", "technical_block", "support_access", "uses_data_itself", "published_under_32", "note")


def show_flow(page: Page, view: FlowView) -> None:
    """Head, what stops it, then part after part."""
    gaps = gaps_by_place(view)
    follow(page)
    _show_head(page, view)
    _show_stops(view)
    _show_gaps(page, view)
    show_hand_over(page, view)
    section(t("flows.part_route"))
    _show_route(page, view, gaps)
    section(t(f"flows.part_what{of_way(view.flow.comes_in)}"))
    _facts(page, view.flow, _flow_lines(view, _WHAT), gaps, "what")
    if asks_cloud(view.flow) or view.cloud is not None:
        section(t("flows.part_cloud"), t("flows.part_cloud_note"))
        _show_cloud(page, view, gaps)
    section(t("flows.part_places"), _abroad_note(view))
    _show_abroad(page, view, gaps)
    section(t("flows.part_how"))
    _facts(page, view.flow, _flow_lines(view, _HOW), gaps, "how")
    show_ending(page, view, gaps, _facts_of_ending(view), _facts)
    _show_coming(view)


def _show_head(page: Page, view: FlowView) -> None:
    flow = view.flow
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        show_badge(_mark_of_day(page, view))
        for words in (label(flow.direction) if flow.direction else "", label(flow.role) if flow.role else ""):
            if words:
                tag(words, colour="gray")
        st.markdown(plain(phase_in_words(view.row)), width="content")
        persons = t("flows.persons_unknown") if flow.persons is None else count(flow.persons, Unit.PERSONS, language())
        st.markdown(plain(persons), width="content")
        link_to("party", view.party.legal_name, icon="domain", party=view.party.id, tab="flows")
        st.space("stretch")
        if st.button(
            t("flows.edit"), icon=":material/edit:", key="flow_edit", disabled=not page.may(Permission.EDIT_REGISTER)
        ):
            go_to("flow_entry", edit=flow.id)
        if st.button(t("flows.to_list"), icon=":material/arrow_back:", key="flow_back", type="tertiary"):
            go_to("flows")


def _mark_of_day(page: Page, view: FlowView) -> Mark:
    """How the flow stands: without a gap of its own it is still not well while the answer of the day holds it back."""
    verdict = answer_of(page, view).verdict
    if view.row.state is FlowState.OK and verdict is not None and verdict.outcome in _HELD:
        return mark(verdict.outcome)
    return mark_of(view.row.state)


def _show_gaps(page: Page, view: FlowView) -> None:
    """What is open, worst first, each with the way to close it."""
    gaps = view.gaps
    if not gaps:
        verdict = answer_of(page, view).verdict
        if verdict is not None and verdict.outcome in _HELD:
            st.caption(t("flows.no_gap_held", outcome=label(verdict.outcome)))
        else:
            st.caption(t("flows.no_gap_open" if view.row.state is FlowState.OK else "flows.no_gap_own"))
        return
    may = page.may(Permission.EDIT_REGISTER)

    def fix(row: int) -> None:
        lead_to(gaps[row])

    columns: dict[str, Any] = {
        "state": state_column(),
        "gap": text_column(t("flows.col_gap"), width=318),
        "cites": text_column(t("flows.col_cites"), width=150),
        "since": text_column(t("flows.col_since"), width=110),
    }
    if may:
        columns["fix"] = button_column(t("flows.col_fix"), on_row=fix, width=200)
    rows: list[list[Cell]] = [
        [
            state_cell(gap.state),
            gap_title(gap, view.flow),
            gap.cites.get(language()),
            since(gap.begins_on, page.on, language()),
            *([fix_words(gap.fix)] if may else []),
        ]
        for gap in gaps
    ]
    table(rows, columns, key=fresh_key("flow_gaps"), alt=t("flows.gaps_alt"))


def _show_stops(view: FlowView) -> None:
    if not view.stops:
        return
    lines = "\n".join(
        f"- {plain(gap.title.get(language()))}　:gray[{linked(gap.cites.get(language()))}]" for gap in view.stops
    )
    st.warning(t("flows.stops", count=len(view.stops)) + "\n\n" + lines, icon=":material/dangerous:")
    link_to("party", t("flows.to_party_gaps"), icon="flag", party=view.party.id, tab="gaps")


def _show_route(page: Page, view: FlowView, gaps: dict[Place, list[ToldGap]]) -> None:
    flow = view.flow
    decided = not_set(language())
    if flow.route_decided_by and flow.route_decided_on:
        names = {user.id: user.name for user in list_users(page.workspace)}
        who = names.get(flow.route_decided_by, flow.route_decided_by)
        decided = t("flows.decided", who=who, day=day(flow.route_decided_on, language()))
    lines = _flow_lines(view, ("route", "route_rationale", *rests_on(flow.route)))
    lines.append(((FLOW, "route_decided_by"), t("flows.route_decided"), decided))
    _facts(page, view.flow, lines, gaps, "route")
    is_ready = flow.route is not LegalRoute.UNDECIDED and bool(flow.route_rationale)
    if flow.route_decided_by is None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                t("flows.decide"), icon=":material/gavel:", key="flow_decide", on_click=open_dialog,
                args=("flow_decide",), kwargs={"flow_id": flow.id},
                disabled=not (is_ready and page.may(Permission.DECIDE_REGISTER)),
            )  # fmt: skip
            if not is_ready:
                st.caption(t("flows.decide_needs"))


def _show_cloud(page: Page, view: FlowView, gaps: dict[Place, list[ToldGap]]) -> None:
    cloud = view.cloud or CloudFacts("", view.party.id, view.flow.id)
    lines: list[Line] = [
        ((CLOUD, field), record_label(CloudFacts, field), _shown(CloudFacts, field, getattr(cloud, field)))
        for field in _CLOUD
        if field != "note" or cloud.note
    ]
    signed = not_set(language())
    if cloud.signed_off_by and cloud.signed_off_on:
        names = {user.id: user.name for user in list_users(page.workspace)}
        who = names.get(cloud.signed_off_by, cloud.signed_off_by)
        signed = t("flows.decided", who=who, day=day(cloud.signed_off_on, language()))
    lines.append(((CLOUD, "signed_off_by"), t("flows.signed"), signed))
    _facts(page, view.flow, lines, gaps, "cloud")
    if cloud.speaks_against:
        st.caption(t("flows.cloud_against"))
    if cloud.signed_off_by is None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                t("flows.sign"), icon=":material/gavel:", key="flow_sign", on_click=open_dialog, args=("flow_sign",),
                kwargs={"flow_id": view.flow.id},
                disabled=not (cloud.id and cloud.is_answered and page.may(Permission.DECIDE_REGISTER)),
            )  # fmt: skip
            if not cloud.is_answered:
                st.caption(t("flows.sign_needs"))


def _abroad_note(view: FlowView) -> str:
    """Why the foreign part asks what it asks."""
    if view.party.country is None:
        return t("flows.country_unknown")
    if is_abroad(view.flow, view.party):
        return t(
            "flows.where_it_is", country=country(view.party.country, language()), basis=abroad_in_words(view.row.abroad)
        )
    is_known = view.flow.storage_countries is not None and view.flow.processing_countries is not None
    return t("flows.at_home" if is_known else "flows.places_unknown")


def _show_abroad(page: Page, view: FlowView, gaps: dict[Place, list[ToldGap]]) -> None:
    lines = _flow_lines(view, _PLACES)
    basis = view.basis
    if basis is not None or asks_basis(view.flow, view.party):
        shown = label(basis.kind) if basis else _shown(ForeignBasis, "kind", None)
        lines.append(((BASIS, "kind"), t("flows.basis"), shown))
        for field in basis_fields(basis.kind if basis else None):
            names = view.choices.names().get(field)
            lines.append(
                (
                    (BASIS, field),
                    record_label(ForeignBasis, field),
                    _shown(ForeignBasis, field, getattr(basis, field), names),
                )
            )
    if basis is not None and basis.kind in EQUIVALENT:
        missing = len(basis.missing_items)
        words = t("flows.items_missing", count=missing) if missing else t("flows.items_ready")
        lines.append(((BASIS, ITEMS), t("flows.items"), words))
    _facts(page, view.flow, lines, gaps, "abroad")
    if basis is not None and basis.kind in EQUIVALENT:
        st.button(
            t("flows.answer"), icon=":material/contact_support:", key="flow_answer", on_click=open_dialog,
            args=("flow_answer",), kwargs={"flow_id": view.flow.id},
        )  # fmt: skip
        show_checks(page, view, gaps)


def _facts_of_ending(view: FlowView) -> list[Line]:
    flow = view.flow
    fields = ["end_on", "retention_months"]
    fields += ["retention_until"] if flow.retention_until or flow.retention_months is None else []
    return _flow_lines(view, (*fields, "retention_reason", "legal_hold"))


def _flow_lines(view: FlowView, fields: Sequence[str]) -> list[Line]:
    names = view.choices.names()
    return [
        (
            (FLOW, field),
            record_label(DataFlow, field),
            _shown(DataFlow, field, getattr(view.flow, field), names.get(field)),
        )
        for field in fields
        if field not in {"note", "volume_band"} or getattr(view.flow, field)
    ]


def _shown(kind: type, field: str, value: object, names: dict[str, str] | None = None) -> str:
    if field in _OPEN_ENDED and value is None:
        return no_date(language())
    if field in {"note", "route_rationale", "retention_reason"} and not value:
        return none(language())
    return record_shown(kind, field, value, names)


def _facts(page: Page, flow: DataFlow, lines: Sequence[Line], gaps: dict[Place, list[ToldGap]], name: str) -> None:
    """Fields in a table, each with its gaps; a row opens its field."""
    may = page.may(Permission.EDIT_REGISTER)
    cells: list[list[Cell]] = [[words, value, gap_words(gaps.pop(place, ()), flow)] for place, words, value in lines]
    columns: dict[str, Any] = {
        "field": text_column(t("flows.col_field"), width=210),
        "value": text_column(t("flows.col_value"), width=360),
        "gap": text_column(t("flows.col_gap"), width=310),
    }
    if not any(gap for *_, gap in cells):  # a column for nothing says nothing
        cells, columns = [row[:2] for row in cells], {**columns, "value": text_column(t("flows.col_value"), width=670)}
        del columns["gap"]
    chosen = table(
        cells, columns, key=fresh_key(f"flow_facts_{name}"), alt=t(f"flows.part_{_PART_OF[name]}"),
        select="one" if may else "none",
    )  # fmt: skip
    if chosen:
        record, field = lines[chosen[0]][0]
        open_dialog("flow_field", flow_id=_flow_id(), record=record, field=field)


_PART_OF = {"abroad": "places", "what": "what", "route": "route", "cloud": "cloud", "how": "how", "ending": "ending"}


def _flow_id() -> str:
    return st.query_params.get("flow", "")


def _show_coming(view: FlowView) -> None:
    if not view.coming:
        return
    section(t("flows.part_coming"))
    rows: list[list[Cell]] = [
        [day(gap.begins_on, language()), gap_words([gap], view.flow), gap.cites.get(language())] for gap in view.coming
    ]
    columns: dict[str, Any] = {
        "from": text_column(t("flows.col_from"), width=110),
        "gap": text_column(t("flows.col_gap"), width=510),
        "cites": text_column(t("flows.col_cites"), width=270),
    }
    table(rows, columns, key="flow_coming", alt=t("flows.part_coming"))


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
        view = memo(page, "flow", lambda: flow_view(page.workspace, flow_id, on=page.on, number=page.known), flow_id)
    except NotFoundError as error:
        if flow_id:
            refusal(error)
        empty_state("account_tree", t("flows.not_found"), NextStep(t("flows.to_list"), to="flows"))
        return
    show_flow(page, view)
