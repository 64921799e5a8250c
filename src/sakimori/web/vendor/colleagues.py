"""A vendor's person invites another one of theirs."""

from __future__ import annotations

from dataclasses import dataclass

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sakimori.errors import RefusedError
from sakimori.services.invitations.vendor import colleague_link, invite_colleague
from sakimori.web.vendor.pages import Pages, Reader, status_of
from sakimori.web.vendor.reading import Fields, first
from sakimori.web.vendor.visit import PATH


@dataclass(frozen=True, slots=True)
class Invited:
    """Who was invited; `text` is what is to be sent to them where no mail goes out."""

    name: str
    email: str
    text: str


class ColleaguePages:
    """The route of invitations."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def routes(self) -> list[Route]:
        """The one there is."""
        return [Route(f"{PATH}/colleague", self._pages.inside(self.invite), methods=["GET", "POST"])]
