"""A session for each browser, and what of Streamlit's own addresses is open to whom."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from sakimori.domain.session import Session
from sakimori.errors import NobodyError, SakimoriError
from sakimori.services.kernel.workspace import OWN
from sakimori.web.door import Door, network_of
from sakimori.web.forms import page_without_session
from sakimori.web.guard import refuse
from sakimori.web.language import asks_for_a_page

_CLOSED: Final = re.compile(r"/_stcore/(metrics|agent)(/|$)")
_WITH_SESSION: Final = re.compile(r"/(_stcore/(stream|host-config)|media)(/|$)")
_UPLOAD: Final = re.compile(r"/_stcore/upload_file(/|$)")
_NO_PAGE: Final = re.compile(r"/(_stcore|static|media|component|healthz|door|answer|api)(/|$)|/calendar/")
DOOR_PATHS: Final = re.compile(r"/(sign-in|sign-out|password|set-up|oidc|demo|healthz)(/|$)")
"""Pages that are open to whoever has not signed in: the door itself."""

_NOBODY: Final = "サインインしてください。\nSign in first.\n"
_TOO_MANY: Final = "しばらく待ってから開いてください。\nWait a few minutes and open the page again.\n"
_TOO_MUCH: Final = "1時間に1人が送れる量を超えました。\nYou have sent as much as one person may within an hour.\n"
_FULL: Final = (
    "サーバーが預かれる量を超えました。1時間ほど待ってから送ってください。\n"
    "The server holds as much as it can. Wait about an hour and send it again.\n"
)
_AGAIN_S: Final = "10"


class InWords:
    """Answers in words where sessions or workspaces cannot be read or written, and no page of ours says so itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or answer 503: a page to whoever shows one, else a line in each language; open no WebSocket."""
        is_begun = False

        async def noted(message: Message) -> None:
            nonlocal is_begun
            is_begun = True
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except SakimoriError as error:
            if is_begun or scope["type"] == "lifespan":
                raise
            if scope["type"] == "websocket":
                await WebSocketClose(code=1013)(scope, receive, send)
                return
            answer = (
                page_without_session(Request(scope), error, status=503)
                if "text/html" in Headers(scope=scope).get("accept", "")
                else PlainTextResponse(f"{error.message('ja')}\n{error.message('en')}\n", status_code=503)
            )
            answer.headers["retry-after"] = _AGAIN_S
            await answer(scope, receive, send)


class BrowserSession:
    """Gives each browser that asks for a page a session of its own, and leads whoever has to sign in to the door."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pages only: whatever else belongs to a page is asked for with the session of the page."""
        if not asks_for_a_page(scope) or _NO_PAGE.match(scope["path"]):
            await self.app(scope, receive, send)
            return
        token, session = await run_sync(self._door.session, HTTPConnection(scope))
        is_new = session is None
        if session is None:
            network, at = network_of(HTTPConnection(scope)), self._door.clock()
            if not await run_sync(self._door.newcomers.spend, network, at):
                await refuse(scope, receive, send, 429, _TOO_MANY)
                return
            token = await run_sync(self._door.begin)
        if self._has_to_sign_in(scope["path"], session):
            answer: Response = RedirectResponse(_to_the_door(scope, is_begun=self._door.own_file.exists()), 303)
            if is_new:
                self._door.keep(answer, token)
            await answer(scope, receive, send)
            return

        async def kept(message: Message) -> None:
            if is_new and message["type"] == "http.response.start":
                cookie = Response()
                self._door.keep(cookie, token)
                given = [pair for pair in cookie.raw_headers if pair[0] == b"set-cookie"]
                # A route that has given a token of its own, at sign-in, has the last word.
                if not any(name == b"set-cookie" and value.split(b"=")[0] == given[0][1].split(b"=")[0]
                           for name, value in message["headers"]):  # fmt: skip
                    message = {**message, "headers": [*message["headers"], *given]}
            await send(message)

        await self.app({**scope, "sakimori.token": token}, receive, kept)

    def _has_to_sign_in(self, path: str, session: Session | None) -> bool:
        workspace = session.workspace if session else self._door.first_workspace
        is_in = session is not None and session.signed_in_at is not None
        return workspace == OWN and not is_in and not DOOR_PATHS.match(path)


def _to_the_door(scope: Scope, *, is_begun: bool) -> str:
    if not is_begun:
        return "/set-up"
    query = scope.get("query_string", b"").decode("latin-1")
    asked = scope["path"] + (f"?{query}" if query else "")
    return "/sign-in" if asked == "/" else f"/sign-in?next={quote(asked, safe='')}"


class StreamlitGuard:
    """Opens the addresses of the framework, which ask nobody, only to browsers with a session, and some to nobody."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or answer 403, 404 or 413."""
        path = scope.get("path", "")
        if scope["type"] == "lifespan" or not path.startswith(("/_stcore/", "/media/")):
            await self.app(scope, receive, send)
        elif _CLOSED.match(path):
            await refuse(scope, receive, send, 404, "Not Found\n")
        elif _UPLOAD.match(path):
            await self._upload(scope, receive, send)
        elif _WITH_SESSION.match(path) and not await run_sync(self._door.may_look, await self._session(scope)):
            await refuse(scope, receive, send, 403, _NOBODY)
        else:
            await self.app(scope, receive, send)

    async def _session(self, scope: Scope) -> Session | None:
        return (await run_sync(self._door.session, HTTPConnection(scope)))[1]

    async def _upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Files come from whoever signed in or looks at the demo, and only so much of them within an hour."""
        try:
            session = (await run_sync(self._door.visitor, await self._session(scope))).session
        except NobodyError:
            await refuse(scope, receive, send, 403, _NOBODY)
            return
        at, told = self._door.clock(), Headers(scope=scope).get("content-length", "0")
        budgets = (
            (self._door.uploads, f"{session.workspace}/{session.user_id}", _TOO_MUCH),
            (self._door.uploads_of_all, "", _FULL),
        )
        if scope["method"] == "PUT":
            size = int(told) if told.isdecimal() else None
            for budget, key, words in budgets:
                if size is None or size > budget.left(key, at):
                    await refuse(scope, receive, send, 413, words)
                    return

        async def counted() -> Message:
            message = await receive()
            size = len(message.get("body", b""))
            for budget, key, _ in budgets:
                budget.spend(key, at, size)
            if any(budget.is_spent(key, at) for budget, key, _ in budgets):  # a body whose length nobody told
                return {"type": "http.disconnect"}
            return message

        await self.app(scope, counted, send)
