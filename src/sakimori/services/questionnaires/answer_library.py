"""The answer library 回答集 of a third party: everything that it answered anywhere, and whether that still holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sakimori.domain.codes import AssessmentState
from sakimori.domain.questions.assessment import Answer, Assessment, Evidence
from sakimori.domain.questions.pack import AnswerValue, Pack, Question
from sakimori.domain.questions.visibility import Visibility
from sakimori.domain.records.third_party import SELF_ID, Service
from sakimori.domain.user import User
from sakimori.domain.values.days import legal_day
from sakimori.services.assessments.sheet import Sheet, load_sheet_at
from sakimori.services.assessments.view import documents_at
from sakimori.services.assessments.view_parts import FilledDocument
from sakimori.services.certificates.answers import speaks
from sakimori.services.certificates.rows import certificates_of
from sakimori.services.kernel.unit import Unit, records_of
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.packs.changes import wording_key
from sakimori.services.questionnaires.staleness import Stale, stale_reasons


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


def library_owners(workspace: Workspace) -> tuple[LibraryOwner, ...]:
    """Whoever has answered anything until now, our own company first."""
    with workspace.unit() as unit:
        rows = unit.query(_OWNERS, own=SELF_ID)
    return tuple(
        LibraryOwner(str(row["id"]), str(row["legal_name"]), int(str(row["assessments"])), int(str(row["answers"])))
        for row in rows
    )


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
        names = {user.id: user.name for user in unit.records.select(User)}
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
