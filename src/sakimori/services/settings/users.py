"""Our own people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor, User
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, StateError
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Change, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import clean, refuse_personal_numbers

_NAME = Text("氏名", "the name")
_NAME_NEEDED = Text("氏名を入れてください。", "Give a name.")
_NAME_LONG = Text("{limit}字までにしてください。", "Use up to {limit} characters.")
_LENGTH = 100
_LAST_ADMIN = Text(
    "管理者がいなくなります。先に別の人を管理者にしてください。",
    "Nobody would be an administrator. Make somebody else one first.",
)


@needs(Permission.ENTER)
def list_users(workspace: Workspace) -> list[User]:
    """Everybody, in the order in which they came."""
    with workspace.unit() as unit:
        return unit.records.select(User, order="id")


def checked_user(user: User) -> User:
    """The person as they may be stored.

    Raises:
        InvalidValueError: The name is missing or too long.
    """
    user = replace(user, name=clean(user.name), department=clean(user.department))
    if not user.name:
        raise InvalidValueError(field=_NAME, value=user.name, expected=_NAME_NEEDED)
    if len(user.name) > _LENGTH or len(user.department) > _LENGTH:
        raise InvalidValueError(field=_NAME, value=user.name[:20], expected=_NAME_LONG.format(limit=_LENGTH))
    refuse_personal_numbers("name", user.name)
    refuse_personal_numbers("department", user.department)
    return user


@needs(Permission.MANAGE_USERS)
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
    with workspace.change("user.added", actor=actor, at=at) as change:
        user = User(id=user_id or change.new_id("us"), name=name, department=department, roles=roles)
        return change.insert(checked_user(user))


@needs(Permission.MANAGE_USERS)
def change_user(workspace: Workspace, user: User, *, actor: Actor, at: datetime, reason: str = "") -> User:
    """Change name, department or roles of a person.

    Raises:
        StateError: Nobody would be an administrator any more.
        ConflictError: Somebody else saved the person since they were read.
    """
    with workspace.change("user.changed", actor=actor, at=at, reason=reason) as change:
        stored = change.update(checked_user(user))
        require_admin(change)
    return stored


@needs(Permission.MANAGE_USERS)
def record_leaving(
    workspace: Workspace, user_id: str, *, left_on: date | None, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[User]:
    """Record the day from which a person is no longer here; whatever they owned becomes a gap from that day.

    No day takes it back.

    Raises:
        StateError: Nobody would be an administrator any more.
    """
    action = "user.left" if left_on else "user.returned"
    with workspace.change(action, actor=actor, at=at) as change:
        stored = change.update(replace(change.as_shown(change.records.get(User, user_id), seen), left_on=left_on))
        require_admin(change)
    return WriteResult(stored, tuple(change.opened), tuple(change.closed))


@dataclass(frozen=True, slots=True)
class UserRow:
    """A person of ours, and how many dossiers are judged anew when they leave."""

    user: User
    dossiers: int


@needs(Permission.READ_SETTINGS)
def user_rows(workspace: Workspace, *, number: int) -> tuple[UserRow, ...]:
    """Everybody by name as known after an entry of the trail, those who left at the end."""
    with workspace.unit() as unit:
        users = unit.records.select(User) if unit.is_newest(number) else unit.trail.records_at(User, number)
        rows = unit.query("SELECT ref, COUNT(*) AS n FROM depends_on WHERE kind = :kind GROUP BY ref", kind="user")
    counts = {str(r["ref"]): int(str(r["n"])) for r in rows}
    known = (UserRow(user, counts.get(user.id, 0)) for user in users)
    return tuple(sorted(known, key=lambda row: (row.user.left_on is not None, row.user.name, row.user.id)))


def require_admin(change: Change) -> None:
    """Refuse what leaves nobody here who is an administrator.

    Raises:
        StateError: It would.
    """
    staying = change.records.select(User, "left_on IS NULL")
    if not any(UserRole.ADMIN in user.roles and not user.is_program for user in staying):
        raise StateError(why=_LAST_ADMIN)
