"""Stops 停止請求: what a person asked us to stop, kept as a hash under a key that lies outside the database."""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

from sakimori.domain.records.own_registers import Stop, StopChannel
from sakimori.domain.user import Actor
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.identifier import KINDS_OF_CHANNEL, Identifier, IdentifierKind, one_form
from sakimori.domain.values.numbers import PersonalNumberKind, find_personal_numbers
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, MyNumberError, StateError
from sakimori.exchange.registers.fields import field_words
from sakimori.exchange.registers.words import code_word
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import ANY, Change, Unit, WriteResult, all_records, put_meta
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import checked_reason, clean
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result
from sakimori.store.key_files import key_file, new_key, read_key, write_key

_CHECK: Final = "stop_key_check"
_MISSING: Final = Text(
    "停止請求の鍵のファイル（{name}）がありません。控えをデータベースと同じ場所に戻してください。",
    "The key file of the stops ({name}) is missing. Put its copy back beside the database.",
)
_WRONG: Final = Text(
    "停止請求の鍵のファイル（{name}）が、登録したときのものと違います。正しい控えに戻してください。",
    "The key file of the stops ({name}) is not the one that they were recorded with. Put the right copy back.",
)
_HELD: WeakKeyDictionary[Workspace, bytes] = WeakKeyDictionary()
"""The keys of workspaces in memory, which have no place for a file."""


def standing_key(workspace: Workspace, unit: Unit) -> bytes | None:
    """The key of the stops that there are; None while there never was one.

    Raises:
        StateError: There are stops, but their key is missing, or another one lies in its place.
    """
    key, check = _found(workspace), _check_of(unit)
    if key is not None and (not key or (check is not None and check != _digest(key))):
        raise StateError(why=_WRONG.format(name=_name(workspace)))
    if key is None and (check is not None or unit.query("SELECT 1 FROM stop LIMIT 1")):
        raise StateError(why=_MISSING.format(name=_name(workspace)))
    return key


def key_for_writing(workspace: Workspace, unit: Unit) -> bytes:
    """The key of the stops, made if there is none yet; within a transaction, so that nobody else makes one as well."""
    key = standing_key(workspace, unit)
    if key is None:
        key = new_key()
        if workspace.target is None:
            _HELD[workspace] = key
        else:
            write_key(key_file(workspace.target), key)
    if _check_of(unit) is None:
        put_meta(unit, _CHECK, _digest(key))
    return key


def hold_key_beside(workspace: Workspace, database: Path) -> None:
    """Let a workspace in memory use the key beside the database that it is to replace: it then fits both of them."""
    key = read_key(key_file(database))
    if key:
        _HELD[workspace] = key


def keep_key_beside(workspace: Workspace, database: Path) -> None:
    """Write the key of a workspace beside a copy of its database, in place of what lies there."""
    with workspace.unit() as unit:
        key = standing_key(workspace, unit)
    if key is not None:
        write_key(key_file(database), key, replaces=True)


def hash_identifier(key: bytes, kind: IdentifierKind, form: str) -> str:
    """What is kept of a person: HMAC-SHA-256 of the kind and the one form of the identifier."""
    return hmac.digest(key, f"{kind.value}:{form}".encode(), "sha256").hex()


def _found(workspace: Workspace) -> bytes | None:
    return _HELD.get(workspace) if workspace.target is None else read_key(key_file(workspace.target))


def _check_of(unit: Unit) -> str | None:
    rows = unit.query("SELECT value FROM meta WHERE key = :key", key=_CHECK)
    return str(rows[0]["value"]) if rows else None


def _digest(key: bytes) -> str:
    """By this the database knows its key again; nobody can go back from it."""
    return hmac.new(key, b"check", sha256).hexdigest()


def _name(workspace: Workspace) -> str:
    return key_file(workspace.target).name if workspace.target is not None else "stop.key"


