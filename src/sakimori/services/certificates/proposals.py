"""What a document proposes for a certificate or an auditor's report: values for its fields, each with its passage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.certificate import Certificate, Opinion, Scheme
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import Actor
from sakimori.exchange.documents.controls import ControlFinding
from sakimori.exchange.documents.facts import FactProposal
from sakimori.exchange.documents.reading import DocumentKind, DocumentReading
from sakimori.services.evidence.offers import FieldOffer, PartyNames, party_names, with_standing
from sakimori.services.evidence.reading import reading_of
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.evidence import find_evidence
from sakimori.services.kernel.workspace import Workspace

_DAYS: Final = frozenset({"issued_on", "valid_until", "period_from", "period_until"})
_WORDS: Final = frozenset({"number", "scope", "standard_edition", "issuer"})
_SCHEMES_OF_REPORTS: Final = {"SOC2_T1": Scheme.SOC2_T1, "SOC2_T2": Scheme.SOC2_T2}
_LONGEST: Final = 1_900


@dataclass(frozen=True, slots=True)
class CertificateOffers:
    """What one document proposes for the form of a certificate, and whom it names as holder.

    `kind` says as what it was read: an auditor's report where it says that it is one, else a certificate. `controls`
    are those that a report describes.
    """

    evidence: Evidence
    reading: DocumentReading
    kind: DocumentKind
    fields: tuple[FieldOffer, ...]
    names: PartyNames
    controls: tuple[ControlFinding, ...]


@needs(Permission.READ)
def certificate_offers(
    workspace: Workspace, evidence_id: str, *, standing: Certificate | None = None, actor: Actor, at: datetime
) -> CertificateOffers:
    """What a filed document proposes for a new certificate or for one on record; nothing is written.

    Raises:
        NotFoundError: There is no such document.
        UnreadableFileError: It is no PDF and no Word file, or it cannot be read.
    """
    with workspace.unit() as unit:
        evidence = find_evidence(unit, evidence_id)
        party, own = unit.records.get(ThirdParty, evidence.third_party_id), unit.records.get(ThirdParty, SELF_ID)
    reading = reading_of(workspace, evidence_id, actor=actor, at=at)
    kind, facts = facts_for_certificate(reading)
    return CertificateOffers(
        evidence,
        reading,
        kind,
        tuple(with_standing(certificate_fields(facts), standing)),
        party_names(facts, own=own, party=party),
        reading.controls if kind is DocumentKind.REPORT else (),
    )


def facts_for_certificate(reading: DocumentReading) -> tuple[DocumentKind, Sequence[FactProposal]]:
    """The facts of a document as what it says that it is: a report of an auditor, else a certificate."""
    report = reading.facts_of(DocumentKind.REPORT)
    is_report = any(one.field == "report" and one.value != "WHITE_PAPER" for one in report)
    kind = DocumentKind.REPORT if is_report else DocumentKind.CERTIFICATE
    return kind, reading.facts_of(kind)


def certificate_fields(facts: Sequence[FactProposal]) -> Iterator[FieldOffer]:
    """The offers for the fields of a certificate, the best of each field first."""
    for one in facts:
        if one.field in _DAYS:
            yield FieldOffer(one.field, date.fromisoformat(one.value), one)
        elif one.field in _WORDS:
            yield FieldOffer(one.field, one.value[:_LONGEST], one)
        elif one.field == "scheme":
            yield FieldOffer("scheme", Scheme(one.value), one)
        elif one.field == "report" and one.value in _SCHEMES_OF_REPORTS:
            yield FieldOffer("scheme", _SCHEMES_OF_REPORTS[one.value], one)
        elif one.field == "opinion":
            yield FieldOffer("opinion", Opinion(one.value), one)
    failed = [one for one in facts if one.field == "exceptions"]
    if failed:
        words = "\n".join(f"{one.value}: {one.passage.quote}" for one in failed)
        yield FieldOffer("exceptions", words[:_LONGEST], failed[0])
