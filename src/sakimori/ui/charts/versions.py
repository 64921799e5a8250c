"""The versions of texts as lanes: from when until when each was in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import plotly.graph_objects as go

from sakimori.domain.values.days import add_months
from sakimori.ui.charts.frame import Drawing, base, hatched, inert
from sakimori.ui.frame.formats import Unit, aside, count, day, unknown, year
from sakimori.ui.frame.states import Theme, palette
from sakimori.ui.frame.text import say

_LANE_HEIGHT = 30
_FRAME_HEIGHT = 44
_LANES = 8
_BEFORE = timedelta(days=180)
_DAY = 86_400_000
_LABEL_LENGTH = 18


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a text; `is_known` tells whether anybody has said what it serves."""

    name: str
    first: date | None
    last: date | None
    is_known: bool


def version_lanes(lanes: Sequence[tuple[str, Sequence[Version]]], *, on: date, theme: Theme, language: str) -> Drawing:
    """A bar a version, hatched where nobody has said what it serves; without a first day it begins at the left edge."""
    colours = palette(theme)
    shown = lanes[:_LANES]
    days = [d for _, versions in shown for v in versions for d in (v.first, v.last) if d]
    begin, end = min([*days, on]) - _BEFORE, max([*days, add_months(on, 6)])
    figure = go.Figure()
    for is_known in (True, False):
        bars = [(p, v) for p, (_, versions) in enumerate(shown) for v in versions if v.is_known is is_known]
        figure.add_bar(
            orientation="h",
            y=[place for place, _ in bars],
            base=[(v.first or begin).isoformat() for _, v in bars],
            x=[((v.last or end) - (v.first or begin)).days * _DAY for _, v in bars],
            width=0.62,
            marker={"color": colours.chips["blue"], "line": {"width": 1, "color": colours.primary}}
            if is_known
            else hatched(colours),
            text=[inert(v.name) for _, v in bars],
            textposition="inside",
            insidetextanchor="start",
            textangle=0,
            textfont={"size": 12, "color": colours.ink},
            hovertext=[aside(inert(v.name), _days(v, language), language) for _, v in bars],
            hoverinfo="text",
        )
    figure.add_vline(x=on.isoformat(), line={"color": colours.primary, "width": 2})
    base(figure, theme, height=_FRAME_HEIGHT + _LANE_HEIGHT * len(shown), top=8)
    figure.update_layout(barmode="overlay")
    figure.update_yaxes(
        tickvals=list(range(len(shown))),
        ticktext=[inert(_short(name)) for name, _ in shown],
        range=[len(shown) - 0.4, -0.6],
    )
    firsts = [date(y, 1, 1) for y in range(begin.year, end.year + 1)]
    figure.update_xaxes(
        type="date",
        range=[begin.isoformat(), end.isoformat()],
        tickangle=0,
        tickvals=[first.isoformat() for first in firsts],
        ticktext=[year(first, language) for first in firsts],
        showgrid=True,
    )
    return Drawing(figure, _alt(lanes, language))


def _days(version: Version, language: str) -> str:
    first = day(version.first, language) if version.first else unknown(language)
    return f"{first}–{day(version.last, language) if version.last else ''}"


def _short(name: str) -> str:
    return name if len(name) <= _LABEL_LENGTH else f"{name[: _LABEL_LENGTH - 1]}…"


def _alt(lanes: Sequence[tuple[str, Sequence[Version]]], language: str) -> str:
    versions = sum(len(found) for _, found in lanes)
    return say(
        "chart.versions_alt",
        language,
        lanes=count(len(lanes), Unit.CASES, language),
        versions=count(versions, Unit.CASES, language),
    )
