"""Keys in use: made at the first need, known again by a mark in the database, and said in the trail when replaced.

A key that is lost is replaced where work can go on without it, as the signing key is; never without a word.
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import StateError, StoreError
from sakimori.services.kernel.unit import Change, Unit, put_meta
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.key_files import KEY_FILES, SIGNING, KeyFile, key_mark
from sakimori.store.records import instant, parse_instant
from sakimori.store.signatures import last_signed, signing_key

KEY_IN_USE_REPLACED: Final = "key.replaced"
KIND: Final = "key_file"
_PROGRAM: Final = Actor("program:keys", "Sakimori", frozenset())
_BY_KIND: Final = {one.kind: one for one in KEY_FILES}
_DAMAGED: Final = Text(
    "鍵のファイル（{name}）が壊れています。控えに戻すか、ファイルを取り除いてください。取り除くと新しい鍵で続けます。",
    "The key ({name}) is damaged. Put its copy back, or take the file away to go on with a new key.",
)


class KeyState(StrEnum):
    """How a key file stands to its database: one that was never needed is no loss."""

    NOT_YET = "not_yet"
    STANDS = "stands"
    LOST = "lost"
    DAMAGED = "damaged"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class KeyFound:
    """One key file as it was found."""

    kind: str
    name: str
    state: KeyState


def found_keys(workspace: Workspace, unit: Unit) -> tuple[KeyFound, ...]:
    """Every key file of a workspace; none of one in memory, which holds its keys itself."""
    if workspace.keys.database is None:
        return ()
    return tuple(
        KeyFound(one.kind, workspace.keys.name(one.kind), _state(one, workspace.keys.read(one.kind), unit))
        for one in KEY_FILES
    )


def key_in_use(workspace: Workspace, kind: str, *, at: datetime) -> bytes:
    """A key, made if there is none; that it takes the place of one that is lost stands in the trail from then on.

    Raises:
        StateError: It is damaged.
        StoreError: It can be neither read nor written.
    """
    owner, file = workspace.program, _BY_KIND[kind]
    if owner.keys.database is None:
        return owner.keys.made(kind)
    key = owner.keys.read(kind)
    with owner.unit() as unit:
        mark, state = unit.meta(file.mark), _state(file, key, unit)
    if state is KeyState.DAMAGED:
        raise StateError(why=_DAMAGED.format(name=owner.keys.name(kind)))
    if key and mark == key_mark(key):
        return key
    if key and mark is None:  # of a program that left no marks: the key is the right one as far as anybody knows
        with suppress(StoreError), owner.writing() as unit:
            put_meta(unit, file.mark, key_mark(key))
        return key
    if state is KeyState.NOT_YET:
        with owner.writing() as unit:
            return _made(owner, unit, file)
    with owner.change(KEY_IN_USE_REPLACED, actor=_PROGRAM, at=at) as change:
        return _replaced(owner, change, file)


def keyed_hash(secret: bytes, what: str, said: bytes) -> str:
    """A hash of words by which it is known whether the same come again; without the key nobody tries words out."""
    return hmac.digest(secret, f"{what}:".encode() + said, "sha256").hex()


def replaced_at(unit: Unit, kind: str) -> datetime | None:
    """When a key last took the place of one that was lost; None where none ever did."""
    found = unit.meta(_BY_KIND[kind].replaced_at)
    return parse_instant(found) if found else None


def _replaced(workspace: Workspace, change: Change, file: KeyFile) -> bytes:
    """The key from now on, and the entry that says so, unless another process was faster."""
    before = change.meta(file.mark)
    key = _made(workspace, change, file)
    if before != key_mark(key):
        put_meta(change, file.replaced_at, instant(change.at))
        change.note(KEY_IN_USE_REPLACED, record_kind=KIND, record_id=file.kind, after={"mark": key_mark(key)[:16]})
    return key


def _made(workspace: Workspace, unit: Unit, file: KeyFile) -> bytes:
    """A key with its mark, within a transaction, so that the mark is that of the file whoever made it."""
    key = workspace.keys.made(file.kind)
    put_meta(unit, file.mark, key_mark(key))
    return key


def _state(file: KeyFile, key: bytes | None, unit: Unit) -> KeyState:
    if key == b"":
        return KeyState.DAMAGED
    if file.kind == SIGNING:
        last = last_signed(unit.engine)
        mark, own = (last.key if last else None), (signing_key(key).public if key else None)
    else:
        mark, own = unit.meta(file.mark), (key_mark(key) if key else None)
    if own is None:
        was_used = mark is not None or bool(file.used and unit.query(file.used))
        return KeyState.LOST if was_used else KeyState.NOT_YET
    return KeyState.OTHER if mark is not None and mark != own else KeyState.STANDS
