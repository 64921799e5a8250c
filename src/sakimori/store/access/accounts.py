"""The table of accounts; of what stands in it nothing gets into the trail but that it was changed."""

from __future__ import annotations

from sakimori.domain.account import Account
from sakimori.store.engine import Engine, Value
from sakimori.store.records import from_row, to_row


class AccountTable:
    """The accounts of one engine."""

    def __init__(self, engine: Engine) -> None:
        """Work on one connection."""
        self._engine = engine

    def all(self) -> list[Account]:
        """Every account, by login."""
        return [from_row(Account, row) for row in self._engine.query("SELECT * FROM account ORDER BY login")]

    def of_user(self, user_id: str) -> Account | None:
        """The account of a person."""
        return self._one("user_id", user_id)

    def with_login(self, login: str) -> Account | None:
        """The account with a login."""
        return self._one("login", login)

    def of_subject(self, subject: str) -> Account | None:
        """The account that a provider knows by a name of its own."""
        return self._one("provider_subject", subject)

    def put(self, account: Account) -> None:
        """Store an account, new or changed."""
        row = to_row(account)
        sets = ", ".join(f"{name} = :{name}" for name in row)
        if not self._engine.execute(f"UPDATE account SET {sets} WHERE user_id = :user_id", row):
            self._engine.insert_all("account", [row])

    def _one(self, column: str, value: Value) -> Account | None:
        rows = self._engine.query(f"SELECT * FROM account WHERE {column} = :value", {"value": value})
        return from_row(Account, rows[0]) if rows else None
