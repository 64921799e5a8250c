"""The guard in front of every answer, over the real server application."""

import asyncio
import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import streamlit as st
import uvicorn
from app import MAIN, around
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartParser
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.runtime import Runtime
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.web.server.app_discovery import discover_asgi_app

from sakimori.services.access.address import Address
from sakimori.web.door import Door
from sakimori.web.guard import HEADERS, keep_uploads_in_memory
from sakimori.web.screen_page import BROUGHT

PAGE = {"accept": "text/html,*/*", "accept-encoding": "gzip"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("home")
    (home / "demo.db").touch()  # so that none is made ahead
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "SAKIMORI_HOME", str(home))
        app = st.App(MAIN, **around(Door(address=Address())))
        with TestClient(app, base_url="http://127.0.0.1") as client:
            client.get("/healthz")  # it waits until everything is loaded
            yield client


def language_of(page: str) -> str:
    return str(re.findall(r'<html lang="(\w+)">', page)[0])


def test_health_says_ok_and_the_version(client: TestClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["version"]


def test_programs_are_answered_beside_the_screens_and_get_no_session(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json", headers=PAGE)
    assert document.json()["openapi"] == "3.1.0"
    refused = client.get("/api/v1/gaps", headers=PAGE)
    assert (refused.status_code, refused.json()["code"]) == (401, "token_missing")
    assert client.get("/api/nothing").json()["code"] == "address_unknown"
    assert "set-cookie" not in refused.headers
    assert {name: refused.headers[name] for name in HEADERS if name != "content-security-policy"} == {
        name: value for name, value in HEADERS.items() if name != "content-security-policy"
    }


@pytest.mark.parametrize("path", ["/", "/healthz", "/risk", "/_stcore/health", "/_stcore/metrics"])
def test_every_answer_carries_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS


def test_the_policy_names_no_foreign_host_and_no_script_but_those_of_the_page(client: TestClient) -> None:
    policy = HEADERS["content-security-policy"]
    assert not re.search(r"https?:|\*|//", policy.replace("sha256-", ""))
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe-inline" not in scripts
    assert "'unsafe-eval'" not in policy
    inline = re.findall(r"<script>.*?</script>", client.get("/", headers=PAGE).text, re.DOTALL)
    assert len(inline) == scripts.count("'sha256-") == 1


@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_screen_brings_our_styles_and_scripts_and_says_its_new_length(client: TestClient, language: str) -> None:
    answer = client.get("/risk", headers={**PAGE, "accept-language": language})
    assert language_of(answer.text) == language
    assert int(answer.headers["content-length"]) == len(answer.content)
    brought = re.findall(r'(?:src|href)="(/screen/[^"]+)"', answer.text)
    assert brought == [f"/screen/{name}" for name in BROUGHT]
    for path in brought:
        file = client.get(path)
        kind = "text/css" if path.endswith(".css") else "text/javascript"
        assert (file.status_code, file.headers["content-type"].partition(";")[0]) == (200, kind)
        assert "eval(" not in file.text
    again = client.get("/", headers=PAGE | {"if-none-match": answer.headers.get("etag", "*")})
    assert again.status_code == 200, "a page kept from before would go without it"
    assert "/screen/" not in client.get("/sign-in", headers=PAGE).text


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json"])
def test_what_nobody_needs_of_the_framework_is_closed(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_framework_tells_its_settings_to_browsers_with_a_session_alone(client: TestClient) -> None:
    client.cookies.clear()
    assert client.get("/_stcore/host-config").status_code == 403
    assert client.get("/", headers=PAGE).status_code == 200
    assert client.get("/_stcore/host-config").status_code == 200


def test_the_framework_of_the_server_keeps_no_file_that_it_would_give_to_everybody(client: TestClient) -> None:
    with pytest.raises(MediaFileStorageError):
        Runtime.instance().media_file_mgr.add(b"x", "text/csv", "1.1", is_for_static_download=True)


def test_a_file_that_comes_in_never_lies_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    rolled: list[bool] = []

    async def take(request: Request) -> Response:
        async with request.form() as form:
            file = form["file"]
            assert isinstance(file, UploadFile)
            rolled.append(bool(file.file._rolled))  # type: ignore[attr-defined]
        return Response()

    client = TestClient(Starlette(routes=[Route("/", take, methods=["PUT"])]))
    monkeypatch.setattr(MultiPartParser, "spool_max_size", 1024 * 1024)
    for is_kept in (False, True):
        if is_kept:
            keep_uploads_in_memory()
        assert client.put("/", files={"file": ("a.pdf", b"x" * 20 * 1024 * 1024)}).status_code == 200
    assert rolled == [True, False]


def test_the_server_does_not_say_what_it_is() -> None:
    server = uvicorn.Server(uvicorn.Config(lambda: None))
    server.config.load()
    with ThreadPoolExecutor(1) as own:  # a browser of other tests may run a loop in this thread
        own.submit(asyncio.run, server.on_tick(0)).result()
    assert [name for name, _ in server.server_state.default_headers] == [b"date"]


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


def test_streamlit_finds_the_guarded_server_in_the_launcher() -> None:
    launcher = MAIN.parents[3] / "app.py"
    found = discover_asgi_app(launcher)
    assert (found.is_asgi_app, found.app_name) == (True, "app")
    assert len(launcher.read_text(encoding="utf-8").splitlines()) <= 40
