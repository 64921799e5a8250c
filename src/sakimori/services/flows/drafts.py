"""Flows before they are recorded: the guided entry with its questions, and those that contracts make likely."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sakimori.domain.codes import DataCategory, Role
from sakimori.domain.records.contract import Contract, ContractCover, ContractKind
from sakimori.domain.records.data_flow import (
    CloudFacts,
    DataFlow,
    Direction,
    ForeignBasis,
    ForeignBasisKind,
    LegalRoute,
)
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.domain.user import Actor
from sakimori.rules.facts.assessments import NOT_PERSONAL
from sakimori.rules.facts.foreign_flows import HOME, NOT_TO_A_THIRD_PARTY, OUTSIDE_ARTICLE_28, is_foreign, is_outside
from sakimori.rules.facts.rule_kit import is_watched
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.recording import put, record_many
from sakimori.services.kernel.unit import WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import write_result

_R = LegalRoute
_ALWAYS: Final = (_R.UNDECIDED,)
_EXCEPTIONS: Final = (_R.EXC_LAW, _R.EXC_LIFE, _R.EXC_HEALTH_CHILD, _R.EXC_STATE, _R.EXC_ACADEMIC)
_BESIDE: Final = (_R.SAME_ENTITY, _R.TO_PERSON, _R.BY_PERSON)
_MY_NUMBER: Final = (_R.ENTRUST, _R.SUCCESSION, _R.EXC_LAW, _R.EXC_LIFE, _R.SAME_ENTITY, _R.TO_PERSON, _R.NOT_PROVISION)
"""番号法19条: the cases of law, entrustment and succession; no consent, no joint use, no opt-out (A-MN1, A-MN2)."""
_PSEUDO: Final = (_R.ENTRUST, _R.SUCCESSION, _R.JOINT, _R.EXC_LAW, _R.SAME_ENTITY, _R.NOT_PROVISION)
"""法41条6項: entrustment, succession, joint use, or a law; consent does not widen it (A-PS1, A-PS2)."""
_NO_OPTOUT: Final = frozenset({DataCategory.PI_SPECIAL, DataCategory.PI_EU_SPECIAL})
_FIRST_FOR: Final = {
    Role.PROCESSOR: (_R.ENTRUST,),
    Role.SUB_PROCESSOR: (_R.ENTRUST,),
    Role.CLOUD_PROVIDER: (_R.ENTRUST, _R.NOT_PROVISION),
    Role.JOINT_USER: (_R.JOINT,),
    Role.RECIPIENT: (_R.CONSENT, _R.CONSENT_28, _R.OPTOUT),
}


class EntryStep(StrEnum):
    """The steps of the entry, in their order."""

    WHAT = "what"
    ROUTE = "route"
    RESTS_ON = "rests_on"
    CLOUD = "cloud"
    PLACE = "place"
    ABROAD = "abroad"
    VOLUME = "volume"
    ENDING = "ending"


def routes_for(flow: DataFlow, party: ThirdParty) -> tuple[LegalRoute, ...]:
    """The routes that kind of data, role and country leave, likely ones first; what stands there stays a choice."""
    categories = flow.categories or frozenset()
    if DataCategory.MYNUMBER in categories:
        allowed: Collection[LegalRoute] = _MY_NUMBER
    elif DataCategory.PSEUDO in categories:
        allowed = _PSEUDO
    else:
        allowed = set(LegalRoute)
        if categories & _NO_OPTOUT:
            allowed -= {_R.OPTOUT}
        if party.country is not None and not is_foreign(party):
            allowed -= {_R.CONSENT_28}
    usual = (_R.ENTRUST, _R.JOINT, _R.CONSENT, _R.CONSENT_28, _R.OPTOUT, _R.SUCCESSION, _R.NOT_PROVISION)
    first = _FIRST_FOR.get(flow.role, ()) if flow.role else ()
    ordered = dict.fromkeys((*first, *usual, *_EXCEPTIONS, *_BESIDE))
    found = [*_ALWAYS, *(route for route in ordered if route in allowed)]
    return tuple(found if flow.route in found else [*found, flow.route])


def is_narrowed(flow: DataFlow) -> bool:
    """Whether the kind of data takes routes away, so that the entry must say why."""
    return bool((flow.categories or frozenset()) & {DataCategory.MYNUMBER, DataCategory.PSEUDO, *_NO_OPTOUT})


def rests_on(route: LegalRoute) -> tuple[str, ...]:
    """The fields that say on what a route rests."""
    if route is LegalRoute.UNDECIDED:
        return ()
    named: dict[LegalRoute, str] = {
        _R.CONSENT: "consent_text_id",
        _R.CONSENT_28: "consent_text_id",
        _R.JOINT: "joint_use_id",
        _R.OPTOUT: "filing_id",
    }
    if route in named:
        return (named[route],)
    return ("route_evidence_id",) if route.is_exception else ()


def asks_cloud(flow: DataFlow) -> bool:
    """Whether the facts of the cloud exception are asked: the route claims it, or a cloud provider has none yet."""
    undecided_cloud = flow.role is Role.CLOUD_PROVIDER and flow.route is LegalRoute.UNDECIDED
    return flow.route is LegalRoute.NOT_PROVISION or undecided_cloud


def is_abroad(flow: DataFlow, party: ThirdParty) -> bool:
    """Whether the foreign part is asked: the company sits abroad, or data are stored or processed there."""
    return party.country not in {None, HOME} or bool(flow.countries - {HOME})


def asks_basis(flow: DataFlow, party: ThirdParty) -> bool:
    """Whether Article 28 asks for a basis: not of a domestic or designated company, nor for other kinds of data."""
    return (
        flow.direction is not Direction.IN
        and is_outside(party)
        and not flow.route.is_exception
        and flow.route not in NOT_TO_A_THIRD_PARTY
        and (not flow.categories or bool(flow.categories - OUTSIDE_ARTICLE_28))
    )


def rests_on_exception(flow: DataFlow, party: ThirdParty) -> bool:
    """Whether Article 28 stays away only as long as the other side does not handle the data (Q&A 12-3)."""
    return flow.route is LegalRoute.NOT_PROVISION and asks_basis(replace(flow, route=LegalRoute.ENTRUST), party)


def basis_fields(kind: ForeignBasisKind | None) -> tuple[str, ...]:
    """What a basis rests on: a contract, group rules, a certificate, or nothing more."""
    match kind:
        case ForeignBasisKind.EQUIV_CONTRACT | ForeignBasisKind.EQUIV_GROUP_RULES:
            return ("contract_id", "since", "until")
        case ForeignBasisKind.EQUIV_CBPR | ForeignBasisKind.OWN_CBPR:
            return ("certificate_id", "since", "until")
        case ForeignBasisKind.CONSENT_28:
            return ("since", "until")
        case _:
            return ()


def steps(flow: DataFlow, party: ThirdParty) -> tuple[EntryStep, ...]:
    """The steps that the answers so far make relevant."""
    is_in = flow.direction is Direction.IN
    return tuple(
        step
        for step in EntryStep
        if not (
            (step is EntryStep.RESTS_ON and not rests_on(flow.route))
            or (step is EntryStep.CLOUD and (is_in or not asks_cloud(flow)))
            or (step is EntryStep.PLACE and is_in)
            or (step is EntryStep.ABROAD and (is_in or not is_abroad(flow, party)))
            or (step is EntryStep.ENDING and is_in)
        )
    )


@needs(Permission.EDIT_REGISTER)
def save_flow(
    workspace: Workspace,
    flow: DataFlow,
    *,
    cloud: CloudFacts | None = None,
    basis: ForeignBasis | None = None,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> WriteResult[DataFlow]:
    """Store a flow and what belongs to it, all or nothing; what is None was not asked and stays as it is.

    Raises:
        ConflictError: Somebody else saved one of them since it was read.
        InvalidValueError: A field holds what it cannot.
    """
    action = "data_flow.edited" if flow.id else "data_flow.recorded"
    with workspace.change(action, actor=actor, at=at, reason=reason) as change:
        stored = put(change, flow)
        for part in (cloud, basis):
            if part is not None:
                put(change, replace(part, flow_id=stored.id, third_party_id=stored.third_party_id))
    return write_result(stored, change)


ROUTES_OF_CONTRACTS: Final = {
    ContractKind.ENTRUSTMENT: LegalRoute.ENTRUST,
    ContractKind.DPA: LegalRoute.ENTRUST,
    ContractKind.JOINT_USE: LegalRoute.JOINT,
}
"""Kinds whose name says the route; it stays undecided until compliance has decided it."""
_CARRYING: Final = frozenset(
    {
        *ROUTES_OF_CONTRACTS,
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


@needs(Permission.READ)
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


@needs(Permission.READ)
def take_over(
    workspace: Workspace, proposals: Sequence[Proposal], *, actor: Actor, at: datetime, batch_id: str
) -> WriteResult[tuple[DataFlow, ...]]:
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
        route=ROUTES_OF_CONTRACTS.get(contract.kind, LegalRoute.UNDECIDED) if contract else LegalRoute.UNDECIDED,
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
