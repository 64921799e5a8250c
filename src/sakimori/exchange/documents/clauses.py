"""Which passages of a contract may carry a clause: by the words that it cannot do without, and by likeness."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.documents.likeness import OTHERS, usual_wordings
from sakimori.exchange.documents.pages import DocumentText
from sakimori.exchange.documents.passages import Passage
from sakimori.exchange.documents.patterns import fact_pattern
from sakimori.exchange.documents.topics import Pattern, Topic, Words, WordTable, table_for
from sakimori.exchange.documents.units import Unit, sentences
from sakimori.exchange.progress import Step, tell

MOST: Final = 3
LIKE: Final = 34.0
"""A passage so like a usual wording is proposed where no pattern found it."""
_BELOW_HEADING, _NEARLY = 25.0, 38.0
"""What stands below a heading, or lacks a word that the clause needs, is proposed where it is at least so like one."""
_NEXT: Final = 0.9
"""So near to the topic that a passage is most like of its set, another one may be meant too."""
_FAR_BEHIND: Final = 80
_LIKENESS: Final = 0.6
"""So much a passage's likeness counts beside its share."""


@dataclass(frozen=True, slots=True)
class ClauseProposal:
    """A passage that may carry a clause.

    `score` says how much of what the clause is made of stands there, from 0 to 100: what it cannot do without, and
    each of its points (`has`); what was not seen is in `lacks`. Up to 50, something is missing that such a clause
    needs: its heading, its likeness to a usual wording, or most of its words speak for it. It says nothing of whether
    the clause is good.
    """

    clause_id: str
    passage: Passage
    score: int
    has: tuple[Text, ...] = ()
    lacks: tuple[Text, ...] = ()


class Ground(IntEnum):
    """Why a passage is proposed, the strongest ground first."""

    WORDS = 0
    LIKENESS = 1
    HEADING = 2
    NEARLY = 3


@dataclass(frozen=True, slots=True)
class Find:
    """How a passage does for a topic: on which ground it is found, and which of the points stand in it."""

    unit: Unit
    topic: Topic
    ground: Ground
    held: tuple[bool, ...]
    likeness: float

    @property
    def score(self) -> int:
        """The share of the clause that stands here; half of it where something is missing that a clause needs."""
        share = (1 + sum(self.held)) / (1 + len(self.held))
        return round(100 * share if self.ground is Ground.WORDS else 50 * share)

    @property
    def rank(self) -> tuple[float, int]:
        """Best first: its share and its likeness, then its place."""
        return -(self.score + _LIKENESS * self.likeness), self.unit.place


def clause_proposals(document: DocumentText, units: Sequence[Unit]) -> tuple[ClauseProposal, ...]:
    """For every clause at most three passages, the best first; a clause for which nothing speaks has none."""
    table = table_for(unit.text for unit in units)
    named = personal_terms(units)
    texts = []
    for number, unit in enumerate(units):
        tell(Step.PASSAGES, number, len(units))
        texts.append(Read.of(unit, named, table.words))
    rivals: dict[str, set[str]] = defaultdict(set)
    for clause_id, topic in table.topics.items():
        rivals[_set_of(clause_id)].add(topic.name)
    looks: dict[str, list[Look]] = {}
    proposals: list[ClauseProposal] = []
    for number, (clause_id, topic) in enumerate(table.topics.items()):
        tell(Step.CLAUSES, number, len(table.topics))
        if topic.name not in looks:
            looks[topic.name] = [look for read in texts if (look := Look.at(read, topic)) is not None]
        found = best_of(topic, looks[topic.name], rivals[_set_of(clause_id)])
        proposals += [_proposal(clause_id, one, document) for one in found]
    return tuple(proposals)


def _set_of(clause_id: str) -> str:
    return clause_id.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Read:
    """A passage as clauses are looked for in it: its words, those of its heading, and what each sentence is like."""

    unit: Unit
    words: Words
    heading: Words
    parts: tuple[tuple[Words, Mapping[str, float]], ...]
    nearest: Mapping[str, float]
    """How like the wordings of each topic its nearest sentence is, from 0 to 100."""

    @classmethod
    def of(cls, unit: Unit, named: Callable[[str], str], words: WordTable) -> Read:
        """A passage with the names written out that the contract gives to its personal data."""
        text = named(f"{unit.lead} {unit.text}".strip())
        parts = tuple((Words(one, words), usual_wordings().likeness(one)) for one in sentences(text))
        return cls(unit, Words(text, words), Words(unit.heading, words), parts, _nearest(parts))

    def without(self, pattern: Pattern) -> Read:
        """The passage without the sentences in which a pattern stands."""
        kept = tuple(part for part in self.parts if not pattern.stands_in(part[0]))
        words = self.words.beside(" ".join(one.said for one, _ in kept))
        return replace(self, words=words, parts=kept, nearest=_nearest(kept))

    def likeness(self, topic: Topic) -> float:
        """How like the topic's wordings the nearest sentence is, from 0 to 100."""
        return self.nearest.get(topic.name, 0.0)

    def is_like(self, topic: Topic, rivals: Set[str]) -> bool:
        """Whether a topic is what a sentence is most like among its rivals, or nearly so, and like enough to say it."""
        return self.likeness(topic) >= LIKE and any(_leads(likeness, topic.name, rivals) for _, likeness in self.parts)

    def is_near(self, topic: Topic, least: float) -> bool:
        """Whether the passage is not too far from what the topic's wordings are about."""
        return self.likeness(topic) >= least


