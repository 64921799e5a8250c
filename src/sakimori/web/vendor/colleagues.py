"""A vendor's person invites another one of theirs."""

from __future__ import annotations

from dataclasses import dataclass

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sakimori.errors import RefusedError
from sakimori.services.invitations.letters import letter_with
from sakimori.services.invitations.vendor import colleague_link, invite_colleague, mail_colleague
from sakimori.services.kernel.workspace import OWN
from sakimori.web.door import Door
from sakimori.web.vendor.pages import Pages, Reader, status_of
from sakimori.web.vendor.reading import Fields, first
from sakimori.web.vendor.visit import PATH


@dataclass(frozen=True, slots=True)
class Invited:
    """Who was invited; `text` is what is to be sent to them where no mail goes out.

    Whoever `waits` gets nothing until the company that asks has looked at the address.
    """

    name: str
    email: str
    text: str = ""
    waits: bool = False


class ColleaguePages:
    """The route of invitations."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def routes(self) -> list[Route]:
        """The one there is."""
        return [Route(f"{PATH}/colleague", self._pages.inside(self.invite), methods=["GET", "POST"])]

    async def invite(self, request: Request, reader: Reader) -> Response:
        """Ask who, and let the link go out; what to hand over is shown this once."""
        if request.method == "GET" or not reader.view.is_running:
            return self._page(request, reader)
        fields = await self._pages.form(request)
        self._pages.require_form_of(reader.visit, fields)
        try:
            made = await run_sync(self._invite, reader, fields, base_of(request, self._pages.door))
        except RefusedError as error:
            return self._page(request, reader, fields, error=error, status=status_of(error))
        return self._page(request, await run_sync(self._pages.again, reader), made=made)

    def _invite(self, reader: Reader, fields: Fields, base: str) -> Invited:
        visit, at = reader.visit, self._pages.door.clock()
        invited = invite_colleague(
            visit.workspace, name=first(fields, "name"), email=first(fields, "email"),
            language=first(fields, "language"), actor=visit.actor, at=at,
        ).record  # fmt: skip
        name, email = invited.name or "", invited.email or ""
        if invited.awaits_release:
            return Invited(name, email, waits=True)
        if self._pages.door.sends_mail and visit.session.workspace == OWN:
            mail_colleague(visit.workspace, invited.id, actor=visit.actor, at=at)
            return Invited(name, email)
        made = colleague_link(visit.workspace, invited.id, actor=visit.actor, at=at)
        letter = letter_with(visit.workspace, made, base=base)
        return Invited(name, email, f"{letter.subject}\n\n{letter.body}")

    def _page(
        self, request: Request, reader: Reader, given: Fields | None = None, *,
        made: Invited | None = None, error: RefusedError | None = None, status: int = 200,
    ) -> Response:  # fmt: skip
        kept = given or {}
        return self._pages.page(
            request, reader, "colleague", status=status, error=error, made=made, may_invite=reader.view.is_running,
            given={
                "name": first(kept, "name"), "email": first(kept, "email"),
                "language": first(kept, "language") or reader.language,
            },
        )  # fmt: skip


def base_of(request: Request, door: Door) -> str:
    """The address of this server, as whoever is invited reaches it."""
    return door.address.public or f"http://{request.headers.get('host', '')}"
