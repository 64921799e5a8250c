"""Small makers of workspaces, people and records: one keyword for each fact that matters to a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
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
from sakimori.services.parties.write import edit
from sakimori.services.settings.users import add_user
from sakimori.store.engine import Engine, SqliteEngine
from sakimori.store.engine.postgres_connection import ServerConnection
from sakimori.store.engine.stamps import READ_STAMPS
from sakimori.store.schema.steps import GUARDS

AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)


def an_actor(*roles: UserRole, user_id: str = "us01", name: str = "佐藤 美咲") -> Actor:
    """A person who acts; with every role unless some are named."""
    return Actor(user_id, name, frozenset(roles or UserRole))


def counted_ids() -> Callable[[str], str]:
    """Makes ids that count, so that two runs of a test are alike."""
    numbers = count(1)
    return lambda prefix: f"{prefix}_{next(numbers):04}"


def a_workspace(at: datetime = AT) -> Workspace:
    """An empty workspace in memory with one person, `us01`; its ids are counted, so that failures read alike."""
    workspace = Workspace(None, ids=counted_ids())
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


def everything_stored(workspace: Workspace) -> str:
    """Every value of every table, the audit trail and the search keys included."""
    with workspace.unit() as unit:
        found = {table: unit.engine.values(f"SELECT * FROM {table}") for table in sorted(unit.engine.tables())}
    return "\n".join(f"{table} {row}" for table, rows in found.items() for row in sorted(map(repr, rows)))


def behind_the_guards(engine: Engine) -> None:
    """Let a transaction do what somebody does who has the file, or the password of the server."""
    if engine.dialect != SqliteEngine.dialect:
        engine.values("SELECT set_config('session_replication_role', 'replica', true)")
        return
    engine.query("PRAGMA defer_foreign_keys = ON")
    for name in GUARDS:
        engine.execute(f"DROP TRIGGER IF EXISTS {name}")


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
def round_trips(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is asked of a database, call by call: on a server each is a round trip, but those that hand over no rows."""
    asked: list[str] = []
    depth = 0

    def counted(name: str, before: Callable[..., Any]) -> Callable[..., Any]:
        def found(*arguments: Any) -> Any:
            nonlocal depth
            if not depth and all(len(some) for some in arguments[1:] if isinstance(some, list | tuple)):
                asked.append(f"{name} {arguments[1]}")
            depth += 1
            try:
                return before(*arguments)
            finally:
                depth -= 1

        return found

    with monkeypatch.context() as patch:
        for name in ("query", "values", "values_of", "each", "execute", "execute_all", "insert_all"):
            patch.setattr(SqliteEngine, name, counted(name, getattr(SqliteEngine, name)))
        yield asked


@contextmanager
def server_round_trips(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[None]]:
    """One entry for each time that a server was waited for; to prepare a statement it is waited for once more."""
    from sakimori.store.engine.postgres_silence import while_it_answers  # noqa: PLC0415 - psycopg where it is asked

    trips: list[None] = []

    def counted(waits: Any, answers: Callable[[], bool]) -> Any:
        listening = while_it_answers(waits, answers)
        try:
            wanted = next(listening)
            trips.append(None)
            while True:
                wanted = listening.send((yield wanted))
        except StopIteration as ended:
            return ended.value

    with monkeypatch.context() as patch:
        patch.setattr("sakimori.store.engine.postgres_values.while_it_answers", counted)
        yield trips


@contextmanager
def rows_given(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many rows each trip to the database gives, one number a trip; stamps aside, which a server is asked for."""
    read: list[int] = []

    def counted(before: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
        def found(*arguments: Any) -> list[Any]:
            rows = before(*arguments)
            asked = [arguments[1]] if isinstance(arguments[1], str) else [sql for sql, _ in arguments[1]]
            if READ_STAMPS not in asked:
                read.append(sum(map(len, rows)) if rows and isinstance(rows[0], list) else len(rows))
            return rows

        return found

    with monkeypatch.context() as patch:
        for engine, names in ((SqliteEngine, ("query", "values")), (ServerConnection, ("query", "values_of"))):
            for name in names:
                patch.setattr(engine, name, counted(getattr(engine, name)))
        yield read


def rename(workspace: Workspace, third_party_id: str = "tp00003") -> None:
    """Somebody writes: a third party is called otherwise."""
    with workspace.unit() as unit:
        party = unit.records.get(ThirdParty, third_party_id)
    edit(workspace, replace(party, legal_name=f"あ{party.legal_name}"), actor=an_actor(), at=AT)
