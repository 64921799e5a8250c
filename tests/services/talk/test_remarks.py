"""Talk over an inquiry: compliance asks back, the asker replies, and everybody sees for whom it waits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kit.asking import ADMIN, AT, AUDITOR, COMPLIANCE, OTHER_SALES, SALES, a_question, a_workspace_of
from kit.clearing import TODAY
from sakimori.domain.clearance import Inquiry, InquiryRemark, InquiryState
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import AsOf
from sakimori.errors import (
    ConflictError,
    InvalidValueError,
    MyNumberError,
    NotPermittedError,
    RefusedError,
    SelfApprovalError,
    StateError,
)
from sakimori.services.audit.view import verify
from sakimori.services.clearance.inbox import desk_counts, inquiry_page
from sakimori.services.clearance.inquiries import answer_inquiry, send_inquiry, withdraw_inquiry
from sakimori.services.clearance.view import inquiry_paper
from sakimori.services.kernel.recompute import recompute
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.talk.remarks import LONGEST, ask_back, reply

LATER = AT + timedelta(hours=1)


def asked(workspace: Workspace, actor: Actor = SALES) -> Inquiry:
    return send_inquiry(workspace, a_question(), message="至急", actor=actor, at=AT).record


def said(workspace: Workspace, inquiry: Inquiry, actor: Actor = SALES) -> list[tuple[str, str, bool]]:
    paper = inquiry_paper(workspace, inquiry.id, on=TODAY, actor=actor)
    return [(who, remark.text, remark.is_question) for remark, who in paper.remarks]


def test_questions_and_replies_go_back_and_forth_before_the_answer() -> None:
    workspace = a_workspace_of()
    inquiry = asked(workspace)
    assert not inquiry.awaits_reply
    for turn in range(2):
        at = AT + timedelta(minutes=10 * turn + 1)
        back = ask_back(workspace, inquiry.id, text=f"件数は{turn}", actor=COMPLIANCE, at=at)
        assert back.record.awaits_reply
        there = reply(workspace, inquiry.id, text=f"{turn}千件", actor=SALES, at=at + timedelta(minutes=1))
        assert not there.record.awaits_reply
    told = [
        (COMPLIANCE.name, "件数は0", True),
        (SALES.name, "0千件", False),
        (COMPLIANCE.name, "件数は1", True),
        (SALES.name, "1千件", False),
    ]
    assert said(workspace, inquiry) == told
    assert said(workspace, inquiry, COMPLIANCE) == told
    done = answer_inquiry(workspace, inquiry.id, approve=False, reason="多い", actor=COMPLIANCE, at=LATER).record
    assert done.state is InquiryState.REFUSED
    assert said(workspace, inquiry) == told


def test_an_inquiry_is_answered_without_the_reply_and_then_awaits_none() -> None:
    workspace = a_workspace_of()
    inquiry = asked(workspace)
    ask_back(workspace, inquiry.id, text="件数は", actor=COMPLIANCE, at=AT)
    done = answer_inquiry(workspace, inquiry.id, approve=False, reason="多い", actor=COMPLIANCE, at=LATER).record
    assert not done.awaits_reply


def test_the_desk_says_which_of_those_that_wait_do_so_for_the_asker() -> None:
    workspace = a_workspace_of()
    inquiry = asked(workspace)
    asked(workspace, OTHER_SALES)
    ask_back(workspace, inquiry.id, text="件数は", actor=COMPLIANCE, at=LATER)
    as_of = AsOf(TODAY, workspace.head()[0])
    counts = desk_counts(workspace, as_of, actor=COMPLIANCE)
    assert (counts.waiting, counts.asked_back) == (2, 1)
    rows, _ = inquiry_page(workspace, as_of, is_open=True, actor=COMPLIANCE, first=0, limit=9)
    assert {row.asked_by: row.awaits_reply for row in rows} == {SALES.id: True, OTHER_SALES.id: False}


def test_a_past_day_shows_whom_it_waited_for_then() -> None:
    workspace = a_workspace_of()
    inquiry = asked(workspace)
    ask_back(workspace, inquiry.id, text="件数は", actor=COMPLIANCE, at=LATER)
    with workspace.unit() as unit:
        then = unit.number()
    reply(workspace, inquiry.id, text="千件", actor=SALES, at=LATER)
    assert desk_counts(workspace, AsOf(TODAY, then, is_past=True), actor=AUDITOR).asked_back == 1
    assert desk_counts(workspace, AsOf(TODAY, workspace.head()[0]), actor=AUDITOR).asked_back == 0


def test_every_turn_stands_in_the_trail_and_all_of_it_holds() -> None:
    workspace = a_workspace_of()
    inquiry = asked(workspace)
    ask_back(workspace, inquiry.id, text="件数は", actor=COMPLIANCE, at=AT)
    reply(workspace, inquiry.id, text="千件", actor=SALES, at=LATER)
    with workspace.unit() as unit:
        lines = [line.entry for line in unit.trail.lines(record_kind="inquiry_remark")]
        assert {(one.action, one.actor) for one in lines} == {
            ("inquiry.asked_back", COMPLIANCE.id),
            ("inquiry.replied", SALES.id),
        }
        assert unit.trail.records_at(InquiryRemark, unit.number()) == unit.records.select(InquiryRemark)
    assert verify(workspace).is_intact
    assert all(not differences for _, _, differences in recompute(workspace, on=TODAY))


def test_only_compliance_asks_back_and_never_itself() -> None:
    workspace = a_workspace_of()
    inquiry, own = asked(workspace), asked(workspace, COMPLIANCE)
    for actor in (SALES, OTHER_SALES, AUDITOR):
        with pytest.raises(NotPermittedError):
            ask_back(workspace, inquiry.id, text="件数は", actor=actor, at=AT)
    with pytest.raises(SelfApprovalError):
        ask_back(workspace, own.id, text="件数は", actor=COMPLIANCE, at=AT)
    ask_back(workspace, own.id, text="件数は", actor=ADMIN, at=AT)


def test_only_the_asker_replies() -> None:
    workspace = a_workspace_of()
    inquiry = asked(workspace)
    for actor in (OTHER_SALES, COMPLIANCE):
        with pytest.raises(StateError):
            reply(workspace, inquiry.id, text="千件", actor=actor, at=AT)
    with pytest.raises(NotPermittedError):
        reply(workspace, inquiry.id, text="千件", actor=AUDITOR, at=AT)


@pytest.mark.parametrize("end", ["answered", "withdrawn"])
def test_what_is_closed_is_talked_over_no_more(end: str) -> None:
    workspace = a_workspace_of()
    inquiry = asked(workspace)
    if end == "answered":
        answer_inquiry(workspace, inquiry.id, approve=False, reason="多い", actor=COMPLIANCE, at=AT)
    else:
        withdraw_inquiry(workspace, inquiry.id, actor=SALES, at=AT)
    with pytest.raises(StateError):
        ask_back(workspace, inquiry.id, text="件数は", actor=COMPLIANCE, at=AT)
    with pytest.raises(StateError):
        reply(workspace, inquiry.id, text="千件", actor=SALES, at=AT)


def test_nobody_answers_what_he_has_not_read() -> None:
    workspace = a_workspace_of()
    inquiry = asked(workspace)
    reply(workspace, inquiry.id, text="件数を訂正します", actor=SALES, at=AT)
    with pytest.raises(ConflictError):
        answer_inquiry(
            workspace, inquiry.id, approve=False, reason="多い", actor=COMPLIANCE, at=AT, seen=inquiry.version
        )


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", InvalidValueError),
        (" 　\n", InvalidValueError),
        ("あ" * (LONGEST + 1), InvalidValueError),
        ("4111 1111 1111 1111", InvalidValueError),
        ("マイナンバーは1234 5678 9018です", MyNumberError),
    ],
    ids=["empty", "blank", "too long", "card", "my number"],
)
def test_a_text_that_cannot_stand_is_refused_and_leaves_nothing(text: str, error: type[RefusedError]) -> None:
    workspace = a_workspace_of()
    inquiry = asked(workspace)
    before = workspace.head()
    with pytest.raises(error):
        ask_back(workspace, inquiry.id, text=text, actor=COMPLIANCE, at=AT)
    with pytest.raises(error):
        reply(workspace, inquiry.id, text=text, actor=SALES, at=AT)
    assert workspace.head() == before
    reply(workspace, inquiry.id, text="あ" * LONGEST, actor=SALES, at=AT)
