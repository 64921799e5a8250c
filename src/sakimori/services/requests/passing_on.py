"""What has to reach the recipients that hold a copy: who they are, what they are asked, told and answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from sakimori.domain.records.data_flow import DataFlow, Direction, Erasure, LegalRoute
from sakimori.domain.records.passed_on import PassedOn, PassedOnAbout, PassedOnAnswer, PassedOnWay
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, StateError
from sakimori.exchange.registers.fields import field_words
from sakimori.rules.facts.flow_facts import needs_route
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Change, Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import checked_reason
from sakimori.services.parties.write import write_result
from sakimori.services.requests.stop_values import refuse_telling

_OURS_TO_DO: Final = frozenset(
    {LegalRoute.NOT_PROVISION, LegalRoute.SAME_ENTITY, LegalRoute.TO_PERSON, LegalRoute.BY_PERSON}
)
"""Nobody else holds a copy: we change the data there ourselves, or the person does."""
_LINE: Final = Text("渡した先への連絡", "what was passed on")
_ALREADY_TOLD: Final = Text("すでに伝えています。", "It was told already.")
_NOT_TOLD: Final = Text("まだ伝えていません。先に伝えた日を記録してください。", "Record first that it was told.")
_NOT_REFUSED: Final = Text("断られた連絡ではありません。", "This was not refused.")
_PAST: Final = Text("本日までの日にしてください。", "Give a day up to today.")
_NOT_BEFORE: Final = Text("{day}以後の日にしてください。", "Give {day} or a later day.")
_SEARCH_ANSWERS: Final = Text(
    "保有の確認への回答は「保有している」「保有していない」「応じない」から選んでください。",
    "A search is answered by: found, holds none, or refused.",
)
_CHANGE_ANSWERS: Final = Text(
    "回答は「対応した」「保有していない」「応じない」から選んでください。",
    "This is answered by: done, holds none, or refused.",
)


def holding_flows(unit: Unit, data_set_ids: Collection[str], *, on: date) -> tuple[DataFlow, ...]:
    """The flows along which others hold copies of some data sets on a day, by third party.

    A confirmed erasure ends that, the end of the flow does not. Anonymised data tell nobody; where we alone handle
    the data (a cloud service that does not look at them), the change is ours to make.
    """
    ids = {f"i{n}": value for n, value in enumerate(sorted(data_set_ids))}
    if not ids:
        return ()
    where = f"data_set_id IN ({', '.join(':' + key for key in ids)})"
    found = unit.records.select(DataFlow, where, ids, order="third_party_id, id")
    gone = {e.flow_id for e in unit.records.select(Erasure, "confirmed_on IS NOT NULL")}
    parties = {p.id: p for p in unit.records.with_ids(ThirdParty, {flow.third_party_id for flow in found})}
    return tuple(
        flow
        for flow in found
        if flow.direction is not Direction.IN
        and flow.route not in _OURS_TO_DO
        and flow.id not in gone
        and (flow.start_on is None or flow.start_on <= on)
        and needs_route(flow)
        and _is_there(parties[flow.third_party_id])
    )


def _is_there(party: ThirdParty) -> bool:
    return not party.is_self and party.merged_into is None and party.archived_on is None


def pass_on(
    change: Change,
    flows: Iterable[DataFlow],
    about: PassedOnAbout,
    *,
    request_id: str | None = None,
    stop_batch_id: str | None = None,
) -> tuple[PassedOn, ...]:
    """Have the recipients of some flows asked, each once for one request or batch; gives what is new.

    How many days they have is our policy. Within a change: the service that calls this has asked for the permission.
    """
    due_on = change.today + timedelta(days=change.policy().passed_on_days)
    asked = []
    for flow in flows:
        same = {"flow": flow.id, "about": about.value}
        standing = change.records.select(PassedOn, "flow_id = :flow AND about = :about", same)
        if not any((one.request_id, one.stop_batch_id) == (request_id, stop_batch_id) for one in standing):
            made = PassedOn(
                change.new_id("po"), flow.third_party_id, flow.id, about, change.today, due_on, request_id,
                stop_batch_id,
            )  # fmt: skip
            asked.append(change.insert(made, action="passed_on.asked"))
    return tuple(asked)


@needs(Permission.HANDLE_REQUESTS)
def mark_told(
    workspace: Workspace,
    passed_on_id: str,
    *,
    on: date,
    how: PassedOnWay,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[PassedOn]:
    """Keep that a recipient was told, when and how.

    Raises:
        InvalidValueError: The day is to come, or before it was asked for.
        StateError: It was told already.
    """
    with workspace.change("passed_on.told", actor=actor, at=at) as change:
        standing = change.as_shown(_line(change, passed_on_id), seen)
        if standing.told_on is not None:
            raise StateError(why=_ALREADY_TOLD)
        _check_day(change, "told_on", on, standing.asked_on)
        stored = change.update(replace(standing, told_on=on, told_by=actor.id, told_how=how))
    return write_result(stored, change)


@needs(Permission.HANDLE_REQUESTS)
def mark_answered(
    workspace: Workspace,
    passed_on_id: str,
    *,
    on: date,
    answer: PassedOnAnswer,
    note: str = "",
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[PassedOn]:
    """Keep what a recipient answered; a later answer may take the place of an earlier one.

    Raises:
        InvalidValueError: The day is to come or before the telling, the answer is none to this, or the note would tell
            the person.
        StateError: The recipient was not told yet.
    """
    refuse_telling(note, field_words(PassedOn, "note"))
    said = checked_reason(note)
    with workspace.change("passed_on.answered", actor=actor, at=at) as change:
        standing = change.as_shown(_line(change, passed_on_id), seen)
        if standing.told_on is None:
            raise StateError(why=_NOT_TOLD)
        _check_day(change, "answered_on", on, standing.told_on)
        if answer not in answers_to(standing.about):
            expected = _SEARCH_ANSWERS if standing.about is PassedOnAbout.SEARCH else _CHANGE_ANSWERS
            raise InvalidValueError(field=field_words(PassedOn, "answer"), value=answer.value, expected=expected)
        stored = change.update(replace(standing, answered_on=on, answer=answer, note=said))
    return write_result(stored, change)


@needs(Permission.HANDLE_REQUESTS)
def ask_again(
    workspace: Workspace, passed_on_id: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[PassedOn]:
    """Ask a recipient once more that refused; what it refused stays on record.

    Raises:
        StateError: It did not refuse.
    """
    with workspace.change("passed_on.asked", actor=actor, at=at) as change:
        refused = change.as_shown(_line(change, passed_on_id), seen)
        if refused.answer is not PassedOnAnswer.REFUSED:
            raise StateError(why=_NOT_REFUSED)
        due_on = change.today + timedelta(days=change.policy().passed_on_days)
        made = PassedOn(
            change.new_id("po"), refused.third_party_id, refused.flow_id, refused.about, change.today, due_on,
            refused.request_id, refused.stop_batch_id,
        )  # fmt: skip
        stored = change.insert(made)
    return write_result(stored, change)


def answers_to(about: PassedOnAbout) -> tuple[PassedOnAnswer, ...]:
    """What a recipient can answer: a search finds something, everything else is done."""
    first = PassedOnAnswer.FOUND if about is PassedOnAbout.SEARCH else PassedOnAnswer.DONE
    return (first, PassedOnAnswer.HOLDS_NONE, PassedOnAnswer.REFUSED)


def _line(unit: Unit, passed_on_id: str) -> PassedOn:
    return unit.records.get(PassedOn, passed_on_id, what=_LINE)


def _check_day(change: Change, name: str, day: date, not_before: date) -> None:
    field = field_words(PassedOn, name)
    if day > change.today:
        raise InvalidValueError(field=field, value=day.isoformat(), expected=_PAST)
    if day < not_before:
        expected = _NOT_BEFORE.format(day=not_before.isoformat())
        raise InvalidValueError(field=field, value=day.isoformat(), expected=expected)
