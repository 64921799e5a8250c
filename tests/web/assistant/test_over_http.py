"""An assistant elsewhere: the client of the protocol against a server that listens, by the tokens of the interface."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import httpx2
import pytest
import uvicorn
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from starlette.applications import Starlette

from kit.builders import TODAY
from kit.demos import DemoIn
from sakimori.domain.access_token import TokenScope
from sakimori.domain.codes import UserRole
from sakimori.web.app import middleware, routes
from web.api.calling import Programs, programs_of
from web.serving import alone


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Programs:
    return programs_of(tmp_path_factory.mktemp("home"), demo_in(tmp_path_factory.mktemp("demo"), TODAY))


@contextmanager
def listening(programs: Programs) -> Iterator[str]:
    app = Starlette(routes=routes(programs.door), middleware=middleware(programs.door))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
        thread = Thread(target=server.run, kwargs={"sockets": [place]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{port}/api/v1/mcp"
        server.should_exit = True
        thread.join()


def asked(url: str, secret: str, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    async def run() -> list[Any]:
        headers = {"authorization": f"Bearer {secret}", "accept-language": "en"}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=30) as http,
            Client(streamable_http_client(url, http_client=http)) as client,
        ):
            return [await client.call_tool(name, arguments) for name, arguments in calls]

    return alone(run)


def test_an_assistant_asks_a_server_in_japanese_and_english_within_its_token(programs: Programs) -> None:
    flow = programs.get("/flows?limit=1&verdict=blocked").json()["items"][0]["id"]
    secret = programs.token(UserRole.SALES, scopes={TokenScope.CLEARANCE})
    with listening(programs) as url:
        in_japanese, in_english, refused = asked(
            url, secret, ("check_clearance", {"flow_id": flow, "language": "ja"}),
            ("check_clearance", {"flow_id": flow, "language": "en"}), ("list_gaps", {"language": "en"}),
        )  # fmt: skip
        wrong = httpx2.post(url, json={}, headers={"authorization": "Bearer sakimori_wrong"})
        foreign = httpx2.post(
            url, json={}, headers={"authorization": f"Bearer {secret}", "origin": "https://evil.example"}
        )
    assert in_japanese.content[0].text.startswith("不可：渡してはならない")
    assert in_english.content[0].text.startswith("Not allowed: the data must not be handed over")
    assert refused.is_error
    assert "gaps" in refused.content[0].text
    assert (wrong.status_code, wrong.json()["code"]) == (401, "token_refused")
    assert foreign.status_code == 403
