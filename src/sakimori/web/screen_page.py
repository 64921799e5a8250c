"""The page that Streamlit sends first, as ours: in the language of the reader, with our styles and scripts."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sakimori.web.language import asked_whole, asks_for_a_page, page_language
from sakimori.web.opening import Share, nothing_is_made, percent, said_first

_FOLDER: Final = Path(__file__).parent / "screen"
_ADDRESS: Final = "/screen/"
_KINDS: Final = {".css": "text/css", ".js": "text/javascript"}
BROUGHT: Final = {
    "screen.css": '<link rel="stylesheet" href="{}">',
    "print.css": '<link rel="stylesheet" media="print" href="{}">',
    "steps.js": '<script src="{}"></script>',
    "keys.js": '<script src="{}" defer></script>',
    "kept.js": '<script src="{}" defer></script>',
    "making.js": '<script src="{}" defer></script>',
}
"""What the page brings, in this order: steps of the history are led before the framework takes its first."""

_OF_STREAMLIT: Final = b'<div id="root">'
_MAKING: Final = _ADDRESS + "making"
_POINTER: Final = b'<link rel="service-desc" href="./_stcore/agent/openapi.json" />'
"""It leads to an address that is closed here."""


def screen_routes(making: Share) -> list[Route]:
    """The addresses of the styles and scripts, and of how far the demo is."""
    files = [Route(_ADDRESS + name, _file, methods=["GET"]) for name in BROUGHT]
    return [*files, Route(_MAKING, partial(_how_far, making), methods=["GET"])]


async def _how_far(making: Share, _request: Request) -> JSONResponse:
    share = making()
    return JSONResponse({"share": None if share is None else percent(share)}, headers={"cache-control": "no-store"})


async def _file(request: Request) -> FileResponse:
    path = _FOLDER / request.url.path.rpartition("/")[2]
    return FileResponse(path, media_type=_KINDS[path.suffix], headers={"cache-control": "no-cache"})


class ScreenPage:
    """The page of Streamlit with `<html lang>` in the language of the reader, and with our styles and scripts.

    While a demo is made it says so itself: the framework draws its first word seconds later.
    """

    def __init__(self, app: ASGIApp, making: Share = nothing_is_made) -> None:
        self.app = app
        self._making = making

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Rewrite the first part of an HTML answer; its head is held back until the new length is known."""
        if not asks_for_a_page(scope):
            await self.app(scope, receive, send)
            return
        begun: Message | None = None

        async def rewritten(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.add_vary_header("Accept-Language")
                    begun = message
                    return
            elif begun is not None:
                body = message.get("body", b"")
                message["body"] = as_ours(body, page_language(scope), self._making())
                headers = MutableHeaders(scope=begun)
                if "content-length" in headers:
                    headers["content-length"] = str(int(headers["content-length"]) + len(message["body"]) - len(body))
                await send(begun)
                begun = None
            await send(message)

        await self.app(asked_whole(scope), receive, rewritten)


def as_ours(body: bytes, language: str, share: float | None = None) -> bytes:
    """The page of Streamlit as ours; pages of our own, which bring what they need, in the language alone."""
    body = body.replace(b'<html lang="en">', f'<html lang="{language}">'.encode(), 1)
    if _OF_STREAMLIT not in body:
        return body
    brought = "".join(tag.format(_ADDRESS + name) for name, tag in BROUGHT.items())
    body = body.replace(_POINTER, b"", 1).replace(b"</head>", brought.encode() + b"</head>", 1)
    said = "" if share is None else said_first(language, share)
    return body.replace(_OF_STREAMLIT, said.encode() + _OF_STREAMLIT, 1)
