"""A month as a calendar sheet, drawn as bars so that a day can be chosen."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays
import plotly.graph_objects as go

from sakimori.ui.charts.frame import Drawing, base, inert
from sakimori.ui.frame.formats import Unit, count, day_long, month
from sakimori.ui.frame.states import LOOKS, Mark, Palette, Theme, chip, palette
from sakimori.ui.frame.text import JAPANESE, say

_WEEKDAYS = {JAPANESE: "日月火水木金土", "en": ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")}
_WEEKS = 6
_HEIGHT = 430
_HOLIDAY_LENGTH = {JAPANESE: 7, "en": 13}


@dataclass(frozen=True, slots=True)
class MonthDay:
    """What falls due on a day: how many, and the gravest of them."""

    count: int
    worst: Mark


def month_grid(first: date) -> tuple[date, ...]:
    """The 42 days of the sheet of a month, weeks from Sunday as Japanese calendars have them."""
    sheet = calendar.Calendar(firstweekday=6)
    begin = sheet.monthdatescalendar(first.year, first.month)[0][0]
    return tuple(begin + timedelta(days=ahead) for ahead in range(_WEEKS * 7))


@lru_cache(maxsize=64)
def holiday_names(year: int, language: str) -> dict[date, str]:
    """The public holidays of Japan in a year, by day."""
    return dict(holidays.country_holidays("JP", years=year, language="ja" if language == JAPANESE else "en_US"))


def month_calendar(first: date, days: Mapping[date, MonthDay], *, on: date, theme: Theme, language: str) -> Drawing:
    """Seven by six cells: day, holiday, count and glyph of the worst; the keys are (ISO day,)."""
    colours = palette(theme)
    sheet = month_grid(first)
    figure = go.Figure(
        go.Bar(
            x=[place % 7 for place in range(len(sheet))],
            y=[0.94] * len(sheet),
            base=[place // 7 - 0.47 for place in range(len(sheet))],
            width=0.96,
            marker={
                "color": [_fill(cell, first, language, colours) for cell in sheet],
                "line": {
                    "width": [2 if cell == on else 1 for cell in sheet],
                    "color": [colours.primary if cell == on else colours.line for cell in sheet],
                },
            },
            text=[_cell_text(cell, first, days.get(cell), colours, language) for cell in sheet],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            constraintext="none",
            textfont={"size": 12, "color": colours.ink, "shadow": "none"},
            customdata=list(range(len(sheet))),
            hovertext=[_hover(cell, days.get(cell), language) for cell in sheet],
            hoverinfo="text",
            selected={"marker": {"opacity": 1, "color": colours.line}},
            unselected={"marker": {"opacity": 0.6}, "textfont": {"color": colours.ink}},
        )
    )
    base(figure, theme, height=_HEIGHT)
    figure.update_layout(clickmode="event+select", barmode="overlay")
    figure.update_xaxes(
        tickvals=list(range(7)),
        ticktext=list(_WEEKDAYS[language]),
        side="top",
        tickangle=0,
        showgrid=False,
        showline=False,
        range=[-0.5, 6.5],
    )
    figure.update_yaxes(showticklabels=False, showgrid=False, showline=False, range=[_WEEKS - 0.5, -0.5])
    total = sum(days[cell].count for cell in sheet if cell in days and _same_month(cell, first))
    alt = say("chart.month_alt", language, month=month(first, language), count=count(total, Unit.CASES, language))
    return Drawing(figure, alt, tuple((cell.isoformat(),) for cell in sheet))


def _same_month(cell: date, first: date) -> bool:
    return (cell.year, cell.month) == (first.year, first.month)


def _fill(cell: date, first: date, language: str, colours: Palette) -> str:
    if not _same_month(cell, first):
        return colours.page
    closed = cell.weekday() >= calendar.SATURDAY or cell in holiday_names(cell.year, language)
    return colours.panel if closed else colours.page


def _cell_text(cell: date, first: date, entry: MonthDay | None, colours: Palette, language: str) -> str:
    ink = colours.ink if _same_month(cell, first) else colours.muted
    holiday = holiday_names(cell.year, language).get(cell, "")
    room = _HOLIDAY_LENGTH[language]
    named = holiday if len(holiday) <= room else f"{holiday[: room - 1]}…"
    lines = [f'<span style="color:{ink}">{cell.day}</span>' if not entry else f"<b>{cell.day}</b>"]
    lines.append(f'<span style="font-size:10px;color:{colours.muted}">{inert(named) or " "}</span>')
    if entry:
        worst = colours.fills[entry.worst]
        lines.append(f'<span style="color:{worst}">■</span> {LOOKS[entry.worst].glyph} {entry.count}')
    else:
        lines.append(" ")
    return "<br>".join(lines)


def _hover(cell: date, entry: MonthDay | None, language: str) -> str:
    parts: Sequence[str] = (
        day_long(cell, language),
        holiday_names(cell.year, language).get(cell, ""),
        f"{chip(entry.worst, language)} {count(entry.count, Unit.CASES, language)}" if entry else "",
    )
    return "<br>".join(part for part in parts if part)
