"""Small makers of workspaces, people and records: one keyword for each fact that matters to a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from sakimori.clock import now
from sakimori.domain.codes import Role, UserRole
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.services.access.sessions import Sessions
from sakimori.services.kernel.workspace import DEMO, OWN, Workspace
from sakimori.services.settings.users import add_user
from sakimori.store.engine import SqliteEngine

AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)


def an_actor(*roles: UserRole, user_id: str = "us01", name: str = "佐藤 美咲") -> Actor:
    """A person who acts; with every role unless some are named."""
    return Actor(user_id, name, frozenset(roles or UserRole))


def a_workspace(at: datetime = AT) -> Workspace:
    """An empty workspace in memory with one person, `us01`; its ids are counted, so that failures read alike."""
    numbers = count(1)
    workspace = Workspace(None, ids=lambda prefix: f"{prefix}_{next(numbers):04}")
    add_user(
        workspace,
        name="佐藤 美咲",
        department="法務部",
        roles=frozenset(UserRole),
        user_id="us01",
        actor=an_actor(),
        at=at,
    )
    return workspace


def a_third_party(**facts: Any) -> ThirdParty:
    """A third party not yet registered: a processor in Japan unless said otherwise."""
    given: dict[str, Any] = {
        "id": "",
        "legal_name": "株式会社つむぎコールセンター",
        "roles": frozenset({Role.PROCESSOR}),
        "country": "JP",
    }
    return ThirdParty(**(given | facts))


def signed_in(home: Path, user_id: str = "us01", *, workspace: str = OWN, **known: Any) -> str:
    """The token of a browser with which a person just signed in, or in the demo was chosen; a page of a test takes it
    from `st.session_state["session_token"]`, a client from the cookie of that name in `web`.
    """
    sessions = Sessions(home)
    if workspace == DEMO:
        return sessions.begin(now(), workspace=DEMO, user_id=user_id, **known)
    return sessions.sign_in(sessions.begin(now(), workspace=OWN, **known), now(), user_id=user_id)


@contextmanager
def rows_given(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many rows each statement gives, one number a statement."""
    read: list[int] = []

    def counted(before: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
        def found(*arguments: Any) -> list[Any]:
            rows = before(*arguments)
            read.append(len(rows))
            return rows

        return found

    with monkeypatch.context() as patch:
        for name in ("query", "values"):
            patch.setattr(SqliteEngine, name, counted(getattr(SqliteEngine, name)))
        yield read
