"""The risk value: it ranks by open gaps and whose data are held, reads nothing else, and no gap lowers it."""

from __future__ import annotations

import inspect
import math
from dataclasses import fields
from datetime import date, timedelta
from itertools import pairwise, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.values.risk import (
    MOST_CONCERNED,
    MOST_PERSONS,
    RANGES,
    WEIGHTS,
    Concerned,
    risk_value,
    value_at_worst,
    weight_on,
)

DAY = date(2026, 12, 3)
GAPS = st.tuples(
    st.sampled_from(GapKind), st.sampled_from(Severity), st.integers(0, 4_000).map(lambda n: DAY - timedelta(days=n))
)
OPEN = st.lists(GAPS, max_size=30)
CONCERNED = st.builds(Concerned, st.none() | st.integers(0, 20_000_000), st.none() | st.booleans())
RISES = {None: 2, True: 1, False: 0}
"""Whether data ask for more care, by what it may do to the value: unknown is never better than the worst."""


def ranked(value: int | None) -> int:
    """A value to compare with; where nothing is known to be open none is known either."""
    return -1 if value is None else value


@given(OPEN, GAPS, CONCERNED)
def test_a_further_gap_never_lowers_the_value(
    gaps: list[tuple[GapKind, Severity, date]], one: tuple[GapKind, Severity, date], whose: Concerned
) -> None:
    before, after = risk_value(gaps, whose, DAY), risk_value([*gaps, one], whose, DAY)
    assert ranked(before) <= ranked(after) or (before == 0 and after is None)
    assert value_at_worst(gaps, whose, DAY) <= value_at_worst([*gaps, one], whose, DAY)


@given(OPEN, GAPS, CONCERNED)
def test_a_graver_gap_and_an_older_one_never_lower_it(
    gaps: list[tuple[GapKind, Severity, date]], one: tuple[GapKind, Severity, date], whose: Concerned
) -> None:
    kind, severity, since = one
    values = [
        ranked(risk_value([*gaps, (kind, each, since)], whose, DAY)) for each in sorted(Severity, key=lambda s: -s.rank)
    ]
    assert values == sorted(values)
    older = risk_value([*gaps, (kind, severity, since - timedelta(days=30))], whose, DAY)
    assert ranked(older) >= ranked(risk_value([*gaps, one], whose, DAY))
    assert ranked(risk_value([*gaps, one], whose, DAY + timedelta(days=1))) >= ranked(
        risk_value([*gaps, one], whose, DAY)
    )


@given(OPEN, st.lists(CONCERNED, min_size=2, max_size=2))
def test_more_persons_and_more_delicate_data_never_lower_it(
    gaps: list[tuple[GapKind, Severity, date]], two: list[Concerned]
) -> None:
    def worse(one: Concerned) -> tuple[float, int]:
        return (math.inf if one.persons is None else one.persons, RISES[one.is_delicate])

    for better, graver in (two, two[::-1]):
        if all(a <= b for a, b in zip(worse(better), worse(graver), strict=True)):
            assert ranked(risk_value(gaps, better, DAY)) <= ranked(risk_value(gaps, graver, DAY))


@given(OPEN, CONCERNED, st.randoms(use_true_random=False))
def test_equal_gaps_persons_and_durations_give_equal_values(
    gaps: list[tuple[GapKind, Severity, date]], whose: Concerned, chance: Random
) -> None:
    moved = [(kind, severity, since + timedelta(days=100)) for kind, severity, since in gaps]
    chance.shuffle(moved)
    assert risk_value(moved, whose, DAY + timedelta(days=100)) == risk_value(gaps, whose, DAY)


def test_it_is_given_nothing_else_to_read() -> None:
    assert list(inspect.signature(risk_value).parameters) == ["gaps", "concerned", "on"]
    assert [one.name for one in fields(Concerned)] == ["persons", "is_delicate"]


@given(OPEN.filter(lambda gaps: any(kind is not GapKind.UNKNOWN for kind, *_ in gaps)), CONCERNED)
def test_the_worst_known_gap_sets_the_range(gaps: list[tuple[GapKind, Severity, date]], whose: Concerned) -> None:
    least, most = RANGES[min((s for kind, s, _ in gaps if kind is not GapKind.UNKNOWN), key=lambda s: s.rank)]
    assert least <= ranked(risk_value(gaps, whose, DAY)) <= most


