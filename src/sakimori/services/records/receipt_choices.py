"""What the dialog of a receipt begins with: the flows that bring data to us, and what is on record of a provider."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sakimori.domain.codes import KindOfBody
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.errors import NotFoundError
from sakimori.rules.clearance.records.recording import WITH_RECORD
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import require_standing
from sakimori.services.records.receipts import FLOW
from sakimori.services.records.release_choices import lacks_identity

ROUTES = tuple(route for route in LegalRoute if route in WITH_RECORD)
"""The grounds on which a receipt is recorded."""


@dataclass(frozen=True, slots=True)
class Sources:
    """From whom data come: flows and third parties by id, each with its name."""

    flows: Mapping[str, str]
    parties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReceiptOptions:
    """What a receipt from one provider begins with; `lacks` says that name, address or representative are not there."""

    third_party_id: str
    party: str
    flow_id: str | None
    flow: str
    route: LegalRoute | None
    items: tuple[str, ...]
    persons: int | None
    contracts: Mapping[str, str]
    is_operator: bool
    lacks: bool


def sources(workspace: Workspace, *, actor: Actor) -> Sources:
    """From whom data may have come.

    Raises:
        NotPermittedError: The role may not record a receipt.
    """
    require(actor, Permission.RELEASE)
    with workspace.unit() as unit:
        parties = {p.id: p for p in unit.records.select(ThirdParty, order="kana, legal_name") if _stands(p)}
        flows = [f for f in unit.records.select(DataFlow, order="name, id") if f.direction is not Direction.OUT]
    return Sources(
        {f.id: f"{f.name}　{parties[f.third_party_id].legal_name}" for f in flows if f.third_party_id in parties},
        {party.id: party.legal_name for party in parties.values()},
    )


def receipt_options(
    workspace: Workspace, *, flow_id: str = "", third_party_id: str = "", actor: Actor
) -> ReceiptOptions:
    """What is on record of a provider, and of the flow by which data come.

    Raises:
        NotFoundError: There is no such flow or third party.
    """
    require(actor, Permission.RELEASE)
    with workspace.unit() as unit:
        flow = unit.records.find(DataFlow, flow_id) if flow_id else None
        if flow_id and flow is None:
            raise NotFoundError(what=FLOW, key=flow_id)
        party = require_standing(unit, flow.third_party_id if flow else third_party_id)
        contracts = unit.records.select(
            Contract,
            "id IN (SELECT contract_id FROM contract_cover WHERE third_party_id = :id AND removed_on IS NULL)",
            {"id": party.id},
            order="title, id",
        )
    return ReceiptOptions(
        third_party_id=party.id,
        party=party.legal_name,
        flow_id=flow.id if flow else None,
        flow=flow.name if flow else "",
        route=flow.route if flow and flow.route in WITH_RECORD else None,
        items=flow.data_items if flow else (),
        persons=flow.persons if flow else None,
        contracts={contract.id: contract.title for contract in contracts},
        is_operator=party.kind_of_body is not KindOfBody.PRIVATE_INDIVIDUAL,
        lacks=lacks_identity(party),
    )


def _stands(party: ThirdParty) -> bool:
    return not party.is_self and party.merged_into is None and party.archived_on is None
