"""What was last read of each third party: after a write only those are read again that the write can have changed.

The trail names the third parties whose records changed, the spans those whose gaps or answers did. What rests on
anything else (a day, the policy, our own people) says so in its key, and is read whole when that changes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from sakimori.services.kernel.unit import Unit

T = TypeVar("T")
Read = Callable[[Sequence[str] | None], Mapping[str, T]]
"""Reads something of some third parties, or of all, by their ids; of whom there is nothing, nothing comes."""

AT_ONCE: Final = 500
"""So many third parties at most are read again one by one; behind more, everything is read."""

_KEPT: Final = 24
_CHANGED: Final = (
    "SELECT third_party_id FROM audit_entry WHERE seq > :number "
    "UNION SELECT third_party_id FROM gap_span WHERE id > :span "
    "UNION SELECT third_party_id FROM gap_span WHERE known_until >= :number "
    "UNION SELECT third_party_id FROM outcome_span WHERE id > :outcome "
    "UNION SELECT third_party_id FROM outcome_span WHERE known_until >= :number"
)


def among(column: str, ids: Sequence[str] | None) -> tuple[str, dict[str, str]]:
    """A condition that a column holds one of some ids, and its parameters; no ids at all narrow nothing."""
    if ids is None:
        return "1 = 1", {}
    params = {f"{column.replace('.', '_')}{place}": one for place, one in enumerate(ids)}
    return f"{column} IN ({', '.join(':' + name for name in params)})", params


@dataclass(frozen=True, slots=True)
class _Mark:
    """How far the trail and the spans had come before a reading began."""

    number: int
    head: str
    span: int
    outcome: int


class Remembered:
    """The memory of one workspace in one process, shared by all who look at it."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._lock = threading.Lock()
        self._kept: dict[Hashable, tuple[_Mark, Mapping[str, Any]]] = {}

    def by_party(self, unit: Unit, what: Hashable, read: Read[T], *, number: int) -> Mapping[str, T]:
        """What is known of each third party after an entry; what is no longer the last one is read whole.

        Never change what is given.
        """
        # Taken first: what is written while we read is then read once more, and never missed.
        mark = _mark(unit)
        if mark.number != number:
            return read(None)
        with self._lock:
            known = self._kept.get(what)
        changed = _changed_since(unit, known[0]) if known else None
        if known is None or changed is None:
            found = dict(read(None))
        else:
            found = dict(cast("Mapping[str, T]", known[1]))
            again = read(changed) if changed else {}
            for party in changed:
                if party in again:
                    found[party] = again[party]
                else:
                    found.pop(party, None)
        with self._lock:
            self._kept.pop(what, None)
            self._kept[what] = (mark, found)
            if len(self._kept) > _KEPT:
                del self._kept[next(iter(self._kept))]
        return found


def _mark(unit: Unit) -> _Mark:
    number, head = unit.trail.head()
    row = unit.query("SELECT (SELECT MAX(id) FROM gap_span) AS span, (SELECT MAX(id) FROM outcome_span) AS outcome")[0]
    return _Mark(number, head, int(str(row["span"] or 0)), int(str(row["outcome"] or 0)))


def _changed_since(unit: Unit, mark: _Mark) -> list[str] | None:
    """Whom writes since then may have changed; None where that cannot be told, or is nearly everybody."""
    if mark.number:
        rows = unit.query("SELECT hash FROM audit_entry WHERE seq = :number", number=mark.number)
        if not rows or rows[0]["hash"] != mark.head:  # another trail: a demo made anew in the place of the old one
            return None
    rows = unit.query(_CHANGED, number=mark.number, span=mark.span, outcome=mark.outcome)
    changed = sorted(str(row["third_party_id"]) for row in rows if row["third_party_id"])
    return changed if len(changed) <= AT_ONCE else None
