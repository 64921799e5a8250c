"""Who comes by an access token: its person as they are now, or nobody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sakimori.domain.access_token import AccessToken, TokenScope
from sakimori.domain.user import Actor, User
from sakimori.domain.values.days import legal_day
from sakimori.services.access.tokens import hash_of
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.delegations import actor_of
from sakimori.store.access.accounts import AccountTable
from sakimori.store.programs.access_tokens import AccessTokenTable

_LONGEST_SECRET: Final = 200


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token that was shown, and its person with the roles and loans of this day."""

    token: AccessToken
    user: User
    actor: Actor


def who_bears(workspace: Workspace, secret: str, *, at: datetime, scope: TokenScope | None = None) -> Bearer | None:
    """Whoever a secret speaks for; the day of its use is noted once a day.

    None, and nobody learns which, where it is unknown, revoked, past its last day or made for something else, and
    where its person has left or may not sign in any more. Without a scope the caller looks at those of the token.
    """
    if not secret or len(secret) > _LONGEST_SECRET:
        return None
    on = legal_day(at)
    with workspace.program.unit() as unit:
        token = AccessTokenTable(unit.engine).with_hash(hash_of(secret))
        if token is None or not token.stands(at) or scope not in {None, *token.scopes}:
            return None
        user = unit.records.find(User, token.user_id)
        account = AccountTable(unit.engine).of_user(token.user_id)
    if user is None or not user.is_here(on) or (account is not None and account.disabled):
        return None
    if token.last_used_on != on:
        with workspace.program.writing() as unit:
            AccessTokenTable(unit.engine).used(token.id, on)
    return Bearer(token, user, replace(actor_of(workspace.program, user, on=on), via=token.id))
