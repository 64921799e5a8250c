"""What the list and the page of requests show: the clock to the day, the next step, and nobody's name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kit.builders import AT, TODAY
from kit.flowing import ACTOR
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.own_registers import Notice
from sakimori.domain.records.passed_on import PassedOnAnswer, PassedOnWay
from sakimori.domain.records.person_requests import (
    AskedBy,
    PersonRequest,
    RefusalGround,
    RequestKind,
    RequestResult,
    Searched,
)
from sakimori.errors import InvalidValueError, NotFoundError, StateError
from sakimori.services.audit.view import verify
from sakimori.services.kernel.recording import record
from sakimori.services.requests.passing_on import note_answer, tell_recipient
from sakimori.services.requests.persons.check import RequestDraft
from sakimori.services.requests.persons.erasing import erase_due, erase_person
from sakimori.services.requests.persons.rows import RequestRow, Step, clock_of, request_rows
from sakimori.services.requests.persons.view import published_procedure, request_view, who_asked
from sakimori.services.requests.persons.write import (
    ask_recipients,
    edit_request,
    explain_refusal,
    note_search,
    search_records,
)
from services.requests.persons.desk import SECRETS, WHO, Desk, a_desk


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def rows(desk: Desk, *, on: date = TODAY) -> tuple[RequestRow, ...]:
    with desk.workspace.unit() as unit:
        number = unit.number()
    return request_rows(desk.workspace, on=on, number=number)


def step(desk: Desk, request: PersonRequest, *, on: date = TODAY) -> Step:
    return next(row.step for row in rows(desk, on=on) if row.request.id == request.id)


def test_the_steps_of_a_disclosure_follow_one_another(desk: Desk) -> None:
    workspace = desk.workspace
    request = desk.receive(data_set_ids=())
    assert step(desk, request) is Step.IDENTIFY
    request = desk.identified(data_set_ids=())
    assert step(desk, request) is Step.CHOOSE
    draft = RequestDraft(
        request.kind,
        request.received_on,
        request.channel,
        AskedBy.PERSON,
        data_set_ids=(desk.members.id, desk.orders.id),
    )
    edit_request(workspace, request.id, draft, **WHO)
    assert step(desk, request) is Step.SEARCH
    for one in (desk.members, desk.orders):
        note_search(workspace, request.id, one.id, Searched.FOUND, **WHO)
    assert step(desk, request) is Step.ASK
    flows = [desk.flows[name].id for name in ("calls", "print", "shipping", "partner")]
    lines = ask_recipients(workspace, request.id, flows, **WHO).record
    assert step(desk, request) is Step.TELL
    for line in lines:
        tell_recipient(workspace, [line.id], told_on=TODAY, how=PassedOnWay.MAIL, **WHO)
    assert step(desk, request) is Step.AWAIT
    for line in lines:
        note_answer(workspace, [line.id], answered_on=TODAY, answer=PassedOnAnswer.HOLDS_NONE, **WHO)
    assert step(desk, request) is Step.REPLY
    (row,) = (row for row in rows(desk) if row.request.id == request.id)
    assert (row.answered, len(row.passed_on), row.late(TODAY + timedelta(days=30))) == (4, 4, 0)
    done = desk.replied(request)
    assert step(desk, request) is Step.NOTHING
    assert done.erase_after == date(2027, 11, 25)
    assert step(desk, request, on=date(2027, 11, 25)) is Step.NOTHING
    assert step(desk, request, on=date(2027, 11, 26)) is Step.ERASE
    erase_person(workspace, request.id, **WHO)
    assert step(desk, request, on=date(2027, 11, 26)) is Step.NOTHING


def test_a_correction_is_answered_before_recipients_are_told_and_is_over_when_they_have_answered(desk: Desk) -> None:
    request = desk.searched(RequestKind.CORRECTION)
    assert step(desk, request) is Step.REPLY
    desk.replied(request)
    assert step(desk, request) is Step.TELL
    (row,) = rows(desk)
    assert row.late(TODAY + timedelta(days=8)) == 3
    record(desk.workspace, _later_flow(desk), **WHO)
    assert step(desk, request) is Step.ASK  # a copy that was handed over since


def _later_flow(desk: Desk) -> Any:
    return replace(desk.flows["shipping"], id="", name="会員証の発送", data_set_id=desk.members.id, version=1)


def test_records_are_searched_and_then_answered(desk: Desk) -> None:
    request = desk.identified(RequestKind.RECORDS)
    assert step(desk, request) is Step.SEARCH
    search_records(desk.workspace, request.id, **WHO)
    assert step(desk, request) is Step.REPLY


def test_a_refusal_asks_for_its_explanation(desk: Desk) -> None:
    request = desk.replied(desk.searched(), RequestResult.REFUSED, grounds=frozenset({RefusalGround.HARM}))
    assert step(desk, request) is Step.EXPLAIN
    explain_refusal(desk.workspace, request.id, **WHO)
    assert step(desk, request) is Step.NOTHING


@pytest.mark.parametrize(
    ("on", "elapsed", "is_warned", "is_over", "may_be_sued"),
    [
        (date(2026, 4, 1), 0, False, False, False),
        (date(2026, 4, 10), 9, False, False, False),
        (date(2026, 4, 11), 10, True, False, False),
        (date(2026, 4, 15), 14, True, False, False),
        (date(2026, 4, 16), 15, True, True, True),
    ],
)
def test_the_clock_of_a_request_of_the_first_of_april(
    on: date, elapsed: int, is_warned: bool, is_over: bool, may_be_sued: bool
) -> None:
    request = PersonRequest("pr", "PR-2026-0001", RequestKind.DISCLOSURE, date(2026, 4, 1), "letter")  # type: ignore[arg-type]
    clock = clock_of(request, DEFAULT_POLICY, on=on)
    assert clock.suit_from == date(2026, 4, 16)
    assert (clock.elapsed, clock.is_warned(on), clock.is_over_target(on), clock.may_be_sued(on)) == (
        elapsed, is_warned, is_over, may_be_sued,
    )  # fmt: skip


def test_the_clock_stands_still_with_the_reply(desk: Desk) -> None:
    desk.replied(desk.searched())
    (row,) = rows(desk, on=TODAY + timedelta(days=100))
    assert (row.clock.elapsed, row.clock.is_over_target(TODAY + timedelta(days=100))) == (6, False)


def test_what_waits_stands_first_and_what_is_over_last_the_newest_before_the_others(desk: Desk) -> None:
    over = [desk.replied(desk.searched(received_on=day)) for day in (date(2026, 11, 1), date(2026, 11, 2))]
    late = desk.receive(received_on=date(2026, 11, 10))
    early = desk.receive(received_on=date(2026, 11, 3))
    told = desk.replied(desk.searched(RequestKind.ERASURE))
    found = [row.request.id for row in rows(desk)]
    assert found == [early.id, late.id, told.id, over[0].id, over[1].id]


def test_neither_list_nor_page_tells_who_asked_but_who_may_know_is_told_and_noted(desk: Desk) -> None:
    request = desk.searched()
    with desk.workspace.unit() as unit:
        number = unit.number()
    shown = (rows(desk), request_view(desk.workspace, request.id, on=TODAY, number=number))
    assert not [secret for secret in SECRETS if secret in repr(shown)]
    assert who_asked(desk.workspace, request.id, **WHO).name == "青葉 かすみ"
    with desk.workspace.unit() as unit:
        (line,) = unit.accesses.lines(record_kind="person_request", record_id=request.id)
    assert line.entry.action == "person_request.shown"


def test_a_page_names_each_recipient_of_the_data_and_who_is_not_asked_yet(desk: Desk) -> None:
    request = desk.searched()
    ask_recipients(desk.workspace, request.id, [desk.flows["calls"].id], **WHO)
    with desk.workspace.unit() as unit:
        number = unit.number()
    view = request_view(desk.workspace, request.id, on=TODAY, number=number)
    assert [line.party.legal_name for line in view.recipients if line.asked] == ["株式会社つむぎコールセンター"]
    assert {line.key for line in view.unasked} == {desk.flows[n].id for n in ("print", "shipping", "partner")}
    assert [line.data_set.name for line in view.searches] == ["会員", "注文"]
    assert view.article.ja == "法33条1項"
    with pytest.raises(NotFoundError):
        request_view(desk.workspace, "pr_none", on=TODAY, number=number)


def test_a_request_of_a_later_day_is_not_there_yet(desk: Desk) -> None:
    desk.receive(received_on=TODAY)
    assert rows(desk, on=TODAY - timedelta(days=1)) == ()


def test_the_published_procedure_is_that_of_the_notice_in_force(desk: Desk) -> None:
    for day in (date(2024, 4, 1), date(2026, 4, 1), date(2027, 4, 1)):
        record(desk.workspace, Notice("", "プライバシーポリシー", day, url=f"https://example.jp/{day.year}"), **WHO)
    with desk.workspace.unit() as unit:
        number = unit.number()
    notice = published_procedure(desk.workspace, on=TODAY, number=number).notice
    assert notice is not None
    assert notice.url == "https://example.jp/2026"


def test_many_are_erased_at_once_after_their_day_each_with_its_trace_and_none_before(desk: Desk) -> None:
    first, second = (desk.replied(desk.searched()) for _ in range(2))
    young = desk.replied(desk.searched(), at=AT + timedelta(days=40))
    later: dict[str, Any] = {"actor": ACTOR, "at": AT + timedelta(days=366)}
    ids = [first.id, second.id]
    for wrong in ([], [*ids, young.id]):
        with pytest.raises(StateError):
            erase_due(desk.workspace, wrong, **later)
    with pytest.raises(StateError):
        erase_due(desk.workspace, ids, **(later | {"at": AT + timedelta(days=365)}))
    assert len(erase_due(desk.workspace, ids, **later).record) == 2
    with desk.workspace.unit() as unit:
        left = [one for one in unit.records.select(PersonRequest) if one.person_name is not None]
        traces = unit.query("SELECT record_id FROM audit_entry WHERE action = 'person_request.erased'")
    assert [one.id for one in left] == [young.id]
    assert {str(one["record_id"]) for one in traces} >= set(ids)
    assert verify(desk.workspace).is_intact


def test_somebody_sees_to_a_request_who_may(desk: Desk) -> None:
    request = desk.receive()
    assert request.owner_id == ACTOR.id
    assert rows(desk)[0].owner == ACTOR.name
    draft = RequestDraft(request.kind, request.received_on, request.channel, owner_id="us_nobody")
    with pytest.raises(InvalidValueError):
        edit_request(desk.workspace, request.id, draft, **WHO)


def test_overdue_is_a_late_reply_a_late_recipient_and_a_person_kept_too_long(desk: Desk) -> None:
    request = desk.searched(RequestKind.CORRECTION)
    target = rows(desk)[0].clock.target_on
    assert [rows(desk, on=target + timedelta(days=n))[0].is_overdue(target + timedelta(days=n)) for n in (0, 1)] == [
        False,
        True,
    ]
    desk.replied(request)
    assert [rows(desk)[0].is_overdue(TODAY + timedelta(days=n)) for n in (7, 8)] == [False, True]
