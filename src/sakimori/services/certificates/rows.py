"""Certificates as screens list them, each as it stands on a day; and which hand-overs abroad rest on our own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sakimori.domain.codes import Severity
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.certificate import CBPR_SCHEMES, REPORTS, Certificate
from sakimori.domain.records.data_flow import DataFlow, ForeignBasis, ForeignBasisKind
from sakimori.domain.records.third_party import SELF_ID, Service, ThirdParty
from sakimori.domain.user import User
from sakimori.domain.values.text import Text
from sakimori.rules.facts.certificates import SCHEMES, CertificateStanding, SchemeFacts, certificate_standings
from sakimori.services.flows.heads import lean_flows
from sakimori.services.gaps.of_dossier import DueDay, Lane
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, all_records, records_of
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.registers import Use, party_names, uses_of


class CertificateState(StrEnum):
    """How a certificate stands on a day, worst first; whether its scope covers us is another question."""

    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    UNKNOWN = "unknown"
    ENDING = "ending"
    RENEWING = "renewing"
    COMING = "coming"
    VALID = "valid"
    REPLACED = "replaced"


SPEAKING = frozenset({CertificateState.ENDING, CertificateState.VALID})
"""States in which a certificate says something today. One whose renewal is awaited does by its scheme, but nobody has
looked up the outcome."""


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One certificate with everything that a list shows beside it.

    `services` are the names of those it speaks of; none stands for all. `through` is its last day by its scheme.
    """

    certificate: Certificate
    third_party_id: str
    third_party_name: str
    scheme: SchemeFacts
    state: CertificateState
    through: date | None
    is_endless: bool
    lacks_base: bool
    services: tuple[str, ...]
    compared_by: str
    evidence: Evidence | None

    @property
    def is_report(self) -> bool:
        """Whether it is an auditor's report, with a period and an opinion."""
        return self.certificate.scheme in REPORTS

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to compare its scope with our work."""
        return self.certificate.covers_us is None or self.certificate.scope_compared_by is None


@needs(Permission.READ)
def certificates_of(workspace: Workspace, third_party_id: str, *, on: date, number: int) -> tuple[CertificateRow, ...]:
    """The certificates of one third party on a day, those that matter most first."""
    with workspace.unit() as unit:
        party = unit.records.get(ThirdParty, third_party_id)
        return _rows(
            records_of(unit, Certificate, third_party_id, number=number),
            {party.id: party},
            _Names(
                {service.id: service.name for service in records_of(unit, Service, third_party_id, number=number)},
                {evidence.id: evidence for evidence in records_of(unit, Evidence, third_party_id, number=number)},
                {user.id: user.name for user in all_records(unit, User, number=number)},
            ),
            unit.policy(),
            on=on,
        )


@needs(Permission.READ)
def all_certificates(workspace: Workspace, *, on: date, number: int) -> tuple[CertificateRow, ...]:
    """The certificates of every third party that stands, those that matter most first."""
    with workspace.unit() as unit:
        parties = _standing_parties(unit, number)
        certificates = [c for c in all_records(unit, Certificate, number=number) if c.third_party_id in parties]
        names = _Names(
            {service.id: service.name for service in all_records(unit, Service, number=number)},
            {evidence.id: evidence for evidence in all_records(unit, Evidence, number=number)},
            {user.id: user.name for user in all_records(unit, User, number=number)},
        )
        return _rows(certificates, parties, names, unit.policy(), on=on)


def state_on(standing: CertificateStanding, on: date, policy: Policy) -> CertificateState:  # noqa: PLR0911 - one return a state
    """How a certificate stands among the others of its third party on a day."""
    certificate, through = standing.certificate, standing.through
    if certificate.withdrawn_on is not None and certificate.withdrawn_on <= on:
        return CertificateState.WITHDRAWN
    if standing.replaced_from is not None and standing.replaced_from <= on:
        return CertificateState.REPLACED
    if certificate.issued_on is not None and certificate.issued_on > on:
        return CertificateState.COMING
    if standing.lacks_base:
        return CertificateState.UNKNOWN
    if standing.is_endless:
        return CertificateState.VALID
    if through is None:
        return CertificateState.UNKNOWN
    if through < on:
        return CertificateState.RENEWING if standing.is_renewal_pending else CertificateState.LAPSED
    warned_from = through - timedelta(days=policy.certificate_warning_days)
    return CertificateState.ENDING if warned_from <= on else CertificateState.VALID


@dataclass(frozen=True, slots=True)
class _Names:
    services: Mapping[str, str]
    evidence: Mapping[str, Evidence]
    users: Mapping[str, str]


def _standing_parties(unit: Unit, number: int) -> dict[str, ThirdParty]:
    parties = all_records(unit, ThirdParty, number=number)
    return {p.id: p for p in parties if p.merged_into is None and p.archived_on is None}


def _rows(
    certificates: Sequence[Certificate],
    parties: Mapping[str, ThirdParty],
    names: _Names,
    policy: Policy,
    *,
    on: date,
) -> tuple[CertificateRow, ...]:
    by_party: defaultdict[str, list[Certificate]] = defaultdict(list)
    for certificate in certificates:
        by_party[certificate.third_party_id].append(certificate)
    rows = [
        _row(standing, parties[party_id], names, state_on(standing, on, policy))
        for party_id, owned in by_party.items()
        for standing in certificate_standings(owned)
    ]
    return tuple(sorted(rows, key=_order))


def _row(standing: CertificateStanding, party: ThirdParty, names: _Names, state: CertificateState) -> CertificateRow:
    certificate = standing.certificate
    return CertificateRow(
        certificate=certificate,
        third_party_id=party.id,
        third_party_name=party.legal_name,
        scheme=SCHEMES[certificate.scheme],
        state=state,
        through=standing.through,
        is_endless=standing.is_endless,
        lacks_base=standing.lacks_base,
        services=tuple(_known(certificate.service_ids, names.services)),
        compared_by=names.users.get(certificate.scope_compared_by or "", certificate.scope_compared_by or ""),
        evidence=names.evidence.get(certificate.evidence_id or ""),
    )


def _known(ids: Iterable[str], names: Mapping[str, str]) -> Iterable[str]:
    return (names[key] for key in ids if key in names)


def _order(row: CertificateRow) -> tuple[int, date, str, str]:
    return (
        list(CertificateState).index(row.state),
        row.through or date.max,
        row.third_party_name,
        row.certificate.id,
    )


_LAST_DAY = Text("当社の{name}の満了", "The last day of our {name}")
_CARRIES = Text(
    "当社の{name}の満了（外国での取扱い{count}件の根拠）",
    "The last day of our {name}, on which hand-overs abroad rest: {count}",
)


@needs(Permission.READ)
def own_certificate_uses(workspace: Workspace, certificate: Certificate, *, number: int) -> tuple[Use, ...]:
    """The flows that rest on a certificate of ours, as known after an entry."""
    with workspace.unit() as unit:
        return uses_of(_resting(unit, certificate, number=number), party_names(unit, number=number))


def own_certificate_days(unit: Unit, *, on: date, number: int) -> tuple[DueDay, ...]:
    """The coming last day of each certificate of ours that no other takes over from; gaps stand with whom it hits."""
    certificates = records_of(unit, Certificate, SELF_ID, number=number)
    days = []
    for standing in certificate_standings(certificates):
        if standing.through is None or standing.through < on or not standing.counts:
            continue
        if standing.replaced_from is not None and standing.replaced_from <= standing.through:
            continue
        resting = len(_resting(unit, standing.certificate, number=number))
        name = SCHEMES[standing.certificate.scheme].name
        title = _CARRIES.format(name=name, count=resting) if resting else _LAST_DAY.format(name=name)
        severity = Severity.HIGH if resting else Severity.MEDIUM
        days.append(DueDay(standing.through, Lane.CERTIFICATE, title, severity, ""))
    return tuple(days)


def _resting(unit: Unit, certificate: Certificate, *, number: int) -> list[DataFlow]:
    """Any CBPR certificate carries what one of ours is named for, as in the rules: a renewal is not named again."""
    carries_all = certificate.scheme in CBPR_SCHEMES
    flow_ids = {
        basis.flow_id
        for basis in all_records(unit, ForeignBasis, number=number)
        if basis.kind is ForeignBasisKind.OWN_CBPR and (carries_all or basis.certificate_id == certificate.id)
    }
    return [flow for flow in lean_flows(unit, number=number) if flow.id in flow_ids]
