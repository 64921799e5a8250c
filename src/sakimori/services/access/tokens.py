"""Access tokens: made by a person for a program or a calendar of theirs, told once, listed, revoked."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from sakimori.domain.access_token import AccessToken, TokenScope
from sakimori.domain.user import Actor, User
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, NotFoundError, StateError
from sakimori.services.kernel.access import Permission, may, needs
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import clean, refuse_personal_numbers
from sakimori.store.programs.access_tokens import AccessTokenTable

PREFIX: Final = "sakimori_"
"""What every secret begins with, so that whoever looks for secrets in files and mails finds ours."""
MOST: Final = 50
"""So many tokens that still stand has one person."""
LONGEST: Final = timedelta(days=365)
"""So long a token of a program stands that a person makes who is no administrator."""
LONGEST_NAME: Final = 60
_BYTES: Final = 32
_SHOWN: Final = len(PREFIX) + 4

_TOKEN: Final = Text("アクセストークン", "access token")
_NAME: Final = Text("トークンの名前", "the name of the token")
_NAMED: Final = Text("60文字以内の名前を付けてください。", "Give a name of 60 characters at most.")
_SCOPES: Final = Text("トークンで使えるもの", "what the token opens")
_NO_SCOPE: Final = Text("一つ以上選んでください。", "Choose at least one.")
_LAST_DAY: Final = Text("有効期限", "the last day")
_PAST: Final = Text("本日以降の日を選んでください。", "Choose today or a later day.")
_WITHIN: Final = Text(
    "1年以内の日を選んでください。期限のないトークンは管理者だけが作れます。",
    "Choose a day within a year. Only an administrator makes a token without an end.",
)
_TOO_MANY: Final = Text(
    "有効なトークンは一人50件までです。使わないものを取り消してください。",
    "A person may have 50 tokens that stand. Revoke one that is no longer used.",
)


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A new token with its secret, which is kept nowhere and can be told only now."""

    token: AccessToken
    secret: str = field(repr=False)


@needs(Permission.ENTER)
def make_token(
    workspace: Workspace,
    *,
    name: str,
    scopes: frozenset[TokenScope],
    expires_on: date | None,
    actor: Actor,
    at: datetime,
) -> MadeToken:
    """Make a token for oneself; `expires_on` is the last day on which it opens anything, None where it has none.

    Raises:
        InvalidValueError: The name cannot be one, nothing would be opened, the last day is past, or it would open more
            than a calendar for longer than a year and no administrator makes it.
        StateError: This person has as many as one may have.
    """
    _check_end(scopes, expires_on, actor, at)
    made, secret = new_token(
        workspace.ids("at"), actor.id, name=name, scopes=scopes, expires_on=expires_on, at=at
    )  # fmt: skip
    with workspace.noting("token.made", actor=actor, at=at, what="access_token", key=made.id) as unit:
        table = AccessTokenTable(unit.engine)
        unit.records.get(User, actor.id)
        if sum(one.stands(at) for one in table.of_user(actor.id)) >= MOST:
            raise StateError(why=_TOO_MANY)
        table.insert(made)
    return MadeToken(made, secret)


def new_token(
    token_id: str, user_id: str, *, name: str, scopes: frozenset[TokenScope], expires_on: date | None, at: datetime
) -> tuple[AccessToken, str]:
    """A token as it may be kept, and its secret.

    Raises:
        InvalidValueError: The name cannot be one, nothing would be opened, or the last day is past.
    """
    wanted = clean(name)
    refuse_personal_numbers("name", wanted, words=_NAME)
    if not wanted or len(wanted) > LONGEST_NAME:
        raise InvalidValueError(field=_NAME, value=wanted[:LONGEST_NAME], expected=_NAMED)
    if not scopes:
        raise InvalidValueError(field=_SCOPES, value="", expected=_NO_SCOPE)
    if expires_on is not None and expires_on < legal_day(at):
        raise InvalidValueError(field=_LAST_DAY, value=expires_on.isoformat(), expected=_PAST)
    secret = PREFIX + secrets.token_urlsafe(_BYTES)
    return AccessToken(token_id, user_id, wanted, scopes, at, expires_on, secret[:_SHOWN], hash_of(secret)), secret


@needs(Permission.ENTER)
def own_tokens(workspace: Workspace, *, actor: Actor) -> list[AccessToken]:
    """The tokens of a person, the newest first, with those that open nothing any more."""
    with workspace.unit() as unit:
        return AccessTokenTable(unit.engine).of_user(actor.id)


@needs(Permission.MANAGE_USERS)
def all_tokens(workspace: Workspace, *, actor: Actor) -> list[AccessToken]:
    """The tokens of everybody, the newest first, with those that open nothing any more."""
    with workspace.unit() as unit:
        return AccessTokenTable(unit.engine).all()


@needs(Permission.ENTER)
def revoke_token(workspace: Workspace, token_id: str, *, actor: Actor, at: datetime) -> AccessToken:
    """Let a token open nothing any more: one's own, or as an administrator anybody's. One that is revoked stays so.

    Raises:
        NotFoundError: There is none that this person may revoke.
    """
    with workspace.unit() as unit:
        standing = _revocable(AccessTokenTable(unit.engine).find(token_id), token_id, actor)
    if standing.revoked_at is not None:
        return standing
    with workspace.noting("token.revoked", actor=actor, at=at, what="access_token", key=token_id) as unit:
        table = AccessTokenTable(unit.engine)
        standing = _revocable(table.find(token_id), token_id, actor)
        if standing.revoked_at is None:
            standing = replace(standing, revoked_at=at)
            table.put(standing)
    return standing


@needs(Permission.ENTER)
def standing_tokens(workspace: Workspace, *, actor: Actor, at: datetime) -> list[AccessToken]:
    """The tokens of a person that still open something, the newest first."""
    return [one for one in own_tokens(workspace, actor=actor) if one.stands(at)]


@needs(Permission.ENTER)
def revoke_own_tokens(workspace: Workspace, *, actor: Actor, at: datetime) -> None:
    """Let every token of a person open nothing any more, calendars among them."""
    for one in standing_tokens(workspace, actor=actor, at=at):
        revoke_token(workspace, one.id, actor=actor, at=at)


def hash_of(secret: str) -> str:
    """By what a secret is known again."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _check_end(scopes: frozenset[TokenScope], expires_on: date | None, actor: Actor, at: datetime) -> None:
    """A token that a person forgets opens their rights for ever: those without an end are an administrator's matter."""
    if scopes <= {TokenScope.CALENDAR} or may(actor, Permission.MANAGE_USERS):
        return
    if expires_on is None or expires_on > legal_day(at) + LONGEST:
        shown = expires_on.isoformat() if expires_on else ""
        raise InvalidValueError(field=_LAST_DAY, value=shown, expected=_WITHIN)


def _revocable(token: AccessToken | None, token_id: str, actor: Actor) -> AccessToken:
    if token is None or (token.user_id != actor.id and not may(actor, Permission.MANAGE_USERS)):
        raise NotFoundError(what=_TOKEN, key=token_id)
    return token
