"""Gaps counted by stretches of days give what the spans themselves give, on every day."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kit.demos import DemoIn
from sakimori.clock import today
from sakimori.domain.codes import Basis, ControlArea, GapKind, Severity
from sakimori.domain.gap import Span, SubjectKind
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.schema import STEPS
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
        of_day = [one for one in stretches if one.from_on <= text and (one.until_on is None or one.until_on > text)]
        assert len(of_day) <= 1
        wanted = recounted(spans, day)
        tallies = json.loads(of_day[0].body) if of_day else []
        assert {(a, k, s): (number, since) for a, k, s, number, since in tallies} == wanted
        for one in of_day:
            known = {what: number for what, (number, _) in wanted.items() if what[1] != GapKind.UNKNOWN}
            assert one.known == sum(known.values())
            assert one.unknown == sum(number for number, _ in wanted.values()) - one.known
            assert one.worst == min((Severity(severity).rank for _, _, severity in known), default=None)


@given(SPANS)
def test_days_on_which_nothing_changes_are_one_stretch(spans: list[Span]) -> None:
    stretches = list(counted(spans))
    for one, following in pairwise(stretches):
        assert one.until_on is not None
        assert one.until_on < following.from_on or one.body != following.body


def test_an_older_database_counts_in_its_stretches_what_a_write_would(tmp_path: Path, demo_in: DemoIn) -> None:
    workspace = Workspace(demo_in(tmp_path, today()))
    with workspace.writing() as unit:
        kept = "SELECT third_party_id, from_on, worst, known, unknown FROM gap_tally ORDER BY third_party_id, from_on"
        before = unit.engine.values(kept)
        unit.engine.execute("UPDATE gap_tally SET worst = NULL, known = 0, unknown = 0")
        assert unit.engine.values(kept) != before
        unit.engine.execute(next(step for name, step in STEPS if name.endswith("party_list"))[-1])
        assert unit.engine.values(kept) == before
