"""The days on which authorities are closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

_SATURDAY = 5


def is_closed(on: date) -> bool:
    """Whether authorities are closed: weekends, public holidays, 29 December to 3 January (行政機関の休日)."""
    is_new_year = (on.month, on.day) >= (12, 29) or (on.month, on.day) <= (1, 3)
    return on.weekday() >= _SATURDAY or is_new_year or on in _holidays_of(on.year)


def first_open(on: date) -> date:
    """The day itself, or the first one after it on which authorities are open."""
    while is_closed(on):
        on += timedelta(days=1)
    return on


def closed_after(known: Iterable[date], *, within: int) -> frozenset[date]:
    """The days on which authorities are closed, among so many after each of some days."""
    days = {day + timedelta(days=n) for day in known for n in range(within)}
    return frozenset(day for day in days if is_closed(day))


@lru_cache(maxsize=8)
def _holidays_of(year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415 - it loads slowly, and a register without incidents needs none of it

    return frozenset(holidays.country_holidays("JP", years=year))
