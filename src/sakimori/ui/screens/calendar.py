"""期限カレンダー: what falls due when?"""

from __future__ import annotations

import streamlit as st

from sakimori.ui.calendar.page import (
    DIALOGS,
    counts_of,
    kind_pills,
    month_buttons,
    month_list,
    month_sheet,
    nothing_registered,
    overdue_line,
    shown_month,
    shown_of,
    side_list,
    undated_line,
)
from sakimori.ui.frame.dialogs import show_dialog
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t

with open_page(t("page.calendar")) as page:
    if not nothing_registered(page):
        first = shown_month(page)
        shown = shown_of(page, first)
        counts = counts_of(page, shown)
        overdue_line(counts)
        kind_pills(counts)
        sheet, beside = st.columns([3, 2])
        with sheet:
            month_buttons(page, first)
            chosen_day = month_sheet(page, shown, counts)
        with beside:
            undated_line(page)
            side_list(page, shown, counts, chosen_day)
        month_list(page, shown)
    show_dialog(DIALOGS)
