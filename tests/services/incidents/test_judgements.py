"""Claims that end an incident, and since when an incident is reportable."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kit.builders import AT, TODAY, a_workspace, an_actor
from sakimori.domain.incident import ASSURED_OF, MUST_BE_YES, Assured, Exempting, Happening, Report
from sakimori.domain.records.incidents import IncidentPlace
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.errors import InvalidValueError, SelfApprovalError, StateError
from sakimori.exchange.registers.kinds import LISTED
from sakimori.services.calendar.deadlines import DeadlineFilter, deadline_page
from sakimori.services.incidents.exempting import judge_exemption, propose_exemption, take_back_exemption
from sakimori.services.incidents.write import save_facts
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.record_table import KINDS, WRITTEN_APART
from sakimori.services.kernel.workspace import Workspace
from services.incidents.made import CERTAIN, reported, view_of

SECOND = replace(an_actor(), id="us_second", name="もう一人")
THIRD = replace(an_actor(), id="us_third", name="三人目")
REACHES = {Exempting.KEPT_ELSEWHERE: frozenset({Happening.LOSS})}
EVERY = pytest.mark.parametrize("claim", Exempting)


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace()


def many(claim: Exempting) -> dict[str, Any]:
    return CERTAIN | {"persons": 5_000, "happened": REACHES.get(claim, frozenset({Happening.LEAK})), claim.fact: True}


def yes(claim: Exempting) -> dict[Assured, bool | None]:
    return dict.fromkeys(ASSURED_OF[claim], True)


def proposed(workspace: Workspace, claim: Exempting) -> str:
    incident = reported(workspace, facts=many(claim))
    propose_exemption(workspace, incident.id, claim, yes(claim), reason="資料を確かめた", actor=SECOND, at=AT)
    return incident.id


@EVERY
def test_a_claim_ends_nothing_until_a_second_person_has_judged_it(workspace: Workspace, claim: Exempting) -> None:
    incident_id = proposed(workspace, claim)
    assert view_of(workspace, incident_id).reportable.holds is True
    assert view_of(workspace, incident_id).clocks
    judge_exemption(workspace, incident_id, claim, actor=THIRD, at=AT)
    view = view_of(workspace, incident_id)
    assert view.reportable.holds is False
    assert view.clocks == ()


@EVERY
def test_neither_reporter_nor_proposer_nor_whoever_counts_as_one_with_them_judges(
    workspace: Workspace, claim: Exempting
) -> None:
    incident_id = proposed(workspace, claim)
    lent = replace(THIRD, one_with=frozenset({SECOND.id}))
    for actor in (an_actor(), SECOND, lent):
        with pytest.raises(SelfApprovalError):
            judge_exemption(workspace, incident_id, claim, actor=actor, at=AT)


@EVERY
def test_each_question_is_answered_and_a_no_that_bars_is_refused_in_words(
    workspace: Workspace, claim: Exempting
) -> None:
    incident = reported(workspace, facts=many(claim))
    for question in ASSURED_OF[claim]:
        with pytest.raises(StateError):
            propose_exemption(
                workspace, incident.id, claim, yes(claim) | {question: None}, reason="確かめた", actor=SECOND, at=AT
            )
        if question in MUST_BE_YES:
            with pytest.raises(StateError):
                propose_exemption(
                    workspace,
                    incident.id,
                    claim,
                    yes(claim) | {question: False},
                    reason="確かめた",
                    actor=SECOND,
                    at=AT,
                )
    with pytest.raises(StateError):
        judge_exemption(workspace, incident.id, claim, actor=THIRD, at=AT)


@EVERY
@pytest.mark.parametrize(
    "change",
    [
        {"persons": 9_000},
        {"categories": None},
        {"happened": None},
        {"touched_flow_ids": None, "place": IncidentPlace.OURS},
    ],
)
def test_a_change_of_what_was_judged_takes_the_judgement_back(
    workspace: Workspace, claim: Exempting, change: dict[str, Any]
) -> None:
    incident_id = proposed(workspace, claim)
    judge_exemption(workspace, incident_id, claim, actor=THIRD, at=AT)
    save_facts(workspace, incident_id, change, actor=SECOND, at=AT)
    standing = view_of(workspace, incident_id).incident.exemption(claim)
    assert standing is not None
    assert standing.judged_on is None
    assert view_of(workspace, incident_id).reportable.holds is not False


@EVERY
def test_a_claim_that_is_taken_back_leaves_the_clocks_where_they_were(workspace: Workspace, claim: Exempting) -> None:
    incident_id = proposed(workspace, claim)
    before = view_of(workspace, incident_id).clocks
    judge_exemption(workspace, incident_id, claim, actor=THIRD, at=AT)
    take_back_exemption(workspace, incident_id, claim, reason="鍵も漏れていた", actor=SECOND, at=AT)
    view = view_of(workspace, incident_id)
    assert view.incident.exemption(claim) is None
    assert view.clocks == before


@pytest.mark.parametrize("field", ["exemptions", "case_since"])
def test_no_form_and_no_list_sets_a_judgement(workspace: Workspace, field: str) -> None:
    incident = reported(workspace, facts=CERTAIN)
    with pytest.raises(InvalidValueError):
        save_facts(workspace, incident.id, {field: ()}, actor=SECOND, at=AT)
    kind = type(incident)
    assert kind in WRITTEN_APART
    assert kind not in KINDS
    assert field in WRITTEN_APART[kind].stamps
    assert kind not in set(LISTED.values())


def test_an_incident_counts_from_the_day_on_which_it_became_reportable(workspace: Workspace) -> None:
    known, later = date(2026, 10, 20), datetime(2026, 12, 3, 1, tzinfo=UTC)
    incident = reported(workspace, known_on=known, at=datetime(2026, 10, 20, 1, tzinfo=UTC), facts=CERTAIN)
    assert view_of(workspace, incident.id, on=known).clocks == ()
    save_facts(workspace, incident.id, {"persons": 1_500}, actor=SECOND, at=later)
    view = view_of(workspace, incident.id, on=date(2026, 12, 3))
    assert view.incident.known_on == known
    assert view.counted_from == date(2026, 12, 3)
    assert "1,500" in view.counted_because.ja
    due = {one.clock.report: one.clock.due_on for one in view.clocks}
    assert due[Report.PRELIMINARY] == date(2026, 12, 7)
    assert due[Report.FINAL] == date(2027, 1, 4)
    with workspace.unit() as unit:
        late = [one for one in unit.spans.known_now(SELF_ID) if one.rule_id == "B-26-1"]
    assert [one.from_on for one in late] == [date(2026, 12, 8)]


def test_who_takes_a_situation_back_and_states_it_again_gains_no_time(workspace: Workspace) -> None:
    known = date(2026, 10, 20)
    incident = reported(workspace, known_on=known, at=datetime(2026, 10, 20, 1, tzinfo=UTC), facts=CERTAIN)
    for persons, on in ((1_500, 3), (500, 4), (1_500, 5)):
        save_facts(workspace, incident.id, {"persons": persons}, actor=SECOND, at=datetime(2026, 12, on, 1, tzinfo=UTC))
    assert view_of(workspace, incident.id, on=date(2026, 12, 5)).counted_from == date(2026, 12, 3)


def test_what_was_open_from_the_beginning_counts_from_the_day_of_knowing(workspace: Workspace) -> None:
    incident = reported(workspace)
    save_facts(workspace, incident.id, {"persons": 1_500}, actor=SECOND, at=AT)
    view = view_of(workspace, incident.id, on=TODAY)
    assert view.counted_from == incident.known_on
    assert view.counted_because.ja == ""


def test_a_claim_recorded_before_there_were_judgements_ends_nothing(workspace: Workspace) -> None:
    incident = reported(workspace, facts=many(Exempting.PROTECTED))
    view = view_of(workspace, incident.id)
    assert view.incident.exemptions == ()
    assert view.reportable.holds is True
    assert any("もう一人が判断したか" in one.ja for one in view.reportable.open_facts)


def test_what_falls_due_because_of_an_incident_is_its_owners(workspace: Workspace) -> None:
    owner = an_actor().id
    incident = reported(workspace, facts=CERTAIN | {"persons": 5_000})
    wanted = DeadlineFilter(first=TODAY - timedelta(days=9), last=TODAY + timedelta(days=60))
    for one in (None, owner, None, owner):
        save_facts(workspace, incident.id, {"owner_id": one}, actor=SECOND, at=AT)
        found, _ = deadline_page(workspace, AsOf(TODAY, NEWEST), wanted, first=0, limit=99)
        of_it = [due for due in found if due.kind is DeadlineKind.INCIDENT and due.target.record_id == incident.id]
        assert len(of_it) == 3
        assert {due.owner_id for due in of_it} == {one}
    assert [found for _, _, found in recompute(workspace, on=TODAY) if found] == []
