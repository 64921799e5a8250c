"""The forecast: gaps that begin in each month if nobody does anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from sakimori.domain.codes import Severity
from sakimori.ui.charts.frame import Drawing, base, legend
from sakimori.ui.frame.formats import Unit, count, month, month_short, year
from sakimori.ui.frame.states import Mark, Theme, palette, word
from sakimori.ui.frame.text import say

_HEIGHT = 250
_ROOM_ABOVE = 1.18
"""The total stands on top of each bar, and the highest needs room for it."""


@dataclass(frozen=True, slots=True)
class ForecastMonth:
    """The gaps that begin in the month of a day, by severity."""

    first: date
    counts: Mapping[Severity, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


def forecast_bars(months: Sequence[ForecastMonth], *, theme: Theme, language: str) -> Drawing:
    """Stacked bars, the worst at the bottom, the total on top; the keys are (YYYY-MM, severity)."""
    colours = palette(theme)
    figure = go.Figure()
    keys: list[tuple[str, ...]] = []
    for severity in Severity:
        state = Mark(severity.value)
        places = range(len(keys), len(keys) + len(months))
        keys += [(f"{entry.first:%Y-%m}", severity.value) for entry in months]
        figure.add_bar(
            x=list(range(len(months))),
            y=[entry.counts.get(severity, 0) for entry in months],
            marker={"color": colours.fills[state], "line": {"width": 1, "color": colours.page}},
            customdata=list(places),
            hovertext=[
                f"{month(entry.first, language)} {word(state, language)} "
                + count(entry.counts.get(severity, 0), Unit.CASES, language)
                for entry in months
            ],
            hoverinfo="text",
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 0.45}},
        )
    figure.add_scatter(
        x=list(range(len(months))),
        y=[entry.total for entry in months],
        mode="text",
        text=[str(entry.total) for entry in months],
        textposition="top center",
        textfont={"color": colours.ink},
        hoverinfo="skip",
    )
    base(figure, theme, height=_HEIGHT, top=28)
    legend(figure, (Mark(severity.value) for severity in Severity), theme, language)
    highest = max((entry.total for entry in months), default=0)
    figure.update_layout(clickmode="event+select", barmode="stack")
    figure.update_xaxes(
        tickvals=list(range(len(months))),
        ticktext=[
            _tick(entry.first, language, with_year=place == 0 or entry.first.month == 1)
            for place, entry in enumerate(months)
        ],
        tickangle=0,
        showgrid=False,
        range=[-0.6, len(months) - 0.4],
    )
    figure.update_yaxes(showticklabels=False, showgrid=False, range=[0, max(highest, 1) * _ROOM_ABOVE])
    return Drawing(figure, _alt(months, language), tuple(keys))


def _tick(first: date, language: str, *, with_year: bool) -> str:
    return month_short(first, language) + (f"<br>{year(first, language)}" if with_year else "")


def _alt(months: Sequence[ForecastMonth], language: str) -> str:
    most = max(months, key=lambda entry: entry.total, default=None)
    if most is None or most.total == 0:
        return say("chart.forecast_alt_empty", language)
    return say(
        "chart.forecast_alt",
        language,
        month=month(most.first, language),
        count=count(most.total, Unit.CASES, language),
    )
