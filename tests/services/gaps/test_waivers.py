"""Waivers: who may ask, who may decide, how long they hold, and what ends them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kit.builders import AT, TODAY, a_third_party, a_workspace, an_actor
from sakimori.domain.codes import Severity, UserRole
from sakimori.domain.gap import Gap, Span, Waiver, WaiverStanding
from sakimori.domain.records.third_party import ThirdParty
from sakimori.errors import (
    InvalidValueError,
    MyNumberError,
    NotPermittedError,
    SelfApprovalError,
    StateError,
)
from sakimori.services.gaps.write import (
    ask_waiver,
    assign,
    decide_waiver,
    interested_in,
    waiting_waivers,
    waiver_standing,
    withdraw_waiver,
)
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import edit, register
from sakimori.services.settings.users import add_user, record_leaving

ASKER, DECIDER = an_actor(), an_actor(user_id="us02", name="高橋 健")
LAST = TODAY + timedelta(days=90)


@pytest.fixture
def workspace() -> Workspace:
    workspace = a_workspace()
    for user_id in ("us02", "us03"):
        add_user(workspace, name=user_id, department="", roles=ASKER.roles, user_id=user_id, actor=ASKER, at=AT)
    register(workspace, a_third_party(), actor=ASKER, at=AT)
    return workspace


def party_of(workspace: Workspace) -> ThirdParty:
    with workspace.unit() as unit:
        return unit.records.select(ThirdParty, "id <> 'self'")[0]


def span_of(workspace: Workspace, rule_id: str = "C-OW1") -> Span:
    with workspace.unit() as unit:
        return next(s for s in unit.spans.known_now(party_of(workspace).id) if s.rule_id == rule_id)


def kept(workspace: Workspace, waiver_id: str) -> Waiver:
    with workspace.unit() as unit:
        return unit.records.get(Waiver, waiver_id)


def ask(workspace: Workspace, rule_id: str = "C-OW1", *, last_day: date = LAST, days: int = 0) -> Waiver:
    gap_id = span_of(workspace, rule_id).gap_id
    at = AT + timedelta(days=days)
    return ask_waiver(
        workspace, gap_id, justification="後任を選んでいるため", last_day=last_day, actor=ASKER, at=at
    ).record


def approve(workspace: Workspace, waiver: Waiver, *, days: int = 0) -> Waiver:
    at = AT + timedelta(days=days)
    return decide_waiver(workspace, waiver.id, approve=True, note="", actor=DECIDER, at=at).record


def test_a_waiver_takes_severity_and_facts_from_the_gap_of_today(workspace: Workspace) -> None:
    span, waiver = span_of(workspace), ask(workspace)
    assert (waiver.severity, waiver.facts_digest) == (span.severity, span.facts_digest)
    assert waiver_standing(waiver, span, TODAY) is WaiverStanding.ASKED


def test_an_approved_waiver_holds_through_its_last_day(workspace: Workspace) -> None:
    waiver, span = approve(workspace, ask(workspace)), span_of(workspace)
    assert waiver_standing(waiver, span, LAST) is WaiverStanding.ACTIVE
    assert waiver_standing(waiver, span, LAST + timedelta(days=1)) is WaiverStanding.EXPIRED


def test_the_day_after_the_last_day_stands_on_the_board_as_a_gap_of_its_own(workspace: Workspace) -> None:
    approve(workspace, ask(workspace))
    ran_out = span_of(workspace, "C-WV1")
    assert ran_out.from_on == LAST + timedelta(days=1)
    assert ran_out.severity is Severity.HIGH


def test_a_refused_waiver_lifts_nothing_and_needs_a_reason(workspace: Workspace) -> None:
    waiver = ask(workspace)
    with pytest.raises(InvalidValueError):
        decide_waiver(workspace, waiver.id, approve=False, note=" ", actor=DECIDER, at=AT)
    refused = decide_waiver(workspace, waiver.id, approve=False, note="対策がない", actor=DECIDER, at=AT).record
    assert waiver_standing(refused, span_of(workspace), TODAY) is WaiverStanding.REFUSED


def test_a_graver_gap_has_outgrown_its_waiver(workspace: Workspace) -> None:
    waiver = approve(workspace, ask(workspace))
    graver = replace(span_of(workspace), severity=Severity.HIGH)
    lighter = replace(span_of(workspace), severity=Severity.LOW)
    assert waiver_standing(waiver, graver, TODAY) is WaiverStanding.OUTGROWN
    assert waiver_standing(waiver, lighter, TODAY) is WaiverStanding.ACTIVE


def test_a_waiver_lapses_for_good_when_its_gap_closes(workspace: Workspace) -> None:
    waiver = approve(workspace, ask(workspace))
    edit(workspace, replace(party_of(workspace), owner_id="us03"), actor=ASKER, at=AT)
    assert kept(workspace, waiver.id).lapse_reason == "closed"
    edit(workspace, replace(party_of(workspace), owner_id=None), actor=ASKER, at=AT)
    assert waiver_standing(kept(workspace, waiver.id), span_of(workspace), TODAY) is WaiverStanding.LAPSED


def test_a_waiver_lapses_when_the_facts_change(workspace: Workspace) -> None:
    edit(workspace, replace(party_of(workspace), order_history=True, order_note="勧告1件"), actor=ASKER, at=AT)
    waiver = approve(workspace, ask(workspace, "A-19"))
    edit(workspace, replace(party_of(workspace), order_note="勧告2件"), actor=ASKER, at=AT)
    assert kept(workspace, waiver.id).lapse_reason == "facts"
    assert waiver_standing(kept(workspace, waiver.id), span_of(workspace, "A-19"), TODAY) is WaiverStanding.LAPSED


def test_what_law_or_guideline_stops_cannot_be_waived(workspace: Workspace) -> None:
    with pytest.raises(StateError, match="law or guideline"):
        ask(workspace, "A-25-1")


def test_a_waiver_that_ran_out_is_not_waived_itself(workspace: Workspace) -> None:
    approve(workspace, ask(workspace, last_day=TODAY))
    with pytest.raises(StateError, match="ran out"):
        ask(workspace, "C-WV1", days=1)


def test_a_gap_that_is_not_open_today_cannot_be_waived(workspace: Workspace) -> None:
    edit(workspace, replace(party_of(workspace), owner_id="us03"), actor=ASKER, at=AT)
    record_leaving(workspace, "us03", left_on=LAST, actor=ASKER, at=AT)
    with pytest.raises(StateError, match="not open today"):
        ask(workspace, "C-OW2")


@pytest.mark.parametrize(
    ("last_day", "fits"),
    [
        (TODAY - timedelta(days=1), False),
        (TODAY, True),
        (date(2027, 11, 25), True),
        (date(2027, 11, 26), False),
    ],
    ids=str,
)
def test_the_last_day_lies_between_today_and_a_year_from_now(
    workspace: Workspace, last_day: date, *, fits: bool
) -> None:
    if fits:
        assert ask(workspace, last_day=last_day).last_day == last_day
    else:
        with pytest.raises(InvalidValueError):
            ask(workspace, last_day=last_day)


@pytest.mark.parametrize(
    ("justification", "error"), [(" \n", InvalidValueError), ("本人は 123456789018", MyNumberError)]
)
def test_a_justification_is_needed_and_holds_no_personal_number(
    workspace: Workspace, justification: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        ask_waiver(workspace, span_of(workspace).gap_id, justification=justification, last_day=LAST, actor=ASKER, at=AT)
    with workspace.unit() as unit:
        assert unit.records.select(Waiver) == []


def test_one_gap_has_one_request_waiting(workspace: Workspace) -> None:
    ask(workspace)
    with pytest.raises(StateError, match="waiting"):
        ask(workspace)


def test_an_approved_waiver_can_be_renewed_before_it_ends(workspace: Workspace) -> None:
    approve(workspace, ask(workspace))
    longer = LAST + timedelta(days=60)
    approve(workspace, ask(workspace, last_day=longer))
    assert span_of(workspace, "C-WV1").from_on == longer + timedelta(days=1)


def test_neither_the_asker_nor_an_owner_decides(workspace: Workspace) -> None:
    edit(workspace, replace(party_of(workspace), order_history=True, owner_id="us02"), actor=ASKER, at=AT)
    waiver = ask(workspace, "A-19")
    assign(workspace, [waiver.gap_id], owner_id="us03", actor=ASKER, at=AT)
    for interested in ("us01", "us02", "us03"):
        for verdict in (True, False):
            with pytest.raises(SelfApprovalError):
                decide_waiver(
                    workspace, waiver.id, approve=verdict, note="理由", actor=an_actor(user_id=interested), at=AT
                )
    with workspace.unit() as unit:
        assert interested_in(unit, waiver) == {"us01", "us02", "us03"}
    assert kept(workspace, waiver.id).approved is None


def test_an_approver_who_becomes_the_owner_is_a_gap(workspace: Workspace) -> None:
    waiver = approve(workspace, ask(workspace))
    saved = assign(workspace, [waiver.gap_id], owner_id=DECIDER.id, actor=ASKER, at=AT)
    assert [span.rule_id for span in saved.opened] == ["C-WV2"]


def test_a_request_is_decided_once(workspace: Workspace) -> None:
    waiver = approve(workspace, ask(workspace))
    with pytest.raises(StateError):
        decide_waiver(workspace, waiver.id, approve=False, note="理由", actor=DECIDER, at=AT)


def test_a_request_that_ran_out_is_not_decided_any_more(workspace: Workspace) -> None:
    waiver = ask(workspace, last_day=TODAY)
    with pytest.raises(StateError):
        approve(workspace, waiver, days=1)


def test_a_request_is_taken_back_by_who_made_it_and_only_while_it_waits(workspace: Workspace) -> None:
    waiver = ask(workspace)
    with pytest.raises(StateError):
        withdraw_waiver(workspace, waiver.id, actor=DECIDER, at=AT)
    withdraw_waiver(workspace, waiver.id, actor=ASKER, at=AT)
    assert waiting_waivers(workspace, on=TODAY) == ()
    with pytest.raises(StateError):
        approve(workspace, waiver)
    approved = approve(workspace, ask(workspace))
    with pytest.raises(StateError):
        withdraw_waiver(workspace, approved.id, actor=ASKER, at=AT)


def test_requests_wait_for_compliance_with_what_is_needed_to_decide(workspace: Workspace) -> None:
    waiver = ask(workspace)
    (waiting,) = waiting_waivers(workspace, on=TODAY)
    assert waiting.waiver == waiver
    assert waiting.third_party_name == party_of(workspace).legal_name
    assert waiting.asker == "佐藤 美咲"
    assert waiting.title.ja == "担当が未設定"
    assert waiting_waivers(workspace, on=LAST + timedelta(days=1)) == ()
    approve(workspace, waiver)
    assert waiting_waivers(workspace, on=TODAY) == ()


@pytest.mark.parametrize("role", [UserRole.PROCUREMENT, UserRole.SALES, UserRole.AUDITOR, UserRole.ADMIN])
def test_only_compliance_decides(workspace: Workspace, role: UserRole) -> None:
    waiver = ask(workspace)
    with pytest.raises(NotPermittedError):
        decide_waiver(workspace, waiver.id, approve=True, note="", actor=an_actor(role, user_id="us02"), at=AT)


@pytest.mark.parametrize("role", [UserRole.SALES, UserRole.AUDITOR, UserRole.ADMIN])
def test_who_only_looks_may_not_ask(workspace: Workspace, role: UserRole) -> None:
    with pytest.raises(NotPermittedError):
        ask_waiver(
            workspace, span_of(workspace).gap_id, justification="理由", last_day=LAST, actor=an_actor(role), at=AT
        )


def test_a_waiver_never_changes_the_gap_itself(workspace: Workspace) -> None:
    before = span_of(workspace)
    approve(workspace, ask(workspace))
    assert span_of(workspace) == before
    with workspace.unit() as unit:
        assert unit.records.get(Gap, before.gap_id).owner_id is None
