"""The heat map and the forecast: a chosen mark says what it counts and leads to the gap board."""

from __future__ import annotations

import streamlit as st

from sakimori.domain.codes import ControlArea, Severity
from sakimori.services.overview import HeatLine, MonthAhead, Overview
from sakimori.ui.charts import Drawing, ForecastMonth, HeatRow, draw, forecast_bars, heat_bars
from sakimori.ui.components import link_to, section
from sakimori.ui.formats import Unit, count, month, unknown
from sakimori.ui.plain import plain
from sakimori.ui.session import Page, kept
from sakimori.ui.states import mark, theme, word
from sakimori.ui.tables import number_column, table, text_column
from sakimori.ui.text import label, language, t, tier_label

NO_TIER = "unknown"


def tier_code(tier: int | None) -> str:
    """A tier in an address; 未評価 has a code of its own."""
    return NO_TIER if tier is None else str(tier)


def show_heat(page: Page, figures: Overview) -> None:
    """Tier × control area."""
    section(t("risk.heat"), t("risk.heat_note"))
    drawing: Drawing = kept(page, "risk.heat", lambda: _heat(figures))
    chosen = draw(drawing, "risk_heat", select=True)
    if chosen is not None:
        _chosen_cell(figures, *chosen)
    with st.expander(t("risk.as_table"), key="risk_heat_table"):
        areas = [label(area) for area in ControlArea]
        table(
            [
                (tier_label(line.tier), line.third_parties, *(_cell(number) for _, number in line.counts))
                for line in figures.heat
            ],
            {
                t("risk.heat_tier"): text_column(t("risk.heat_tier"), pinned=True),
                t("risk.heat_total"): number_column(t("risk.heat_total")),
                **{area: text_column(area) for area in areas},
            },
            key="risk_heat_rows",
            alt=t("risk.heat"),
        )


def _cell(number: int | None) -> str:
    return unknown(language()) if number is None else str(number)


def _heat(figures: Overview) -> Drawing:
    rows = [
        HeatRow(tier_code(line.tier), tier_label(line.tier), line.third_parties, tuple(n for _, n in line.counts))
        for line in figures.heat
    ]
    columns = [(area.value, label(area)) for area in ControlArea]
    return heat_bars(rows, columns, theme=theme(), language=language())


def _chosen_cell(figures: Overview, tier: str, area: str) -> None:
    line: HeatLine = next(line for line in figures.heat if tier_code(line.tier) == tier)
    number = dict(line.counts)[ControlArea(area)]
    words = {"tier": tier_label(line.tier), "area": label(ControlArea(area))}
    with st.container(horizontal=True, vertical_alignment="center"):
        if number is None:
            st.markdown(plain(t("risk.cell_unknown", **words)))
        else:
            st.markdown(plain(t("risk.cell_chosen", **words, count=count(number, Unit.COMPANIES, language()))))
        link_to("gaps", t("risk.open_board"), tier=tier, area=area)


def show_forecast(page: Page, figures: Overview) -> None:
    """New gaps by month, for the next twelve months."""
    section(t("risk.forecast"), t("risk.forecast_note"))
    drawing: Drawing = kept(page, "risk.forecast", lambda: _forecast(figures))
    chosen = draw(drawing, "risk_forecast", select=True)
    if chosen is not None:
        _chosen_month(figures, chosen[0])
    with st.expander(t("risk.as_table"), key="risk_forecast_table"):
        names = [word(mark(severity), language()) for severity in Severity]
        table(
            [
                (
                    month(ahead.first, language()),
                    *(ahead.counts.get(severity, 0) for severity in Severity),
                    sum(ahead.counts.values()),
                )
                for ahead in figures.forecast
            ],
            {
                t("risk.forecast_month"): text_column(t("risk.forecast_month"), pinned=True),
                **{name: number_column(name) for name in names},
                t("risk.forecast_total"): number_column(t("risk.forecast_total")),
            },
            key="risk_forecast_rows",
            alt=t("risk.forecast"),
        )


def _forecast(figures: Overview) -> Drawing:
    months = [ForecastMonth(ahead.first, ahead.counts) for ahead in figures.forecast]
    return forecast_bars(months, theme=theme(), language=language())


def _chosen_month(figures: Overview, code: str) -> None:
    ahead: MonthAhead = next(ahead for ahead in figures.forecast if f"{ahead.first:%Y-%m}" == code)
    total = count(sum(ahead.counts.values()), Unit.CASES, language())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(plain(t("risk.month_chosen", month=month(ahead.first, language()), count=total)))
        link_to("gaps", t("risk.open_board"), month=code)
