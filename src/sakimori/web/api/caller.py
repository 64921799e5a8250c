"""Who calls: a token in the header and nothing else, within the limits of the token and of where it comes from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from anyio.to_thread import run_sync
from starlette.requests import Request

from sakimori.domain.access_token import TokenScope
from sakimori.services.access.bearer import Bearer, who_bears
from sakimori.services.kernel.workspace import Workspace
from sakimori.web.api.problems import refusal
from sakimori.web.door import Door, network_of
from sakimori.web.limits import CALLS_IN

_SCHEME: Final = "bearer"


class Callers:
    """The callers of one server. A cookie is never looked at, so that no page can make a browser call in its name."""

    def __init__(self, door: Door) -> None:
        """Of a server with a workspace of its own, demos, or both."""
        self._door = door
        self.clock: Callable[[], datetime] = door.clock

    async def who(self, request: Request, scope: TokenScope | None) -> tuple[Bearer, Workspace]:
        """Whoever a request speaks for, and where; without a scope what is asked next looks at those of the token.

        Raises:
            CallRefusedError: It carries no token that stands, the token does not open this, or it called too often.
        """
        network, at = network_of(request), self._door.clock()
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != _SCHEME or not secret.strip():
            raise refusal("token_missing")
        bearer, workspace = await run_sync(self._within_limits, secret.strip(), network, at)
        if scope is not None and scope not in bearer.token.scopes:
            raise refusal("scope_missing", scope=scope.value)
        return bearer, workspace

    def _within_limits(self, secret: str, network: str, at: datetime) -> tuple[Bearer, Workspace]:
        found = self.bearer(secret, at)
        if found is None:
            if self._door.wrong_tokens.is_spent(network, at):  # a right one is never kept waiting by wrong ones
                raise refusal("too_many", seconds=60)
            self._door.wrong_tokens.spend(network, at)
            raise refusal("token_refused")
        if not self._door.calls.spend(found[0].token.id, at):
            raise refusal("too_many", seconds=int(CALLS_IN.total_seconds()))
        return found

    def bearer(self, secret: str, at: datetime) -> tuple[Bearer, Workspace] | None:
        """Whose token it is, in our own workspace or a demo on this machine."""
        for workspace in (self._door.own, *self._door.demos.values()):
            if workspace is not None and (found := who_bears(workspace, secret, at=at)) is not None:
                return found, workspace
        return None
