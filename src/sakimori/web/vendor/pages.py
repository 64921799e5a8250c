"""What the pages of a vendor share: who reads, the way to the link, and forms that count only from their page."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sakimori.errors import SakimoriError
from sakimori.services.access.sessions import form_token, is_form_token
from sakimori.services.invitations.view import VendorQuestion, VendorView, vendor_view
from sakimori.web.forms import ForeignFormError, TooManyTriesError
from sakimori.web.vendor.reading import (
    Fields,
    TooLargeError,
    TooOftenError,
    TooSlowError,
    first,
    read_fields,
    require_own_page,
)
from sakimori.web.vendor.rendering import html, language_for, render, texts
from sakimori.web.vendor.visit import PATH, ClosedLinkError, Visit, Visits

KEPT = "kept."
"""Before the name of a field that is carried along while its sender gives the link again."""

_STATUS: dict[type[SakimoriError], HTTPStatus] = {
    TooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    TooOftenError: HTTPStatus.TOO_MANY_REQUESTS,
    TooManyTriesError: HTTPStatus.TOO_MANY_REQUESTS,
    TooSlowError: HTTPStatus.REQUEST_TIMEOUT,
    ForeignFormError: HTTPStatus.FORBIDDEN,
    ClosedLinkError: HTTPStatus.FORBIDDEN,
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a page: a visit, what it may see, and in which language."""

    visit: Visit
    view: VendorView
    language: str

    def say(self, key: str, **filled: object) -> str:
        """A wording in the language of the reader."""
        return texts()[key].format(**filled).get(self.language)

    @property
    def mark(self) -> str:
        """What the form of a section carries, so that no answer comes to stand in another questionnaire."""
        return hashlib.sha256(self.view.invitation.assessment_id.encode()).hexdigest()[:16]

    @property
    def company(self) -> str:
        """Who asks."""
        return self.view.company or self.say("company.unnamed")

    @property
    def why_closed(self) -> str:
        """Why nothing can be answered any more."""
        if self.view.is_fillable:
            return ""
        return self.say("closed.submitted" if self.view.is_running else "closed.decided")


Page = Callable[[Request, Reader], Awaitable[Response]]
Endpoint = Callable[[Request], Awaitable[Response]]


class Pages:
    """What the routes of one server stand on."""

    def __init__(self, visits: Visits) -> None:
        self.visits = visits
        self.door = visits.door

    def inside(self, page: Page) -> Endpoint:
        """A page for whoever came by a link; everybody else is asked for it."""

        async def answer(request: Request) -> Response:
            reader = await run_sync(self.reader, request)
            if reader is not None:
                return await page(request, reader)
            return await self.landing(request, following=request.url.path if request.method == "GET" else "")

        return self.told(answer)

    def told(self, endpoint: Endpoint) -> Endpoint:
        """A route whose refusals are told in words on a page."""

        async def answer(request: Request) -> Response:
            try:
                return await endpoint(request)
            except SakimoriError as error:
                return await run_sync(self.refused, request, error)

        return answer

    def refused(self, request: Request, error: SakimoriError) -> Response:
        """The page that says why something is not possible."""
        _, session = self.visits.session(request)
        language = language_for(request, session.language if session else "")
        text = render("refused", language, error=error.message(language), may_turn=False)
        return html(text, status_of(error))

    def reader(self, request: Request, token: str = "") -> Reader | None:
        """Who reads; a language that the address asks for is kept."""
        visit = self.visits.find(request, token)
        if visit is None:
            return None
        view = vendor_view(visit.workspace, actor=visit.actor, at=self.door.clock())
        chosen = visit.session.language or view.invitation.language
        language = language_for(request, chosen)
        if language != chosen:
            self.door.sessions.speak(visit.token, self.door.clock(), language)
        return Reader(visit, view, language)

    def again(self, reader: Reader) -> Reader:
        """The same reader after something was written."""
        visit = reader.visit
        view = vendor_view(visit.workspace, actor=visit.actor, at=self.door.clock())
        return Reader(visit, view, reader.language)

    def page(self, request: Request, reader: Reader, name: str, *, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 - whatever the template shows
        """A page for whoever came by a link."""
        error: SakimoriError | None = values.pop("error", None)
        common: dict[str, Any] = {
            "form_token": reader.visit.form_token,
            "company": reader.company,
            "party": reader.view.party_name,
            "may_write": reader.view.is_fillable,
            "why_closed": reader.why_closed,
            "may_turn": request.method == "GET",  # what was typed would not come along
            "error": error.message(reader.language) if error else "",
            "said": "",
        }
        return html(render(name, reader.language, **common | values), status)

    async def landing(
        self, request: Request, *, kept: Fields | None = None, following: str = "",
        error: SakimoriError | None = None, status: int | None = None, said: str = "", token: str = "",
    ) -> Response:  # fmt: skip
        """Ask for the link; what somebody had typed is carried along, with a word on why."""
        token, session = await run_sync(self.visits.session, request, token)
        language = language_for(request, session.language if session else "")
        is_new = session is None
        said = said or ("landing.left" if "left" in request.query_params else "")
        if is_new:
            token = await run_sync(self.visits.begin, request)
        carried = [(name, value) for name, values in (kept or {}).items() for value in values]
        text = render(
            "landing", language, form_token=form_token(token), kept=carried, next=following,
            error=error.message(language) if error else "", may_turn=request.method == "GET",
            said=texts()[said or "landing.over"].get(language) if said or carried else "",
        )  # fmt: skip
        response = html(text, status or (status_of(error) if error else HTTPStatus.OK))
        if is_new:
            self.visits.keep(response, token)
        return response

    async def form(self, request: Request) -> Fields:
        """The fields of a form that a page of this server sent.

        Raises:
            ForeignFormError: Another site, or no form, sent it.
        """
        require_own_page(request, self.door)
        return await read_fields(request)

    def require_form_of(self, visit: Visit, fields: Fields) -> None:
        """Refuse a form that was made for another session, and too many of them.

        Raises:
            ForeignFormError: It was.
            TooOftenError: This invitation wrote more within an hour than answering takes.
        """
        if not is_form_token(visit.token, first(fields, "form_token")):
            raise ForeignFormError
        key, at = f"{visit.session.workspace}/{visit.actor.id}", self.door.clock()
        if self.door.saves.is_spent(key, at):
            raise TooOftenError
        self.door.saves.spend(key, at)


def status_of(error: SakimoriError) -> int:
    """The status of an answer that tells a refusal."""
    return _STATUS.get(type(error), HTTPStatus.CONFLICT)


def go(path: str, **query: str) -> Response:
    """Go on to another of these pages; where a place in it follows, it stands behind the #."""
    address, mark, place = path.partition("#")
    asked = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
    whole = f"{address}?{asked}" if asked else address
    return RedirectResponse(whole + mark + place, status_code=303, headers={"cache-control": "no-store"})


def path_of_section(section_id: str) -> str:
    """The address of a section."""
    return f"{PATH}/section/{quote(section_id, safe='')}"


def path_of_question(view: VendorView, question_id: str) -> str:
    """The address of a question, within the section in which it stands."""
    for section in view.sections:
        if any(one.question.id == question_id for one in section.questions):
            return f"{path_of_section(section.id)}#q-{quote(question_id, safe='')}"
    return PATH


def link_to(view: VendorView, asked: VendorQuestion, language: str, text: str = "") -> dict[str, str]:
    """A question in a list of them."""
    number = asked.question.id
    words = text or asked.question.text.get(language)
    return {"path": path_of_question(view, number), "number": number, "text": words}
