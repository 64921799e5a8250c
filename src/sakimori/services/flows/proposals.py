"""委託契約から起こす: flows that contracts and intake answers make likely, where none is on record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sakimori.domain.codes import Role
from sakimori.domain.records.contract import Contract, ContractCover, ContractKind
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.domain.user import Actor
from sakimori.rules.facts.assessments import NOT_PERSONAL
from sakimori.rules.facts.rule_kit import is_watched
from sakimori.services.kernel.recording import record_many
from sakimori.services.kernel.unit import Saved
from sakimori.services.kernel.workspace import Workspace

_ROUTES: Final = {
    ContractKind.ENTRUSTMENT: LegalRoute.ENTRUST,
    ContractKind.DPA: LegalRoute.ENTRUST,
    ContractKind.JOINT_USE: LegalRoute.JOINT,
}
"""Kinds whose name says the route; it stays undecided until compliance has decided it."""
_CARRYING: Final = frozenset(
    {
        *_ROUTES,
        ContractKind.TERMS,
        ContractKind.PROVISION,
        ContractKind.FOREIGN_PROVISION,
        ContractKind.SUCCESSION_TALKS,
    }
)
_ROLES: Final = (Role.PROCESSOR, Role.CLOUD_PROVIDER, Role.JOINT_USER, Role.RECIPIENT, Role.SOURCE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A flow that is not on record yet, with the contract and service it is read from."""

    flow: DataFlow
    party: ThirdParty
    contract: Contract | None
    service: Service | None

    @property
    def key(self) -> str:
        """What tells it from others."""
        parts = (self.party.id, self.contract.id if self.contract else "", self.service.id if self.service else "")
        return "/".join(parts)


def proposed_flows(workspace: Workspace, *, on: date, third_party_id: str | None = None) -> tuple[Proposal, ...]:
    """One flow for each contract and service of a third party without flows; nothing is read out of nothing.

    Kinds and number of persons are those of the intake; with more than one flow nobody knows how they are shared.
    """
    with workspace.unit() as unit:
        narrow = " AND id = :id" if third_party_id else ""
        parties = unit.records.select(
            ThirdParty,
            f"id NOT IN (SELECT third_party_id FROM data_flow){narrow}",
            {"id": third_party_id} if third_party_id else {},
            order="legal_name, id",
        )
        covers: defaultdict[str, list[str]] = defaultdict(list)
        for cover in unit.records.select(ContractCover, "removed_on IS NULL"):
            covers[cover.third_party_id].append(cover.contract_id)
        contracts = {contract.id: contract for contract in unit.records.select(Contract)}
        services: defaultdict[str, list[Service]] = defaultdict(list)
        for service in unit.records.select(Service, "ended_on IS NULL"):
            services[service.third_party_id].append(service)
    found: list[Proposal] = []
    for party in parties:
        if _may_get_data(party):
            standing = [contracts[i] for i in covers[party.id] if i in contracts and _stands(contracts[i], on)]
            found += _of_party(party, standing, services[party.id])
    return tuple(found)


def take_over(
    workspace: Workspace, proposals: Sequence[Proposal], *, actor: Actor, at: datetime, batch_id: str
) -> Saved[tuple[DataFlow, ...]]:
    """Record the chosen proposals, all or none; what they leave open stays open."""
    return record_many(workspace, [proposal.flow for proposal in proposals], actor=actor, at=at, batch_id=batch_id)


def _may_get_data(party: ThirdParty) -> bool:
    """Watched, with a role in which data change hands, and not known to get no personal data."""
    known = party.data_categories
    return is_watched(party) and bool(party.roles & set(_ROLES)) and (known is None or bool(known - NOT_PERSONAL))


def _stands(contract: Contract, on: date) -> bool:
    return contract.kind in _CARRYING and (contract.last_day is None or contract.last_day >= on)


def _of_party(party: ThirdParty, contracts: Sequence[Contract], services: Sequence[Service]) -> list[Proposal]:
    used = [service for service in services if service.handles_personal_data is not False]
    pairs: list[tuple[Contract | None, Service | None]] = []
    for contract in contracts:
        named = [service for service in used if service.id in contract.service_ids]
        pairs += [(contract, service) for service in named] or [(contract, None)]
    taken = {service.id for _, service in pairs if service}
    first = contracts[0] if len(contracts) == 1 else None
    left = [service for service in used if service.id not in taken]
    if left and pairs == [(first, None)]:
        pairs = []
    pairs += [(first, service) for service in left]
    if not pairs and party.data_categories is not None:
        pairs = [(None, None)]
    alone = len(pairs) == 1
    return [_proposal(party, contract, service, alone=alone) for contract, service in pairs]


def _proposal(party: ThirdParty, contract: Contract | None, service: Service | None, *, alone: bool) -> Proposal:
    role = service.role if service and service.role else next((r for r in _ROLES if r in party.roles), None)
    flow = DataFlow(
        id="",
        third_party_id=party.id,
        name=service.name if service else contract.title if contract else party.legal_name,
        direction=Direction.IN if role is Role.SOURCE else Direction.OUT,
        role=role,
        route=_ROUTES.get(contract.kind, LegalRoute.UNDECIDED) if contract else LegalRoute.UNDECIDED,
        service_id=service.id if service else None,
        categories=party.data_categories if alone else None,
        person_count=party.person_count if alone else None,
        storage_countries=_only(service.storage_country if service else None),
        processing_countries=_only(service.processing_country if service else None),
        start_on=contract.begins_on if contract else None,
    )
    return Proposal(flow, party, contract, service)


def _only(code: str | None) -> frozenset[str] | None:
    return frozenset({code}) if code else None
