"""The table of access tokens; no secret stands in it, and nothing of it gets into the trail but that it was changed."""

from __future__ import annotations

from datetime import date, datetime

from sakimori.domain.access_token import AccessToken
from sakimori.store.engine import Engine, Value
from sakimori.store.records import from_row, instant, to_row


class AccessTokenTable:
    """The access tokens of one engine."""

    def __init__(self, engine: Engine) -> None:
        """Work on one connection."""
        self._engine = engine

    def all(self) -> list[AccessToken]:
        """Every token, the newest first."""
        return self._some("1 = 1")

    def of_user(self, user_id: str) -> list[AccessToken]:
        """The tokens of a person, the newest first."""
        return self._some("user_id = :value", user_id)

    def with_hash(self, secret_hash: str) -> AccessToken | None:
        """The token of a secret."""
        return next(iter(self._some("secret_hash = :value", secret_hash)), None)

    def find(self, token_id: str) -> AccessToken | None:
        """One token."""
        return next(iter(self._some("id = :value", token_id)), None)

    def insert(self, token: AccessToken) -> None:
        """Keep a new token."""
        self._engine.insert_all("access_token", [to_row(token)])

    def put(self, token: AccessToken) -> None:
        """Write a token in place of what stood there."""
        row = to_row(token)
        sets = ", ".join(f"{name} = :{name}" for name in row)
        self._engine.execute(f"UPDATE access_token SET {sets} WHERE id = :id", row)

    def revoke_all_of(self, user_id: str, at: datetime) -> None:
        """Let no token of a person open anything any more."""
        self._engine.execute(
            "UPDATE access_token SET revoked_at = :at WHERE user_id = :user AND revoked_at IS NULL",
            {"user": user_id, "at": instant(at)},
        )

    def used(self, token_id: str, on: date) -> None:
        """Note the day of its last use, and nothing else: it may be revoked at the same time."""
        params: dict[str, Value] = {"id": token_id, "on": on.isoformat()}
        self._engine.execute("UPDATE access_token SET last_used_on = :on WHERE id = :id", params)

    def _some(self, where: str, value: str = "") -> list[AccessToken]:
        sql = f"SELECT * FROM access_token WHERE {where} ORDER BY made_at DESC, id"
        return [from_row(AccessToken, row) for row in self._engine.query(sql, {"value": value} if value else {})]
