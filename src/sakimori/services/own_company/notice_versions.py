"""A new version of a notice takes the place of the one before it on its first day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sakimori.domain.records.own_registers import Notice
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.exchange.registers.fields import field_words
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.recording import put
from sakimori.services.kernel.unit import Saved
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import saved

_LATER: Final = Text(
    "前の版の公表日（{day}）より後の日にしてください。", "Give a day after the one of the version before ({day})."
)


def publish_version(
    workspace: Workspace, notice: Notice, *, replaces: Notice, actor: Actor, at: datetime
) -> Saved[Notice]:
    """Store a new version, and end the one that it replaces on the day before; without a first day neither ends.

    Raises:
        ConflictError: Somebody else saved the version before since it was read.
        InvalidValueError: It would begin before the one that it replaces.
    """
    require(actor, Permission.EDIT_OWN_REGISTER)
    first, before = notice.published_on, replaces.published_on
    if first is not None and before is not None and first <= before:
        raise InvalidValueError(
            field=field_words(Notice, "published_on"),
            value=first.isoformat(),
            expected=_LATER.format(day=before.isoformat()),
        )
    with workspace.change("notice.recorded", actor=actor, at=at) as change:
        stored = put(change, notice)
        if first is not None:
            put(change, replace(replaces, published_until=first - timedelta(days=1)))
    return saved(stored, change)
