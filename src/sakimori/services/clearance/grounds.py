"""The ground that what is on record of a recipient makes likely, for a hand-over of which nobody has said one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from sakimori.domain.clearance import GroundBy
from sakimori.domain.codes import Role
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.flows.drafts import ROUTES_OF_CONTRACTS, routes_for

ROLES_OF_GROUNDS: Final = {
    LegalRoute.ENTRUST: (Role.PROCESSOR, Role.CLOUD_PROVIDER),
    LegalRoute.NOT_PROVISION: (Role.CLOUD_PROVIDER,),
    LegalRoute.JOINT: (Role.JOINT_USER,),
}
"""On these grounds the recipient acts in one of these roles; on any other it is a recipient of its own."""
_OF_ROLES: Final = (
    (frozenset({Role.PROCESSOR, Role.SUB_PROCESSOR}), LegalRoute.ENTRUST),
    (frozenset({Role.JOINT_USER}), LegalRoute.JOINT),
)
"""Roles that leave one ground. A provider of a cloud may or may not handle the data; a recipient needs a consent."""
_OF_THE_DEED: Final = frozenset(
    {LegalRoute.SUCCESSION, LegalRoute.SAME_ENTITY, LegalRoute.TO_PERSON, LegalRoute.BY_PERSON}
)
"""Grounds that speak of one hand-over: from another one they are not inferred."""
_FEW: Final = 4


@dataclass(frozen=True, slots=True)
class ProposedGround:
    """A ground with what it was inferred from: a registered flow or a contract by name, else the role alone."""

    route: LegalRoute
    by: GroundBy
    name: str = ""


def proposed_ground(
    flow: DataFlow, party: ThirdParty, flows: Iterable[DataFlow], contracts: Iterable[Contract]
) -> ProposedGround | None:
    """The one ground that flows, contracts in force and roles leave; None where they leave several, or none.

    The flows of the recipient go first, its contracts next; where they differ among themselves nothing is inferred.
    """
    if flow.comes_in:
        return None
    open_to = [route for route in routes_for(flow, party) if route is not LegalRoute.UNDECIDED]
    decided = [known for known in flows if known.route is not LegalRoute.UNDECIDED]
    same_data = [known for known in decided if known.data_set_id and known.data_set_id == flow.data_set_id]
    kinds = [one for one in contracts if one.kind in ROUTES_OF_CONTRACTS]
    for found in (
        [ProposedGround(known.route, GroundBy.FLOW, known.name) for known in same_data or decided],
        [ProposedGround(ROUTES_OF_CONTRACTS[one.kind], GroundBy.CONTRACT, one.title) for one in kinds],
        [ProposedGround(route, GroundBy.ROLE) for roles, route in _OF_ROLES if party.roles and party.roles <= roles],
    ):
        if found:
            return found[0] if _is_sure(found, open_to, party) else None
    return None


def _is_sure(found: Collection[ProposedGround], open_to: Collection[LegalRoute], party: ThirdParty) -> bool:
    (route, *others) = {one.route for one in found}
    roles = ROLES_OF_GROUNDS.get(route)
    fits = roles is None or not party.roles.isdisjoint(roles)
    return not others and route in open_to and fits and not route.is_exception and route not in _OF_THE_DEED


def likely_grounds(flow: DataFlow, party: ThirdParty, proposed: ProposedGround | None) -> tuple[LegalRoute, ...]:
    """The grounds to choose from at a glance: the proposed one first, then those that the role makes likely."""
    routes = [route for route in routes_for(flow, party) if route is not LegalRoute.UNDECIDED]
    first = (proposed.route,) if proposed else ()
    return tuple(dict.fromkeys((*first, *routes)))[:_FEW]
