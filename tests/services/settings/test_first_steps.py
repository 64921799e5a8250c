"""はじめる: five steps told by the register; skipped by name, taken up again, gone at the end, not in the demo."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kit.assessing import a_decided, an_assessing_workspace
from kit.builders import AT, a_third_party, a_workspace, an_actor
from kit.contracting import a_contract
from sakimori.domain.access_token import TokenScope
from sakimori.domain.codes import DataCategory, UserRole
from sakimori.domain.records.own_registers import Purpose
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.errors import NotPermittedError
from sakimori.services.access.service_tokens import make_service_token
from sakimori.services.audit.view import verify
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import DEMO, Workspace
from sakimori.services.parties.first_thing import FirstThing, to_do_first
from sakimori.services.parties.write import edit, register
from sakimori.services.settings.first_steps import StartStep, is_starting, skip_step, start_steps, take_up_step
from sakimori.services.settings.users import add_user


def done(workspace: Workspace) -> set[StartStep]:
    return {state.step for state in start_steps(workspace) if state.is_done}


def test_a_new_workspace_has_five_open_steps_in_their_order() -> None:
    workspace = a_workspace()
    assert [state.step for state in start_steps(workspace)] == list(StartStep)
    assert all(state.is_open for state in start_steps(workspace))
    assert is_starting(workspace)


def test_the_register_says_what_is_done() -> None:
    workspace, party = an_assessing_workspace()
    assert done(workspace) == {StartStep.VENDORS}
    with workspace.unit() as unit:
        own = unit.records.get(ThirdParty, SELF_ID)
    edit(workspace, replace(own, legal_name="株式会社みほん", address="東京都千代田区1-1"), actor=an_actor(), at=AT)
    assert done(workspace) == {StartStep.VENDORS}, "an address without a purpose is half of it"
    purpose = Purpose("", SELF_ID, "お問い合わせへの対応", published_since=date(2026, 4, 1))
    record(workspace, purpose, actor=an_actor(), at=AT)
    assert StartStep.OWN_COMPANY in done(workspace)
    compliance = frozenset({UserRole.COMPLIANCE})
    make_service_token(
        workspace, name="CRM連携", roles=compliance, scopes=frozenset({TokenScope.CLEARANCE}), expires_on=None,
        actor=an_actor(), at=AT,
    )  # fmt: skip
    assert StartStep.PEOPLE not in done(workspace), "a program is nobody"
    add_user(workspace, name="鈴木", department="", roles=compliance, actor=an_actor(), at=AT)
    assert StartStep.PEOPLE in done(workspace)
    a_contract(workspace, party)
    assert StartStep.PAPERS in done(workspace)
    a_decided(workspace, party)
    assert done(workspace) == set(StartStep)
    assert not is_starting(workspace)


def test_a_skipped_step_is_on_the_trail_and_can_be_taken_up_again() -> None:
    workspace = a_workspace()
    for step in StartStep:
        skip_step(workspace, step, actor=an_actor(), at=AT)
    assert not is_starting(workspace)
    take_up_step(workspace, StartStep.PAPERS, actor=an_actor(), at=AT)
    assert [state.step for state in start_steps(workspace) if state.is_open] == [StartStep.PAPERS]
    with workspace.unit() as unit:
        told = [(line.entry.action, line.entry.record_id) for line in unit.trail.lines(limit=2)]
    assert told == [("start.taken_up", "papers"), ("start.skipped", "assessment")]
    assert verify(workspace).is_intact


def test_a_step_that_was_skipped_and_done_since_is_done() -> None:
    workspace = a_workspace()
    skip_step(workspace, StartStep.VENDORS, actor=an_actor(), at=AT)
    register(workspace, a_third_party(), actor=an_actor(), at=AT)
    state = start_steps(workspace)[2]
    assert (state.is_done, state.is_skipped, state.is_open) == (True, True, False)


def test_the_demo_has_begun_long_ago() -> None:
    workspace = a_workspace()
    workspace.set_meta(kind=DEMO)
    assert start_steps(workspace) == ()
    assert not is_starting(workspace)


def test_who_may_not_import_may_not_skip() -> None:
    with pytest.raises(NotPermittedError):
        skip_step(a_workspace(), StartStep.PAPERS, actor=an_actor(UserRole.SALES), at=AT)


def test_the_first_thing_is_what_decides_all_others_then_where_most_persons_are() -> None:
    workspace = a_workspace()
    assert to_do_first(workspace) is None
    unsaid = register(workspace, a_third_party(legal_name="みさき"), actor=an_actor(), at=AT).record
    found = to_do_first(workspace)
    assert found is not None
    assert (found.thing, found.third_parties, found.begin_with.id) == (FirstThing.DATA, 1, unsaid.id)
    told = replace(unsaid, data_categories=frozenset({DataCategory.PI_CONTACT}), person_count=10)
    edit(workspace, told, actor=an_actor(), at=AT)
    many = a_third_party(legal_name="おおぞら", data_categories=frozenset({DataCategory.PI_HR}), person_count=9_000)
    big = register(workspace, many, actor=an_actor(), at=AT).record
    found = to_do_first(workspace)
    assert found is not None
    assert (found.thing, found.third_parties, found.begin_with.id) == (FirstThing.CONTRACTS, 2, big.id)
    a_contract(workspace, big, confirmed=False)
    found = to_do_first(workspace)
    assert found is not None
    assert (found.thing, found.third_parties, found.begin_with.id) == (FirstThing.COVERS, 1, big.id)


def test_whoever_gets_no_personal_data_is_never_the_first_thing() -> None:
    workspace = a_workspace()
    register(workspace, a_third_party(data_categories=frozenset()), actor=an_actor(), at=AT)
    assert to_do_first(workspace) is None
