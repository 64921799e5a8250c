"""The nine items of a report as a form: each is saved by itself, and that something is not known yet is an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final

import streamlit as st

from sakimori.domain.records.incidents import Incident, ItemState, ReportItem
from sakimori.domain.user import Actor
from sakimori.exchange.paper.incidents import DraftItem
from sakimori.services.incidents.shapes import IncidentView, ItemView
from sakimori.services.incidents.write import save_item
from sakimori.services.kernel.unit import WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.dialogs import act
from sakimori.ui.frame.formats import headed, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import SEMICOLONS, language, listed, t
from sakimori.ui.incidents.drafts import source_of
from sakimori.ui.incidents.papers import draft_items
from sakimori.ui.incidents.saving import FieldsOf

GLYPHS: Final = {ItemState.WRITTEN: "●", ItemState.NOT_YET: "○", ItemState.UNTOUCHED: "－"}
"""How an item stands, beside its word; these are no verdicts."""


def item_counts(items: Sequence[ItemView]) -> str:
    """How many items are written, not known yet, and untouched, in one line."""
    states = [one.state for one in items]
    return "　".join(f"{GLYPHS[one]} {state_word(one)} {states.count(one)}" for one in ItemState)


def missing(items: Sequence[ItemView]) -> str:
    """The items that nobody has touched, by number and name; empty where there are none."""
    left = [one for one in items if one.state is ItemState.UNTOUCHED]
    return listed(f"{one.number} {one.name.get(language())}" for one in left)


def state_word(state: ItemState) -> str:
    """The word for how an item stands."""
    return t(f"incidents.item_{state.value}")


def show_items(page: Page, view: IncidentView, *, may_edit: bool) -> None:
    """All nine in the order of the form."""
    st.caption(t("incidents.items_about"))
    st.markdown(plain(item_counts(view.items)))
    fields = FieldsOf(page, view.incident, key="item")
    known = {one.item: known_facts(one) for one in draft_items(source_of(page, view, ""), language())}
    for one in view.items:
        with st.container(border=True, gap="xsmall"):
            _item(page, fields, one, known[one.item], may_edit=may_edit)


def known_facts(draft: DraftItem) -> str:
    """What the facts say of an item and its text does not, as it may be written there; of the outline nothing."""
    if draft.item is ReportItem.OUTLINE:
        return ""
    facts = (headed(label, words, language()) if label else words for label, words in draft.beside_text)
    return listed(facts, SEMICOLONS)


def _item(page: Page, fields: FieldsOf, one: ItemView, known: str, *, may_edit: bool) -> None:
    incident = fields.incident
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{GLYPHS[one.state]} {one.number}　{plain(one.name.get(language()))}**", width="content")
        st.caption(state_word(one.state), width="content")
        if one.is_told_to_persons:
            st.caption(t("incidents.item_to_persons"), width="content")
        st.space("stretch")
        if may_edit and one.state is not ItemState.WRITTEN:
            _not_yet(page, incident, one)
    if may_edit and known:
        _from_facts(page, incident, one, known)
    if may_edit:
        fields.ask(one.item.value, lambda key: _text(one, key), partial(_saved, item=one.item))
        return
    for line in filter(None, map(str.strip, one.text.split("\n"))):
        st.markdown(plain(line))


def _text(one: ItemView, key: str) -> str:
    return st.text_area(
        one.name.get(language()), value=one.text, height=80, key=f"{key}_{one.item.value}",
        label_visibility="collapsed", placeholder=t("incidents.item_hint"),
    )  # fmt: skip


def _from_facts(page: Page, incident: Incident, one: ItemView, known: str) -> None:
    """What the facts say and the text does not, to be written by a press."""
    is_begun = one.state is ItemState.WRITTEN
    text = f"{one.text}\n{known}" if is_begun else known
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        words = t("incidents.item_beside" if is_begun else "incidents.item_known", facts=known)
        st.caption(plain(words), width="content")
        act(
            page, t("incidents.item_add" if is_begun else "incidents.item_take"),
            partial(save_item, page.workspace, incident.id, one.item, text), key=f"take_{one.item.value}",
            type="tertiary", icon=":material/edit_note:", note=t("incidents.item_noted", number=one.number),
        )  # fmt: skip


def _not_yet(page: Page, incident: Incident, one: ItemView) -> None:
    """Say that an item is not known yet, or take that back."""
    is_said = one.state is ItemState.NOT_YET
    act(
        page, t("incidents.item_take_back" if is_said else "incidents.item_say_not_yet"),
        partial(save_item, page.workspace, incident.id, one.item, not_yet=not is_said), key=f"not_yet_{one.item.value}",
        type="tertiary", icon=":material/undo:" if is_said else ":material/hourglass_empty:",
        note=t("incidents.item_noted", number=one.number),
    )  # fmt: skip


def _saved(
    workspace: Workspace,
    incident_id: str,
    *,
    item: ReportItem,
    value: str | None,
    seen: int,
    actor: Actor,
    at: datetime,
) -> WriteResult[Incident]:
    return save_item(workspace, incident_id, item, value or "", seen=seen, actor=actor, at=at)
