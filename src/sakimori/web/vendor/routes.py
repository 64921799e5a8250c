"""The addresses of the pages of vendors; whatever else lies below them is nothing."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from sakimori.web.door import Door
from sakimori.web.vendor.colleagues import ColleaguePages
from sakimori.web.vendor.files import FilePages
from sakimori.web.vendor.landing import LandingPages
from sakimori.web.vendor.overview import OverviewPages
from sakimori.web.vendor.pages import Pages, go
from sakimori.web.vendor.rendering import FOLDER
from sakimori.web.vendor.section import SectionPages
from sakimori.web.vendor.visit import PATH, Visits

_FILES: Final = {"style.css": "text/css", "link.js": "text/javascript", "fill.js": "text/javascript"}


def vendor_routes(door: Door) -> list[Route]:
    """All of them."""
    pages = Pages(Visits(door))
    sections = SectionPages(pages)
    return [
        *(Route(f"{PATH}/{name}", _file(name, kind), methods=["GET"]) for name, kind in _FILES.items()),
        *OverviewPages(pages).routes(),
        *LandingPages(pages, sections).routes(),
        *sections.routes(),
        *FilePages(pages).routes(),
        *ColleaguePages(pages).routes(),
        Route(f"{PATH}/{{rest:path}}", _elsewhere, methods=["GET", "HEAD"]),
    ]


def _file(name: str, kind: str) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    async def answer(_request: Request) -> Response:
        return FileResponse(FOLDER / name, media_type=kind, headers={"cache-control": "max-age=3600"})

    return answer


async def _elsewhere(_request: Request) -> Response:
    """Back to the overview: the pages of our own people begin elsewhere."""
    return go(PATH)
