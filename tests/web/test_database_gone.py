"""A database that does not answer, or is a standby that only reads: what whoever comes is told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from starlette.websockets import WebSocketDisconnect

from kit.postgres import Databases
from sakimori.domain.codes import UserRole
from sakimori.domain.session import STEP
from sakimori.domain.user import Actor
from sakimori.services.access.address import Address
from sakimori.services.access.sessions import COOKIE
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.settings.users import add_user
from sakimori.store.access.sessions import SessionStore
from sakimori.store.engine.server_errors import NoServerError
from sakimori.web.door import Door
from web.serving import LOGIN, NAME, ORIGIN, Clock, Server


@pytest.fixture
def gone(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """A server whose database went away after somebody had signed in."""
    server.set_up()

    def find(_self: SessionStore, _key: str) -> None:
        raise NoServerError

    monkeypatch.setattr(SessionStore, "find", find)
    return server


@pytest.mark.parametrize(
    ("language", "words"),
    [("ja", "データベースのサーバーにつながりません"), ("en", "The database server does not answer")],
)
@pytest.mark.parametrize("path", ["/risk?party=tp1", "/sign-in", "/evidence/ev1"])
def test_a_page_says_in_words_that_the_database_is_gone(gone: Server, path: str, language: str, words: str) -> None:
    browser = gone.here(**{"accept-language": language})
    browser.client.cookies.set(COOKIE, "x")
    answer = browser.get(path)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert words in answer.text
    assert f'<html class="door" lang="{language}">' in answer.text
    assert "content-security-policy" in answer.headers


def test_the_page_offers_to_open_the_same_address_again(gone: Server) -> None:
    browser = gone.here()
    browser.client.cookies.set(COOKIE, "x")
    assert 'href="/risk?party=tp1&amp;view=a">Open it again' in browser.get("/risk?party=tp1&view=a").text
    assert 'href="/">Open it again' in browser.post("/sign-in", LOGIN).text


def test_what_is_no_page_is_refused_in_a_line_of_each_language(gone: Server) -> None:
    browser = gone.here()
    browser.client.cookies.set(COOKIE, "x")
    answer = browser.get("/_stcore/host-config", accept="*/*")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/plain; charset=utf-8")
    assert len(answer.text.splitlines()) == 2
    headers = {"host": NAME, "origin": ORIGIN, "cookie": f"{COOKIE}=x"}
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        browser.client.websocket_connect("/_stcore/stream", headers=headers),
    ):
        pass
    assert closed.value.code == 1013


@pytest.fixture
def standby(tmp_path: Path, databases: Databases, monkeypatch: pytest.MonkeyPatch) -> tuple[Server, str]:
    """A server on a database that only reads, and the token of somebody who had signed in while it could be written."""
    place, clock = databases(), Clock()
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    monkeypatch.setenv("SAKIMORI_DB", place.url)
    founder = Actor("us00", "管理者", frozenset(UserRole))
    person = add_user(
        Workspace(place), name="佐藤 美咲", department="", roles=founder.roles, actor=founder, at=clock()
    ).id  # fmt: skip
    token = Door(address=Address("")).sessions.sign_in("", clock(), user_id=person)
    monkeypatch.setenv("SAKIMORI_DB", f"{place.url}?options=-cdefault_transaction_read_only%3Don")
    return Server(Door(address=Address(""), clock=clock), clock), token


def test_whoever_had_signed_in_goes_on_reading_from_a_standby(standby: tuple[Server, str]) -> None:
    server, token = standby
    browser = server.here()
    browser.client.cookies.set(COOKIE, token)
    assert browser.get("/risk").text.endswith("screen")
    server.clock.at += STEP + timedelta(seconds=1)
    server.door.sessions.touch(token, server.clock())
    assert server.door.sessions.find(token, server.clock()) is not None


@pytest.mark.parametrize(("language", "words"), [("ja", "待機系"), ("en", "can only be read")])
def test_nobody_signs_in_on_a_standby_and_is_told_why(standby: tuple[Server, str], language: str, words: str) -> None:
    browser = standby[0].here(**{"accept-language": language})
    answer = browser.get("/sign-in")
    assert (answer.status_code, words in answer.text) == (503, True)
