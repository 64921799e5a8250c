"""Lying bars, one a row: stacked from the same parts, countries by what carries our flows there, and a risk value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sakimori.services.dashboard.due import CARRIERS
from sakimori.services.flows.states import Abroad
from sakimori.ui.charts.frame import Drawing, Figure, base, hatched, inert
from sakimori.ui.frame.formats import Unit, count
from sakimori.ui.frame.states import Mark, Palette, Theme, palette
from sakimori.ui.frame.text import say

_BAR_HEIGHT = 30


@dataclass(frozen=True, slots=True)
class BarPart:
    """One part of every bar: its code, its words, how it is filled, and how many cases it has in each row."""

    code: str
    words: str
    marker: Mapping[str, object]
    numbers: Sequence[int]


def known_marker(colour: str, colours: Palette) -> dict[str, object]:
    """The marker of what is known: plain, set off from its neighbour by the colour of the page."""
    return {"color": colour, "line": {"width": 1, "color": colours.page}}


def stacked_bars(
    rows: Sequence[tuple[str, str]], parts: Sequence[BarPart], *, theme: Theme, language: str, head: int, top: int
) -> tuple[Figure, tuple[tuple[str, ...], ...]]:
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
    figure = Figure()
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
        BarPart(
            basis.value,
            abroad_words(basis, language),
            hatched(colours) if basis is Abroad.UNKNOWN else known_marker(_fill(basis, colours), colours),
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
    }.get(basis, colours.muted)


def _legend(figure: Figure, used: Sequence[Abroad], colours: Palette, language: str) -> None:
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
    figure = Figure()
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
    return Drawing(figure, _alt_of_score(ordered, total, language), tuple((item.code,) for item in ordered))


def _hover(item: Contribution) -> str:
    return f"{inert(item.code)} {inert(item.title)}<br>{item.points:.1f}"


def _short(title: str) -> str:
    return inert(title if len(title) <= _TITLE_LENGTH else f"{title[: _TITLE_LENGTH - 1]}…")


def _alt_of_score(ordered: Sequence[Contribution], total: float, language: str) -> str:
    if not ordered:
        return say("chart.score_alt_empty", language)
    return say(
        "chart.score_alt", language, total=f"{total:.0f}", title=ordered[0].title, points=f"{ordered[0].points:.1f}"
    )
