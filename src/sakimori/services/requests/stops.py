"""Stops 停止請求: what a person asked us to stop, kept as a hash under a key that lies outside the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sakimori.domain.records.data_flow import SubjectGroup
from sakimori.domain.records.own_registers import Stop, StopChannel
from sakimori.domain.user import Actor
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.identifier import Identifier
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import ANY, Change, Unit, WriteResult, all_records
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result
from sakimori.services.requests.stop_key import hash_identifier, key_for_writing, standing_key
from sakimori.services.requests.stop_reach import pass_stops_on
from sakimori.services.requests.stop_values import (
    check_day,
    check_received,
    checked_form,
    checked_source,
    invalid_day,
    refuse_telling,
)

_BEFORE: Final = Text("請求を受けた日より前にはできません。", "It cannot be before the day of the request.")
_NONE_STANDS: Final = Text("この値の停止請求はありません。", "There is no stop for this value.")
_REASON: Final = Text("理由", "the reason")


@dataclass(frozen=True, slots=True)
class ChannelCount:
    """How many persons have stopped one thing on a day, how many took it back, and when the first and last came."""

    channel: StopChannel
    standing: int
    withdrawn: int
    first_on: date | None
    last_on: date | None


@needs(Permission.EDIT_OWN_REGISTER)
def record_stop(
    workspace: Workspace,
    identifier: Identifier,
    channel: StopChannel,
    *,
    received_on: date,
    source: str = "",
    subject_group: SubjectGroup | None = None,
    actor: Actor,
    at: datetime,
) -> WriteResult[Stop]:
    """Keep that a person asked us to stop; a second request of the same person changes nothing but an earlier day.

    Raises:
        InvalidValueError: The value is none of its kind, the day is to come, or the source would tell the person.
        MyNumberError: The value is a My Number.
        NotPermittedError: The role may not write our own registers.
        StateError: The key of the stops is missing.
    """
    form, where = checked_form(identifier, channel), checked_source(source)
    check_received(received_on, legal_day(at))
    with workspace.change("stop.recorded", actor=actor, at=at) as change:
        key_hash = hash_identifier(key_for_writing(workspace, change), identifier.kind, form)
        if not _anybody(change, channel):
            touch_by_stops(change, channel)
        asked = Stop("", key_hash, channel, received_on, where, kind=identifier.kind, subject_group=subject_group)
        stored = put_stop(change, asked)
        pass_stops_on(change, channel, ((identifier.kind, form),), subject_group)
    return write_result(stored, change)


def touch_by_stops(change: Change, channel: StopChannel) -> None:
    """Have all judged anew whose answers rest on whether anybody has asked to stop what goes by a channel.

    An earlier program noted no channels.
    """
    change.touch_dependents("stop", [ANY, channel.value])


def put_stop(change: Change, asked: Stop) -> Stop:
    """Store a stop within a change, unless it stands already; the earliest request is the one that counts."""
    standing = _standing(change, asked.key_hash, asked.channel)
    if standing is None:
        made = replace(asked, id=change.new_id("st"), recorded_on=change.today)
        return change.insert(made, action="stop.recorded")
    if asked.received_on < standing.received_on:
        return change.update(replace(standing, received_on=asked.received_on), action="stop.edited")
    return standing


@needs(Permission.EDIT_OWN_REGISTER)
def withdraw_stop(
    workspace: Workspace,
    identifier: Identifier,
    channel: StopChannel,
    *,
    withdrawn_on: date,
    reason: str,
    actor: Actor,
    at: datetime,
) -> WriteResult[Stop]:
    """Keep that a person took a stop back; from that day it stops nothing any more.

    Raises:
        InvalidValueError: The day is before the request or to come, or the reason would tell the person.
        StateError: No stop stands for this value, or the key is missing.
    """
    form = checked_form(identifier, channel)
    refuse_telling(reason, _REASON)
    why = needed_reason(reason)
    with workspace.change("stop.withdrawn", actor=actor, at=at, reason=why) as change:
        key = standing_key(workspace, change)
        standing = None if key is None else _standing(change, hash_identifier(key, identifier.kind, form), channel)
        if standing is None:
            raise StateError(why=_NONE_STANDS)
        check_day("withdrawn_on", withdrawn_on, change.today)
        if withdrawn_on < standing.received_on:
            raise invalid_day("withdrawn_on", withdrawn_on, _BEFORE)
        stored = change.update(replace(standing, withdrawn_on=withdrawn_on))
        if not _anybody(change, channel):
            touch_by_stops(change, channel)
    return write_result(stored, change)


@needs(Permission.READ_APPROVED)
def is_stopped(
    workspace: Workspace,
    identifiers: Sequence[Identifier],
    channel: StopChannel,
    *,
    on: date,
    actor: Actor,
    at: datetime,
) -> bool:
    """Whether the person of any of these values has stopped something on a day; that somebody asked is noted.

    Raises:
        InvalidValueError: A value is none of its kind: then nobody can say that it is not stopped.
        StateError: There are stops, but their key is missing.
    """
    forms = [(identifier, checked_form(identifier, channel)) for identifier in identifiers]
    with workspace.unit() as unit:
        key = standing_key(workspace, unit)
        hashes = () if key is None else tuple(hash_identifier(key, identifier.kind, form) for identifier, form in forms)
        found = any(is_standing(stop, on) for key_hash in hashes for stop in _of_hash(unit, key_hash, channel))
    workspace.access("stop.checked", actor=actor, at=at, what="stop", key=channel.value)
    return found


def check_stop_key(workspace: Workspace) -> None:
    """Say so where there are stops whose key is missing.

    Raises:
        StateError: It is, or another one lies in its place.
    """
    with workspace.unit() as unit:
        standing_key(workspace, unit)


@needs(Permission.READ)
def stop_counts(workspace: Workspace, *, on: date, number: int) -> tuple[ChannelCount, ...]:
    """Per channel, what stands on a day as known after an entry; no persons."""
    with workspace.unit() as unit:
        stops = [stop for stop in all_records(unit, Stop, number=number) if stop.received_on <= on]
    return tuple(
        _count(channel, [stop for stop in stops if stop.channel is channel], on)
        for channel in StopChannel
        if any(stop.channel is channel for stop in stops)
    )


def _of_hash(unit: Unit, key_hash: str, channel: StopChannel) -> list[Stop]:
    return unit.records.select(
        Stop, "key_hash = :key_hash AND channel = :channel", {"key_hash": key_hash, "channel": channel.value}
    )


def _standing(unit: Unit, key_hash: str, channel: StopChannel) -> Stop | None:
    return next((stop for stop in _of_hash(unit, key_hash, channel) if stop.withdrawn_on is None), None)


def _anybody(unit: Unit, channel: StopChannel) -> bool:
    """Whether a stop stands on a channel: only the first and the last of them turn answers to flows."""
    sql = "SELECT 1 FROM stop WHERE channel = :channel AND withdrawn_on IS NULL LIMIT 1"
    return bool(unit.query(sql, channel=channel.value))


def is_standing(stop: Stop, on: date) -> bool:
    """Whether a stop stands on a day: asked for by then, and not taken back."""
    return stop.received_on <= on and (stop.withdrawn_on is None or on < stop.withdrawn_on)


def _count(channel: StopChannel, stops: Sequence[Stop], on: date) -> ChannelCount:
    standing = [stop for stop in stops if is_standing(stop, on)]
    return ChannelCount(
        channel=channel,
        standing=len(standing),
        withdrawn=len(stops) - len(standing),
        first_on=min((stop.received_on for stop in standing), default=None),
        last_on=max((stop.received_on for stop in standing), default=None),
    )
