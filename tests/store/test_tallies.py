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

from kit.builders import a_workspace
from kit.demos import DemoIn
from sakimori.clock import today
from sakimori.domain.codes import Basis, ControlArea, GapKind, Severity
from sakimori.domain.gap import Span, SubjectKind
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.risk import OpenWeight, open_weight
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.gap_days import count_in, counted, day_counts, gap_days_are_kept, make_up_gap_days
from sakimori.store.reads.points import point_counts
from sakimori.store.schema.steps import STEPS

START = date(2026, 1, 1)
SPAN = Span(
    "g1", "tp1", "R", 1, SubjectKind.THIRD_PARTY, "tp1", GapKind.DEFECT, Basis.LAW, Severity.HIGH, None, None, START,
    START, "", "", "", "", "", "", "", "", "", ControlArea.CONTRACT, "", "", 1,
)  # fmt: skip

DAYS = st.none() | st.integers(0, 8).map(lambda n: START + timedelta(days=n))
SPANS = st.lists(
    st.builds(
        lambda first, last, severity, kind, area, since, points, party: replace(
            SPAN, from_on=first, until_on=last, severity=severity, kind=kind, area=area, since_on=since, points=points,
            third_party_id=party,
        ),
        DAYS, DAYS, st.sampled_from(list(Severity)), st.sampled_from([GapKind.DEFECT, GapKind.UNKNOWN]),
        st.sampled_from([ControlArea.CONTRACT, ControlArea.REVIEW]),
        st.integers(0, 3).map(lambda n: START + timedelta(days=n)),
        st.sampled_from(["", "A1", "A1 B3"]), st.sampled_from(["tp1", SELF_ID]),
    ).filter(lambda span: span.from_on is None or span.until_on is None or span.from_on < span.until_on),
    max_size=6,
)  # fmt: skip


def is_open_on(span: Span, day: date) -> bool:
    return (span.from_on is None or span.from_on <= day) and (span.until_on is None or span.until_on > day)


def recounted(spans: list[Span], day: date) -> dict[tuple[str, str, str], tuple[int, str]]:
    open_then = [s for s in spans if is_open_on(s, day)]
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
            assert OpenWeight(one.worst, one.weight, one.weighted_days) == open_weight(
                (s.severity, s.since_on) for s in spans if is_open_on(s, day) and s.kind is not GapKind.UNKNOWN
            )


@given(SPANS)
def test_days_on_which_nothing_changes_are_one_stretch(spans: list[Span]) -> None:
    stretches = list(counted(spans))
    for one, following in pairwise(stretches):
        assert one.until_on is not None
        assert one.until_on < following.from_on or one[2:] != following[2:]


def test_an_older_database_counts_in_its_stretches_what_a_write_would(tmp_path: Path, demo_in: DemoIn) -> None:
    workspace = Workspace(demo_in(tmp_path, today()))
    with workspace.writing() as unit:
        kept = "SELECT third_party_id, from_on, worst, known, unknown FROM gap_tally ORDER BY third_party_id, from_on"
        before = unit.engine.values(kept)
        unit.engine.execute("UPDATE gap_tally SET worst = NULL, known = 0, unknown = 0")
        assert unit.engine.values(kept) != before
        unit.engine.execute(next(step for name, step in STEPS if name.endswith("party_list"))[-1])
        assert unit.engine.values(kept) == before


# What changes on a day, of everybody


def counted_one_by_one(spans: list[Span], on: date, last_day: date | None) -> set[tuple[Severity, bool, int, int, int]]:
    """The same by looking at every span, as the board does under a filter."""
    found: dict[tuple[Severity, bool], list[int]] = {}
    for span in spans:
        counts = found.setdefault((span.severity, span.kind is GapKind.UNKNOWN), [0, 0, 0])
        if span.from_on is not None and span.from_on > on:
            counts[2] += last_day is None or span.from_on <= last_day
        elif span.until_on is None or span.until_on > on:
            counts[0] += 1
            counts[1] += span.due_on < on
    return {(severity, unknown, *counts) for (severity, unknown), counts in found.items() if any(counts)}  # type: ignore[misc]


DUE = st.integers(-2, 9).map(lambda n: START + timedelta(days=n))


@given(SPANS, SPANS, st.lists(DUE, min_size=12, max_size=12), st.none() | st.integers(0, 4))
def test_sums_up_to_a_day_are_what_its_spans_say(
    spans: list[Span], others: list[Span], due: list[date], ahead: int | None
) -> None:
    every = [replace(span, due_on=day) for span, day in zip([*spans, *others], due, strict=False)]
    known, gone = every[: len(spans)], every[len(spans) :]
    with a_workspace().writing() as unit:
        unit.engine.execute("DELETE FROM gap_day")
        count_in(unit.engine, [*known, *gone], [])
        count_in(unit.engine, [], gone)
        for n in range(-1, 11):
            on = START + timedelta(days=n)
            last_day = None if ahead is None else on + timedelta(days=ahead)
            found = {tuple(one) for one in day_counts(unit.engine, on, last_day) if any(one[2:])}
            assert found == counted_one_by_one(known, on, last_day)


@given(SPANS, st.sampled_from([None, True, False]))
def test_points_are_counted_by_the_gaps_that_concern_them_ours_or_those_of_others(
    spans: list[Span], is_own: bool | None
) -> None:
    with a_workspace().writing() as unit:
        unit.engine.execute("DELETE FROM gap_day")
        count_in(unit.engine, spans, [])
        for n in range(-1, 11):
            on = START + timedelta(days=n)
            wanted: Counter[tuple[object, ...]] = Counter()
            for span in spans:
                is_open = (span.from_on is None or span.from_on <= on) and (span.until_on is None or span.until_on > on)
                if is_open and is_own in {None, span.third_party_id == SELF_ID}:
                    wanted[(span.points, span.severity, span.kind is GapKind.UNKNOWN)] += 1
            found = point_counts(unit.engine, AsOf(on, 1, is_past=False), is_own=is_own)
            assert {(" ".join(one.points), one.severity, one.is_unknown): one.number for one in found} == wanted


def test_every_write_keeps_the_counts_of_days_and_a_wrong_one_is_found(tmp_path: Path, demo_in: DemoIn) -> None:
    workspace = Workspace(demo_in(tmp_path, today()))
    with workspace.writing() as unit:
        engine = unit.engine
        assert gap_days_are_kept(engine)
        kept = engine.values(
            "SELECT * FROM gap_day WHERE begun <> 0 OR turned <> 0 OR turned_late <> 0 ORDER BY 1, 2, 3, 4, 5"
        )
        engine.execute("DELETE FROM gap_day")
        make_up_gap_days(engine)
        assert engine.values("SELECT * FROM gap_day ORDER BY 1, 2, 3, 4, 5") == kept
        engine.execute("UPDATE gap_day SET turned = turned + 1 WHERE day = (SELECT MAX(day) FROM gap_day)")
        assert not gap_days_are_kept(engine)
    assert "gap_day" in {found.rule_id for *_, batch in recompute(workspace, on=today()) for found in batch}
