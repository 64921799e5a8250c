"""A permission is lent until a day, ends by itself, and never makes two persons of one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kit.asking import ADMIN, AT, AUDITOR, COMPLIANCE, PROCUREMENT, SALES, a_question, a_workspace_of
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor, Delegation, User
from sakimori.domain.values.days import legal_day
from sakimori.errors import ConflictError, InvalidValueError, NotPermittedError, SelfApprovalError, StateError
from sakimori.exchange.request.as_json import from_json, to_json
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.gate import own_decisions
from sakimori.services.clearance.cases import case_for, case_of_flow, standing_stops
from sakimori.services.clearance.inquiries import answer_inquiry, send_inquiry
from sakimori.services.clearance.own_decisions import own_decision
from sakimori.services.kernel.access import Permission, may
from sakimori.services.kernel.confirmations import decide_route
from sakimori.services.kernel.loading import load_dossiers
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import set_owner
from sakimori.services.settings.delegations import actor_of, delegations, lend, take_back
from sakimori.services.settings.users import record_leaving

TODAY = legal_day(AT)
LAST = TODAY + timedelta(days=9)
DAY = timedelta(days=1)


def lent(workspace: Workspace, actor: Actor = COMPLIANCE, **facts: Any) -> Delegation:
    given: dict[str, Any] = {
        "lender_id": COMPLIANCE.id,
        "borrower_id": PROCUREMENT.id,
        "permission": Permission.DECIDE_CLEARANCE,
        "from_on": TODAY,
        "last_on": LAST,
        "reason": "夏季休暇",
    }
    return lend(workspace, **(given | facts), actor=actor, at=AT).record


def acting(workspace: Workspace, person: Actor, on: date = TODAY) -> Actor:
    with workspace.unit() as unit:
        user = unit.records.get(User, person.id)
    return actor_of(workspace, user, on=on)


def test_who_borrows_may_decide_through_the_last_day_and_not_beyond() -> None:
    workspace = a_workspace_of()
    lent(workspace)
    days = (TODAY - DAY, TODAY, LAST, LAST + DAY)
    can = [may(acting(workspace, PROCUREMENT, day), Permission.DECIDE_CLEARANCE) for day in days]
    assert can == [False, True, True, False]
    assert not may(acting(workspace, PROCUREMENT), Permission.DECIDE_REGISTER), "only what was lent"
    assert may(acting(workspace, COMPLIANCE), Permission.DECIDE_CLEARANCE), "the lender keeps it"


def test_it_stands_in_the_trail_with_its_reason() -> None:
    workspace = a_workspace_of()
    made = lent(workspace)
    take_back(workspace, made.id, actor=COMPLIANCE, at=AT, seen=made.version)
    with workspace.unit() as unit:
        lines = unit.trail.lines(record_id=made.id)
    assert [(line.entry.action, line.reason) for line in lines] == [
        ("delegation.ended", ""), ("delegation.lent", "夏季休暇")
    ]  # fmt: skip


def test_who_borrows_answers_the_inquiries_of_others() -> None:
    workspace = a_workspace_of()
    lent(workspace)
    inquiry = send_inquiry(workspace, a_question(), message="", actor=SALES, at=AT).record
    borrower = acting(workspace, PROCUREMENT)
    done = answer_inquiry(workspace, inquiry.id, approve=True, reason="可", actor=borrower, at=AT).record
    assert done.answered_by == PROCUREMENT.id


@pytest.mark.parametrize("asker", [PROCUREMENT, COMPLIANCE], ids=["the borrower", "the lender"])
def test_neither_of_both_answers_what_the_other_asked(asker: Actor) -> None:
    workspace = a_workspace_of()
    lent(workspace)
    inquiry = send_inquiry(workspace, a_question(), message="", actor=asker, at=AT).record
    for person in (PROCUREMENT, COMPLIANCE):
        with pytest.raises(SelfApprovalError):
            answer_inquiry(
                workspace, inquiry.id, approve=True, reason="可", actor=acting(workspace, person), at=AT
            )  # fmt: skip


def test_taken_back_it_is_no_permission_any_more_while_of_that_day_both_still_count_as_one() -> None:
    workspace = a_workspace_of()
    made = lent(workspace)
    ended = take_back(workspace, made.id, actor=ADMIN, at=AT, seen=made.version).record
    borrower = acting(workspace, PROCUREMENT)
    assert (may(borrower, Permission.DECIDE_CLEARANCE), borrower.one_with) == (False, frozenset({COMPLIANCE.id}))
    assert acting(workspace, PROCUREMENT, TODAY + DAY).one_with == frozenset()
    with pytest.raises(StateError):
        take_back(workspace, ended.id, actor=ADMIN, at=AT)
    with pytest.raises(ConflictError):
        take_back(workspace, ended.id, actor=ADMIN, at=AT, seen=made.version)


def test_whoever_has_left_lends_nothing() -> None:
    workspace = a_workspace_of()
    lent(workspace)
    with workspace.change("user.added", actor=ADMIN, at=AT) as change:
        change.insert(User(ADMIN.id, ADMIN.name, roles=ADMIN.roles))
    record_leaving(workspace, COMPLIANCE.id, left_on=TODAY + DAY, actor=ADMIN, at=AT)
    days = (TODAY, TODAY + DAY)
    assert [may(acting(workspace, PROCUREMENT, day), Permission.DECIDE_CLEARANCE) for day in days] == [True, False]


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"permission": Permission.MANAGE_USERS, "lender_id": "us9"}, InvalidValueError),
        ({"permission": Permission.ERASE_PERSONAL}, InvalidValueError),
        ({"from_on": TODAY - DAY}, InvalidValueError),
        ({"last_on": TODAY - DAY}, InvalidValueError),
        ({"last_on": TODAY + timedelta(days=367)}, InvalidValueError),
        ({"lender_id": PROCUREMENT.id, "borrower_id": AUDITOR.id}, InvalidValueError),
        ({"borrower_id": SALES.id}, InvalidValueError),
        ({"borrower_id": COMPLIANCE.id}, InvalidValueError),
        ({"borrower_id": "us_nobody"}, InvalidValueError),
        ({"reason": " "}, InvalidValueError),
    ],
)
def test_what_cannot_be_lent_is_refused(facts: dict[str, Any], refusal: type[Exception]) -> None:
    workspace = a_workspace_of()
    with pytest.raises(refusal):
        lent(workspace, ADMIN, **facts)
    assert delegations(workspace) == []


def test_it_is_lent_by_its_owner_or_an_administrator_once() -> None:
    workspace = a_workspace_of()
    with pytest.raises(NotPermittedError):
        lent(workspace, PROCUREMENT)
    made = lent(workspace, ADMIN)
    assert made.lent_by == ADMIN.id
    with pytest.raises(StateError):
        lent(workspace, from_on=LAST, last_on=LAST + DAY)
    lent(workspace, from_on=LAST + DAY, last_on=LAST + DAY)
    with pytest.raises(NotPermittedError):
        take_back(workspace, made.id, actor=PROCUREMENT, at=AT)


def test_what_was_decided_with_a_lent_permission_counts_for_the_lender_as_his_own() -> None:
    """The twin: what the same person decides after the last day counts."""
    for decided_on_last_day in (True, False):
        workspace = a_workspace_of(recorded_flow=True, flow={"route": "EXC_LIFE", "route_rationale": "災害"})
        with workspace.unit() as unit:
            [flow] = unit.records.select(DataFlow)
            party = unit.records.get(ThirdParty, flow.third_party_id)
        set_owner(workspace, party.id, COMPLIANCE.id, actor=PROCUREMENT, at=AT)
        lent(workspace, permission=Permission.DECIDE_REGISTER)
        at = AT + timedelta(days=9 if decided_on_last_day else 10)
        borrower = acting(workspace, PROCUREMENT) if decided_on_last_day else replace(COMPLIANCE, id="us3")
        told = own_decision(workspace, DataFlow, flow.id, Permission.DECIDE_REGISTER, actor=borrower, on=legal_day(at))
        decide_route(workspace, flow.id, actor=borrower, at=at)
        open_questions = _own_reasons(workspace, flow.id, on=legal_day(at))
        assert (told is not None, bool(open_questions)) == (decided_on_last_day, decided_on_last_day)


def test_a_case_that_is_kept_with_a_slip_keeps_who_lent_to_whom() -> None:
    workspace = a_workspace_of()
    made = lent(workspace)
    with workspace.unit() as unit:
        case = case_for(unit, a_question(), asked_by=SALES.id)
    assert from_json(Case, to_json(Case, case)).dossier.delegations == (made,)


def _own_reasons(workspace: Workspace, flow_id: str, *, on: date) -> list[str]:
    with workspace.unit() as unit:
        flow = unit.records.get(DataFlow, flow_id)
        [dossier] = load_dossiers(unit, [flow.third_party_id])
        case = case_of_flow(dossier, flow, standing_stops(unit))
    return [field for kind, _, field in own_decisions(case) if kind == "data_flow"]
