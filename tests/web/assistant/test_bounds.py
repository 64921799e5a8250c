"""What an assistant may not do: it is refused with a reason and a code, holds nothing open, and leaves a trace."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import nullcontext

import anyio
import httpx2
import pytest
from starlette.types import Receive, Scope, Send

from kit.builders import TODAY
from kit.demos import DemoIn
from sakimori.domain.access_token import TokenScope
from sakimori.domain.codes import UserRole
from sakimori.services.audit.view import verify
from sakimori.store.trail import ACCESS, Trail
from sakimori.web.assistant.over_http import AT_ONCE, OverHttp
from web.api.calling import Programs, programs_of
from web.serving import alone


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Programs:
    return programs_of(tmp_path_factory.mktemp("home"), demo_in(tmp_path_factory.mktemp("demo"), TODAY))


@pytest.fixture
def errors() -> Iterator[list[logging.LogRecord]]:
    """Everything that is logged as an error or with a traceback."""
    found: list[logging.LogRecord] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.levelno >= logging.ERROR or record.exc_info:
                found.append(record)

    handler, root = Kept(), logging.getLogger()
    root.addHandler(handler)
    yield found
    root.removeHandler(handler)


def ask(programs: Programs, secret: str, method: str, **params: object) -> httpx2.Response:
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    headers = {
        "authorization": f"Bearer {secret}",
        "accept": "application/json, text/event-stream",
        "content-type": "application/json",
        "mcp-protocol-version": "2025-06-18",
    }
    return programs.client.post("/api/v1/mcp", content=json.dumps(body), headers=headers)


@pytest.mark.parametrize(
    ("uri", "scopes", "code"),
    [
        ("sakimori://slips/TK-0000-000000", {TokenScope.CLEARANCE}, "not_found"),
        ("sakimori://dossiers/tp_none", {TokenScope.REGISTER}, "not_found"),
        ("sakimori://rules/none", {TokenScope.CLEARANCE}, "not_found"),
        ("sakimori://slips/TK-0000-000000", {TokenScope.GAPS}, "scope_missing"),
        ("sakimori://dossiers/tp_none", {TokenScope.GAPS}, "scope_missing"),
        ("sakimori://rules/none", {TokenScope.GAPS}, "scope_missing"),
    ],
)
def test_a_refused_resource_says_why_and_writes_no_traceback(
    programs: Programs, errors: list[logging.LogRecord], uri: str, scopes: set[TokenScope], code: str
) -> None:
    answer = ask(programs, programs.token(UserRole.COMPLIANCE, scopes=scopes), "resources/read", uri=uri)
    told = answer.json()["error"]
    assert told["data"]["code"] == code
    assert f"code={code}" in told["message"]
    assert "Error creating" not in told["message"]
    assert len(told["message"]) > len(f"code={code}") + 10
    assert errors == []


def test_a_refused_tool_names_its_code(programs: Programs, errors: list[logging.LogRecord]) -> None:
    secret = programs.token(UserRole.SALES, scopes={TokenScope.CLEARANCE})
    told = ask(programs, secret, "tools/call", name="list_gaps", arguments={"language": "en"}).json()["result"]
    assert told["isError"]
    assert "code=scope_missing" in told["content"][0]["text"]
    assert errors == []


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_no_stream_is_opened_that_would_stay(programs: Programs, method: str) -> None:
    answer = programs.call(method, "/mcp", headers={"accept": "text/event-stream"})
    assert (answer.status_code, answer.json()["code"], answer.headers["allow"]) == (405, "method_unknown", "POST")
    assert programs.call(method, "/mcp", secret="sakimori_wrong").status_code == 401


def test_a_token_has_so_many_messages_at_once_and_each_ends(
    programs: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = OverHttp(programs.door)
    served.longest_s = 0.2
    secret, statuses = programs.token(UserRole.SALES, scopes={TokenScope.CLEARANCE}), []

    class Staying:
        """A server whose answers never end."""

        class router:  # noqa: N801 - as the framework names it
            @staticmethod
            def lifespan_context(_app: object) -> object:
                return nullcontext()

        async def __call__(self, _scope: Scope, _receive: Receive, _send: Send) -> None:
            await anyio.sleep_forever()

    class Server:
        def streamable_http_app(self, **_how: object) -> Staying:
            return Staying()

    monkeypatch.setattr("sakimori.web.assistant.over_http.assistant_server", lambda *_: Server())

    async def one() -> None:
        scope: Scope = {
            "type": "http",
            "method": "POST",
            "path": "/api/v1/mcp",
            "query_string": b"",
            "client": ("127.0.0.1", 1),
            "headers": [(b"authorization", f"Bearer {secret}".encode()), (b"host", b"127.0.0.1:8501")],
        }

        async def receive() -> dict[str, object]:
            await anyio.sleep_forever()
            raise AssertionError

        async def send(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        await served(scope, receive, send)  # type: ignore[arg-type]

    async def many() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(AT_ONCE + 3):
                group.start_soon(one)

    alone(many)
    assert sorted(statuses) == [429] * 3 + [503] * AT_ONCE  # type: ignore[type-var]
    assert not served._running


def test_reads_of_assistants_and_programs_leave_a_trace_with_the_token_and_the_third_party(
    programs: Programs,
) -> None:
    secret = programs.token(UserRole.COMPLIANCE)
    party = programs.get("/third-parties?limit=1", roles=[UserRole.COMPLIANCE]).json()["items"][0]["id"]
    flow = programs.get("/flows?limit=1", roles=[UserRole.COMPLIANCE]).json()["items"][0]["id"]
    programs.get(f"/third-parties/{party}", roles=[UserRole.COMPLIANCE])
    programs.get("/third-parties/none", roles=[UserRole.COMPLIANCE])
    programs.post("/clearance", {"flow_id": flow}, roles=[UserRole.COMPLIANCE])
    ask(programs, secret, "resources/read", uri=f"sakimori://dossiers/{party}")
    ask(programs, secret, "tools/call", name="list_gaps", arguments={})
    ask(programs, secret, "tools/call", name="check_clearance", arguments={"flow_id": flow})
    ask(programs, secret, "tools/call", name="list_gaps", arguments={})
    with programs.workspace.unit() as unit:
        trail = Trail(unit.engine, ACCESS)
        read = [line.entry for line in trail.lines(action="program.read", limit=50)]
        used = trail.lines(action="token.used", limit=50)
    said = [(one.record_id.partition(" ")[0], one.third_party_id) for one in reversed(read)]
    assert ("read_third_party", party) in said
    assert ("dossier", party) in said
    assert {"list_third_parties", "list_flows", "ask_clearance", "clearance", "gaps"} <= {name for name, _ in said}
    assert [name for name, _ in said].count("gaps") == 1, "within some minutes that is one reading"
    assert all(third for name, third in said if name in {"ask_clearance", "clearance"})
    assert not [one for one in read if "none" in one.record_id]
    assert {one.actor for one in read} == {used[0].entry.actor}
    assert verify(programs.workspace).is_intact
