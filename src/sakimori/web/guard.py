"""The guard in front of every answer: whose name, how large a head, and what a browser may do with what it gets."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import uvicorn
from starlette.datastructures import Headers, MutableHeaders
from starlette.formparsers import MultiPartParser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from sakimori.services.access.address import Address

MOST_HEAD_BYTES: Final = 16_384
"""Cookies of one browser and what a proxy adds take a tenth of it."""
_MOST_UPLOAD: Final = 32 * 1024 * 1024
"""More than one request brings: the framework ends those beyond 20 MB and what stands around the file."""


def _scripts_of_streamlit() -> str:
    """The hashes of what the page of Streamlit runs inline: nothing else that stands in a page is run."""
    found = find_spec("streamlit")
    folder = Path(found.origin).parent if found is not None and found.origin else Path()
    page = (folder / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests)


def _policy() -> str:
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'wasm-unsafe-eval' {_scripts_of_streamlit()}",
            "style-src 'self' 'unsafe-inline'",  # its styles are written by script
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' blob:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


HEADERS: Final = {
    "content-security-policy": _policy(),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
BY_TLS: Final = {"strict-transport-security": "max-age=31536000"}


def leave_server_unnamed() -> None:
    """Let the server not say what it is: whoever starts it has no setting for that, and it is made before us."""
    tick = uvicorn.Server.on_tick

    async def unnamed(self: uvicorn.Server, counter: int) -> bool:
        self.config.encoded_headers = [pair for pair in self.config.encoded_headers if pair[0].lower() != b"server"]
        return await tick(self, counter)

    uvicorn.Server.on_tick = unnamed  # type: ignore[method-assign]


def keep_uploads_in_memory() -> None:
    """Let no file that comes in lie on the disk before it was looked through.

    The framework holds it in memory afterwards in any case; on its way in, what is larger than a megabyte would be
    written into a temporary file.
    """
    MultiPartParser.spool_max_size = _MOST_UPLOAD


class OwnNames:
    """Refuses calls under another name than ours, from pages under another origin, and with a head that is too large.

    A WebSocket has to say from which page it comes; a port more or less is another page.
    """

    def __init__(self, app: ASGIApp, address: Address) -> None:
        self.app = app
        self._address = address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is ours; answer 403 or 431 to the rest."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEAD_BYTES:
            await refuse(scope, receive, send, 431, "見出しが長すぎます。\nThe head of this request is too large.\n")
        elif not self._is_ours(scope):
            words = "この名前では接続できません。\nThis host name is not served.\n"
            await refuse(scope, receive, send, 403, words)
        else:
            await self.app(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or len(origins) > 1 or not self._address.serves(hosts[0]):
            return False
        if scope["type"] == "websocket":
            return bool(origins) and self._address.is_own_origin(origins[0], hosts[0])
        # Whoever changes something says where they come from; reading across origins is barred by the browser.
        return scope["method"] in {"GET", "HEAD", "OPTIONS"} or all(
            self._address.is_own_origin(origin, hosts[0]) for origin in origins
        )


class SecurityHeaders:
    """Tells the browser to fetch nothing from elsewhere, to show us in no frame, and to guess no content type."""

    def __init__(self, app: ASGIApp, address: Address) -> None:
        self.app = app
        self._headers = HEADERS | (BY_TLS if address.is_public else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to every answer that does not bring stricter ones."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, guarded)


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, words: str) -> None:
    """Answer a refusal; a WebSocket is not opened."""
    if scope["type"] == "websocket":
        await WebSocketClose(code=1008)(scope, receive, send)
    else:
        await PlainTextResponse(words, status_code=status)(scope, receive, send)
