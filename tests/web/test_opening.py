"""While the server loads one page says what this is; nothing behind it is reached before what guards it is there."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from sakimori.web.guard import HEADERS
from sakimori.web.opening import LoadedRoutes, Loading, Opening, Whole
from sakimori.web.screen_page import ScreenPage, screen_routes

ROOT = Path(__file__).parents[2]
PAGE = {"accept": "text/html", "accept-language": "ja"}
OF_STREAMLIT = '<html lang="en"><head></head><body><div id="root"></div></body></html>'


class Guard:
    """Stands for what guards the screens: it marks every answer that went through it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def marked(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-guarded", b"yes")]  # type: ignore[misc]
            await send(message)

        await self.app(scope, receive, marked)  # type: ignore[arg-type]


async def _ours(request: Request) -> Response:
    return PlainTextResponse(f"ours {request.path_params.get('name', '')}")


async def _screen(_request: Request) -> Response:
    return PlainTextResponse("screen")


ROUTES = [
    Route("/ours/{name}", _ours, methods=["GET"]),
    Route("/ours/{name}", _screen, methods=["PUT"]),
    Mount("/below", routes=[Route("/{name}", _ours)]),
]


class Slow:
    """A server whose guard is loaded when it is let go."""

    def __init__(self, share: float | None) -> None:
        self.go_on, self.begun = Event(), Event()
        loading = Loading(self._load)
        opening = Middleware(Opening, loading=loading, making=lambda: share)
        routes = [LoadedRoutes(loading), Route("/{rest:path}", _screen, methods=["GET", "PUT", "POST"])]
        self.client = TestClient(Starlette(routes=routes, middleware=[opening]))

    def _load(self) -> Whole:
        self.begun.set()
        assert self.go_on.wait(20)
        return Whole([Middleware(Guard)], ROUTES)


@pytest.fixture
def slow() -> Iterator[Callable[[float | None], Slow]]:
    with ExitStack() as running:

        def make(share: float | None = None) -> Slow:
            one = Slow(share)
            running.enter_context(one.client)  # one loop for all its requests, as a server has
            running.callback(one.go_on.set)
            return one

        yield make


@pytest.mark.parametrize(
    ("language", "share", "said"),
    [
        ("ja", None, "起動しています。"),
        ("ja", 0.42, "架空の会社のデモ（18か月分の記録）を作っています。 42%"),
        ("en", None, "Starting."),
        ("en", 0.0, "eighteen months of records: 0%"),
    ],
)
def test_whoever_comes_first_reads_what_this_is_and_how_far_it_is(
    slow: Callable[[float | None], Slow], language: str, share: float | None, said: str
) -> None:
    begun = monotonic()
    answer = slow(share).client.get("/risk", headers={"accept": "text/html", "accept-language": language})
    assert monotonic() - begun < 5
    text = re.sub(r"<[^>]+>", "", answer.text)
    assert said in text
    assert ("データフロー" if language == "ja" else "data flows") in text
    assert (answer.status_code, f'<html lang="{language}">' in answer.text) == (503, True)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS | {
        "content-security-policy": answer.headers["content-security-policy"]
    }
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert 'http-equiv="refresh"' in answer.text


@pytest.mark.parametrize("asked", [("GET", "*/*"), ("POST", "text/html"), ("GET", "application/json")])
def test_all_else_waits_and_goes_through_the_guard(slow: Callable[[], Slow], asked: tuple[str, str]) -> None:
    server = slow()
    answers: list[Response] = []
    method, accept = asked

    def ask() -> None:
        answers.append(server.client.request(method, "/x", headers={"accept": accept}))  # type: ignore[arg-type]

    asking = Thread(target=ask)
    asking.start()
    assert server.begun.wait(20)
    asking.join(0.6)
    assert not answers
    server.go_on.set()
    asking.join(20)
    assert [(one.status_code, one.headers["x-guarded"]) for one in answers] == [(200, "yes")]


def test_once_it_is_loaded_a_page_is_the_real_one(slow: Callable[[], Slow]) -> None:
    server = slow()
    assert server.client.get("/", headers=PAGE).status_code == 503
    server.go_on.set()
    answer = server.client.get("/", headers=PAGE)
    assert (answer.status_code, answer.text, answer.headers["x-guarded"]) == (200, "screen", "yes")


def test_loaded_addresses_are_answered_as_if_they_had_been_there_from_the_start(slow: Callable[[], Slow]) -> None:
    server = slow()
    server.go_on.set()
    plain = TestClient(Starlette(routes=[*ROUTES, Route("/{rest:path}", _screen, methods=["GET", "PUT", "POST"])]))
    for method in ("GET", "PUT", "DELETE"):
        for path in ("/ours/a", "/ours/b", "/below/c", "/below/c/d", "/elsewhere"):
            here, there = (client.request(method, path) for client in (server.client, plain))
            assert (here.status_code, here.text) == (there.status_code, there.text), (method, path)


def test_what_answers_first_loads_little_of_the_program() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys, streamlit; import app; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    late = ("pandas", "sqlite_utils", "sakimori.rules", "sakimori.services.kernel.workspace")
    assert not [name for name in late if name in told]
    assert len([name for name in told if name.startswith("sakimori")]) < 50


@pytest.mark.parametrize("share", [None, 0.42])
def test_the_page_of_the_framework_says_so_too_while_a_demo_is_made(share: float | None) -> None:
    async def page(_request: Request) -> Response:
        return Response(OF_STREAMLIT, media_type="text/html")

    routes = [*screen_routes(lambda: share), Route("/", page)]
    client = TestClient(Starlette(routes=routes, middleware=[Middleware(ScreenPage, making=lambda: share)]))
    answer = client.get("/", headers=PAGE)
    assert ("42%" in answer.text, "screen_making" in answer.text) == (share is not None, share is not None)
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert client.get("/screen/making").json() == {"share": "42%" if share else None}