def _nearest(parts: Sequence[tuple[Words, Mapping[str, float]]]) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for _, likeness in parts:
        for name, value in likeness.items():
            if value > found.get(name, 0.0):
                found[name] = value
    return found


def _leads(likeness: Mapping[str, float], name: str, rivals: Set[str]) -> bool:
    found = likeness.get(name, 0.0)
    return found >= LIKE and found >= _NEXT * max(likeness.get(one, 0.0) for one in (*rivals, OTHERS))


@dataclass(frozen=True, slots=True)
class Look:
    """A passage looked at for a topic: without the sentences that say something else, and what its words speak for."""

    read: Read
    ground: Ground | None

    @classmethod
    def at(cls, read: Read, topic: Topic) -> Look | None:
        """A look at a passage; none where nothing of it is left."""
        if topic.never is not None and topic.never.stands_in(read.words):
            read = read.without(topic.never)
        if not read.words.text:
            return None
        if not any(_stands(needs, read.words, read.heading) for needs in topic.either):
            return cls(read, _weak_ground(read, topic))
        few = topic.least and sum(point.pattern.stands_in(read.words) for point in topic.points) < topic.least
        return cls(read, None if few else Ground.WORDS)

    def find(self, topic: Topic, rivals: Set[str]) -> Find | None:
        """What speaks for the topic, where the clauses of one set contend for the passage."""
        ground = self.ground
        if ground is not Ground.WORDS and self.read.is_like(topic, rivals):
            ground = Ground.LIKENESS
        if ground is None:
            return None
        held = tuple(point.pattern.stands_in(self.read.words) for point in topic.points)
        return Find(self.read.unit, topic, ground, held, self.read.likeness(topic))


def _weak_ground(read: Read, topic: Topic) -> Ground | None:
    """What speaks for a topic where its words are not all there: the heading above, or most of its words."""
    if topic.heading is not None and read.is_near(topic, _BELOW_HEADING) and topic.heading.stands_in(read.heading):
        return Ground.HEADING
    if topic.points and read.is_near(topic, _NEARLY):
        return Ground.NEARLY if any(_nearly_stands(needs, read.words) for needs in topic.either) else None
    return None


def best_of(topic: Topic, looks: Sequence[Look], rivals: Set[str]) -> list[Find]:
    """The best passages for a topic; what is far behind the best one is left out."""
    finds = (look.find(topic, rivals) for look in looks)
    found = [one for one in finds if one is not None]
    # What is only nearly there helps where nothing else is found, and is in the way elsewhere.
    sure = [one for one in found if one.ground is not Ground.NEARLY]
    ranked = sorted(sure or found, key=lambda one: one.rank)
    return [one for one in ranked[:MOST] if one.rank[0] - ranked[0].rank[0] <= _FAR_BEHIND]


_NAMED: Final = fact_pattern("clauses", "personal_term", exact=True)


def personal_terms(units: Sequence[Unit]) -> Callable[[str], str]:
    """What writes out the names that a contract gives to its personal data: the “Subscriber List”, 「患者情報」."""
    found = {hit["ja"] or hit["en"] for unit in units for hit in _NAMED.finditer(unit.text)}
    if not found:
        return str
    names = re.compile("|".join(sorted(map(re.escape, found), key=len, reverse=True)), re.IGNORECASE)
    return lambda text: names.sub(lambda name: "personal data" if name[0].isascii() else "個人データ", text)


def _stands(needs: Sequence[Pattern], words: Words, heading: Words) -> bool:
    first, *others = needs
    return all(one.stands_in(words) for one in others) and (first.stands_in(words) or first.stands_in(heading))


def _nearly_stands(needs: Sequence[Pattern], words: Words) -> bool:
    """Whether what a clause is about stands in a text, and all but one of what else it needs."""
    first, *others = needs
    missing = sum(not one.stands_in(words) for one in others)
    return len(others) > 1 and missing == 1 and first.stands_in(words)


def _proposal(clause_id: str, found: Find, document: DocumentText) -> ClauseProposal:
    pairs = list(zip(found.topic.points, found.held, strict=True))
    return ClauseProposal(
        clause_id,
        found.unit.passage(document),
        found.score,
        tuple(point.says for point, held in pairs if held),
        tuple(point.says for point, held in pairs if not held),
    )
