"""Sessions and what is counted beside them, on both engines: each method of the store is called once at least."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from kit.builders import AT
from kit.postgres import Databases
from sakimori.domain.session import Session
from sakimori.store.access.sessions import FILE, SessionStore
from store.engines import OPENERS

HOUR = timedelta(hours=1)
OWN = Session("key", "own", AT, AT, user_id="us01", signed_in_at=AT)


@pytest.fixture(params=OPENERS)
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SessionStore:
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    if request.param == "postgres":
        databases: Databases = request.getfixturevalue("databases")
        monkeypatch.setenv("SAKIMORI_DB", databases.bare())
    store = SessionStore(tmp_path)
    assert (tmp_path / FILE).exists() is (request.param == "sqlite")
    return store


def sessions_come_and_go(store: SessionStore) -> None:
    store.insert(OWN, at=AT)
    store.seen("key", at=AT + HOUR / 2)
    found = store.find("key")
    assert found is not None
    assert found.seen_at == AT + HOUR / 2
    assert store.put(OWN)
    assert not store.put(OWN, instead_of="another")
    store.end("key")
    assert store.find("key") is None
    store.insert(OWN, at=AT)
    assert store.end_all_of("own", "us01", but="key") == 0
    assert store.end_all_of("own", "us01") == 1


def limits_are_taken(store: SessionStore) -> None:
    assert store.take("sent", "a", at=AT, within=HOUR, most=3, wanted=2) == (AT, 2)
    assert store.take("sent", "a", at=AT, within=HOUR, most=3, wanted=2) == (AT, 1)
    assert store.taken("sent", "a", at=AT, within=HOUR) == 3


def guesses_are_counted_and_forgotten(store: SessionStore) -> None:
    free = {"us01/place": 1, "us01": 1, "us011": 1, "us%/place": 1}
    assert store.guess(free, at=AT)
    assert not store.guess({"us01": 1}, at=AT)
    store.forget_guess("us01")
    assert store.guess({"us01": 1}, at=AT)
    store.guessed_right(["us01"], at=AT)
    store.forget_guesses("us01/")
    assert store.guess({"us01/place": 1}, at=AT), "what begins alike is forgotten"
    assert not store.guess({"us011": 1}, at=AT), "another key stands"
    store.forget_guesses("us%/")
    assert store.guess({"us%/place": 1}, at=AT), "a sign of patterns is a sign like others"


def one_key_stands(store: SessionStore) -> None:
    assert store.browser_key("first") == "first"
    assert store.browser_key("second") == "first"


USES = (sessions_come_and_go, limits_are_taken, guesses_are_counted_and_forgotten, one_key_stands)


@pytest.mark.parametrize("use", USES)
def test_the_store_of_sessions_does_alike_on_every_engine(
    store: SessionStore, use: Callable[[SessionStore], None]
) -> None:
    use(store)


def test_no_method_of_the_store_is_left_out() -> None:
    called = {name for use in USES for name in use.__code__.co_names}
    assert {name for name in vars(SessionStore) if not name.startswith("_")} <= called
