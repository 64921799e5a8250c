"""Certificates of our own company: which hand-overs abroad rest on them (規則16条1号), and when they end."""

from __future__ import annotations

from datetime import date

from sakimori.domain.codes import Severity
from sakimori.domain.records.certificate import Certificate, Scheme
from sakimori.domain.records.data_flow import DataFlow, ForeignBasis, ForeignBasisKind
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.text import Text
from sakimori.rules.facts.certificates import SCHEMES, standings
from sakimori.services.flows.heads import lean_flows
from sakimori.services.gaps.of_dossier import DueDay, Lane
from sakimori.services.kernel.unit import Unit, all_records, records_of
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.registers import Use, party_names, uses_of

_LAST_DAY = Text("当社の{name}の満了", "The last day of our {name}")
_CARRIES = Text(
    "当社の{name}の満了（外国での取扱い{count}件の根拠）",
    "The last day of our {name}, on which hand-overs abroad rest: {count}",
)


def own_certificate_uses(workspace: Workspace, certificate: Certificate, *, number: int) -> tuple[Use, ...]:
    """The flows that rest on a certificate of ours, as known after an entry."""
    with workspace.unit() as unit:
        return uses_of(_resting(unit, certificate, number=number), party_names(unit))


def own_certificate_days(unit: Unit, *, on: date, number: int) -> tuple[DueDay, ...]:
    """The coming last day of each certificate of ours that no other takes over from; gaps stand with whom it hits."""
    certificates = records_of(unit, Certificate, SELF_ID, number=number)
    days = []
    for standing in standings(certificates):
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
    carries_all = certificate.scheme is Scheme.CBPR
    flow_ids = {
        basis.flow_id
        for basis in all_records(unit, ForeignBasis, number=number)
        if basis.kind is ForeignBasisKind.OWN_CBPR and (carries_all or basis.certificate_id == certificate.id)
    }
    return [flow for flow in lean_flows(unit, number=number) if flow.id in flow_ids]
