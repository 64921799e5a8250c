"""Limits that a server keeps in memory: tries and new browsers of one address, bytes that one session sends up."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

WRONG_TRIES: Final = 20
TRIES_IN: Final = timedelta(minutes=10)
NEW_BROWSERS: Final = 1_000
NEW_IN: Final = timedelta(minutes=10)
WRONG_LINKS: Final = 20
SAVES: Final = 3_000
SAVES_IN: Final = timedelta(hours=1)
UPLOAD_BYTES: Final = 200 * 1024 * 1024
UPLOADS_IN: Final = timedelta(hours=1)
WRONG_TOKENS: Final = 100
CALLS: Final = 600
CALLS_IN: Final = timedelta(minutes=1)
"""So many calls a token makes within a minute: ten a second, which few jobs need."""
_MOST_KEYS: Final = 10_000


class Budget:
    """So much of something for each key within a time, counted from its first use; keys long unused are forgotten."""

    def __init__(self, most: int, within: timedelta) -> None:
        """Of the limits above."""
        self._most = most
        self._within = within
        self._used: OrderedDict[str, tuple[datetime, int]] = OrderedDict()
        self._lock = Lock()

    def is_spent(self, key: str, at: datetime) -> bool:
        """Whether nothing is left."""
        return self.left(key, at) <= 0

    def left(self, key: str, at: datetime) -> int:
        """How much is left."""
        with self._lock:
            return self._most - self._standing(key, at)[1]

    def spend(self, key: str, at: datetime, amount: int = 1) -> None:
        """Note a use."""
        with self._lock:
            since, used = self._standing(key, at)
            self._used[key] = (since, used + amount)
            self._used.move_to_end(key)
            while len(self._used) > _MOST_KEYS:
                self._used.popitem(last=False)

    def _standing(self, key: str, at: datetime) -> tuple[datetime, int]:
        since, used = self._used.get(key, (at, 0))
        return (since, used) if abs(at - since) < self._within else (at, 0)


def wrong_tries() -> Budget:
    """Of one address."""
    return Budget(WRONG_TRIES, TRIES_IN)


def new_browsers() -> Budget:
    """Of one address: each is a row that is kept for an hour, used or not."""
    return Budget(NEW_BROWSERS, NEW_IN)


def wrong_links() -> Budget:
    """Of one address: codes of invitations that open nothing, counted apart from wrong passwords."""
    return Budget(WRONG_LINKS, TRIES_IN)


def saves() -> Budget:
    """Of one invitation: whatever it writes, each answer that is saved by itself among it."""
    return Budget(SAVES, SAVES_IN)


def uploads() -> Budget:
    """Of one session."""
    return Budget(UPLOAD_BYTES, UPLOADS_IN)


def wrong_tokens() -> Budget:
    """Of one address: a job whose token is over keeps calling, and keeps nobody from signing in by it."""
    return Budget(WRONG_TOKENS, TRIES_IN)


def calls() -> Budget:
    """Of one access token."""
    return Budget(CALLS, CALLS_IN)
