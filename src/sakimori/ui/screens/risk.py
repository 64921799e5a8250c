"""リスク・ダッシュボード: where is the risk today, and what comes next?"""

from __future__ import annotations

import streamlit as st

from sakimori.services.overview import Overview, overview
from sakimori.ui.components import NextStep, empty_state
from sakimori.ui.risk_charts import show_forecast, show_heat
from sakimori.ui.risk_tables import show_counts, show_first, show_treemap
from sakimori.ui.risk_tiles import show_tiles
from sakimori.ui.session import choose_workspace, kept, open_page
from sakimori.ui.text import t

with open_page(t("page.risk")) as page:
    figures: Overview = kept(
        page,
        "risk.overview",
        lambda: overview(page.workspace, on=page.on, today=page.today, number=page.number),
    )
    if figures.third_parties:
        show_tiles(figures)
        left, right = st.columns([56, 44], gap="medium")
        with left:
            show_heat(page, figures)
        with right:
            show_forecast(page, figures)
        show_first(page, figures)
        show_treemap(page)
        show_counts(figures)
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
