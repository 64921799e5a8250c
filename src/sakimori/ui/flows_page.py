"""What the address of the page of flows asks for: all of them, one, or the entry of one."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sakimori.errors import NotFoundError
from sakimori.exchange.safe_files import Cell, OutSheet, safe_csv, safe_xlsx
from sakimori.services.flow_rows import FlowRow
from sakimori.services.flow_view import flow_view
from sakimori.ui.components import Export, NextStep, empty_state, refusal
from sakimori.ui.flows_detail import show_flow
from sakimori.ui.flows_filter import chosen_filter, mark_of, rows_of, take_address
from sakimori.ui.flows_fix import OPENED
from sakimori.ui.flows_form_page import show_entry
from sakimori.ui.flows_proposals import nothing_recorded
from sakimori.ui.flows_views import show_flows
from sakimori.ui.flows_words import long_cells, long_columns
from sakimori.ui.formats import day, moment
from sakimori.ui.party_dialogs import close_dialog
from sakimori.ui.session import Page, kept, workspace
from sakimori.ui.states import word
from sakimori.ui.text import language, t

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def flow_title() -> str:
    """The name that heads the page: of the one flow that is asked for, else of the page."""
    asked = st.query_params.get("flow") or st.query_params.get("edit")
    if asked:
        from sakimori.domain.data_flow import DataFlow  # noqa: PLC0415

        with workspace().unit() as unit:
            flow = unit.records.find(DataFlow, asked)
        if flow is not None:
            return flow.name
    return t("flows.register") if "new" in st.query_params else t("page.flows")


def show_page(page: Page) -> None:
    """One flow, its entry, or all of them."""
    asked = {name: st.query_params.get(name, "") for name in ("flow", "edit", "new")}
    _close_what_was_open(asked)
    if asked["edit"] or "new" in st.query_params:
        show_entry(page, flow_id=asked["edit"], third_party_id=asked["new"])
    elif asked["flow"]:
        _show_one(page, asked["flow"])
    elif rows_of(page):
        take_address()
        show_flows(page)
    else:
        nothing_recorded(page)


def _show_one(page: Page, flow_id: str) -> None:
    try:
        view = kept(page, "flow", lambda: flow_view(page.workspace, flow_id, on=page.on, number=page.number), flow_id)
    except NotFoundError as error:
        refusal(error)
        empty_state("account_tree", t("flows.not_found"), NextStep(t("flows.to_list"), to="flows"))
        return
    show_flow(page, view)


def _close_what_was_open(asked: dict[str, str]) -> None:
    """A dialog belongs to the flow for which it was opened."""
    if st.session_state.get(OPENED, asked) != asked:
        close_dialog()
    st.session_state[OPENED] = asked


def flow_exports(page: Page) -> Sequence[Export]:
    """A workbook and a CSV of what the filters leave."""
    if any(name in st.query_params for name in ("flow", "edit", "new")) or not rows_of(page):
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
    return [heads, *(_cells(row) for row in chosen_filter().apply(rows_of(page)))]


def _cells(row: FlowRow) -> list[Cell]:
    _, *rest = long_cells(row)
    return [word(mark_of(row.state), language()), *(cell for cell in rest if not isinstance(cell, list))]


def _about(page: Page) -> list[list[Cell]]:
    chosen = chosen_filter()
    parts = [word(mark_of(state), language()) for state in chosen.states]
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
