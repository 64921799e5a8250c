"""What carries a flow abroad on which days: stages say of every day what is true of it, in as few pieces as can be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.gap import Fix, Stage
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.values.text import NO_TEXT
from sakimori.rules.facts.foreign_flows import Carrier, Days, stages_of

FIRST = date(2026, 1, 1)
SOME_DAYS = st.integers(0, 30).map(lambda n: FIRST + timedelta(days=n))
EDGES = st.one_of(SOME_DAYS, st.sampled_from([date.min, date.max]))


@st.composite
def carriers(draw: st.DrawFn) -> Carrier:
    begin, end = sorted((draw(EDGES), draw(EDGES)))
    days: Days | None = (begin, end) if begin < end else None
    return Carrier(None, GapKind.DEFECT, NO_TEXT, Fix("", "", ""), days, evidence_missing=draw(st.booleans()))


def severity(holding: Sequence[Carrier]) -> Severity | None:
    if not holding:
        return Severity.BLOCK
    return Severity.HIGH if all(c.evidence_missing for c in holding) else None


def on_day(stages: Sequence[Stage], day: date) -> list[Severity]:
    return [
        s.severity
        for s in stages
        if (s.from_on is None or s.from_on <= day) and (s.until_on is None or day < s.until_on)
    ]


@given(st.lists(carriers(), max_size=4), st.none() | SOME_DAYS, st.none() | SOME_DAYS)
def test_stages_say_of_every_day_of_the_flow_what_is_true(
    found: list[Carrier], start_on: date | None, end_on: date | None
) -> None:
    flow = DataFlow("fl1", "tp1", "流れ", start_on=start_on, end_on=end_on)
    stages = stages_of(flow, found, severity)

    for number in range(-3, 35):
        day = FIRST + timedelta(days=number)
        runs = (start_on is None or start_on <= day) and (end_on is None or day <= end_on)
        true = severity([c for c in found if c.holds(day)]) if runs else None
        assert on_day(stages, day) == ([] if true is None else [true])
    for one, other in pairwise(stages):
        assert one.until_on is not None
        assert other.from_on is not None
        assert one.until_on <= other.from_on
        assert one.until_on < other.from_on or one.severity is not other.severity
