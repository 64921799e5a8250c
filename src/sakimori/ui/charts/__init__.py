"""Charts: pure functions from data to a `Drawing` (a figure and a sentence for it); may import frame and services."""

from sakimori.ui.charts.bars import AbroadBar, Contribution, abroad_bars, abroad_words, contribution_bars
from sakimori.ui.charts.flows import CountryBar, FlowBand, FlowNode, country_bars, sankey_flows
from sakimori.ui.charts.frame import Drawing, as_table, base, draw, draw_chosen, headed, legend, selected
from sakimori.ui.charts.gaps import ForecastMonth, HeatRow, forecast_bars, heat_bars, heat_colour
from sakimori.ui.charts.parties import PartyTile, treemap_parties
from sakimori.ui.charts.timelines import (
    Deadline,
    MonthDay,
    Version,
    month_calendar,
    month_grid,
    timeline,
    version_lanes,
)

__all__ = [
    "AbroadBar",
    "Contribution",
    "CountryBar",
    "Deadline",
    "Drawing",
    "FlowBand",
    "FlowNode",
    "ForecastMonth",
    "HeatRow",
    "MonthDay",
    "PartyTile",
    "Version",
    "abroad_bars",
    "abroad_words",
    "as_table",
    "base",
    "contribution_bars",
    "country_bars",
    "draw",
    "draw_chosen",
    "forecast_bars",
    "headed",
    "heat_bars",
    "heat_colour",
    "legend",
    "month_calendar",
    "month_grid",
    "sankey_flows",
    "selected",
    "timeline",
    "treemap_parties",
    "version_lanes",
]