def test_the_ranges_of_severities_lie_one_above_the_other() -> None:
    assert all(RANGES[graver][0] == RANGES[lesser][1] + 1 for graver, lesser in pairwise(Severity))
    assert RANGES[Severity.LOW][0] == 1


@pytest.mark.parametrize("severity", Severity)
def test_no_days_and_no_persons_move_a_value_out_of_its_range(severity: Severity) -> None:
    for days, number in product((0, 100_000), (1, 5_000)):
        gaps = [(GapKind.DEFECT, severity, DAY - timedelta(days=days))] * number
        assert RANGES[severity][0] <= ranked(risk_value(gaps, Concerned(), DAY)) <= RANGES[severity][1]


def test_nothing_open_is_zero_and_what_nobody_has_answered_is_no_value() -> None:
    assert risk_value([], Concerned(), DAY) == 0
    unknown = [(GapKind.UNKNOWN, Severity.BLOCK, DAY)]
    assert risk_value(unknown, Concerned(10, is_delicate=False), DAY) is None
    assert value_at_worst(unknown, Concerned(10, is_delicate=False), DAY) >= RANGES[Severity.BLOCK][0]


@pytest.mark.parametrize("persons", [0, 1, 10, 999, MOST_PERSONS, 30_000_000])
@pytest.mark.parametrize("is_delicate", [True, False])
def test_an_answer_never_makes_it_worse_than_none(persons: int, *, is_delicate: bool) -> None:
    known = Concerned(persons, is_delicate)
    assert known.factor <= Concerned(persons, None).factor <= MOST_CONCERNED
    assert known.factor <= Concerned(None, is_delicate).factor <= MOST_CONCERNED


ONE_STOP = [(GapKind.DEFECT, Severity.BLOCK, DAY)]
WORKED = [
    ("one stop of today, 100 persons", ONE_STOP, Concerned(100, is_delicate=False), 552),
    (
        "a year later",
        [(GapKind.DEFECT, Severity.BLOCK, DAY - timedelta(days=365))],
        Concerned(100, is_delicate=False),
        594,
    ),
    ("10,000 persons", ONE_STOP, Concerned(10_000, is_delicate=False), 659),
    ("with sensitive data", ONE_STOP, Concerned(10_000, is_delicate=True), 706),
    ("nobody knows whose", ONE_STOP, Concerned(), 868),
    ("one of weight high", [(GapKind.DEFECT, Severity.HIGH, DAY)], Concerned(10_000, is_delicate=False), 261),
    (
        "and three of medium",
        [(GapKind.DEFECT, Severity.HIGH, DAY), *[(GapKind.DEFECT, Severity.MEDIUM, DAY)] * 3],
        Concerned(10_000, is_delicate=False),
        324,
    ),
    ("a decision to take", [(GapKind.DECISION, Severity.MEDIUM, DAY)], Concerned(10_000, is_delicate=False), 81),
    ("one of weight low", [(GapKind.DEFECT, Severity.LOW, DAY)], Concerned(10_000, is_delicate=False), 16),
]


@pytest.mark.parametrize(("case", "gaps", "whose", "value"), WORKED, ids=[case for case, *_ in WORKED])
def test_worked_examples(case: str, gaps: list[tuple[GapKind, Severity, date]], whose: Concerned, value: int) -> None:
    assert risk_value(gaps, whose, DAY) == value, case


def test_what_is_kept_of_it_changes_only_with_a_step_that_counts_it_anew() -> None:
    """Weights and factors stand beside third parties; whoever changes them adds a step like `0125_risk_value`."""
    assert [WEIGHTS[severity] for severity in Severity] == [20, 8, 3, 1]
    counts = (1, 50, 999, 120_000, None)
    assert [Concerned(persons, is_delicate=False).factor for persons in counts] == [200, 650, 1600, 6762, 12800]
    assert [Concerned(persons).factor for persons in counts] == [300, 975, 2400, 10143, 19200]


def test_a_gap_weighs_twice_as_much_after_a_year() -> None:
    assert weight_on(Severity.HIGH, DAY, DAY) == 8
    assert weight_on(Severity.HIGH, DAY - timedelta(days=365), DAY) == 16
