"""The guard in front of every answer, over the real server application."""

import re
from collections.abc import Iterator

import pytest
from app import app
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from sakimori.web import HEADERS, LoopbackOnly

PAGE = {"accept": "text/html,*/*", "accept-encoding": "gzip"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


def language_of(page: str) -> str:
    return str(re.findall(r'<html lang="(\w+)">', page)[0])


def test_health_says_ok_and_the_version(client: TestClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["version"]


@pytest.mark.parametrize("path", ["/", "/healthz", "/risk", "/_stcore/health"])
def test_every_answer_carries_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS


def test_the_policy_names_no_foreign_host() -> None:
    assert not re.search(r"https?:|\*|//", HEADERS["content-security-policy"])
    assert "'unsafe-eval'" not in HEADERS["content-security-policy"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8501", ""])
def test_a_borrowed_name_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8501", "localhost:8501", "[::1]:8501", "LOCALHOST"])
def test_the_names_of_this_machine_are_served(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


def test_a_borrowed_name_opens_no_websocket() -> None:
    async def takes_everybody(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})

    client = TestClient(LoopbackOnly(takes_everybody))
    with client.websocket_connect("/_stcore/stream", headers={"host": "127.0.0.1:8501"}):
        pass
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/_stcore/stream", headers={"host": "evil.example"}),
    ):
        pass


@pytest.mark.parametrize(
    ("path", "accepted", "expected"),
    [
        ("/", "ja-JP,ja;q=0.9,en;q=0.8", "ja"),
        ("/", "en-US,en;q=0.9,ja;q=0.8", "en"),
        ("/", "fr-FR,ja;q=0.5", "ja"),
        ("/", "fr-FR", "en"),
        ("/?lang=en", "ja-JP", "en"),
        ("/?lang=ja", "en-US", "ja"),
        ("/?lang=xx", "ja", "ja"),
        ("/risk?lang=ja", "en-US", "ja"),
    ],
)
def test_the_page_names_the_language_of_its_reader(client: TestClient, path: str, accepted: str, expected: str) -> None:
    answer = client.get(path, headers={**PAGE, "accept-language": accepted})
    assert language_of(answer.text) == expected
    assert len(answer.content) == int(answer.headers["content-length"])


def test_without_a_browser_the_page_is_japanese(client: TestClient) -> None:
    client.headers.pop("accept-language", None)
    assert language_of(client.get("/", headers=PAGE).text) == "ja"


def test_what_is_no_page_stays_as_it_is(client: TestClient) -> None:
    assert client.get("/healthz", headers={"accept-language": "ja"}).headers.get("vary") is None
