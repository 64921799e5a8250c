"""The page of one's access tokens: made for a program, shown once, revoked; no screen ever sees a secret."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sakimori.domain.access_token import OF_PROGRAMS, SCOPE_NAMES, AccessToken, TokenScope
from sakimori.domain.values.days import legal_day
from sakimori.errors import SakimoriError
from sakimori.services.access.tokens import LONGEST, MadeToken, make_token, own_tokens, revoke_token
from sakimori.services.kernel.access import Permission, may
from sakimori.web.door import Door, Visitor
from sakimori.web.forms import language_of, page, read_form, shown

PATH: Final = "/tokens"


class TokenPages:
    """The page of one door."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def routes(self) -> list[Route]:
        """All of them."""
        return [Route(PATH, shown(self._door, self.tokens), methods=["GET", "POST"])]

    async def tokens(self, request: Request) -> Response:
        """The tokens of whoever is signed in; after a form also the secret that was made, this once."""
        visitor = await run_sync(self._visitor, request)
        if request.method == "GET":
            return await self._page(request, visitor)
        try:
            fields = await read_form(request, self._door)
            made = await run_sync(self._done, visitor, fields)
        except SakimoriError as error:
            return await self._page(request, visitor, error=error, status=422)
        return await self._page(request, visitor, secret=made.secret if made else "")

    def _visitor(self, request: Request) -> Visitor:
        return self._door.visitor(self._door.session(request)[1])

    def _done(self, visitor: Visitor, fields: Mapping[str, str]) -> MadeToken | None:
        at = self._door.clock()
        if fields.get("revoke"):
            revoke_token(visitor.workspace, fields["revoke"], actor=visitor.actor, at=at)
            return None
        return make_token(
            visitor.workspace, name=fields.get("name", ""), actor=visitor.actor, at=at,
            scopes=frozenset(scope for scope in OF_PROGRAMS if fields.get(f"scope_{scope.value}")),
            expires_on=_day(fields.get("expires_on", "")),
        )  # fmt: skip

    async def _page(self, request: Request, visitor: Visitor, *, secret: str = "", **more: Any) -> Response:  # noqa: ANN401 - of the page
        tokens = await run_sync(lambda: own_tokens(visitor.workspace, actor=visitor.actor))
        language, at = language_of(request, visitor.session.language), self._door.clock()
        today = legal_day(at)
        return await page(
            request, self._door, "tokens", secret=secret, at=at, today=today, latest=today + LONGEST,
            rows=[(one, _opens(one, language), one.stands(at)) for one in tokens],
            scopes=[(scope.value, SCOPE_NAMES[scope].get(language)) for scope in OF_PROGRAMS],
            who=visitor.actor.name, manages=may(visitor.actor, Permission.MANAGE_USERS), **more,
        )  # fmt: skip


def _opens(token: AccessToken, language: str) -> str:
    return ("、" if language == "ja" else ", ").join(
        SCOPE_NAMES[scope].get(language) for scope in TokenScope if scope in token.scopes
    )


def _day(said: str) -> date | None:
    """The last day; whoever names none has chosen that there is none, and what is no day is past."""
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        return date.min
