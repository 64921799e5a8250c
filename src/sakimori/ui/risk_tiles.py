"""The five tiles of the dashboard, each with its history and the way to its rows."""

from __future__ import annotations

import streamlit as st

from sakimori.services.overview import Overview
from sakimori.services.tile_history import Line
from sakimori.ui.components import link_to, tile
from sakimori.ui.formats import Unit, count
from sakimori.ui.text import language, t

_TILES = (
    ("blocked", Unit.COMPANIES, "worse", "gaps", {"sev": "block"}),
    ("overdue", Unit.CASES, "worse", "gaps", {"due": "overdue"}),
    ("coming", Unit.CASES, "neutral", "gaps", {"due": "30"}),
    ("unknown", Unit.COMPANIES, "worse", "gaps", {"kind": "unknown"}),
    ("assessed", Unit.COMPANIES, "better", "approved", {}),
)


def show_tiles(figures: Overview) -> None:
    """Five figures; what a rise means differs, so each says it in its colour."""
    places = st.grid(5, min_column_width=150)
    for place, (name, unit, more, target, query) in enumerate(_TILES):
        line: Line = getattr(figures.trend, name)
        with places[place], st.container(gap="xsmall"):
            tile(
                t(f"risk.tile_{name}"),
                count(line.now, unit, language()),
                change=line.change,
                change_note=t("risk.since_last_month") if line.change is not None else t("risk.no_history"),
                history=line.points,
                more=more,  # type: ignore[arg-type]
            )
            link_to(target, t("risk.rows"), **query)
