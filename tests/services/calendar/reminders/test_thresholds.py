"""Thresholds: reached on business days, ahead of days when nobody is at work, never before their day is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.errors import InvalidValueError
from sakimori.services.calendar.open_days import is_closed
from sakimori.services.calendar.reminders.thresholds import Threshold, farthest, last_seen_to, reached
from sakimori.services.settings.policy import checked_policy

FRIDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 30)
POLICY = replace(
    DEFAULT_POLICY, remind_early_days=30, remind_near_days=7, remind_late_days=1, remind_lead_days=7,
    remind_compliance_days=14,
)  # fmt: skip


def of(day: date, on: date) -> list[Threshold]:
    return list(reached(day, on=on, policy=POLICY))


@pytest.mark.parametrize(
    ("on", "until"),
    [
        (date(2026, 11, 25), date(2026, 11, 25)),
        (FRIDAY, date(2026, 11, 29)),
        (date(2026, 11, 20), date(2026, 11, 23)),  # 勤労感謝の日 is a Monday
        (date(2026, 12, 28), date(2027, 1, 3)),  # the 29th to the 3rd
        (date(2027, 4, 30), date(2027, 5, 5)),  # Golden Week, its last day a substitute
    ],
)
def test_a_business_day_sees_to_the_eve_of_the_next(on: date, until: date) -> None:
    assert not is_closed(on)
    assert last_seen_to(on) == until


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (31, []),
        (30, ["early"]),
        (8, ["early"]),
        (7, ["early", "near"]),
        (1, ["early", "near"]),
        (0, ["early", "near", "due"]),
        (-1, ["early", "near", "due", "late"]),
        (-6, ["early", "near", "due", "late"]),
        (-7, ["early", "near", "due", "late", "lead"]),
        (-14, ["early", "near", "due", "late", "lead", "compliance"]),
    ],
)
def test_each_is_reached_on_its_day(days: int, expected: list[str]) -> None:
    on = date(2026, 11, 25)
    assert of(on + timedelta(days=days), on) == expected


def test_what_falls_due_at_a_weekend_is_told_on_the_friday_before() -> None:
    sunday = date(2026, 11, 29)
    assert of(sunday, FRIDAY)[-1] is Threshold.DUE
    assert of(sunday, date(2026, 11, 26))[-1] is Threshold.NEAR
    assert of(MONDAY, FRIDAY)[-1] is Threshold.NEAR


def test_what_is_over_at_a_weekend_is_told_on_the_monday_after() -> None:
    assert of(FRIDAY, FRIDAY)[-1] is Threshold.DUE
    assert of(FRIDAY, MONDAY)[-1] is Threshold.LATE


def test_nothing_farther_than_the_farthest_day_is_told_of() -> None:
    for on in (FRIDAY, MONDAY, date(2026, 12, 28)):
        last = farthest(on, POLICY)
        assert of(last, on) == ["early"]
        assert of(last + timedelta(days=1), on) == []


@given(
    st.dates(date(2026, 1, 1), date(2028, 12, 31)).filter(lambda day: not is_closed(day)),
    st.integers(-60, 60),
)
def test_what_was_reached_stays_reached(on: date, days: int) -> None:
    day, later = on + timedelta(days=days), last_seen_to(on) + timedelta(days=1)
    assert set(of(day, on)) <= set(of(day, later))


@pytest.mark.parametrize(
    "values",
    [
        {"remind_near_days": 31},
        {"remind_late_days": 0},
        {"remind_late_days": 8},
        {"remind_lead_days": 15},
    ],
)
def test_a_policy_that_would_tell_the_lead_before_the_owner_is_refused(values: dict[str, int]) -> None:
    with pytest.raises(InvalidValueError):
        checked_policy(POLICY, **values)
