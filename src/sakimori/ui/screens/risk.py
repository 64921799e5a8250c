"""リスク・ダッシュボード: where is the risk today, and what comes next?"""

from __future__ import annotations

import streamlit as st

from sakimori.services.kernel.demos import first_demo
from sakimori.ui.clearance.talk.waiting import show_waiting
from sakimori.ui.dashboard.charts import show_forecast, show_heat
from sakimori.ui.dashboard.figures import show_first, show_severities, show_tiles
from sakimori.ui.dashboard.page import show_rest
from sakimori.ui.dashboard.report import risk_exports
from sakimori.ui.dashboard.state import figures_of, history_of
from sakimori.ui.frame.components import NextStep, empty_state
from sakimori.ui.frame.session import choose_workspace, open_page
from sakimori.ui.frame.text import t

with open_page(t("page.risk"), exports=risk_exports) as page:
    show_waiting(page)
    figures = figures_of(page)
    if figures.parties:
        show_tiles(page, figures, history_of(page))
        show_severities(figures)
        show_first(page, figures)
        left, right = st.columns([56, 44], gap="medium")
        with left:
            show_heat(page, figures)
        with right:
            show_forecast(page, figures)
        show_rest(page, figures)
    elif page.is_editable:
        empty_state(
            "monitoring",
            t("risk.empty"),
            NextStep(t("risk.register"), to="parties"),
            NextStep(t("risk.take_in"), to="imports"),
            NextStep(t("frame.to_demo"), act=lambda: choose_workspace(first_demo())),
        )
    else:
        empty_state("monitoring", t("risk.empty_then"))
