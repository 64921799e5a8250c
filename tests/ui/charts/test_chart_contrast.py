"""The marks of charts and the squares of their legends stand out from the page: 3:1 and more (WCAG 2, 1.4.11).

Left out are the bands of the flows and the steps of the heat map: what they show by colour stands beside them, as a
glyph in the name and as the number in the cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from sakimori.domain.codes import Severity
from sakimori.domain.values.text import LANGUAGES
from sakimori.services.dashboard.due import CARRIERS
from sakimori.ui.charts import (
    AbroadBar,
    Contribution,
    CountryBar,
    Deadline,
    Drawing,
    FlowBand,
    FlowNode,
    ForecastMonth,
    MonthDay,
    PartyTile,
    Version,
    abroad_bars,
    contribution_bars,
    country_bars,
    forecast_bars,
    month_calendar,
    sankey_flows,
    timeline,
    treemap_parties,
    version_lanes,
)
from sakimori.ui.charts.flows import FLOW_MARKS
from sakimori.ui.charts.parties import contrast
from sakimori.ui.frame.states import SEVERITIES, Mark, Palette, Theme, palette

LEAST = 3.0
ON = date(2026, 11, 25)
TILES = [PartyTile(mark.value, 1_000, mark) for mark in SEVERITIES]
TILES += [PartyTile(f"{number}", 900, Mark.OK) for number in range(60)] + [PartyTile("?", None, Mark.UNKNOWN)]
DUE = [Deadline(ON + timedelta(days=9), "lane", mark.value, mark, mark.value) for mark in Mark]
DAYS = {ON + timedelta(days=place - 20): MonthDay(1, mark) for place, mark in enumerate(SEVERITIES)}
VERSIONS = [Version("1", None, ON, is_known=True), Version("2", ON, None, is_known=False)]
NODES = [FlowNode(0, "顧客"), *(FlowNode(1, mark.value, mark) for mark in FLOW_MARKS)]
BANDS = [FlowBand(0, place + 1, 5, mark, 5) for place, mark in enumerate(FLOW_MARKS)]


def drawings(theme: Theme, language: str) -> Mapping[str, Drawing]:
    """Every chart with every state that it can show."""
    look: dict[str, Any] = {"theme": theme, "language": language}
    return {
        "forecast": forecast_bars([ForecastMonth(ON, dict.fromkeys(Severity, 1))], **look),
        "countries": country_bars([CountryBar("US", "米国", dict.fromkeys(FLOW_MARKS, 1))], **look),
        "bases abroad": abroad_bars([AbroadBar("US", "米国", dict.fromkeys(CARRIERS, 1))], **look),
        "score": contribution_bars([Contribution("a", "", 1), Contribution("b", "", 1, True)], total=2, **look),
        "third parties": treemap_parties(TILES, **look),
        "deadlines": timeline([("lane", "")], DUE, on=ON, months=12, **look),
        "month": month_calendar(ON, DAYS, on=ON, **look),
        "versions": version_lanes([("", VERSIONS)], on=ON, **look),
        "flows": sankey_flows(NODES, BANDS, ("", ""), **look),
    }


def squares(said: object) -> Iterator[str]:
    """The colours in which signs are written into words."""
    if isinstance(said, str):
        yield from re.findall(r'<span style="color:(#\w{6})">[■▨]', said)
    elif isinstance(said, dict):
        for one in said.values():
            yield from squares(one)
    elif isinstance(said, list | tuple):
        for one in said:
            yield from squares(one)


def marks(trace: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each mark of a trace: its fill and its edge."""
    if trace["type"] == "sankey":
        yield from ((colour, colour) for colour in trace["node"]["color"])
        return
    marker = trace.get("marker")
    if marker is None or trace.get("selected", {}).get("marker", {}).get("color"):  # the sheet of the month
        return
    fills = marker.get("colors", marker.get("color"))
    fills = fills if isinstance(fills, list) else [fills]
    edges = marker.get("line", {}).get("color", fills[0])
    yield from zip(fills, edges if isinstance(edges, list) else [edges] * len(fills), strict=True)


def faint(drawing: Drawing, colours: Palette, grounds: tuple[str, ...]) -> Iterator[str]:
    """What of a chart stands out too little from one of the grounds."""
    figure = drawing.figure.to_dict()
    for colour in squares(figure):
        if min(contrast(colour, ground) for ground in (*grounds, colours.panel)) < LEAST:
            yield f"the square {colour}"
    for trace in figure["data"]:
        for fill, edge in marks(trace):
            if max(min(contrast(one, ground) for ground in grounds) for one in (fill, edge)) < LEAST:
                yield f"the mark {fill} in {edge}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", Theme)
def test_marks_and_squares_of_every_chart_stand_out_from_the_page(theme: Theme, language: str) -> None:
    colours = palette(theme)
    found = {name: sorted(set(faint(one, colours, (colours.page,)))) for name, one in drawings(theme, language).items()}
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize("theme", Theme)
def test_every_chart_with_signs_is_looked_at(theme: Theme) -> None:
    """No chart passes for having nothing that was looked at."""
    shown = {name: one.figure.to_dict() for name, one in drawings(theme, "ja").items()}
    signs = {
        name: len(set(squares(one))) + sum(len(list(marks(t))) for t in one["data"]) for name, one in shown.items()
    }
    assert min(signs.values()) >= 2, signs
    assert len(set(squares(shown["month"]))) >= len(SEVERITIES) - 1
    assert len(set(squares(shown["countries"]))) >= len(FLOW_MARKS) - 1
