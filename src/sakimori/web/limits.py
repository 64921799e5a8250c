"""Limits: tries and new browsers of one address, calls of one token, bytes that a person and everybody sends up."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from sakimori.services.access.sessions import Sessions

WRONG_TRIES: Final = 300
"""Wrong passwords of unknown browsers at one address, whatever the logins: each takes a comparison of much memory.

What keeps anybody from guessing is counted by account and place (`domain.guessing`).
"""
TRIES_IN: Final = timedelta(minutes=10)
NEW_BROWSERS: Final = 1_000
"""Of one address: each is a row that is kept for an hour, used or not."""
NEW_IN: Final = timedelta(minutes=10)
WRONG_LINKS: Final = 20
"""Codes of invitations that open nothing, counted apart from wrong passwords."""
SAVES: Final = 3_000
SAVES_IN: Final = timedelta(hours=1)
UPLOAD_BYTES: Final = 200 * 1024 * 1024
UPLOAD_BYTES_OF_ALL: Final = 1024 * 1024 * 1024
"""What comes in lies in the memory of the server until its page is left: of everybody together no more than this."""
UPLOADS_IN: Final = timedelta(hours=1)
WRONG_TOKENS: Final = 100
"""A job whose token is over keeps calling, and keeps nobody from signing in by it."""
CALLS: Final = 600
CALLS_IN: Final = timedelta(minutes=1)
"""So many calls a token makes within a minute: ten a second, which few jobs need."""
_MOST_KEYS: Final = 10_000
_SHARES: Final = 20
"""A server takes so large a part of a shared budget at once: of wrong tries each one, of calls thirty."""


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

    def spend(self, key: str, at: datetime, amount: int = 1) -> bool:
        """Note a use, and say whether as much was left."""
        with self._lock:
            since, used = self._standing(key, at)
            self._keep(key, since, used + amount)
        return used + amount <= self._most

    def _keep(self, key: str, since: datetime, amount: int) -> None:
        self._used[key] = (since, amount)
        self._used.move_to_end(key)
        while len(self._used) > _MOST_KEYS:
            self._used.popitem(last=False)

    def _standing(self, key: str, at: datetime) -> tuple[datetime, int]:
        since, used = self._used.get(key, (at, 0))
        return (since, used) if abs(at - since) < self._within else (at, 0)


class SharedBudget(Budget):
    """A budget of all servers of one database: each takes some of it ahead, so that few uses are a write.

    All together never use more than there is. What a server took and does not use is lost to the others: at most a
    twentieth of the whole for each server.
    """

    def __init__(self, name: str, most: int, within: timedelta, *, sessions: Callable[[], Sessions]) -> None:
        """Of the limits above; what is taken stands beside the sessions."""
        super().__init__(most, within)
        self._name = name
        self._sessions = sessions

    def left(self, key: str, at: datetime) -> int:
        """How much is left."""
        with self._lock:
            ahead = self._standing(key, at)[1]
        return ahead + self._most - self._sessions().taken(self._name, key, at=at, within=self._within)

    def spend(self, key: str, at: datetime, amount: int = 1) -> bool:
        """Note a use, and say whether as much was left."""
        with self._lock:
            since, ahead = self._standing(key, at)
            if ahead < amount:
                since, got = self._sessions().take(
                    self._name, key, at=at, within=self._within, most=self._most,
                    wanted=max(amount - ahead, self._most // _SHARES),
                )  # fmt: skip
                ahead += got
            self._keep(key, since, max(0, ahead - amount))
        return ahead >= amount


def uploads() -> Budget:
    """Of one person, in whatever number of browsers: those of one stay with one server, whose memory is meant."""
    return Budget(UPLOAD_BYTES, UPLOADS_IN)


def uploads_of_all() -> Budget:
    """Of everybody who sends files to one server."""
    return Budget(UPLOAD_BYTES_OF_ALL, UPLOADS_IN)


def saves() -> Budget:
    """Of one invitation, whose browser stays as well: whatever it writes, each answer that is saved among it."""
    return Budget(SAVES, SAVES_IN)
