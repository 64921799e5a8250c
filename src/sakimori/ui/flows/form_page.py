"""The page of the guided entry: whose flow it is, the questions, and the button that saves at any point."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.data_flow import CloudFacts, DataFlow, ForeignBasis
from sakimori.errors import ConflictError, NotFoundError, RefusedError
from sakimori.services.flows.guide import save_flow
from sakimori.services.flows.view import flow_party, flow_view, party_choices
from sakimori.services.kernel.access import Permission
from sakimori.ui.flows.entry import Entry, ask_all, show_open
from sakimori.ui.frame.components import go_to, refusal, section
from sakimori.ui.frame.dialogs import remember
from sakimori.ui.frame.party_fields import parents
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.record_fields import record_label, record_shown
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import t

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


def _begin(page: Page, flow_id: str, third_party_id: str) -> Entry | None:
    if flow_id:
        view = flow_view(page.workspace, flow_id, on=page.on, number=page.number)
        key = f"entry_{flow_id}_{view.flow.version}"
        return Entry(view.flow, view.party, view.choices, view.cloud, view.basis, key)
    if not third_party_id:
        _choose_party(page)
        return None
    party = flow_party(page.workspace, third_party_id)
    choices = party_choices(page.workspace, third_party_id)
    role = next(iter(party.roles)) if len(party.roles) == 1 else None
    return Entry(DataFlow("", party.id, "", role=role), party, choices, None, None, f"entry_new_{party.id}")


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


def _save_buttons(page: Page, entry: Entry, place: str) -> None:
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


def _parts(entry: Entry) -> tuple[CloudFacts | None, ForeignBasis | None]:
    """What belongs to the flow, where something was given or stands already."""
    cloud = None
    if entry.cloud_given is not None and (entry.cloud or any(v not in (None, "") for v in entry.cloud_given.values())):
        cloud = replace(entry.cloud or CloudFacts("", entry.party.id, entry.flow.id), **entry.cloud_given)
    basis = replace(entry.basis_given[0], **entry.basis_given[1]) if entry.basis_given else None
    return cloud, basis


def _save(page: Page, entry: Entry, flow: DataFlow, cloud: CloudFacts | None, basis: ForeignBasis | None) -> None:
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


def _settle_conflict(page: Page, entry: Entry) -> None:
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


def _given_for(entry: Entry, theirs: object) -> dict[str, Any]:
    if isinstance(theirs, DataFlow):
        return entry.given
    if isinstance(theirs, CloudFacts):
        return entry.cloud_given or {}
    return entry.basis_given[1] if entry.basis_given else {}
