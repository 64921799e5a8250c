"""What was made of the records, shared by everybody who looks, for as long as no write touches what it was made of."""

from __future__ import annotations

import threading
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import nsmallest
from itertools import chain
from time import thread_time
from typing import Any, Final, Generic, TypeVar, cast

from sakimori.services.kernel.unit import Unit
from sakimori.store.engine.stamps import is_later, of_tables, words

K = TypeVar("K", bound=Hashable)
R = TypeVar("R")
T = TypeVar("T")
Read = Callable[[Sequence[str] | None], Mapping[str, T]]
"""Reads something of some third parties, or of all, by their ids; of whom there is nothing, nothing comes.

Of others who depend on those that were asked for it may give something too.
"""

AT_ONCE: Final = 20
"""So many go where there is no room left."""
MOST: Final = 400
"""How many things are kept. A hundred people ask for thousands in an hour, most of them cheap and for one person."""


def as_it_is(row: R) -> R:
    """The order of rows that are compared as they are."""
    return row


def _no_kind(_row: object) -> tuple[()]:
    return ()


@dataclass(slots=True)
class _Kept:
    """One thing, the words of the statements that read it, and the stamps that their tables bore then.

    It `cost` so many seconds to make; the least `worth` goes first.
    """

    lock: threading.RLock = field(default_factory=threading.RLock)
    stamps: Mapping[str, str] | None = None
    words: frozenset[str] = frozenset()
    value: Any = None
    cost: float = 0.0
    worth: float = 0.0
    of: tuple[object, ...] = ()

    def is_older_than(self, stamps: Mapping[str, str]) -> bool:
        """Whether a write that these stamps know has touched what it was read from."""
        return self.stamps is None or (self.stamps != stamps and not is_later(self.stamps, stamps))

    def is_made_of(self, others: Sequence[object]) -> bool:
        """Whether it was made, and of these very objects."""
        return self.stamps is not None and list(map(id, self.of)) == list(map(id, others))


class Look:
    """One state of the records, read over one connection; what a write does meanwhile is in none of its stamps."""

    def __init__(self, unit: Unit) -> None:
        """Look by a unit of work whose connection is in a transaction."""
        self.unit = unit

    @cached_property
    def stamps(self) -> Mapping[str, str]:
        """By which write each table was last changed in this state."""
        return self.unit.engine.stamps()


class SharedReads:
    """The memory of one workspace in one process.

    A thing depends on the tables that were read while it was made. Each write leaves a new stamp on the tables that it
    changed, in its own transaction, so that other processes count as well. What was dear to make stays longer than what
    was cheap, each from when it was last asked for.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self._lock = threading.Lock()
        self._kept: dict[Hashable, _Kept] = {}
        self._level = 0.0

    def get(self, look: Look, key: Hashable, make: Callable[[], T], of: Sequence[object] = ()) -> T:
        """What is kept under a key, or what is made now; all that is read must go over the connection of this look.

        Whoever asks while another makes it waits for that, and takes it although it may know of a write that came after
        the rest of the page was read: many who wait would else make it one after the other, each as of a moment of its
        own. What is made `of` some objects stays while it is asked for with the same ones; what is made of nothing at
        all is not kept.
        """
        stamps, kept = look.stamps, self._of(key)
        with kept.lock:
            if not kept.is_made_of(of) or kept.is_older_than(of_tables(stamps, kept.words)):
                begun = thread_time()
                with look.unit.engine.noting() as statements:
                    kept.value = make()
                kept.cost = thread_time() - begun
                kept.worth = self._level + kept.cost
                kept.words = frozenset().union(*map(words, statements))
                kept.stamps, kept.of = of_tables(stamps, kept.words) if of or kept.words else None, tuple(of)
            look.unit.engine.note(kept.words)
            return cast("T", kept.value)

    def forget(self, key: Hashable) -> None:
        """Make it anew when somebody asks for it again."""
        with self._lock:
            self._kept.pop(key, None)

    def _of(self, key: Hashable) -> _Kept:
        with self._lock:
            if key not in self._kept and len(self._kept) >= MOST:
                # Many at a time: two hundred people ask for something new with each page, and all wait here.
                for least in nsmallest(AT_ONCE, self._kept, key=lambda each: self._kept[each].worth):
                    self._level = self._kept.pop(least).worth  # from here on whatever is asked for is worth more
            kept = self._kept.setdefault(key, _Kept())
            kept.worth = self._level + kept.cost
        return kept


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
    found: Mapping[str, Any]
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
        found: Mapping[str, T]
        with unit.engine.noting():  # how it is told what changed is not what was read
            # Taken first: what is written while we read is then read once more, and never missed.
            mark = _mark(unit)
            with self._lock:
                known = self._kept.get(what)
            changed = _changed_since(unit, known.mark) if known else None
        with unit.engine.noting() as statements:
            if known is None or changed is None:
                found = dict(read(None))
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
        kinds: Callable[[R], Iterable[Hashable]] = _no_kind,
    ) -> Book[R]:
        """All rows of all third parties; a write changes the place of its own rows alone."""

        def put(before: Mapping[str, Sequence[R]], book: Book[R]) -> Book[R]:
            return _put_in_order(before, book, by_party, order, kinds)

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


def total_of(by_party: Mapping[str, Mapping[K, int]]) -> Counter[K]:
    """What the figures of all third parties add up to."""
    totals: Counter[K] = Counter()
    for figures in by_party.values():
        totals.update(figures)
    return totals


def differing(some: Mapping[str, T], others: Mapping[str, T]) -> Iterator[T]:
    """What is known of third parties otherwise than elsewhere."""
    return (known for party, known in some.items() if others.get(party) is not known)


@dataclass(frozen=True, slots=True)
class Book(Generic[R]):
    """Rows in their order, and how many there are of each kind."""

    rows: tuple[R, ...]
    counts: Mapping[Any, int]


_MANY: Final = 500
"""To sort all rows again costs less than to move so many one by one."""


def in_order(
    by_party: Mapping[str, Sequence[R]], order: Callable[[R], Any], kinds: Callable[[R], Iterable[Hashable]] = _no_kind
) -> Book[R]:
    """All rows of all third parties in an order in which no two are equal, each counted under all its kinds."""
    rows = tuple(sorted(chain.from_iterable(by_party.values()), key=order))
    return Book(rows, Counter(chain.from_iterable(map(kinds, rows))))


def _put_in_order(
    before: Mapping[str, Sequence[R]],
    book: Book[R],
    now: Mapping[str, Sequence[R]],
    order: Callable[[R], Any],
    kinds: Callable[[R], Iterable[Hashable]],
) -> Book[R]:
    """The book of now, made of that of before: rows of third parties that changed are taken out and put in."""
    gone = list(chain.from_iterable(differing(before, now)))
    come = list(chain.from_iterable(differing(now, before)))
    if len(gone) + len(come) > _MANY:
        return in_order(now, order, kinds)
    rows, counts = list(book.rows), Counter(book.counts)
    for row in gone:
        del rows[bisect_left(rows, order(row), key=order)]
        counts.subtract(kinds(row))
    for row in come:
        insort(rows, row, key=order)
        counts.update(kinds(row))
    return Book(tuple(rows), +counts)


def _replaced(known: Mapping[str, T], changed: Collection[str], again: Mapping[str, T]) -> Mapping[str, T]:
    """What is known, with that of some third parties as it was read again; the same object where nothing differs."""
    if all((party in known) == (party in again) and known.get(party) == again.get(party) for party in changed):
        return known
    found = dict(known)
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
