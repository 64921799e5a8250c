"""Countries as bars of what carries our flows there: nothing, nobody knows, consent, an equivalent system, a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from sakimori.services.dashboard.due import CARRIERS
from sakimori.services.flows.states import Abroad
from sakimori.ui.charts.frame import Drawing, hatched
from sakimori.ui.charts.stacked import Part, filled, stacked_bars
from sakimori.ui.frame.states import Mark, Palette, Theme, palette
from sakimori.ui.frame.text import say

_HEAD, _LEGEND_TOP = 52, 46
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
    parts = [
        Part(
            basis.value,
            abroad_words(basis, language),
            hatched(colours) if basis is Abroad.UNKNOWN else filled(_fill(basis, colours), colours),
            [row.counts.get(basis, 0) for row in rows],
        )
        for basis in used
    ]
    places = [(row.code, row.label) for row in rows]
    figure, keys = stacked_bars(places, parts, theme=theme, language=language, head=_HEAD, top=_LEGEND_TOP)
    _legend(figure, used, colours, language)
    return Drawing(figure, _alt(rows, language), keys)


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
