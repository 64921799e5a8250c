"""Whoever was given data and is not on record as having returned or erased them is asked, whatever ended since."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from kit.asking import ADMIN, AT, COMPLIANCE, SALES, a_workspace_of
from kit.flowing import a_flow, a_party, keep
from kit.releasing import CONSENT, a_draft, cleared
from sakimori.domain.codes import Role
from sakimori.domain.records.data_flow import DataFlow, Erasure, ErasureKind, Frequency, LegalRoute, SubjectGroup
from sakimori.domain.records.hand_over import ProvisionRecord, RecordMethod, Release
from sakimori.domain.records.own_registers import DataSet, StopChannel
from sakimori.domain.records.passed_on import PassedOn, PassedOnAbout, PassedOnAnswer, PassedOnWay
from sakimori.domain.records.person_requests import (
    AskedBy,
    IdentityCheck,
    RequestChannel,
    RequestKind,
    RequestResult,
    Searched,
)
from sakimori.domain.values.identifier import Identifier, IdentifierKind
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import archive
from sakimori.services.records.releases import release, release_without_clearance
from sakimori.services.requests.passing_on import note_answer, tell_recipient
from sakimori.services.requests.persons.check import ReplyDraft, RequestDraft
from sakimori.services.requests.persons.view import request_view
from sakimori.services.requests.persons.write import (
    check_identity,
    note_search,
    receive_request,
    reply_to_request,
)
from sakimori.services.requests.stop_rounds import stops_passed_on
from sakimori.services.requests.stops import record_stop

DAY = timedelta(days=1)
TODAY = AT.date()
ENDED = TODAY - 30 * DAY
NUMBER = "m-1"
WHO: dict[str, Any] = {"actor": COMPLIANCE, "at": AT}


def stop(workspace: Workspace, text: str = "M-1", group: SubjectGroup | None = None, *, later: int = 0) -> None:
    at = AT + later * DAY
    person = Identifier(IdentifierKind.CUSTOMER_NUMBER, text)
    record_stop(
        workspace, person, StopChannel.USE, received_on=at.date(), subject_group=group, actor=ADMIN, at=at
    )  # fmt: skip


def asked(workspace: Workspace, about: PassedOnAbout = PassedOnAbout.STOP) -> list[PassedOn]:
    with workspace.unit() as unit:
        return [one for one in unit.records.select(PassedOn) if one.about is about]


def erased(workspace: Workspace, flow: DataFlow, done_on: date, *, confirmed: bool = True) -> None:
    who = (ADMIN.id, done_on) if confirmed else (None, None)
    with workspace.change("register.recorded", actor=ADMIN, at=AT) as change:
        change.insert(
            Erasure(
                "er1", flow.third_party_id, flow.id, ErasureKind.ERASED, done_on, confirmed_by=who[0],
                confirmed_on=who[1],
            )
        )  # fmt: skip


def handed_over(workspace: Workspace, flow: DataFlow, on: date) -> Release:
    draft = a_draft(first_on=on, last_on=on)
    return release_without_clearance(workspace, draft, reason="急ぎ", flow_id=flow.id, actor=SALES, at=AT).record


def a_record(
    workspace: Workspace, flow: DataFlow, *persons: str, corrects: str | None = None, at: datetime = AT
) -> ProvisionRecord:
    """A record of provision that names some persons, along a flow."""
    with workspace.change("provision_record.recorded", actor=ADMIN, at=at) as change:
        return change.insert(
            ProvisionRecord(
                change.new_id("pv"), flow.third_party_id, LegalRoute.CONSENT, RecordMethod.EACH, ENDED, ENDED, "相手",
                "東京都", "代表", ("氏名",), persons, "会員番号", len(persons), TODAY + 900 * DAY, ENDED, ADMIN.id,
                consented=True, flow_id=flow.id, corrects_id=corrects,
            )
        )  # fmt: skip


def granted(workspace: Workspace, data_set: DataSet, kind: RequestKind, found: Searched = Searched.FOUND) -> str:
    """A request of the person above that was granted today; its id."""
    draft = RequestDraft(
        kind, TODAY, RequestChannel.LETTER, AskedBy.PERSON, data_set_ids=(data_set.id,), customer_number="M-1"
    )
    request = receive_request(workspace, draft, **WHO).record
    check_identity(workspace, request.id, IdentityCheck.SHOWN, on=TODAY, **WHO)
    note_search(workspace, request.id, data_set.id, found, **WHO)
    if found is Searched.FOUND:
        reply_to_request(workspace, request.id, ReplyDraft(RequestResult.GRANTED, TODAY), **WHO)
    return request.id


@pytest.mark.parametrize(
    ("flow", "done_on", "confirmed", "holds"),
    [
        ({"end_on": ENDED}, None, True, True),
        ({"end_on": ENDED}, ENDED, True, False),
        ({"end_on": ENDED}, ENDED, False, True),
        ({"end_on": ENDED}, ENDED - DAY, True, True),
        ({"end_on": None}, TODAY, True, True),
        ({"start_on": ENDED, "frequency": Frequency.ONCE}, ENDED, True, False),
        ({"start_on": ENDED, "frequency": Frequency.ONCE}, ENDED - DAY, True, True),
    ],
)
def test_who_was_given_data_holds_them_until_an_erasure_since_then_is_confirmed(
    flow: dict[str, Any], done_on: date | None, *, confirmed: bool, holds: bool
) -> None:
    workspace = a_workspace_of()
    members = keep(workspace, DataSet("", "会員"))
    went = a_flow(workspace, a_party(workspace), data_set_id=members.id, **flow)
    if done_on is not None:
        erased(workspace, went, done_on, confirmed=confirmed)
    stop(workspace)
    assert bool(asked(workspace)) is holds
    granted(workspace, members, RequestKind.CORRECTION)
    assert bool(asked(workspace, PassedOnAbout.CORRECTION)) is holds


def test_a_list_that_went_after_the_erasure_is_held_though_the_flow_had_ended() -> None:
    workspace = a_workspace_of()
    flow = a_flow(workspace, a_party(workspace), end_on=ENDED)
    erased(workspace, flow, ENDED + DAY)
    stop(workspace)
    assert asked(workspace) == []
    handed_over(workspace, flow, ENDED + 2 * DAY)
    stop(workspace, "M-2", later=1)
    assert [one.flow_id for one in asked(workspace)] == [flow.id]


def test_the_archive_and_the_end_of_dealings_erase_nothing() -> None:
    workspace = a_workspace_of()
    members = keep(workspace, DataSet("", "会員"))
    party = a_party(workspace)
    a_flow(workspace, party, data_set_id=members.id, end_on=ENDED)
    archive(workspace, party.id, reason="取引の終了", actor=COMPLIANCE, at=AT)
    granted(workspace, members, RequestKind.ERASURE)
    (line,) = asked(workspace, PassedOnAbout.ERASURE)
    assert line.third_party_id == party.id
    with workspace.unit() as unit:
        late = unit.query("SELECT from_on FROM gap_span WHERE rule_id = 'C-PO1' AND subject_key LIKE '%' || :id",
                          id=line.id)  # fmt: skip
    assert [str(row["from_on"]) for row in late] == [(line.due_on + DAY).isoformat()]


def test_a_record_of_provision_tells_who_holds_the_person_where_the_flow_does_not() -> None:
    workspace = a_workspace_of()
    members, orders = (keep(workspace, DataSet("", name)) for name in ("会員", "注文"))
    unknown = a_flow(workspace, a_party(workspace), data_set_id=None, end_on=ENDED)
    others = a_flow(workspace, a_party(workspace), data_set_id=None, end_on=ENDED)
    of_orders = a_flow(workspace, a_party(workspace), data_set_id=orders.id)
    a_record(workspace, unknown, NUMBER)
    a_record(workspace, of_orders, NUMBER)
    wrong = a_record(workspace, others, NUMBER)
    a_record(workspace, others, "m-9", corrects=wrong.id)
    granted(workspace, members, RequestKind.STOP_USE)
    assert [one.flow_id for one in asked(workspace)] == [unknown.id]


def test_who_is_in_our_data_no_longer_may_be_with_whoever_was_given_them() -> None:
    workspace = a_workspace_of()
    members = keep(workspace, DataSet("", "会員"))
    flow = a_flow(workspace, a_party(workspace), data_set_id=members.id, end_on=ENDED)
    request_id = granted(workspace, members, RequestKind.DISCLOSURE, Searched.NOT_FOUND)
    with workspace.unit() as unit:
        number = unit.number()
    (line,) = request_view(workspace, request_id, on=TODAY, number=number).unasked
    assert (line.key, line.what.ja) == (flow.id, flow.name)


@pytest.mark.parametrize(("persons", "told"), [((NUMBER,), 1), (("m-9",), 0)])
def test_a_stop_reaches_who_was_given_the_person_among_data_of_others(persons: tuple[str, ...], told: int) -> None:
    workspace = a_workspace_of()
    party = a_party(workspace, roles=frozenset({Role.RECIPIENT}))
    flow = a_flow(workspace, party, end_on=ENDED, subject_groups=frozenset({SubjectGroup.EMPLOYEE}))
    a_record(workspace, flow, *persons)
    stop(workspace, group=SubjectGroup.CUSTOMER)
    assert len(asked(workspace)) == told


def test_a_list_under_a_slip_alone_is_passed_on_to_and_called_back_until_it_is_returned() -> None:
    workspace, slip = cleared(CONSENT, recorded_flow=False)
    draft = a_draft(consented=True, persons=("M-1",), person_count=None)
    went = release(workspace, slip.id, draft, actor=SALES, at=AT).record
    assert went.flow_id is None
    stop(workspace)
    (told,), (back,) = asked(workspace), asked(workspace, PassedOnAbout.RECALL)
    assert (told.release_id, told.flow_id, back.release_id) == (went.id, None, went.id)
    with workspace.unit() as unit:
        number = unit.number()
    (recipient,) = stops_passed_on(workspace, on=TODAY, number=number).recipients
    assert [name.en for name in recipient.flows] == [f"data handed over on {TODAY.isoformat()}"]
    with workspace.unit() as unit:
        late = unit.query("SELECT subject_kind, subject_key FROM gap_span WHERE rule_id = 'C-PO1'")
    assert {str(row["subject_kind"]) for row in late} == {"hand_over_release"}
    assert {str(row["subject_key"]) for row in late} == {f"{went.id}/{one.id}" for one in (told, back)}
    ids = [told.id, back.id]
    tell_recipient(workspace, ids, how=PassedOnWay.MAIL, told_on=TODAY, **WHO)
    note_answer(workspace, ids, answer=PassedOnAnswer.DONE, answered_on=TODAY, **WHO)
    stop(workspace, "M-2", later=1)
    assert len(asked(workspace)) == 1


def test_a_correction_reaches_who_was_given_the_person_under_a_slip_alone() -> None:
    workspace, slip = cleared(CONSENT, recorded_flow=False)
    release(workspace, slip.id, a_draft(consented=True), actor=SALES, at=AT)
    with workspace.unit() as unit:
        (data_set,) = unit.records.select(DataSet)
        before = unit.number()
    request_id = granted(workspace, data_set, RequestKind.CORRECTION)
    (line,) = asked(workspace, PassedOnAbout.CORRECTION)
    assert line.flow_id is None
    with workspace.unit() as unit:
        number = unit.number()
    (shown,) = request_view(workspace, request_id, on=TODAY, number=number).recipients
    assert before < number
    assert shown.asked == line
