"""Our own pages: rendered on the server, without script; a form counts only from a page that we gave this browser."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

from anyio.to_thread import run_sync
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sakimori.domain.values.text import LANGUAGES
from sakimori.errors import SakimoriError
from sakimori.services.access.sessions import form_token, is_form_token
from sakimori.web.door import Door
from sakimori.web.language import page_language, word

_FOLDER: Final = Path(__file__).parent
_MOST_BYTES: Final = 32_768
_MOST_FIELDS: Final = 30
_OWN_PATH: Final = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,2000}")
_NO_DOOR: Final = re.compile(r"/(sign-in|sign-out|set-up|oidc|password)(/|\?|$)")

_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",  # without any, a form would not say where it comes from
    "cache-control": "no-store",
}


class ForeignFormError(SakimoriError):
    """A form did not come from a page of ours that this browser has open."""

    ja = "この画面は古くなりました。もう一度入れてください。"
    en = "This page had expired. Please try again."


class TooManyTriesError(SakimoriError):
    """From one address there were too many wrong tries."""

    ja = "間違いが続いたため、しばらく受け付けません。10分ほど待ってからお試しください。"
    en = "There were too many wrong tries. Wait about ten minutes and try again."


@cache
def _templates() -> Environment:
    loader = FileSystemLoader(_FOLDER / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def language_of(request: Request, chosen: str = "") -> str:
    """What the address asks for, else what was chosen before, else the browser's."""
    if request.query_params.get("lang") in LANGUAGES or chosen not in LANGUAGES:
        return page_language(request.scope)
    return chosen


async def page(request: Request, door: Door, name: str, *, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 - whatever the template shows
    """A page of ours, in the language of the reader; `error` is a refusal to show above the form."""
    token, session = await run_sync(door.session, request)
    language = language_of(request, session.language if session else "")
    if session is not None and request.query_params.get("lang") == language != session.language:
        await run_sync(lambda: door.sessions.change(token, door.clock(), language=language))
    return _page(name, language, status, form_token=form_token(token) if session is not None else "", **values)


def _page(name: str, language: str, status: int, *, error: SakimoriError | None = None, **values: object) -> Response:
    html = _templates().get_template(f"{name}.html").render(
        {
            "language": language,
            "t": lambda key: word(key, language),
            "error": error.message(language) if error else "",
            "form_token": "",
            "next": "",
            "back": "/sign-in",
            "way": "back",
            **values,
        }
    )  # fmt: skip
    return HTMLResponse(html, status_code=status, headers=_HEADERS)


def page_without_session(request: Request, error: SakimoriError, *, status: int) -> Response:
    """The page of a refusal where the sessions cannot be read either; its link asks for the same once more."""
    asked = own_path("?".join(part for part in (request.url.path, request.url.query) if part))
    return _page("refused", language_of(request), status, error=error, back=asked, way="again")


async def read_form(request: Request, door: Door) -> dict[str, str]:
    """The fields of a form of ours.

    Raises:
        ForeignFormError: It is larger than ours are, or another site, another browser or nobody's page sent it.
    """
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            raise ForeignFormError
    try:
        fields = dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        raise ForeignFormError from error
    origin, host = request.headers.get("origin", ""), request.headers.get("host", "")
    token, session = await run_sync(door.session, request)
    if (
        session is None
        or not door.address.is_own_origin(origin, host)
        or not is_form_token(token, fields.get("form_token", ""))
    ):
        raise ForeignFormError
    return fields


def own_path(asked: str) -> str:
    """Where to go afterwards: an address of ours, else the beginning."""
    return asked if _OWN_PATH.fullmatch(asked) and not _NO_DOOR.match(asked) else "/"


def go(path: str) -> Response:
    """Go on to another page of ours."""
    return RedirectResponse(path, status_code=303, headers={"cache-control": "no-store"})


Endpoint = Callable[[Request], Awaitable[Response]]


def shown(door: Door, endpoint: Endpoint) -> Endpoint:
    """A route whose refusals, foreseen by no form of its own, are told in words on a page."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except SakimoriError as error:
            return await page(request, door, "refused", status=503, error=error)

    return answer
