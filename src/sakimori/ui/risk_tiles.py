"""The five tiles of the dashboard, each with its history and the way to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import streamlit as st

from sakimori.domain.codes import Severity
from sakimori.services.overview import Overview
from sakimori.services.trend import Point
from sakimori.ui.components import link_to, tile
from sakimori.ui.formats import Unit, count, unknown
from sakimori.ui.gaps_filter import PARTIES
from sakimori.ui.risk_figures import KNOWN_GAPS
from sakimori.ui.states import Mark, chip, mark
from sakimori.ui.text import JAPANESE, language, t


@dataclass(frozen=True, slots=True)
class _Tile:
    """One figure: where it stands in a `Point`, what a rise means, and where its rows are."""

    name: str
    unit: Unit
    more: Literal["worse", "better", "neutral"]
    page: str
    query: tuple[tuple[str, str], ...] = ()


_OF = ("of", PARTIES)
"""Figures count third parties; our own gaps are not among them."""


def _tiles(soon_days: int) -> tuple[_Tile, ...]:
    return (
        _Tile("stopped", Unit.COMPANIES, "worse", "gaps", (("sev", Severity.BLOCK.value), _OF)),
        _Tile("overdue", Unit.CASES, "worse", "gaps", (("due", "overdue"), ("sev", KNOWN_GAPS), _OF)),
        _Tile("due_soon", Unit.CASES, "worse", "gaps", (("due", str(soon_days)), ("sev", KNOWN_GAPS), _OF)),
        _Tile("unknown", Unit.COMPANIES, "worse", "gaps", (("kind", Mark.UNKNOWN.value), _OF)),
        _Tile("valid", Unit.CASES, "better", "assess", (("tab", "valid"),)),
    )


def show_tiles(figures: Overview, history: Sequence[Point]) -> None:
    """Five figures; where last month is not on record there is no change, and no line is drawn through one point."""
    last_month = figures.on.replace(day=1) - timedelta(days=1)
    before = next((point for point in history if point.day == last_month), None)
    with st.grid(5, min_column_width=150):
        for shown in _tiles(figures.soon_days):
            with st.container(gap="xxsmall"):
                _show_tile(shown, figures, history, before)


def _show_tile(shown: _Tile, figures: Overview, history: Sequence[Point], before: Point | None) -> None:
    now: int = getattr(figures.now, shown.name)
    is_known = shown.name != "valid" or figures.now.required > 0
    points: list[int] = [getattr(point, shown.name) for point in history]
    tile(
        t(f"risk.tile_{shown.name}", days=figures.soon_days),
        _value(now, shown.unit) if is_known else unknown(language()),
        change=now - getattr(before, shown.name) if before is not None and is_known else None,
        change_note=t("risk.since_last_month") if before is not None else None,
        history=[*points, now] if points else None,
        more=shown.more,
        help_text=t(f"risk.help_{shown.name}", days=figures.soon_days, required=figures.now.required),
    )
    link_to(shown.page, t("risk.rows"), **dict(shown.query))


def _value(number: int, unit: Unit) -> str:
    """A figure with its unit; the English unit is longer than the tile, and stands in the label."""
    return count(number, unit, language()) if language() == JAPANESE else f"{number:,}"


def show_severities(figures: Overview) -> None:
    """The gaps of the day by severity, the unknown ones apart, each a link to its rows."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"**{t('risk.now')}**", width="content")
        for severity, number in figures.gaps.items():
            words = f"{chip(mark(severity), language())} {count(number, Unit.CASES, language())}"
            link_to("gaps", words, icon="chevron_right", sev=severity.value, of=PARTIES)
        words = f"{chip(Mark.UNKNOWN, language())} {count(figures.unknown_gaps, Unit.CASES, language())}"
        link_to("gaps", words, icon="chevron_right", kind=Mark.UNKNOWN.value, of=PARTIES)
