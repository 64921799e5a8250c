"""Wrong tries at one secret, and how long whoever guesses has to wait."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

FREE_TRIES: Final = 5
"""Wrong tries that cost no waiting, of one account from one place."""
FREE_TRIES_OF_ALL: Final = 20
"""Wrong tries that cost nobody any waiting, of one account from all places together."""
LONGEST_WAIT: Final = timedelta(minutes=15)
FORGOTTEN_AFTER: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Guessing:
    """Wrong tries under one key, which names what is guessed, whose it is and from where, or nobody's place.

    `tried_at` is the last of them; after a day without any they are forgotten.
    """

    key: str
    failures: int
    tried_at: datetime
    wait_until: datetime

    def is_waiting(self, at: datetime) -> bool:
        """Whether the next try has to wait; a clock that went back keeps nobody out for longer."""
        return self.tried_at < self.wait_until and at < self.wait_until <= at + LONGEST_WAIT

    def tried(self, at: datetime, *, free: int) -> Guessing:
        """After one more try, counted before anybody knows whether it is right: many at once gain nothing."""
        failures = (self.failures if self.tried_at > at - FORGOTTEN_AFTER else 0) + 1
        return replace(self, failures=failures, tried_at=at, wait_until=at + wait_after(failures, free=free))

    def right(self) -> Guessing:
        """After a try that was right: it no longer counts, those before it do until the whole sign-in is done."""
        return replace(self, failures=max(self.failures - 1, 0), wait_until=self.tried_at)


def wait_after(failures: int, *, free: int = FREE_TRIES) -> timedelta:
    """How long to wait after so many wrong tries: once the free ones are used a second, and twice as long each time."""
    if failures < free:
        return timedelta()
    return min(timedelta(seconds=2 ** min(failures - free, 20)), LONGEST_WAIT)
