"""How one of our people proves who they are, and how long somebody who guesses has to wait."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

FREE_TRIES: Final = 5
"""So many wrong tries cost no waiting."""
LONGEST_WAIT: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Account:
    """The way in of one person; without a password they come by the provider alone.

    `failures` counts tries since the last sign-in. `totp_step` is the last code used, which opens nothing again.
    """

    user_id: str
    login: str
    password_hash: str = ""
    must_change: bool = True
    disabled: bool = False
    failures: int = 0
    wait_until: datetime | None = None
    totp_secret: str = ""
    totp_on: bool = False
    totp_step: int = 0
    provider_subject: str | None = None

    def is_waiting(self, at: datetime) -> bool:
        """Whether the next try has to wait; a clock that went back keeps nobody out for longer."""
        return self.wait_until is not None and at < self.wait_until <= at + LONGEST_WAIT

    def tried(self, at: datetime) -> Account:
        """After one more try, counted before anybody knows whether it is right: many at once gain nothing."""
        failures = self.failures + 1
        return replace(self, failures=failures, wait_until=at + wait_after(failures))

    def right(self) -> Account:
        """After a try that was right: it no longer counts, those before it do until the whole sign-in is done."""
        return replace(self, failures=max(self.failures - 1, 0), wait_until=None)

    def signed_in(self) -> Account:
        """After a sign-in that is done."""
        return replace(self, failures=0, wait_until=None)


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many wrong tries in a row: from the fifth on a second, and twice as long each time."""
    if failures < FREE_TRIES:
        return timedelta()
    return min(timedelta(seconds=2 ** min(failures - FREE_TRIES, 20)), LONGEST_WAIT)
