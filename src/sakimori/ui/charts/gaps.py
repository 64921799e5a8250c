"""Gaps: the heat map tier × control area, drawn as bars for its clicks, and the forecast of months to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sakimori.domain.codes import Severity
from sakimori.domain.values.text import ENGLISH, JAPANESE
from sakimori.ui.charts.frame import Drawing, Figure, base, hatched, legend
from sakimori.ui.frame.formats import Unit, count, month, month_short, share, year
from sakimori.ui.frame.states import Mark, Palette, Theme, palette, word
from sakimori.ui.frame.text import say

_ROWS_HEIGHT, _ROW_HEIGHT = 184, 56
"""As high as the forecast beside it; few rows are lower."""
_HEAD_HEIGHT = {JAPANESE: 42, ENGLISH: 58}
_FULL_AT = 0.4
"""The share at which the darkest step is reached; more would leave most cells pale."""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One tier: its code and word, how many companies are in it, and per column how many have a gap (None: unknown).

    `unknown` says per column of how many others nobody knows; left out, nothing is said of them.
    """

    code: str
    label: str
    total: int
    counts: tuple[int | None, ...]
    unknown: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Cell:
    place: int
    row: int
    column: int
    number: int | None


def heat_bars(rows: Sequence[HeatRow], columns: Sequence[tuple[str, str]], *, theme: Theme, language: str) -> Drawing:
    """Number = companies, colour = share of the tier, hatch = 未確認; the keys are (row code, column code)."""
    colours = palette(theme)
    cells = [
        _Cell(row * len(columns) + column, row, column, rows[row].counts[column])
        for row in range(len(rows))
        for column in range(len(columns))
    ]
    figure = Figure()
    for known in (True, False):
        chosen = [cell for cell in cells if (cell.number is not None) is known]
        figure.add_bar(
            x=[cell.column for cell in chosen],
            y=[0.92] * len(chosen),
            base=[cell.row - 0.46 for cell in chosen],
            width=0.94,
            marker=_known(chosen, rows, colours) if known else hatched(colours),
            text=["？" if cell.number is None else str(cell.number) for cell in chosen],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 14, "color": colours.ink, "shadow": "none"},
            customdata=[cell.place for cell in chosen],
            hovertext=[_hover(cell, rows, columns, language) for cell in chosen],
            hoverinfo="text",
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 0.45}},
        )
    base(figure, theme, height=_HEAD_HEIGHT[language] + min(_ROWS_HEIGHT, _ROW_HEIGHT * len(rows)))
    figure.update_layout(clickmode="event+select", barmode="overlay")
    figure.update_xaxes(
        tickvals=list(range(len(columns))),
        ticktext=_heads([label for _, label in columns], language),
        side="top",
        tickangle=0,
        showgrid=False,
        showline=False,
        range=[-0.5, len(columns) - 0.5],
    )
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[say("chart.row_total", language, row=row.label, total=f"{row.total:,}") for row in rows],
        showgrid=False,
        showline=False,
        range=[len(rows) - 0.5, -0.5],
    )
    keys = tuple((rows[cell.row].code, columns[cell.column][0]) for cell in cells)
    return Drawing(figure, _alt(cells, rows, columns, language), keys)


def _heads(labels: Sequence[str], language: str) -> list[str]:
    """A dozen words fit beside each other, on a phone too: Japanese on two lines, English taking turns on three."""
    if language == JAPANESE:
        return [
            f"{label[: (len(label) + 1) // 2]}<br>{label[(len(label) + 1) // 2 :]}" if len(label) > 2 else label
            for label in labels
        ]
    return [label + "<br> " * (place % 3) for place, label in enumerate(labels)]


def _known(cells: Sequence[_Cell], rows: Sequence[HeatRow], colours: Palette) -> dict[str, object]:
    return {
        "color": [heat_colour(cell.number, rows[cell.row].total, colours) for cell in cells],
        "line": {"width": 1, "color": colours.line},
    }


def heat_colour(number: int | None, total: int, colours: Palette) -> str:
    """The colour of a cell: the page for none, then six steps by share."""
    if not number or not total:
        return colours.page
    return colours.ramp[min(len(colours.ramp) - 1, int(number / total / _FULL_AT * len(colours.ramp)))]


