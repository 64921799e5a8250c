"""One call from the header to the answer: who asks, whether they may, what they say, once only, and what they get."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

import pydantic_core
from anyio.to_thread import run_sync
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from sakimori.errors import ConflictError, LostWriteError, RefusedError, SakimoriError, StoreError
from sakimori.exchange.request.as_json import plain
from sakimori.services.access.bearer import Bearer
from sakimori.services.access.call_keys import (
    CallKey,
    KeptAnswer,
    begin_call,
    call_key,
    finish_call,
    forget_call,
    has_acted,
    notes_so_far,
)
from sakimori.services.access.program_reads import note_read
from sakimori.services.kernel.access import require
from sakimori.services.kernel.workspace import Workspace
from sakimori.web.api.caller import Callers
from sakimori.web.api.endpoint import FILE, Answered, Call, Endpoint, FileOut, Versioned
from sakimori.web.api.forms import Query, read_query
from sakimori.web.api.problems import MEDIA_TYPE, ErrorAt, invalid_request, problem_of, refusal
from sakimori.web.door import Door
from sakimori.web.language import page_language

BASE: Final = "/api/v1"
HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "vary": "authorization, accept-language",
}
JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: the body and its type, and what the headers say."""

    body: bytes
    media_type: str
    key: str
    version: str


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer as it goes out, and comes again to the same key."""

    status: int
    body: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Served:
    """The addresses of a table, served by one door."""

    def __init__(self, door: Door, endpoints: tuple[Endpoint, ...]) -> None:
        """With callers of its own: limits are counted for each server."""
        self._callers = Callers(door)
        self._endpoints = endpoints

    def routes(self) -> list[BaseRoute]:
        """A route for each of them."""
        by_path: dict[str, dict[str, Endpoint]] = {}
        for one in self._endpoints:
            by_path.setdefault(one.path, {})[one.method] = one
        return [Route(f"{BASE}{path}", _Address(self, methods)) for path, methods in by_path.items()]

    async def answer(self, request: Request, methods: Mapping[str, Endpoint]) -> Response:
        """The answer to one request, whatever comes."""
        language = page_language(request.scope)
        try:
            is_head = request.method == "HEAD"
            endpoint = methods.get("GET" if is_head else request.method)
            # A file is noted as issued once it is made: for its heads alone none is made.
            if endpoint is None or (is_head and endpoint.answers is None):
                raise refusal("method_unknown", allow=", ".join(sorted(methods)))
            return await self._called(request, endpoint, language)
        except SakimoriError as error:
            return refused(error, language)

    async def _called(self, request: Request, endpoint: Endpoint, language: str) -> Response:
        bearer, workspace = await self._callers.who(request, endpoint.scope)
        require(bearer.actor, endpoint.permission)
        sent = await _sent(request, endpoint)
        query = _query(request, endpoint)
        ready = await run_sync(self._ready, request, endpoint, bearer, workspace, sent, query, language)
        return _response(request, ready, language)

    def _ready(  # noqa: PLR0917 - what a call is made of
        self,
        request: Request,
        endpoint: Endpoint,
        bearer: Bearer,
        workspace: Workspace,
        sent: Sent,
        query: Query,
        language: str,
    ) -> Ready:
        call = Call(
            seat=workspace.seen_by(bearer.actor),
            actor=bearer.actor,
            at=self._callers.clock(),
            query=query,
            body=_body(endpoint, sent),
            path=dict(request.path_params),
            file=sent.body if endpoint.takes_file else b"",
            version=_version(endpoint, sent),
            language=language,
            origin=f"{request.url.scheme}://{request.url.netloc}",
        )
        if not (endpoint.writes and sent.key):
            return self._run(endpoint, call)
        asked = f"{request.method} {request.url.path}?{request.url.query}\n".encode() + sent.body
        known = call_key(call.seat.program, bearer.token.id, sent.key, asked=asked, at=call.at)
        return self._once(endpoint, call, known)

    def _run(self, endpoint: Endpoint, call: Call) -> Ready:
        if endpoint.writes:
            return _made(endpoint, endpoint.run(call))
        with call.seat.look():  # whatever one answer says was read at one moment
            answered = endpoint.run(call)
            ready = _made(endpoint, answered)
        _note_read(endpoint, call, answered)
        return ready

    def _once(self, endpoint: Endpoint, call: Call, known: CallKey) -> Ready:
        """The answer to a write that is done once, however often it is sent."""
        noted = notes_so_far(call.seat.program)
        kept = begin_call(call.seat.program, known, at=call.at)
        if kept is not None:
            return _again(kept, known.asked)
        try:
            ready = self._run(endpoint, call)
        except RefusedError:
            forget_call(call.seat.program, known)  # nothing was written: the same key may try again
            raise
        except LostWriteError:
            raise  # the key stays: whoever sends it again learns that the end is unknown
        except SakimoriError:
            with suppress(StoreError):
                if not has_acted(call.seat.program, known.token_id, after=noted):
                    forget_call(call.seat.program, known)
            raise
        told = json.dumps({"status": ready.status, "type": ready.media_type, "headers": dict(ready.headers)})
        with suppress(StoreError):  # it was done, whether or not the answer can be kept
            finish_call(call.seat.program, known, head=told, body=ready.body)
        return ready


class _Address:
    """What answers at one address, in every method: an application, so that the router asks for none."""

    def __init__(self, served: Served, methods: Mapping[str, Endpoint]) -> None:
        self._served, self._methods = served, methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._served.answer(Request(scope, receive), self._methods)
        await response(scope, receive, send)


def _note_read(endpoint: Endpoint, call: Call, answered: Answered) -> None:
    """Leave the trace of a read that was answered: which address, of which record, and of which third party."""
    answer = answered.answer if isinstance(answered, Versioned) else answered
    recipient = getattr(getattr(answer, "recipient", None), "id", "")
    party = call.path.get("third_party_id") or getattr(answer, "third_party_id", "") or recipient
    note_read(
        call.seat,
        endpoint.name,
        actor=call.actor,
        at=call.at,
        key="/".join(call.path.values()) or str(party),
        third_party_id=str(party),
    )


def _again(kept: KeptAnswer, asked: str) -> Ready:
    if kept.asked != asked:
        raise refusal("key_reused")
    if kept.head is None:
        raise refusal("key_unknown_end" if kept.is_old else "key_running")
    told = json.loads(kept.head)
    return Ready(told["status"], kept.body, told["type"], {**told["headers"], "idempotency-replayed": "true"})


async def _sent(request: Request, endpoint: Endpoint) -> Sent:
    """The body, no more of it than may be sent."""
    told = request.headers.get("content-length", "0")
    most = endpoint.most_bytes
    if not told.isdecimal() or int(told) > most:
        raise refusal("too_large", limit=f"{most:,}")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise refusal("too_large", limit=f"{most:,}")
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    wanted = FILE if endpoint.takes_file else JSON
    if most and media_type != wanted:
        raise refusal("type_unknown", expected=wanted)
    key = request.headers.get("idempotency-key", "")
    if len(key) > _LONGEST_KEY:
        wrong = ErrorAt(at="header.Idempotency-Key", code="string_too_long", message=f"up to {_LONGEST_KEY}")
        raise refusal("request_invalid", count=1, problems=(wrong,))
    return Sent(bytes(body), media_type, key, request.headers.get("if-match", ""))


_LONGEST_KEY: Final = 200


def _query(request: Request, endpoint: Endpoint) -> Query:
    try:
        return endpoint.query.model_validate(read_query(endpoint.query, request.query_params))
    except ValidationError as error:
        raise invalid_request(error, "query") from error


def _body(endpoint: Endpoint, sent: Sent) -> BaseModel | bytes | None:
    """What the body says; a form of the exchange reads its own, once it is known to be JSON of no great depth."""
    try:
        if endpoint.schema is not None:
            pydantic_core.from_json(sent.body)
            return sent.body
        return endpoint.body.model_validate_json(sent.body) if endpoint.body is not None else None
    except ValidationError as error:
        raise invalid_request(error, "body") from error
    except ValueError as error:
        raise refusal("request_invalid", count=1) from error


def _version(endpoint: Endpoint, sent: Sent) -> int | None:
    """The version that an ETag of ours names."""
    if not endpoint.needs_version:
        return None
    number = sent.version.removeprefix("W/").strip('"').partition(".")[0]
    if not sent.version:
        raise refusal("version_missing")
    if not number.isdecimal() or len(number) > _LONGEST_VERSION:
        raise ConflictError(who="")
    return int(number)


_LONGEST_VERSION: Final = 9


def _made(endpoint: Endpoint, answered: Answered) -> Ready:
    if isinstance(answered, FileOut):
        how = f"attachment; filename*=utf-8''{quote(answered.name, safe='')}"
        return Ready(
            endpoint.status, answered.body, answered.media_type, {"content-disposition": how, **answered.headers}
        )
    answer, version = (
        (answered.answer, f"{answered.version}.") if isinstance(answered, Versioned) else (answered, "")
    )  # fmt: skip
    body = json.dumps(answer.model_dump(), default=plain, ensure_ascii=False, separators=(",", ":")).encode()
    return Ready(endpoint.status, body, JSON, {"etag": f'"{version}{hashlib.sha256(body).hexdigest()[:20]}"'})


def _response(request: Request, ready: Ready, language: str) -> Response:
    headers = {**HEADERS, **ready.headers, "content-language": language}
    if request.method in {"GET", "HEAD"} and _is_known(request.headers.get("if-none-match", ""), ready):
        return Response(status_code=304, headers=headers)
    return Response(ready.body, ready.status, headers, ready.media_type)


def _is_known(tags: str, ready: Ready) -> bool:
    etag = ready.headers.get("etag")
    return etag is not None and etag in {tag.strip().removeprefix("W/") for tag in tags.split(",")}


def refused(error: SakimoriError, language: str) -> Response:
    """A refusal as it is sent."""
    told = problem_of(error, language)
    headers = {**HEADERS, **told.headers, "content-language": language}
    if "allow" in error.details:
        headers["allow"] = str(error.details["allow"])
    return Response(told.problem.model_dump_json(), told.problem.status, headers, MEDIA_TYPE)


async def nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    """What answers where nothing is."""
    await refused(refusal("address_unknown"), page_language(scope))(scope, receive, send)
