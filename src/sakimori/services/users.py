"""Our own people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sakimori.domain.codes import UserRole
from sakimori.domain.text import Text
from sakimori.domain.user import Actor, User
from sakimori.errors import InvalidValueError
from sakimori.services.access import Permission, require
from sakimori.services.workspace import Workspace

_NAME = Text("氏名", "the name")
_NAME_NEEDED = Text("氏名を入れてください。", "Give a name.")


def list_users(workspace: Workspace) -> list[User]:
    """Everybody, in the order in which they came."""
    with workspace.unit() as unit:
        return unit.records.select(User, order="id")


def add_user(
    workspace: Workspace,
    *,
    name: str,
    department: str,
    roles: frozenset[UserRole],
    actor: Actor,
    at: datetime,
    user_id: str | None = None,
) -> User:
    """Add a person of ours."""
    require(actor, Permission.MANAGE_USERS)
    if not name.strip():
        raise InvalidValueError(field=_NAME, value=name, expected=_NAME_NEEDED)
    with workspace.change("user.added", actor=actor, at=at) as change:
        return change.insert(
            User(id=user_id or change.new_id("us"), name=name.strip(), department=department.strip(), roles=roles)
        )


def change_user(workspace: Workspace, user: User, *, actor: Actor, at: datetime, reason: str = "") -> User:
    """Change name, department or roles of a person."""
    require(actor, Permission.MANAGE_USERS)
    with workspace.change("user.changed", actor=actor, at=at, reason=reason) as change:
        return change.update(user)


def record_leaving(workspace: Workspace, user_id: str, *, left_on: date, actor: Actor, at: datetime) -> User:
    """Record the day from which a person is no longer here; whatever they owned becomes a gap from that day."""
    require(actor, Permission.MANAGE_USERS)
    with workspace.change("user.left", actor=actor, at=at) as change:
        return change.update(replace(change.records.get(User, user_id), left_on=left_on))
