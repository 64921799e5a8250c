"""What was made of the records, shared by everybody who looks, for as long as no write touches what it was made of."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import nsmallest
from time import thread_time
from typing import Any, Final, TypeVar, cast

from sakimori.services.kernel.unit import Unit
from sakimori.store.engine.stamps import is_later, of_tables, words

T = TypeVar("T")

AT_ONCE: Final = 20
"""So many go where there is no room left; each time that so many have come, what is outdated goes."""
MOST: Final = 400
"""How many things are kept. A hundred people ask for thousands in an hour, most of them cheap and for one person."""


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
    was cheap, each from when it was last asked for; what a write has touched goes when other things come.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self._lock = threading.Lock()
        self._kept: dict[Hashable, _Kept] = {}
        self._level = 0.0
        self._come = 0

    def get(self, look: Look, key: Hashable, make: Callable[[], T], of: Sequence[object] = ()) -> T:
        """What is kept under a key, or what is made now; all that is read must go over the connection of this look.

        Whoever asks while another makes it waits for that, and takes it although it may know of a write that came after
        the rest of the page was read: many who wait would else make it one after the other, each as of a moment of its
        own. What is made `of` some objects stays while it is asked for with the same ones; what is made of nothing at
        all is not kept.
        """
        stamps, kept = look.stamps, self._of(key, look.stamps)
        with kept.lock:
            if not kept.is_made_of(of) or kept.is_older_than(of_tables(stamps, kept.words)):
                kept.stamps = None  # nobody lets go of it while it is made
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

    def _of(self, key: Hashable, stamps: Mapping[str, str]) -> _Kept:
        with self._lock:
            if key not in self._kept:
                self._come += 1
                if self._come % AT_ONCE == 0:
                    self._let_go(stamps)
            if key not in self._kept and len(self._kept) >= MOST:
                # Many at a time: two hundred people ask for something new with each page, and all wait here.
                for least in nsmallest(AT_ONCE, self._kept, key=lambda each: self._kept[each].worth):
                    self._level = self._kept.pop(least).worth  # from here on whatever is asked for is worth more
            kept = self._kept.setdefault(key, _Kept())
            kept.worth = self._level + kept.cost
        return kept

    def _let_go(self, stamps: Mapping[str, str]) -> None:
        """Drop what a write has touched: nobody will be given it, and hundreds of old sheets take room."""
        for key, kept in list(self._kept.items()):
            if kept.stamps is not None and kept.is_older_than(of_tables(stamps, kept.words)):
                del self._kept[key]
