"""Rules as a whole: their versions, their wording, and the days on which they are in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.cases.worked_cases import a_dossier, read_cases
from sakimori.domain.codes import Severity
from sakimori.domain.gap import Finding, Stage
from sakimori.domain.policy import DEFAULT_POLICY, Policy
from sakimori.domain.rule import Rule
from sakimori.domain.values.days import next_day
from sakimori.rules import RULES
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.case import STEPS, Track
from sakimori.rules.evaluation import evaluate, in_force, ruleset_digest

A_FINDING = next(iter(evaluate(a_dossier({"owner_id": "未回答"}), DEFAULT_POLICY)))
A_RULE = RULES[0]
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def test_versions_of_one_rule_neither_overlap_nor_leave_a_hole() -> None:
    by_id: dict[str, list[Rule]] = {}
    for rule in RULES:
        by_id.setdefault(rule.id, []).append(rule)
    for rule_id, versions in by_id.items():
        versions.sort(key=lambda rule: rule.in_force_from)
        assert versions[-1].in_force_until is None or versions[-1].in_force_until >= versions[-1].in_force_from, rule_id
        for earlier, later in pairwise(versions):
            assert earlier.in_force_until is not None, rule_id
            assert next_day(earlier.in_force_until) == later.in_force_from, rule_id


@pytest.mark.parametrize("track", Track)
def test_an_answer_judges_what_has_one_name_by_one_revision(track: Track) -> None:
    revisions: dict[str, set[int]] = {}
    for rule in CLEARANCE_RULES:
        if rule.step in STEPS[track] and rule.in_force_until is None:
            revisions.setdefault(rule.id, set()).add(rule.revision)
    assert {rule_id: found for rule_id, found in revisions.items() if len(found) > 1} == {}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_speaks_both_languages_and_cites(rule: Rule) -> None:
    assert rule.title.ja
    assert rule.title.en
    assert rule.title.ja != rule.title.en
    assert rule.cites
    assert rule.citation.ja
    assert rule.citation.en
    assert rule.points
    assert rule.revision >= 1
    assert rule.in_force_from <= rule.checked_on


@pytest.fixture(scope="module")
def found() -> dict[str, list[Finding]]:
    """What the rules find in the dossier of each worked case."""
    return {case.name: list(evaluate(case.dossier, DEFAULT_POLICY)) for case in read_cases()}


def test_findings_of_the_cases_speak_both_languages_and_say_where_they_are_closed(
    found: dict[str, list[Finding]],
) -> None:
    for findings in found.values():
        for finding in findings:
            assert finding.title.ja
            assert finding.title.en
            assert "{" not in finding.title.ja + finding.title.en
            assert finding.cites.ja
            assert finding.fix.record
            assert finding.fix.field or finding.fix.record == "assessment"
            assert finding.stages


def test_stages_of_one_finding_never_overlap(found: dict[str, list[Finding]]) -> None:
    for findings in found.values():
        for finding in findings:
            for earlier, later in pairwise(finding.stages):
                assert earlier.until_on is not None
                assert later.from_on is not None
                assert earlier.until_on <= later.from_on


def test_no_gap_is_found_twice_in_one_dossier(found: dict[str, list[Finding]]) -> None:
    for name, findings in found.items():
        identities = [finding.identity for finding in findings]
        assert len(identities) == len(set(identities)), name


def days_of(stages: tuple[Stage, ...], first: date, last: date) -> set[date]:
    """The days of a stretch on which one of the stages is true."""
    every = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
    return {
        day
        for day in every
        if any((s.from_on is None or s.from_on <= day) and (s.until_on is None or day < s.until_on) for s in stages)
    }


@given(begins=DAYS, length=st.integers(0, 500), starts=DAYS, lasts=st.none() | st.integers(1, 500), of=st.booleans())
def test_a_dated_stage_is_cut_to_exactly_the_days_on_which_its_rule_is_in_force(
    *, begins: date, length: int, starts: date, lasts: int | None, of: bool
) -> None:
    ends = begins + timedelta(days=length) if of else None
    stage = Stage(Severity.HIGH, from_on=starts, until_on=starts + timedelta(days=lasts) if lasts else None)
    cut = in_force(replace(A_RULE, in_force_from=begins, in_force_until=ends), replace(A_FINDING, stages=(stage,)))
    first, last = date(2019, 12, 1), date(2033, 1, 1)
    in_force_days = {day for day in days_of((Stage(Severity.LOW),), first, last) if begins <= day <= (ends or last)}
    assert days_of(cut.stages if cut else (), first, last) == days_of((stage,), first, last) & in_force_days


def cut_alone(**dates: date) -> Finding | None:
    """A stage without a first day, under a rule with these dates."""
    return in_force(replace(A_RULE, **dates), replace(A_FINDING, stages=(Stage(Severity.LOW),)))  # type: ignore[arg-type]


def test_a_stage_without_a_first_day_that_ended_before_its_rule_came_is_none() -> None:
    rule, over = replace(A_RULE, in_force_from=date(2022, 4, 1)), Stage(Severity.LOW, until_on=date(2022, 4, 1))
    assert in_force(rule, replace(A_FINDING, stages=(over,))) is None
    longer = Stage(Severity.LOW, until_on=date(2022, 4, 2))
    assert in_force(rule, replace(A_FINDING, stages=(over, longer))) == replace(A_FINDING, stages=(longer,))


def test_a_stage_without_a_first_day_stays_so_and_ends_with_its_rule() -> None:
    standing = cut_alone(in_force_from=date(2022, 4, 1))
    ended = cut_alone(in_force_from=date(2022, 4, 1), in_force_until=date(2026, 3, 31))
    assert standing is not None
    assert standing.stages == (Stage(Severity.LOW),)
    assert ended is not None
    assert ended.stages == (Stage(Severity.LOW, until_on=date(2026, 4, 1)),)


def test_the_digest_of_the_rules_turns_with_the_policy() -> None:
    assert ruleset_digest(DEFAULT_POLICY) == ruleset_digest(Policy())
    assert ruleset_digest(DEFAULT_POLICY) != ruleset_digest(Policy(due_high=15))
