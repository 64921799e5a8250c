"""What makes up a risk value: one bar a question, adding up to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from sakimori.ui.charts.frame import Drawing, base, hatched, inert
from sakimori.ui.frame.states import Mark, Theme, palette
from sakimori.ui.frame.text import say

_ROW_HEIGHT = 24
_TITLE_LENGTH = 34


@dataclass(frozen=True, slots=True)
class Contribution:
    """One question: code, words, the points it adds; an unanswered one adds what it would at worst."""

    code: str
    title: str
    points: float
    unanswered: bool = False


def contribution_bars(items: Sequence[Contribution], *, total: float, theme: Theme, language: str) -> Drawing:
    """The largest on top, unanswered questions hatched; the keys are (question code,)."""
    colours = palette(theme)
    ordered = sorted(items, key=lambda item: -item.points)
    figure = go.Figure()
    for unanswered in (False, True):
        places = [place for place, item in enumerate(ordered) if item.unanswered is unanswered]
        figure.add_bar(
            x=[ordered[place].points for place in places],
            y=places,
            orientation="h",
            width=0.65,
            marker=hatched(colours) if unanswered else {"color": colours.fills[Mark.HIGH]},
            text=[f"{'？ ' if unanswered else ''}{ordered[place].points:.1f}" for place in places],
            textposition="outside",
            textfont={"size": 12, "color": colours.ink},
            customdata=places,
            hovertext=[_hover(ordered[place]) for place in places],
            hoverinfo="text",
            cliponaxis=False,
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 0.45}},
        )
    base(figure, theme, height=8 + _ROW_HEIGHT * max(len(ordered), 1))
    figure.update_layout(clickmode="event+select", barmode="overlay", margin={"r": 40})
    figure.update_xaxes(showticklabels=False, showgrid=False)
    figure.update_yaxes(
        tickvals=list(range(len(ordered))),
        ticktext=[f"{inert(item.code)} {_short(item.title)}" for item in ordered],
        showgrid=False,
        range=[max(len(ordered), 1) - 0.5, -0.5],
    )
    return Drawing(figure, _alt(ordered, total, language), tuple((item.code,) for item in ordered))


def _hover(item: Contribution) -> str:
    return f"{inert(item.code)} {inert(item.title)}<br>{item.points:.1f}"


def _short(title: str) -> str:
    return inert(title if len(title) <= _TITLE_LENGTH else f"{title[: _TITLE_LENGTH - 1]}…")


def _alt(ordered: Sequence[Contribution], total: float, language: str) -> str:
    if not ordered:
        return say("chart.score_alt_empty", language)
    return say(
        "chart.score_alt", language, total=f"{total:.0f}", title=ordered[0].title, points=f"{ordered[0].points:.1f}"
    )
