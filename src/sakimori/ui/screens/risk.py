"""リスク・ダッシュボード: where is the risk today, and what comes next?"""

from __future__ import annotations

import streamlit as st

from sakimori.ui.dashboard.charts import show_counts, show_coverage, show_forecast, show_heat, show_persons
from sakimori.ui.dashboard.figures import (
    figures_of,
    history_of,
    show_departments,
    show_first,
    show_reviews,
    show_severities,
    show_tiles,
    show_waivers,
)
from sakimori.ui.dashboard.register import show_register
from sakimori.ui.dashboard.report import risk_exports
from sakimori.ui.frame.components import NextStep, empty_state
from sakimori.ui.frame.session import choose_workspace, open_page
from sakimori.ui.frame.text import t

with open_page(t("page.risk"), exports=risk_exports) as page:
    figures = figures_of(page)
    if figures.parties:
        show_tiles(page, figures, history_of(page))
        left, right = st.columns([56, 44], gap="medium")
        with left:
            show_heat(page, figures)
        with right:
            show_forecast(page, figures)
        show_first(page, figures)
        show_severities(figures)
        left, right = st.columns([54, 46], gap="medium")
        with left:
            show_reviews(page, figures)
        with right:
            show_departments(figures)
            show_waivers(page, figures)
        register = st.container()
        show_persons(page, figures)
        show_coverage(figures)
        show_counts(figures)
        with register:  # drawn last: what stands above and below it needs far fewer records
            show_register(page)
    elif page.is_editable:
        empty_state(
            "monitoring",
            t("risk.empty"),
            NextStep(t("risk.register"), to="parties"),
            NextStep(t("risk.take_in"), to="imports"),
            NextStep(t("frame.to_demo"), act=lambda: choose_workspace("demo")),
        )
    else:
        empty_state("monitoring", t("risk.empty_then"))
