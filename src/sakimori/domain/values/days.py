"""Legal days: what a calendar says in Japan."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta, timezone

JST = timezone(timedelta(hours=9), "JST")
"""Japan has had no daylight saving time since 1951, so a fixed offset is exact."""


def legal_day(at: datetime) -> date:
    """The day in Japan on which an instant falls."""
    return at.astimezone(JST).date()


def end_of_day(on: date) -> datetime:
    """The midnight in Japan at which a day ends, in UTC: the first instant that no longer belongs to it."""
    return datetime.combine(on + timedelta(days=1), datetime.min.time(), tzinfo=JST).astimezone(UTC)


def add_months(on: date, months: int) -> date:
    """The same day of the month some months later; a day the month lacks becomes its last day (民法143条2項)."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


def next_day(on: date) -> date:
    """The day after."""
    return on + timedelta(days=1)
