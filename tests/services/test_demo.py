"""The demo company: real history, every kind of state, and gaps that its own rules confirm."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from sakimori.domain.assessment import Assessment
from sakimori.domain.codes import AssessmentState, Decision, GapKind, Lifecycle, Severity
from sakimori.domain.third_party import SELF_ID, ThirdParty
from sakimori.errors import StateError
from sakimori.rules import RULES
from sakimori.services.demo import make_demo
from sakimori.services.recompute import recompute
from sakimori.services.trail_view import verify
from sakimori.services.workspace import Workspace
from sakimori.store.mapping import RECORD_TYPES

ON = date(2026, 11, 25)


@pytest.fixture(scope="module")
def demo() -> Workspace:
    return make_demo(None, on=ON)


def test_the_gaps_of_the_demo_are_what_the_rules_say_from_scratch(demo: Workspace) -> None:
    assert [found for _, _, found in recompute(demo, on=ON) if found] == []


def test_the_trail_of_the_demo_verifies(demo: Workspace) -> None:
    assert verify(demo).is_intact


def test_about_sixty_third_parties_show_every_lifecycle(demo: Workspace) -> None:
    with demo.unit() as unit:
        parties = [p for p in unit.records.select(ThirdParty) if p.id != SELF_ID]
    assert 55 <= len(parties) <= 80
    assert {p.lifecycle for p in parties} == set(Lifecycle)
    assert any(p.merged_into for p in parties)
    assert any(p.parent_id for p in parties)


def test_assessments_stand_in_every_state_and_decision(demo: Workspace) -> None:
    with demo.unit() as unit:
        assessments = unit.records.select(Assessment)
    assert {a.state for a in assessments} >= set(AssessmentState) - {AssessmentState.CANCELLED}
    assert {a.decision for a in assessments} == {*Decision, None}


def test_gaps_of_every_severity_and_kind_are_true_today(demo: Workspace) -> None:
    with demo.unit() as unit:
        spans = unit.spans.as_known(unit.number(), ON)
    assert {s.severity for s in spans} == set(Severity)
    assert {s.kind for s in spans} == set(GapKind)


def test_every_rule_fires_somewhere_now_or_later_and_stays_silent_elsewhere(demo: Workspace) -> None:
    with demo.unit() as unit:
        by_rule = {
            str(r["rule_id"]): int(str(r["n"]))
            for r in unit.query("SELECT rule_id, COUNT(DISTINCT third_party_id) AS n FROM gap_span GROUP BY rule_id")
        }
        parties = int(str(unit.query("SELECT COUNT(*) AS n FROM third_party")[0]["n"]))
    # A waiver approved by its asker is refused by the service, so history made by services cannot hold one.
    expected = {rule.id for rule in RULES} - {"C-WV2"}
    assert expected - by_rule.keys() == set()
    assert all(by_rule[rule] < parties - 1 for rule in expected)


def test_nothing_was_written_behind_the_services(demo: Workspace) -> None:
    with demo.unit() as unit:
        for table in RECORD_TYPES:
            if table == "gap":  # identities follow from findings; people's decisions on them are audited
                continue
            stored = {str(r["id"]) for r in unit.query(f"SELECT id FROM {table}")} - {SELF_ID}
            noted = {
                str(r["record_id"])
                for r in unit.query("SELECT record_id FROM audit_entry WHERE record_kind = :kind", kind=table)
            }
            assert stored <= noted, table


def test_history_reaches_back_a_year_and_more(demo: Workspace) -> None:
    with demo.unit() as unit:
        numbers = [unit.number_on(ON - timedelta(days=30 * months), today=ON) for months in range(17)]
    assert numbers == sorted(numbers, reverse=True)
    assert 0 < numbers[-1] < numbers[0]


def test_two_demos_of_one_day_are_alike(demo: Workspace) -> None:
    again = make_demo(None, on=ON)
    with demo.unit() as one, again.unit() as other:
        assert one.records.select(Assessment) == other.records.select(Assessment)


def test_the_demo_never_replaces_a_workspace_of_somebodys_own(tmp_path: Path) -> None:
    own = Workspace(tmp_path / "own.db")
    own.set_meta(kind="own")
    with pytest.raises(StateError):
        make_demo(tmp_path / "own.db", on=ON)
    assert own.meta("kind") == "own"
