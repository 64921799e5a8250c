"""The table of calls that programs send once only: a keyed hash of what was asked, and the answer that it got."""

from __future__ import annotations

from datetime import datetime

from sakimori.store.engine import Engine, Row
from sakimori.store.records import instant


class CallKeyTable:
    """The keys of calls in one engine."""

    def __init__(self, engine: Engine) -> None:
        """Work on one connection."""
        self._engine = engine

    def find(self, token_id: str, key: str, *, since: datetime) -> Row | None:
        """The call that a token began under a key since an instant."""
        rows = self._engine.query(
            "SELECT asked, begun_at, head, body FROM call_key "
            "WHERE token_id = :token AND key = :key AND begun_at >= :since",
            {"token": token_id, "key": key, "since": instant(since)},
        )
        return rows[0] if rows else None

    def has_of(self, token_id: str, *, before: datetime) -> bool:
        """Whether a call is kept that a token began before an instant."""
        sql = "SELECT 1 FROM call_key WHERE begun_at < :before AND token_id = :token LIMIT 1"
        return bool(self._engine.query(sql, {"before": instant(before), "token": token_id}))

    def has_before(self, at: datetime) -> bool:
        """Whether anything is kept of what began before an instant."""
        return bool(self._engine.query("SELECT 1 FROM call_key WHERE begun_at < :at LIMIT 1", {"at": instant(at)}))

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
