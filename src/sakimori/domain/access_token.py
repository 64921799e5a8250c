"""A token by which a program of a person's reads, or a calendar follows, what that person may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sakimori.domain.values.days import legal_day


class TokenScope(StrEnum):
    """What a token opens; a closed list, so that a token never opens what did not exist when it was made."""

    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token of one person. Of its secret only `secret_hash` is kept, and how it begins, to tell it from others.

    `expires_on` is the last day on which it opens anything; None says that it has none. It never opens more than its
    person may see at the time.
    """

    id: str
    user_id: str
    name: str
    scopes: frozenset[TokenScope]
    made_at: datetime
    expires_on: date | None
    starts_with: str
    secret_hash: str
    last_used_on: date | None = None
    revoked_at: datetime | None = None

    def stands(self, at: datetime) -> bool:
        """Whether it is neither revoked nor past its last day."""
        return self.revoked_at is None and (self.expires_on is None or legal_day(at) <= self.expires_on)
