"""The desk of compliance: who waits how long, how slips stand, which answers turn, and what sales sees of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from kit.asking import AT, AUDITOR, COMPLIANCE, OTHER_SALES, PROCUREMENT, SALES, a_question, a_workspace_of
from kit.clearing import EVERY_CLAUSE, TODAY
from sakimori.domain.clearance import InquiryState
from sakimori.domain.codes import Outcome
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import AsOf
from sakimori.errors import NotPermittedError
from sakimori.services.clearance.inbox import (
    ComingAnswer,
    DeskCounts,
    InquiryRow,
    SlipRow,
    desk_counts,
    inquiry_page,
    newest_own,
    slip_page,
    turning_page,
    waits_already,
)
from sakimori.services.clearance.inquiries import answer_inquiry, send_inquiry, withdraw_inquiry
from sakimori.services.clearance.slips import SlipState, issue_slip, issue_slip_from_inquiry, revoke_slip
from sakimori.services.kernel.workspace import Workspace

LATER = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)


class Desk(NamedTuple):
    waiting: list[InquiryRow]
    closed: list[InquiryRow]
    slips: list[SlipRow]
    turnings: list[ComingAnswer]
    counts: DeskCounts


def desk(workspace: Workspace, *, on: date = TODAY, actor: Actor = COMPLIANCE, number: int | None = None) -> Desk:
    """All lists of the desk; of a past number as it was known."""
    as_of = AsOf(on, workspace.head()[0] if number is None else number, number is not None)
    page = dict[str, Any](actor=actor, first=0, limit=99)
    return Desk(
        inquiry_page(workspace, as_of, is_open=True, **page)[0],
        inquiry_page(workspace, as_of, is_open=False, **page)[0],
        slip_page(workspace, as_of, **page)[0],
        turning_page(workspace, as_of, **page)[0],
        desk_counts(workspace, as_of, actor=actor),
    )


def ask(workspace: Workspace, actor: Actor = SALES, at: datetime = AT, **given: Any) -> str:
    return send_inquiry(workspace, a_question(on=TODAY + timedelta(days=10), **given), message="", actor=actor,
                        at=at).record.id  # fmt: skip


def test_an_empty_desk_is_empty() -> None:
    found = desk(a_workspace_of())
    assert found[:4] == ([], [], [], [])
    assert found.counts == DeskCounts(0, 0, None, {}, 0, 0)


def test_what_waits_longest_comes_first_with_its_days() -> None:
    workspace = a_workspace_of()
    first, second = ask(workspace), ask(workspace, OTHER_SALES, LATER)
    rows = desk(workspace, on=date(2026, 12, 2)).waiting
    assert [(row.id, row.days, row.asker) for row in rows] == [(first, 6, "営業 花"), (second, 2, "営業 空")]
    assert {row.party for row in rows} == {"株式会社みなも"}


def test_answered_inquiries_keep_how_long_they_waited_and_by_whom_they_were_answered() -> None:
    workspace = a_workspace_of()
    refused = ask(workspace)
    answer_inquiry(workspace, refused, approve=False, reason="不要", actor=COMPLIANCE, at=LATER)
    withdrawn = ask(workspace)
    withdraw_inquiry(workspace, withdrawn, actor=SALES, at=LATER)
    approved = ask(workspace)
    answer_inquiry(workspace, approved, approve=True, reason="可", actor=COMPLIANCE, at=LATER)
    slip = issue_slip_from_inquiry(workspace, approved, actor=SALES, at=LATER).record
    rows = {row.id: row for row in desk(workspace, on=date(2027, 1, 5)).closed}
    assert (rows[refused].days, rows[refused].answerer) == (4, "法務 一")
    assert rows[withdrawn].state is InquiryState.WITHDRAWN
    assert rows[approved].slip == slip.number
    assert rows[refused].slip is None


def test_slips_stand_newest_first_with_their_state() -> None:
    workspace = a_workspace_of()
    good = issue_slip(workspace, a_question(), actor=SALES, at=AT).record
    revoked = issue_slip(workspace, a_question(), actor=SALES, at=AT).record
    revoke_slip(workspace, revoked.id, reason="誤り", actor=COMPLIANCE, at=AT)
    early = issue_slip(workspace, a_question(on=TODAY + timedelta(days=3)), actor=OTHER_SALES, at=AT).record
    rows = desk(workspace).slips
    assert [(row.number, row.state) for row in rows] == [
        (early.number, SlipState.NOT_YET), (revoked.number, SlipState.REVOKED), (good.number, SlipState.GOOD),
    ]  # fmt: skip
    assert rows[1].revoker == "法務 一"


@pytest.mark.parametrize(("end", "is_near"), [(date(2027, 2, 23), True), (date(2027, 2, 24), False)])
def test_answers_that_turn_within_ninety_days_are_named_with_day_and_reason(end: date, *, is_near: bool) -> None:
    """Ninety days from 2026-11-26 is 2027-02-24; a contract that ends the day before turns the answer then."""
    given: dict[str, Any] = {"contracts": [{"end_on": end, "clauses": EVERY_CLAUSE}]}
    workspace = a_workspace_of(recorded_flow=True, **given)
    slip = issue_slip(workspace, a_question(), actor=SALES, at=AT).record
    found = desk(workspace).turnings
    if not is_near:
        assert found == []
        return
    assert {(t.kind, t.on, t.outcome, t.next_outcome, t.is_worse) for t in found} == {
        (kind, end + timedelta(days=1), Outcome.ALLOWED, Outcome.BLOCKED, True) for kind in ("flow", "slip")
    }
    assert all(turning.reasons for turning in found)
    assert slip.number in {turning.name for turning in found}


def test_the_answer_to_a_receipt_that_turns_is_named_as_well() -> None:
    workspace = a_workspace_of(
        recorded_flow=True,
        recipient={"roles": ["source"]},
        flow={"direction": "in", "role": "source", "route": "CONSENT"},
        data_set_parts=[{"position": "bought_on_consent"}],
        purposes=[{"published_since": TODAY + timedelta(days=10)}],
    )
    (found,) = desk(workspace).turnings
    assert (found.subject_id, found.outcome, found.next_outcome) == ("fl1", Outcome.CONDITIONAL, Outcome.ALLOWED)
    assert found.on == TODAY + timedelta(days=10)


def test_a_revoked_slip_turns_no_more() -> None:
    workspace = a_workspace_of(contracts=[{"end_on": date(2026, 12, 31)}])
    slip = issue_slip(workspace, a_question(), actor=SALES, at=AT).record
    assert [turning.subject_id for turning in desk(workspace).turnings] == [slip.id]
    revoke_slip(workspace, slip.id, reason="誤り", actor=SALES, at=AT)
    assert desk(workspace).turnings == []


@pytest.mark.parametrize("actor", [SALES, PROCUREMENT], ids=lambda actor: actor.id)
def test_the_desk_is_for_compliance_and_the_auditor(actor: Actor) -> None:
    workspace = a_workspace_of()
    desk(workspace, actor=AUDITOR)
    with pytest.raises(NotPermittedError):
        desk(workspace, actor=actor)


def test_sales_sees_its_own_inquiries_and_slips_and_no_others() -> None:
    workspace = a_workspace_of(recorded_flow=True, contracts=[{"end_on": date(2026, 12, 31)}])
    mine, theirs = ask(workspace), ask(workspace, OTHER_SALES)
    slip = issue_slip(workspace, a_question(), actor=SALES, at=AT).record
    as_of = AsOf(TODAY, workspace.head()[0])
    asked, issued = newest_own(workspace, as_of, actor=SALES, limit=8)
    others, no_slips = newest_own(workspace, as_of, actor=OTHER_SALES, limit=8)
    assert [row.id for row in asked] == [mine]
    assert [row.id for row in others] == [theirs]
    assert [row.id for row in issued] == [slip.id]
    assert no_slips == []
    with pytest.raises(NotPermittedError):
        newest_own(workspace, as_of, actor=AUDITOR, limit=8)
    assert waits_already(workspace, a_question(), actor=SALES)
    assert not waits_already(workspace, a_question(flow={"purpose_id": None}), actor=SALES)
    withdraw_inquiry(workspace, mine, actor=SALES, at=AT)
    assert not waits_already(workspace, a_question(), actor=SALES)


def test_a_past_day_shows_the_desk_as_it_was_known() -> None:
    workspace = a_workspace_of()
    inquiry = ask(workspace)
    with workspace.unit() as unit:
        then = unit.number()
    answer_inquiry(workspace, inquiry, approve=False, reason="不要", actor=COMPLIANCE, at=LATER)
    assert len(desk(workspace, number=then, actor=AUDITOR).waiting) == 1
    assert desk(workspace).waiting == []
