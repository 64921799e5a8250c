"""Countries as bars of what carries our flows there: nothing, nobody knows, consent, an equivalent system, a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from sakimori.services.flow_states import Abroad
from sakimori.services.overview_register import CARRIERS
from sakimori.ui.charts.frame import Drawing, base, hatched, inert
from sakimori.ui.formats import Unit, count
from sakimori.ui.states import Mark, Palette, Theme, palette
from sakimori.ui.text import say

_HEAD, _BAR, _LEGEND_TOP = 52, 30, 46
_A_LINE = 3
"""So many entries of the legend stand beside each other; all of them are wider than half a page."""
_GLYPHS = {
    Abroad.NONE: "✕",
    Abroad.UNKNOWN: "？",
    Abroad.CONSENT: "○",
    Abroad.EQUIVALENT: "●",
    Abroad.DESIGNATED: "✓",
    Abroad.EXEMPT: "–",
}


@dataclass(frozen=True, slots=True)
class AbroadBar:
    """One country: its code, its name, and how many hand-overs each basis carries there."""

    code: str
    label: str
    counts: Mapping[Abroad, int]


def abroad_words(basis: Abroad, language: str) -> str:
    """Glyph and word of a basis: ✕ 根拠なし."""
    return f"{_GLYPHS[basis]} {say(f'flows.abroad_{basis.value}', language)}"


def abroad_bars(rows: Sequence[AbroadBar], *, theme: Theme, language: str) -> Drawing:
    """One stacked bar a country; the keys are (country code, basis)."""
    colours = palette(theme)
    used = [basis for basis in CARRIERS if any(row.counts.get(basis) for row in rows)]
    figure = go.Figure()
    keys: list[tuple[str, ...]] = []
    for basis in used:
        places = list(range(len(keys), len(keys) + len(rows)))
        keys += [(row.code, basis.value) for row in rows]
        numbers = [row.counts.get(basis, 0) for row in rows]
        figure.add_bar(
            x=numbers,
            y=list(range(len(rows))),
            orientation="h",
            width=0.62,
            marker=hatched(colours)
            if basis is Abroad.UNKNOWN
            else {"color": _fill(basis, colours), "line": {"width": 1, "color": colours.page}},
            customdata=places,
            hovertext=[
                f"{inert(row.label)}<br>{abroad_words(basis, language)} {count(number, Unit.CASES, language)}"
                for row, number in zip(rows, numbers, strict=True)
            ],
            hoverinfo="text",
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 0.45}},
        )
    base(figure, theme, height=_HEAD + _BAR * max(len(rows), 1), top=_LEGEND_TOP)
    _legend(figure, used, colours, language)
    totals = [sum(row.counts.get(basis, 0) for basis in used) for row in rows]
    figure.add_scatter(
        x=totals,
        y=list(range(len(rows))),
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
        tickvals=list(range(len(rows))),
        ticktext=[inert(row.label) for row in rows],
        showgrid=False,
        range=[max(len(rows), 1) - 0.5, -0.5],
    )
    return Drawing(figure, _alt(rows, language), tuple(keys))


def _fill(basis: Abroad, colours: Palette) -> str:
    return {
        Abroad.NONE: colours.fills[Mark.BLOCK],
        Abroad.CONSENT: colours.fills[Mark.LOW],
        Abroad.EQUIVALENT: colours.primary,
        Abroad.DESIGNATED: colours.fills[Mark.OK],
    }.get(basis, colours.line)


def _legend(figure: go.Figure, used: Sequence[Abroad], colours: Palette, language: str) -> None:
    entries = [
        f'<span style="color:{colours.hatch if basis is Abroad.UNKNOWN else _fill(basis, colours)}">'
        f"{'▨' if basis is Abroad.UNKNOWN else '■'}</span> {abroad_words(basis, language)}"
        for basis in used
    ]
    lines = ["　".join(entries[start : start + _A_LINE]) for start in range(0, len(entries), _A_LINE)]
    figure.add_annotation(
        text="<br>".join(lines), x=0, y=1.02, xref="paper", yref="paper", xanchor="left", yanchor="bottom",
        showarrow=False, align="left", font={"size": 12, "color": colours.ink},
    )  # fmt: skip


def _alt(rows: Sequence[AbroadBar], language: str) -> str:
    bare = sum(row.counts.get(Abroad.NONE, 0) + row.counts.get(Abroad.UNKNOWN, 0) for row in rows)
    return say("risk.abroad_alt", language, count=len(rows), bare=bare)
