"""The page of all flows: where its address leads, its file, and flows that contracts and intake make likely."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from sakimori.services.flows.drafts import Proposal, proposed_flows, take_over
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.unit import random_id
from sakimori.ui.flows.listing import book_of
from sakimori.ui.flows.views import show_flows
from sakimori.ui.flows.words import kinds_in_words, places_in_words
from sakimori.ui.frame.components import NextStep, empty_state, go_to
from sakimori.ui.frame.dialogs import act, open_dialog
from sakimori.ui.frame.formats import none, unknown
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.tables import Cell as TableCell
from sakimori.ui.frame.tables import number_column, table, text_column
from sakimori.ui.frame.text import label, language, t


def follow_address() -> None:
    """An address of this page that asks for one flow, or for an entry, leads to the page of that."""
    asked = {name: st.query_params[name] for name in ("flow", "edit", "new") if name in st.query_params}
    if "flow" in asked:
        go_to("flow", flow=asked["flow"])
    if asked:
        go_to("flow_entry", **asked)


def show_all(page: Page) -> None:
    """All flows, or the way to the first one."""
    if book_of(page).rows:
        show_flows(page)
    else:
        nothing_recorded(page)


LONGEST = 500


def proposals_of(page: Page, third_party_id: str = "") -> tuple[Proposal, ...]:
    """What could be recorded, of one third party or of all."""
    return memo(
        page,
        "flow_proposals",
        lambda: proposed_flows(page.workspace, on=page.on, third_party_id=third_party_id or None),
        third_party_id,
    )


def nothing_recorded(page: Page) -> None:
    """What the page says while no flow is on record: the two ways to the first one."""
    if not page.may(Permission.EDIT_REGISTER):
        empty_state("account_tree", t("flows.empty_then"))
        return
    empty_state(
        "account_tree",
        t("flows.empty"),
        NextStep(t("flows.register"), to="flow_entry"),
        NextStep(t("flows.from_contracts"), act=lambda: open_dialog("flow_proposals", third_party_id="")),
    )


def proposals_dialog(page: Page, *, third_party_id: str) -> None:
    """The proposals as a table; the chosen ones are recorded, and what they leave open stays 未確認."""
    found = proposals_of(page, third_party_id)
    if not found:
        st.markdown(t("flows.proposals_none"))
        if st.button(t("flows.register"), key="proposals_register"):
            go_to("flow_entry", new=third_party_id)
        return
    st.caption(t("flows.proposals_note"))
    shown = found[:LONGEST]
    columns: dict[str, Any] = {
        "party": text_column(t("flows.col_to"), width=170),
        "name": text_column(t("flows.col_name"), width=160),
        "source": text_column(t("flows.col_source"), width=160),
        "route": text_column(t("flows.col_route"), width=100),
        "what": text_column(t("flows.col_what"), width=140),
        "persons": number_column(t("flows.col_persons"), width=70),
        "where": text_column(t("flows.col_where"), width=90),
    }
    chosen = table(
        [_cells(item) for item in shown], columns, key=f"flow_proposals_{page.number}_{third_party_id}",
        alt=t("flows.from_contracts"), select="many",
    )  # fmt: skip
    every = st.checkbox(t("flows.proposals_all", count=len(shown)), key="flow_proposals_all")
    picked = shown if every else [shown[place] for place in chosen]
    write = partial(take_over, page.workspace, picked, batch_id=random_id("bt"))
    done = t("flows.proposals_taken", count=len(picked))
    act(page, t("flows.proposals_take", count=len(picked)), write, key="proposals_take", disabled=not picked, note=done)


def _cells(item: Proposal) -> list[TableCell]:
    flow = item.flow
    places = sorted(flow.countries)
    return [
        item.party.legal_name,
        flow.name,
        item.contract.title if item.contract else t("flows.from_intake") if flow.categories else none(language()),
        label(flow.route),
        kinds_in_words(flow.categories),
        flow.person_count,
        places_in_words(places) if places else unknown(language()),
    ]
