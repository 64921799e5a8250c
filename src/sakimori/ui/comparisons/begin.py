"""What can be compared at once: whoever was assessed before, newest first."""

from __future__ import annotations

import streamlit as st

from sakimori.services.assessments.rows import AssessmentRow
from sakimori.services.comparisons.candidates import cycles
from sakimori.ui.assessments.listing import rows_of
from sakimori.ui.comparisons.state import LEFT, RIGHT, choose
from sakimori.ui.frame.components import section
from sakimori.ui.frame.formats import aside, day
from sakimori.ui.frame.session import Page, kept
from sakimori.ui.frame.tables import Cell, table, text_column
from sakimori.ui.frame.text import label, language, t


def show_cycles(page: Page) -> None:
    """Two cycles in a row; choosing it puts them side by side."""
    pairs = kept(page, "cycles", lambda: cycles(page.workspace, number=page.number))
    if not pairs:
        return
    known = {row.id: row for row in rows_of(page)}
    section(t("compare.cycles"), t("compare.cycles_hint"))
    columns = {
        "party": text_column(t("compare.party"), width=230, pinned=True),
        "pack": text_column(t("coverage.col_pack"), width=250),
        "left": text_column(t("compare.time.left"), width=190),
        "right": text_column(t("compare.time.right"), width=190),
    }
    cells = [_cells(known[pair.left_id], known[pair.right_id]) for pair in pairs]
    chosen = table(cells, columns, key=f"compare_cycles_{page.number}", alt=t("compare.cycles_alt"), select="one")
    if chosen:
        choose(LEFT, pairs[chosen[0]].left_id)
        choose(RIGHT, pairs[chosen[0]].right_id)
        st.rerun()


def _cells(left: AssessmentRow, right: AssessmentRow) -> list[Cell]:
    name = aside(right.name, right.service, language()) if right.service else right.name
    return [name, right.pack.get(language()), standing_since(left), standing_since(right)]


def standing_since(row: AssessmentRow) -> str:
    """How an assessment stands, and since when."""
    return f"{label(row.state)} {day(row.decided_on or row.submitted_on or row.opened_on, language())}"
