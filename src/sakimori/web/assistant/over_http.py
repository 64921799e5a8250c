"""The same tools for an assistant elsewhere: the protocol over HTTP, opened by the same tokens.

No session is kept: each message is answered for whoever's token it carries, as it stands then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import anyio
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from sakimori.errors import BusyError, SakimoriError
from sakimori.web.api.caller import Callers
from sakimori.web.api.problems import refusal
from sakimori.web.api.serving import refused
from sakimori.web.assistant.server import assistant_server
from sakimori.web.assistant.tools import Assistant, Seat
from sakimori.web.door import Door
from sakimori.web.language import page_language

PATH: Final = "/api/v1/mcp"
AT_ONCE: Final = 10
"""Messages of one token that are answered at the same time."""
LONGEST_S: Final = 60.0
"""So long one message is answered: what would stay open ends."""
_MOST_BYTES: Final = 256 * 1024
_OURS: Final = TransportSecuritySettings(enable_dns_rebinding_protection=False)
"""Names and origins are looked at by the guard in front of every answer."""


class OverHttp:
    """What answers at the address of the protocol."""

    def __init__(self, door: Door) -> None:
        """Of a server with a workspace of its own, demos, or both."""
        self._door = door
        self._callers = Callers(door)
        self._running: Counter[str] = Counter()
        self.longest_s = LONGEST_S

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask who it is, and answer one message for them, within a time and so many of one token at once.

        A stream of what the server would say by itself is not opened: it says nothing unasked, and each would stay.
        """
        language = page_language(scope)
        try:
            bearer, workspace = await self._callers.who(Request(scope, receive), None)
            if scope["method"] != "POST":
                raise refusal("method_unknown", allow="POST")
            with self._one_of(bearer.token.id):
                seat = Seat(workspace, bearer.actor, bearer.token.scopes)
                await self._answered(seat, language, scope, receive, send)
        except SakimoriError as error:
            await refused(error, language)(scope, receive, send)

    async def _answered(self, seat: Seat, language: str, scope: Scope, receive: Receive, send: Send) -> None:
        server = assistant_server(Assistant(lambda: seat, self._door.clock), "en" if language == "en" else "ja")
        app = server.streamable_http_app(
            streamable_http_path=PATH, stateless_http=True, json_response=True, max_request_body_size=_MOST_BYTES,
            transport_security=_OURS,
        )  # fmt: skip
        is_begun = False

        async def noted(message: Message) -> None:
            nonlocal is_begun
            is_begun = True
            await send(message)

        with anyio.move_on_after(self.longest_s) as within:
            async with app.router.lifespan_context(app):
                await app(scope, receive, noted)
        if within.cancelled_caught and not is_begun:
            raise BusyError

    @contextmanager
    def _one_of(self, token_id: str) -> Iterator[None]:
        """Count a message of a token while it is answered."""
        if self._running[token_id] >= AT_ONCE:
            raise refusal("too_many", seconds=1)
        self._running[token_id] += 1
        try:
            yield
        finally:
            self._running[token_id] -= 1
            if not self._running[token_id]:
                del self._running[token_id]
