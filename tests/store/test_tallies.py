"""Gaps counted by stretches of days give what the spans themselves give, on every day."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sakimori.domain.codes import Basis, ControlArea, GapKind, Severity
from sakimori.domain.gap import Span, SubjectKind
from sakimori.store.spans import counted

START = date(2026, 1, 1)
SPAN = Span(
    "g1", "tp1", "R", 1, SubjectKind.THIRD_PARTY, "tp1", GapKind.DEFECT, Basis.LAW, Severity.HIGH, None, None, START,
    START, "", "", "", "", "", "", "", "", "", ControlArea.CONTRACT, "", "", 1,
)  # fmt: skip

DAYS = st.none() | st.integers(0, 8).map(lambda n: START + timedelta(days=n))
SPANS = st.lists(
    st.builds(
        lambda first, last, severity, kind, area, since: replace(
            SPAN, from_on=first, until_on=last, severity=severity, kind=kind, area=area, since_on=since
        ),
        DAYS, DAYS, st.sampled_from(list(Severity)), st.sampled_from([GapKind.DEFECT, GapKind.UNKNOWN]),
        st.sampled_from([ControlArea.CONTRACT, ControlArea.REVIEW]),
        st.integers(0, 3).map(lambda n: START + timedelta(days=n)),
    ).filter(lambda span: span.from_on is None or span.until_on is None or span.from_on < span.until_on),
    max_size=6,
)  # fmt: skip


def recounted(spans: list[Span], day: date) -> dict[tuple[str, str, str], tuple[int, str]]:
    open_then = [
        s for s in spans if (s.from_on is None or s.from_on <= day) and (s.until_on is None or s.until_on > day)
    ]
    numbers = Counter((s.area.value, s.kind.value, s.severity.value) for s in open_then)
    return {
        what: (
            number,
            min(s.since_on for s in open_then if (s.area.value, s.kind.value, s.severity.value) == what).isoformat(),
        )
        for what, number in numbers.items()
    }


@given(SPANS)
def test_every_day_counts_what_its_spans_say(spans: list[Span]) -> None:
    stretches = list(counted(spans))
    for n in range(-1, 11):
        day = START + timedelta(days=n)
        text = day.isoformat()
        bodies = [body for first, last, body in stretches if first <= text and (last is None or last > text)]
        assert len(bodies) <= 1
        found = {(a, k, s): (number, since) for a, k, s, number, since in json.loads(bodies[0])} if bodies else {}
        assert found == recounted(spans, day)


@given(SPANS)
def test_days_on_which_nothing_changes_are_one_stretch(spans: list[Span]) -> None:
    stretches = list(counted(spans))
    for (_, end, body), (begin, _, following) in pairwise(stretches):
        assert end is not None
        assert end < begin or body != following
