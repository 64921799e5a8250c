"""Which question of a pack a question of a file is: by its id, by its words, or as a suggestion for a person."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rapidfuzz import fuzz, process

from sakimori.domain.questions.pack import Pack, Question, QuestionStatus
from sakimori.exchange.questionnaires.reading.ids import fold_id
from sakimori.exchange.questionnaires.reading.result import ReadQuestion

ALIKE: Final = 0.88
"""Two wordings of one question share at least this much."""
REWORDED: Final = 0.6
"""So much is enough where the id is the same."""
_SIGNS: Final = re.compile(r"[\W_]+")
_DIGITS: Final = re.compile(r"\d+(?:[.,]\d+)*")
_NEGATION: Final = re.compile(
    r"ない|ません|なく|なし|せず|ずに|無い|無し|不可|未|非|除|以外|禁止|\bnot\b|n't\b|\bno\b|\bnever\b|\bwithout\b|\bexcept\b|"
    r"\bunless\b|\bnon\b|\bneither\b|\bnor\b|\bprohibit",
    re.IGNORECASE,
)


class How(StrEnum):
    """By what a question was found; a suggestion counts only once a person has accepted it."""

    ID = "id"
    TEXT = "text"
    SUGGESTED = "suggested"


@dataclass(frozen=True, slots=True)
class Match:
    """The question of a pack that a question of a file is, or may be."""

    question_id: str
    how: How
    score: float = 1.0


def fold_wording(text: str) -> str:
    """A wording for comparison: one width, no case, no punctuation, no blanks."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text).casefold())


def is_safe_likeness(one: str, other: str) -> bool:
    """Whether two wordings name the same numbers and deny the same number of times."""
    first, second = (unicodedata.normalize("NFKC", text) for text in (one, other))
    return Counter(_DIGITS.findall(first)) == Counter(_DIGITS.findall(second)) and Counter(
        found.casefold() for found in _NEGATION.findall(first)
    ) == Counter(found.casefold() for found in _NEGATION.findall(second))


def match_questions(asked: Sequence[ReadQuestion], pack: Pack) -> tuple[Match | None, ...]:
    """For each question of a file the one of the pack, each of the pack at most once; sure matches go first.

    An id alone decides nothing: another form numbers other questions alike. With an equal id and other words, and
    with words that are much alike, the match is a suggestion, and none where numbers or negations differ.
    """
    return _Matcher(asked, pack).matches()


class _Matcher:
    """Matches one file with one pack."""

    def __init__(self, asked: Sequence[ReadQuestion], pack: Pack) -> None:
        self._asked = asked
        self._questions = {q.id: q for q in pack.questions if q.status is QuestionStatus.ACTIVE}
        self._by_id = _by_id(self._questions.values())
        self._found: dict[int, Match] = {}
        self._taken: set[str] = set()

    def matches(self) -> tuple[Match | None, ...]:
        """The matches, in the order of the file."""
        self._by_same_id()
        self._by_same_text()
        self._by_id_alone()
        self._by_likeness()
        return tuple(self._found.get(place) for place in range(len(self._asked)))

    def _take(self, place: int, question_id: str, how: How, score: float = 1.0) -> None:
        self._found[place] = Match(question_id, how, score)
        self._taken.add(question_id)

    def _left(self) -> list[int]:
        return [place for place in range(len(self._asked)) if place not in self._found]

    def _same_id(self, place: int) -> list[str]:
        return [one for one in self._by_id.get(fold_id(self._asked[place].id), ()) if one not in self._taken]

    def _by_same_id(self) -> None:
        """An id with the same words, or one of a side that shows no words."""
        for place in self._left():
            text = fold_wording(self._asked[place].text)
            for one in self._same_id(place):
                wordings = _wordings(self._questions[one])
                if text in wordings or not (text and wordings):
                    self._take(place, one, How.ID)
                    break

    def _by_same_text(self) -> None:
        """The same words; where as many questions of the pack share them, they stand in the same order."""
        of_pack: defaultdict[str, list[str]] = defaultdict(list)
        for one, question in self._questions.items():
            if one not in self._taken:
                for wording in _wordings(question):
                    of_pack[wording].append(one)
        of_file: defaultdict[str, list[int]] = defaultdict(list)
        for place in self._left():
            if text := fold_wording(self._asked[place].text):
                of_file[text].append(place)
        for text, places in of_file.items():
            free = [one for one in dict.fromkeys(of_pack.get(text, ())) if one not in self._taken]
            if len(free) == len(places):
                for place, one in zip(places, free, strict=True):
                    self._take(place, one, How.TEXT)

    def _by_id_alone(self) -> None:
        for place in self._left():
            text = self._asked[place].text
            for one in self._same_id(place):
                best = max(
                    (fuzz.ratio(fold_wording(text), w) / 100 for w in _wordings(self._questions[one])), default=0.0
                )
                if best >= REWORDED and self._is_safe(text, one):
                    self._take(place, one, How.SUGGESTED, best)
                    break

    def _by_likeness(self) -> None:
        """The pairs that are most alike, the best first."""
        free = [one for one in self._questions if one not in self._taken]
        wordings = [(one, wording) for one in free for wording in _wordings(self._questions[one])]
        left = [place for place in self._left() if fold_wording(self._asked[place].text)]
        if not wordings or not left:
            return
        texts = [wording for _, wording in wordings]
        pairs = [
            (score / 100, place, wordings[index][0])
            for place in left
            for _, score, index in process.extract(
                fold_wording(self._asked[place].text), texts, scorer=fuzz.ratio, score_cutoff=ALIKE * 100, limit=5
            )
        ]
        for score, place, one in sorted(pairs, key=lambda pair: (-pair[0], pair[1])):
            if place not in self._found and one not in self._taken and self._is_safe(self._asked[place].text, one):
                self._take(place, one, How.SUGGESTED, score)

    def _is_safe(self, text: str, question_id: str) -> bool:
        question = self._questions[question_id]
        return any(is_safe_likeness(text, wording) for wording in {question.text.ja, question.text.en})


def _wordings(question: Question) -> frozenset[str]:
    return frozenset(filter(None, (fold_wording(question.text.ja), fold_wording(question.text.en))))


def _by_id(questions: Iterable[Question]) -> Mapping[str, list[str]]:
    """The questions of an id of ours, of the sender, or of another framework, as ids are compared."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for question in questions:
        others = (one for _, ids in question.external_ids for one in ids)
        for one in dict.fromkeys(map(fold_id, (question.id, *others))):
            found[one].append(question.id)
    return found
