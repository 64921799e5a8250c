"""Which passages of a contract may carry a clause: by the words that it cannot do without, and by likeness."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from sakimori.domain.values.text import Text
from sakimori.exchange.documents.letters import is_japanese
from sakimori.exchange.documents.pages import DocumentText
from sakimori.exchange.documents.passages import Passage
from sakimori.exchange.documents.topics import Topic, topics_of_clauses
from sakimori.exchange.documents.units import Unit

MOST: Final = 3
_LIKE: Final = 75.0
"""A passage so like a usual wording is proposed where no pattern found it."""
_AS_GOOD: Final = 25


@dataclass(frozen=True, slots=True)
class ClauseProposal:
    """A passage that may carry a clause.

    `score` says how much of what the clause is made of stands there, from 0 to 100: what it cannot do without, and
    each of its points (`has`); what was not seen is in `lacks`. It says nothing of whether the clause is good.
    """

    clause_id: str
    passage: Passage
    score: int
    has: tuple[Text, ...] = ()
    lacks: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """How a passage does for a topic."""

    unit: Unit
    topic: Topic
    held: tuple[bool, ...]
    likeness: float
    is_like_only: bool

    @property
    def score(self) -> int:
        """The share of the clause that stands here."""
        if self.is_like_only:
            return round(self.likeness / 2)
        return round(100 * (1 + sum(self.held)) / (1 + len(self.held)))

    @property
    def rank(self) -> tuple[float, int]:
        """Best first: its share, a little of its likeness, then its place."""
        return -(self.score + self.likeness / 5), self.unit.place


def clause_proposals(document: DocumentText, units: Sequence[Unit]) -> tuple[ClauseProposal, ...]:
    """For every clause at most three passages, the best first; a clause for which nothing speaks has none."""
    found: dict[str, list[_Found]] = {}
    proposals: list[ClauseProposal] = []
    for clause_id, topics in topics_of_clauses().items():
        for topic in topics:
            if topic.name not in found:
                found[topic.name] = best_of(topic, units)
        best = sorted((one for topic in topics for one in found[topic.name]), key=lambda one: one.rank)[:MOST]
        proposals += [_proposal(clause_id, one, document) for one in best]
    return tuple(proposals)


def best_of(topic: Topic, units: Sequence[Unit]) -> list[_Found]:
    """The best passages for a topic; what is far behind the best one is left out."""
    ranked = sorted(_candidates(topic, units), key=lambda one: one.rank)
    return [one for one in ranked[:MOST] if one.score + _AS_GOOD * 2 >= ranked[0].score]


def _candidates(topic: Topic, units: Sequence[Unit]) -> Iterator[_Found]:
    for unit in units:
        if topic.never is not None and topic.never.search(unit.text):
            continue
        held = tuple(bool(point.pattern.search(unit.text)) for point in topic.points)
        if any(_stands(needs, unit) for needs in topic.either) and sum(held) >= topic.least:
            yield _Found(unit, topic, held, _likeness(topic, unit), is_like_only=False)
        elif (likeness := _likeness(topic, unit)) >= _LIKE:
            yield _Found(unit, topic, held, likeness, is_like_only=True)


def _stands(needs: Sequence[re.Pattern[str]], unit: Unit) -> bool:
    first, *others = needs
    if not all(one.search(unit.text) for one in others):
        return False
    return bool(first.search(unit.text) or first.search(unit.heading))


def _likeness(topic: Topic, unit: Unit) -> float:
    same = [words for words in topic.like if is_japanese(words) == is_japanese(unit.text)]
    return max((fuzz.ratio(words, unit.text, score_cutoff=30) for words in same), default=0.0)


def _proposal(clause_id: str, found: _Found, document: DocumentText) -> ClauseProposal:
    pairs = list(zip(found.topic.points, found.held, strict=True))
    return ClauseProposal(
        clause_id,
        found.unit.passage(document),
        found.score,
        tuple(point.says for point, held in pairs if held),
        tuple(point.says for point, held in pairs if not held),
    )
