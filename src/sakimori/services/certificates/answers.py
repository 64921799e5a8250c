"""What certificates propose as answers, by the controls that a question names; a person accepts each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sakimori.domain.questions.pack import Question, QuestionType
from sakimori.domain.records.certificate import REPORTS, Certificate, Opinion, Scheme
from sakimori.domain.records.third_party import Service
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.view_parts import AssessmentView, FilledQuestion
from sakimori.services.certificates.rows import SPEAKING, CertificateRow, certificates_of
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import records_of
from sakimori.services.kernel.workspace import Workspace

ISO_EDITIONS = ("2022", "2023")
"""What stands in the name of the edition with these controls: ISO/IEC 27001:2022, or JIS Q 27001:2023."""


@dataclass(frozen=True, slots=True)
class SchemeMapping:
    """A control by which a question is answered, and the schemes that answer it."""

    control: str
    schemes: frozenset[Scheme]


_SECURITY = frozenset(
    {
        Scheme.ISO27001,
        Scheme.ISO27017,
        Scheme.ISO27018,
        Scheme.SOC2_T2,
        Scheme.ISMAP,
        Scheme.ISMAP_LIU,
        Scheme.CSA_L2_CERTIFICATION,
        Scheme.CSA_L2_ATTESTATION,
        Scheme.PCIDSS,
        Scheme.SCS3,
        Scheme.SCS4,
    }
)
_PRIVACY = frozenset({Scheme.PMARK, Scheme.ISO27701, Scheme.TRUSTE, Scheme.CBPR, Scheme.GLOBAL_CBPR, Scheme.PRP})
_ISMS = frozenset({Scheme.ISO27001})


def _asked(control: str, schemes: frozenset[Scheme]) -> SchemeMapping:
    return SchemeMapping(control, schemes)


def _iso(control: str) -> SchemeMapping:
    return SchemeMapping(f"iso27001:2022/{control}", _ISMS)


MAPPING: Mapping[str, Mapping[str, SchemeMapping]] = {
    "jp-processor": {
        "G-09": _asked("mvsp:3.0/1.6", _SECURITY | _PRIVACY),
        "P-01": _iso("A.7.2"),
        "P-08": _iso("A.8.10"),
        "T-01": _iso("A.5.15"),
        "T-05": _iso("A.8.5"),
        "T-16": _iso("A.8.24"),
        "T-20": _iso("A.8.13"),
        "R-05": _iso("A.5.20"),
        "I-01": _iso("A.5.26"),
    },
    "jp-cloud": {
        "C-06": _asked("mvsp:3.0/1.6", _SECURITY),
        "O-04": _iso("A.7.2"),
        "O-05": _iso("A.8.10"),
        "O-06": _iso("A.8.13"),
        "R-04": _iso("A.5.20"),
        "I-01": _iso("A.5.26"),
    },
    "jp-recipient": {
        "W-05": _asked("mvsp:3.0/1.6", _SECURITY | _PRIVACY),
        "S-02": _iso("A.5.15"),
        "I-01": _iso("A.5.26"),
    },
}
"""By pack and question; a pack that is not here is not answered by any certificate."""


def answers(mapped: SchemeMapping, certificate: Certificate) -> bool:
    """Whether the scheme and edition of a certificate speak to a mapped question."""
    if certificate.scheme not in mapped.schemes:
        return False
    return mapped.schemes != _ISMS or any(edition in certificate.standard_edition for edition in ISO_EDITIONS)


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


@needs(Permission.READ)
def certificate_proposals(
    workspace: Workspace, work: AssessmentView, *, on: date, number: int
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
    asked: FilledQuestion, mapped: SchemeMapping | None, rows: Sequence[CertificateRow]
) -> CertificateProposal | None:
    question = asked.question
    if mapped is None or not asked.is_blank or not takes_one(question, mapped):
        return None
    row = max((r for r in rows if answers(mapped, r.certificate)), key=_lasts, default=None)
    if row is None:
        return None
    return CertificateProposal(question, question.expect, mapped.control, row, asked.seq)


def takes_one(question: Question, mapped: SchemeMapping) -> bool:
    """Whether the question, as this version of the pack asks it, is still the one that was mapped."""
    is_choice = question.type is QuestionType.CHOICE and len(question.expect) == 1
    return is_choice and mapped.control in question.controls and not question.critical


def _lasts(row: CertificateRow) -> tuple[date, str]:
    return (row.through or date.max, row.certificate.id)
