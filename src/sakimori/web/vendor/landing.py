"""Coming and going: the link of an invitation is given, and a visit is ended."""

from __future__ import annotations

import re
from typing import Final

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sakimori.errors import RefusedError
from sakimori.services.access.sessions import is_form_token
from sakimori.web.forms import ForeignFormError, TooManyTriesError
from sakimori.web.vendor.pages import KEPT, Pages, Reader, go
from sakimori.web.vendor.reading import Fields, first
from sakimori.web.vendor.section import Saving, SectionPages
from sakimori.web.vendor.visit import PATH, ClosedLinkError

_OWN_PATH: Final = re.compile(r"/answer/(section|file|submit|colleague)[\w%./~-]{0,200}")
_SECTION: Final = re.compile(r"/answer/section/([^/]+)")


class OtherLinkError(RefusedError):
    """A link leads to another questionnaire than the one whose answers are carried along."""

    ja = "このリンクは別の質問票のものです。入力した内容の質問票のリンクを開いてください。"
    en = "This link leads to another questionnaire. Open the link of the one to which your answers belong."


class LandingPages:
    """The routes by which a vendor comes in and goes."""

    def __init__(self, pages: Pages, sections: SectionPages) -> None:
        self._pages = pages
        self._sections = sections

    def routes(self) -> list[Route]:
        """Both."""
        return [
            Route(f"{PATH}/enter", self._pages.told(self.enter), methods=["POST"]),
            Route(f"{PATH}/leave", self._pages.told(self.leave), methods=["POST"]),
        ]

    async def enter(self, request: Request) -> Response:
        """Open what a link leads to; what was carried along goes back into its fields."""
        fields = await self._pages.form(request)
        kept = {name.removeprefix(KEPT): values for name, values in fields.items() if name.startswith(KEPT)}
        following, given = first(fields, "next"), first(fields, "link")
        reader = await run_sync(self._pages.reader, request)
        if reader is not None and not given.strip():  # the link was opened in another tab meanwhile
            return await self._inside(request, reader, kept, following)
        visits = self._pages.visits
        token, session = await run_sync(visits.session, request)
        if session is None or not is_form_token(token, first(fields, "form_token")):
            return await self._pages.landing(request, kept=kept, following=following, error=ForeignFormError())
        try:
            fresh = await run_sync(visits.enter, request, given)
        except (ClosedLinkError, TooManyTriesError) as error:
            return await self._pages.landing(request, kept=kept, following=following, error=error)
        reader = await run_sync(self._pages.reader, request, fresh)
        if reader is None:
            raise ClosedLinkError
        response = await self._inside(request, reader, kept, following, token=fresh)
        visits.keep(response, fresh)
        return response

    async def _inside(
        self, request: Request, reader: Reader, kept: Fields, following: str, *, token: str = ""
    ) -> Response:
        """Where somebody was going; with the fields that they had filled, which are not stored yet."""
        if kept and first(kept, "of") != reader.mark:
            error = OtherLinkError()
            return await self._pages.landing(request, kept=kept, following=following, error=error, token=token)
        found = _SECTION.fullmatch(following)
        section = reader.view.section(found[1]) if found and kept else None
        if section is not None:
            said = reader.say("landing.kept")
            return await run_sync(lambda: self._sections.page(request, reader, section, kept, Saving(), said=said))
        return go(following if _OWN_PATH.fullmatch(following) else PATH)

    async def leave(self, request: Request) -> Response:
        """End the visit; a form of somebody else ends none."""
        fields = await self._pages.form(request)
        token, session = await run_sync(self._pages.visits.session, request)
        if session is None:
            return go(PATH)
        if not is_form_token(token, first(fields, "form_token")):
            raise ForeignFormError
        response = go(PATH, left="1")
        await run_sync(self._pages.visits.leave, request, response)
        return response
