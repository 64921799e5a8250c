"""The guided entry of a flow: which questions the answers so far make relevant, which routes they leave, and saving."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from sakimori.domain.codes import DataCategory, Role
from sakimori.domain.records.data_flow import (
    CloudFacts,
    DataFlow,
    Direction,
    ForeignBasis,
    ForeignBasisKind,
    LegalRoute,
)
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.rules.facts.foreign_flows import HOME, NOT_TO_A_THIRD_PARTY, OUTSIDE_ARTICLE_28, is_foreign, is_outside
from sakimori.rules.facts.rule_kit import PROCESSING_ROLES
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.recording import put
from sakimori.services.kernel.unit import Saved
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import saved

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


class Step(StrEnum):
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


def steps(flow: DataFlow, party: ThirdParty) -> tuple[Step, ...]:
    """The steps that the answers so far make relevant."""
    is_in = flow.direction is Direction.IN
    return tuple(
        step
        for step in Step
        if not (
            (step is Step.RESTS_ON and not rests_on(flow.route))
            or (step is Step.CLOUD and (is_in or not asks_cloud(flow)))
            or (step is Step.PLACE and is_in)
            or (step is Step.ABROAD and (is_in or not is_abroad(flow, party)))
            or (step is Step.ENDING and is_in)
        )
    )


def holds_for_us(flow: DataFlow) -> bool:
    """Whether the other side holds the data on our behalf, so that return and erasure are ours to ask."""
    return flow.role in PROCESSING_ROLES or flow.route in {LegalRoute.ENTRUST, LegalRoute.NOT_PROVISION}


def save_flow(
    workspace: Workspace,
    flow: DataFlow,
    *,
    cloud: CloudFacts | None = None,
    basis: ForeignBasis | None = None,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> Saved[DataFlow]:
    """Store a flow and what belongs to it, all or nothing; what is None was not asked and stays as it is.

    Raises:
        ConflictError: Somebody else saved one of them since it was read.
        InvalidValueError: A field holds what it cannot.
    """
    require(actor, Permission.EDIT_REGISTER)
    action = "data_flow.edited" if flow.id else "data_flow.recorded"
    with workspace.change(action, actor=actor, at=at, reason=reason) as change:
        stored = put(change, flow)
        for part in (cloud, basis):
            if part is not None:
                put(change, replace(part, flow_id=stored.id, third_party_id=stored.third_party_id))
    return saved(stored, change)
