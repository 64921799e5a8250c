"""The sessions of browsers, and what is counted beside them, in a database of their own.

No backup of the company's records carries one along.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sakimori.domain.guessing import FORGOTTEN_AFTER, Guessing
from sakimori.domain.session import IDLE, LONGEST, UNSIGNED, UNUSED, Session
from sakimori.errors import StoreError
from sakimori.store.engine import Engine, Step
from sakimori.store.engine.places import beside_workspaces
from sakimori.store.pool import Pool
from sakimori.store.private_files import private_file
from sakimori.store.records import from_row, instant, parse_instant, to_row

FILE: Final = "sessions.db"

_STEPS: tuple[Step, ...] = (
    (
        "0001_sessions",
        (
            "CREATE TABLE session (key TEXT PRIMARY KEY, workspace TEXT NOT NULL, created_at TEXT NOT NULL, "
            "seen_at TEXT NOT NULL, user_id TEXT NOT NULL, language TEXT NOT NULL, kind TEXT NOT NULL, "
            "invitation_id TEXT NOT NULL, signed_in_at TEXT, flow TEXT NOT NULL, flow_until TEXT)",
            "CREATE INDEX session_user ON session(workspace, user_id)",
        ),
    ),
    (
        "0002_limit_use",
        (
            "CREATE TABLE limit_use (name TEXT NOT NULL, key TEXT NOT NULL, since TEXT NOT NULL, "
            "amount INTEGER NOT NULL, PRIMARY KEY (name, key))",
        ),
    ),
    (
        "0003_guessing",
        (
            "CREATE TABLE guessing (key TEXT PRIMARY KEY, failures INTEGER NOT NULL, tried_at TEXT NOT NULL, "
            "wait_until TEXT NOT NULL)",
            "CREATE INDEX guessing_tried ON guessing(tried_at)",
            "CREATE TABLE browser_key (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        ),
    ),
)
_LONGEST_LIMIT: Final = timedelta(hours=1)


class SessionStore:
    """The sessions of one home folder, or of memory; each call is a unit of its own."""

    def __init__(self, home: Path | None) -> None:
        """Open or make the database; of a file nobody but the owner of the process can read it."""
        path = beside_workspaces(home, FILE) if home is not None else None
        if isinstance(path, Path):
            try:
                private_file(path)
            except OSError as error:
                raise StoreError from error
        self._pool = Pool(path)
        with self._pool.engine() as engine:
            engine.migrate(_STEPS, {})

    def find(self, key: str) -> Session | None:
        """The session of a key, whatever its age."""
        with self._pool.engine() as engine:
            return _find(engine, key)

    def insert(self, session: Session, *, at: datetime) -> None:
        """Keep a new session; what is past every limit goes."""
        with self._pool.engine() as engine, engine.write():
            _forget_old(engine, at)
            engine.insert_all("session", [to_row(session)])

    def put(self, session: Session, *, instead_of: str | None = None) -> bool:
        """Write a session in place of the one that stands there, or of another; False where that one has ended."""
        row = to_row(session)
        sets = ", ".join(f"{name} = :{name}" for name in row)
        with self._pool.engine() as engine:
            return bool(
                engine.execute(f"UPDATE session SET {sets} WHERE key = :old", row | {"old": instead_of or session.key})
            )

    def seen(self, key: str, *, at: datetime) -> None:
        """Note that somebody is there; nothing else of the session is written."""
        with self._pool.engine() as engine:
            engine.execute_lightly("UPDATE session SET seen_at = :at WHERE key = :key", {"key": key, "at": instant(at)})

    def end(self, key: str) -> None:
        """Forget a session."""
        with self._pool.engine() as engine:
            engine.execute("DELETE FROM session WHERE key = :key", {"key": key})

    def end_all_of(self, workspace: str, user_id: str, *, but: str = "") -> int:
        """Forget every session of a person in a workspace, perhaps but one, and say how many they were."""
        with self._pool.engine() as engine:
            return engine.execute(
                "DELETE FROM session WHERE workspace = :workspace AND user_id = :user_id AND key <> :but",
                {"workspace": workspace, "user_id": user_id, "but": but},
            )

    def taken(self, name: str, key: str, *, at: datetime, within: timedelta) -> int:
        """How much of a limit is taken for a key, counted from its first use."""
        with self._pool.engine() as engine:
            return _taken(engine, name, key, at=at, within=within)[1]

    def take(
        self, name: str, key: str, *, at: datetime, within: timedelta, most: int, wanted: int
    ) -> tuple[datetime, int]:  # fmt: skip
        """Take some of what is left of a limit; gives since when it is counted, and how much was got.

        What is past every limit goes: a key may be the address of somebody.
        """
        if self.taken(name, key, at=at, within=within) >= most:  # whoever calls on and on keeps no writer waiting
            return at, 0
        with self._pool.engine() as engine, engine.write():
            since, used = _taken(engine, name, key, at=at, within=within)
            got = max(0, min(wanted, most - used))
            engine.execute("DELETE FROM limit_use WHERE since < :old", {"old": instant(at - _LONGEST_LIMIT)})
            engine.execute(
                "INSERT INTO limit_use (name, key, since, amount) VALUES (:name, :key, :since, :amount) "
                "ON CONFLICT (name, key) DO UPDATE SET since = excluded.since, amount = excluded.amount",
                {"name": name, "key": key, "since": instant(since), "amount": used + got},
            )
            return since, got

    def guess(self, free: Mapping[str, int], *, at: datetime) -> bool:
        """Count a try under each of some keys, and say whether it counts: it does not where one of them has to wait.

        A try that does not count is noted under none of them. What is forgotten goes: a key names an address.
        """
        with self._pool.engine() as engine, engine.write():
            engine.execute("DELETE FROM guessing WHERE tried_at < :old", {"old": instant(at - FORGOTTEN_AFTER)})
            standing = {key: _guessing(engine, key, at) for key in free}
            if any(one.is_waiting(at) for one in standing.values()):
                return False
            for key, one in standing.items():
                _put_guessing(engine, one.tried(at, free=free[key]))
            return True

    def guessed_right(self, keys: Iterable[str], *, at: datetime) -> None:
        """Take the last try back under each of some keys, because it was right."""
        with self._pool.engine() as engine, engine.write():
            for key in keys:
                _put_guessing(engine, _guessing(engine, key, at).right())

    def forget_guess(self, key: str) -> None:
        """Forget what was counted under a key."""
        with self._pool.engine() as engine:
            engine.execute("DELETE FROM guessing WHERE key = :key", {"key": key})

    def forget_guesses(self, start: str) -> None:
        """Forget what was counted under all keys that begin alike."""
        with self._pool.engine() as engine:
            engine.execute("DELETE FROM guessing WHERE SUBSTR(key, 1, LENGTH(:start)) = :start", {"start": start})

    def browser_key(self, made: str) -> str:
        """The key under which cookies of known browsers are signed; the first one that is made stands."""
        with self._pool.engine() as engine, engine.write():
            engine.execute(
                "INSERT INTO browser_key (name, value) VALUES ('known', :made) ON CONFLICT (name) DO NOTHING",
                {"made": made},
            )
            [row] = engine.query("SELECT value FROM browser_key WHERE name = 'known'")
            return str(row["value"])


def _guessing(engine: Engine, key: str, at: datetime) -> Guessing:
    rows = engine.query("SELECT * FROM guessing WHERE key = :key", {"key": key})
    return from_row(Guessing, rows[0]) if rows else Guessing(key, 0, at, at)


def _put_guessing(engine: Engine, guessing: Guessing) -> None:
    engine.execute(
        "INSERT INTO guessing (key, failures, tried_at, wait_until) VALUES (:key, :failures, :tried_at, :wait_until) "
        "ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, tried_at = excluded.tried_at, "
        "wait_until = excluded.wait_until",
        to_row(guessing),
    )


def _taken(engine: Engine, name: str, key: str, *, at: datetime, within: timedelta) -> tuple[datetime, int]:
    rows = engine.query(
        "SELECT since, amount FROM limit_use WHERE name = :name AND key = :key", {"name": name, "key": key}
    )
    for row in rows:
        since = parse_instant(str(row["since"]))
        if abs(at - since) < within:
            return since, int(str(row["amount"]))
    return at, 0


def _find(engine: Engine, key: str) -> Session | None:
    rows = engine.query("SELECT * FROM session WHERE key = :key", {"key": key})
    return from_row(Session, rows[0]) if rows else None


def _forget_old(engine: Engine, at: datetime) -> None:
    engine.execute(
        "DELETE FROM session WHERE seen_at < :unsigned "
        "OR (signed_in_at IS NULL AND user_id = '' AND seen_at = created_at AND seen_at < :unused) "
        "OR (signed_in_at IS NOT NULL AND (seen_at < :idle OR signed_in_at < :longest))",
        {
            name: instant(at - limit)
            for name, limit in (("unsigned", UNSIGNED), ("unused", UNUSED), ("idle", IDLE), ("longest", LONGEST))
        },
    )
