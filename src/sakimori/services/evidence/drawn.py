"""Pages that were drawn a moment ago, kept in memory while somebody turns them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

KEPT: Final = timedelta(minutes=5)
_MOST_BYTES: Final = 64 * 1024 * 1024

Key = tuple[str, ...]
Pages = tuple[bytes, ...]


@dataclass(slots=True)
class _Place:
    """One document before one person; whoever asks for its second page waits until all are drawn."""

    lock: Lock = field(default_factory=Lock)
    at: datetime | None = None
    pages: Pages = ()

    @property
    def size(self) -> int:
        return sum(map(len, self.pages))


class Drawn:
    """Drawn pages by document and person; the oldest go where there is no room."""

    def __init__(self, *, most_bytes: int = _MOST_BYTES) -> None:
        """Of one server."""
        self._most_bytes = most_bytes
        self._places: OrderedDict[Key, _Place] = OrderedDict()
        self._lock = Lock()

    def of(self, key: Key, draw: Callable[[], Pages], *, at: datetime) -> Pages:
        """The pages of a key: those of a moment ago, else drawn now; what cannot be drawn is not kept."""
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
        with place.lock:
            if place.at is None or abs(at - place.at) > KEPT:
                place.pages, place.at = self._drawn(key, draw), at
            pages = place.pages
        self._forget(but=key, at=at)
        return pages

    def _drawn(self, key: Key, draw: Callable[[], Pages]) -> Pages:
        try:
            return draw()
        except BaseException:
            with self._lock:
                self._places.pop(key, None)
            raise

    def _forget(self, *, but: Key, at: datetime) -> None:
        with self._lock:
            over = [k for k, one in self._places.items() if k != but and one.at and abs(at - one.at) > KEPT]
            for key in over:
                del self._places[key]
            held = sum(one.size for one in self._places.values())
            for key in [k for k in self._places if k != but]:
                if held <= self._most_bytes:
                    return
                held -= self._places.pop(key).size
