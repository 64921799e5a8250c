"""照会への回答: what customers asked our own company, by when, and how far the answers are."""

from __future__ import annotations

import streamlit as st

from sakimori.domain.records.third_party import SELF_ID
from sakimori.services.assessments.rows import AssessmentRow
from sakimori.services.kernel.access import Permission
from sakimori.ui.assessments.listing import rows_of
from sakimori.ui.frame.components import go_to, link_to
from sakimori.ui.frame.formats import day, distance, no_date
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell, percent_column, table, text_column
from sakimori.ui.frame.text import label, language, t


def asked_rows(page: Page) -> list[AssessmentRow]:
    """What our own company was asked: what waits for answers first, the sooner day before the later."""
    rows = [row for row in rows_of(page) if row.third_party_id == SELF_ID]
    return sorted(rows, key=lambda row: (not row.is_fillable, row.due_on is None, row.due_on or page.on, row.id))


def show_asked(page: Page) -> None:
    """The ways in, then what was asked; a row opens it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if page.may(Permission.IMPORT) and st.button(
            t("own.take_in_sheet"), icon=":material/upload_file:", key="own_take_in"
        ):
            go_to("imports", kind="questionnaire", party=SELF_ID)
        if page.may(Permission.FILL_ASSESSMENT) and st.button(
            t("own.answer_pack"), icon=":material/add:", key="own_add"
        ):
            go_to("assess", party=SELF_ID)
        link_to("library", t("page.library"), icon="library_books", party=SELF_ID)
    rows = asked_rows(page)
    if not rows:
        st.markdown(t("own.asked_none"))
        return
    columns = {
        "pack": text_column(t("party.col_pack"), width=330),
        "stage": text_column(t("party.col_stage"), width=110),
        "due": text_column(t("party.col_due"), width=110),
        "left": text_column(t("own.col_left"), width=120),
        "share": percent_column(t("own.col_answered"), width=130),
    }
    cells = [_cells(page, row) for row in rows]
    chosen = table(cells, columns, key="own_asked", alt=t("own.asked_alt"), select="one")
    if chosen:
        go_to("assess", id=rows[chosen[0]].id)


def _cells(page: Page, row: AssessmentRow) -> list[Cell]:
    lang = language()
    return [
        row.pack.get(lang),
        label(row.state),
        day(row.due_on, lang) if row.due_on else no_date(lang),
        distance(row.due_on, page.on, lang) if row.is_fillable else t("assess.handed_in"),
        round(100 * row.answered / row.applicable) if row.applicable else 0,
    ]
