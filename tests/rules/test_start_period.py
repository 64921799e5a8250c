"""未着手: what nobody has recorded is not late at first; recorded defects and hand-overs stay as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.cases.worked_cases import Case, a_dossier, read_cases
from kit.clearing import TODAY, WorkedCase, read_clearances
from kit.examples import examples
from sakimori.domain.codes import GapKind
from sakimori.domain.gap import Finding, Stage
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.rules.clearance.judging import Judging
from sakimori.rules.evaluation import evaluate

CASES = read_clearances()
DOSSIERS = read_cases()
NONE = replace(DEFAULT_POLICY, start_period_days=0)
CREATED = st.integers(-60, 5).map(lambda days: TODAY + timedelta(days=days))


def _by_identity(findings: tuple[Finding, ...]) -> dict[tuple[str, str, str], Finding]:
    return {finding.identity: finding for finding in findings}


def _days_of(stages: tuple[Stage, ...]) -> list[tuple[str, date, date]]:
    """The days of each severity, whatever stages they are cut into."""
    days: list[tuple[str, date, date]] = []
    for stage in stages:
        first, last = stage.from_on or date.min, stage.until_on or date.max
        if days and days[-1][0] == stage.severity and days[-1][2] == first:
            first = days.pop()[1]
        days.append((stage.severity, first, last))
    return days


@settings(max_examples=examples(200))
@given(st.sampled_from(CASES), CREATED, st.integers(0, 400), st.integers(-30, 60))
def test_no_answer_about_a_hand_over_knows_of_the_start_period(
    worked: WorkedCase, created: date, length: int, days: int
) -> None:
    case = worked.case
    dossier = case.dossier
    case = replace(case, dossier=replace(dossier, third_party=replace(dossier.third_party, created_on=created)))
    policy = replace(DEFAULT_POLICY, start_period_days=length)
    on = worked.on + timedelta(days=days)
    assert Judging(case, policy).on(on) == Judging(case, NONE).on(on)
    assert Judging(case, policy).spans(on) == Judging(case, NONE).spans(on)


@settings(max_examples=examples(300))
@given(st.sampled_from(DOSSIERS), CREATED, st.integers(1, 400))
def test_it_moves_no_severity_and_leaves_recorded_defects_as_they_are(worked: Case, created: date, length: int) -> None:
    dossier = worked.dossier
    dossier = replace(dossier, third_party=replace(dossier.third_party, created_on=created))
    without = _by_identity(evaluate(dossier, NONE))
    within = _by_identity(evaluate(dossier, replace(DEFAULT_POLICY, start_period_days=length)))
    end = created + timedelta(days=length)
    assert within.keys() == without.keys()
    for identity, finding in within.items():
        plain = without[identity]
        assert _days_of(finding.stages) == _days_of(plain.stages)
        begun = [stage for stage in finding.stages if stage.is_start]
        if plain.kind is not GapKind.UNKNOWN and not plain.is_unrecorded:
            assert finding == plain
        assert all(stage.until_on is not None and stage.until_on <= end for stage in begun)
        assert all(finding.kind_in(stage) is GapKind.UNKNOWN for stage in begun)
        assert all(finding.kind_in(s) is plain.kind and finding.title_in(s) == plain.title
                   for s in finding.stages if not s.is_start)  # fmt: skip


def test_a_stage_in_it_says_so_and_cites_our_policy_before_the_law() -> None:
    dossier = a_dossier({"country": "未回答"})
    dossier = replace(dossier, third_party=replace(dossier.third_party, created_on=TODAY))
    found = next(f for f in evaluate(dossier, DEFAULT_POLICY) if f.rule_id == "C-ID2")
    first, then = found.stages
    assert (first.is_start, first.until_on) == (True, TODAY + timedelta(days=30))
    assert (then.is_start, then.from_on, then.severity) == (False, first.until_on, first.severity)
    assert found.title_in(first).ja == "法人の国が未確認（未着手）"
    assert found.title_in(then).ja == "法人の国が未確認"
    assert found.cites_in(first).ja.startswith("会社方針")


@pytest.mark.parametrize(("begins", "is_softened"), [(None, True), (0, True), (1, False)])
def test_data_that_first_flow_after_the_registration_need_their_contract_at_once(
    begins: int | None, is_softened: bool
) -> None:
    start = {} if begins is None else {"start_on": TODAY + timedelta(days=begins)}
    dossier = a_dossier({"contracts": [], "flows": [{"role": "processor", "route": "ENTRUST", **start}]})
    dossier = replace(dossier, third_party=replace(dossier.third_party, created_on=TODAY))
    found = next(f for f in evaluate(dossier, DEFAULT_POLICY) if f.rule_id == "C-CN1")
    assert any(stage.is_start for stage in found.stages) is is_softened


def test_a_contract_that_ended_and_a_rejected_assessment_are_recorded_defects() -> None:
    ended = {"start_on": TODAY - timedelta(days=400), "end_on": TODAY - timedelta(days=30)}
    rejected = {"pack": "jp-processor", "decision": "rejected", "decided_on": TODAY - timedelta(days=5)}
    dossier = a_dossier({"contracts": [ended], "assessments": [rejected]})
    dossier = replace(dossier, third_party=replace(dossier.third_party, created_on=TODAY))
    found = {f.rule_id: f for f in evaluate(dossier, DEFAULT_POLICY)}
    assert not any(stage.is_start for rule in ("C-CN1", "C-AS4") for stage in found[rule].stages)
