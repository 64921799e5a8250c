"""Contracts as a file: what focus and search leave, or the matrix that is shown, and who made it when."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sakimori.clock import now
from sakimori.exchange.paper.safe_files import Cell, OutSheet, safe_csv, safe_xlsx
from sakimori.services.contracts.rows import ContractRow
from sakimori.services.parties.history import name_of
from sakimori.ui.contracts.listing import (
    QUERY,
    Focus,
    asked_party,
    chosen_focus,
    covers_in_words,
    musts_in_words,
    uncovered_cells,
    visible_rows,
    visible_uncovered,
    worst_mark,
)
from sakimori.ui.contracts.matrix import matrix_of
from sakimori.ui.contracts.words import cell_chip, state_chip, term_words
from sakimori.ui.frame.components import Export
from sakimori.ui.frame.formats import aside, day, moment, none
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import word
from sakimori.ui.frame.text import label, language, t

VIEW, MATRIX = "contracts_view", "matrix"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADS = (
    "worst", "title", "party", "kind", "state", "signed", "start", "notice", "term", "musts", "covers", "unread",
    "code",
)  # fmt: skip
_WIDTHS = (10, 34, 30, 20, 18, 12, 12, 12, 14, 14, 18, 12, 14)
_UNCOVERED = ("worst", "party", "roles", "gap", "since")


def contract_exports(page: Page) -> Sequence[Export]:
    """A workbook of what is shown, and the list as a CSV."""
    if st.query_params.get("contract"):
        return ()
    name = f"sakimori-contracts-{page.on.isoformat()}"
    return (
        Export(t("contracts.export_xlsx"), f"{name}.xlsx", _XLSX, lambda: _workbook(page)),
        Export(t("contracts.export_csv"), f"{name}.csv", "text/csv", lambda: _csv(page)),
    )


def _workbook(page: Page) -> bytes:
    _note(page)
    shown = _matrix_sheet(page) if st.session_state.get(VIEW) == MATRIX else None
    return safe_xlsx(
        [
            shown or OutSheet(t("page.contracts"), _rows(page), widths=_WIDTHS),
            OutSheet(t("contracts.export_about"), _about(page), widths=(16, 70), header_rows=0),
        ]
    )


def _csv(page: Page) -> bytes:
    _note(page)
    return safe_csv(_rows(page))


def _note(page: Page) -> None:
    page.workspace.access("contracts.exported", actor=page.actor, at=now(), what="contract")


def _rows(page: Page) -> list[list[Cell]]:
    if chosen_focus() is Focus.WITHOUT:
        heads: list[Cell] = [t(f"contracts.col_{head}") for head in _UNCOVERED]
        return [heads, *(_flat(uncovered_cells(one, page)) for one in visible_uncovered(page))]
    return [[t(f"contracts.col_{head}") for head in _HEADS], *(_row(row) for row in visible_rows(page))]


def _flat(cells: Sequence[object]) -> list[Cell]:
    return [" ".join(cell) if isinstance(cell, list) else str(cell) for cell in cells]


def _row(row: ContractRow) -> list[Cell]:
    contract, worst = row.contract, worst_mark(row)
    return [
        none(language()) if worst is None else word(worst, language()),
        contract.title,
        row.third_party,
        label(contract.kind),
        state_chip(row.state, needs_successor=row.needs_successor),
        contract.signed_on,
        contract.start_on,
        row.notice_day,
        row.term_end or term_words(row),
        musts_in_words(row),
        covers_in_words(row),
        row.gaps.unknown,
        contract.external_key,
    ]


def _matrix_sheet(page: Page) -> OutSheet | None:
    found = matrix_of(page)
    if found is None:
        return None
    heads: list[Cell] = [t("contracts.col_clause"), t("contracts.col_level")]
    heads += [aside(c.contract.title, c.third_party, language()) for c in found.columns]
    rows: list[list[Cell]] = [heads]
    for place, clause in enumerate(found.clauses):
        cells: list[Cell] = [f"{clause.id} {clause.text.get(language())}", label(clause.level)]
        for column in found.columns:
            cell = column.cells[place]
            cells.append(aside(cell_chip(cell), cell.page, language()) if cell.page else cell_chip(cell))
        rows.append(cells)
    return OutSheet(found.set.code.value, rows, widths=(50, 10, *(24 for _ in found.columns)))


def _about(page: Page) -> list[list[Cell]]:
    number, head = page.workspace.head()
    search = str(st.session_state.get(QUERY) or "").strip()
    narrowed = t(f"contracts.focus_{chosen_focus().value}")
    name = name_of(page.workspace, asked_party(page)) or ""
    return [
        [t("contracts.export_by"), page.actor.name],
        [t("contracts.export_at"), moment(now(), language())],
        [t("frame.as_of_label"), day(page.on, language())],
        [t("contracts.export_filter"), "　".join(filter(None, (narrowed, name, search)))],
        [t("contracts.export_head"), f"{number} {head}"],
    ]
