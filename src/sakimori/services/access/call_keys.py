"""Writes of programs that are done once, however often they are sent: the key of a call and its answer, for a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sakimori.services.kernel.workspace import Workspace
from sakimori.store.programs.call_keys import CallKeyTable
from sakimori.store.records import parse_instant

KEPT: Final = timedelta(hours=24)
LONGEST_CALL: Final = timedelta(minutes=10)
"""A call that has no answer by then was cut off: the server ended while it ran."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What was asked under a key, and the head and body of its answer; no head while there is none."""

    asked: str
    head: str | None
    body: bytes
    is_old: bool


def begin_call(workspace: Workspace, token_id: str, key: str, *, asked: str, at: datetime) -> KeptAnswer | None:
    """Keep that a call begins under a key; where one has begun before, what is kept of that."""
    with workspace.writing() as unit:
        table = CallKeyTable(unit.engine)
        table.forget_before(at - KEPT)
        kept = table.find(token_id, key)
        if kept is None:
            table.begin(token_id, key, asked=asked, at=at)
            return None
    body, begun = kept["body"], parse_instant(str(kept["begun_at"]))
    return KeptAnswer(
        asked=str(kept["asked"]),
        head=None if kept["head"] is None else str(kept["head"]),
        body=body if isinstance(body, bytes) else b"",
        is_old=at - begun > LONGEST_CALL,
    )


def finish_call(workspace: Workspace, token_id: str, key: str, *, head: str, body: bytes) -> None:
    """Keep the answer to a call."""
    with workspace.writing() as unit:
        CallKeyTable(unit.engine).finish(token_id, key, head=head, body=body)


def notes_so_far(workspace: Workspace) -> int:
    """The number of the last entry of the second chain."""
    with workspace.unit() as unit:
        return unit.accesses.head()[0]


def has_acted(workspace: Workspace, token_id: str, *, after: int) -> bool:
    """Whether anything was noted of a token after an entry of the second chain: what came of it nobody can tell."""
    with workspace.unit() as unit:
        return any(line.entry.record_id == token_id for line in unit.accesses.since(after, ["access_token"]))


def forget_call(workspace: Workspace, token_id: str, key: str) -> None:
    """Keep nothing of a call that was refused: nothing was written, and its key may try again."""
    with workspace.writing() as unit:
        CallKeyTable(unit.engine).forget(token_id, key)
