"""Everything that the server puts around the screens, in its order."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse
from starlette.routing import Route

from sakimori.web.browser import BrowserSession, StreamlitGuard
from sakimori.web.door import Door
from sakimori.web.files import Files
from sakimori.web.guard import OwnNames, SecurityHeaders
from sakimori.web.language import PageLanguage
from sakimori.web.pages import Pages
from sakimori.web.provider_settings import Provider, provider_of
from sakimori.web.set_up import SetUp
from sakimori.web.vendor.routes import vendor_routes

_STYLE = Path(__file__).with_name("style.css")


def routes(door: Door, provider: Provider | None = None) -> list[Route]:
    """Addresses of our own, which come before those of the screens."""
    provider = provider or provider_of()
    return [
        Route("/healthz", health, methods=["GET"]),
        Route("/door/style.css", style, methods=["GET"]),
        *Pages(door, provider=provider.name if provider else "").routes(),
        *(_by(provider, door) if provider else ()),
        *SetUp(door).routes(),
        *Files(door).routes(),
        *vendor_routes(door),
    ]


def _by(provider: Provider, door: Door) -> list[Route]:
    from sakimori.web.provider import ByProvider  # noqa: PLC0415 - most servers have none, and start sooner without

    return ByProvider(door, provider).routes()


def middleware(door: Door) -> list[Middleware]:
    """What every request goes through, from the outside in."""
    return [
        Middleware(SecurityHeaders, address=door.address),
        Middleware(OwnNames, address=door.address),
        Middleware(StreamlitGuard, door=door),
        Middleware(BrowserSession, door=door),
        Middleware(PageLanguage),
    ]


async def health(_request: Request) -> JSONResponse:
    """That the server answers, and which version it is."""
    return JSONResponse({"status": "ok", "version": version("sakimori")})


async def style(_request: Request) -> FileResponse:
    """How the pages of the door look."""
    return FileResponse(_STYLE, media_type="text/css", headers={"cache-control": "max-age=3600"})
