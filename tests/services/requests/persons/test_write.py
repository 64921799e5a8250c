"""The steps of a request of a person: what each keeps, what it refuses, and that nobody stands anywhere afterwards."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kit.builders import AT, TODAY, an_actor, everything_stored
from kit.flowing import ACTOR
from sakimori.domain.codes import UserRole
from sakimori.domain.policy import DEFAULT_POLICY
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.records.passed_on import PassedOn, PassedOnAbout, PassedOnAnswer, PassedOnWay
from sakimori.domain.records.person_requests import (
    AgentAuthority,
    AskedBy,
    ClaimGround,
    IdentityCheck,
    PersonRequest,
    RefusalGround,
    ReplyWay,
    RequestKind,
    RequestResult,
    Searched,
)
from sakimori.domain.trail import ERASED
from sakimori.domain.values.identifier import Identifier, IdentifierKind
from sakimori.errors import InvalidValueError, MyNumberError, NotPermittedError, RefusedError, StateError
from sakimori.rules.facts.person_requests import grounds_for
from sakimori.services.audit.view import verify
from sakimori.services.kernel.recompute import recompute
from sakimori.services.requests.passing_on import ask_again, note_answer, tell_recipient
from sakimori.services.requests.persons.check import ReplyDraft, RequestDraft
from sakimori.services.requests.persons.erasing import erase_person
from sakimori.services.requests.persons.letters import recipient_drafts, reply_draft, reply_paper
from sakimori.services.requests.persons.stopping import STOPS, identifiers_of
from sakimori.services.requests.persons.view import who_asked
from sakimori.services.requests.persons.write import (
    ask_recipients,
    check_identity,
    edit_request,
    explain_refusal,
    note_fee,
    note_search,
    receive_request,
    reply_to_request,
    search_records,
)
from sakimori.services.requests.stops import is_stopped
from sakimori.services.settings.policy import change_policy, checked_policy
from services.requests.persons.desk import NAME, NUMBER, SECRETS, WHO, Desk, a_desk

DISCLOSURE, CORRECTION, ERASURE = RequestKind.DISCLOSURE, RequestKind.CORRECTION, RequestKind.ERASURE
GRANTED, PARTLY, REFUSED = RequestResult.GRANTED, RequestResult.PARTLY, RequestResult.REFUSED
CUSTOMER = Identifier(IdentifierKind.CUSTOMER_NUMBER, NUMBER)


@pytest.fixture
def desk() -> Desk:
    return a_desk()


def asked_of(desk: Desk, request: PersonRequest) -> dict[str, PassedOn]:
    """What was passed on because of a request, by the short name of its flow."""
    names = {flow.id: name for name, flow in desk.flows.items()}
    with desk.workspace.unit() as unit:
        found = unit.records.select(PassedOn, "request_id = :id", {"id": request.id})
    return {names[one.went_by]: one for one in found}


def again(desk: Desk, request: PersonRequest) -> PersonRequest:
    with desk.workspace.unit() as unit:
        return unit.records.get(PersonRequest, request.id)


def test_numbers_run_on_within_a_year_and_tell_nobody(desk: Desk) -> None:
    numbers = [desk.receive().number for _ in range(2)]
    assert numbers == ["PR-2026-0001", "PR-2026-0002"]
    assert not [secret for secret in SECRETS if any(secret in number for number in numbers)]


@pytest.mark.parametrize("typed", ["Ｍ－２０４５５", "M-20455", "m-20455"])
def test_a_customer_number_stands_as_it_was_typed_and_finds_its_records(desk: Desk, typed: str) -> None:
    request = desk.searched(RequestKind.RECORDS, customer_number=f" {typed} ")
    assert (request.customer_number, request.records_found) == (typed, 1)


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"received_on": TODAY + timedelta(days=1)}, InvalidValueError),
        ({"data_set_ids": ("ds_none",)}, InvalidValueError),
        ({"customer_number": "青葉"}, InvalidValueError),
        ({"wish": "1234 5678 9018 を消してほしい"}, MyNumberError),
        ({"contact": "4111-1111-1111-1111"}, InvalidValueError),
        ({"person_name": "あ" * 5000}, InvalidValueError),
    ],
)
def test_what_cannot_stand_in_a_request_is_refused_and_not_repeated(
    desk: Desk, facts: dict[str, Any], error: type[RefusedError]
) -> None:
    with pytest.raises(error) as refused:
        desk.receive(**facts)
    for value in (facts.get("customer_number"), facts.get("person_name"), "1234 5678 9018"):
        assert value is None or str(value) not in str(refused.value)


def test_a_method_is_noted_of_disclosures_and_a_reason_of_stops_alone(desk: Desk) -> None:
    both = {"method": ReplyWay.PAPER, "claim": ClaimGround.HARM}
    said = {kind: desk.receive(kind, **both) for kind in RequestKind}
    assert {k for k, one in said.items() if one.method} == {DISCLOSURE, RequestKind.RECORDS}
    assert {k for k, one in said.items() if one.claim} == {
        RequestKind.STOP_USE, ERASURE, RequestKind.STOP_PROVISION,
    }  # fmt: skip


@pytest.mark.parametrize("kind", RequestKind)
def test_a_fee_is_taken_where_the_act_allows_one_and_refused_elsewhere_with_the_article(
    desk: Desk, kind: RequestKind
) -> None:
    request = desk.receive(kind)
    if kind in {RequestKind.PURPOSE, DISCLOSURE, RequestKind.RECORDS}:
        assert note_fee(desk.workspace, request.id, 500, **WHO).record.fee_yen == 500
        return
    with pytest.raises(StateError, match=r"APPI Art. 38\(1\)"):
        note_fee(desk.workspace, request.id, 500, **WHO)


def test_a_fee_noted_before_stands_in_the_way_of_a_kind_that_takes_none(desk: Desk) -> None:
    request = note_fee(desk.workspace, desk.receive().id, 500, **WHO).record
    draft = RequestDraft(CORRECTION, request.received_on, request.channel)
    with pytest.raises(StateError):
        edit_request(desk.workspace, request.id, draft, **WHO)
    assert again(desk, request).kind is DISCLOSURE


def test_a_search_is_kept_with_day_and_person_and_the_later_one_counts(desk: Desk) -> None:
    request = desk.identified()
    assert request.not_searched == (desk.members.id, desk.orders.id)
    for found in (Searched.NOT_FOUND, Searched.FOUND):
        request = note_search(desk.workspace, request.id, desk.members.id, found, **WHO).record
    (search,) = request.searches
    assert (search.found, search.on, search.by) == (Searched.FOUND, TODAY, ACTOR.id)
    assert request.not_searched == (desk.orders.id,)
    with pytest.raises(InvalidValueError):
        note_search(desk.workspace, request.id, "ds_other", Searched.FOUND, **WHO)


def test_records_of_provision_are_found_by_the_number_of_the_person(desk: Desk) -> None:
    assert desk.searched(RequestKind.RECORDS).records_found == 1
    assert desk.searched(RequestKind.RECORDS, customer_number="M-1").records_found == 0
    with pytest.raises(StateError):
        search_records(desk.workspace, desk.receive(customer_number="").id, **WHO)


def test_a_disclosure_asks_every_recipient_that_holds_a_copy_once(desk: Desk) -> None:
    request = desk.identified()
    flows = [desk.flows[name].id for name in ("calls", "print", "shipping", "partner")]
    assert len(ask_recipients(desk.workspace, request.id, flows, **WHO).record) == 4
    assert ask_recipients(desk.workspace, request.id, flows, **WHO).record == ()
    lines = asked_of(desk, request)
    assert {(one.about, one.due_on) for one in lines.values()} == {(PassedOnAbout.SEARCH, TODAY + timedelta(days=7))}
    with pytest.raises(InvalidValueError):  # the cloud service does not look at the data: we search there ourselves
        ask_recipients(desk.workspace, request.id, [desk.flows["cloud"].id], **WHO)
    with pytest.raises(StateError):
        ask_recipients(desk.workspace, desk.receive(RequestKind.PURPOSE).id, [], **WHO)


@pytest.mark.parametrize(
    ("kind", "about", "names"),
    [
        (CORRECTION, PassedOnAbout.CORRECTION, {"calls", "print", "partner"}),
        (RequestKind.STOP_USE, PassedOnAbout.STOP, {"calls", "print", "partner"}),
        (ERASURE, PassedOnAbout.ERASURE, {"calls", "print", "partner"}),
        (RequestKind.STOP_PROVISION, PassedOnAbout.STOP, {"partner"}),
        (DISCLOSURE, None, set()),
        (RequestKind.PURPOSE, None, set()),
    ],
)
def test_what_is_granted_reaches_those_who_hold_data_of_the_person(
    desk: Desk, kind: RequestKind, about: PassedOnAbout | None, names: set[str]
) -> None:
    request = desk.replied(desk.searched(kind))
    lines = asked_of(desk, request)
    assert lines.keys() == names
    assert {one.about for one in lines.values()} == ({about} if about else set())


@pytest.mark.parametrize("result", [REFUSED, RequestResult.WITHDRAWN])
def test_what_is_not_granted_is_passed_on_to_nobody(desk: Desk, result: RequestResult) -> None:
    grounds = frozenset({RefusalGround.CONTENT_TRUE}) if result.needs_ground else frozenset()
    request = desk.replied(desk.searched(CORRECTION), result, grounds=grounds)
    assert asked_of(desk, request) == {}


@pytest.mark.parametrize(
    ("kind", "channel"),
    [
        (RequestKind.STOP_USE, StopChannel.USE),
        (RequestKind.STOP_PROVISION, StopChannel.PROVISION),
        (ERASURE, StopChannel.USE),
    ],
)
def test_a_granted_stop_stands_in_the_register_of_stops(desk: Desk, kind: RequestKind, channel: StopChannel) -> None:
    desk.replied(desk.searched(kind))
    for one in (StopChannel.USE, StopChannel.PROVISION):
        assert is_stopped(desk.workspace, [CUSTOMER], one, on=TODAY, **WHO) is (one is channel)


@pytest.mark.parametrize("kind", STOPS)
@pytest.mark.parametrize(
    ("facts", "known_by"),
    [
        ({"contact": "kasumi@example.ne.jp"}, (IdentifierKind.MAIL_ADDRESS, "KASUMI@example.ne.jp")),
        ({"contact": "電話 090-1234-5678（夜）"}, (IdentifierKind.PHONE_NUMBER, "+81 90 1234 5678")),
        ({"person_name": "青葉かすみ 1980-01-31"}, (IdentifierKind.NAME_AND_BIRTH, "青葉 かすみ 昭和55年1月31日")),
        ({"customer_number": "M-20455"}, (IdentifierKind.CUSTOMER_NUMBER, "m-20455")),
    ],
)
def test_a_granted_stop_is_found_by_every_identifier_that_was_known(
    desk: Desk, kind: RequestKind, facts: dict[str, str], known_by: tuple[IdentifierKind, str]
) -> None:
    desk.replied(desk.searched(kind, **({"person_name": "青葉 かすみ", "customer_number": "", "contact": ""} | facts)))
    assert is_stopped(desk.workspace, [Identifier(*known_by)], STOPS[kind], on=TODAY, **WHO)


@pytest.mark.parametrize("kind", RequestKind)
def test_no_stop_is_granted_without_an_identifier_that_a_list_would_know(desk: Desk, kind: RequestKind) -> None:
    facts: dict[str, Any] = {"customer_number": "", "contact": "手紙のみ", "person_name": "青葉 かすみ"}
    if kind is RequestKind.RECORDS:
        return
    request = desk.searched(kind, **facts)
    if kind not in STOPS:
        assert desk.replied(request).replied_on is not None
        return
    for result in (GRANTED, PARTLY):
        grounds = frozenset(list(grounds_for(kind))[:1]) if result.needs_ground else frozenset()
        with pytest.raises(StateError, match="day of birth"):
            desk.replied(request, result, grounds=grounds)


def test_the_contact_of_an_agent_stops_nobody(desk: Desk) -> None:
    request = desk.receive(RequestKind.STOP_USE, asked_by=AskedBy.MANDATED_AGENT, customer_number="")
    assert identifiers_of(request) == ()


def test_nothing_is_told_to_somebody_who_was_not_identified(desk: Desk) -> None:
    request = desk.receive()
    for result, grounds in (
        (GRANTED, ()), (RequestResult.NOT_HELD, ()), (REFUSED, (RefusalGround.HARM,)), (PARTLY, (RefusalGround.HARM,)),
    ):  # fmt: skip
        with pytest.raises(StateError, match="how it was checked"):
            desk.replied(request, result, grounds=frozenset(grounds))
    done = desk.replied(request, REFUSED, grounds=frozenset({RefusalGround.NOT_IDENTIFIED}), reason_told=True)
    assert done.identity_on is None
    assert done.replied_on == TODAY


def test_nothing_is_told_before_it_is_known_who_asks_and_that_an_agent_may(desk: Desk) -> None:
    workspace, reply = desk.workspace, ReplyDraft(GRANTED, TODAY, ReplyWay.PAPER)
    request = desk.searched(CORRECTION, asked_by=None)
    with pytest.raises(StateError):
        reply_to_request(workspace, request.id, reply, **WHO)
    how: dict[str, Any] = {"on": TODAY, **WHO}
    with pytest.raises(InvalidValueError):
        check_identity(workspace, request.id, IdentityCheck.SHOWN, authority=AgentAuthority.MANDATE, **how)
    known = check_identity(
        workspace, request.id, IdentityCheck.SHOWN, asked_by=AskedBy.MANDATED_AGENT, **how
    ).record  # fmt: skip
    assert not known.is_identified
    with pytest.raises(StateError):
        reply_to_request(workspace, request.id, reply, **WHO)
    check_identity(workspace, request.id, IdentityCheck.SHOWN, authority=AgentAuthority.MANDATE, **how)
    assert reply_to_request(workspace, request.id, reply, **WHO).record.result is GRANTED


def test_an_authority_goes_with_the_agent_who_showed_it(desk: Desk) -> None:
    request = desk.receive(asked_by=AskedBy.LEGAL_AGENT)
    check_identity(
        desk.workspace, request.id, IdentityCheck.SHOWN, on=TODAY, authority=AgentAuthority.FAMILY_REGISTER, **WHO
    )  # fmt: skip
    draft = RequestDraft(request.kind, request.received_on, request.channel, AskedBy.MANDATED_AGENT)
    assert edit_request(desk.workspace, request.id, draft, **WHO).record.authority is None


@pytest.mark.parametrize("kind", RequestKind)
def test_a_refusal_needs_a_ground_that_the_act_knows_for_this_request(desk: Desk, kind: RequestKind) -> None:
    request = desk.searched(kind)
    for ground in RefusalGround:
        if ground not in grounds_for(kind):
            with pytest.raises(InvalidValueError):
                desk.replied(request, REFUSED, grounds=frozenset({ground}))
    with pytest.raises(InvalidValueError):
        desk.replied(request, REFUSED)
    with pytest.raises(InvalidValueError):
        desk.replied(request, GRANTED, grounds=frozenset({grounds_for(kind)[0]}))
    done = desk.replied(request, REFUSED, grounds=frozenset({grounds_for(kind)[0]}))
    assert done.reason_told is None
    assert explain_refusal(desk.workspace, done.id, **WHO).record.reason_told is True


def test_not_held_is_said_only_after_everybody_has_looked(desk: Desk) -> None:
    with pytest.raises(StateError, match="Nobody has looked"):
        desk.replied(desk.identified(), RequestResult.NOT_HELD)
    with pytest.raises(StateError, match="was found"):
        desk.replied(desk.searched(), RequestResult.NOT_HELD)
    request = desk.searched(DISCLOSURE, "ds_nowhere")
    (line,) = ask_recipients(desk.workspace, request.id, [desk.flows["calls"].id], **WHO).record
    with pytest.raises(StateError, match="not answered the search: 1"):
        desk.replied(request, RequestResult.NOT_HELD)
    tell_recipient(desk.workspace, [line.id], told_on=TODAY, how=PassedOnWay.MAIL, **WHO)
    note_answer(desk.workspace, [line.id], answered_on=TODAY, answer=PassedOnAnswer.HOLDS_NONE, **WHO)
    with pytest.raises(StateError, match="not held"):
        desk.replied(request, GRANTED)
    assert desk.replied(request, RequestResult.NOT_HELD).result is RequestResult.NOT_HELD


def test_records_are_answered_after_they_were_searched(desk: Desk) -> None:
    with pytest.raises(StateError, match="Search the records"):
        desk.replied(desk.identified(RequestKind.RECORDS))
    assert desk.replied(desk.searched(RequestKind.RECORDS)).records_found == 1
    none = desk.searched(RequestKind.RECORDS, customer_number="M-1")
    assert desk.replied(none, RequestResult.NOT_HELD).records_found == 0


@pytest.mark.parametrize("on", [TODAY + timedelta(days=1), TODAY - timedelta(days=7)])
def test_no_reply_goes_out_on_a_day_to_come_or_before_the_request(desk: Desk, on: date) -> None:
    with pytest.raises(InvalidValueError):
        desk.replied(desk.searched(), on=on)


def test_an_answered_request_stays_as_it_was_answered(desk: Desk) -> None:
    done = desk.replied(desk.searched())
    workspace, draft = desk.workspace, RequestDraft(DISCLOSURE, done.received_on, done.channel)
    for again_ in (
        lambda: desk.replied(done), lambda: edit_request(workspace, done.id, draft, **WHO),
        lambda: check_identity(workspace, done.id, IdentityCheck.LOGIN, on=TODAY, **WHO),
        lambda: note_search(workspace, done.id, desk.members.id, Searched.FOUND, **WHO),
        lambda: note_fee(workspace, done.id, 1, **WHO),
    ):  # fmt: skip
        with pytest.raises(StateError):
            again_()
    assert again(desk, done) == done


def test_a_recipient_is_told_before_it_answers_and_by_an_answer_that_fits(desk: Desk) -> None:
    request = desk.replied(desk.searched(CORRECTION))
    line, workspace = asked_of(desk, request)["calls"], desk.workspace
    answer: dict[str, Any] = {"answered_on": TODAY, "answer": PassedOnAnswer.DONE, **WHO}
    with pytest.raises(StateError):
        note_answer(workspace, [line.id], **answer)
    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=1)):
        with pytest.raises(InvalidValueError):
            tell_recipient(workspace, [line.id], told_on=day, how=PassedOnWay.MAIL, **WHO)
    (told,) = tell_recipient(workspace, [line.id], told_on=TODAY, how=PassedOnWay.MAIL, **WHO).record
    assert (told.told_on, told.told_by, told.told_how) == (TODAY, ACTOR.id, PassedOnWay.MAIL)
    with pytest.raises(StateError):
        tell_recipient(workspace, [line.id], told_on=TODAY, how=PassedOnWay.MAIL, **WHO)
    with pytest.raises(InvalidValueError):
        note_answer(workspace, [line.id], **(answer | {"answer": PassedOnAnswer.FOUND}))
    for note in ("連絡先は 090-1234-5678", "kasumi@example.jp に回答"):
        with pytest.raises(InvalidValueError):
            note_answer(workspace, [line.id], note=note, **answer)
    (done,) = note_answer(workspace, [line.id], note="委託先の担当部署で訂正", **answer).record
    assert done.answer is PassedOnAnswer.DONE


def test_whoever_refused_is_asked_again_and_the_refusal_stays_on_record(desk: Desk) -> None:
    request = desk.replied(desk.searched(CORRECTION))
    line, workspace = asked_of(desk, request)["calls"], desk.workspace
    with pytest.raises(StateError):
        ask_again(workspace, line.id, **WHO)
    tell_recipient(workspace, [line.id], told_on=TODAY, how=PassedOnWay.MAIL, **WHO)
    refused = note_answer(workspace, [line.id], answered_on=TODAY, answer=PassedOnAnswer.REFUSED, **WHO)
    assert [span.rule_id for span in refused.opened] == ["A-PO2"]
    second = ask_again(workspace, line.id, **WHO).record
    tell_recipient(workspace, [second.id], told_on=TODAY, how=PassedOnWay.PHONE, **WHO)
    done = note_answer(workspace, [second.id], answered_on=TODAY, answer=PassedOnAnswer.DONE, **WHO)
    assert "A-PO2" in {span.rule_id for span in done.closed}
    with workspace.unit() as unit:
        assert unit.records.get(PassedOn, line.id).answer is PassedOnAnswer.REFUSED


def test_what_is_overdue_is_a_gap_of_the_recipient_and_names_its_flow(desk: Desk) -> None:
    result = reply_to_request(
        desk.workspace, desk.searched(CORRECTION).id, ReplyDraft(GRANTED, TODAY, ReplyWay.PAPER), **WHO
    )
    late = {span.third_party_id: span for span in result.opened if span.rule_id == "C-PO1"}
    assert late.keys() == {desk.flows[name].third_party_id for name in ("calls", "print", "partner")}
    span = late[desk.flows["calls"].third_party_id]
    assert span.subject_key.partition("/")[0] == desk.flows["calls"].id
    assert not span.is_open(TODAY + timedelta(days=7))
    assert span.is_open(TODAY + timedelta(days=8))


def test_days_of_policy_are_those_in_force(desk: Desk) -> None:
    ours = replace(DEFAULT_POLICY, passed_on_days=3, request_keep_months=6, request_alarm_days=2, request_target_days=5)
    change_policy(desk.workspace, ours, **WHO)
    request = desk.replied(desk.searched(CORRECTION))
    assert request.erase_after == date(2027, 5, 25)
    assert {one.due_on for one in asked_of(desk, request).values()} == {TODAY + timedelta(days=3)}
    with pytest.raises(InvalidValueError):
        checked_policy(ours, request_alarm_days=6)


@pytest.mark.parametrize("role", [UserRole.PROCUREMENT, UserRole.SALES, UserRole.AUDITOR, UserRole.ADMIN])
def test_compliance_alone_handles_requests(desk: Desk, role: UserRole) -> None:
    request = desk.receive()
    other = an_actor(role)
    with pytest.raises(NotPermittedError):
        who_asked(desk.workspace, request.id, actor=other, at=AT)
    with pytest.raises(NotPermittedError):
        receive_request(desk.workspace, RequestDraft(DISCLOSURE, TODAY, request.channel), actor=other, at=AT)


def test_after_the_erasure_nobody_stands_in_the_database_the_trail_or_the_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    workspace = desk.workspace
    at_first = set(everything_stored(workspace).splitlines())  # the record of 法29条 keeps its numbers
    request = desk.searched(RequestKind.RECORDS)
    edited = RequestDraft(
        RequestKind.RECORDS, request.received_on, request.channel, AskedBy.PERSON, data_set_ids=request.data_set_ids,
        person_name=NAME, customer_number=NUMBER, contact="03-0000-0000", wish="青葉の記録をすべて",
    )  # fmt: skip
    edit_request(workspace, request.id, edited, **WHO)
    search_records(workspace, request.id, **WHO)
    draft = ReplyDraft(GRANTED, TODAY, ReplyWay.PAPER)
    assert NAME in reply_draft(workspace, request.id, draft, language="ja", **WHO).body
    reply_paper(workspace, request.id, draft, language="en", **WHO)
    who_asked(workspace, request.id, **WHO)
    desk.replied(request)
    stopped = desk.replied(desk.searched(RequestKind.STOP_USE))
    for line in asked_of(desk, stopped).values():
        recipient_drafts(workspace, [line.id], language="ja", **WHO)
        tell_recipient(workspace, [line.id], told_on=TODAY, how=PassedOnWay.MAIL, **WHO)
    before = everything_stored(workspace)
    for secret in (NAME, NUMBER.casefold(), "青葉の記録"):
        assert secret in before  # what is looked for below was there
    for one in (request, stopped):
        erase_person(workspace, one.id, **WHO)
    # A hash may hold the digits of a number by chance.
    left = {re.sub("[0-9a-f]{64}", "", row) for row in set(everything_stored(workspace).splitlines()) - at_first}
    for secret in (*SECRETS, "03-0000-0000", "青葉の記録"):
        assert [row for row in left if secret in row] == []
        assert secret not in caplog.text
    assert is_stopped(workspace, [CUSTOMER], StopChannel.USE, on=TODAY, **WHO)
    kept = again(desk, request)
    assert (kept.person_name, kept.customer_number, kept.contact, kept.wish) == (None, None, None, None)
    assert (kept.result, kept.records_found, kept.erased_on) == (GRANTED, 1, TODAY)
    assert verify(workspace).is_intact
    assert [found for _, _, found in recompute(workspace, on=TODAY) if found] == []


def test_the_trail_says_that_who_asked_was_erased_and_by_whom(desk: Desk) -> None:
    request = desk.replied(desk.searched())
    with pytest.raises(StateError):
        erase_person(desk.workspace, desk.receive().id, **WHO)
    erase_person(desk.workspace, request.id, **WHO)
    with pytest.raises(StateError):
        erase_person(desk.workspace, request.id, **WHO)
    with desk.workspace.unit() as unit:
        line, *_, first = unit.trail.lines(record_kind="person_request", record_id=request.id)
    assert (line.entry.action, line.entry.actor) == ("person_request.erased", ACTOR.id)
    assert line.before["person_name"] == ERASED
    assert (first.after or {})["person_name"] == ERASED
