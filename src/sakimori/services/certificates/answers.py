"""What certificates propose as answers in an assessment; a person accepts each, and none replaces the assessment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sakimori.domain.questions.pack import Question, QuestionType
from sakimori.domain.records.certificate import REPORTS, Certificate, Opinion
from sakimori.domain.records.third_party import Service
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.view_parts import FilledQuestion, Filling
from sakimori.services.certificates.mapping import MAPPING, Mapped, answers
from sakimori.services.certificates.rows import SPEAKING, CertificateRow, certificates_of
from sakimori.services.kernel.unit import records_of
from sakimori.services.kernel.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CertificateProposal:
    """An answer 提案 that a certificate supports, and the control by which it does."""

    question: Question
    value: tuple[str, ...]
    control: str
    row: CertificateRow
    seen_seq: int

    @property
    def input(self) -> AnswerInput:
        """The answer as it would be given, with the certificate as its source."""
        return AnswerInput(self.question.id, value=self.value, source=self.row.certificate.id, seen_seq=self.seen_seq)


def certificate_proposals(
    workspace: Workspace, work: Filling, *, on: date, number: int
) -> Mapping[str, CertificateProposal]:
    """The proposals for the blank questions of an assessment, by question.

    A certificate speaks only within its scope (somebody compared it), within its validity on the day, and for the
    services it names; a report with a doubtful opinion or exceptions says nothing.
    """
    mapping = MAPPING.get(work.assessment.pack_id, {})
    if not mapping or not work.is_fillable:
        return {}
    with workspace.unit() as unit:
        services = records_of(unit, Service, work.assessment.third_party_id, number=number)
    rows = certificates_of(workspace, work.assessment.third_party_id, on=on, number=number)
    service_id = work.assessment.service_id
    speaking = [row for row in rows if speaks(row) and serves(row.certificate, service_id, services, on)]
    found = (_proposal(asked, mapping.get(asked.question.id), speaking) for asked in work.questions)
    return {proposal.question.id: proposal for proposal in found if proposal is not None}


def speaks(row: CertificateRow) -> bool:
    """Whether a certificate says anything today about the work that we have done there."""
    certificate = row.certificate
    if row.state not in SPEAKING or certificate.covers_us is not True:
        return False
    if certificate.scheme in REPORTS:
        return certificate.opinion is Opinion.UNQUALIFIED and not certificate.exceptions
    return True


def serves(certificate: Certificate, service_id: str | None, services: Sequence[Service], on: date) -> bool:
    """Whether it speaks of one service, or, where none is named, of all services in use."""
    named = set(certificate.service_ids)
    if not named:
        return True
    if service_id is not None:
        return service_id in named
    return {s.id for s in services if s.ended_on is None or s.ended_on > on} <= named


def _proposal(
    asked: FilledQuestion, mapped: Mapped | None, rows: Sequence[CertificateRow]
) -> CertificateProposal | None:
    question = asked.question
    if mapped is None or not asked.is_blank or not takes_one(question, mapped):
        return None
    row = max((r for r in rows if answers(mapped, r.certificate)), key=_lasts, default=None)
    if row is None:
        return None
    return CertificateProposal(question, question.expect, mapped.control, row, asked.seq)


def takes_one(question: Question, mapped: Mapped) -> bool:
    """Whether the question, as this version of the pack asks it, is still the one that was mapped."""
    is_choice = question.type is QuestionType.CHOICE and len(question.expect) == 1
    return is_choice and mapped.control in question.controls and not question.critical


def _lasts(row: CertificateRow) -> tuple[date, str]:
    return (row.through or date.max, row.certificate.id)
