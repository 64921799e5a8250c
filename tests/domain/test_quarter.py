"""Quarters of the business year: every day lies in exactly one, whatever month the year begins in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sakimori.domain.values.quarter import Quarter, quarter_named, quarter_of


def test_a_business_year_that_begins_in_april_names_its_quarters_after_that_year() -> None:
    for on, code in (
        (date(2026, 3, 31), "2025Q4"), (date(2026, 4, 1), "2026Q1"), (date(2026, 6, 30), "2026Q1"),
        (date(2026, 7, 1), "2026Q2"), (date(2026, 12, 31), "2026Q3"), (date(2027, 1, 1), "2026Q4"),
    ):  # fmt: skip
        assert quarter_of(on, 4).code == code


@pytest.mark.parametrize("start", range(1, 13))
def test_every_day_lies_in_one_quarter_and_they_follow_one_another(start: int) -> None:
    day, before = date(2025, 1, 1), None
    while day < date(2028, 1, 1):
        quarter = quarter_of(day, start)
        assert quarter.first <= day <= quarter.last
        assert quarter_named(quarter.code, start) == quarter
        if before is not None and before != quarter:
            assert (quarter.moved(-1), before.moved(1)) == (before, quarter)
            assert before.last + timedelta(days=1) == quarter.first
        day, before = day + timedelta(days=1), quarter


@pytest.mark.parametrize("typed", ["2026Q3", "2026q3", "FY2026-Q3", " 2026-Q3 "])
def test_a_quarter_is_typed_in_a_few_ways(typed: str) -> None:
    assert quarter_named(typed, 4) == Quarter(2026, 3, 4)


@pytest.mark.parametrize("typed", ["", "2026", "2026Q5", "Q3", "2026Q33", "26Q3", "2026-10"])
def test_what_names_no_quarter_is_none(typed: str) -> None:
    assert quarter_named(typed, 4) is None