_HIDDEN: Final = Text("（表示しません）", "(not shown)")
_FORMS: Final = {
    IdentifierKind.MAIL_ADDRESS: Text("name@example.co.jp の形にしてください。", "Write it as name@example.com."),
    IdentifierKind.PHONE_NUMBER: Text(
        "市外局番から数字で書いてください。外国の番号は+で始めます。先頭の0が落ちていないかも確かめてください。",
        "Write all digits with the leading 0; numbers abroad begin with +.",
    ),
    IdentifierKind.POSTAL_ADDRESS: Text("番地まで書いてください。", "Write it down to the house number."),
    IdentifierKind.CUSTOMER_NUMBER: Text("英数字の番号にしてください。", "Give a number of letters and digits."),
    IdentifierKind.NAME_AND_BIRTH: Text(
        "「山田花子 1980-01-31」のように、氏名の後に生年月日を書いてください（和暦も可）。",
        "Write the name and then the day of birth, such as “Hana Yamada 1980-01-31”.",
    ),
}
_CARD: Final = Text("カード番号と思われる値は使えません。", "What looks like a payment card number cannot be used.")
_OTHER_KIND: Final = Text("この停止には{kinds}を使います。", "For this stop, use one of: {kinds}.")
_IN_FUTURE: Final = Text("本日までの日にしてください。", "Give a day up to today.")
_BEFORE: Final = Text("請求を受けた日より前にはできません。", "It cannot be before the day of the request.")
_NONE_STANDS: Final = Text("この値の停止請求はありません。", "There is no stop for this value.")
_TELLS_A_PERSON: Final = Text(
    "本人を表す値（アドレスや番号など）は書かないでください。窓口や書類の名前だけにします。",
    "Write no value that tells a person, such as an address or a number; only the desk or the form.",
)
_MAIL_LIKE: Final = re.compile(r"\S\s*@\s*\S")
_DIGIT_RUN: Final = re.compile(r"[\d\s()+\-‐‑‒–—―−ー]+")
_DIGITS_OF_A_PHONE: Final = 9
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
            change.touch_dependents("stop", [ANY])
        stored = put_stop(change, key_hash, channel, received_on=received_on, source=where)
    return write_result(stored, change)


def put_stop(change: Change, key_hash: str, channel: StopChannel, *, received_on: date, source: str) -> Stop:
    """Store a stop within a change, unless it stands already; the earliest request is the one that counts."""
    standing = _standing(change, key_hash, channel)
    if standing is None:
        made = Stop(change.new_id("st"), key_hash, channel, received_on, source)
        return change.insert(made, action="stop.recorded")
    if received_on < standing.received_on:
        return change.update(replace(standing, received_on=received_on), action="stop.edited")
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
    _refuse_telling(reason, _REASON)
    why = needed_reason(reason)
    with workspace.change("stop.withdrawn", actor=actor, at=at, reason=why) as change:
        key = standing_key(workspace, change)
        standing = None if key is None else _standing(change, hash_identifier(key, identifier.kind, form), channel)
        if standing is None:
            raise StateError(why=_NONE_STANDS)
        _check_day("withdrawn_on", withdrawn_on, change.today)
        if withdrawn_on < standing.received_on:
            raise _invalid_day("withdrawn_on", withdrawn_on, _BEFORE)
        stored = change.update(replace(standing, withdrawn_on=withdrawn_on))
        if not _anybody(change, channel):
            change.touch_dependents("stop", [ANY])
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


def checked_form(identifier: Identifier, channel: StopChannel) -> str:
    """The one form of an identifier that this channel is stopped by; a refusal never repeats it."""
    if identifier.kind not in KINDS_OF_CHANNEL[channel]:
        kinds = [code_word(kind) for kind in KINDS_OF_CHANNEL[channel]]
        expected = _OTHER_KIND.format(kinds=Text("・".join(k.ja for k in kinds), ", ".join(k.en for k in kinds)))
        raise _unusable(identifier.kind, expected)
    if identifier.kind is not IdentifierKind.PHONE_NUMBER:
        for found in find_personal_numbers(unicodedata.normalize("NFKC", identifier.text)):
            if found.kind is PersonalNumberKind.MY_NUMBER:
                raise MyNumberError(field=code_word(identifier.kind))
            raise _unusable(identifier.kind, _CARD)
    form = one_form(identifier)
    if form is None:
        raise _unusable(identifier.kind, _FORMS[identifier.kind])
    return form


def checked_source(source: str) -> str:
    """Where a request came in, without anything that would tell the person."""
    _refuse_telling(source, field_words(Stop, "source"))
    return checked_reason(source)


def check_received(received_on: date, today: date) -> None:
    """Refuse a day of request that is to come."""
    _check_day("received_on", received_on, today)


def _refuse_telling(text: str, field: Text) -> None:
    bare = unicodedata.normalize("NFKC", clean(text))
    has_number = any(sum(map(str.isdecimal, run)) >= _DIGITS_OF_A_PHONE for run in _DIGIT_RUN.findall(bare))
    if has_number or _MAIL_LIKE.search(bare):
        raise InvalidValueError(field=field, value=_HIDDEN, expected=_TELLS_A_PERSON)


def _check_day(name: str, day: date, today: date) -> None:
    if day > today:
        raise _invalid_day(name, day, _IN_FUTURE)


def _invalid_day(name: str, day: date, expected: Text) -> InvalidValueError:
    return InvalidValueError(field=field_words(Stop, name), value=day.isoformat(), expected=expected)


def _unusable(kind: IdentifierKind, expected: Text) -> InvalidValueError:
    return InvalidValueError(field=code_word(kind), value=_HIDDEN, expected=expected)


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
