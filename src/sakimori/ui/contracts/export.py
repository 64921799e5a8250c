"""Contracts side by side, and as a file: what focus and search leave, or the matrix that is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.contract import ClauseSetCode, ClauseState
from sakimori.exchange.paper.safe_files import Cell, OutSheet, safe_csv, safe_xlsx
from sakimori.rules.facts.clauses import CLAUSE_SETS
from sakimori.services.contracts.clause_matrix import ClauseMatrix, clause_matrix
from sakimori.services.contracts.rows import ContractRow, ContractState
from sakimori.services.parties.history import name_of
from sakimori.ui.contracts.listing import (
    QUERY,
    Focus,
    asked_party,
    chosen_focus,
    covers_in_words,
    list_of,
    musts_in_words,
    uncovered_cells,
    visible_rows,
    visible_uncovered,
    worst_mark,
)
from sakimori.ui.contracts.words import cell_chip, cell_options, state_chip, term_words
from sakimori.ui.frame.components import Export, go_to
from sakimori.ui.frame.formats import aside, day, moment, none, plain
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import word
from sakimori.ui.frame.tables import Cell as TableCell
from sakimori.ui.frame.tables import chip_column, table, text_column
from sakimori.ui.frame.text import label, language, t

SET, CHOSEN = "contracts_matrix_set", "contracts_matrix_chosen"
_PROPOSED = "contracts_matrix_proposed"
_FIRST = 6
_LOOKED_AT = 60
_MOST = 30


def show_matrix(page: Page) -> None:
    """Set and contracts to choose above, the table of clauses below."""
    rows = {row.id: row for row in list_of(page).rows}
    names = {row.id: aside(row.contract.title, row.third_party, language()) for row in rows.values()}
    asked = st.query_params.get("set", "")
    if st.session_state.get(SET) is None:
        st.session_state[SET] = ClauseSetCode(asked) if asked in set(ClauseSetCode) else ClauseSetCode.ITK
    _propose(page, list(rows.values()))
    st.session_state[CHOSEN] = [key for key in st.session_state[CHOSEN] if key in rows]
    sets = {code: f"{code.value} {of_set.title.get(language())}" for code, of_set in CLAUSE_SETS.items()}
    left, right = st.columns([32, 68])
    with left:
        st.selectbox(
            t("contracts.sets"), list(sets), key=SET, format_func=sets.__getitem__
        )  # fmt: skip
    with right:
        st.multiselect(
            t("contracts.matrix_which"), list(names), key=CHOSEN, format_func=names.__getitem__,
            placeholder=t("contracts.choose"), max_selections=_MOST,
        )  # fmt: skip
    found = matrix_of(page)
    if found is None:
        st.info(t("contracts.matrix_none"), icon=":material/view_column:")
        return
    st.caption(plain(found.set.explains.get(language())))
    _table(found)


def _propose(page: Page, rows: list[ContractRow]) -> None:
    """Choose for whoever has not chosen: the most pressing contracts in force of which the set is asked."""
    wanted = ClauseSetCode(st.session_state[SET])
    before: tuple[str, list[str]] = st.session_state.get(_PROPOSED, ("", []))
    if CHOSEN in st.session_state and (before[0] == wanted or st.session_state[CHOSEN] != before[1]):
        return
    over = {ContractState.ENDED, ContractState.UNSIGNED}
    pressing = [row.id for row in rows if row.state not in over][:_LOOKED_AT]
    found = clause_matrix(page.workspace, wanted, pressing, on=page.on, number=page.number)
    asked = [column.contract.id for column in found.columns if any(cell.is_asked for cell in column.cells)]
    st.session_state[CHOSEN] = asked[:_FIRST]
    st.session_state[_PROPOSED] = (wanted.value, asked[:_FIRST])


def matrix_of(page: Page) -> ClauseMatrix | None:
    """The chosen contracts against the chosen set; None while none is chosen."""
    ids, code = tuple(st.session_state.get(CHOSEN) or ()), st.session_state.get(SET)
    if not ids or code is None:
        return None
    wanted = ClauseSetCode(code)
    return memo(
        page,
        "clause_matrix",
        lambda: clause_matrix(page.workspace, wanted, ids, on=page.on, number=page.number),
        wanted,
        ids,
    )


def _table(found: ClauseMatrix) -> None:
    columns = {
        "clause": text_column(t("contracts.col_clause"), width=300, pinned=True),
        "level": text_column(t("contracts.col_level"), width=76, pinned=True),
    }
    for place, column in enumerate(found.columns):
        title = aside(column.contract.title, column.third_party, language())
        columns[f"c{place}"] = chip_column(title, cell_options(), width=138)
    cells: list[list[TableCell]] = [
        [
            f"{clause.id} {clause.text.get(language())}",
            label(clause.level),
            *([cell_chip(column.cells[place])] for column in found.columns),
        ]
        for place, clause in enumerate(found.clauses)
    ]
    table(cells, columns, key="contracts_matrix", alt=t("contracts.matrix_alt"))
    with st.container(horizontal=True, gap="small"):
        for place, column in enumerate(found.columns):
            tally = Counter(cell.state for cell in column.cells if cell.is_open)
            gone = tally[ClauseState.ABSENT] + tally[ClauseState.WEAK]
            words = t(
                "contracts.matrix_open", title=plain(column.contract.title), gone=gone,
                unread=tally[ClauseState.NOT_CHECKED],
            )  # fmt: skip
            if st.button(words, key=f"contracts_matrix_open_{place}", type="tertiary"):
                go_to("contracts", contract=column.contract.id)


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
