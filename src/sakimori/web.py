"""What the server does beside the screens: the guard in front of every answer, and addresses for programs."""

from __future__ import annotations

import re
from importlib.metadata import version
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})

_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'",  # the page of Streamlit sets one variable inline
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

HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class LoopbackOnly:
    """Refuses calls under another name than this machine's own: a foreign page may not reach us by a borrowed name."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what names this machine; answer 403 to the rest."""
        if scope["type"] == "lifespan" or _host(scope) in _LOOPBACK:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(code=1008)(scope, receive, send)
        else:
            answer = PlainTextResponse("この名前では接続できません。\nThis host name is not served.\n", status_code=403)
            await answer(scope, receive, send)


class SecurityHeaders:
    """Tells the browser to fetch nothing from elsewhere, to show us in no frame, and to guess no content type."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to every answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, guarded)


class PageLanguage:
    """Writes the language of the reader into `<html lang>`, which Streamlit fixes to English."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Rewrite the first part of an HTML answer; both codes have two letters, so its length stays."""
        if not _asks_for_a_page(scope) or page_language(scope) == "en":
            await self.app(scope, receive, send)
            return
        html = False

        async def rewritten(message: Message) -> None:
            nonlocal html
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                html = headers.get("content-type", "").startswith("text/html")
                if html:
                    headers.add_vary_header("Accept-Language")
            elif html:
                message["body"] = message.get("body", b"").replace(b'<html lang="en">', b'<html lang="ja">', 1)
            await send(message)

        await self.app(_without_compression(scope), receive, rewritten)


def page_language(scope: Scope) -> str:
    """`?lang=`, then the first language of the browser that we have, then English; no browser gives Japanese."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    accepted = Headers(scope=scope).get("accept-language")
    if asked in {"ja", "en"}:
        return str(asked)
    if accepted is None:
        return "ja"
    found = re.search(r"(?:^|,)\s*(?:(ja)|en)\b", accepted, re.IGNORECASE)
    return "ja" if found and found[1] else "en"


def _asks_for_a_page(scope: Scope) -> bool:
    return (
        scope["type"] == "http" and scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")
    )


def _without_compression(scope: Scope) -> Scope:
    """The same request without the offer to take compressed bytes: those cannot be rewritten."""
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}


def _host(scope: Scope) -> str:
    return re.sub(r":\d+$", "", Headers(scope=scope).get("host", "")).lower()


async def health(_request: Request) -> JSONResponse:
    """That the server answers, and which version it is."""
    return JSONResponse({"status": "ok", "version": version("sakimori")})


ROUTES = (Route("/healthz", health, methods=["GET"]),)
