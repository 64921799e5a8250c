"""What answers while the server still loads: one page says what this is and how far it is, all else waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from html import escape
from threading import Lock
from typing import Final, NamedTuple

from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from sakimori.web.guard import HEADERS
from sakimori.web.language import asks_for_a_page, page_language, word

Share = Callable[[], float | None]
"""How much of the demo is made; None where none is being made."""

_PATIENCE: Final = 0.3
"""So many seconds a page waits for what loads, before it says so."""
_LOOK_SECONDS: Final = 0.02
_HEADERS: Final = {
    **HEADERS,
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "retry-after": "1",
}
_PAGE: Final = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="1"><title>{title}</title><style>:root {{ color-scheme: light dark; }}
body {{ margin: 30vh auto 0; padding: 0 1rem; max-width: 36rem; font: 14px/1.7 "Noto Sans JP", "Hiragino Sans",
"Yu Gothic UI", Meiryo, sans-serif; }}</style></head><body>{said}</body></html>
"""


def nothing_is_made() -> None:
    """The share of a server that makes no demo."""


def percent(share: float) -> str:
    """A share as people read it."""
    return f"{share:.0%}"


def said_first(language: str, share: float | None) -> str:
    """What this is, and what is being done: the server starts, or makes the demo and is so far with it."""
    title, what = escape(word("product", language)), escape(word("making.what", language))
    now = escape(word("making.starts" if share is None else "making.now", language))
    far = "" if share is None else f' <output id="screen_share">{percent(share)}</output>'
    return f'<div id="screen_making" role="status"><strong>{title}</strong><p>{what}<br>{now}{far}</p></div>'


class Whole(NamedTuple):
    """What stands around the screens: all that requests go through, and addresses of our own."""

    middleware: Sequence[Middleware]
    routes: Sequence[BaseRoute]


class Loading:
    """Loads what stands around the screens, once and beside the answers."""

    def __init__(self, load: Callable[[], Whole]) -> None:
        self._load = load
        self._lock = Lock()
        self.whole: Whole | None = None

    def finish(self) -> Whole:
        """Load it in this thread, or wait until another has."""
        with self._lock:
            self.whole = self.whole or self._load()
        return self.whole

    async def within(self, seconds: float) -> bool:
        """Whether it is there before some time has passed."""
        work = asyncio.ensure_future(asyncio.to_thread(self.finish))
        return work in (await asyncio.wait([work], timeout=seconds))[0]


class Opening:
    """The outermost of all: until what guards the screens is loaded nothing behind it is reached."""

    def __init__(self, app: ASGIApp, loading: Loading, making: Share = nothing_is_made) -> None:
        self._inmost = app
        self._loading = loading
        self._making = making
        self._around: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Say that it loads to whoever wants a page; let all others wait, then pass on."""
        if scope["type"] == "lifespan":
            await self._inmost(scope, receive, send)
            return
        if self._loading.whole is None and asks_for_a_page(scope) and not await self._loading.within(_PATIENCE):
            await self._say(scope, receive, send)
            return
        if self._around is None:
            whole = await asyncio.to_thread(self._loading.finish)
            around = self._inmost
            for each in reversed(whole.middleware):
                around = each.cls(around, *each.args, **each.kwargs)
            self._around = around
        await self._around(scope, receive, send)

    async def _say(self, scope: Scope, receive: Receive, send: Send) -> None:
        language = page_language(scope)
        said = said_first(language, self._making())
        page = _PAGE.format(language=language, title=escape(word("product", language)), said=said)
        await HTMLResponse(page, status_code=503, headers=_HEADERS)(scope, receive, send)


class LoadedRoutes(BaseRoute):
    """The addresses of our own, once they are loaded; `Opening` lets nobody come here before."""

    def __init__(self, loading: Loading) -> None:
        self._loading = loading

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The first of them that takes the address, else the first that would by another method."""
        found = [(route, *route.matches(scope)) for route in self._loading.finish().routes]
        for wanted in (Match.FULL, Match.PARTIAL):
            for route, match, child in found:
                if match is wanted:
                    return match, {**child, _CHOSEN: route}
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on."""
        await scope[_CHOSEN].handle(scope, receive, send)


_CHOSEN: Final = "sakimori.route"
