"""The table of access tokens; no secret stands in it, and nothing of it gets into the trail but that it was changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sakimori.domain.access_token import AccessToken
from sakimori.domain.user import PROGRAM, User
from sakimori.store.engine import Engine, Row, Value
from sakimori.store.reads.statements import Where, holds, ordered
from sakimori.store.records import columns, from_row, instant, to_row


class TokenOwner(StrEnum):
    """Whose tokens: those of people, or those of programs under names of their own."""

    PERSON = "person"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenFilter:
    """Which tokens are asked for; what is empty narrows nothing. `standing_on` leaves those that stand on that day."""

    text: str = ""
    owner: TokenOwner | None = None
    standing_on: date | None = None
    order: str = ""


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token with whoever it acts as."""

    token: AccessToken
    user: User


_FROM: Final = "FROM access_token t JOIN app_user u ON u.id = t.user_id WHERE"
_ORDERS: Final = {"who": "u.name", "until": "t.expires_on", "used": "t.last_used_on"}


class AccessTokenTable:
    """The access tokens of one engine."""

    def __init__(self, engine: Engine) -> None:
        """Work on one connection."""
        self._engine = engine

    def all(self) -> list[AccessToken]:
        """Every token, the newest first."""
        return self._some("1 = 1")

    def page(self, wanted: TokenFilter, *, first: int, limit: int) -> tuple[list[TokenRow], int]:
        """Some tokens with whoever they act as, usually the newest first, and how many there are."""
        where = _chosen(wanted)
        order = ordered(wanted.order, _ORDERS, "t.made_at DESC, t.id")
        of_user = ", ".join(f"u.{column.name} AS u_{column.name}" for column in columns(User))
        rows = self._engine.query(
            f"SELECT t.*, {of_user} {_FROM} {where} ORDER BY {order} LIMIT :limit OFFSET :first",
            where.params | {"first": first, "limit": limit},
        )
        count = self._engine.query(f"SELECT COUNT(*) AS n {_FROM} {where}", where.params)
        return [_with_user(row) for row in rows], int(str(count[0]["n"]))

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


def _chosen(wanted: TokenFilter) -> Where:
    where = Where()
    for word in wanted.text.lower().split():
        parts = [holds(f"LOWER({column})", word) for column in ("t.name", "u.name", "t.starts_with")]
        where.that(" OR ".join(condition for condition, _ in parts), *(value for _, value in parts))
    if wanted.owner is not None:
        within = "" if wanted.owner is TokenOwner.PROGRAM else "NOT "
        where.that(f"t.user_id {within}LIKE ? ESCAPE '!'", f"{PROGRAM}!_%")
    if wanted.standing_on is not None:
        where.that(
            "t.revoked_at IS NULL AND (t.expires_on IS NULL OR t.expires_on >= ?)", wanted.standing_on.isoformat()
        )
    return where


def _with_user(row: Row) -> TokenRow:
    user = from_row(User, {column.name: row[f"u_{column.name}"] for column in columns(User)})
    return TokenRow(from_row(AccessToken, row), user)
