"""What the dashboard reads, once for each state of the records, and whether our own company is in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import streamlit as st

from sakimori.services.dashboard.due import ReviewDue, WaiverEnding, reviews_due, waivers_ending
from sakimori.services.dashboard.figures import DayFigures, known_days, point_on
from sakimori.services.dashboard.gaps import (
    GapStart,
    Month,
    StartEnd,
    WorstGap,
    forecast,
    gap_starts,
    start_ends,
    worst_gaps,
)
from sakimori.services.dashboard.view import Overview, overview
from sakimori.services.kernel.workspace import Workspace
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.text import t
from sakimori.ui.gaps.filter import ALL

FIRST_SHOWN: Final = 6
"""So many stand above the fold of a small screen."""
_WITH_OWN: Final = "risk_with_own"
AHEAD_DAYS: Final = 90
"""How far reviews and waivers are looked at."""


def figures_of(page: Page) -> Overview:
    """The state of the day."""
    return memo(
        page,
        "risk.overview",
        lambda: overview(page.workspace, on=page.on, today=page.today, number=page.known, with_own=is_with_own()),
        is_with_own(),
    )


def is_with_own() -> bool:
    """Whether our own company counts among the gaps; the address says so too."""
    return bool(st.session_state.get(_WITH_OWN, st.query_params.get("of") == ALL))


def _keep_address() -> None:
    if is_with_own():
        st.query_params["of"] = ALL
    else:
        st.query_params.pop("of", None)


def own_switch() -> None:
    """Our own company in or out, as on the gap board."""
    st.session_state.setdefault(_WITH_OWN, is_with_own())
    st.toggle(t("gaps.with_own"), key=_WITH_OWN, help=t("risk.with_own_help"), on_change=_keep_address)


def history_of(page: Page) -> tuple[DayFigures, ...]:
    """The month ends before the day; those that are past were read when they were first shown, and never change."""
    soon_days = memo(page, "risk.soon_days", lambda: _soon_days(page.workspace))
    days = memo(page, "risk.days", lambda: known_days(page.workspace, on=page.on, today=page.today))
    target, with_own = str(page.workspace.target), is_with_own()
    return tuple(
        _point(target, day, number, soon_days=soon_days, with_own=with_own, _workspace=page.workspace)
        for day, number in days
    )


def _soon_days(workspace: Workspace) -> int:
    with workspace.unit() as unit:
        return unit.policy().coming_days


@st.cache_resource(max_entries=200, show_spinner=False)
def _point(
    _target: str, day: date, number: int, *, soon_days: int, with_own: bool, _workspace: Workspace
) -> DayFigures:
    return point_on(_workspace, day=day, number=number, soon_days=soon_days, with_own=with_own)


def forecast_of(page: Page) -> tuple[Month, ...]:
    """What begins, month by month."""
    with_own = is_with_own()
    return memo(
        page,
        "risk.months",
        lambda: forecast(page.workspace, on=page.on, number=page.known, with_own=with_own),
        with_own,
    )


def start_ends_of(page: Page) -> tuple[StartEnd, ...]:
    """When start periods end."""
    return memo(page, "risk.start_ends", lambda: start_ends(page.workspace, on=page.on, number=page.known))


def starting_of(page: Page, month: date) -> tuple[GapStart, ...]:
    """What begins in one month."""
    with_own = is_with_own()
    return memo(
        page,
        "risk.starting",
        lambda: gap_starts(page.workspace, on=page.on, month=month, number=page.known, with_own=with_own),
        month,
        with_own,
    )


def reasons_of(page: Page, most: int = FIRST_SHOWN) -> Mapping[str, WorstGap]:
    """Why the first of the worst stand where they stand."""
    first = [party.id for party in figures_of(page).worst[:most]]
    return memo(page, "risk.reasons", lambda: worst_gaps(page.workspace, first, on=page.on, number=page.known), *first)


def reviews_of(page: Page) -> tuple[ReviewDue, ...]:
    """The reviews that are overdue or near."""
    return memo(
        page,
        "risk.reviews",
        lambda: reviews_due(page.workspace, on=page.on, number=page.known, days=AHEAD_DAYS),
    )


def waivers_of(page: Page) -> tuple[WaiverEnding, ...]:
    """The waivers that run out soon."""
    return memo(
        page,
        "risk.waivers",
        lambda: waivers_ending(page.workspace, on=page.on, today=page.today, number=page.known, days=AHEAD_DAYS),
    )
