"""Everything that the server puts around the screens, in its order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse
from starlette.routing import BaseRoute, Match, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from sakimori.services.invitations.letters import PATH as ANSWERS
from sakimori.web.browser import BrowserSession, InWords, StreamlitGuard
from sakimori.web.calendar_feed import CalendarFeed
from sakimori.web.door import Door
from sakimori.web.files import Files
from sakimori.web.guard import OwnNames, SecurityHeaders
from sakimori.web.opening import Share, nothing_is_made
from sakimori.web.pages import Pages
from sakimori.web.provider_settings import Provider, provider_of
from sakimori.web.screen_page import ScreenPage, screen_routes
from sakimori.web.set_up import SetUp
from sakimori.web.tokens import TokenPages

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_STYLE = Path(__file__).with_name("style.css")


def routes(
    door: Door,
    provider: Provider | None = None,
    *,
    moved: Mapping[str, str] = NOTHING,
    making: Share = nothing_is_made,
) -> list[BaseRoute]:
    """Addresses of our own, which come before those of the screens; those that `moved` lead to where a view is now."""
    provider = provider or provider_of()
    return [
        Route("/healthz", health, methods=["GET"]),
        Route("/door/style.css", style, methods=["GET"]),
        *screen_routes(making),
        *Pages(door, provider=provider.name if provider else "").routes(),
        *(_by(provider, door) if provider else ()),
        *SetUp(door).routes(),
        *Files(door).routes(),
        *CalendarFeed(door).routes(),
        *TokenPages(door).routes(),
        MadeLater(ANSWERS, partial(_vendors, door)),
        ForPrograms(door),
        *(Route(f"/{old}", partial(_lead_on, old, page), methods=["GET"]) for old, page in moved.items()),
    ]


class MadeLater(BaseRoute):
    """Pages that are loaded when the first of them is asked for, so that no screen waits for them.

    It takes whatever lies at an address or below it, be it a path that no pattern takes.
    """

    def __init__(self, address: str, make: Callable[[], ASGIApp]) -> None:
        self._below = f"{address}/"
        self._make = make
        self._lock = Lock()
        self._made: ASGIApp | None = None

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether an address is one of these."""
        is_below = scope["type"] == "http" and f"{scope['path']}/".startswith(self._below)
        return (Match.FULL if is_below else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on."""
        made = await run_sync(self.ready) if self._made is None else self._made
        await made(scope, receive, send)

    def ready(self) -> ASGIApp:
        """Make it, if that was not done yet."""
        with self._lock:
            self._made = self._made or self._make()
        return self._made


class ForPrograms(MadeLater):
    """The interface for programs."""

    def __init__(self, door: Door) -> None:
        super().__init__("/api", partial(_programs, door))


def _programs(door: Door) -> Router:
    from sakimori.web.api.routes import api  # noqa: PLC0415 - see `MadeLater`

    return api(door)


def _vendors(door: Door) -> Router:
    from sakimori.web.vendor.routes import vendor_routes  # noqa: PLC0415 - see `MadeLater`

    return Router(vendor_routes(door))


def _by(provider: Provider, door: Door) -> list[Route]:
    from sakimori.web.provider import ByProvider  # noqa: PLC0415 - most servers have none, and start sooner without

    return ByProvider(door, provider).routes()


def programs_alone(door: Door) -> Starlette:
    """The interface for programs without the screens, behind the same guard: what `sakimori api` serves."""
    programs = ForPrograms(door)
    programs.ready()
    return Starlette(routes=[Route("/healthz", health, methods=["GET"]), programs], middleware=_guard(door))


def _guard(door: Door) -> list[Middleware]:
    return [Middleware(SecurityHeaders, address=door.address), Middleware(OwnNames, address=door.address)]


def middleware(door: Door, *, making: Share = nothing_is_made) -> list[Middleware]:
    """What every request goes through, from the outside in."""
    return [
        *_guard(door),
        Middleware(InWords),
        Middleware(StreamlitGuard, door=door),
        Middleware(BrowserSession, door=door),
        Middleware(ScreenPage, making=making),
    ]


async def _lead_on(old: str, page: str, request: Request) -> RedirectResponse:
    """A page that is a view of another one now, with all that the address said; files and mails still name it."""
    said = [("part" if name == "view" else name, value) for name, value in request.query_params.multi_items()]
    return RedirectResponse(f"/{page}?{urlencode([('view', old), *said])}")


async def health(_request: Request) -> JSONResponse:
    """That the server answers, and which version it is."""
    return JSONResponse({"status": "ok", "version": version("sakimori")})


async def style(_request: Request) -> FileResponse:
    """How the pages of the door look."""
    return FileResponse(_STYLE, media_type="text/css", headers={"cache-control": "max-age=3600"})
