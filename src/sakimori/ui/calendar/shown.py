"""What the calendar shows: the days, kinds and owner that were chosen, as the lists ask for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import streamlit as st

from sakimori.domain.rule import DeadlineKind
from sakimori.services.calendar.deadlines import (
    CalendarCounts,
    Deadline,
    DeadlineFilter,
    calendar_counts,
    deadline_page,
)
from sakimori.services.calendar.feed import MINE
from sakimori.ui.calendar.listing import ALL, MONTH
from sakimori.ui.charts import month_grid
from sakimori.ui.frame.session import Page, memo

AHEAD = timedelta(days=731)
"""So far ahead the list of all goes."""
COMING = timedelta(days=13)
"""The 14 days from the day of the page, that day included."""


def shown_month(page: Page) -> date:
    """The first day of the month on the sheet: named in the address, else that of the day of the page."""
    try:
        return date.fromisoformat(f"{st.query_params.get('month', '')}-01")
    except ValueError:
        return page.on.replace(day=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows: the sheet of a month and the next 14 days, and all that is overdue.

    Of some kinds and of one owner, where that is chosen.
    """

    first: date
    begin: date
    end: date
    kinds: frozenset[DeadlineKind]
    owner: str

    @property
    def every(self) -> DeadlineFilter:
        """All of it."""
        return DeadlineFilter(first=self.begin, last=self.end, overdue=True, kinds=self.kinds, owner=self.owner)

    @property
    def late(self) -> DeadlineFilter:
        """What is overdue."""
        return DeadlineFilter(overdue=True, kinds=self.kinds, owner=self.owner)

    def between(self, first: date, last: date) -> DeadlineFilter:
        """What falls due on some days."""
        return DeadlineFilter(first=first, last=last, kinds=self.kinds, owner=self.owner)


def shown_of(page: Page, first: date) -> Shown:
    """What falls due on the sheet of a month or in the next 14 days, and all that is overdue."""
    MONTH.take_address()
    sheet = month_grid(first)
    begin, end = min(sheet[0], page.on), max(sheet[-1], page.on + COMING)
    if MONTH.chosen("show") == ALL:
        end = page.on + AHEAD
    return Shown(first, begin, end, frozenset(MONTH.chosen("kinds") or ()), chosen_owner(page))


def chosen_owner(page: Page) -> str:
    """The person whose deadlines are asked for; empty for those of everybody."""
    whose = str(MONTH.chosen("whose"))
    return page.actor.id if whose == MINE else whose


def counts_of(page: Page, shown: Shown) -> CalendarCounts:
    """How many there are of each kind and on each day, and what is overdue."""
    count = partial(calendar_counts, page.workspace, page.as_of, shown.every, actor=page.actor)
    return memo(page, "calendar", count, shown, page.actor)


def read_of(page: Page, wanted: DeadlineFilter) -> Callable[[int, int], tuple[list[Deadline], int]]:
    """Reads some rows of what is wanted, and how many there are."""

    def some(first: int, limit: int) -> tuple[list[Deadline], int]:
        read = partial(deadline_page, page.workspace, page.as_of, wanted, first=first, limit=limit, actor=page.actor)
        return memo(page, "deadlines", read, wanted, first, limit, page.actor)

    return some
