"""What is usefully held against each other: two assessments, and questions of two packs that ask the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from sakimori.domain.codes import AssessmentState
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.questions.pack import Pack, Question, QuestionStatus
from sakimori.exchange.questionnaires.ours.private_pack import SENDER
from sakimori.exchange.questionnaires.reading.matching import ALIKE, REWORDED, fold_wording, is_safe_likeness
from sakimori.services.assessments.packs.questions import keeps_meaning, wording_key
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, all_records, records_of
from sakimori.services.kernel.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Pair:
    """Two assessments to compare; `is_cycle` where the left one is the earlier cycle of the right one."""

    left_id: str
    right_id: str
    is_cycle: bool


def pair_of(assessments: Sequence[Assessment]) -> Pair | None:
    """What to compare among the assessments of one third party: its newest two cycles, else its newest two."""
    standing = _newest_first(assessments)
    for one in standing:
        if (before := _earlier(one, standing)) is not None:
            return Pair(before.id, one.id, is_cycle=True)
    return Pair(standing[1].id, standing[0].id, is_cycle=False) if len(standing) > 1 else None


@needs(Permission.READ)
def pair_for(workspace: Workspace, assessment: Assessment, *, number: int) -> Pair | None:
    """What to hold against an assessment, as known after an entry: its earlier cycle, else another of its pack.

    Of the others those of the same third party come first, and then the newest.
    """
    with workspace.unit() as unit:
        own = _newest_first(records_of(unit, Assessment, assessment.third_party_id, number=number))
        if (before := _earlier(assessment, own)) is not None:
            return Pair(before.id, assessment.id, is_cycle=True)
        same = (one.id for one in own if one.pack_id == assessment.pack_id and one.id != assessment.id)
        other = next(same, None) or _elsewhere(unit, assessment, number)
    return Pair(other, assessment.id, is_cycle=False) if other is not None else None


def _newest_first(assessments: Iterable[Assessment]) -> list[Assessment]:
    standing = [one for one in assessments if one.state is not AssessmentState.CANCELLED]
    return sorted(standing, key=lambda one: (one.opened_on, one.id), reverse=True)


def _earlier(assessment: Assessment, newest_first: Iterable[Assessment]) -> Assessment | None:
    """The last assessment of the same subject on the same pack that was opened before another one."""
    return next(
        (
            one
            for one in newest_first
            if one.pack_id == assessment.pack_id
            and one.subject == assessment.subject
            and one.opened_on < assessment.opened_on
        ),
        None,
    )


def _elsewhere(unit: Unit, assessment: Assessment, number: int) -> str | None:
    """The newest assessment on the same pack of somebody else."""
    if unit.is_newest(number):
        found = unit.query(
            "SELECT id FROM assessment WHERE pack_id = :pack AND third_party_id <> :party AND state <> :cancelled "
            "ORDER BY opened_on DESC, id DESC LIMIT 1",
            pack=assessment.pack_id,
            party=assessment.third_party_id,
            cancelled=AssessmentState.CANCELLED.value,
        )
        return next((str(row["id"]) for row in found), None)
    known = _newest_first(all_records(unit, Assessment, number=number))
    others = (one for one in known if one.third_party_id != assessment.third_party_id)
    return next((one.id for one in others if one.pack_id == assessment.pack_id), None)


MOST_UNDER_ONE: Final = 3
"""A control that more questions of a pack name is a chapter: what answers one of them says nothing of the others."""


class Ground(StrEnum):
    """Why an answer to one question may answer another, the surest first."""

    QUESTION = "question"
    WORDING = "wording"
    ID = "id"
    CONTROL = "control"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class KnownPack:
    """A pack by its digest, so that what was found once about two packs is found again without comparing them."""

    digest: str
    pack: Pack = field(compare=False)


@dataclass(frozen=True, slots=True)
class QuestionPair:
    """A question of the source whose answer may answer a question; `by` is the id or control that both carry."""

    source_id: str
    ground: Ground
    by: str = ""
    likeness: float = 1.0


@lru_cache(maxsize=256)
def pairs(target: KnownPack, source: KnownPack) -> Mapping[str, tuple[QuestionPair, ...]]:
    """For each question of one pack those of the other whose answers may answer it, each on its surest ground.

    Where a question states what is hoped for and the other hopes for the opposite, neither an id, nor a control, nor
    similar words join the two.
    """
    return _Pairing(target.pack, source.pack).found()


class _Pairing:
    """Pairs the questions of two packs."""

    def __init__(self, target: Pack, source: Pack) -> None:
        self._target, self._source = target, source
        self._asked = _active(target)
        self._known = _active(source)
        self._found: defaultdict[str, dict[str, QuestionPair]] = defaultdict(dict)

    def found(self) -> Mapping[str, tuple[QuestionPair, ...]]:
        """The pairs of each question, the surest first."""
        self._by_question()
        self._by_wording()
        self._by_id()
        self._by_control()
        self._by_likeness()
        order = list(Ground)
        return {
            one: tuple(sorted(by_source.values(), key=lambda pair: (order.index(pair.ground), -pair.likeness)))
            for one, by_source in self._found.items()
        }

    def _join(self, question_id: str, pair: QuestionPair) -> None:
        """Keep a pair unless the two are joined on a surer ground."""
        self._found[question_id].setdefault(pair.source_id, pair)

    def _by_question(self) -> None:
        """The same question of the same pack, in this version or one in which it meant the same."""
        if self._target.id != self._source.id:
            return
        for one, asked in self._asked.items():
            known = self._known.get(one)
            if known is not None and keeps_meaning(self._source, known, self._target, asked):
                self._join(one, QuestionPair(one, Ground.QUESTION))

    def _by_wording(self) -> None:
        by_text: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for one, known in self._known.items():
            for key in _texts(known):
                by_text[key].append(one)
        for one, asked in self._asked.items():
            for key in _texts(asked):
                for source_id in by_text.get(key, ()):
                    self._join(one, QuestionPair(source_id, Ground.WORDING))

    def _by_id(self) -> None:
        """An id that both carry; how a sender numbers questions counts only where more than the number agrees."""
        by_id: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for one, known in self._known.items():
            for key in _ids(known):
                by_id[key].append(one)
        for one, asked in self._asked.items():
            for namespace, number in _ids(asked):
                for source_id in by_id.get((namespace, number), ()):
                    if namespace != SENDER or _is_of_one_catalogue(asked, self._known[source_id]):
                        self._join_alike(one, QuestionPair(source_id, Ground.ID, by=number))

    def _by_control(self) -> None:
        """A control that few questions on either side name."""
        ours, theirs = _under_controls(self._asked), _under_controls(self._known)
        for control, known in theirs.items():
            asked = ours.get(control, [])
            if len(known) <= MOST_UNDER_ONE and len(asked) <= MOST_UNDER_ONE:
                for one in asked:
                    for source_id in known:
                        self._join_alike(one, QuestionPair(source_id, Ground.CONTROL, by=control))

    def _by_likeness(self) -> None:
        """Similar words with the same numbers and as many negations."""
        right = [(one, text) for one, known in self._known.items() for text in _wordings(known)]
        texts = [fold_wording(text) for _, text in right]
        for one, asked in self._asked.items():
            for text in _wordings(asked):
                alike = process.extract(
                    fold_wording(text), texts, scorer=fuzz.ratio, score_cutoff=ALIKE * 100, limit=MOST_UNDER_ONE
                )
                for _, score, place in alike:
                    source_id, known = right[place]
                    if is_safe_likeness(text, known):
                        self._join_alike(one, QuestionPair(source_id, Ground.ALIKE, likeness=score / 100))

    def _join_alike(self, question_id: str, pair: QuestionPair) -> None:
        if _hopes_alike(self._asked[question_id], self._known[pair.source_id]):
            self._join(question_id, pair)


def _active(pack: Pack) -> dict[str, Question]:
    return {question.id: question for question in pack.questions if question.status is QuestionStatus.ACTIVE}


def _texts(question: Question) -> tuple[tuple[str, str], ...]:
    """The wordings of a question by language."""
    texts = (("ja", question.text.ja), ("en", question.text.en))
    return tuple(dict.fromkeys((language, wording_key(text)) for language, text in texts if text.strip()))


def _wordings(question: Question) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in (question.text.ja, question.text.en) if fold_wording(text)))


def _ids(question: Question) -> Iterator[tuple[str, str]]:
    for namespace, ids in question.external_ids:
        yield from ((namespace, one) for one in ids)


def _is_of_one_catalogue(asked: Question, known: Question) -> bool:
    """Whether two questions with one number are one entry of a catalogue: a control or most of the words agree."""
    if set(asked.controls) & set(known.controls):
        return True
    return any(
        fuzz.ratio(fold_wording(one), fold_wording(other)) >= REWORDED * 100 and is_safe_likeness(one, other)
        for one in _wordings(asked)
        for other in _wordings(known)
    )


def _under_controls(questions: Mapping[str, Question]) -> Mapping[str, Sequence[str]]:
    under: defaultdict[str, list[str]] = defaultdict(list)
    for one, question in questions.items():
        for control in dict.fromkeys(question.controls):
            under[control].append(one)
    return under


def _hopes_alike(asked: Question, known: Question) -> bool:
    """Whether the two do not hope for different answers; one that states no hope contradicts none."""
    if not asked.expect or not known.expect:
        return True
    return bool(set(asked.expect) & set(known.expect)) or not _shares_choices(asked, known)


def _shares_choices(asked: Question, known: Question) -> bool:
    return bool({choice.id for choice in asked.choices} & {choice.id for choice in known.choices})