def _hover(cell: _Cell, rows: Sequence[HeatRow], columns: Sequence[tuple[str, str]], language: str) -> str:
    row, column = rows[cell.row], columns[cell.column][1]
    unknown = row.unknown[cell.column] if row.unknown else 0
    open_ones = f"<br>？ {say('fact.unknown', language)} {count(unknown, Unit.COMPANIES, language)}" if unknown else ""
    if cell.number is None:
        return say("chart.cell_unknown", language, row=row.label, column=column) + open_ones
    known = say(
        "chart.cell",
        language,
        row=row.label,
        column=column,
        count=count(cell.number, Unit.COMPANIES, language),
        total=count(row.total, Unit.COMPANIES, language),
        share=share(cell.number, row.total, language),
    )
    return known + open_ones


def _alt(cells: Sequence[_Cell], rows: Sequence[HeatRow], columns: Sequence[tuple[str, str]], language: str) -> str:
    most = max(cells, key=lambda cell: cell.number or 0, default=None)
    if most is None or not most.number:
        return say("chart.heat_alt_empty", language)
    return say(
        "chart.heat_alt",
        language,
        row=rows[most.row].label,
        column=columns[most.column][1],
        count=count(most.number, Unit.COMPANIES, language),
    )


_HEIGHT = 226
_LAST_APART = 11
"""From this month on the year of the first month would stand on that of January."""
_ROOM_ABOVE = 1.18
"""The total stands on top of each bar, and the highest needs room for it."""


@dataclass(frozen=True, slots=True)
class ForecastMonth:
    """The gaps that begin in the month of a day, by severity."""

    first: date
    counts: Mapping[Severity, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


def forecast_bars(months: Sequence[ForecastMonth], *, theme: Theme, language: str) -> Drawing:
    """Stacked bars, the worst at the bottom, the total on top; the keys are (YYYY-MM, severity)."""
    colours = palette(theme)
    figure = Figure()
    keys: list[tuple[str, ...]] = []
    for severity in Severity:
        state = Mark(severity.value)
        places = range(len(keys), len(keys) + len(months))
        keys += [(f"{entry.first:%Y-%m}", severity.value) for entry in months]
        figure.add_bar(
            x=list(range(len(months))),
            y=[entry.counts.get(severity, 0) for entry in months],
            marker={"color": colours.fills[state], "line": {"width": 1, "color": colours.page}},
            customdata=list(places),
            hovertext=[
                f"{month(entry.first, language)} {word(state, language)} "
                + count(entry.counts.get(severity, 0), Unit.CASES, language)
                for entry in months
            ],
            hoverinfo="text",
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 0.45}},
        )
    figure.add_scatter(
        x=list(range(len(months))),
        y=[entry.total for entry in months],
        mode="text",
        text=[str(entry.total) for entry in months],
        textposition="top center",
        textfont={"color": colours.ink},
        hoverinfo="skip",
    )
    base(figure, theme, height=_HEIGHT, top=28)
    legend(figure, (Mark(severity.value) for severity in Severity), theme, language)
    highest = max((entry.total for entry in months), default=0)
    figure.update_layout(clickmode="event+select", barmode="stack")
    figure.update_xaxes(
        tickvals=list(range(len(months))),
        ticktext=[
            _tick(entry.first, language, with_year=_says_year(place, entry.first)) for place, entry in enumerate(months)
        ],
        tickangle=0,
        showgrid=False,
        range=[-0.6, len(months) - 0.4],
    )
    figure.update_yaxes(showticklabels=False, showgrid=False, range=[0, max(highest, 1) * _ROOM_ABOVE])
    return Drawing(figure, _alt_of_forecast(months, language), tuple(keys))


def _says_year(place: int, first: date) -> bool:
    """Whether a month names its year: each January does, and the first month unless that comes at once."""
    return first.month == 1 or (place == 0 and first.month < _LAST_APART)


def _tick(first: date, language: str, *, with_year: bool) -> str:
    return month_short(first, language) + (f"<br>{year(first, language)}" if with_year else "")


def _alt_of_forecast(months: Sequence[ForecastMonth], language: str) -> str:
    most = max(months, key=lambda entry: entry.total, default=None)
    if most is None or most.total == 0:
        return say("chart.forecast_alt_empty", language)
    return say(
        "chart.forecast_alt",
        language,
        month=month(most.first, language),
        count=count(most.total, Unit.CASES, language),
    )
