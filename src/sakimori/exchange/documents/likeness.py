"""How like the usual wordings of clauses a sentence is: by what the words are about, the rare ones counting most."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from sakimori.exchange.documents.letters import JAPANESE, plain_text
from sakimori.exchange.documents.patterns import table
from sakimori.exchange.documents.topics import WordTable, clause_table

_STEM: Final = 5
_LATIN: Final = re.compile(r"[a-z]{3,}")
_RUN: Final = re.compile(f"[{JAPANESE}]+")
_HIRAGANA: Final = re.compile(r"[\u3040-\u309f]{2}")
_LITTLE: Final = re.compile(
    "the|and|for|any|all|its|our|you|your|are|has|have|been|with|that|this|these|those|such|which|who|whom|from|into|onto|"
    "upon|under|over|than|then|them|they|their|other|each|every|both|either|not|nor|but|was|were|will|shall|may|must|can|"
    "could|would|should|out|own|being|same|where|when|what|how|only|also|more|most|very|too"
)
_CONCEPT, _PAIR = 3.0, 0.4
"""A word of the table stands for many others that mean the same, so it counts more than one of these; two letters of
Japanese are less than a word.
"""


def features(text: str, words: WordTable) -> Counter[str]:
    """What a text is about: the words of the table that stand in it, stems of its other words, and pairs of letters.

    Pairs are of Japanese, those of two hiragana left out, which are mostly grammar.
    """
    said = plain_text(text).lower()
    found = Counter(f"<{name}>" for name, pattern in words.items() if pattern.search(said))
    found.update({word[:_STEM] for word in _LATIN.findall(said) if not _LITTLE.fullmatch(word)})
    pairs = (run[at : at + 2] for run in _RUN.findall(said) for at in range(len(run) - 1))
    found.update({pair for pair in pairs if not _HIRAGANA.match(pair)})
    return found


class Wordings:
    """The usual wordings of all topics, in which sentences are looked for."""

    def __init__(self, said: Mapping[str, Iterable[str]], words: WordTable) -> None:
        """Weigh what the wordings are about: the fewer topics speak of it, the more."""
        self.words = words
        rows = [(topic, features(one, words)) for topic, wordings in said.items() for one in wordings]
        topics: dict[str, set[str]] = defaultdict(set)
        for topic, found in rows:
            for one in found:
                topics[one].add(topic)
        self._weight = {one: math.log(1 + len(said) / len(of)) * _share(one) for one, of in topics.items()}
        self._unknown = math.log(1 + len(said)) / 2
        self.topics = frozenset(said)
        self._topics = [topic for topic, _ in rows]
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, (_, found) in enumerate(rows):
            length = self._length(found)
            for one in found:
                self._postings[one].append((number, self._weight[one] / length))

    def _length(self, found: Iterable[str]) -> float:
        # What no wording has makes a sentence longer only a little: it names things of its own business.
        return math.sqrt(sum(self._weight.get(one, self._unknown * _share(one)) ** 2 for one in found)) or 1.0

    def likeness(self, text: str) -> Mapping[str, float]:
        """For each topic how like its nearest wording a text is, from 0 to 100."""
        found = features(text, self.words)
        length = self._length(found)
        sums: dict[int, float] = defaultdict(float)
        for one in found:
            for number, share in self._postings.get(one, ()):
                sums[number] += share * self._weight[one] / length
        best: dict[str, float] = defaultdict(float)
        for number, total in sums.items():
            best[self._topics[number]] = max(best[self._topics[number]], 100 * total)
        return best


def _share(feature: str) -> float:
    return _CONCEPT if feature[0] == "<" else 1.0 if feature.isascii() else _PAIR


@cache
def usual_wordings() -> Wordings:
    """The wordings of wordings.toml."""
    concepts = {name: re.compile(pattern.lower(), re.ASCII) for name, pattern in table("wordings")["concept"].items()}
    return Wordings(table("wordings")["wording"], {**clause_table().words, **concepts})
