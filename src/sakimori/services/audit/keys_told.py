"""Keys beside the database in words: those that are lost or damaged, and those that took the place of a lost one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text, table_of
from sakimori.services.access.keys import KEY_IN_USE_REPLACED, KIND, KeyFound, KeyState, found_keys
from sakimori.services.kernel.access import Permission, may
from sakimori.services.kernel.signing import KIND as SIGNATURE
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.key_files import SIGNING
from sakimori.store.signatures import KEY_REPLACED

SHOWN_FOR: Final = timedelta(days=30)
"""So long the settings say that a key was replaced; `verify` says so always. Company policy."""
_FINE: Final = frozenset({KeyState.NOT_YET, KeyState.STANDS})


def key_notes(workspace: Workspace, unit: Unit) -> tuple[Text, ...]:
    """What a check of the workspace says of its keys; of the signing key the check of the signatures speaks."""
    found = (one for one in found_keys(workspace, unit) if one.kind != SIGNING)
    return (*_states(found), *_replacements(unit, KIND, KEY_IN_USE_REPLACED, since=None))


def keys_for(workspace: Workspace, *, actor: Actor, at: datetime) -> tuple[Text, ...]:
    """What a person who can see to the keys must know of them; nothing for others."""
    if not any(may(actor, right) for right in (Permission.MANAGE_USERS, Permission.SET_POLICY)):
        return ()
    return keys_to_tell(workspace.program, at=at)


def keys_to_tell(workspace: Workspace, *, at: datetime) -> tuple[Text, ...]:
    """What must be known of the keys at an instant: what is wrong now, and what was replaced a short time ago."""
    with workspace.unit() as unit:
        replaced = (
            words
            for kind, action in ((SIGNATURE, KEY_REPLACED), (KIND, KEY_IN_USE_REPLACED))
            for words in _replacements(unit, kind, action, since=at - SHOWN_FOR)
        )
        return (*_states(found_keys(workspace, unit)), *replaced)


def _states(found: Iterator[KeyFound] | tuple[KeyFound, ...]) -> Iterator[Text]:
    for one in found:
        if one.state not in _FINE:
            words = _words()
            yield words[f"state.{one.state}"].format(name=one.name, then=words[f"then.{one.kind}"])


def _replacements(unit: Unit, record_kind: str, action: str, *, since: datetime | None) -> Iterator[Text]:
    for line in reversed(unit.trail.lines(record_kind=record_kind, action=action, since=since)):
        kind = SIGNING if action == KEY_REPLACED else line.entry.record_id
        yield _words()[f"replaced.{kind}"].format(seq=line.entry.seq)


@cache
def _words() -> dict[str, Text]:
    return table_of(Path(__file__).with_name("keys.txt").read_text(encoding="utf-8"))
