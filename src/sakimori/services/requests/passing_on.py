"""What has to reach the recipients that hold a copy: who they are, what they are asked, told and answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.records.passed_on import PassedOn, PassedOnAbout, PassedOnAnswer, PassedOnWay
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, StateError
from sakimori.exchange.registers.fields import field_words
from sakimori.rules.facts.flow_facts import needs_route
from sakimori.rules.facts.stops import MARKETING_STOPS
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Change, Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import checked_reason
from sakimori.services.parties.write import write_result
from sakimori.services.requests.copies import Copy
from sakimori.services.requests.stop_values import refuse_telling

OF_STOPS: Final = frozenset({PassedOnAbout.STOP, PassedOnAbout.RECALL})
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


def is_theirs_to_do(flow: DataFlow) -> bool:
    """Whether another one has to follow where data of a flow change; anonymised data tell nobody."""
    return flow.route not in _OURS_TO_DO and needs_route(flow)


def pass_on(
    change: Change,
    copies: Iterable[Copy],
    about: PassedOnAbout,
    *,
    within: int | None = None,
    request_id: str | None = None,
    stop_batch_id: str | None = None,
    channel: StopChannel | None = None,
) -> tuple[PassedOn, ...]:
    """Have the holders of some copies asked, each once for one request or batch; gives what is new.

    How many days they have is our policy, where `within` does not say. Within a change: the service that calls this has
    asked for the permission.
    """
    due_on = change.today + timedelta(days=change.policy().passed_on_days if within is None else within)
    source = {"request_id": request_id} if request_id else {"stop_batch_id": stop_batch_id}
    same = " AND ".join(f"{column} = :{column}" for column in ("about", *source))
    standing = {one.went_by for one in change.records.select(PassedOn, same, {"about": about.value, **source})}
    asked = []
    for copy in copies:
        if copy.key not in standing:
            made = PassedOn(
                change.new_id("po"), copy.flow.third_party_id, None if copy.release else copy.flow.id, about,
                change.today, due_on, request_id, stop_batch_id, channel=channel,
                release_id=copy.release.id if copy.release else None,
            )  # fmt: skip
            asked.append(change.insert(made, action="passed_on.asked"))
    return tuple(asked)


@needs(Permission.HANDLE_REQUESTS)
def tell_recipient(
    workspace: Workspace,
    ids: Collection[str],
    *,
    how: PassedOnWay,
    told_on: date,
    note: str | None = None,
    actor: Actor,
    at: datetime,
    seen: Mapping[str, int] | None = None,
) -> WriteResult[tuple[PassedOn, ...]]:
    """Keep that a recipient was told, when and how; a file of stops is from then on its list of refusals of that day.

    Raises:
        InvalidValueError: The day is to come or before it was asked for, or the note would tell the person.
        StateError: All of it was told already.
    """
    said = _checked_note(note)
    with workspace.change("passed_on.told", actor=actor, at=at) as change:
        due = [one for one in _lines(change, ids, seen) if one.told_on is None]
        if not due:
            raise StateError(why=_ALREADY_TOLD)
        _check_day(change, "told_on", told_on, max(one.asked_on for one in due))
        told = change.update_all(
            [replace(_noted(one, said), told_on=told_on, told_by=actor.id, told_how=how) for one in due]
        )
        if how is PassedOnWay.FILE:
            lists = {one.flow_id for one in told if one.channel in MARKETING_STOPS and one.flow_id is not None}
            _renew_lists(change, lists, told_on)
    return write_result(tuple(told), change)


@needs(Permission.HANDLE_REQUESTS)
def note_answer(
    workspace: Workspace,
    ids: Collection[str],
    *,
    answer: PassedOnAnswer,
    answered_on: date,
    note: str | None = None,
    actor: Actor,
    at: datetime,
    seen: Mapping[str, int] | None = None,
) -> WriteResult[tuple[PassedOn, ...]]:
    """Keep what a recipient answered; a later answer may take the place of an earlier one.

    Raises:
        InvalidValueError: The day is to come or before the telling, the answer is none to this, or the note would tell
            the person.
        StateError: The recipient was not told yet.
    """
    said = _checked_note(note)
    with workspace.change("passed_on.answered", actor=actor, at=at) as change:
        asked = _lines(change, ids, seen)
        told = [one.told_on for one in asked if one.told_on is not None]
        if not told or len(told) < len(asked):
            raise StateError(why=_NOT_TOLD)
        _check_day(change, "answered_on", answered_on, max(told))
        for one in asked:
            if answer not in answers_to(one.about):
                expected = _SEARCH_ANSWERS if one.about is PassedOnAbout.SEARCH else _CHANGE_ANSWERS
                raise InvalidValueError(field=field_words(PassedOn, "answer"), value=answer.value, expected=expected)
        stored = change.update_all(
            [replace(_noted(one, said), answered_on=answered_on, answer=answer) for one in asked]
        )
    return write_result(tuple(stored), change)


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
            refused.request_id, refused.stop_batch_id, channel=refused.channel, release_id=refused.release_id,
        )  # fmt: skip
        stored = change.insert(made)
    return write_result(stored, change)


def answers_to(about: PassedOnAbout) -> tuple[PassedOnAnswer, ...]:
    """What a recipient can answer: a search finds something, everything else is done."""
    first = PassedOnAnswer.FOUND if about is PassedOnAbout.SEARCH else PassedOnAnswer.DONE
    return (first, PassedOnAnswer.HOLDS_NONE, PassedOnAnswer.REFUSED)


def _checked_note(note: str | None) -> str | None:
    """The note as it may be kept; None leaves what stands."""
    if note is None:
        return None
    refuse_telling(note, field_words(PassedOn, "note"))
    return checked_reason(note)


def _noted(one: PassedOn, note: str | None) -> PassedOn:
    return one if note is None else replace(one, note=note)


def _lines(change: Change, ids: Collection[str], seen: Mapping[str, int] | None) -> list[PassedOn]:
    return [change.as_shown(_line(change, one), (seen or {}).get(one)) for one in dict.fromkeys(ids)]


def _renew_lists(change: Change, flow_ids: set[str], made_on: date) -> None:
    for facts in change.records.with_ids(HandOver, flow_ids, column="flow_id"):
        if facts.suppression_on is None or facts.suppression_on < made_on:
            change.update(replace(facts, suppression_on=made_on))


def _line(unit: Unit, passed_on_id: str) -> PassedOn:
    return unit.records.get(PassedOn, passed_on_id, what=_LINE)


def _check_day(change: Change, name: str, day: date, not_before: date) -> None:
    field = field_words(PassedOn, name)
    if day > change.today:
        raise InvalidValueError(field=field, value=day.isoformat(), expected=_PAST)
    if day < not_before:
        expected = _NOT_BEFORE.format(day=not_before.isoformat())
        raise InvalidValueError(field=field, value=day.isoformat(), expected=expected)
