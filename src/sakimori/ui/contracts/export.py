"""Contracts side by side, and as a file: what focus and search leave, or the matrix that is shown."""

from __future__ import annotations

from collections import Counter
from functools import partial

import streamlit as st

from sakimori.domain.records.contract import ClauseSetCode, ClauseState
from sakimori.exchange.paper.safe_files import Cell, OutSheet
from sakimori.rules.facts.clauses import CLAUSE_SETS
from sakimori.services.contracts.clause_matrix import ClauseMatrix, clause_matrix
from sakimori.services.contracts.rows import ContractFilter, Focus, contract_names, contract_page
from sakimori.ui.contracts.listing import CONTRACTS, MATRIX, list_exports, page_of
from sakimori.ui.contracts.words import cell_chip, cell_options
from sakimori.ui.frame.components import Export, go_to
from sakimori.ui.frame.formats import aside, plain
from sakimori.ui.frame.listing import PER_PAGE
from sakimori.ui.frame.session import Page, memo
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
    asked = st.query_params.get("set", "")
    if st.session_state.get(SET) is None:
        st.session_state[SET] = ClauseSetCode(asked) if asked in set(ClauseSetCode) else ClauseSetCode.ITK
    _propose(page)
    names = _offered(page)
    st.session_state[CHOSEN] = [key for key in st.session_state[CHOSEN] if key in names]
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


def _offered(page: Page) -> dict[str, str]:
    """What contracts can be chosen: those that are, and the most pressing; a search finds others among many."""
    found = page_of(page, 0)
    if found.counts.by_focus[Focus.ALL] > PER_PAGE:
        CONTRACTS.search_box()
    chosen = contract_names(page.workspace, page.as_of, st.session_state[CHOSEN]) if st.session_state[CHOSEN] else ()
    return {one.id: aside(one.title, one.third_party, language()) for one in chosen} | {
        row.id: aside(row.contract.title, row.third_party, language()) for row in found.rows
    }


def _propose(page: Page) -> None:
    """Choose for whoever has not chosen: the most pressing contracts in force of which the set is asked."""
    wanted = ClauseSetCode(st.session_state[SET])
    before: tuple[str, list[str]] = st.session_state.get(_PROPOSED, ("", []))
    if CHOSEN in st.session_state and (before[0] == wanted or st.session_state[CHOSEN] != before[1]):
        return
    comparable = ContractFilter(can_be_compared=True)
    read = partial(contract_page, page.workspace, page.as_of, comparable, first=0, limit=_LOOKED_AT)
    pressing = [row.id for row in memo(page, "contracts_to_compare", read).rows]
    found = clause_matrix(page.workspace, wanted, pressing, on=page.on, number=page.known)
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
        lambda: clause_matrix(page.workspace, wanted, ids, on=page.on, number=page.known),
        wanted,
        ids,
    )


def _table(found: ClauseMatrix) -> None:
    columns = {
        "clause": text_column(t("contracts.col_clause"), width=300),
        "level": text_column(t("contracts.col_level"), width=76),
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


def contract_exports(page: Page) -> tuple[Export, ...]:
    """A workbook of what is shown, and the list as a CSV."""
    if st.query_params.get("contract"):
        return ()
    is_matrix = CONTRACTS.chosen("view") == MATRIX
    return list_exports(page, lambda: _matrix_sheet(page) if is_matrix else None)


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
