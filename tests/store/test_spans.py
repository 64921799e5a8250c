"""Spans: only differences are stored, nothing is forgotten, and each entry of the trail keeps its own view."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.examples import examples
from sakimori.domain.codes import Basis, ControlArea, GapKind, Severity
from sakimori.domain.gap import Finding, Fix, Span, Stage, Subject, SubjectKind
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.text import Text
from sakimori.store.engine import Engine, SqliteEngine
from sakimori.store.records import Records
from sakimori.store.schema.steps import GUARDS, STEPS
from sakimori.store.spans import Spans

TODAY = date(2026, 11, 25)
PARTY = "tp1"


def a_finding(key: str = "q1", *stages: Stage, title: str = "担当が未設定") -> Finding:
    return Finding(
        rule_id="C-X",
        revision=1,
        subject=Subject(SubjectKind.THIRD_PARTY, key),
        kind=GapKind.DEFECT,
        basis=Basis.POLICY,
        title=Text(title, title),
        cites=Text("会社方針", "Company policy"),
        stages=stages or (Stage(Severity.HIGH),),
        fix=Fix("third_party", PARTY, "owner_id"),
        area=ControlArea.IDENTITY,
        points=("A1",),
    )


@pytest.fixture
def spans(engine: Engine) -> Spans:
    Records(engine).insert(ThirdParty(PARTY, "つむぎ"))
    return Spans(engine)


def keep(spans: Spans, *findings: Finding, number: int, on: date = TODAY) -> tuple[list[Span], list[Span]]:
    return spans.keep_in_step(PARTY, findings, policy=DEFAULT_POLICY, number=number, on=on)[:2]


def test_the_same_findings_again_store_nothing(spans: Spans, engine: Engine) -> None:
    keep(spans, a_finding(), number=1)
    assert keep(spans, a_finding(), number=2, on=TODAY + timedelta(days=9)) == ([], [])
    assert len(engine.query("SELECT * FROM gap_span")) == 1


def test_only_what_differs_is_closed_and_opened(spans: Spans) -> None:
    keep(spans, a_finding("q1"), a_finding("q2"), number=1)
    opened, closed = keep(spans, a_finding("q2"), a_finding("q3"), number=2)
    assert [s.subject_key for s in opened] == ["q3"]
    assert [s.subject_key for s in closed] == ["q1"]


def test_a_gap_that_only_changes_its_words_counts_from_its_first_day(spans: Spans) -> None:
    keep(spans, a_finding(), number=1)
    later = TODAY + timedelta(days=9)
    [opened], [closed] = keep(spans, a_finding(title="担当者がいない"), number=2, on=later)
    assert (opened.since_on, opened.due_on) == (closed.since_on, closed.due_on) == (TODAY, TODAY + timedelta(days=14))


def test_a_gap_that_closed_and_comes_back_counts_anew_under_the_same_identity(spans: Spans) -> None:
    [first], _ = keep(spans, a_finding(), number=1)
    keep(spans, number=2)
    later = TODAY + timedelta(days=9)
    [again], _ = keep(spans, a_finding(), number=3, on=later)
    assert again.gap_id == first.gap_id
    assert again.since_on == later


def test_each_stage_is_true_on_its_own_days(spans: Spans) -> None:
    begin = date(2027, 1, 1)
    stages = (Stage(Severity.MEDIUM, begin, date(2027, 3, 2)), Stage(Severity.HIGH, date(2027, 3, 2)))
    keep(spans, a_finding("q1", *stages), number=1)
    severities = {day: [s.severity for s in spans.as_known(1, day)] for day in (begin - timedelta(1), begin)}
    assert severities == {begin - timedelta(1): [], begin: [Severity.MEDIUM]}
    assert [s.severity for s in spans.as_known(1, date(2027, 3, 1))] == [Severity.MEDIUM]
    assert [s.severity for s in spans.as_known(1, date(2027, 3, 2))] == [Severity.HIGH]


def test_only_the_stage_that_moved_is_closed_among_stages_of_one_severity(spans: Spans) -> None:
    early = Stage(Severity.HIGH, until_on=date(2026, 12, 1))
    late = Stage(Severity.HIGH, from_on=date(2027, 1, 1))
    keep(spans, a_finding("q1", early, late), number=1)
    _, closed = keep(spans, a_finding("q1", early, replace(late, from_on=date(2027, 2, 1))), number=2)
    assert [s.from_on for s in closed] == [late.from_on]
    assert sorted(str(s.from_on) for s in spans.known_now(PARTY)) == ["2027-02-01", "None"]


def test_a_pack_may_shorten_a_deadline_but_not_lengthen_it(spans: Spans) -> None:
    shorter, longer = replace(a_finding("q1"), due_days=3), replace(a_finding("q2"), due_days=300)
    opened, _ = keep(spans, shorter, longer, number=1)
    assert [s.due_on - TODAY for s in opened] == [timedelta(3), timedelta(14)]


def test_a_span_is_closed_once_and_never_deleted(spans: Spans, engine: Engine) -> None:
    keep(spans, a_finding(), number=1)
    keep(spans, number=2)
    for statement in (
        "UPDATE gap_span SET known_until = 9",
        "UPDATE gap_span SET known_until = NULL",
        "DELETE FROM gap_span",
    ):
        with pytest.raises(Exception, match=r"stays as it was|only grows"):
            engine.execute(statement)


def test_an_open_span_keeps_its_content(spans: Spans, engine: Engine) -> None:
    keep(spans, a_finding(), number=1)
    for change in ("severity = 'low'", "title_ja = ''", "known_from = 0", "due_on = '2099-01-01'"):
        with pytest.raises(Exception, match="stays as it was"):
            engine.execute(f"UPDATE gap_span SET {change}")


Known = dict[str, Severity]


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(["q1", "q2", "q3"]), st.sampled_from(Severity)), max_size=8))
def test_what_was_known_after_each_entry_stays_what_it_was(history: list[Known]) -> None:
    engine = SqliteEngine(None)
    engine.migrate(STEPS, GUARDS)
    Records(engine).insert(ThirdParty(PARTY, "つむぎ"))
    spans = Spans(engine)
    for number, known in enumerate(history, start=1):
        keep(spans, *(a_finding(key, Stage(severity)) for key, severity in known.items()), number=number)
    for number, known in enumerate(history, start=1):
        assert {s.subject_key: s.severity for s in spans.as_known(number, TODAY)} == known
    assert spans.as_known(0, TODAY) == []
    engine.close()
