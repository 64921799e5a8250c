"""The words of all third parties in the order in which a search gives them, looked through as one text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import accumulate, chain
from typing import Final

from sakimori.domain.values.as_of import NEWEST
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.memory.books import as_it_is
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.reads.party_search import FORMS, Word, keys_of, words

_MARK: Final = "\n"
"""Stands before each word, and in none: what is folded has no blanks."""
_LAST: Final = chr(0x10FFFF)
"""Comes after whatever may follow in a word."""
_FEW: Final = 200
"""So many words are put in their order; more are looked for in the text of all, where they lie close together."""
_TOGETHER: Final = 64
"""Of so many words the first is known: fewer than half of `_FEW`, so that among more than those some lie whole."""


@dataclass(frozen=True, slots=True)
class Words:
    """All words, best first, and by their third parties; `starts` tells where each begins in the text of all.

    `sorted_keys` are their keys in the order of texts, `sorted_places` the places of their rows in `rows`, and `firsts`
    the lowest of every `_TOGETHER` of these places.
    """

    rows: Sequence[Word]
    by_party: Mapping[str, Sequence[Word]]
    text: str
    starts: Sequence[int]
    sorted_keys: Sequence[str]
    sorted_places: Sequence[int]
    firsts: Sequence[int]

    def find(self, text: str, *, limit: int) -> list[tuple[Word, bool]]:
        """The best hit of each third party that a text finds, best first, and whether the word only holds the text.

        Where the text is not met itself, all its words must be, in any order.
        """
        keys, *others = self._asked(text) or [()]
        best: dict[str, tuple[Word, bool]] = {}
        over = bisect_left(self.rows, True, key=lambda word: bool(word.is_over))  # noqa: FBT003 - what is looked for
        for first, last in ((0, over), (over, len(self.rows))):
            begun: set[int] = set()
            beginning = [self._beginning(form + key, first, last) for key in keys for form in FORMS]
            holding = [self._holding(key, first, last) for key in keys]
            for places in (beginning, holding):
                for place in merge(*places):
                    word = self.rows[place]
                    if places is beginning:
                        begun.add(place)
                    if word.third_party_id not in best and self._meets(word.third_party_id, others):
                        best[word.third_party_id] = word, place not in begun
                        if len(best) == limit:
                            return list(best.values())
        return list(best.values())

    def _asked(self, text: str) -> list[tuple[str, ...]]:
        whole = keys_of(text)
        if whole and any(key in self.text for key in whole):
            return [whole]
        return [keys for word in text.split() if (keys := keys_of(word))]

    def _beginning(self, piece: str, first: int, last: int) -> Iterator[int]:
        """The rows from one place on up to another whose word begins with a piece."""
        low, high = bisect_left(self.sorted_keys, piece), bisect_left(self.sorted_keys, piece + _LAST)
        if high - low > _FEW:
            return self._holding(_MARK + piece, max(first, self._first_of(low, high)), last)
        return iter(sorted(place for place in self.sorted_places[low:high] if first <= place < last))

    def _first_of(self, low: int, high: int) -> int:
        """The first row of many words that follow each other in the order of texts."""
        begin, end = -(-low // _TOGETHER), high // _TOGETHER
        rest = (self.sorted_places[low : begin * _TOGETHER], self.sorted_places[end * _TOGETHER : high])
        return min(chain(self.firsts[begin:end], *rest))

    def _holding(self, piece: str, first: int, last: int) -> Iterator[int]:
        """The rows from one place on up to another whose word holds a piece."""
        end = self.starts[last]
        at = self.text.find(piece, self.starts[first], end)
        while at >= 0:
            place = bisect_right(self.starts, at) - 1
            yield place
            at = self.text.find(piece, self.starts[place + 1], end)

    def _meets(self, third_party_id: str, asked: Iterable[Sequence[str]]) -> bool:
        theirs = self.by_party[third_party_id]
        return all(any(key in word.key for word in theirs for key in keys) for keys in asked)


@needs(Permission.READ)
def words_of(workspace: Workspace) -> Words:
    """The words of all third parties that stand now; after a write only those of whom it wrote are read again."""
    return workspace.shared("words", lambda: _words(workspace))


def _words(workspace: Workspace) -> Words:
    with workspace.unit() as unit:

        def read(ids: Sequence[str] | None) -> Mapping[str, Sequence[Word]]:
            found: defaultdict[str, list[Word]] = defaultdict(list)
            for word in words(unit.engine, ids):
                found[word.third_party_id].append(word)
            return found

        by_party = workspace.remembered.by_party(unit, "words", read, number=NEWEST)
    rows = workspace.remembered.book("words", by_party, as_it_is).rows
    return workspace.remembered.made_of("text of words", by_party, lambda: in_one_text(rows, by_party))


def in_one_text(rows: Sequence[Word], by_party: Mapping[str, Sequence[Word]]) -> Words:
    """Words that stand in their order, ready to be looked through."""
    keys = [word.key for word in rows]
    places = sorted(range(len(keys)), key=keys.__getitem__)
    return Words(
        rows=rows,
        by_party=by_party,
        text="".join([_MARK + key for key in keys]),
        starts=[0, *accumulate(len(key) + 1 for key in keys)],
        sorted_keys=[keys[place] for place in places],
        sorted_places=places,
        firsts=[min(places[low : low + _TOGETHER]) for low in range(0, len(places), _TOGETHER)],
    )
