"""What several rules read out of the same dossier, worked out once for them all."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from sakimori.domain.dossier import Dossier

T = TypeVar("T")


def once_a_dossier(read: Callable[[Dossier], T]) -> Callable[[Dossier], T]:
    """Keep what was read out of the dossier that is being judged; a dossier never changes, so it stays true of it.

    Rules are run one after the other over one dossier: the last one is the only one worth keeping.
    """
    last: list[tuple[Dossier, T]] = []

    @wraps(read)
    def reading(dossier: Dossier) -> T:
        kept = last[-1:]
        if kept and kept[0][0] is dossier:
            return kept[0][1]
        found = read(dossier)
        last[:] = [(dossier, found)]
        return found

    return reading
