"""The page that Streamlit sends first, as ours: in the language of the reader, which also our own pages speak."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POINTER: Final = b'<link rel="service-desc" href="./_stcore/agent/openapi.json" />'
_SCRIPT: Final = b'<script src="/door/screens.js"></script>'


class ScreenPage:
    """The page of Streamlit with `<html lang>` in the language of the reader, and with our script.

    The script stands in place of a pointer to an address that is closed here, and both languages have two letters: the
    length of the page stays.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Rewrite the first part of an HTML answer."""
        if not asks_for_a_page(scope):
            await self.app(scope, receive, send)
            return
        language, html = page_language(scope), False

        async def rewritten(message: Message) -> None:
            nonlocal html
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                html = headers.get("content-type", "").startswith("text/html")
                if html:
                    headers.add_vary_header("Accept-Language")
            elif html:
                body = message.get("body", b"").replace(_POINTER, _SCRIPT.ljust(len(_POINTER)), 1)
                message["body"] = body.replace(b'<html lang="en">', f'<html lang="{language}">'.encode(), 1)
            await send(message)

        await self.app(without_compression(scope), receive, rewritten)


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


def asks_for_a_page(scope: Scope) -> bool:
    """Whether a browser wants to show what it gets."""
    return (
        scope["type"] == "http" and scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")
    )


def without_compression(scope: Scope) -> Scope:
    """The same request without the offer to take compressed bytes: those cannot be rewritten."""
    return {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}
