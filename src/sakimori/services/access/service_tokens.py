"""Tokens of programs that are no person's: each acts under a name of its own, with roles, and can never sign in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sakimori.domain.access_token import TokenScope
from sakimori.domain.codes import UserRole
from sakimori.domain.user import PROGRAM, Actor, User
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, NotFoundError
from sakimori.services.access.tokens import MadeToken, new_token
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Change
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import checked_user
from sakimori.store.programs.access_tokens import AccessTokenTable

_ROLES: Final = Text("役割", "roles")
_NO_ADMIN: Final = Text(
    "管理者以外の役割を1つ以上選んでください。", "Choose one role or more, but not that of the administrator."
)
_SERVICE: Final = Text("プログラム", "program")


@needs(Permission.MANAGE_USERS)
def make_service_token(
    workspace: Workspace,
    *,
    name: str,
    roles: frozenset[UserRole],
    scopes: frozenset[TokenScope],
    expires_on: date | None,
    actor: Actor,
    at: datetime,
) -> MadeToken:
    """Give a program a name among our people, the roles that it needs, and its first token.

    Raises:
        InvalidValueError: The name cannot be one, it would have no role or manage people, nothing would be opened, or
            the last day is past.
    """
    if not roles or UserRole.ADMIN in roles:
        raise InvalidValueError(field=_ROLES, value=", ".join(sorted(roles)), expected=_NO_ADMIN, name="roles")
    user_id = workspace.ids(PROGRAM)
    token, secret = new_token(workspace.ids("at"), user_id, name=name, scopes=scopes, expires_on=expires_on, at=at)
    with workspace.change("user.added", actor=actor, at=at) as change:
        change.insert(checked_user(User(id=user_id, name=token.name, department="API", roles=roles)))
        AccessTokenTable(change.engine).insert(token)
        _note(change, token.id)
    return MadeToken(token, secret)


@needs(Permission.MANAGE_USERS)
def renew_service_token(
    workspace: Workspace,
    service_id: str,
    *,
    scopes: frozenset[TokenScope],
    expires_on: date | None,
    actor: Actor,
    at: datetime,
) -> MadeToken:
    """Give a program one more token; the old one stands until it is revoked, so that nothing has to stand still.

    Raises:
        NotFoundError: There is no such program.
    """
    with workspace.unit() as unit:
        user = unit.records.find(User, service_id)
    if user is None or not user.is_program:
        raise NotFoundError(what=_SERVICE, key=service_id)
    token, secret = new_token(
        workspace.ids("at"), user.id, name=user.name, scopes=scopes, expires_on=expires_on, at=at
    )  # fmt: skip
    with workspace.noting("token.made", actor=actor, at=at, what="access_token", key=token.id) as unit:
        AccessTokenTable(unit.engine).insert(token)
    return MadeToken(token, secret)


def _note(change: Change, token_id: str) -> None:
    change.accesses.append(
        at=change.at, actor=change.actor.id, action="token.made", record_kind="access_token", record_id=token_id
    )
