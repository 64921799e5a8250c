"""A recipient was told of stops, and answered: each is noted for every telling that was due to it, in one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.records.passed_on import PassedOn, PassedOnAbout, PassedOnAnswer, PassedOnWay
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, StateError
from sakimori.exchange.registers.fields import field_words
from sakimori.rules.facts.stops import MARKETING_STOPS
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Change, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import write_result
from sakimori.services.requests.stop_values import checked_source

OF_STOPS: Final = frozenset({PassedOnAbout.STOP, PassedOnAbout.RECALL})
_NOTHING: Final = Text("連絡する停止はありません。", "There is no stop to tell of.")
_NOT_TOLD: Final = Text("まだ伝えていない停止があります。", "Some of these stops were not told yet.")
_DAY: Final = Text("登録した日から本日までの日にしてください。", "Give a day from the one they were put down to today.")
_AFTER: Final = Text("伝えた日から本日までの日にしてください。", "Give a day from the telling to today.")


@needs(Permission.HANDLE_REQUESTS)
def tell_recipient(
    workspace: Workspace,
    ids: Sequence[str],
    *,
    how: PassedOnWay,
    told_on: date,
    note: str = "",
    actor: Actor,
    at: datetime,
    seen: Mapping[str, int] | None = None,
) -> WriteResult[tuple[PassedOn, ...]]:
    """Note that a recipient was told of stops; a file of them is from then on its list of refusals of that day.

    Raises:
        InvalidValueError: The day is to come, or before the stops were put down.
        StateError: All of them were told already.
    """
    said = checked_source(note)
    with workspace.change("stop.told", actor=actor, at=at) as change:
        due = [one for one in _of_stops(change, ids, seen) if one.told_on is None]
        if not due:
            raise StateError(why=_NOTHING)
        if told_on > change.today or told_on < max(one.asked_on for one in due):
            raise _invalid("told_on", told_on, _DAY)
        told = change.update_all(
            [replace(one, told_on=told_on, told_by=actor.id, told_how=how, note=said or one.note) for one in due]
        )
        if how is PassedOnWay.FILE:
            _renew_lists(change, {one.flow_id for one in told if one.channel in MARKETING_STOPS}, told_on)
    return write_result(tuple(told), change)


@needs(Permission.HANDLE_REQUESTS)
def note_answer(
    workspace: Workspace,
    ids: Sequence[str],
    *,
    answer: PassedOnAnswer,
    answered_on: date,
    note: str = "",
    actor: Actor,
    at: datetime,
    seen: Mapping[str, int] | None = None,
) -> WriteResult[tuple[PassedOn, ...]]:
    """Note what a recipient answered to the stops that it was told of.

    Raises:
        InvalidValueError: The day is to come, or before the telling.
        StateError: Some were not told yet, or all are answered.
    """
    said = checked_source(note)
    with workspace.change("stop.answered", actor=actor, at=at) as change:
        asked = [one for one in _of_stops(change, ids, seen) if one.answer in {None, PassedOnAnswer.REFUSED}]
        if not asked:
            raise StateError(why=_NOTHING)
        told = [one.told_on for one in asked if one.told_on is not None]
        if len(told) < len(asked):
            raise StateError(why=_NOT_TOLD)
        if answered_on > change.today or answered_on < max(told):
            raise _invalid("answered_on", answered_on, _AFTER)
        stored = change.update_all(
            [replace(one, answer=answer, answered_on=answered_on, note=said or one.note) for one in asked]
        )
    return write_result(tuple(stored), change)


def _of_stops(unit: Change, ids: Sequence[str], seen: Mapping[str, int] | None) -> list[PassedOn]:
    found = [unit.records.get(PassedOn, one) for one in dict.fromkeys(ids)]
    return [unit.as_shown(one, (seen or {}).get(one.id)) for one in found if one.about in OF_STOPS]


def _renew_lists(change: Change, flow_ids: set[str], made_on: date) -> None:
    for facts in change.records.with_ids(HandOver, flow_ids, column="flow_id"):
        if facts.suppression_on is None or facts.suppression_on < made_on:
            change.update(replace(facts, suppression_on=made_on))


def _invalid(name: str, day: date, expected: Text) -> InvalidValueError:
    return InvalidValueError(field=field_words(PassedOn, name), value=day.isoformat(), expected=expected, name=name)
