"""The risk value: whole, larger is worse, in one of four bands, and never below its floor while a stop is open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimori.domain.codes import GapKind, RiskBand, Severity
from sakimori.domain.values.risk import RiskValue, risk_value, worst_of

ANSWERS = st.none() | st.floats(0, 100)
WORST = st.none() | st.sampled_from(Severity)


@pytest.mark.parametrize(
    ("answers", "value", "band"),
    [
        (0.0, 0, RiskBand.LOW),
        (24.4, 24, RiskBand.LOW),
        (24.5, 25, RiskBand.MEDIUM),
        (49.5, 50, RiskBand.HIGH),
        (74.4, 74, RiskBand.HIGH),
        (75.0, 75, RiskBand.SEVERE),
        (100.0, 100, RiskBand.SEVERE),
    ],
)
def test_a_value_is_the_nearest_whole_number_in_its_band(answers: float, value: int, band: RiskBand) -> None:
    found = risk_value(answers, None)
    assert found is not None
    assert (found.value, found.band, found.is_raised) == (value, band, False)


def test_an_open_stop_is_at_least_high_and_says_so() -> None:
    assert risk_value(6.0, Severity.BLOCK) == RiskValue(50, 6.0)
    assert risk_value(None, Severity.BLOCK) == RiskValue(50, None)
    assert risk_value(88.2, Severity.BLOCK) == RiskValue(88, 88.2)
    found = risk_value(6.0, Severity.BLOCK)
    assert found is not None
    assert found.band is RiskBand.HIGH
    assert found.is_raised


def test_nothing_scored_and_nothing_stopped_is_no_value() -> None:
    assert risk_value(None, None) is None
    assert risk_value(None, Severity.HIGH) is None


@given(ANSWERS, ANSWERS, WORST)
def test_worse_answers_never_give_a_smaller_value(
    one: float | None, other: float | None, worst: Severity | None
) -> None:
    first, second = risk_value(one, worst), risk_value(other, worst)
    if first is not None and second is not None and (one or 0.0) <= (other or 0.0):
        assert first.value <= second.value


@given(ANSWERS, WORST)
def test_a_stop_never_makes_a_value_smaller(answers: float | None, worst: Severity | None) -> None:
    stopped, other = risk_value(answers, Severity.BLOCK), risk_value(answers, worst)
    assert stopped is not None
    assert stopped.band in {RiskBand.HIGH, RiskBand.SEVERE}
    assert other is None or stopped.value >= other.value


def test_what_nobody_can_judge_counts_only_where_it_is_asked_for() -> None:
    gaps = [(GapKind.UNKNOWN, Severity.BLOCK), (GapKind.DEFECT, Severity.MEDIUM)]
    assert worst_of(gaps) is Severity.MEDIUM
    assert worst_of(gaps, with_unknown=True) is Severity.BLOCK
    assert worst_of([]) is None
