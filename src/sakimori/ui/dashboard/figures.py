"""What the dashboard shows, read once for each state of the records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import streamlit as st

from sakimori.domain.codes import Severity
from sakimori.services.dashboard.due import ReviewDue, WaiverEnding, reviews_due, waivers_ending
from sakimori.services.dashboard.gaps import (
    Month,
    Reason,
    Start,
    forecast,
    reasons,
    starting,
)
from sakimori.services.dashboard.trend import Point, known_days, point_on
from sakimori.services.dashboard.view import Overview, overview
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.session import Page, kept

FIRST_SHOWN: Final = 12
LISTED: Final = 60
"""So many rows at most stand in a table that only gives the first of many."""

AHEAD_DAYS: Final = 90
"""How far reviews and waivers are looked at."""

KNOWN_GAPS: Final = ",".join(Severity)
"""What the gap board is asked for so that it leaves out what nobody has answered."""


def figures_of(page: Page) -> Overview:
    """The state of the day."""
    return kept(
        page,
        "risk.overview",
        lambda: overview(page.workspace, on=page.on, today=page.today, number=page.number),
    )


def history_of(page: Page) -> tuple[Point, ...]:
    """The month ends before the day; those that are past were read when they were first shown, and never change."""
    soon_days = kept(page, "risk.soon_days", lambda: _soon_days(page.workspace))
    days = kept(page, "risk.days", lambda: known_days(page.workspace, on=page.on, today=page.today))
    return tuple(_point(str(page.workspace.target), day, number, soon_days, page.workspace) for day, number in days)


def _soon_days(workspace: Workspace) -> int:
    with workspace.unit() as unit:
        return unit.policy().coming_days


@st.cache_resource(max_entries=200, show_spinner=False)
def _point(_target: str, day: date, number: int, soon_days: int, _workspace: Workspace) -> Point:
    return point_on(_workspace, day=day, number=number, soon_days=soon_days)


def forecast_of(page: Page) -> tuple[Month, ...]:
    """What begins, month by month."""
    return kept(page, "risk.months", lambda: forecast(page.workspace, on=page.on, number=page.number))


def starting_of(page: Page, month: date) -> tuple[Start, ...]:
    """What begins in one month."""
    return kept(
        page,
        "risk.starting",
        lambda: starting(page.workspace, on=page.on, month=month, number=page.number),
        month,
    )


def reasons_of(page: Page) -> Mapping[str, Reason]:
    """Why the first of the worst stand where they stand."""
    first = [party.id for party in figures_of(page).worst[:FIRST_SHOWN]]
    return kept(page, "risk.reasons", lambda: reasons(page.workspace, first, on=page.on, number=page.number))


def reviews_of(page: Page) -> tuple[ReviewDue, ...]:
    """The reviews that are overdue or near."""
    return kept(
        page,
        "risk.reviews",
        lambda: reviews_due(page.workspace, on=page.on, number=page.number, days=AHEAD_DAYS),
    )


def waivers_of(page: Page) -> tuple[WaiverEnding, ...]:
    """The waivers that run out soon."""
    return kept(
        page,
        "risk.waivers",
        lambda: waivers_ending(page.workspace, on=page.on, today=page.today, number=page.number, days=AHEAD_DAYS),
    )
