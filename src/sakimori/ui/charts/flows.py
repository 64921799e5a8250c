"""Data flows: the bands from persons to countries, and the countries as bars; a map would ask another machine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from unicodedata import east_asian_width

from sakimori.ui.charts.bars import BarPart, known_marker, stacked_bars
from sakimori.ui.charts.frame import Drawing, Figure, base, hatched, inert, legend
from sakimori.ui.frame.formats import Unit, count
from sakimori.ui.frame.states import LOOKS, Mark, Palette, Theme, chip, palette
from sakimori.ui.frame.text import say

_LINE, _GAP = 21.0, 7.0
"""The height of one name, and the room below a bar, in pixels."""
_ROOM_A_NODE, _LOWEST, _HIGHEST = 36, 220, 760
_SWEEPS: Final = 8
_STEPS: Final = 24


@dataclass(frozen=True, slots=True)
class Layout:
    """The height of the picture, the middle of each node below its top edge, and the padding that gives such bars."""

    height: float
    middles: tuple[float, ...]
    pad: float


@dataclass(frozen=True, slots=True)
class LaidNode:
    """One node for the layout: its column, how wide what goes through it is, and whether it stands below the others."""

    column: int
    width: float
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class _Ground:
    """What does not move: the nodes, which stand in each column, how much height each takes, and how much there is."""

    nodes: Sequence[LaidNode]
    columns: Mapping[int, Sequence[int]]
    slots: Sequence[float]
    height: float


def lay_out(nodes: Sequence[LaidNode], links: Sequence[tuple[int, int, float]]) -> Layout:
    """Place all nodes; links are (source, target, width) and draw what belongs together to the same height."""
    columns = _columns(nodes)
    most = max(map(len, columns.values()), default=0)
    height = float(min(_HIGHEST, max(_LOWEST, _ROOM_A_NODE * most)))
    scale = _scale(nodes, columns, height)
    ground = _Ground(nodes, columns, [max(node.width * scale + _GAP, _LINE) for node in nodes], height)
    middles = [height / 2] * len(nodes)
    for column in columns:
        _settle(ground, column, list(middles), middles)
    _draw_together(ground, links, middles)
    return Layout(height, tuple(middles), _pad(nodes, columns, height, scale))


def _columns(nodes: Sequence[LaidNode]) -> Mapping[int, Sequence[int]]:
    columns: defaultdict[int, list[int]] = defaultdict(list)
    for place, node in enumerate(nodes):
        columns[node.column].append(place)
    return dict(sorted(columns.items()))


def _scale(nodes: Sequence[LaidNode], columns: Mapping[int, Sequence[int]], height: float) -> float:
    """Pixels for one unit of width: as many as leave every column its lines."""
    whole = max((sum(nodes[place].width for place in places) for places in columns.values()), default=0.0)
    if not whole:
        return 0.0
    low, high = 0.0, height / whole
    for _ in range(_STEPS):
        middle = (low + high) / 2
        needed = max(
            sum(max(nodes[place].width * middle + _GAP, _LINE) for place in places) for places in columns.values()
        )
        low, high = (middle, high) if needed <= height else (low, middle)
    return low


def _pad(nodes: Sequence[LaidNode], columns: Mapping[int, Sequence[int]], height: float, scale: float) -> float:
    """The padding that gives this scale; plotly takes no scale itself."""
    pads = [
        (height - scale * sum(nodes[place].width for place in places)) / (len(places) - 1)
        for places in columns.values()
        if len(places) > 1
    ]
    return max(0.0, min(pads, default=0.0))


def _draw_together(ground: _Ground, links: Sequence[tuple[int, int, float]], middles: list[float]) -> None:
    """Pull each node to the mean height of its neighbours, from the left and from the right in turn."""
    before: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    after: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    for source, target, width in links:
        after[source].append((target, width))
        before[target].append((source, width))
    left_to_right = list(ground.columns)
    for sweep in range(_SWEEPS):
        is_forward = sweep % 2 == 0
        beside = before if is_forward else after
        for column in left_to_right[1:] if is_forward else left_to_right[-2::-1]:
            wanted = list(middles)
            for place in ground.columns[column]:
                around = beside[place]
                if whole := sum(width for _, width in around):
                    wanted[place] = sum(middles[other] * width for other, width in around) / whole
            _settle(ground, column, wanted, middles)


def _settle(ground: _Ground, column: int, wanted: Sequence[float], middles: list[float]) -> None:
    """Put the nodes of a column as near to the wanted heights as their slots allow."""
    places = sorted(ground.columns[column], key=lambda place: (ground.nodes[place].is_last, wanted[place], place))
    below = 0.0
    for place in places:
        middles[place] = max(wanted[place], below + ground.slots[place] / 2)
        below = middles[place] + ground.slots[place] / 2
    edge = ground.height
    for place in reversed(places):
        middles[place] = min(middles[place], edge - ground.slots[place] / 2)
        edge = middles[place] - ground.slots[place] / 2


FLOW_MARKS = (Mark.BLOCKED, Mark.REVIEW, Mark.UNKNOWN, Mark.CONDITIONAL, Mark.ALLOWED, Mark.NOT_APPLICABLE)
_HATCHED = frozenset({Mark.UNKNOWN, Mark.NOT_APPLICABLE})
_STRENGTH = {Mark.BLOCKED: 0.55, Mark.REVIEW: 0.5, Mark.CONDITIONAL: 0.45, Mark.UNKNOWN: 0.35, Mark.ALLOWED: 0.3}
ON_PATH, _PALE, _LEAST = 0.62, 0.07, 0.25
_HEAD, _BARS_HEAD = 26, 34
_THICKNESS, _BESIDE = 12, 3
BEHIND_NAMES: Final = 0.72
_WIDE, _NARROW, _GLYPH = 12, 6.4, 18
_PLACES: Final = {5: (0.0, 0.18, 0.41, 0.72, 1.0), 4: (0.0, 0.24, 0.58, 1.0), 3: (0.0, 0.5, 1.0), 2: (0.0, 1.0)}
"""Where columns stand: names of companies are longer than those of persons and of kinds."""
_ROOM: Final = {5: (120, 155, 225, 198, 120), 4: (165, 240, 290, 120), 3: (300, 300, 120), 2: (300, 120)}
"""Pixels that a name has before the next column begins, on a page 1280 wide."""


@dataclass(frozen=True, slots=True)
class FlowNode:
    """One node: its column from the left, its words, and its verdict; persons, kinds and countries have none.

    `is_last` puts it below the others of its column.
    """

    column: int
    label: str
    verdict: Mark | None = None
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class FlowBand:
    """One band between two nodes by their places, without a verdict where nothing is judged.

    `persons` is None where nobody knows the number.
    """

    source: int
    target: int
    width: float
    verdict: Mark | None
    persons: int | None
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class CountryBar:
    """One country: its code, its name with what carries the flows, and how many flows have each verdict."""

    code: str
    label: str
    counts: Mapping[Mark, int]


def sankey_flows(
    nodes: Sequence[FlowNode],
    bands: Sequence[FlowBand],
    heads: Sequence[str],
    *,
    theme: Theme,
    language: str,
    alt: str = "",
) -> Drawing:
    """Width = persons, colour = verdict, glyph in the name; with a chosen band, all others are pale.

    Names are annotations: plotly's own have no ground, and bands strike them through.
    """
    colours = palette(theme)
    is_any_chosen = any(band.is_chosen for band in bands)
    laid = lay_out(
        [LaidNode(node.column, _width(place, bands), node.is_last) for place, node in enumerate(nodes)],
        [(band.source, band.target, band.width) for band in bands],
    )
    places = _PLACES[len(heads)]
    figure = Figure()
    figure.add_trace(
        "sankey",
        arrangement="fixed",
        node={
            # plotly takes 0 for a place that nobody gave.
            "x": [max(places[node.column], 0.001) for node in nodes],
            "y": [max(middle / laid.height, 0.001) for middle in laid.middles],
            "pad": laid.pad,
            "thickness": _THICKNESS,
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
    rooms = _ROOM[len(heads)]
    base(figure, theme, height=_HEAD + round(laid.height) + 4, top=_HEAD)
    figure.update_layout(margin={"l": _THICKNESS, "r": rooms[-1]})
    written = [
        _words(f"<b>{head}</b>", place, 1, colours.muted, xshift=-_THICKNESS / 2, yanchor="bottom")
        for place, head in zip(places, heads, strict=True)
    ]
    written += [
        _words(
            _label(node, rooms[node.column]), places[node.column], 1 - middle / laid.height, colours.ink,
            xshift=_THICKNESS / 2 + _BESIDE, yanchor="middle", bgcolor=_clear(colours.page, BEHIND_NAMES),
        )
        for node, middle in zip(nodes, laid.middles, strict=True)
    ]  # fmt: skip
    figure.update_layout(annotations=written)  # one by one, each would check all before it again
    return Drawing(figure, alt or _alt(nodes, bands, language))


def _width(place: int, bands: Sequence[FlowBand]) -> float:
    """How wide a node is: what goes in, or what goes out where nothing does."""
    into = sum(band.width for band in bands if band.target == place)
    return into or sum(band.width for band in bands if band.source == place)


def _words(text: str, x: float, y: float, colour: str, **more: object) -> dict[str, object]:
    return {
        "text": text, "x": x, "y": y, "xref": "paper", "yref": "paper", "xanchor": "left", "align": "left",
        "showarrow": False, "borderpad": 0, "font": {"size": 12, "color": colour}, **more,
    }  # fmt: skip


def _label(node: FlowNode, room: float) -> str:
    if node.verdict is None:
        return inert(_cut(node.label, room))
    return f"{LOOKS[node.verdict].glyph} {inert(_cut(node.label, room - _GLYPH))}"


def _cut(name: str, room: float) -> str:
    """As much of a name as there is room for."""
    widths = [_WIDE if east_asian_width(letter) in "FWA" else _NARROW for letter in name]
    if sum(widths) <= room:
        return name
    length, left = 0, room - _WIDE
    while widths[length] <= left:
        left -= widths[length]
        length += 1
    return f"{name[:length].rstrip()}…"


def _node_fill(node: FlowNode, colours: Palette) -> str:
    if node.verdict is None:
        return colours.muted
    return colours.hatch if node.verdict in _HATCHED else colours.fills[node.verdict]


def _band_fill(band: FlowBand, colours: Palette, *, is_any_chosen: bool) -> str:
    strength = _STRENGTH.get(band.verdict, _LEAST) if band.verdict else _LEAST
    if is_any_chosen:
        strength = ON_PATH if band.is_chosen else _PALE
    if band.verdict is None or band.verdict in _HATCHED:
        return _clear(colours.hatch, strength)
    return _clear(colours.fills[band.verdict], strength)


def _clear(colour: str, strength: float) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{strength})"


def _node_hover(node: FlowNode, language: str) -> str:
    return inert(node.label) if node.verdict is None else f"{inert(node.label)}<br>{chip(node.verdict, language)}"


def _band_hover(band: FlowBand, nodes: Sequence[FlowNode], language: str) -> str:
    way = f"{inert(nodes[band.source].label)} → {inert(nodes[band.target].label)}"
    words = [way, *([chip(band.verdict, language)] if band.verdict else []), _persons(band.persons, language)]
    return "<br>".join(words)


def _persons(number: int | None, language: str) -> str:
    return say("flows.persons_unknown", language) if number is None else count(number, Unit.PERSONS, language)


def _alt(nodes: Sequence[FlowNode], bands: Sequence[FlowBand], language: str) -> str:
    judged = [(FLOW_MARKS.index(band.verdict), -band.width, place) for place, band in enumerate(bands) if band.verdict]
    if not judged:
        return say("flows.chart_alt_empty", language)
    state, _, place = min(judged)
    way = f"{nodes[bands[place].source].label} → {nodes[bands[place].target].label}"
    return say("flows.chart_alt", language, way=way, state=chip(FLOW_MARKS[state], language))


def country_bars(rows: Sequence[CountryBar], *, theme: Theme, language: str) -> Drawing:
    """One stacked bar a country; the keys are (country code, verdict)."""
    colours = palette(theme)
    used = [state for state in FLOW_MARKS if any(row.counts.get(state) for row in rows)]
    parts = [
        BarPart(
            state.value,
            chip(state, language),
            hatched(colours) if state in _HATCHED else known_marker(colours.fills[state], colours),
            [row.counts.get(state, 0) for row in rows],
        )
        for state in used
    ]
    places = [(row.code, row.label) for row in rows]
    figure, keys = stacked_bars(places, parts, theme=theme, language=language, head=_BARS_HEAD, top=28)
    legend(figure, used, theme, language)
    return Drawing(figure, _countries_alt(rows, language), keys)


def _countries_alt(rows: Sequence[CountryBar], language: str) -> str:
    if not rows:
        return say("flows.chart_alt_empty", language)
    return say("flows.countries_alt", language, count=len(rows), country=rows[0].label)
