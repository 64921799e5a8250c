"""The deadlines of one third party in the coming months, one lane a kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import plotly.graph_objects as go

from sakimori.domain.values.days import add_months
from sakimori.ui.charts.frame import Drawing, base, inert
from sakimori.ui.frame.formats import Unit, aside, count, day, day_short, month, month_short
from sakimori.ui.frame.states import LOOKS, Mark, Theme, palette, word
from sakimori.ui.frame.text import say

_LANE_HEIGHT = 24
_FRAME_HEIGHT = 42
_LABEL_LENGTH = 16
_LETTERS_A_DAY = 0.18
_LETTERS_OF_DATE = 6
_MARGIN = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day on which something falls due: its lane, its title, how grave a miss is, and what it leads to."""

    due: date
    lane: str
    title: str
    state: Mark
    code: str


def timeline(
    lanes: Sequence[tuple[str, str]], points: Sequence[Deadline], *, on: date, months: int, theme: Theme, language: str
) -> Drawing:
    """Symbol and colour = severity, words to the right, a line at `on`; lanes are (code, word), keys are (point code,).

    Points outside the months are left out; labels that would run into the next one of their lane are shortened.
    """
    colours = palette(theme)
    end = add_months(on, months)
    shown = sorted((point for point in points if on <= point.due <= end), key=lambda point: point.due)
    rows = {code: place for place, (code, _) in enumerate(lanes)}
    figure = go.Figure(
        go.Scatter(
            x=[point.due.isoformat() for point in shown],
            y=[rows[point.lane] for point in shown],
            mode="markers+text",
            marker={
                "size": 12,
                "color": [colours.fills[point.state] for point in shown],
                "symbol": [LOOKS[point.state].symbol for point in shown],
                "line": {"width": 1, "color": colours.ink},
            },
            text=[_label(point, shown, language) for point in shown],
            textposition=["middle left" if (end - point.due).days < 50 else "middle right" for point in shown],
            textfont={"size": 12, "color": colours.ink},
            customdata=list(range(len(shown))),
            hovertext=[
                aside(f"{day(point.due, language)} {inert(point.title)}", word(point.state, language), language)
                for point in shown
            ],
            hoverinfo="text",
            cliponaxis=False,
        )
    )
    figure.add_vline(x=on.isoformat(), line={"color": colours.primary, "width": 2})
    figure.add_annotation(
        x=on.isoformat(),
        y=1,
        yref="paper",
        xanchor="center",
        yanchor="bottom",
        text=say("chart.today", language),
        showarrow=False,
        font={"size": 12, "color": colours.primary},
    )
    base(figure, theme, height=_FRAME_HEIGHT + _LANE_HEIGHT * len(lanes), top=18)
    # Plotly keeps 64 pixels between its margins unless told: one lane would lose its months and the word for today.
    figure.update_layout(clickmode="event+select", margin={"l": 8, "r": 8}, minreducedheight=_LANE_HEIGHT)
    figure.update_yaxes(
        tickvals=list(range(len(lanes))),
        ticktext=[label for _, label in lanes],
        range=[len(lanes) - 0.4, -0.6],
        showgrid=True,
    )
    firsts = [add_months(on.replace(day=1), ahead) for ahead in range(1, months + 1)]
    figure.update_xaxes(
        range=[(on - _MARGIN).isoformat(), (end + _MARGIN).isoformat()],
        tickangle=0,
        tickvals=[first.isoformat() for first in firsts],
        ticktext=[month(first, language) if first.month == 1 else month_short(first, language) for first in firsts],
        showgrid=True,
    )
    return Drawing(figure, _alt(shown, on, end, language), tuple((point.code,) for point in shown))


def _label(point: Deadline, shown: Sequence[Deadline], language: str) -> str:
    """Day and title, as far as there is room before the next point of the lane, and how many more share the day."""
    same = [other for other in shown if (other.lane, other.due) == (point.lane, point.due)]
    if same[0] is not point:
        return ""
    following = [(other.due - point.due).days for other in shown if other.lane == point.lane and other.due > point.due]
    room = _LABEL_LENGTH
    if following:
        room = min(room, int(min(following) * _LETTERS_A_DAY) - _LETTERS_OF_DATE)
    if room <= 0:
        return ""
    title = point.title if len(point.title) <= room else f"{point.title[: room - 1]}…"
    words = f" {day_short(point.due, language)} {inert(title)}"
    return words if len(same) == 1 else f"{words} +{len(same) - 1}"


def _alt(shown: Sequence[Deadline], on: date, end: date, language: str) -> str:
    span = {"from_day": day(on, language), "until_day": day(end, language)}
    if not shown:
        return say("chart.timeline_alt_empty", language, **span)
    return say(
        "chart.timeline_alt",
        language,
        **span,
        count=count(len(shown), Unit.CASES, language),
        day=day(shown[0].due, language),
        title=shown[0].title,
    )
