"""The beginning of a company's own workspace, beside the demo and apart from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Lock

from sakimori.domain.codes import UserRole
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import Actor, User
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.kernel.rollover import mark_current
from sakimori.services.kernel.unit import random_id
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import checked_party
from sakimori.services.settings.users import checked_user

OWN_KIND = "own"

FIRST_ROLES = frozenset(UserRole)
"""Whoever begins does everything until colleagues are there."""

_BEGUN = Text(
    "自社のワークスペースはもうあります。そちらを開いてください。",
    "Your own workspace is there already. Open that one.",
)
_BEGINNING = Lock()


def begin_workspace(path: Path, *, company: str, person: str, department: str, at: datetime) -> Workspace:
    """Make an empty workspace of a company's own, with its first person and the name of its own dossier.

    Raises:
        StateError: There is one already.
        InvalidValueError: The company or the person has no name.
    """
    with _BEGINNING:
        if path.exists():
            raise StateError(why=_BEGUN)
        made = _made(company=company, person=person, department=department, at=at)
        made.save_as(path)
    return Workspace(path)


def _made(*, company: str, person: str, department: str, at: datetime) -> Workspace:
    made = Workspace()
    founder = checked_user(User(id=random_id("us"), name=person, department=department, roles=FIRST_ROLES))
    actor = Actor(founder.id, founder.name, founder.roles)
    with made.change("workspace.begun", actor=actor, at=at) as change:
        change.insert(founder)
        own = change.records.get(ThirdParty, SELF_ID)
        named = change.update(checked_party(replace(own, legal_name=company)))
    made.set_meta(kind=OWN_KIND, name=named.legal_name)
    mark_current(made)
    return made
