"""The page of all flows: where its address leads, and what it hands out as a file."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sakimori.exchange.paper.safe_files import Cell, OutSheet, safe_csv, safe_xlsx
from sakimori.services.flows.rows import FlowRow
from sakimori.ui.flows.filter import chosen_filter, mark_of, rows_of, take_address
from sakimori.ui.flows.proposals import nothing_recorded
from sakimori.ui.flows.views import show_flows
from sakimori.ui.flows.words import long_cells, long_columns
from sakimori.ui.frame.components import Export, go_to
from sakimori.ui.frame.formats import day, moment
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import word
from sakimori.ui.frame.text import language, t

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
    return [heads, *(_cells(row) for row in chosen_filter().apply(rows_of(page)))]


def _cells(row: FlowRow) -> list[Cell]:
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
