"""The work of a person who leaves goes to others in one step, all of it or none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kit.asking import ADMIN, AT, AUDITOR, COMPLIANCE, OTHER_SALES, PROCUREMENT, SALES, a_question, a_workspace_of
from kit.builders import AT as DEMO_AT
from kit.builders import TODAY as DEMO_DAY
from kit.builders import an_actor
from kit.demos import DemoIn
from sakimori.domain.clearance import Inquiry
from sakimori.domain.codes import Lifecycle, UserRole
from sakimori.domain.errand import Errand, ErrandKind
from sakimori.domain.gap import Gap
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.domain.user import User
from sakimori.domain.values.days import legal_day
from sakimori.errors import ConflictError, InvalidValueError, NotPermittedError, SelfApprovalError, StateError
from sakimori.services.clearance.inquiries import answer_inquiry, send_inquiry, withdraw_inquiry
from sakimori.services.gaps.write import assign, plan
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import add_service, register, set_owner
from sakimori.services.settings.handing_over import (
    _PARTS,
    RIGHT_OF,
    Successors,
    Work,
    WorkPart,
    hand_over,
    possible_successors,
    work_of,
)
from sakimori.services.settings.users import add_user, list_users, record_leaving
from sakimori.store.records import TABLES, columns

TODAY = legal_day(AT)
LEAVING = replace(COMPLIANCE, id="us7", name="法務 二")


def with_work() -> tuple[Workspace, Work]:
    """A workspace in which `us7` has a third party with a service, an open gap with a plan, and an open inquiry."""
    workspace = a_workspace_of()
    for person in (LEAVING, replace(ADMIN, roles=frozenset({UserRole.ADMIN}))):
        add_user(
            workspace, name=person.name, department="", roles=person.roles, user_id=person.id, actor=ADMIN, at=AT
        )  # fmt: skip
    party = ThirdParty("", "株式会社あおば", lifecycle=Lifecycle.IN_USE, owner_id=LEAVING.id)
    stored = register(workspace, party, actor=PROCUREMENT, at=AT)
    service = Service("", stored.record.id, "発送", owner_id=LEAVING.id)
    add_service(workspace, service, actor=PROCUREMENT, at=AT)
    gap = stored.opened[0].gap_id
    [assigned] = assign(workspace, [gap], owner_id=LEAVING.id, actor=PROCUREMENT, at=AT).record
    plan(
        workspace, gap, plan="契約書を取り寄せる", plan_due_on=None, version=assigned.version, actor=LEAVING, at=AT
    )  # fmt: skip
    send_inquiry(workspace, a_question(), message="", actor=LEAVING, at=AT)
    return workspace, work_of(workspace, LEAVING.id, on=TODAY)


def test_what_a_person_has_is_shown_with_the_plans() -> None:
    _, work = with_work()
    assert [len(work.of(kind)) for kind in (ThirdParty, Service, Gap, Inquiry)] == [1, 1, 1, 1]
    assert (work.planned, len(work.versions), bool(work)) == (1, 4, True)


def test_all_of_it_goes_to_others_in_one_step_of_the_trail() -> None:
    workspace, work = with_work()
    record_leaving(workspace, LEAVING.id, left_on=TODAY, actor=ADMIN, at=AT)
    to = {WorkPart.PARTIES: PROCUREMENT.id, WorkPart.GAPS: PROCUREMENT.id, WorkPart.INQUIRIES: SALES.id}
    moved = hand_over(workspace, LEAVING.id, to=to, actor=ADMIN, at=AT, reason="退職", seen=work.versions)
    assert not work_of(workspace, LEAVING.id, on=TODAY)
    with workspace.unit() as unit:
        assert unit.records.get(ThirdParty, work.of(ThirdParty)[0].id).owner_id == PROCUREMENT.id
        assert unit.records.get(Service, work.of(Service)[0].id).owner_id == PROCUREMENT.id
        gap = unit.records.get(Gap, work.of(Gap)[0].id)
        assert (gap.owner_id, gap.plan) == (PROCUREMENT.id, "契約書を取り寄せる")
        assert unit.records.get(Inquiry, work.of(Inquiry)[0].id).asked_by == SALES.id
        lines = [unit.trail.lines(record_id=record_id, limit=1)[0] for record_id in work.versions]
    assert {line.entry.action for line in lines} == {
        "third_party.handed_over", "service.handed_over", "gap.handed_over", "inquiry.handed_over"
    }  # fmt: skip
    assert len({line.entry.batch_id for line in lines}) == 1
    assert {line.reason for line in lines} == {"退職"}
    assert [span.rule_id for span in moved.closed] == ["C-OW2"], "the gap of an owner who has left is closed with it"


def test_a_part_for_which_nobody_is_named_stays() -> None:
    workspace, work = with_work()
    hand_over(workspace, LEAVING.id, to={WorkPart.GAPS: PROCUREMENT.id}, actor=ADMIN, at=AT)
    left = work_of(workspace, LEAVING.id, on=TODAY)
    assert (len(left.of(ThirdParty)), left.of(Gap), left.of(Inquiry)) == (1, (), work.of(Inquiry))


@pytest.mark.parametrize(
    "to",
    [
        {WorkPart.PARTIES: LEAVING.id},
        {WorkPart.PARTIES: "us_nobody"},
        {WorkPart.PARTIES: SALES.id},
        {WorkPart.GAPS: AUDITOR.id},
        {WorkPart.INQUIRIES: AUDITOR.id},
    ],
)
def test_only_somebody_here_who_may_do_the_work_takes_it_over(to: Successors) -> None:
    workspace, work = with_work()
    with pytest.raises(InvalidValueError):
        hand_over(workspace, LEAVING.id, to=to, actor=ADMIN, at=AT)
    assert work_of(workspace, LEAVING.id, on=TODAY) == work


def test_those_who_can_take_over_are_offered_and_nobody_else() -> None:
    workspace, _ = with_work()
    record_leaving(workspace, COMPLIANCE.id, left_on=TODAY, actor=ADMIN, at=AT)
    found = possible_successors(workspace, LEAVING.id, Permission.EDIT_PARTY, on=TODAY)
    assert [user.id for user in found] == [PROCUREMENT.id]
    asking = possible_successors(workspace, LEAVING.id, Permission.ASK_CLEARANCE, on=TODAY)
    assert {user.id for user in asking} == {PROCUREMENT.id, SALES.id, OTHER_SALES.id}


def test_what_somebody_changed_since_it_was_shown_stops_all_of_it() -> None:
    workspace, work = with_work()
    set_owner(workspace, work.of(ThirdParty)[0].id, None, actor=PROCUREMENT, at=AT)
    set_owner(workspace, work.of(ThirdParty)[0].id, LEAVING.id, actor=PROCUREMENT, at=AT)
    to = {WorkPart.PARTIES: PROCUREMENT.id, WorkPart.GAPS: PROCUREMENT.id, WorkPart.INQUIRIES: SALES.id}
    with pytest.raises(ConflictError):
        hand_over(workspace, LEAVING.id, to=to, actor=ADMIN, at=AT, seen=work.versions)
    assert len(work_of(workspace, LEAVING.id, on=TODAY).of(Gap)) == 1


def test_only_an_administrator_hands_over_and_only_what_there_is() -> None:
    workspace, _ = with_work()
    to = {WorkPart.PARTIES: PROCUREMENT.id}
    with pytest.raises(NotPermittedError):
        hand_over(workspace, LEAVING.id, to=to, actor=PROCUREMENT, at=AT)
    with pytest.raises(StateError):
        hand_over(workspace, AUDITOR.id, to=to, actor=ADMIN, at=AT)


def test_whoever_sent_an_inquiry_never_answers_it_and_whoever_took_it_over_neither() -> None:
    workspace, work = with_work()
    taker = replace(COMPLIANCE, roles=frozenset({UserRole.COMPLIANCE}))
    hand_over(workspace, LEAVING.id, to={WorkPart.INQUIRIES: taker.id}, actor=ADMIN, at=AT)
    [inquiry] = work.of(Inquiry)
    for person in (LEAVING, taker):
        with pytest.raises(SelfApprovalError):
            answer_inquiry(workspace, inquiry.id, approve=True, reason="可", actor=person, at=AT)
    assert withdraw_inquiry(workspace, inquiry.id, actor=taker, at=AT).record.asked_by == taker.id


def test_the_leaving_is_recorded_in_the_same_step_or_nothing_is() -> None:
    workspace, work = with_work()
    to = {WorkPart.PARTIES: PROCUREMENT.id, WorkPart.GAPS: PROCUREMENT.id, WorkPart.INQUIRIES: SALES.id}
    stale = {**work.versions, LEAVING.id: 0}
    with pytest.raises(ConflictError):
        hand_over(workspace, LEAVING.id, to=to, left_on=TODAY, actor=ADMIN, at=AT, seen=stale)
    assert work_of(workspace, LEAVING.id, on=TODAY) == work
    saved = hand_over(workspace, LEAVING.id, to=to, left_on=TODAY, actor=ADMIN, at=AT, seen=work.versions)
    with workspace.unit() as unit:
        assert unit.records.get(User, LEAVING.id).left_on == TODAY
    assert saved.opened == (), "no gap of an owner who has left arises"


def test_the_last_administrator_does_not_leave_by_handing_over() -> None:
    workspace, _ = with_work()
    with pytest.raises(StateError):
        hand_over(workspace, ADMIN.id, to={}, left_on=TODAY, actor=ADMIN, at=AT)


@pytest.fixture(scope="module")
def everybody(demo_in: DemoIn, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The demo, with one more person who is allowed everything, and an errand for a document."""
    workspace = Workspace(demo_in(tmp_path_factory.mktemp("handing"), DEMO_DAY))
    made: dict[str, Any] = {"actor": an_actor(), "at": DEMO_AT}
    add_user(workspace, name="後任", department="", roles=frozenset(UserRole), user_id="us_next", **made)
    asked = Errand("er_1", ErrandKind.EVIDENCE, "株式会社みなも", "規程", "us01", DEMO_AT, "us02", DEMO_DAY)
    with workspace.change("errand.asked", **made) as change:
        change.insert(asked, runs_rules=False)
    return workspace


def test_all_that_the_people_of_the_demo_see_to_can_go_to_one_other(everybody: Workspace) -> None:
    handed: set[WorkPart] = set()
    for user in list_users(everybody):
        work = work_of(everybody, user.id, on=DEMO_DAY)
        if user.id == "us_next" or not work:
            continue
        to = dict.fromkeys(work.parts, "us_next")
        moved = hand_over(everybody, user.id, to=to, actor=an_actor(), at=DEMO_AT, seen=work.versions)
        assert {one.id for one in moved.record.records} == {one.id for one in work.records}
        assert not work_of(everybody, user.id, on=DEMO_DAY)
        handed |= set(work.parts)
    assert handed == set(WorkPart), "somebody in the demo has work of each kind"
    assert set(work_of(everybody, "us_next", on=DEMO_DAY).parts) == set(WorkPart)


def test_no_kind_of_record_with_an_owner_is_forgotten() -> None:
    owned = {kind for kind in TABLES if "owner_id" in {one.name for one in columns(kind)}}
    assert owned <= {one.kind for each in _PARTS.values() for one in each}
    assert set(_PARTS) == set(RIGHT_OF) == set(WorkPart)
