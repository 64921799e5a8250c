"""What several rules read out of the same dossier or case, worked out once for them all."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")


def once(read: Callable[[S], T]) -> Callable[[S], T]:
    """Keep what was read out of what is being judged; neither dossier nor case ever changes, so it stays true of it.

    Rules are run one after the other over the same one: the last one is the only one worth keeping.
    """
    last: list[tuple[S, T]] = []

    @wraps(read)
    def reading(judged: S) -> T:
        kept = last[-1:]
        if kept and kept[0][0] is judged:
            return kept[0][1]
        found = read(judged)
        last[:] = [(judged, found)]
        return found

    return reading
