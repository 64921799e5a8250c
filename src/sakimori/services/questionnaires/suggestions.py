"""What the answer library would answer to the blank questions of an assessment; a person takes each over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sakimori.domain.questions.pack import AnswerValue, Question
from sakimori.exchange.questionnaires.ours.pack_answers import normal_of
from sakimori.exchange.questionnaires.reading.remarks import takes_back
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.comparisons.pairs import Ground, KnownPack, QuestionPair, pairs
from sakimori.services.assessments.view_parts import AssessmentView
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.questionnaires.answer_library import (
    LibraryEntry,
    TransferredAnswer,
    answer_library,
    transfer_answer,
)

MOST = 3
"""So many suggestions stand at one question; more would only be read past."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An answer 候補 to a blank question: what would be given, and which earlier answer it rests on.

    `is_contested` says that another answer of the same standing says something else, `is_contradicted` that what was
    said beside it takes it back.
    """

    question: Question
    entry: LibraryEntry
    pair: QuestionPair
    input: AnswerInput
    lacks_reason: bool
    is_same_subject: bool
    is_contested: bool = False
    is_contradicted: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether the earlier question had the same wording."""
        return self.pair.ground in {Ground.QUESTION, Ground.WORDING}

    @property
    def is_sure(self) -> bool:
        """Whether it may be taken over with others in one press, unread: anything else is read one by one."""
        return (
            self.is_exact
            and self.is_same_subject
            and self.entry.is_submitted
            and not (self.entry.stale or self.lacks_reason or self.is_contested or self.is_contradicted)
        )


@needs(Permission.READ)
def suggestions(
    workspace: Workspace, work: AssessmentView, *, on: date, number: int
) -> Mapping[str, tuple[Suggestion, ...]]:
    """The suggestions for each blank question, the best first; answers of the last cycle are offered elsewhere.

    The best are those to the same words, then those by an id, then by a control, then to similar words; among equals
    the newest.
    """
    if not work.is_fillable:
        return {}
    blank = {asked.question.id: asked.question for asked in work.questions if asked.is_blank}
    entries = answer_library(workspace, work.assessment.third_party_id, on=on, number=number, beside=work.assessment.id)
    usable: defaultdict[str, list[LibraryEntry]] = defaultdict(list)
    for entry in entries:
        if entry.can_be_used:
            usable[entry.assessment.pack_digest].append(entry)
    found: defaultdict[str, list[Suggestion]] = defaultdict(list)
    for of_pack in usable.values():
        for one in _of_pack(workspace, work, of_pack, blank):
            found[one.question.id].append(one)
    return {one: tuple(_best(found[one])) for one in blank if found[one]}


def _of_pack(
    workspace: Workspace, work: AssessmentView, entries: Iterable[LibraryEntry], blank: Mapping[str, Question]
) -> Iterator[Suggestion]:
    """What the answers given on one pack would answer."""
    by_question: defaultdict[str, list[LibraryEntry]] = defaultdict(list)
    for entry in entries:
        by_question[entry.question.id].append(entry)
    source = next(iter(by_question.values()))[0]
    with workspace.unit() as unit:
        target = unit.pack(work.assessment.pack_digest)
    found = pairs(KnownPack(work.assessment.pack_digest, target), KnownPack(source.assessment.pack_digest, source.pack))
    for question_id, question in blank.items():
        for pair in found.get(question_id, ()):
            for entry in by_question.get(pair.source_id, ()):
                if not _is_offered_elsewhere(work, entry, question_id):
                    taken = transfer_answer(entry, question, target.authoritative, pair.ground)
                    if taken is not None:
                        yield _suggestion(work, question, entry, pair, taken)


def _is_offered_elsewhere(work: AssessmentView, entry: LibraryEntry, question_id: str) -> bool:
    last = work.last
    return last is not None and entry.assessment.id == last.assessment_id and question_id in last.offered


def _suggestion(
    work: AssessmentView, question: Question, entry: LibraryEntry, pair: QuestionPair, taken: TransferredAnswer
) -> Suggestion:
    return Suggestion(
        question=question,
        entry=entry,
        pair=pair,
        input=replace(taken.input, source=entry.assessment.id, seen_seq=0),
        lacks_reason=taken.lacks_reason,
        is_same_subject=entry.assessment.subject == work.assessment.subject,
        is_contradicted=_is_contradicted(question, taken.input),
    )


def _is_contradicted(question: Question, given: AnswerInput) -> bool:
    normal = normal_of(question, AnswerValue(given.value, given.state))
    return any(takes_back(normal, said) for said in (given.reason, given.note) if said)


def _best(found: list[Suggestion]) -> Iterator[Suggestion]:
    """The best few, one for each thing that may be said; equals that differ are marked."""
    order = list(Ground)
    ranked = sorted(
        found,
        key=lambda one: (
            order.index(one.pair.ground),
            not one.is_same_subject,
            bool(one.entry.stale),
            -one.pair.likeness,
            -one.entry.answer.at.timestamp(),
            one.entry.key,
        ),
    )
    exact = {_says(one) for one in ranked if one.is_exact}
    seen: set[tuple[object, ...]] = set()
    for one in ranked:
        if _says(one) not in seen and len(seen) < MOST:
            seen.add(_says(one))
            yield replace(one, is_contested=one.is_exact and len(exact) > 1)


def _says(one: Suggestion) -> tuple[object, ...]:
    return (one.input.state, one.input.value)
