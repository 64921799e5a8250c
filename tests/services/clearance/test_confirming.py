"""Facts made sure of: by whom, for what, and what a workspace from before is given time for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kit.asking import (
    ADMIN,
    AT,
    AUDITOR,
    BEFORE,
    COMPLIANCE,
    OTHER_SALES,
    PROCUREMENT,
    SALES,
    a_question,
    a_workspace_of,
)
from kit.clearing import TODAY
from kit.lists import MY_NUMBER
from kit.older import of_version
from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.codes import GOOD, DataCategory, Outcome
from sakimori.domain.policy import DEFAULT_POLICY, OWN_WORDS_NEVER
from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.hand_over import FactConfirmation, HandOver
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.changed import changed
from sakimori.errors import (
    ConflictError,
    InvalidValueError,
    NotFoundError,
    NotPermittedError,
    NumberInFileError,
    SelfApprovalError,
    StateError,
)
from sakimori.rules.clearance.facts_table import FREEING
from sakimori.rules.clearance.own_words import frees
from sakimori.services.clearance.confirming import confirm_facts, confirmed_in, state_with_evidence
from sakimori.services.clearance.flow_answers import flow_answer
from sakimori.services.clearance.judging import judge
from sakimori.services.clearance.slips import SlipState, issue_slip, slip_standing
from sakimori.services.clearance.unconfirmed import confirm_many, facts_to_confirm, turning_without_own_words
from sakimori.services.evidence.review import accept_evidence
from sakimori.services.kernel.evidence import Paper
from sakimori.services.kernel.judge_queue import judge_all_waiting, make_up
from sakimori.services.kernel.keep_in_step import keep_in_step
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import add_user
from sakimori.store.schema.steps import STEPS

FLOW = "fl1"


def unsure(workspace: Workspace | None = None) -> Workspace:
    """A workspace whose flow has all its facts, of which nobody made sure."""
    workspace = a_workspace_of(recorded_flow=True, workspace=workspace)
    with workspace.change("test.undone", actor=ADMIN, at=AT) as change:
        change.engine.execute("DELETE FROM fact_confirmation", {})
        change.touched.add("tp1")
        keep_in_step(change)
    return workspace


def facts_of(workspace: Workspace) -> HandOver:
    with workspace.unit() as unit:
        return unit.records.select(HandOver)[0]


def stated(workspace: Workspace) -> list[str]:
    facts = facts_of(workspace)
    return [name for name in FREEING if frees(name, getattr(facts, name))]


def count(workspace: Workspace, kind: type) -> int:
    with workspace.unit() as unit:
        return len(unit.records.select(kind))


def of_flow() -> ClearanceRequest:
    return a_question(recorded_flow=True)


def outcome(workspace: Workspace) -> Outcome:
    return judge(workspace, of_flow(), actor=SALES).verdict.outcome


def test_what_only_the_asker_says_asks_compliance_and_gives_no_slip() -> None:
    workspace = unsure()
    answer = judge(workspace, of_flow(), actor=SALES)
    assert answer.verdict.outcome is Outcome.REVIEW
    assert list(answer.unconfirmed) == stated(workspace)
    assert answer.if_sure is Outcome.ALLOWED
    with pytest.raises(StateError):
        issue_slip(workspace, of_flow(), actor=SALES, at=AT)


def test_once_compliance_made_sure_of_the_facts_the_answer_and_the_slip_are_there() -> None:
    workspace = unsure()
    made = confirm_facts(workspace, FLOW, stated(workspace), reason="資料で確かめた", actor=COMPLIANCE, at=AT).record
    assert {one.confirmed_by for one in made} == {COMPLIANCE.id}
    assert {one.last_day for one in made} == {TODAY + timedelta(days=365)}
    named = {(one.data_set_id, one.part_ids, one.purpose_id, one.transfer_method, one.persons) for one in made}
    flow = of_flow().flow
    assert named == {(flow.data_set_id, ("dp1",), flow.purpose_id, flow.transfer_method, 500)}
    assert outcome(workspace) is Outcome.ALLOWED
    assert issue_slip(workspace, of_flow(), actor=SALES, at=AT).record.outcome is Outcome.ALLOWED
    answer = flow_answer(workspace, FLOW, on=TODAY, today=TODAY, number=workspace.head()[0], actor=COMPLIANCE)
    assert (answer.unconfirmed, len(answer.confirmations)) == ((), len(made))


@pytest.mark.parametrize("actor", [SALES, OTHER_SALES, PROCUREMENT, AUDITOR], ids=lambda actor: actor.name)
def test_nobody_but_compliance_makes_sure_of_a_fact(actor: object) -> None:
    workspace = unsure()
    with pytest.raises(NotPermittedError):
        confirm_facts(workspace, FLOW, ["misuse"], reason="確", actor=actor, at=AT)  # type: ignore[arg-type]


def test_whoever_looks_after_the_company_and_their_other_account_make_sure_of_nothing() -> None:
    workspace = unsure()
    double = add_user(
        workspace, name=COMPLIANCE.name, department="", roles=COMPLIANCE.roles, user_id="us77", actor=ADMIN, at=AT
    )
    with workspace.change("third_party.edited", actor=ADMIN, at=AT) as change:
        party = change.records.get(ThirdParty, "tp1")
        change.update(replace(party, owner_id=COMPLIANCE.id))
    for actor in (COMPLIANCE, replace(COMPLIANCE, id=double.id)):
        with pytest.raises(SelfApprovalError):
            confirm_facts(workspace, FLOW, ["misuse"], reason="確", actor=actor, at=AT)


def test_the_other_account_of_an_asker_is_nobody_else() -> None:
    workspace = unsure()
    confirm_facts(workspace, FLOW, stated(workspace), reason="確", actor=COMPLIANCE, at=AT)
    add_user(workspace, name=COMPLIANCE.name, department="", roles=SALES.roles, user_id="us77", actor=ADMIN, at=AT)
    twin = replace(SALES, id="us77", name=COMPLIANCE.name)
    assert judge(workspace, of_flow(), actor=SALES).verdict.outcome is Outcome.ALLOWED
    for one in (twin, COMPLIANCE):
        answer = judge(workspace, of_flow(), actor=one)
        assert answer.verdict.outcome not in GOOD
        assert list(answer.unconfirmed) == stated(workspace)


def test_a_reason_a_fact_and_an_answer_that_frees_are_needed() -> None:
    workspace = unsure()
    with pytest.raises(InvalidValueError):
        confirm_facts(workspace, FLOW, ["misuse"], reason="　", actor=COMPLIANCE, at=AT)
    for facts in ([], ["reidentifies_not"], ["approved_by"]):
        with pytest.raises(StateError):
            confirm_facts(workspace, FLOW, facts, reason="確", actor=COMPLIANCE, at=AT)


def test_what_changed_while_it_was_looked_at_is_not_made_sure_of() -> None:
    workspace = unsure()
    facts = facts_of(workspace)
    record(workspace, replace(facts, note="別"), actor=COMPLIANCE, at=AT)
    with pytest.raises(ConflictError):
        confirm_facts(workspace, FLOW, ["misuse"], reason="確", actor=COMPLIANCE, at=AT, seen=facts.version)


def test_another_answer_is_open_again_until_somebody_makes_sure_of_it() -> None:
    workspace = unsure()
    confirm_facts(workspace, FLOW, stated(workspace), reason="確", actor=COMPLIANCE, at=AT)
    record(workspace, replace(facts_of(workspace), own_use=True), actor=PROCUREMENT, at=AT)
    record(workspace, replace(facts_of(workspace), first_time=None), actor=PROCUREMENT, at=AT)
    record(workspace, replace(facts_of(workspace), own_use=False), actor=PROCUREMENT, at=AT)
    assert outcome(workspace) in {Outcome.ALLOWED, Outcome.CONDITIONAL, Outcome.REVIEW}
    waits = flow_answer(workspace, FLOW, on=TODAY, today=TODAY, number=workspace.head()[0], actor=COMPLIANCE)
    assert "own_use" not in waits.unconfirmed  # the answer that was made sure of stands there again


def test_a_confirmation_that_is_typed_or_imported_is_none() -> None:
    workspace = unsure()
    flow, told = of_flow().flow, facts_of(workspace)
    typed = FactConfirmation(
        "",
        "tp1",
        FLOW,
        "misuse",
        "no_sign",
        TODAY + timedelta(days=9),
        "確",
        COMPLIANCE.id,
        TODAY,
        data_set_id=flow.data_set_id,
        part_ids=("dp1",),
        purpose_id=flow.purpose_id,
        transfer_method=flow.transfer_method,
        persons=500,
        categories=flow.categories,
    )
    stored = record(workspace, typed, actor=COMPLIANCE, at=AT).record
    assert (stored.confirmed_by, stored.confirmed_on, stored.is_own_word) == (None, None, False)
    answer = judge(workspace, replace(of_flow(), confirmations=(typed,), facts=told), actor=SALES)
    with pytest.raises(StateError):
        issue_slip(workspace, replace(of_flow(), confirmations=(typed,)), actor=SALES, at=AT)
    assert answer.verdict.outcome is Outcome.REVIEW


def test_one_list_holds_what_waits_and_several_are_made_sure_of_for_one_reason() -> None:
    workspace = unsure()
    waiting = facts_to_confirm(workspace, on=TODAY, actor=COMPLIANCE)
    assert {one.fact for one in waiting} <= set(stated(workspace))
    assert len(waiting) > 5
    with pytest.raises(StateError):
        confirm_many(workspace, [], reason="確", actor=COMPLIANCE, at=AT, batch_id="ba1")
    done = confirm_many(workspace, waiting, reason="確", actor=COMPLIANCE, at=AT, batch_id="ba1").record
    assert done == len(waiting)
    assert facts_to_confirm(workspace, on=TODAY, actor=COMPLIANCE) == ()
    assert outcome(workspace) in GOOD


PAPER = Paper("確認書.pdf", b"%PDF-1.4")


def test_the_word_of_the_asker_with_a_document_counts_once_another_accepted_it() -> None:
    workspace = unsure()
    said = state_with_evidence(
        workspace, of_flow(), stated(workspace), paper=PAPER, reason="確認書のとおり", actor=SALES, at=AT
    ).record
    assert {(one.is_own_word, one.flow_id) for one in said} == {(True, FLOW)}
    assert outcome(workspace) is Outcome.REVIEW
    [filed] = {one.evidence_id for one in said}
    accept_evidence(workspace, filed or "", actor=COMPLIANCE, at=AT)
    assert outcome(workspace) is Outcome.ALLOWED


def test_a_few_persons_go_by_the_word_of_the_asker_with_a_document_and_are_added_up() -> None:
    workspace = a_workspace_of(recipient={"kind_of_body": "private_individual"})
    one_person = a_question(flow={"route": "TO_PERSON", "role": "recipient", "person_count": 1})
    freeing = [name for name in FREEING if frees(name, getattr(one_person.facts, name))]
    of_persons = tuple(name for name in freeing if FREEING[name].is_for_few)
    with workspace.change("test.confirmed", actor=COMPLIANCE, at=AT) as change:
        for confirmed in confirmed_in(change, one_person, set(freeing) - set(of_persons), why="確"):
            change.insert(confirmed)
    asked = judge(workspace, one_person, actor=SALES)
    assert (asked.verdict.outcome, asked.unconfirmed) == (Outcome.REVIEW, of_persons)
    made = state_with_evidence(
        workspace, one_person, of_persons, paper=PAPER, reason="本人と会って確かめた", actor=SALES, at=AT
    ).record
    assert {(one.flow_id, one.persons) for one in made} == {(None, 1)}
    assert judge(workspace, one_person, actor=SALES).unconfirmed == ()
    for _ in range(DEFAULT_POLICY.few_persons):
        assert judge(workspace, one_person, actor=OTHER_SALES).unconfirmed == ()
        assert issue_slip(workspace, one_person, actor=SALES, at=AT).record.outcome is Outcome.ALLOWED
    assert judge(workspace, one_person, actor=OTHER_SALES).unconfirmed == of_persons  # one more is many


@pytest.mark.parametrize("unnamed", ["data_set_id", "purpose_id"])
def test_a_hand_over_without_data_set_or_purpose_is_not_known_again(unnamed: str) -> None:
    """Its confirmation would be one for every other such hand-over, whatever goes there."""
    workspace = a_workspace_of()
    asked = a_question(facts={"misuse": "no_sign"})
    asked = replace(asked, flow=changed(asked.flow, **{unnamed: None}))
    with pytest.raises(StateError):
        state_with_evidence(workspace, asked, ["misuse"], paper=PAPER, reason="確認書のとおり", actor=SALES, at=AT)
    with workspace.change("test.confirmed", actor=COMPLIANCE, at=AT) as change:
        for confirmed in confirmed_in(change, asked, ["misuse"], why="確"):
            change.insert(confirmed)
    special = replace(asked, flow=replace(asked.flow, categories=frozenset({DataCategory.PI_SPECIAL})))
    assert "misuse" in judge(workspace, special, actor=SALES).unconfirmed


def test_a_document_is_filed_for_no_answer_that_frees_from_nothing_and_for_no_other_company() -> None:
    workspace = unsure()
    documents = count(workspace, Evidence)
    with pytest.raises(StateError):
        state_with_evidence(workspace, of_flow(), [], paper=PAPER, reason="確", actor=SALES, at=AT)
    with pytest.raises(InvalidValueError):
        state_with_evidence(
            workspace, of_flow(), ["misuse"], paper=Paper("空.pdf", b""), reason="確", actor=SALES, at=AT
        )
    numbered = Paper("控え.csv", f"氏名,番号\n小林,{MY_NUMBER}\n".encode())
    with pytest.raises(NumberInFileError):
        state_with_evidence(workspace, of_flow(), ["misuse"], paper=numbered, reason="確", actor=SALES, at=AT)
    elsewhere = replace(of_flow(), flow=replace(of_flow().flow, third_party_id="tp0"))
    with pytest.raises(NotFoundError):
        state_with_evidence(workspace, elsewhere, ["misuse"], paper=PAPER, reason="確", actor=SALES, at=AT)
    assert count(workspace, Evidence) == documents


def test_questions_with_the_names_of_an_earlier_flow_use_what_was_made_sure_of_there() -> None:
    workspace = a_workspace_of()
    assert judge(workspace, a_question(), actor=SALES).verdict.outcome is Outcome.ALLOWED
    more = a_question(flow={"person_count": 501})
    assert judge(workspace, more, actor=SALES).verdict.outcome is Outcome.REVIEW
    with workspace.unit() as unit:
        assert {one.flow_id for one in unit.records.select(FactConfirmation)} == {BEFORE}


@pytest.mark.on_file
def test_a_workspace_from_before_is_given_days_and_told_what_turns(tmp_path: Path) -> None:
    """The database of the last version without confirmations goes on, and compliance has one list."""
    made = unsure(Workspace(tmp_path / "now.db"))
    with made.change("test.done", actor=ADMIN, at=AT) as change:
        change.engine.execute("DELETE FROM fact_confirmation", {})
    old = tmp_path / "old.db"
    of_version([step for step in STEPS if step[0] < "0090"], tmp_path / "now.db", old)
    workspace = Workspace(old)
    make_up(workspace, at=AT)
    for _ in judge_all_waiting(workspace, clock=lambda: AT):
        pass
    with workspace.unit() as unit:
        until = unit.policy().own_words_until
        [line] = unit.trail.lines(action="policy.changed", limit=1)
    assert until == TODAY + timedelta(days=30)
    assert "猶予" in line.reason
    assert outcome(workspace) is Outcome.ALLOWED
    slip = issue_slip(workspace, of_flow(), actor=SALES, at=AT).record
    assert slip.valid_until == until
    assert (turning_without_own_words(workspace).flows, turning_without_own_words(workspace).slips) == (1, 1)
    waiting = facts_to_confirm(workspace, on=TODAY, actor=COMPLIANCE)
    assert {one.stated_by for one in waiting} <= {ADMIN.id, None}
    with workspace.unit() as unit:
        assert slip_standing(unit, slip, until + timedelta(days=1)).state is SlipState.LAPSED
    confirm_many(workspace, waiting, reason="確", actor=COMPLIANCE, at=AT, batch_id="ba1")
    assert turning_without_own_words(workspace).flows == 0
    make_up(workspace, at=AT)
    with workspace.unit() as unit:
        assert unit.policy().own_words_until == until  # once


def test_a_new_workspace_counts_no_own_words_from_its_first_day() -> None:
    with Workspace(None).unit() as unit:
        assert unit.policy().own_words_until == OWN_WORDS_NEVER
