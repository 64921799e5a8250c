"""Lying bars, one a row, each stacked from the same parts, with the total behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from sakimori.ui.charts.frame import base, inert
from sakimori.ui.frame.formats import Unit, count
from sakimori.ui.frame.states import Palette, Theme, palette

_BAR_HEIGHT = 30


@dataclass(frozen=True, slots=True)
class Part:
    """One part of every bar: its code, its words, how it is filled, and how many cases it has in each row."""

    code: str
    words: str
    marker: Mapping[str, object]
    numbers: Sequence[int]


def filled(colour: str, colours: Palette) -> dict[str, object]:
    """The marker of what is known: plain, set off from its neighbour by the colour of the page."""
    return {"color": colour, "line": {"width": 1, "color": colours.page}}


def stacked_bars(
    rows: Sequence[tuple[str, str]], parts: Sequence[Part], *, theme: Theme, language: str, head: int, top: int
) -> tuple[go.Figure, tuple[tuple[str, ...], ...]]:
    """The figure, and the keys (row code, part code) of what can be chosen.

    Args:
        rows: The code and the label of each row.
        parts: What the bars are made of, from the left.
        theme: Light or dark.
        language: In which words.
        head: How high the figure is beside its bars.
        top: How much of that is above the plot.
    """
    colours = palette(theme)
    places = list(range(len(rows)))
    figure = go.Figure()
    keys: list[tuple[str, ...]] = []
    for part in parts:
        figure.add_bar(
            x=list(part.numbers),
            y=places,
            orientation="h",
            width=0.62,
            marker=part.marker,
            customdata=list(range(len(keys), len(keys) + len(rows))),
            hovertext=[
                f"{inert(label)}<br>{part.words} {count(number, Unit.CASES, language)}"
                for (_, label), number in zip(rows, part.numbers, strict=True)
            ],
            hoverinfo="text",
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 0.45}},
        )
        keys += [(code, part.code) for code, _ in rows]
    base(figure, theme, height=head + _BAR_HEIGHT * max(len(rows), 1), top=top)
    totals = [sum(part.numbers[place] for part in parts) for place in places]
    figure.add_scatter(
        x=totals,
        y=places,
        mode="text",
        text=[f" {total:,}" for total in totals],
        textposition="middle right",
        textfont={"size": 12, "color": colours.ink},
        hoverinfo="skip",
        cliponaxis=False,
    )
    figure.update_layout(clickmode="event+select", barmode="stack", margin={"r": 40})
    figure.update_xaxes(showticklabels=False, showgrid=False, range=[0, max(totals, default=1)])
    figure.update_yaxes(
        tickvals=places,
        ticktext=[inert(label) for _, label in rows],
        showgrid=False,
        range=[max(len(rows), 1) - 0.5, -0.5],
    )
    return figure, tuple(keys)
