"""Files for people: documents as files or as pictures, and what a page has just made, each after asking who it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import quote

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sakimori.domain.values.text import Text
from sakimori.errors import (
    GoneFileError,
    NobodyError,
    NotFoundError,
    NotPermittedError,
    SakimoriError,
    UnreadableFileError,
)
from sakimori.exchange.evidence.show import PAGES
from sakimori.services.access.handed_out import GivenFile
from sakimori.services.evidence.giving import evidence_for, pictures_for
from sakimori.services.evidence.marks import marked, marks_from_words
from sakimori.web.door import Door, Visitor
from sakimori.web.forms import page

_HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; img-src data:; sandbox; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
}
"""Nothing of a file is run, even by a browser that would show it against our word."""

_PAGE: Final = Text("ページ", "page")

_STATUS: Final[dict[type[SakimoriError], int]] = {
    NobodyError: 403,
    NotPermittedError: 403,
    NotFoundError: 404,
    GoneFileError: 410,
    UnreadableFileError: 422,
}

Give = Callable[[Visitor, Request], GivenFile]


class Files:
    """The addresses of one door under which files are given."""

    def __init__(self, door: Door) -> None:
        """Of a server with a demo, a workspace of its own, or both."""
        self._door = door

    def routes(self) -> list[Route]:
        """All of them."""
        return [
            Route("/evidence/{evidence_id}", self._given(self._document), methods=["GET"]),
            Route("/evidence/{evidence_id}/page/{number:int}.png", self._given(self._picture), methods=["GET"]),
            Route("/evidence/{evidence_id}/page/{number:int}.svg", self._given(self._marked), methods=["GET"]),
            Route("/download/{number}", self._given(self._made), methods=["GET"]),
        ]

    def _given(self, give: Give) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            if _only_asks(request):
                return Response(status_code=204, headers=_HEADERS)
            try:
                return _sent(await run_sync(self._file, give, request))
            except SakimoriError as error:
                status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 503)
                return await page(request, self._door, "refused", status=status, error=error, back="/")

        return answer

    def _file(self, give: Give, request: Request) -> GivenFile:
        return give(self._door.visitor(self._door.session(request)[1]), request)

    def _document(self, visitor: Visitor, request: Request) -> GivenFile:
        asked = request.path_params["evidence_id"]
        return evidence_for(visitor.workspace, asked, actor=visitor.actor, at=self._door.clock())

    def _picture(self, visitor: Visitor, request: Request) -> GivenFile:
        return GivenFile("", self._page(visitor, request), "image/png")

    def _marked(self, visitor: Visitor, request: Request) -> GivenFile:
        number = request.path_params["number"]
        try:
            boxes = marks_from_words(request.query_params.get("mark", ""), page=number)
        except ValueError as wrong:
            raise NotFoundError(what=_PAGE, key=number) from wrong
        return GivenFile("", marked(self._page(visitor, request), boxes), "image/svg+xml")

    def _page(self, visitor: Visitor, request: Request) -> bytes:
        asked, number = request.path_params["evidence_id"], request.path_params["number"]
        after = max(number - 1, 0) // PAGES * PAGES
        drawn = pictures_for(visitor.workspace, asked, actor=visitor.actor, at=self._door.clock(), after=after)
        if not 0 < number - after <= len(drawn):
            raise NotFoundError(what=_PAGE, key=number)
        picture: bytes = drawn[number - after - 1]
        return picture

    def _made(self, visitor: Visitor, request: Request) -> GivenFile:
        asked, at = request.path_params["number"], self._door.clock()
        return self._door.handed_out.take(asked, whose=visitor.session.key, at=at)


def _only_asks(request: Request) -> bool:
    """Whether somebody wants to know that a file is there without taking it.

    The script of the screens does so by `fetch` before it lets the browser take a file, which is given only once.
    """
    return request.method == "HEAD" or request.headers.get("sec-fetch-mode") == "cors"


def _sent(file: GivenFile) -> Response:
    """A file to be kept, or without a name a picture to be seen."""
    how = f"attachment; filename*=utf-8''{quote(file.filename, safe='')}" if file.filename else "inline"
    return Response(file.body, media_type=file.media_type, headers={**_HEADERS, "content-disposition": how})
