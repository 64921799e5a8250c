"""The same tools for an assistant elsewhere: the protocol over HTTP, opened by the same tokens.

No session is kept: each message is answered for whoever's token it carries, as it stands then.
"""

from __future__ import annotations

from typing import Final

from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from sakimori.errors import SakimoriError
from sakimori.web.api.caller import Callers
from sakimori.web.api.serving import refused
from sakimori.web.assistant.server import assistant_server
from sakimori.web.assistant.tools import Assistant, Seat
from sakimori.web.door import Door
from sakimori.web.language import page_language

PATH: Final = "/api/v1/mcp"
_MOST_BYTES: Final = 256 * 1024
_OURS: Final = TransportSecuritySettings(enable_dns_rebinding_protection=False)
"""Names and origins are looked at by the guard in front of every answer."""


class OverHttp:
    """What answers at the address of the protocol."""

    def __init__(self, door: Door) -> None:
        """Of a server with a workspace of its own, demos, or both."""
        self._door = door
        self._callers = Callers(door)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask who it is, and answer one message for them."""
        language = page_language(scope)
        try:
            bearer, workspace = await self._callers.who(Request(scope, receive), None)
        except SakimoriError as error:
            await refused(error, language)(scope, receive, send)
            return
        seat = Seat(workspace, bearer.actor, bearer.token.scopes)
        server = assistant_server(Assistant(lambda: seat, self._door.clock), "en" if language == "en" else "ja")
        app = server.streamable_http_app(
            streamable_http_path=PATH, stateless_http=True, json_response=True, max_request_body_size=_MOST_BYTES,
            transport_security=_OURS,
        )  # fmt: skip
        async with app.router.lifespan_context(app):
            await app(scope, receive, send)
