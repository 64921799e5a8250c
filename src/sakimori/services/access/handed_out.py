"""Files on their way to a browser: kept in memory for a moment, for one session, given once."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from sakimori.errors import GoneFileError

LIFE: Final = timedelta(minutes=2)
"""So long a file waits for the browser that asked for it a moment ago."""
_MOST_BYTES: Final = 256 * 1024 * 1024
_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file on its way out: its name, its bytes, and the type to send it with."""

    filename: str
    body: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class _Waiting:
    file: GivenFile
    whose: str
    until: datetime


class HandedOut:
    """Files that were made for somebody and wait to be fetched; those that nobody fetched are forgotten."""

    def __init__(self, *, most_bytes: int = _MOST_BYTES) -> None:
        """Of one server; the oldest file goes where a new one finds no room."""
        self._most_bytes = most_bytes
        self._waiting: OrderedDict[str, _Waiting] = OrderedDict()
        self._lock = Lock()

    def keep(self, file: GivenFile, *, whose: str, at: datetime) -> str:
        """Let a file wait for the session of a key, and give the number under which it is fetched."""
        number = secrets.token_urlsafe(_BYTES)
        with self._lock:
            for old in (*self._over(at), *self._oldest(len(file.body))):
                self._waiting.pop(old, None)
            self._waiting[number] = _Waiting(file, whose, at + LIFE)
        return number

    def take(self, number: str, *, whose: str, at: datetime) -> GivenFile:
        """The file of a number, for the last time; another session does not use it up.

        Raises:
            GoneFileError: It was fetched before, its time is over, or it waits for another session.
        """
        with self._lock:
            found = self._waiting.get(number)
            if found is None or found.whose != whose:
                raise GoneFileError
            del self._waiting[number]
        if found.until < at:
            raise GoneFileError
        return found.file

    def _over(self, at: datetime) -> Iterator[str]:
        yield from [number for number, one in self._waiting.items() if one.until < at]

    def _oldest(self, wanted: int) -> Iterator[str]:
        held = sum(len(one.file.body) for one in self._waiting.values())
        for number, one in list(self._waiting.items()):
            if held + wanted <= self._most_bytes:
                return
            held -= len(one.file.body)
            yield number


HANDED_OUT: Final = HandedOut()
"""Those of this server: the screens put files in, its own addresses give them."""
