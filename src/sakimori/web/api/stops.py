"""Stops 停止請求: kept, taken back, asked for, and told on to the recipients that hold the data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final

from pydantic import Field

from sakimori.domain.access_token import TokenScope
from sakimori.domain.records.data_flow import SubjectGroup
from sakimori.domain.records.own_registers import IdentifierKind, StopChannel
from sakimori.domain.records.passed_on import PassedOn, PassedOnAnswer, PassedOnWay
from sakimori.domain.values.identifier import Identifier
from sakimori.domain.values.text import Text
from sakimori.services.kernel.access import Permission
from sakimori.services.requests.passing_on import note_answer, tell_recipient
from sakimori.services.requests.stop_rounds import stops_passed_on
from sakimori.services.requests.stops import is_stopped, record_stop, stop_counts, withdraw_stop
from sakimori.web.api.endpoint import Call, Endpoint
from sakimori.web.api.forms import Day, DayQuery, In, Line, Lines, Named, Out


class PersonIn(In):
    """What tells a person: it is hashed under a key, and the value itself is kept nowhere."""

    kind: IdentifierKind
    value: Annotated[Named, Field(repr=False)]

    def identifier(self) -> Identifier:
        """The same as the services take it."""
        return Identifier(self.kind, self.value)


class StopIn(In):
    """That a person asked us to stop something."""

    person: PersonIn
    channel: StopChannel
    received_on: Day
    source: Line = ""
    subject_group: SubjectGroup | None = None


class StopOut(Out):
    """A stop, without the person."""

    id: str
    channel: StopChannel
    kind: IdentifierKind | None
    received_on: date
    withdrawn_on: date | None


def _record(call: Call) -> StopOut:
    body: StopIn = call.body
    kept = record_stop(
        call.seat, body.person.identifier(), body.channel, received_on=body.received_on, source=body.source,
        subject_group=body.subject_group, actor=call.actor, at=call.at,
    )  # fmt: skip
    return StopOut.of(kept.record)


class WithdrawIn(In):
    """That a person took a stop back."""

    person: PersonIn
    channel: StopChannel
    withdrawn_on: Day
    reason: Annotated[Lines, Field(min_length=1)]


def _withdraw(call: Call) -> StopOut:
    body: WithdrawIn = call.body
    kept = withdraw_stop(
        call.seat, body.person.identifier(), body.channel, withdrawn_on=body.withdrawn_on, reason=body.reason,
        actor=call.actor, at=call.at,
    )  # fmt: skip
    return StopOut.of(kept.record)


class CheckIn(In):
    """All values by which one person is known."""

    persons: Annotated[tuple[PersonIn, ...], Field(min_length=1, max_length=20)]
    channel: StopChannel
    on: Day | None = None


class StoppedOut(Out):
    """Whether the person of any of these values has stopped this."""

    is_stopped: bool
    on: date


def _check(call: Call) -> StoppedOut:
    body: CheckIn = call.body
    on = body.on or call.today
    identifiers = [one.identifier() for one in body.persons]
    found = is_stopped(call.seat, identifiers, body.channel, on=on, actor=call.actor, at=call.at)
    return StoppedOut(is_stopped=found, on=on)


class StopCountOut(Out):
    """How many stops stand on a channel, and how many were taken back."""

    channel: StopChannel
    standing: int
    withdrawn: int
    first_on: date | None
    last_on: date | None


class StopCountsOut(Out):
    """The channels on which anything was ever stopped."""

    items: tuple[StopCountOut, ...]


def _counts(call: Call) -> StopCountsOut:
    found = stop_counts(call.seat, on=call.on, number=call.as_of().number)
    return StopCountsOut(items=tuple(StopCountOut.of(one) for one in found))


class TellingOut(Out):
    """How it stands between one round of stops and one recipient, with the tellings and the version of each."""

    round: str
    channel: StopChannel
    state: str
    tell_by: date
    due_on: date
    told_on: date | None
    answered_on: date | None
    recalls: bool
    versions: Mapping[str, int]


class ReachedOut(Out):
    """A recipient that holds data of persons who stopped something."""

    third_party_id: str
    name: str
    flows: tuple[str, ...]
    tellings: tuple[TellingOut, ...]


class PropagationOut(Out):
    """Whom the stops reach, in the order in which something is to be done."""

    items: tuple[ReachedOut, ...]


def _propagation(call: Call) -> PropagationOut:
    found = stops_passed_on(call.seat, on=call.on, number=call.as_of().number)
    channels = {one.id: one.channel for one in found.rounds}
    return PropagationOut(
        items=tuple(
            ReachedOut(
                third_party_id=one.id,
                name=one.name,
                flows=tuple(flow.get(call.language) for flow in one.flows),
                tellings=tuple(
                    TellingOut(
                        round=key, channel=channels[key], state=cell.state.name.lower(), tell_by=cell.tell_by,
                        due_on=cell.due_on, told_on=cell.told_on, answered_on=cell.answered_on, recalls=cell.recalls,
                        versions=cell.versions,
                    )
                    for key, cell in one.cells.items()
                    if key in channels
                ),
            )
            for one in found.recipients
        )
    )  # fmt: skip


class ToldIn(In):
    """Which tellings were made, with the version that was read of each."""

    versions: Annotated[Mapping[Named, Annotated[int, Field(ge=1, le=1_000_000)]], Field(min_length=1, max_length=500)]
    how: PassedOnWay
    told_on: Day
    note: Lines | None = None


class TellingAnswerIn(In):
    """What a recipient answered to some tellings."""

    versions: Annotated[Mapping[Named, Annotated[int, Field(ge=1, le=1_000_000)]], Field(min_length=1, max_length=500)]
    answer: PassedOnAnswer
    answered_on: Day
    note: Lines | None = None


class PassedOut(Out):
    """A telling as it was kept."""

    id: str
    third_party_id: str
    flow_id: str
    told_on: date | None
    answered_on: date | None
    answer: PassedOnAnswer | None
    version: int


class PassedList(Out):
    """The tellings that were changed."""

    items: tuple[PassedOut, ...]


def _passed(found: tuple[PassedOn, ...]) -> PassedList:
    return PassedList(items=tuple(PassedOut.of(one) for one in found))


def _tell(call: Call) -> PassedList:
    body: ToldIn = call.body
    kept = tell_recipient(
        call.seat, tuple(body.versions), how=body.how, told_on=body.told_on, note=body.note, actor=call.actor,
        at=call.at, seen=body.versions,
    )  # fmt: skip
    return _passed(kept.record)


def _answer(call: Call) -> PassedList:
    body: TellingAnswerIn = call.body
    kept = note_answer(
        call.seat, tuple(body.versions), answer=body.answer, answered_on=body.answered_on, note=body.note,
        actor=call.actor, at=call.at, seen=body.versions,
    )  # fmt: skip
    return _passed(kept.record)


ENDPOINTS: Final = (
    Endpoint(
        method="GET", path="/stops", name="count_stops", scope=TokenScope.STOPS, permission=Permission.READ,
        query=DayQuery, answers=StopCountsOut, run=_counts, title=Text("停止請求の件数", "How many stops stand"),
    ),
    Endpoint(
        method="POST", path="/stops", name="record_stop", scope=TokenScope.STOPS,
        permission=Permission.EDIT_OWN_REGISTER, body=StopIn, answers=StopOut, run=_record, status=201,
        title=Text("停止請求を登録する", "Keep a stop"),
        about=Text(
            "同じ人の二度目の申出は、日が早いときだけ日を変えます。",
            "A second request of the same person changes nothing but an earlier day.",
        ),
    ),
    Endpoint(
        method="POST", path="/stops/withdraw", name="withdraw_stop", scope=TokenScope.STOPS,
        permission=Permission.EDIT_OWN_REGISTER, body=WithdrawIn, answers=StopOut, run=_withdraw,
        title=Text("停止請求を取り下げる", "Take a stop back"),
    ),
    Endpoint(
        method="POST", path="/stops/check", name="check_stop", scope=TokenScope.STOPS, is_read=True,
        permission=Permission.READ_APPROVED, body=CheckIn, answers=StoppedOut, run=_check,
        title=Text("停止請求があるかを確かめる", "Ask whether somebody has stopped something"),
    ),
    Endpoint(
        method="GET", path="/stops/propagation", name="list_stop_propagation", scope=TokenScope.STOPS,
        permission=Permission.READ, query=DayQuery, answers=PropagationOut, run=_propagation,
        title=Text("停止の連絡の状況", "Which recipients know of which stops"),
    ),
    Endpoint(
        method="POST", path="/stops/propagation/told", name="note_stop_told", scope=TokenScope.STOPS,
        permission=Permission.HANDLE_REQUESTS, body=ToldIn, answers=PassedList, run=_tell,
        title=Text("停止を連絡したことを記録する", "Note that recipients were told"),
        about=Text(
            "版は停止の連絡の一覧で読んだものです。ほかの人が先に変えていれば412です。",
            "The versions are those of the propagation; 412 where somebody was faster.",
        ),
    ),
    Endpoint(
        method="POST", path="/stops/propagation/answered", name="note_stop_answer", scope=TokenScope.STOPS,
        permission=Permission.HANDLE_REQUESTS, body=TellingAnswerIn, answers=PassedList, run=_answer,
        title=Text("停止への回答を記録する", "Note what recipients answered"),
    ),
)  # fmt: skip
