"""The table of calls that programs send once only: what was asked under a key, and the answer that it got."""

from __future__ import annotations

from datetime import datetime

from sakimori.store.engine import Engine, Row
from sakimori.store.records import instant


class CallKeyTable:
    """The keys of calls in one engine."""

    def __init__(self, engine: Engine) -> None:
        """Work on one connection."""
        self._engine = engine

    def find(self, token_id: str, key: str) -> Row | None:
        """What is kept of a key."""
        rows = self._engine.query(
            "SELECT asked, begun_at, head, body FROM call_key WHERE token_id = :token AND key = :key",
            {"token": token_id, "key": key},
        )
        return rows[0] if rows else None

    def begin(self, token_id: str, key: str, *, asked: str, at: datetime) -> None:
        """Keep that a call has begun."""
        self._engine.insert_all(
            "call_key", [{"token_id": token_id, "key": key, "asked": asked, "begun_at": instant(at)}]
        )

    def finish(self, token_id: str, key: str, *, head: str, body: bytes) -> None:
        """Keep the answer."""
        self._engine.execute(
            "UPDATE call_key SET head = :head, body = :body WHERE token_id = :token AND key = :key",
            {"token": token_id, "key": key, "head": head, "body": body},
        )

    def forget(self, token_id: str, key: str) -> None:
        """Keep nothing of a call."""
        params = {"token": token_id, "key": key}
        self._engine.execute("DELETE FROM call_key WHERE token_id = :token AND key = :key", params)

    def forget_before(self, at: datetime) -> None:
        """Keep nothing of what began before an instant."""
        self._engine.execute("DELETE FROM call_key WHERE begun_at < :at", {"at": instant(at)})
