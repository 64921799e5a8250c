"""Third parties as areas: how many persons each holds, and its worst gap, in colours that can be read (WCAG 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from textwrap import wrap

from sakimori.ui.charts.frame import CLEAR, Drawing, Figure, base, inert
from sakimori.ui.frame.formats import Unit, count
from sakimori.ui.frame.states import LOOKS, Mark, Palette, Theme, chip, palette
from sakimori.ui.frame.text import say, say_count


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb`."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


_HEIGHT = 320
_SHOWN = 80
_UNKNOWN_PERSONS = 1
_UNKNOWN_PART = 20
"""A twentieth of the area stands for those of whom nobody knows how many persons they hold."""
_WIDTH, _CHARACTER, _SHORTEST_LINE = 900, 12, 3
"""How wide the chart is at most, a full-width character, and in characters the shortest line of a label."""


@dataclass(frozen=True, slots=True)
class PartyTile:
    """One third party: its name, its persons (None: unknown), its worst open gap."""

    name: str
    persons: int | None
    worst: Mark


def treemap_parties(items: Sequence[PartyTile], *, theme: Theme, language: str) -> Drawing:
    """Area = persons, colour and glyph = worst gap; the smallest fold into ほか, unknown numbers stand apart."""
    colours = palette(theme)
    known = sorted((item for item in items if item.persons), key=lambda item: -(item.persons or 0))
    tiles, rest = known[:_SHOWN], known[_SHOWN:]
    sizes = [item.persons or 0 for item in tiles]
    total = sum(item.persons or 0 for item in known)
    labels = [f"{LOOKS[item.worst].glyph} {_wrapped(item.name, (item.persons or 0) / total)}" for item in tiles]
    fills = [_fill(item.worst, colours) for item in tiles]
    hovers = [
        f"{inert(item.name)}<br>{count(item.persons, Unit.PERSONS, language)}<br>{chip(item.worst, language)}"
        for item in tiles
    ]
    if rest:
        labels.append(say_count("chart.parties_rest", len(rest), language))
        sizes.append(sum(item.persons or 0 for item in rest))
        fills.append(colours.panel)
        hovers.append(labels[-1])
    unknown = [item for item in items if item.persons is None]
    if unknown:
        words = say_count("chart.parties_unknown", len(unknown), language)
        labels.append(f"？ {_wrapped(words, 1 / _UNKNOWN_PART)}")
        sizes.append(max(_UNKNOWN_PERSONS, sum(sizes) // _UNKNOWN_PART))
        fills.append(colours.chips["gray"])
        hovers.append(f"？ {words}")
    pale = (colours.panel, colours.chips["gray"])  # they need an edge to stand out
    figure = Figure()
    figure.add_trace(
        "treemap",
        labels=labels,
        parents=[""] * len(labels),
        values=sizes,
        text=hovers,
        hoverinfo="text",
        textinfo="label",
        textposition="top left",
        marker={
            "colors": fills,
            "line": {"width": 1, "color": [colours.hatch if fill in pale else colours.page for fill in fills]},
            "pad": {"t": 0, "l": 0, "r": 0, "b": 0},
        },
        textfont={"size": 12, "color": [ink_on(fill, colours) for fill in fills]},
        root={"color": CLEAR},
        tiling={"pad": 2},
        pathbar={"visible": False},
    )
    base(figure, theme, height=_HEIGHT)
    figure.update_layout(uniformtext={"minsize": 11, "mode": "hide"})
    return Drawing(figure, _alt(known, language))


def _wrapped(name: str, part: float) -> str:
    """A name on lines as long as a tile of that part of the area is wide: plotly hides a label that is wider."""
    side = sqrt(part * _WIDTH * _HEIGHT)
    return "<br>".join(inert(line) for line in wrap(name, max(_SHORTEST_LINE, int(side / _CHARACTER) - 2)))


def _fill(worst: Mark, colours: Palette) -> str:
    return colours.chips["gray"] if colours.of(worst) == colours.hatch else colours.fills[worst]


def ink_on(fill: str, colours: Palette) -> str:
    """Near black or near white, whichever stands out more on the fill."""
    dark, light = sorted((colours.ink, colours.page), key=luminance)
    return dark if contrast(dark, fill) >= contrast(light, fill) else light


def _alt(known: Sequence[PartyTile], language: str) -> str:
    if not known:
        return say("chart.parties_alt_empty", language)
    return say("chart.parties_alt", language, name=known[0].name)
