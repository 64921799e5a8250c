"""What is known of each third party, and rows and sums of all of them, which a write moves by its own alone."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar
from weakref import ref

K = TypeVar("K", bound=Hashable)
R = TypeVar("R")
T = TypeVar("T")


def as_it_is(row: R) -> R:
    """The order of rows that are compared as they are."""
    return row


def no_kind(_row: object) -> tuple[()]:
    """The kinds of a row that is not counted."""
    return ()


class Moved(dict[str, T]):
    """What is known of each third party, and whose differs from what was known before.

    `before` is held weakly, or each would hold all that were before it.
    """

    def __init__(self, before: Mapping[str, T] = MappingProxyType({}), parties: Collection[str] = ()) -> None:
        super().__init__(before)
        self.before = ref(before) if isinstance(before, Moved) else None
        self.parties = parties

    def moved_since(self, other: object) -> Collection[str] | None:
        """Whose differs, where this was made of that other."""
        return self.parties if self.before is not None and self.before() is other else None


def total_of(by_party: Mapping[str, Mapping[K, int]]) -> Counter[K]:
    """What the figures of all third parties add up to."""
    totals: Counter[K] = Counter()
    for figures in by_party.values():
        totals.update(figures)
    return totals


def differing(some: Mapping[str, T], others: Mapping[str, T]) -> Iterator[T]:
    """What is known of third parties otherwise than elsewhere; where one came of the other few are looked at."""
    parties = _moved(some, others)
    if parties is None:
        return (known for party, known in some.items() if others.get(party) is not known)
    return (some[party] for party in parties if party in some and others.get(party) is not some[party])


def _moved(some: Mapping[str, T], others: Mapping[str, T]) -> Collection[str] | None:
    """Who may differ; None where neither was made of the other."""
    for one, other in ((some, others), (others, some)):
        if isinstance(one, Moved) and (parties := one.moved_since(other)) is not None:
            return parties
    return None


@dataclass(frozen=True, slots=True)
class Book(Generic[R]):
    """Rows in their order, and how many there are of each kind."""

    rows: tuple[R, ...]
    counts: Mapping[Any, int]


_MANY: Final = 500
"""To sort all rows again costs less than to move so many one by one."""


def in_order(
    by_party: Mapping[str, Sequence[R]], order: Callable[[R], Any], kinds: Callable[[R], Iterable[Hashable]] = no_kind
) -> Book[R]:
    """All rows of all third parties in an order in which no two are equal, each counted under all its kinds."""
    rows = tuple(sorted(chain.from_iterable(by_party.values()), key=order))
    return Book(rows, Counter(chain.from_iterable(map(kinds, rows))))


def put_in_order(
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
