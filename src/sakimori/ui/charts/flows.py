"""Data flows: the bands from persons to countries, and the countries as bars; a map would ask another machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from sakimori.ui.charts.frame import Drawing, base, hatched, inert, legend
from sakimori.ui.formats import Unit, count
from sakimori.ui.states import LOOKS, Mark, Palette, Theme, chip, palette
from sakimori.ui.text import say

FLOW_MARKS = (Mark.BLOCK, Mark.HIGH, Mark.MEDIUM, Mark.LOW, Mark.UNKNOWN, Mark.OK, Mark.NOT_APPLICABLE)
_STRENGTH = {Mark.BLOCK: 0.55, Mark.HIGH: 0.5, Mark.MEDIUM: 0.45, Mark.LOW: 0.6, Mark.UNKNOWN: 0.35, Mark.OK: 0.3}
_ON_PATH, _PALE, _LEAST = 0.62, 0.07, 0.25
_HEAD, _NODE_HEIGHT, _LOWEST, _HIGHEST = 26, 30, 240, 640
_BAR_HEIGHT, _BARS_HEAD = 30, 34
_NAME_LENGTH = 22


@dataclass(frozen=True, slots=True)
class FlowNode:
    """One node: its column from the left, its words, and its state; persons, kinds and countries have none."""

    column: int
    label: str
    state: Mark | None = None


@dataclass(frozen=True, slots=True)
class FlowBand:
    """One band between two nodes by their places; `persons` is None where nobody knows the number."""

    source: int
    target: int
    width: float
    state: Mark
    persons: int | None
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class CountryBar:
    """One country: its code, its name with what carries the flows, and how many flows are in each state."""

    code: str
    label: str
    counts: Mapping[Mark, int]


def sankey_flows(
    nodes: Sequence[FlowNode], bands: Sequence[FlowBand], heads: Sequence[str], *, theme: Theme, language: str
) -> Drawing:
    """Width = persons, colour = state, glyph in the label; with a chosen band, all others are pale."""
    colours = palette(theme)
    is_any_chosen = any(band.is_chosen for band in bands)
    figure = go.Figure(
        go.Sankey(
            arrangement="snap",
            textfont={"size": 12, "color": colours.ink, "shadow": "none"},
            node={
                "label": [_label(node) for node in nodes],
                "pad": 12,
                "thickness": 12,
                "color": [_node_fill(node, colours) for node in nodes],
                "line": {"width": 0},
                "customdata": [_node_hover(node, language) for node in nodes],
                "hovertemplate": "%{customdata}<extra></extra>",
            },
            link={
                "source": [band.source for band in bands],
                "target": [band.target for band in bands],
                "value": [band.width for band in bands],
                "color": [_band_fill(band, colours, is_any_chosen=is_any_chosen) for band in bands],
                "customdata": [_band_hover(band, nodes, language) for band in bands],
                "hovertemplate": "%{customdata}<extra></extra>",
            },
        )
    )
    most = max(Counter(node.column for node in nodes).values(), default=0)
    base(figure, theme, height=_HEAD + min(_HIGHEST, max(_LOWEST, _NODE_HEIGHT * most)), top=_HEAD)
    for place, head in enumerate(heads):
        at = place / max(len(heads) - 1, 1)
        figure.add_annotation(
            x=at, y=1, xref="paper", yref="paper", yanchor="bottom", text=f"<b>{head}</b>", showarrow=False,
            xanchor="left" if place == 0 else "right" if place == len(heads) - 1 else "center",
            font={"size": 12, "color": colours.muted},
        )  # fmt: skip
    return Drawing(figure, _alt(nodes, bands, language))


def _label(node: FlowNode) -> str:
    name = inert(node.label if len(node.label) <= _NAME_LENGTH else f"{node.label[: _NAME_LENGTH - 1]}…")
    return name if node.state is None else f"{LOOKS[node.state].glyph} {name}"


def _node_fill(node: FlowNode, colours: Palette) -> str:
    if node.state is None:
        return colours.muted
    return colours.hatch if node.state in {Mark.UNKNOWN, Mark.NOT_APPLICABLE} else colours.fills[node.state]


def _band_fill(band: FlowBand, colours: Palette, *, is_any_chosen: bool) -> str:
    strength = _STRENGTH.get(band.state, _LEAST)
    if is_any_chosen:
        strength = _ON_PATH if band.is_chosen else _PALE
    colour = colours.hatch if band.state in {Mark.UNKNOWN, Mark.NOT_APPLICABLE} else colours.fills[band.state]
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{strength})"


def _node_hover(node: FlowNode, language: str) -> str:
    return inert(node.label) if node.state is None else f"{inert(node.label)}<br>{chip(node.state, language)}"


def _band_hover(band: FlowBand, nodes: Sequence[FlowNode], language: str) -> str:
    way = f"{inert(nodes[band.source].label)} → {inert(nodes[band.target].label)}"
    return f"{way}<br>{chip(band.state, language)}<br>{_persons(band.persons, language)}"


def _persons(number: int | None, language: str) -> str:
    return say("flows.persons_unknown", language) if number is None else count(number, Unit.PERSONS, language)


def _alt(nodes: Sequence[FlowNode], bands: Sequence[FlowBand], language: str) -> str:
    if not bands:
        return say("flows.chart_alt_empty", language)
    worst = min(bands, key=lambda band: (FLOW_MARKS.index(band.state), -band.width))
    return say(
        "flows.chart_alt",
        language,
        way=f"{nodes[worst.source].label} → {nodes[worst.target].label}",
        state=chip(worst.state, language),
    )


def country_bars(rows: Sequence[CountryBar], *, theme: Theme, language: str) -> Drawing:
    """One stacked bar a country; the keys are (country code, state)."""
    colours = palette(theme)
    used = [state for state in FLOW_MARKS if any(row.counts.get(state) for row in rows)]
    figure = go.Figure()
    keys: list[tuple[str, ...]] = []
    for state in used:
        places = range(len(keys), len(keys) + len(rows))
        keys += [(row.code, state.value) for row in rows]
        numbers = [row.counts.get(state, 0) for row in rows]
        is_known = state not in {Mark.UNKNOWN, Mark.NOT_APPLICABLE}
        line = {"width": 1, "color": colours.page}
        figure.add_bar(
            x=numbers,
            y=list(range(len(rows))),
            orientation="h",
            width=0.62,
            marker={"color": colours.fills[state], "line": line} if is_known else hatched(colours),
            customdata=list(places),
            hovertext=[
                f"{inert(row.label)}<br>{chip(state, language)} {count(number, Unit.CASES, language)}"
                for row, number in zip(rows, numbers, strict=True)
            ],
            hoverinfo="text",
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 0.45}},
        )
    base(figure, theme, height=_BARS_HEAD + _BAR_HEIGHT * max(len(rows), 1), top=28)
    legend(figure, used, theme, language)
    totals = [sum(row.counts.values()) for row in rows]
    figure.add_scatter(
        x=totals,
        y=list(range(len(rows))),
        mode="text",
        text=[f" {total}" for total in totals],
        textposition="middle right",
        textfont={"size": 12, "color": colours.ink},
        hoverinfo="skip",
        cliponaxis=False,
    )
    figure.update_layout(clickmode="event+select", barmode="stack", margin={"r": 40})
    figure.update_xaxes(showticklabels=False, showgrid=False, range=[0, max(totals, default=1)])
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[inert(row.label) for row in rows],
        showgrid=False,
        range=[max(len(rows), 1) - 0.5, -0.5],
    )
    return Drawing(figure, _countries_alt(rows, language), tuple(keys))


def _countries_alt(rows: Sequence[CountryBar], language: str) -> str:
    if not rows:
        return say("flows.chart_alt_empty", language)
    return say("flows.countries_alt", language, count=len(rows), country=rows[0].label)
