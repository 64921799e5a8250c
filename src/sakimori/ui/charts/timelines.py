"""Charts over time: a month as a calendar sheet, deadlines in one lane a kind, and versions of texts as lanes."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

from sakimori.domain.values.days import add_months
from sakimori.domain.values.text import JAPANESE
from sakimori.ui.charts.frame import Drawing, Figure, base, hatched, inert
from sakimori.ui.frame.formats import Unit, aside, count, day, day_long, day_short, month, month_short, unknown, year
from sakimori.ui.frame.states import LOOKS, Mark, Palette, Theme, chip, palette, word
from sakimori.ui.frame.text import say

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
    figure = Figure()
    figure.add_bar(
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
        worst = colours.of(entry.worst)
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


_LANE_HEIGHT = 24
_FRAME_HEIGHT = 42
_LABEL_LENGTH = 16
_LETTERS_A_DAY = 0.18
_LETTERS_OF_DATE = 6
_LATE = 50
_MARGIN = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day on which something falls due: its lane, its title, how grave a miss is, and what it leads to."""

    due: date
    lane: str
    title: str
    state: Mark
    code: str


def timeline(
    lanes: Sequence[tuple[str, str]], points: Sequence[Deadline], *, on: date, months: int, theme: Theme, language: str
) -> Drawing:
    """Symbol and colour = severity, words to the right, a line at `on`; lanes are (code, word), keys are (point code,).

    Points outside the months are left out; labels that would run into the next one of their lane are shortened.
    """
    colours = palette(theme)
    end = add_months(on, months)
    shown = sorted((point for point in points if on <= point.due <= end), key=lambda point: point.due)
    rows = {code: place for place, (code, _) in enumerate(lanes)}
    figure = Figure()
    figure.add_scatter(
        x=[point.due.isoformat() for point in shown],
        y=[rows[point.lane] for point in shown],
        mode="markers+text",
        marker={
            "size": 12,
            "color": [colours.of(point.state) for point in shown],
            "symbol": [LOOKS[point.state].symbol for point in shown],
            "line": {"width": 1, "color": colours.ink},
        },
        text=_labels(shown, end, language),
        textposition=["middle left" if _is_late(point, end) else "middle right" for point in shown],
        textfont={"size": 12, "color": colours.ink},
        customdata=list(range(len(shown))),
        hovertext=[
            aside(f"{day(point.due, language)} {inert(point.title)}", word(point.state, language), language)
            for point in shown
        ],
        hoverinfo="text",
        cliponaxis=False,
    )
    figure.add_vline(x=on.isoformat(), line={"color": colours.primary, "width": 2})
    figure.add_annotation(
        x=on.isoformat(),
        y=1,
        yref="paper",
        xanchor="center",
        yanchor="bottom",
        text=say("chart.today", language),
        showarrow=False,
        font={"size": 12, "color": colours.primary},
    )
    base(figure, theme, height=_FRAME_HEIGHT + _LANE_HEIGHT * len(lanes), top=18)
    # Plotly keeps 64 pixels between its margins unless told: one lane would lose its months and the word for today.
    figure.update_layout(clickmode="event+select", margin={"l": 8, "r": 8}, minreducedheight=_LANE_HEIGHT)
    figure.update_yaxes(
        tickvals=list(range(len(lanes))),
        ticktext=[label for _, label in lanes],
        range=[len(lanes) - 0.4, -0.6],
        showgrid=True,
    )
    firsts = [add_months(on.replace(day=1), ahead) for ahead in range(1, months + 1)]
    figure.update_xaxes(
        range=[(on - _MARGIN).isoformat(), (end + _MARGIN).isoformat()],
        tickangle=0,
        tickvals=[first.isoformat() for first in firsts],
        ticktext=[month(first, language) if first.month == 1 else month_short(first, language) for first in firsts],
        showgrid=True,
    )
    return Drawing(figure, _alt(shown, on, end, language), tuple((point.code,) for point in shown))


def _is_late(point: Deadline, end: date) -> bool:
    """Whether a point stands so near the end that its words are written before it."""
    return (end - point.due).days < _LATE


