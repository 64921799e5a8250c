"""The paths of flows as they were drawn last, for as long as they would be drawn the same."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from itertools import compress, count
from operator import is_not
from typing import Final

from sakimori.services.flows.paths import LIMIT, FlowPaths, paths_of, way_of
from sakimori.services.flows.rows import FlowRow

_MANY: Final = 100
"""From so many rows on that differ, drawing anew costs less than to find the others."""
_AT_ONCE: Final = 500
"""So many are compared in one breath."""
_KEPT: Final = 8
_RECENT: Final[dict[Hashable, tuple[Sequence[FlowRow], FlowPaths]]] = {}
"""The last pictures, by what they are of, each with the rows that it was made of."""


def flow_paths(rows: Sequence[FlowRow], *, limit: int = LIMIT, what: Hashable = None) -> FlowPaths:
    """The paths of flows that hand data over, made again only when they would be other ones.

    Most writes change nothing of the picture. `what` tells apart lists that are looked at in turn.
    """
    key = (what, limit)
    known = _RECENT.pop(key, None)
    paths = (
        known[1]
        if known and _draw_alike(known[0], rows)
        else paths_of([row for row in rows if row.goes_out], limit=limit)
    )
    _RECENT[key] = rows, paths
    for old in list(_RECENT)[:-_KEPT]:
        _RECENT.pop(old, None)
    return paths


def _draw_alike(before: Sequence[FlowRow], now: Sequence[FlowRow]) -> bool:
    """Whether the rows that only one list has are drawn as those that only the other has.

    Thousands of rows are the very same objects in both, so that nothing is asked of them.
    """
    gone: list[FlowRow] = []
    come: list[FlowRow] = []
    was, now_at = 0, 0
    while True:
        same = _alike(before, now, was, now_at)
        was, now_at = was + same, now_at + same
        if was == len(before) or now_at == len(now):
            return _drawings([*gone, *before[was:]]) == _drawings([*come, *now[now_at:]])
        if len(gone) + len(come) >= _MANY:
            return False
        # Both stand in the order of the page: what comes first is what the other list does not have.
        if before[was].order <= now[now_at].order:
            gone.append(before[was])
            was += 1
        else:
            come.append(now[now_at])
            now_at += 1


def _alike(some: Sequence[FlowRow], others: Sequence[FlowRow], ours: int, theirs: int) -> int:
    """How many of the same objects follow in two lists from a place in each; equal ones pass, where all around are."""
    left = min(len(some) - ours, len(others) - theirs)
    for done in range(0, left, _AT_ONCE):
        end = min(done + _AT_ONCE, left)
        one, other = some[ours + done : ours + end], others[theirs + done : theirs + end]
        if one != other:
            return done + next(compress(count(), map(is_not, one, other)), end - done)
    return left


def _drawings(rows: Iterable[FlowRow]) -> dict[str, tuple[object, ...]]:
    return {row.flow.id: _drawn(row) for row in rows if row.goes_out}


def _drawn(row: FlowRow) -> tuple[object, ...]:
    return way_of(row, 0), row.party.legal_name, [link.name for link in row.subs]
