"""A server with our door and guard, in front of stand-ins for Streamlit's addresses, and browsers that use it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import anyio
import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from sakimori.domain.codes import UserRole
from sakimori.domain.user import Actor
from sakimori.services.access.sessions import COOKIE
from sakimori.services.kernel.workspace import DEMO, Workspace
from sakimori.services.settings.users import add_user
from sakimori.web.app import middleware, routes
from sakimori.web.door import Door

T = TypeVar("T")


def alone(run: Callable[[], Awaitable[T]]) -> T:
    """What a coroutine gives, in a thread of its own: a browser of other tests may run a loop in this one."""
    with ThreadPoolExecutor(1) as own:
        return own.submit(anyio.run, run).result()


NAME, ORIGIN = "127.0.0.1:8501", "http://127.0.0.1:8501"
PUBLIC, PUBLIC_ORIGIN = "sakimori.example.co.jp", "https://sakimori.example.co.jp"
COMPANY = {"company": "株式会社つむぎ", "person": "佐藤 美咲", "department": "法務部"}
LOGIN = {"login": "misaki@tsumugi.example", "password": "kuroi-neko-ga"}


@dataclass
class Clock:
    """A clock that tests move."""

    at: datetime = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def goes(self, **by: float) -> None:
        self.at += timedelta(**by)


class Browser:
    """Follows no redirect by itself, sends what browsers send, and fills in the hidden fields of a form."""

    def __init__(self, server: Starlette, *, origin: str, peer: str, **headers: str) -> None:
        self.origin = origin
        self.client = TestClient(
            server, base_url=origin, client=(peer, 50_000), follow_redirects=False,
            headers={"accept": "text/html,*/*", "accept-language": "en", **headers},
        )  # fmt: skip

    @property
    def token(self) -> str:
        return str(self.client.cookies.get(COOKIE, ""))

    def get(self, path: str, **headers: str) -> httpx2.Response:
        return self.client.get(path, headers=headers)

    def hidden(self, path: str) -> dict[str, str]:
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.get(path).text))

    def post(self, path: str, fields: dict[str, str], *, page: str = "", **headers: str) -> httpx2.Response:
        """Send the form of a page, as the page would."""
        data = self.hidden(page or path) | fields
        return self.client.post(path, data=data, headers={"origin": self.origin} | headers)

    def sign_in(self, **other: str) -> httpx2.Response:
        return self.post("/sign-in", LOGIN | other)


@dataclass
class Server:
    """One door, the server around it, and browsers from here and elsewhere."""

    door: Door
    clock: Clock
    uploaded: list[int] = field(default_factory=list)
    by_provider: Sequence[Route] = ()

    def __post_init__(self) -> None:
        self.app = Starlette(
            routes=[
                *self.by_provider,
                *routes(self.door),
                Route("/_stcore/upload_file/{rest:path}", self._take, methods=["PUT", "DELETE"]),
                WebSocketRoute("/_stcore/stream", _welcome),
                Route("/_stcore/{rest:path}", _core),
                Route("/media/{rest:path}", _core),
                Route("/{rest:path}", _screen),
            ],
            middleware=middleware(self.door),
        )

    async def _take(self, request: Request) -> Response:
        self.uploaded.append(len(await request.body()))
        return Response(status_code=204)

    def here(self, **more: Any) -> Browser:
        return Browser(self.app, **{"origin": ORIGIN, "peer": "127.0.0.1"} | more)

    def elsewhere(self, **more: Any) -> Browser:
        """Through the proxy in front, whose server names the address of the browser."""
        given = {"origin": PUBLIC_ORIGIN, "peer": "198.51.100.7", "x-forwarded-for": "198.51.100.7"}
        return Browser(self.app, **given | more)

    def set_up(self) -> Browser:
        """The first person, signed in."""
        browser = self.here()
        assert browser.post("/set-up", COMPANY | LOGIN).status_code == 303
        return browser


def a_demo(server: Server, *roles: UserRole) -> Workspace:
    """The demo beside the workspace of a server, with one person, `us01`."""
    assert server.door.folder is not None
    demo = Workspace(server.door.folder / f"{DEMO}.db")
    founder, at = Actor("demo", "デモ", frozenset(UserRole)), server.clock()
    given = frozenset(roles or UserRole)
    add_user(demo, name="佐藤 美咲", department="", roles=given, user_id="us01", actor=founder, at=at)
    return demo


def choose(browser: Browser, server: Server, user_id: str = "us01") -> Browser:
    """Say in the demo who one is, as the screens do."""
    server.door.sessions.change(browser.token, server.clock(), workspace=DEMO, user_id=user_id)
    return browser


async def _welcome(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close()


async def _core(_request: Request) -> Response:
    return PlainTextResponse("core")


async def _screen(_request: Request) -> Response:
    return HTMLResponse('<html lang="en">screen')
