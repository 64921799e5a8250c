"""The page of all flows: where its address leads, its file, and flows that contracts and intake make likely."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from sakimori.exchange.paper.safe_files import Cell, OutSheet, safe_csv, safe_xlsx
from sakimori.services.flows.drafts import Proposal, proposed_flows, take_over
from sakimori.services.flows.rows import FlowRow
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.unit import random_id
from sakimori.ui.flows.filter import chosen_filter, mark_of, rows_of, take_address
from sakimori.ui.flows.views import show_flows
from sakimori.ui.flows.words import kinds_in_words, long_cells, long_columns, places_in_words
from sakimori.ui.frame.components import Export, NextStep, empty_state, go_to
from sakimori.ui.frame.dialogs import act, open_dialog
from sakimori.ui.frame.formats import day, moment, none, unknown
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import word
from sakimori.ui.frame.tables import Cell as TableCell
from sakimori.ui.frame.tables import number_column, table, text_column
from sakimori.ui.frame.text import label, language, t

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def follow_address() -> None:
    """An address of this page that asks for one flow, or for an entry, leads to the page of that."""
    asked = {name: st.query_params[name] for name in ("flow", "edit", "new") if name in st.query_params}
    if "flow" in asked:
        go_to("flow", flow=asked["flow"])
    if asked:
        go_to("flow_entry", **asked)


def show_all(page: Page) -> None:
    """All flows, or the way to the first one."""
    if rows_of(page):
        take_address()
        show_flows(page)
    else:
        nothing_recorded(page)


def flow_exports(page: Page) -> Sequence[Export]:
    """A workbook and a CSV of what the filters leave."""
    if not rows_of(page):
        return ()
    name = f"sakimori-flows-{page.on.isoformat()}"
    return (
        Export(t("flows.export_xlsx"), f"{name}.xlsx", _XLSX, lambda: _workbook(page)),
        Export(t("flows.export_csv"), f"{name}.csv", "text/csv", lambda: _csv(page)),
    )


def _workbook(page: Page) -> bytes:
    _note(page)
    about = OutSheet(t("flows.export_about"), _about(page), widths=(20, 80), header_rows=0)
    return safe_xlsx([OutSheet(t("page.flows"), _table(page), widths=(10, 30, 36)), about])


def _csv(page: Page) -> bytes:
    _note(page)
    return safe_csv([*_about(page), [], *_table(page)])


def _note(page: Page) -> None:
    page.workspace.access("flows.exported", actor=page.actor, at=page.at, what="data_flow")


def _table(page: Page) -> list[list[Cell]]:
    heads: list[Cell] = [str(column["label"]) for column in long_columns().values()]
    return [heads, *(_exported(row) for row in chosen_filter().apply(rows_of(page)))]


def _exported(row: FlowRow) -> list[Cell]:
    _, *rest = long_cells(row)
    return [word(mark_of(row.verdict), language()), *(cell for cell in rest if not isinstance(cell, list))]


def _about(page: Page) -> list[list[Cell]]:
    chosen = chosen_filter()
    parts = [word(mark_of(verdict), language()) for verdict in chosen.verdicts]
    parts += [t(f"flows.route_{group.value}") for group in chosen.routes]
    parts += [t("flows.only_abroad")] if chosen.abroad else []
    number, head = page.workspace.head()
    return [
        [t("flows.export_by"), page.actor.name],
        [t("flows.export_at"), moment(page.at, language())],
        [t("frame.as_of_label"), day(page.on, language())],
        [t("flows.export_filter"), "・".join(parts) or t("flows.export_all")],
        [t("flows.export_head"), f"{number} {head}"],
    ]


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
        "party": text_column(t("flows.col_to"), width=170, pinned=True),
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
