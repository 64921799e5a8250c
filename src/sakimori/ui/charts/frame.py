"""What all charts share: the template, the legend line, the drawing, and what a person has chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import streamlit as st
from plotly.basedatatypes import BaseFigure

from sakimori.ui.frame.components import section
from sakimori.ui.frame.states import LOOKS, Mark, Palette, Theme, palette, word
from sakimori.ui.frame.text import t
from sakimori.ui.frame.views import say_in_address

FONT = "Noto Sans JP, Noto Sans CJK JP, Hiragino Sans, BIZ UDPGothic, Meiryo, sans-serif"
CLEAR = "rgba(0,0,0,0)"
_BETWEEN = "~"


class Figure(BaseFigure):  # type: ignore[misc]
    """A figure out of plain parts, which are sent as they are.

    Plotly's own checks every part whenever one is set, which costs more than all else about a page of charts. That
    plotly takes these and would send them unchanged is held by tests.
    """

    def __init__(self) -> None:
        """Begin with what plotly lays under every figure."""
        self._traces: list[dict[str, object]] = []
        self._said: dict[str, Any] = {"template": _template()}

    def to_dict(self) -> dict[str, Any]:
        """All parts: what is sent."""
        return {"data": self._traces, "layout": self._said}

    def add_trace(self, kind: str, **parts: object) -> None:
        """Add a trace of some kind."""
        self._traces.append({**parts, "type": kind})

    def add_bar(self, **parts: object) -> None:
        """Add bars."""
        self.add_trace("bar", **parts)

    def add_scatter(self, **parts: object) -> None:
        """Add points."""
        self.add_trace("scatter", **parts)

    def add_annotation(self, **parts: object) -> None:
        """Add words."""
        self._said.setdefault("annotations", []).append(parts)

    def add_vline(self, x: str, line: Mapping[str, object]) -> None:
        """Add a line from the bottom to the top."""
        ends = {"x0": x, "x1": x, "xref": "x", "y0": 0, "y1": 1, "yref": "y domain"}
        self._said.setdefault("shapes", []).append({"type": "line", "line": line, **ends})

    def update_layout(self, **parts: object) -> None:
        """Lay parts over what was said before, of a part of many keys over its keys."""
        for name, said in parts.items():
            self._said[name] = {**self._said.get(name, {}), **said} if isinstance(said, dict) else said

    def update_xaxes(self, **parts: object) -> None:
        """Say more of the horizontal axis."""
        self.update_layout(xaxis=parts)

    def update_yaxes(self, **parts: object) -> None:
        """Say more of the vertical axis."""
        self.update_layout(yaxis=parts)


@cache
def _template() -> Mapping[str, object]:
    from plotly.io import templates  # noqa: PLC0415 - read from a file by the first chart

    return dict(templates[templates.default].to_plotly_json())


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure and, in one sentence, what it shows to somebody who cannot see it.

    `keys` names each mark that can be chosen; every mark carries its place in this list.
    """

    figure: Figure
    alt: str
    keys: tuple[tuple[str, ...], ...] = ()


def base(figure: Figure, theme: Theme, *, height: int, top: int = 6) -> Figure:
    """Give a figure the house look; it is changed in place and given back."""
    colours = palette(theme)
    words = {"family": FONT, "size": 12, "color": colours.ink}
    figure.update_layout(
        height=height,
        margin={"l": 4, "r": 4, "t": top, "b": 4},
        font=words,
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        showlegend=False,
        bargap=0.35,
        dragmode=False,
        hoverlabel={"bgcolor": colours.panel, "bordercolor": colours.line, "font": words},
    )
    axis = {"gridcolor": colours.grid, "linecolor": colours.line, "zeroline": False, "automargin": True}
    figure.update_xaxes(**axis, tickfont={"size": 12, "color": colours.muted})
    figure.update_yaxes(**axis, tickfont={"size": 12, "color": colours.ink})
    return figure


def legend(figure: Figure, marks: Iterable[Mark], theme: Theme, language: str) -> None:
    """One line above the plot: `■ ⬣ 停止　■ ▲ 高`; plotly's own legend wraps onto the chart."""
    colours = palette(theme)
    figure.add_annotation(
        text="　".join(_legend_entry(mark, colours, language) for mark in marks),
        x=0,
        y=1.02,
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="bottom",
        showarrow=False,
        align="left",
        font={"size": 12, "color": colours.ink},
    )


def _legend_entry(mark: Mark, colours: Palette, language: str) -> str:
    colour = colours.of(mark)
    box = "▨" if colour == colours.hatch else "■"
    return f'<span style="color:{colour}">{box}</span> {LOOKS[mark].glyph} {word(mark, language)}'


def hatched(colours: Palette) -> dict[str, object]:
    """The marker of what nobody knows."""
    return {
        "color": colours.page,
        "line": {"width": 1, "color": colours.hatch},
        "pattern": {
            "shape": "/",
            "fgcolor": colours.hatch,
            "bgcolor": colours.page,
            "size": 7,
            "solidity": 0.2,
            "fgopacity": 0.5,
        },
    }


def draw(drawing: Drawing, key: str, *, select: bool = False) -> tuple[str, ...] | None:
    """Draw a chart; with `select`, give the key of the mark that a person has chosen, or None.

    A table with the same rows belongs below: a chart has no Tab stop.
    """
    config = {"displayModeBar": False, "scrollZoom": False}
    if not select:
        st.plotly_chart(drawing.figure, theme=None, key=key, alt=drawing.alt, config=config)
        return None
    state = st.plotly_chart(
        drawing.figure, theme=None, key=key, alt=drawing.alt, config=config, on_select="rerun", selection_mode="points"
    )
    return selected(drawing, state)


def draw_chosen(drawing: Drawing, key: str, *, name: str) -> tuple[str, ...] | None:
    """Draw a chart, and give the chosen mark: the one just picked, else that which the address holds under a name.

    A chart cannot begin with a mark, so whoever comes by the address sees what belongs to it and no mark.
    """
    slot, is_new = f"{key}_picked", key not in st.session_state
    picked = draw(drawing, key, select=True)
    before = None if is_new else st.session_state.get(slot)
    st.session_state[slot] = picked
    if picked is not None or before is not None:
        say_in_address(name, _BETWEEN.join(picked or ()))
        return picked
    asked = tuple(st.query_params.get(name, "").split(_BETWEEN))
    return asked if asked in drawing.keys else None


def as_table(key: str, show: Callable[[], object]) -> None:
    """The way to the rows of a chart; they are drawn once somebody opens it."""
    box = st.expander(t("chart.as_table"), key=key, on_change="rerun")
    if box.open:
        with box:
            show()


def headed(title: str, note: str, key: str, show: Callable[[], object]) -> None:
    """The heading of a chart, with the way to its rows at its end; they are drawn once somebody opens it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width="stretch", gap=None):
            section(title, note)
        box = st.popover(t("chart.table"), icon=":material/table_rows:", type="tertiary", key=key, on_change="rerun")
    if box.open:
        with box:
            show()


def selected(drawing: Drawing, state: object) -> tuple[str, ...] | None:
    """The key of the first chosen mark in a selection of `st.plotly_chart`; None for none, or for one that is gone."""
    try:
        points = state["selection"]["points"]  # type: ignore[index]
        place = points[0]["customdata"]
    except (LookupError, TypeError):
        return None
    place = place[0] if isinstance(place, list) else place
    return drawing.keys[place] if isinstance(place, int) and 0 <= place < len(drawing.keys) else None


def inert(text: str) -> str:
    """Text from outside for a label: plotly reads a few tags, so the signs that open one are written as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
