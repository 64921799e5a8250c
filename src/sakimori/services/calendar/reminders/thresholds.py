"""When somebody is told of a day by which something is due: thresholds of company policy, on business days only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from sakimori.domain.policy import Policy
from sakimori.services.calendar.open_days import is_closed


class Threshold(StrEnum):
    """A point before, on or after the day by which something is due; each is told of once."""

    EARLY = "early"
    NEAR = "near"
    DUE = "due"
    LATE = "late"
    LEAD = "lead"
    COMPLIANCE = "compliance"


OF_OWNER: Final = (Threshold.EARLY, Threshold.NEAR, Threshold.DUE, Threshold.LATE)
"""Those of which the owner is told; the others go to the owner's lead and to compliance."""

_A_DAY: Final = timedelta(days=1)


def last_seen_to(on: date) -> date:
    """The day up to which a business day sees ahead: the last one before people are back at work."""
    day = on
    while is_closed(day + _A_DAY):
        day += _A_DAY
    return day


def reached(day: date, *, on: date, policy: Policy) -> Iterator[Threshold]:
    """The thresholds of a day by which something is due that are reached on a business day.

    What would be told of on a day when nobody is at work is told on the last business day before it, except where it
    says that the day is over.
    """
    seen = last_seen_to(on)
    if day - timedelta(days=policy.remind_early_days) <= seen:
        yield Threshold.EARLY
    if day - timedelta(days=policy.remind_near_days) <= seen:
        yield Threshold.NEAR
    if day <= seen:
        yield Threshold.DUE
    for threshold, days in (
        (Threshold.LATE, policy.remind_late_days),
        (Threshold.LEAD, policy.remind_lead_days),
        (Threshold.COMPLIANCE, policy.remind_compliance_days),
    ):
        if day + timedelta(days=days) <= on:
            yield threshold


def farthest(on: date, policy: Policy) -> date:
    """The last day by which something may be due that is told of on a business day."""
    return last_seen_to(on) + timedelta(days=policy.remind_early_days)
