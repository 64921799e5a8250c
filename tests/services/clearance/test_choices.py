"""The choices of the check: what is found, what a question begins with, and when it leaves a registered flow."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from kit.asking import AT, AUDITOR, PROCUREMENT, SALES, a_question, a_workspace_of
from kit.clearing import TODAY
from sakimori.domain.codes import DataCategory, Role, UserRole
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute, TransferMethod
from sakimori.domain.records.hand_over import HandOver, Misuse
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.errors import InvalidValueError, MyNumberError, NotFoundError, NotPermittedError
from sakimori.services.clearance.choices import (
    asked_flow,
    candidates,
    checked_items,
    first_flow,
    is_within,
    known_facts,
    on_ground,
    own_choices,
    recipient,
    whom_to_ask,
    with_answers,
)
from sakimori.services.clearance.judging import judge
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace_of(recorded_flow=True)


def the_flow(workspace: Workspace) -> DataFlow:
    return recipient(workspace, "tp1", actor=SALES, on=TODAY).flows[0]


def a_company(workspace: Workspace, name: str) -> ThirdParty:
    party = ThirdParty("", name, frozenset({Role.PROCESSOR}), country="JP")
    return register(workspace, party, actor=PROCUREMENT, at=AT).record


def test_several_of_one_name_are_all_shown_and_none_is_chosen(workspace: Workspace) -> None:
    two = {a_company(workspace, name).id for name in ("株式会社ひなたリサーチ", "ひなたリサーチ西日本株式会社")}
    found = candidates(workspace, "㈱ひなた", actor=SALES)
    assert ({one.id for one in found.found}, found.is_near) == (two, False)


def test_a_name_that_nobody_has_gives_near_ones_or_none(workspace: Workspace) -> None:
    a_company(workspace, "株式会社ひなたリサーチ")
    near = candidates(workspace, "ひなたリサーチャ", actor=SALES)
    assert near.is_near
    assert [one.name for one in near.found] == ["株式会社ひなたリサーチ"]
    assert candidates(workspace, "存在しない会社", actor=SALES).found == ()
    assert candidates(workspace, "  ", actor=SALES).found == ()


def test_our_own_company_is_no_recipient(workspace: Workspace) -> None:
    with pytest.raises(NotFoundError):
        recipient(workspace, SELF_ID, actor=SALES, on=TODAY)
    with pytest.raises(NotFoundError):
        recipient(workspace, "tp_none", actor=SALES, on=TODAY)


def test_the_auditor_does_not_ask(workspace: Workspace) -> None:
    for ask in (
        lambda: candidates(workspace, "名", actor=AUDITOR),
        lambda: recipient(workspace, "tp1", actor=AUDITOR, on=TODAY),
        lambda: own_choices(workspace, actor=AUDITOR, on=TODAY),
        lambda: known_facts(workspace, DataFlow("", "tp1", ""), actor=AUDITOR),
    ):
        with pytest.raises(NotPermittedError):
            ask()


def test_flows_that_bring_data_to_us_or_are_over_are_nothing_to_begin_with(workspace: Workspace) -> None:
    for name, facts in (
        ("受け取り", {"direction": Direction.IN}),
        ("終わった提供", {"direction": Direction.OUT, "end_on": TODAY - timedelta(days=1)}),
        ("今日までの提供", {"direction": Direction.OUT, "end_on": TODAY}),
    ):
        record(workspace, DataFlow("", "tp1", name, **facts), actor=PROCUREMENT, at=AT)
    found = recipient(workspace, "tp1", actor=SALES, on=TODAY)
    assert [flow.name for flow in found.flows] == ["顧客データの受託処理", "今日までの提供"]


def test_a_new_question_knows_only_the_recipient(workspace: Workspace) -> None:
    found = recipient(workspace, "tp1", actor=SALES, on=TODAY)
    new = first_flow(found, None)
    assert (new.id, new.direction, new.route) == ("", Direction.OUT, LegalRoute.UNDECIDED)
    assert new.role is next(iter(found.party.roles))
    assert first_flow(found, found.flows[0]) is found.flows[0]


@pytest.mark.parametrize(
    ("change", "within"),
    [
        ({}, True),
        ({"person_count": 499}, True),
        ({"person_count": 501}, False),
        ({"person_count": None}, False),
        ({"data_items": ("氏名",)}, True),
        ({"data_items": ("氏名", "住所")}, False),
        ({"categories": frozenset()}, False),
        ({"categories": frozenset({DataCategory.PI_TRANSACTION, DataCategory.PI_CONTACT})}, False),
        ({"purpose_id": "pu2"}, False),
        ({"data_set_id": None}, False),
        ({"route": LegalRoute.CONSENT}, False),
        ({"transfer_method": TransferMethod.MAIL_ATTACHMENT}, False),
        ({"consent_text_id": "co1"}, False),
    ],
)
def test_a_question_leaves_the_registered_flow_with_whatever_goes_beyond_it(
    workspace: Workspace, change: dict[str, Any], *, within: bool
) -> None:
    flow = the_flow(workspace)
    asked = replace(flow, **change)
    assert is_within(asked, flow) is within
    alone = asked_flow(asked, flow, on=TODAY)
    assert (alone.id == flow.id) is within
    assert within or (alone.route_decided_by, alone.route_decided_on, alone.name) == (None, None, "")


def test_a_day_after_the_end_of_the_flow_is_another_question(workspace: Workspace) -> None:
    flow = replace(the_flow(workspace), end_on=TODAY)
    assert asked_flow(flow, flow, on=TODAY).id == flow.id
    beyond = asked_flow(flow, flow, on=TODAY + timedelta(days=1))
    assert (beyond.id, beyond.end_on) == ("", None)


def test_the_day_since_when_stays_only_on_the_same_ground(workspace: Workspace) -> None:
    flow = the_flow(workspace)
    more = replace(flow, person_count=900)
    assert asked_flow(more, flow, on=TODAY).start_on == flow.start_on
    other = replace(more, route=LegalRoute.CONSENT)
    assert asked_flow(other, flow, on=TODAY).start_on == TODAY
    assert asked_flow(other, None, on=TODAY).start_on == TODAY


def test_another_ground_is_neither_reasoned_nor_decided_and_brings_its_role(workspace: Workspace) -> None:
    found = recipient(workspace, "tp1", actor=SALES, on=TODAY)
    flow, party = found.flows[0], replace(found.party, roles=frozenset({Role.PROCESSOR, Role.RECIPIENT}))
    other = on_ground(flow, party, LegalRoute.CONSENT)
    assert (other.role, other.route_rationale, other.route_decided_by) == (Role.RECIPIENT, "", None)
    assert on_ground(other, party, LegalRoute.ENTRUST).role is Role.PROCESSOR
    assert on_ground(flow, party, LegalRoute.ENTRUST) is flow


def test_a_registered_flow_brings_its_facts_and_a_new_question_only_those_of_the_recipient(
    workspace: Workspace,
) -> None:
    flow = the_flow(workspace)
    assert known_facts(workspace, flow, actor=SALES).items_needed is True
    alone = known_facts(workspace, replace(flow, id=""), actor=SALES)
    assert (alone.misuse, alone.items_needed, alone.objections) == (Misuse.NO_SIGN, None, None)


def test_an_answer_that_changes_a_fact_takes_the_approval_away() -> None:
    facts = HandOver("ho1", "tp1", "fl1", items_needed=True, approved_by="us2", approved_on=TODAY)
    assert with_answers(facts, {"items_needed": True}) is facts
    changed = with_answers(facts, {"items_needed": False})
    assert (changed.items_needed, changed.approved_by, changed.approved_on) == (False, None, None)


def test_items_are_parted_cleaned_and_hold_no_personal_number() -> None:
    assert checked_items("氏名、メール，住所, 氏名 ,\x00") == ("氏名", "メール", "住所")
    assert checked_items("  ") == ()
    with pytest.raises(MyNumberError):
        checked_items("123456789018")
    with pytest.raises(InvalidValueError) as refused:
        checked_items("4111 1111 1111 1111")
    assert "4111 1111 1111 1111" not in str(refused.value)


def test_data_sets_and_purposes_that_have_ended_are_not_offered(workspace: Workspace) -> None:
    choices = own_choices(workspace, actor=SALES, on=TODAY)
    assert [one.data_set.id for one in choices.data] == ["ds1"]
    assert choices.of("ds1") is choices.data[0]
    assert choices.of("ds2") is None
    ended = replace(choices.data[0].data_set, ended_on=TODAY)
    with workspace.change("data_set.edited", actor=PROCUREMENT, at=AT) as change:
        change.update(ended)
    assert own_choices(workspace, actor=SALES, on=TODAY).data
    assert not own_choices(workspace, actor=SALES, on=TODAY + timedelta(days=1)).data


def test_whom_to_ask_leaves_out_who_has_left(workspace: Workspace) -> None:
    assert [user.id for user in whom_to_ask(workspace, UserRole.PROCUREMENT, on=TODAY)] == ["us3"]


@pytest.mark.parametrize(("country", "is_offered"), [("JP", False), ("US", True)])
def test_consent_to_provision_abroad_is_no_way_out_for_a_recipient_at_home(country: str, *, is_offered: bool) -> None:
    given: dict[str, Any] = {"recipient": {"country": country}, "flow": {"route": "UNDECIDED"}}
    asked = a_question(**given)
    answer = judge(a_workspace_of(**given), asked, actor=SALES, with_others=True)
    found = [route for route, _ in answer.others]
    assert (LegalRoute.CONSENT_28 in found) is is_offered
    assert LegalRoute.CONSENT in found
