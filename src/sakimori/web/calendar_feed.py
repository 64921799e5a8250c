"""The calendar that programs follow, behind a token in its address; whoever shows another one finds nothing there."""

from __future__ import annotations

from typing import Final

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sakimori.domain.access_token import TokenScope
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.days import legal_day
from sakimori.errors import NotPermittedError
from sakimori.services.access.bearer import Bearer, who_bears
from sakimori.services.calendar.feed import FOLDER, MINE, WHAT, WHOSE, Wish, calendar_of, calendar_tag
from sakimori.services.kernel.workspace import Workspace
from sakimori.web.door import Door

_HEADERS: Final = {"cache-control": "private, no-cache"}


class CalendarFeed:
    """The address of one door under which calendars are followed."""

    def __init__(self, door: Door) -> None:
        """Of a server with a demo, a workspace of its own, or both."""
        self._door = door

    def routes(self) -> list[Route]:
        """All of them."""
        return [Route(f"{FOLDER}/{{secret}}.ics", self._answer, methods=["GET"])]

    async def _answer(self, request: Request) -> Response:
        return await run_sync(self._calendar, request)

    def _calendar(self, request: Request) -> Response:
        """The calendar, or that nothing changed; never why there is none."""
        found, at = self._bearer(request.path_params["secret"]), self._door.clock()
        wish = _wish(request, found[1].user.id) if found is not None else None
        if found is None or wish is None:
            return _nothing()
        workspace, bearer = found
        actor, on, base = bearer.actor, legal_day(at), self._base(request)
        try:
            tag = f'"{calendar_tag(workspace, wish, actor=actor, on=on, base=base)}"'
            headers = _HEADERS | {"etag": tag}
            if tag in _tags(request):
                return Response(status_code=304, headers=headers)
            body = calendar_of(workspace, wish, actor=actor, on=on, base=base)
            return Response(body, media_type="text/calendar", headers=headers)
        except NotPermittedError:  # a right that was taken away
            return _nothing()

    def _bearer(self, secret: str) -> tuple[Workspace, Bearer] | None:
        """The workspace in which a token speaks for somebody; the demos are asked on this machine alone."""
        for workspace in (self._door.own, *self._door.demos.values()):
            bearer = workspace and who_bears(workspace, secret, scope=TokenScope.CALENDAR, at=self._door.clock())
            if workspace and bearer:
                return workspace, bearer
        return None

    def _base(self, request: Request) -> str:
        """The address to which links lead: the public one, or the one of this machine that was asked."""
        return self._door.address.public or f"http://{request.headers['host']}"


def _wish(request: Request, me: str) -> Wish | None:
    asked = request.query_params
    try:
        kinds = frozenset(DeadlineKind(kind) for kind in asked.getlist(WHAT))
    except ValueError:
        return None
    whose = asked.get(WHOSE, "")
    return Wish(owner=me if whose == MINE else whose, kinds=kinds)


def _tags(request: Request) -> set[str]:
    given = request.headers.get("if-none-match", "")
    return {tag.strip().removeprefix("W/") for tag in given.split(",")}


def _nothing() -> Response:
    return PlainTextResponse("Not Found\n", status_code=404, headers={"cache-control": "no-store"})
