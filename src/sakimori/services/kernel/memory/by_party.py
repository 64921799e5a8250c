"""What is known of each third party, read again only for those whom a write changed."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from sakimori.services.kernel.memory.books import Book, Moved, differing, in_order, no_kind, put_in_order, total_of
from sakimori.services.kernel.unit import Unit
from sakimori.store.engine.stamps import words

K = TypeVar("K", bound=Hashable)
R = TypeVar("R")
T = TypeVar("T")
Read = Callable[[Sequence[str] | None], Mapping[str, T]]
"""Reads something of some third parties, or of all, by their ids; of whom there is nothing, nothing comes.

Of others who depend on those that were asked for it may give something too.
"""

MOST_CHANGED: Final = 500
"""So many third parties are read again one by one; where more have changed, everything is."""
_MOST_KNOWN: Final = 24
_CHANGED: Final = (
    "SELECT third_party_id FROM audit_entry WHERE seq > :number "
    "UNION SELECT third_party_id FROM gap_span WHERE id > :span "
    "UNION SELECT third_party_id FROM gap_span WHERE known_until >= :number "
    "UNION SELECT third_party_id FROM outcome_span WHERE id > :outcome "
    "UNION SELECT third_party_id FROM outcome_span WHERE known_until >= :number"
)


@dataclass(frozen=True, slots=True)
class _Mark:
    """How far the trail and the spans had come before a reading began."""

    number: int
    head: str
    span: int
    outcome: int


@dataclass(frozen=True, slots=True)
class _KnownOf:
    """What is known of each third party, and the words of the statements that read it."""

    mark: _Mark
    found: Moved[Any]
    words: frozenset[str]


class PartyCache:
    """The memory of one workspace in one process, shared by all who look at it."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._lock = threading.Lock()
        self._kept: dict[Hashable, _KnownOf] = {}
        self._made: dict[Hashable, tuple[object, object]] = {}

    def by_party(self, unit: Unit, what: Hashable, read: Read[T], *, number: int) -> Mapping[str, T]:
        """What is known of each third party after an entry; what is no longer the last one is read whole.

        Never change what is given; it is the same object for as long as it says the same.
        """
        if not unit.is_newest(number):
            return read(None)
        found: Moved[T]
        with unit.engine.noting():  # how it is told what changed is not what was read
            # Taken first: what is written while we read is then read once more, and never missed.
            mark = _mark(unit)
            with self._lock:
                known = self._kept.get(what)
            changed = _changed_since(unit, known.mark) if known else None
        with unit.engine.noting() as statements:
            if known is None or changed is None:
                found = Moved(read(None))
            else:
                again = read(changed) if changed else {}
                found = _replaced(known.found, {*changed, *again}, again)
        read_of = frozenset().union(known.words if known else (), *map(words, statements))
        unit.engine.note(read_of)
        with self._lock:
            self._kept.pop(what, None)
            self._kept[what] = _KnownOf(mark, found, read_of)
            if len(self._kept) > _MOST_KNOWN:
                del self._kept[next(iter(self._kept))]
        return found

    def made_of(
        self,
        what: Hashable,
        found: Mapping[str, T],
        make: Callable[[], R],
        again: Callable[[Mapping[str, T], R], R] | None = None,
    ) -> R:
        """What comes of all that is known together; it is made anew where `by_party` gave another object.

        `again` makes it of what was known before and of what came of that.
        """
        with self._lock:
            known = self._made.get(what)
        if known is None or known[0] is not found:
            if known is None or again is None:
                known = (found, make())
            else:
                known = (found, again(cast("Mapping[str, T]", known[0]), cast("R", known[1])))
            with self._lock:
                self._made.pop(what, None)
                self._made[what] = known
                if len(self._made) > _MOST_KNOWN:
                    del self._made[next(iter(self._made))]
        return cast("R", known[1])

    def book(
        self,
        what: Hashable,
        by_party: Mapping[str, Sequence[R]],
        order: Callable[[R], Any],
        kinds: Callable[[R], Iterable[Hashable]] = no_kind,
    ) -> Book[R]:
        """All rows of all third parties; a write changes the place of its own rows alone."""

        def put(before: Mapping[str, Sequence[R]], book: Book[R]) -> Book[R]:
            return put_in_order(before, book, by_party, order, kinds)

        return self.made_of(what, by_party, lambda: in_order(by_party, order, kinds), put)

    def totals(self, what: Hashable, by_party: Mapping[str, Mapping[K, int]]) -> Mapping[K, int]:
        """What the figures of all third parties add up to; a write changes those of its own alone."""

        def again(before: Mapping[str, Mapping[K, int]], totals: Counter[K]) -> Counter[K]:
            totals = Counter(totals)
            for figures in differing(before, by_party):
                totals.subtract(figures)
            for figures in differing(by_party, before):
                totals.update(figures)
            return totals

        return self.made_of(what, by_party, lambda: total_of(by_party), again)


def _replaced(known: Moved[T], changed: Collection[str], again: Mapping[str, T]) -> Moved[T]:
    """What is known, with that of some third parties as it was read again; the same object where nothing differs."""
    if all((party in known) == (party in again) and known.get(party) == again.get(party) for party in changed):
        return known
    found = Moved(known, changed)
    for party in changed:
        if party in again:
            found[party] = again[party]
        else:
            found.pop(party, None)
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
    return changed if len(changed) <= MOST_CHANGED else None
