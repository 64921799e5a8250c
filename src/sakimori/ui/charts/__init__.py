"""Charts: pure functions from data to a `Drawing` (a figure and a sentence for it); may import frame and services."""

from sakimori.ui.charts.abroad import AbroadBar, abroad_bars, abroad_words
from sakimori.ui.charts.flows import CountryBar, FlowBand, FlowNode, country_bars, sankey_flows
from sakimori.ui.charts.forecast import ForecastMonth, forecast_bars
from sakimori.ui.charts.frame import Drawing, base, draw, legend, selected
from sakimori.ui.charts.heat import HeatRow, heat_bars
from sakimori.ui.charts.month import MonthDay, month_calendar, month_grid
from sakimori.ui.charts.parties import PartyTile, treemap_parties
from sakimori.ui.charts.score import Contribution, contribution_bars
from sakimori.ui.charts.timeline import Deadline, timeline
from sakimori.ui.charts.versions import Version, version_lanes

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
    "base",
    "contribution_bars",
    "country_bars",
    "draw",
    "forecast_bars",
    "heat_bars",
    "legend",
    "month_calendar",
    "month_grid",
    "sankey_flows",
    "selected",
    "timeline",
    "treemap_parties",
    "version_lanes",
]
