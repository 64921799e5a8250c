"""The nine items of a report as a form: each is saved by itself, and that something is not known yet is an answer."""

from __future__ import annotations

from typing import Final

import streamlit as st

from sakimori.domain.records.incidents import TOLD_TO_PERSONS, Incident, ItemState, ReportItem
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.record_fields import record_input
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, listed, t
from sakimori.ui.incidents.saving import FieldsOf

GLYPHS: Final = {ItemState.WRITTEN: "●", ItemState.NOT_YET: "○", ItemState.UNTOUCHED: "－"}
"""How an item stands, beside its word; these are no verdicts."""


def item_counts(incident: Incident) -> str:
    """How many items are written, not known yet, and untouched, in one line."""
    states = [incident.state_of(item) for item in ReportItem]
    return "　".join(f"{GLYPHS[one]} {state_word(one)} {states.count(one)}" for one in ItemState)


def missing(incident: Incident) -> str:
    """The items that nobody has touched, by number and name; empty where there are none."""
    left = [item for item in ReportItem if incident.state_of(item) is ItemState.UNTOUCHED]
    return listed(f"{number_of(item)} {label(item)}" for item in left)


def number_of(item: ReportItem) -> int:
    """The number of an item on the form."""
    return tuple(ReportItem).index(item) + 1


def state_word(state: ItemState) -> str:
    """The word for how an item stands."""
    return t(f"incidents.item_{state.value}")


def show_items(page: Page, incident: Incident, *, may_edit: bool) -> None:
    """All nine in the order of the form."""
    st.caption(t("incidents.items_about"))
    st.markdown(plain(item_counts(incident)))
    fields = FieldsOf(page, incident, key="incident_item")
    for item in ReportItem:
        with st.container(border=True, gap="xsmall"):
            _item(fields, item, may_edit=may_edit)


def _item(fields: FieldsOf, item: ReportItem, *, may_edit: bool) -> None:
    incident = fields.incident
    state, number = incident.state_of(item), number_of(item)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{GLYPHS[state]} {number}　{plain(label(item))}**", width="content")
        st.caption(state_word(state), width="content")
        if item in TOLD_TO_PERSONS:
            st.caption(t("incidents.item_to_persons"), width="content")
        st.space("stretch")
        if state is not ItemState.WRITTEN:
            fields.ask("items_not_yet", lambda: _not_yet(incident, item, may_edit=may_edit), of=item.value)
    fields.ask(item.value, lambda: record_input(incident, item.value, key=fields.key, disabled=not may_edit))


def _not_yet(incident: Incident, item: ReportItem, *, may_edit: bool) -> frozenset[ReportItem]:
    said = st.checkbox(
        t("incidents.item_say_not_yet"), value=item in incident.items_not_yet, key=f"incident_not_yet_{item.value}",
        disabled=not may_edit,
    )  # fmt: skip
    return incident.items_not_yet | {item} if said else incident.items_not_yet - {item}
