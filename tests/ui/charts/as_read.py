"""The charts as plotly reads them: each one drawn here is also held against what plotly itself would send of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import plotly.graph_objects as go

from sakimori.ui import charts
from sakimori.ui.charts import Drawing


def as_plotly_reads(drawing: Drawing) -> Drawing:
    """The same with a figure of plotly, which refuses what it does not know.

    It changes nothing of what is sent.
    """
    read = go.Figure(drawing.figure.to_dict())
    assert json.loads(read.to_json()) == json.loads(json.dumps(drawing.figure.to_dict()))
    return replace(drawing, figure=read)


def _read(make: Callable[..., Drawing]) -> Callable[..., Drawing]:
    def made(*asked: Any, **look: Any) -> Any:
        return as_plotly_reads(make(*asked, **look))

    return made


abroad_bars = _read(charts.abroad_bars)
contribution_bars = _read(charts.contribution_bars)
country_bars = _read(charts.country_bars)
forecast_bars = _read(charts.forecast_bars)
heat_bars = _read(charts.heat_bars)
month_calendar = _read(charts.month_calendar)
sankey_flows = _read(charts.sankey_flows)
timeline = _read(charts.timeline)
treemap_parties = _read(charts.treemap_parties)
version_lanes = _read(charts.version_lanes)
