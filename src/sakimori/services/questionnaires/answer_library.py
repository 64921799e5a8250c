"""The answer library 回答集: everything a third party answered, whether it still holds, and for which question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sakimori.domain.codes import AssessmentState
from sakimori.domain.questions.assessment import Answer, AnswerMethod, Assessment, Evidence
from sakimori.domain.questions.evaluation import Visibility, evidence_due
from sakimori.domain.questions.pack import AnswerState, AnswerValue, EvidenceRequest, Pack, Question, QuestionType
from sakimori.domain.records.third_party import SELF_ID, Service
from sakimori.domain.values.days import add_months, legal_day
from sakimori.errors import InvalidValueError, MyNumberError
from sakimori.exchange.questionnaires.ours.pack_answers import in_words, normal_of
from sakimori.exchange.questionnaires.ours.private_pack import DESCRIBED
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.rules.gaps.assessments.answers import evidence_for, last_valid_day
from sakimori.services.assessments.check import AnswerInput, checked_answer, needs_reason
from sakimori.services.assessments.comparisons.pairs import Ground
from sakimori.services.assessments.packs.questions import wording_key
from sakimori.services.assessments.sheet import Sheet, load_sheet_at
from sakimori.services.assessments.view import documents_at
from sakimori.services.assessments.view_parts import FilledDocument
from sakimori.services.certificates.answers import speaks
from sakimori.services.certificates.rows import certificates_of
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, records_of
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.reads.naming import names_of_people

STALE_MONTHS = 12
"""An answer is looked at again after so many months: our own choice, the length of the usual review cycle."""


class Stale(StrEnum):
    """Why an answer is too old."""

    AGE = "age"
    EVIDENCE = "evidence"
    CERTIFICATE = "certificate"


def is_aged(answered_on: date, on: date) -> bool:
    """Whether an answer was given longer ago than an answer holds."""
    return add_months(answered_on, STALE_MONTHS) < on


def stale_reasons(
    question: Question,
    answer: Answer,
    value: AnswerValue,
    filed: Iterable[Evidence],
    *,
    speaking: frozenset[str],
    on: date,
) -> tuple[Stale, ...]:
    """Why an answer is too old on a day; nothing where it still holds. `speaking` are the certificates that hold."""
    reasons = [Stale.AGE] if is_aged(legal_day(answer.at), on) else []
    documents = list(filed)
    if any(_has_run_out(question, request, documents, on) for request in evidence_due(question, value)):
        reasons.append(Stale.EVIDENCE)
    if answer.method is AnswerMethod.CERTIFICATE and answer.source not in speaking:
        reasons.append(Stale.CERTIFICATE)
    return tuple(reasons)


def _has_run_out(question: Question, request: EvidenceRequest, filed: Iterable[Evidence], on: date) -> bool:
    """Whether there are documents for a request, and each has seen its last day; none at all is another matter."""
    ends = [last_valid_day(one, request) for one in evidence_for(filed, question, request)]
    return bool(ends) and all(end is not None and end < on for end in ends)


_WORDS = frozenset({QuestionType.TEXT, QuestionType.TABLE})
_CHOOSING = frozenset({QuestionType.CHOICE, QuestionType.MULTI})


@dataclass(frozen=True, slots=True)
class TransferredAnswer:
    """The answer as it would be given, and whether it needs a reason that the earlier one did not have."""

    input: AnswerInput
    lacks_reason: bool


def transfer_answer(entry: LibraryEntry, question: Question, language: str, ground: Ground) -> TransferredAnswer | None:
    """An earlier answer as one to another question; None where it says nothing that this question takes.

    `language` is that in which words are written. A number, a day or a list goes only from words to the same words:
    that two questions belong to one control does not make their numbers one number.
    """
    state, value, reason = _translated(entry, question, language, ground)
    if state is None:
        return None
    given = AnswerInput(question.id, state, value, reason=reason, note=entry.answer.note or "")
    lacks_reason = needs_reason(question, state, value) and not reason
    try:
        checked_answer(question, replace(given, reason="…") if lacks_reason else given)
    except (InvalidValueError, MyNumberError):
        return None
    return TransferredAnswer(given, lacks_reason)


_NONE: tuple[None, tuple[str, ...], str] = (None, (), "")


def _translated(
    entry: LibraryEntry, question: Question, language: str, ground: Ground
) -> tuple[AnswerState | None, tuple[str, ...], str]:
    """State, value and reason; no state where there is nothing to give."""
    answer, known = entry.answer, entry.question
    reason = answer.reason or ""
    if answer.state is AnswerState.NA:
        return AnswerState.NA, (), reason
    if ground is Ground.QUESTION or _offers_the_same(known, question):
        return (answer.state, answer.value, reason) if _is_close(known, question, ground) else _NONE
    if question.type is QuestionType.CHOICE:
        return _chosen(entry, question, language)
    if question.type in _WORDS:
        said = in_words(known, AnswerValue(answer.value, answer.state, reason), language)
        return (AnswerState.ANSWERED, ("\n".join(filter(None, (said, reason))),), "") if said else _NONE
    return _NONE


def _offers_the_same(known: Question, question: Question) -> bool:
    """Whether both take the same answers: the same choices in the same words, or values of one kind and unit."""
    if known.type is not question.type or known.unit != question.unit:
        return False
    return known.type not in _CHOOSING or _choices(known) == _choices(question)


def _choices(question: Question) -> frozenset[tuple[str, str, str]]:
    return frozenset((choice.id, choice.label.ja, choice.label.en) for choice in question.choices)


def _is_close(known: Question, question: Question, ground: Ground) -> bool:
    """Whether the value itself may go over; choices with ids of their own mean something only below the same words."""
    if known.type in _WORDS or ground in {Ground.QUESTION, Ground.WORDING, Ground.ALIKE}:
        return True
    return known.type is QuestionType.CHOICE and _is_plain(known) and _is_plain(question)


def _is_plain(question: Question) -> bool:
    return any(choice.id == Normal.YES.value for choice in question.choices)


def _chosen(entry: LibraryEntry, question: Question, language: str) -> tuple[AnswerState | None, tuple[str, ...], str]:
    """The choice of the same meaning; words stand beside the choice that is made for them."""
    answer, known = entry.answer, entry.question
    reason = answer.reason or ""
    value = AnswerValue(answer.value[0] if len(answer.value) == 1 else answer.value, answer.state, reason)
    choice = question.choice(normal_of(known, value).value)
    if choice is not None:
        return AnswerState.ANSWERED, (choice.id,), reason
    words = "\n".join(filter(None, (in_words(known, value, language), reason)))
    if question.choice(DESCRIBED) is not None and known.type in _WORDS and words:
        return AnswerState.ANSWERED, (DESCRIBED,), words
    return _NONE


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """One answer, with where it was given and what stands behind it.

    `is_newest` says that the same question, in the same words and of the same service, was not answered since.
    """

    assessment: Assessment
    pack: Pack
    question: Question
    answer: Answer
    value: AnswerValue
    who: str
    service: str
    answered_on: date
    documents: tuple[FilledDocument, ...]
    stale: tuple[Stale, ...]
    is_newest: bool = True

    @property
    def key(self) -> str:
        """What tells it from every other: the id of the answer."""
        return self.answer.id

    @property
    def is_open(self) -> bool:
        """Whether it leaves the matter unknown: 不明, 非開示, 未定, or a 該当なし that a reviewer refused."""
        return self.value.is_open

    @property
    def is_submitted(self) -> bool:
        """Whether somebody has stood for it: the assessment in which it was given was handed in."""
        return self.assessment.state in {AssessmentState.SUBMITTED, AssessmentState.DECIDED}

    @property
    def can_be_used(self) -> bool:
        """Whether it says anything that another question could be answered with."""
        return self.is_newest and not self.is_open


@dataclass(frozen=True, slots=True)
class LibraryOwner:
    """A third party, or our own company, that has answered something: in how many assessments, how many questions."""

    third_party_id: str
    name: str
    assessments: int
    answers: int

    @property
    def is_own(self) -> bool:
        """Whether it is our own company."""
        return self.third_party_id == SELF_ID


_OWNERS = """
SELECT p.id, p.legal_name, COUNT(DISTINCT a.id) AS assessments, SUM(s.answered) AS answers
FROM assessment a JOIN third_party p ON p.id = a.third_party_id JOIN assessment_progress s ON s.assessment_id = a.id
WHERE a.state <> 'cancelled' AND s.answered > 0
GROUP BY p.id, p.legal_name
ORDER BY CASE WHEN p.id = :own THEN 0 ELSE 1 END, p.legal_name, p.id
"""


@needs(Permission.READ)
def library_owners(workspace: Workspace) -> tuple[LibraryOwner, ...]:
    """Whoever has answered anything until now, our own company first."""
    with workspace.unit() as unit:
        rows = unit.query(_OWNERS, own=SELF_ID)
    return tuple(
        LibraryOwner(str(row["id"]), str(row["legal_name"]), int(str(row["assessments"])), int(str(row["answers"])))
        for row in rows
    )


@needs(Permission.READ)
def answer_library(
    workspace: Workspace, third_party_id: str, *, on: date, number: int, beside: str = ""
) -> tuple[LibraryEntry, ...]:
    """Every answer of a third party as known after an entry, the newest first; `beside` leaves one assessment out.

    What was cancelled does not count, nor what was answered before another answer made the question pointless.
    """
    rows = certificates_of(workspace, third_party_id, on=on, number=number)
    speaking = frozenset(row.certificate.id for row in rows if speaks(row))
    with workspace.unit() as unit:
        assessments = records_of(unit, Assessment, third_party_id, number=number)
        filed = records_of(unit, Evidence, third_party_id, number=number)
        services = {one.id: one.name for one in records_of(unit, Service, third_party_id, number=number)}
        names = names_of_people(unit.engine)
        entries = [
            replace(entry, service=services.get(entry.assessment.service_id or "", ""))
            for sheet in _sheets(unit, assessments, beside, number)
            for entry in _entries(sheet, _of_pack(filed, assessments, sheet.pack), names, speaking=speaking, on=on)
        ]
    entries.sort(key=lambda entry: (entry.answer.at, entry.assessment.id), reverse=True)
    return tuple(_marked(entries))


def _sheets(unit: Unit, assessments: Iterable[Assessment], beside: str, number: int) -> Iterator[Sheet]:
    for assessment in assessments:
        if assessment.id != beside and assessment.state is not AssessmentState.CANCELLED:
            yield load_sheet_at(unit, assessment.id, number=number)


def _of_pack(filed: Sequence[Evidence], assessments: Iterable[Assessment], pack: Pack) -> list[Evidence]:
    """The documents that may belong to a question of a pack: those of its assessments, and those of none."""
    same = {one.id for one in assessments if one.pack_id == pack.id}
    return [one for one in filed if one.assessment_id is None or one.assessment_id in same]


def _entries(
    sheet: Sheet, filed: Sequence[Evidence], names: Mapping[str, str], *, speaking: frozenset[str], on: date
) -> Iterator[LibraryEntry]:
    for question in sheet.pack.asked_in(sheet.assessment.group):
        answer, value = sheet.answers.get(question.id), sheet.values.get(question.id)
        if answer is None or value is None or sheet.visibilities[question.id] is not Visibility.VISIBLE:
            continue
        yield LibraryEntry(
            assessment=sheet.assessment,
            pack=sheet.pack,
            question=question,
            answer=answer,
            value=value,
            who=names.get(answer.by, answer.by),
            service="",
            answered_on=legal_day(answer.at),
            documents=documents_at(question, filed, on),
            stale=stale_reasons(question, answer, value, filed, speaking=speaking, on=on),
        )


def _marked(entries: Iterable[LibraryEntry]) -> Iterator[LibraryEntry]:
    """The entries with those marked that a newer answer to the same words has replaced."""
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        text = entry.question.text.get(entry.pack.authoritative)
        key = (entry.assessment.subject, wording_key(text))
        yield entry if key not in seen else replace(entry, is_newest=False)
        seen.add(key)
