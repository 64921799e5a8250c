"""What the list of access tokens shows: those of programs and of people, with whoever each acts as."""

from __future__ import annotations

from sakimori.domain.user import Actor
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.programs.access_tokens import AccessTokenTable, TokenFilter, TokenOwner, TokenRow

__all__ = ["TokenFilter", "TokenOwner", "TokenRow", "token_page"]


@needs(Permission.MANAGE_USERS)
def token_page(
    workspace: Workspace, wanted: TokenFilter, *, first: int, limit: int, actor: Actor
) -> tuple[list[TokenRow], int]:
    """Some of the tokens that a filter leaves, with whoever each acts as, and how many it leaves."""
    with workspace.unit() as unit:
        return AccessTokenTable(unit.engine).page(wanted, first=first, limit=limit)
