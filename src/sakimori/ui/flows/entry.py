"""The guided entry of a flow: whose it is, only the questions that the answers so far make relevant, and saving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.data_flow import EQUIVALENT, SEVEN_ITEMS, CloudFacts, DataFlow, ForeignBasis
from sakimori.domain.records.third_party import ThirdParty
from sakimori.errors import ConflictError, NotFoundError, RefusedError
from sakimori.exchange.reference import cloud_regions, region_country
from sakimori.services.flows.drafts import EntryStep, asks_basis, rests_on, rests_on_exception, save_flow, steps
from sakimori.services.flows.view import FlowChoices, flow_party, flow_view, party_choices
from sakimori.services.kernel.access import Permission
from sakimori.ui.flows.forms import CLOUD_FIELDS, basis_fields_of, items_inputs, route_input
from sakimori.ui.frame.components import go_to, link_to, refusal, section
from sakimori.ui.frame.dialogs import remember
from sakimori.ui.frame.formats import aside, country, plain
from sakimori.ui.frame.record_fields import parents, record_input, record_label, record_shown
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import dotted, language, t

_WHAT = (
    "direction", "role", "name", "categories", "data_items", "subject_groups", "origins", "purpose_id", "data_set_id",
    "service_id",
)  # fmt: skip
_EXPLAINED = frozenset(
    {
        "direction", "role", "categories", "subject_groups", "origins", "purpose_id", "data_set_id", "service_id",
        "storage_countries", "processing_countries", "person_count", "encryption", "start_on", "retention_months",
        "legal_hold", "consent_text_id", "joint_use_id", "filing_id", "route_evidence_id", "route_rationale",
        "no_handling_clause", "technical_block", "support_access", "uses_data_itself", "published_under_32",
    }
)  # fmt: skip


@dataclass(slots=True)
class FlowEntry:
    """What the entry began with, and what was given so far for the flow, its cloud facts and its basis."""

    flow: DataFlow
    party: ThirdParty
    choices: FlowChoices
    cloud: CloudFacts | None
    basis: ForeignBasis | None
    key: str
    given: dict[str, Any] = field(default_factory=dict)
    cloud_given: dict[str, Any] | None = None
    basis_given: tuple[ForeignBasis, dict[str, Any]] | None = None

    @property
    def draft(self) -> DataFlow:
        """The flow as it stands with the answers so far."""
        return replace(self.flow, **self.given)

    @property
    def open_fields(self) -> tuple[str, ...]:
        """The fields that were asked and that nobody has answered."""
        draft = self.draft
        return tuple(name for name in self.given if getattr(draft, name) in (None, "", ()) and name in _EXPLAINED)


def ask_all(entry: FlowEntry) -> None:
    """Step after step; each is drawn from the answers of the steps before."""
    number = 0
    for step in EntryStep:
        if step in steps(entry.draft, entry.party):
            number += 1
            with st.container(border=True, gap="small", key=f"{entry.key}_step_{step.value}"):
                section(f"{number}　{t(f'flows.step_{step.value}')}", t(f"flows.step_{step.value}_note"))
                _STEPS[step](entry)


def _ask(entry: FlowEntry, *names: str) -> None:
    choices: Mapping[str, Mapping[str, str]] = entry.choices.names()
    for name in names:
        entry.given[name] = record_input(entry.flow, name, key=entry.key, names=choices.get(name), why=_why(name))


def _why(name: str) -> str:
    return t(f"flows.why_{name}") if name in _EXPLAINED else ""


def _what(entry: FlowEntry) -> None:
    for place in range(0, len(_WHAT), 2):
        for column, name in zip(st.columns(2), _WHAT[place : place + 2], strict=True):
            with column:
                _ask(entry, name)


def _route(entry: FlowEntry) -> None:
    entry.given["route"] = route_input(entry.draft, entry.party, key=entry.key)
    _ask(entry, "route_rationale")


def _rests_on(entry: FlowEntry) -> None:
    _ask(entry, *rests_on(entry.draft.route))
    if not entry.choices.names()[rests_on(entry.draft.route)[0]]:
        st.caption(t("flows.nothing_to_choose"))


def _cloud(entry: FlowEntry) -> None:
    facts = entry.cloud or CloudFacts("", entry.party.id, entry.flow.id)
    entry.cloud_given = {
        name: record_input(facts, name, key=f"{entry.key}_cloud", why=_why(name)) for name in CLOUD_FIELDS
    }


def _place(entry: FlowEntry) -> None:
    regions = {
        f"{r.provider} {r.region}": aside(f"{r.provider} {r.region}", r.place, language()) for r in cloud_regions()
    }
    chosen = st.selectbox(
        t("flows.region"), list(regions), index=None, key=f"{entry.key}_region", placeholder=t("flows.region_none"),
        format_func=regions.__getitem__,
    )  # fmt: skip
    base, key = entry.flow, entry.key
    if chosen:
        code = region_country(*chosen.split(" ", 1))
        if code:
            base = replace(base, storage_countries=frozenset({code}))
            key = f"{entry.key}_{chosen}"
            st.caption(t("flows.region_proposes", country=country(code, language())))
    left, right = st.columns(2)
    for column, name in ((left, "storage_countries"), (right, "processing_countries")):
        with column:
            entry.given[name] = record_input(base, name, key=key, why=_why(name))


def _abroad(entry: FlowEntry) -> None:
    party, draft = entry.party, entry.draft
    if not asks_basis(draft, party):
        st.caption(t("flows.abroad_if_not_handled" if rests_on_exception(draft, party) else "flows.abroad_no_basis"))
        return
    st.caption(t("flows.why_basis", country=country(party.country, language())))
    basis, changes = basis_fields_of(entry.basis, entry.flow, entry.choices.names(), key=f"{entry.key}_basis")
    kind = changes.get("kind")
    if kind in EQUIVALENT:
        with st.expander(t("flows.items"), expanded=any(getattr(basis, name) for name in SEVEN_ITEMS)):
            changes |= items_inputs(basis, party, key=f"{entry.key}_items")
    if changes:
        entry.basis_given = (basis, changes)


def _volume(entry: FlowEntry) -> None:
    left, right = st.columns(2)
    with left:
        _ask(entry, "person_count")
        if entry.draft.person_count is None:
            _ask(entry, "volume_band")
        _ask(entry, "source_system", "start_on")
    with right:
        _ask(entry, "transfer_method", "encryption", "frequency")


def _ending(entry: FlowEntry) -> None:
    left, right = st.columns(2)
    with left:
        _ask(entry, "end_on", "retention_months")
    with right:
        _ask(entry, "retention_until", "retention_reason")
        if entry.draft.end_on is not None:
            _ask(entry, "legal_hold")
    _ask(entry, "note")


_STEPS = {
    EntryStep.WHAT: _what,
    EntryStep.ROUTE: _route,
    EntryStep.RESTS_ON: _rests_on,
    EntryStep.CLOUD: _cloud,
    EntryStep.PLACE: _place,
    EntryStep.ABROAD: _abroad,
    EntryStep.VOLUME: _volume,
    EntryStep.ENDING: _ending,
}


def show_open(entry: FlowEntry) -> None:
    """What is still open; it stays 未確認 until somebody answers."""
    if entry.party.country is None:
        st.caption(t("flows.country_unknown"))
        link_to("party", t("flows.to_party"), icon="domain", party=entry.party.id)
    names = [record_label(DataFlow, name) for name in entry.open_fields]
    st.caption(t("flows.still_open", fields=dotted(names)) if names else t("flows.nothing_open"))


_CONFLICT = "flow_entry_conflict"


def show_entry(page: Page, *, flow_id: str, third_party_id: str) -> None:
    """The entry of a new flow of a third party, or of one that stands."""
    try:
        entry = _begin(page, flow_id, third_party_id)
    except NotFoundError as error:
        refusal(error)
        return
    if entry is None:
        return
    if not page.may(Permission.EDIT_REGISTER):
        st.info(t("flows.read_only"), icon=":material/lock:")
        return
    section(entry.party.legal_name, t("flows.entry_note"))
    left, right = st.columns([68, 32], gap="medium")
    with left:
        ask_all(entry)
    with right, st.container(border=True, gap="small"):
        _save_buttons(page, entry, "top")
        show_open(entry)
    with left:
        _save_buttons(page, entry, "bottom")
    _settle_conflict(page, entry)


def _begin(page: Page, flow_id: str, third_party_id: str) -> FlowEntry | None:
    if flow_id:
        view = flow_view(page.workspace, flow_id, on=page.on, number=page.known)
        key = f"entry_{flow_id}_{view.flow.version}"
        return FlowEntry(view.flow, view.party, view.choices, view.cloud, view.basis, key)
    if not third_party_id:
        _choose_party(page)
        return None
    party = flow_party(page.workspace, third_party_id)
    choices = party_choices(page.workspace, third_party_id)
    role = next(iter(party.roles)) if len(party.roles) == 1 else None
    return FlowEntry(DataFlow("", party.id, "", role=role), party, choices, None, None, f"entry_new_{party.id}")


def _choose_party(page: Page) -> None:
    names = parents(page)
    chosen = st.selectbox(
        t("flows.choose_party"), list(names), index=None, format_func=names.__getitem__, key="entry_party",
        placeholder=t("flows.choose_party_hint"),
    )  # fmt: skip
    st.caption(t("flows.choose_party_note"))
    if chosen:
        go_to("flow_entry", new=chosen)
    if st.button(t("flows.to_list"), icon=":material/arrow_back:", key="entry_back", type="tertiary"):
        go_to("flows")


def _save_buttons(page: Page, entry: FlowEntry, place: str) -> None:
    # Above the buttons, since at the foot of a page nobody sees what appears below them.
    said = st.container()
    with st.container(horizontal=True):
        shortcut = "Ctrl+Enter" if place == "top" else None
        is_saving = st.button(t("party.save"), type="primary", key=f"entry_save_{place}", shortcut=shortcut)
        if st.button(t("flows.leave"), key=f"entry_leave_{place}", type="tertiary"):
            if entry.flow.id:
                go_to("flow", flow=entry.flow.id)
            go_to("flows")
    if is_saving:
        st.session_state.pop(_CONFLICT, None)
        with said:
            _save(page, entry, entry.draft, *_parts(entry))


def _parts(entry: FlowEntry) -> tuple[CloudFacts | None, ForeignBasis | None]:
    """What belongs to the flow, where something was given or stands already."""
    cloud = None
    if entry.cloud_given is not None and (entry.cloud or any(v not in (None, "") for v in entry.cloud_given.values())):
        cloud = replace(entry.cloud or CloudFacts("", entry.party.id, entry.flow.id), **entry.cloud_given)
    basis = replace(entry.basis_given[0], **entry.basis_given[1]) if entry.basis_given else None
    return cloud, basis


def _save(page: Page, entry: FlowEntry, flow: DataFlow, cloud: CloudFacts | None, basis: ForeignBasis | None) -> None:
    try:
        saved = save_flow(page.workspace, flow, cloud=cloud, basis=basis, actor=page.actor, at=now())
    except ConflictError as conflict:
        refusal(conflict)
        st.session_state[_CONFLICT] = (entry.key, conflict.details["theirs"])
        return
    except RefusedError as error:
        refusal(error)
        return
    st.session_state.pop(_CONFLICT, None)
    remember(saved, at=now())
    go_to("flow", flow=saved.record.id)


def _settle_conflict(page: Page, entry: FlowEntry) -> None:
    """When somebody was faster: both values of each field, and a choice."""
    key, theirs = st.session_state.get(_CONFLICT, ("", None))
    if key != entry.key or theirs is None:
        return
    mine = _given_for(entry, theirs)
    for name, value in mine.items():
        other = getattr(theirs, name)
        if value != other:
            kind = type(theirs)
            st.markdown(
                t(
                    "party.conflict_field",
                    field=plain(record_label(kind, name)),
                    mine=plain(record_shown(kind, name, value)),
                    theirs=plain(record_shown(kind, name, other)),
                )
            )
    with st.container(horizontal=True):
        if st.button(t("party.conflict_theirs"), key="entry_theirs"):
            st.session_state.pop(_CONFLICT)
            go_to("flow", flow=entry.flow.id)
        if st.button(t("party.conflict_mine"), key="entry_mine"):
            cloud, basis = _parts(entry)
            ours = replace(theirs, **mine)
            _save(
                page,
                entry,
                ours if isinstance(ours, DataFlow) else entry.draft,
                ours if isinstance(ours, CloudFacts) else cloud,
                ours if isinstance(ours, ForeignBasis) else basis,
            )


def _given_for(entry: FlowEntry, theirs: object) -> dict[str, Any]:
    if isinstance(theirs, DataFlow):
        return entry.given
    if isinstance(theirs, CloudFacts):
        return entry.cloud_given or {}
    return entry.basis_given[1] if entry.basis_given else {}
