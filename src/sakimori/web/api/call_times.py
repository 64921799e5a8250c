"""How long programs wait: one clearance over HTTP, on a server of its own, while twenty callers ask."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Final

import uvicorn
from starlette.applications import Starlette

from sakimori.bench import Figure
from sakimori.bench.synthetic import ACTOR
from sakimori.clock import now
from sakimori.domain.access_token import TokenScope
from sakimori.domain.records.data_flow import DataFlow
from sakimori.errors import StateError
from sakimori.services.access.address import Address
from sakimori.services.access.tokens import make_token
from sakimori.services.kernel.workspace import DEMO, Workspace, database
from sakimori.web.app import middleware, routes
from sakimori.web.door import Door

CALLERS: Final = 20
_CALLS: Final = 8
_PAUSE: Final = 1.0
"""Whoever has an answer asks anew a second later, as pages of a CRM are opened."""
_TARGET: Final = 50


def call_figures(_home: Path) -> Iterator[Figure]:
    """Measure the interface on the demo of an installation, whose home this is."""
    workspace = Workspace(database(DEMO))
    with workspace.unit() as unit:
        flows = [flow.id for flow in unit.records.select(DataFlow, order="id")][:200]
    made = make_token(
        workspace, name="bench", scopes=frozenset({TokenScope.CLEARANCE}), expires_on=None, actor=ACTOR, at=now()
    )  # fmt: skip
    with _served() as port:
        ask = Caller(port, made.secret, flows)
        ask.one(0, 0)  # the interface is put together when the first of them calls
        with ThreadPoolExecutor(CALLERS) as pool:
            waited = sorted(one for found in pool.map(ask.many, range(CALLERS)) for one in found)
    note = f"{CALLERS} callers, {len(waited)} answers, median {waited[len(waited) // 2]:.0f}"
    yield Figure("one clearance over HTTP, p95", waited[int(len(waited) * 0.95)], None, _TARGET, note)


class Caller:
    """Programs that ask one server by one token, each time for another flow."""

    def __init__(self, port: int, secret: str, flows: list[str]) -> None:
        """Of a server on this machine."""
        self._port, self._flows = port, flows
        self._headers = {"authorization": f"Bearer {secret}", "content-type": "application/json"}

    def many(self, caller: int) -> list[float]:
        """What one caller waits, in milliseconds, each time for another flow."""
        time.sleep(_PAUSE * caller / CALLERS)
        found = []
        for number in range(_CALLS):
            found.append(self.one(caller, number))
            time.sleep(_PAUSE)
        return found

    def one(self, caller: int, number: int) -> float:
        """What one answer takes, from the question to its last byte, over a new connection."""
        flow_id = self._flows[(caller * _CALLS + number) % len(self._flows)]
        body = json.dumps({"flow_id": flow_id})
        began = time.perf_counter()
        with closing(HTTPConnection("127.0.0.1", self._port, timeout=30)) as connection:
            connection.request("POST", "/api/v1/clearance", body, self._headers)
            answer = connection.getresponse()
            answer.read()
        if answer.status != HTTPStatus.OK:
            raise StateError(why=f"HTTP {answer.status}")
        return (time.perf_counter() - began) * 1000


@contextmanager
def _served() -> Iterator[int]:
    door = Door(address=Address(""))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        config = uvicorn.Config(
            Starlette(routes=routes(door), middleware=middleware(door)), log_level="error", lifespan="off"
        )  # fmt: skip
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield port
        finally:
            server.should_exit = True
            thread.join()
