"""期限カレンダー: what falls due when?"""

from __future__ import annotations

import streamlit as st

from sakimori.ui.calendar.page import (
    DIALOGS,
    all_deadlines,
    kind_pills,
    month_buttons,
    month_list,
    month_sheet,
    nothing_registered,
    overdue_line,
    shown_month,
    side_list,
    undated_line,
)
from sakimori.ui.frame.dialogs import show_dialog
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t

with open_page(t("page.calendar")) as page:
    if not nothing_registered(page):
        first = shown_month(page)
        every = all_deadlines(page, first)
        overdue_line(every)
        shown = kind_pills(every)
        sheet, beside = st.columns([3, 2])
        with sheet:
            month_buttons(page, first)
            chosen_day = month_sheet(page, first, shown)
        with beside:
            undated_line(page)
            side_list(page, shown, chosen_day)
        month_list(page, first, shown)
    show_dialog(DIALOGS)
