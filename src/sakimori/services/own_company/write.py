"""What changes our own company: its workspace begun apart from the demo, and a new version of a notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from sakimori.domain.codes import UserRole
from sakimori.domain.records.own_registers import Notice
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import Actor, User
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, StateError
from sakimori.exchange.registers.fields import field_words
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.judge_queue import mark_current
from sakimori.services.kernel.recording import put
from sakimori.services.kernel.unit import WriteResult, random_id
from sakimori.services.kernel.workspace import Place, Workspace
from sakimori.services.parties.check import checked_party
from sakimori.services.parties.write import write_result
from sakimori.services.settings.users import checked_user

OWN_KIND = "own"

FIRST_ROLES = frozenset(UserRole)
"""Whoever begins does everything until colleagues are there."""

_BEGUN = Text(
    "自社のワークスペースはもうあります。そちらを開いてください。",
    "Your own workspace is there already. Open that one.",
)
_BEGINNING = Lock()


def begin_workspace(path: Place, *, company: str, person: str, department: str, at: datetime) -> Workspace:
    """Make an empty workspace of a company's own, with its first person and the name of its own dossier.

    Raises:
        StateError: There is one already.
        InvalidValueError: The company or the person has no name.
    """
    with _BEGINNING:
        if path.exists():
            raise StateError(why=_BEGUN)
        made = Workspace()
        made.signer.hold_key_beside(path)
        _fill(made, company=company, person=person, department=department, at=at)
        made.signer.keep_key_beside(path)  # before the database: it is never there without the key that signed it
        made.save_as(path)
    return Workspace(path)


def _fill(made: Workspace, *, company: str, person: str, department: str, at: datetime) -> None:
    founder = checked_user(User(id=random_id("us"), name=person, department=department, roles=FIRST_ROLES))
    actor = Actor(founder.id, founder.name, founder.roles)
    with made.change("workspace.begun", actor=actor, at=at) as change:
        change.insert(founder)
        own = change.records.get(ThirdParty, SELF_ID)
        named = change.update(checked_party(replace(own, legal_name=company)))
    made.set_meta(kind=OWN_KIND, name=named.legal_name)
    mark_current(made)


_LATER: Final = Text(
    "前の版の公表日（{day}）より後の日にしてください。", "Give a day after the one of the version before ({day})."
)


@needs(Permission.EDIT_OWN_REGISTER)
def publish_version(
    workspace: Workspace, notice: Notice, *, replaces: Notice, actor: Actor, at: datetime
) -> WriteResult[Notice]:
    """Store a new version, and end the one that it replaces on the day before; without a first day neither ends.

    Raises:
        ConflictError: Somebody else saved the version before since it was read.
        InvalidValueError: It would begin before the one that it replaces.
    """
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
    return write_result(stored, change)
