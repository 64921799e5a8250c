"""How like the usual wordings of clauses a sentence is: by what the words are about, the rare ones counting most."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from sakimori.exchange.documents.letters import JAPANESE, is_japanese, plain_text
from sakimori.exchange.documents.patterns import Finder, table
from sakimori.exchange.documents.topics import chosen

OTHERS: Final = "others"
"""The topic of what contracts say besides clauses."""
_STEM: Final = 5
_LATIN: Final = re.compile(r"[a-z]{3,}")
_RUN: Final = re.compile(f"[{JAPANESE}]+")
_HIRAGANA: Final = re.compile(r"[\u3040-\u309f]{2}")
_LITTLE: Final = frozenset(
    re.findall(
        r"\w+",
        """the and for any all its our you your are has have been with that this these those such which who whom from
        into onto upon under over than then them they their other each every both either not nor but was were will shall
        may must can could would should out own being same where when what how only also more most very too""",
    )
)
_CONCEPT, _PAIR = 3.0, 0.4
"""A word of the table stands for many others that mean the same, so it counts more than one of these; two letters of
Japanese are less than a word.
"""

Concepts = Mapping[str, Finder]


def features(text: str) -> frozenset[str]:
    """What a text is about: the concepts that stand in it, stems of its other words, and pairs of letters.

    Pairs are of Japanese, those of two hiragana left out, which are mostly grammar.
    """
    said = plain_text(text).lower()
    found = {name for name, finder in _concepts(with_japanese=not said.isascii()).items() if finder.stands_in(said)}
    found.update(word[:_STEM] for word in _LATIN.findall(said) if word not in _LITTLE)
    pairs = (run[at : at + 2] for run in _RUN.findall(said) for at in range(len(run) - 1))
    found.update(pair for pair in pairs if not _HIRAGANA.match(pair))
    return frozenset(found)


@cache
def _concepts(*, with_japanese: bool) -> Concepts:
    said = table("wordings")["concept"].items()
    return {f"<{name}>": Finder.of(chosen(pattern, with_japanese=with_japanese)) for name, pattern in said}


class Wordings:
    """The usual wordings of all topics, in which sentences are looked for.

    What a topic is about is the middle of its wordings, one a language; of what is no clause each wording stands for
    itself, since they have nothing in common.
    """

    def __init__(self, said: Mapping[str, Iterable[str]]) -> None:
        """Weigh what the wordings are about: the fewer topics speak of it, the more."""
        rows = [(topic, is_japanese(one), features(one)) for topic, wordings in said.items() for one in wordings]
        topics: dict[str, set[str]] = defaultdict(set)
        for topic, _, found in rows:
            for one in found:
                topics[one].add(topic)
        self._weight = {one: math.log(1 + len(said) / len(of)) * _share(one) for one, of in topics.items()}
        self._unknown = math.log(1 + len(said)) / 2
        middles: dict[tuple[str, bool, int], Counter[str]] = defaultdict(Counter)
        for number, (topic, japanese, found) in enumerate(rows):
            middle = middles[topic, japanese, number if topic == OTHERS else 0]
            for one, share in self._shares(found):
                middle[one] += share  # type: ignore[assignment] # a counter of shares
        self._topics = [topic for topic, _, _ in middles]
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, middle in enumerate(middles.values()):
            length = math.sqrt(sum(share * share for share in middle.values()))
            for one, share in middle.items():
                self._postings[one].append((number, share / length))

    def _shares(self, found: Iterable[str]) -> Iterator[tuple[str, float]]:
        """What is known of a text, each with its share of it.

        What no wording has makes a sentence longer only a little: it names things of its own business.
        """
        unknown = self._unknown
        length = math.sqrt(sum(self._weight.get(one, unknown * _share(one)) ** 2 for one in found)) or 1.0
        return ((one, self._weight[one] / length) for one in found if one in self._weight)

    def likeness(self, text: str) -> Mapping[str, float]:
        """For each topic how like its wordings a text is, from 0 to 100."""
        sums = [0.0] * len(self._topics)
        for one, share in self._shares(features(text)):
            for number, other in self._postings[one]:
                sums[number] += share * other
        best: dict[str, float] = {}
        for topic, total in zip(self._topics, sums, strict=True):
            best[topic] = max(best.get(topic, 0.0), 100 * total)
        return best


def _share(feature: str) -> float:
    return _CONCEPT if feature[0] == "<" else 1.0 if feature.isascii() else _PAIR


@cache
def usual_wordings() -> Wordings:
    """The wordings of wordings.toml."""
    return Wordings(table("wordings")["wording"])
