"""Rows that stay out, mended in place: the cell that cannot be read is edited, and the file is tried again."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from sakimori.domain.values.problem import Problem
from sakimori.services.imports.plan import Plan
from sakimori.ui.frame.tables import ROW_HEIGHT
from sakimori.ui.frame.text import language, t
from sakimori.ui.imports.state import Cell, Intake, fresh_key, mend

_ROW, _COLUMN, _VALUE, _WHAT, _EXPECTED = "row", "column", "value", "what", "expected"
_SHOWN = 10


def mendable(intake: Intake, plan: Plan) -> list[tuple[Problem, Cell]]:
    """The problems that keep rows out and lie in one cell each."""
    proposal = intake.proposal
    if proposal is None:
        return []
    places = {proposal.header.label(column): column for column in sorted(intake.mapping, reverse=True)}
    return [
        (problem, (problem.sheet or proposal.sheet, problem.row, places[problem.column]))
        for problem in plan.problems
        if problem.is_error and problem.row is not None and problem.column in places
    ]


def show_mending(intake: Intake, found: Sequence[tuple[Problem, Cell]]) -> None:
    """Each such cell with what is wrong with it, to be edited; one button tries the file with all of them again."""
    st.caption(t("imports.mend_note"))
    frame = pd.DataFrame(
        [
            [p.row, p.column, p.value, p.message.get(language()), p.expected.get(language())]
            for p, _cell in found
        ],
        columns=[_ROW, _COLUMN, _VALUE, _WHAT, _EXPECTED],
        dtype=object,
    )  # fmt: skip
    edited = st.data_editor(
        frame,
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=ROW_HEIGHT * (min(len(found), _SHOWN) + 1) + 4,
        disabled=[_ROW, _COLUMN, _WHAT, _EXPECTED],
        key=fresh_key("imports_mending"),
        alt=t("imports.problems_alt"),
        column_config={
            _ROW: st.column_config.NumberColumn(t("imports.col_row"), width=50),
            _COLUMN: st.column_config.TextColumn(t("imports.col_label"), width=120),
            _VALUE: st.column_config.TextColumn(t("imports.col_mend"), width=180),
            _WHAT: st.column_config.TextColumn(t("imports.col_what"), width=260),
            _EXPECTED: st.column_config.TextColumn(t("imports.col_expected"), width=400),
        },
    )
    said = list(edited[_VALUE])
    changed = {cell: str(text or "") for (p, cell), text in zip(found, said, strict=True) if (text or "") != p.value}
    st.button(
        t("imports.mend"), key="imports_mend", icon=":material/refresh:", disabled=not changed,
        on_click=mend, args=(intake, changed),
    )  # fmt: skip