def _labels(shown: Sequence[Deadline], end: date, language: str) -> list[str]:
    """Day and title of each point, as far as there is room beside it in its lane, and how many more share the day."""
    taken: dict[str, date] = {}
    labels = []
    for point in shown:
        same = [other for other in shown if (other.lane, other.due) == (point.lane, point.due)]
        following = [other.due for other in shown if other.lane == point.lane and other.due > point.due]
        if _is_late(point, end):
            days = (point.due - taken.get(point.lane, date.min)).days
        else:
            days = (min(following, default=date.max) - point.due).days
        room = min(_LABEL_LENGTH, int(days * _LETTERS_A_DAY) - _LETTERS_OF_DATE)
        if same[0] is not point or room <= 0:
            labels.append("")
            taken[point.lane] = max(point.due, taken.get(point.lane, date.min))
            continue
        title = point.title if len(point.title) <= room else f"{point.title[: room - 1]}…"
        words = f" {day_short(point.due, language)} {inert(title)}"
        labels.append(words if len(same) == 1 else f"{words} +{len(same) - 1}")
        letters = 0 if _is_late(point, end) else _LETTERS_OF_DATE + len(title)
        taken[point.lane] = point.due + timedelta(days=round(letters / _LETTERS_A_DAY))
    return labels


def _alt(shown: Sequence[Deadline], on: date, end: date, language: str) -> str:
    span = {"from_day": day(on, language), "until_day": day(end, language)}
    if not shown:
        return say("chart.timeline_alt_empty", language, **span)
    return say(
        "chart.timeline_alt",
        language,
        **span,
        count=count(len(shown), Unit.CASES, language),
        day=day(shown[0].due, language),
        title=shown[0].title,
    )


_VERSION_LANE_HEIGHT = 30
_VERSION_FRAME_HEIGHT = 44
_LANES = 8
_BEFORE = timedelta(days=180)
_DAY = 86_400_000
_VERSION_LABEL_LENGTH = 18


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a text; `is_known` tells whether anybody has said what it serves."""

    name: str
    first: date | None
    last: date | None
    is_known: bool


def version_lanes(lanes: Sequence[tuple[str, Sequence[Version]]], *, on: date, theme: Theme, language: str) -> Drawing:
    """A bar a version, hatched where nobody has said what it serves; without a first day it begins at the left edge."""
    colours = palette(theme)
    shown = lanes[:_LANES]
    days = [d for _, versions in shown for v in versions for d in (v.first, v.last) if d]
    begin, end = min([*days, on]) - _BEFORE, max([*days, add_months(on, 6)])
    figure = Figure()
    for is_known in (True, False):
        bars = [(p, v) for p, (_, versions) in enumerate(shown) for v in versions if v.is_known is is_known]
        figure.add_bar(
            orientation="h",
            y=[place for place, _ in bars],
            base=[(v.first or begin).isoformat() for _, v in bars],
            x=[((v.last or end) - (v.first or begin)).days * _DAY for _, v in bars],
            width=0.62,
            marker={"color": colours.chips["blue"], "line": {"width": 1, "color": colours.primary}}
            if is_known
            else hatched(colours),
            text=[inert(v.name) for _, v in bars],
            textposition="inside",
            insidetextanchor="start",
            textangle=0,
            textfont={"size": 12, "color": colours.ink},
            hovertext=[aside(inert(v.name), _days(v, language), language) for _, v in bars],
            hoverinfo="text",
        )
    figure.add_vline(x=on.isoformat(), line={"color": colours.primary, "width": 2})
    base(figure, theme, height=_VERSION_FRAME_HEIGHT + _VERSION_LANE_HEIGHT * len(shown), top=8)
    figure.update_layout(barmode="overlay")
    figure.update_yaxes(
        tickvals=list(range(len(shown))),
        ticktext=[inert(_short(name)) for name, _ in shown],
        range=[len(shown) - 0.4, -0.6],
    )
    firsts = [date(y, 1, 1) for y in range(begin.year, end.year + 1)]
    figure.update_xaxes(
        type="date",
        range=[begin.isoformat(), end.isoformat()],
        tickangle=0,
        tickvals=[first.isoformat() for first in firsts],
        ticktext=[year(first, language) for first in firsts],
        showgrid=True,
    )
    return Drawing(figure, _alt_of_version(lanes, language))


def _days(version: Version, language: str) -> str:
    first = day(version.first, language) if version.first else unknown(language)
    return f"{first}–{day(version.last, language) if version.last else ''}"


def _short(name: str) -> str:
    return name if len(name) <= _VERSION_LABEL_LENGTH else f"{name[: _VERSION_LABEL_LENGTH - 1]}…"


def _alt_of_version(lanes: Sequence[tuple[str, Sequence[Version]]], language: str) -> str:
    versions = sum(len(found) for _, found in lanes)
    return say(
        "chart.versions_alt",
        language,
        lanes=count(len(lanes), Unit.CASES, language),
        versions=count(versions, Unit.CASES, language),
    )
