"""Third parties whose next review nobody can name."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sakimori.services.calendar.deadlines import UndatedReview, undated_reviews
from sakimori.ui.frame.components import go_to
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.formats import Unit, count, not_set
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.tables import table, text_column
from sakimori.ui.frame.text import language, t


def undated_line(page: Page) -> None:
    """One grey line for those whose next review nobody can name."""
    without = memo(page, "undated", partial(undated_reviews, page.workspace, page.as_of))
    if not without:
        return
    label = t("calendar.undated", count=count(len(without), Unit.COMPANIES, language()))
    if st.button(label, key="calendar_undated", type="tertiary", icon=":material/event_note:"):
        open_dialog("calendar_undated", rows=without)


def undated_list(rows: tuple[UndatedReview, ...]) -> None:
    """The third parties without a date; a row leads to its dossier."""
    st.caption(t("calendar.undated_why"))
    chosen = table(
        [
            [
                row.third_party_name,
                t(f"tier_short.{'unknown' if row.tier is None else row.tier}"),
                row.owner_name or not_set(language()),
            ]
            for row in rows
        ],
        {
            "party": text_column(t("calendar.col_party"), width=300),
            "tier": text_column(t("calendar.col_tier"), width=90),
            "owner": text_column(t("calendar.col_owner"), width=140),
        },
        key="calendar_undated_table",
        alt=t("calendar.undated_alt"),
        select="one",
    )
    if chosen:
        go_to("party", party=rows[chosen[0]].third_party_id)
