"""Writes of programs that are done once, however often they are sent: the key of a call and its answer, for a day.

Of key and request HMACs are kept under a key outside the database: a request may name a person who asked us to stop.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sakimori.services.access.keys import key_in_use, keyed_hash, replaced_at
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.key_files import WORDS
from sakimori.store.programs.call_keys import CallKeyTable
from sakimori.store.records import parse_instant

KEPT: Final = timedelta(hours=24)
LONGEST_CALL: Final = timedelta(minutes=10)
"""A call that has no answer by then was cut off: the server ended while it ran."""


@dataclass(frozen=True, slots=True)
class CallKey:
    """A call as it is known again: by its token, and keyed hashes of its key and of what it asks."""

    token_id: str
    key: str
    asked: str
    given: str = field(repr=False)
    """The key as the program gave it, by which calls of older programs are kept."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What was asked under a key, and the head and body of its answer; no head while there is none."""

    asked: str
    head: str | None
    body: bytes
    is_old: bool


def call_key(workspace: Workspace, token_id: str, key: str, *, asked: bytes, at: datetime) -> CallKey:
    """The key of a call as it may be kept.

    Raises:
        StateError: The key under which words are hashed is damaged.
    """
    secret = key_in_use(workspace, WORDS, at=at)
    named = keyed_hash(secret, f"call key of {token_id}", key.encode("utf-8", "replace"))
    return CallKey(token_id, named, keyed_hash(secret, f"call of {token_id}", asked), key)


def begin_call(workspace: Workspace, call: CallKey, *, at: datetime) -> KeptAnswer | None:
    """Keep that a call begins under a key; where one has begun before, what is kept of that."""
    with workspace.writing() as unit:
        table = CallKeyTable(unit.engine)
        table.forget_before(at - KEPT)
        kept = table.find(call.token_id, call.key, since=at - KEPT)
        kept = kept or table.find(call.token_id, call.given, since=at - KEPT)
        lost_at = replaced_at(unit, WORDS)
        if kept is None and lost_at is not None and at - lost_at < KEPT and table.has_of(call.token_id, before=lost_at):
            return KeptAnswer(call.asked, None, b"", is_old=True)  # it may be one of those that nobody knows again
        if kept is None:
            table.begin(call.token_id, call.key, asked=call.asked, at=at)
            return None
    body, begun = kept["body"], parse_instant(str(kept["begun_at"]))
    return KeptAnswer(
        asked=str(kept["asked"]) or call.asked,  # blank for a call of an older program
        head=None if kept["head"] is None else str(kept["head"]),
        body=body if isinstance(body, bytes) else b"",
        is_old=at - begun > LONGEST_CALL,
    )


def finish_call(workspace: Workspace, call: CallKey, *, head: str, body: bytes) -> None:
    """Keep the answer to a call."""
    with workspace.writing() as unit:
        CallKeyTable(unit.engine).finish(call.token_id, call.key, head=head, body=body)


def notes_so_far(workspace: Workspace) -> int:
    """The number of the last entry of the second chain."""
    with workspace.unit() as unit:
        return unit.accesses.head()[0]


def has_acted(workspace: Workspace, token_id: str, *, after: int) -> bool:
    """Whether anything was noted of a token after an entry of the second chain: what came of it nobody can tell."""
    with workspace.unit() as unit:
        return any(line.entry.record_id == token_id for line in unit.accesses.since(after, ["access_token"]))


def forget_call(workspace: Workspace, call: CallKey) -> None:
    """Keep nothing of a call that was refused: nothing was written, and its key may try again."""
    with workspace.writing() as unit:
        CallKeyTable(unit.engine).forget(call.token_id, call.key)


def forget_old_calls(workspace: Workspace, *, at: datetime) -> bool:
    """Keep nothing of calls whose day is over, whether or not another one comes; whether there was any."""
    with workspace.unit() as unit:  # most looks find nothing and keep no writer waiting
        if not CallKeyTable(unit.engine).has_before(at - KEPT):
            return False
    with workspace.writing() as unit:
        CallKeyTable(unit.engine).forget_before(at - KEPT)
    return True
