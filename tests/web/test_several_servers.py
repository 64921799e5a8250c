"""What several servers of one database know and count together: who is signed in, and what is used up."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kit.postgres import Databases
from sakimori.domain.guessing import FREE_TRIES
from sakimori.services.access.sessions import Sessions
from sakimori.services.kernel.workspace import HOME_VARIABLE
from sakimori.web.limits import SharedBudget
from web.serving import Server

AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
WITHIN = timedelta(minutes=10)


@pytest.fixture(params=["sqlite", "postgres"])
def home(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose sessions lie in it, or on a server."""
    if request.param == "postgres":
        databases: Databases = request.getfixturevalue("databases")
        monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
        monkeypatch.setenv("SAKIMORI_DB", databases.bare())
    return tmp_path


def test_who_signs_in_at_one_server_is_in_at_the_other_and_out_of_both_at_once(
    server: Server, serve: Callable[..., Server]
) -> None:
    here, there = server.set_up(), serve().here()
    there.client.cookies = here.client.cookies
    assert [browser.get("/risk").status_code for browser in (here, there)] == [200, 200]
    assert there.post("/sign-out", {}, page="/tokens").status_code == 303
    assert [browser.get("/risk").status_code for browser in (here, there)] == [303, 303]


def test_wrong_passwords_at_one_server_keep_an_address_from_guessing_at_the_other(
    server: Server, serve: Callable[..., Server]
) -> None:
    server.set_up()
    guesser = server.here(peer="203.0.113.5")
    for _ in range(FREE_TRIES + 5):
        guesser.sign_in(password="wrong")
    there = serve()
    assert [browser.sign_in().status_code for browser in (guesser, there.here(peer="203.0.113.5"))] == [403, 403]
    assert there.here(peer="203.0.113.6").sign_in().status_code == 303


def servers(home: Path, most: int, count: int = 2) -> list[SharedBudget]:
    """The same budget as several servers have it."""
    found = [Sessions(home) for _ in range(count)]
    return [SharedBudget("calls", most, WITHIN, sessions=lambda one=one: one) for one in found]  # type: ignore[misc]


def used_up(budget: SharedBudget, key: str = "one", at: datetime = AT) -> int:
    """How many uses a server still lets through."""
    count = 0
    while budget.spend(key, at):
        count += 1
    assert budget.is_spent(key, at)
    return count


def test_what_one_server_lets_through_the_other_does_not(home: Path) -> None:
    first, second = servers(home, 5)
    for _ in range(3):
        first.spend("one", AT)
    assert (second.left("one", AT), used_up(second), used_up(first)) == (2, 2, 0)
    assert second.left("another", AT) == 5
    assert used_up(first, at=AT + WITHIN) == 5


def test_two_servers_at_once_never_let_more_through_than_there_is(home: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(used_up, servers(home, 200))) == 200


def test_what_a_server_took_and_did_not_use_is_a_twentieth_and_comes_back(tmp_path: Path) -> None:
    first, second = servers(tmp_path, 200)
    first.spend("one", AT)
    assert (first.left("one", AT), second.left("one", AT)) == (199, 190)
    assert used_up(second) == 190
    assert used_up(first) == 9
    assert (used_up(second, at=AT + WITHIN), used_up(first, at=AT + WITHIN)) == (200, 0)


def test_no_address_is_kept_when_no_limit_counts_it_any_more(tmp_path: Path) -> None:
    [budget] = servers(tmp_path, 5, 1)
    budget.spend("203.0.113.5", AT)
    budget.spend("another", AT + timedelta(hours=2))
    with closing(sqlite3.connect(tmp_path / "sessions.db")) as kept:
        assert kept.execute("SELECT key FROM limit_use").fetchall() == [("another",)]
