"""What the dialogs of a hand-over and a receipt begin with: good slips, flows that bring data, what is on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sakimori.domain.clearance import Reason, Slip
from sakimori.domain.codes import KindOfBody
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow, Direction, LegalRoute, TransferMethod
from sakimori.domain.records.hand_over import RecordMethod
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.errors import NotFoundError
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.records.record_need import RecordNeed, record_need
from sakimori.rules.clearance.records.recording import REPEATED, WITH_RECORD
from sakimori.rules.facts.record_terms import methods_for
from sakimori.services.clearance.slips import SlipState, case_of_slip, may_read, slip_standing
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import require_standing
from sakimori.services.records.receipts import FLOW
from sakimori.services.records.releases import flow_case, readable_slip


@dataclass(frozen=True, slots=True)
class UsableSlip:
    """A slip that lets data go today, as it is chosen from a list."""

    slip: Slip
    party: str
    flow: str


@dataclass(frozen=True, slots=True)
class ReleaseOptions:
    """What one slip or flow lets go: to whom, which items, how many persons, and how that is recorded.

    `contracts` are those that cover the recipient, by id; `lacks` says that name, address or representative of the
    recipient is not on record; `to_do` are the conditions of the slip that are open today.
    """

    third_party_id: str
    party: str
    flow: str
    items: tuple[str, ...]
    persons: int | None
    method: TransferMethod | None
    need: RecordNeed
    methods: tuple[RecordMethod, ...]
    contracts: Mapping[str, str]
    lacks: bool
    is_repeated: bool
    to_do: tuple[Reason, ...] = ()


@needs(Permission.RELEASE)
def usable_slips(workspace: Workspace, *, on: date, actor: Actor) -> tuple[UsableSlip, ...]:
    """The slips that this person may use on a day, the newest first.

    Raises:
        NotPermittedError: The role may not hand data over.
    """
    with workspace.unit() as unit:
        slips = unit.records.select(Slip, "revoked_on IS NULL", order="number DESC")
        found = []
        for slip in slips:
            if may_read(slip, actor) and slip_standing(unit, slip, on).state is SlipState.GOOD:
                case = case_of_slip(slip).case
                found.append(UsableSlip(slip, case.recipient.legal_name, case.flow.name))
    return tuple(found)


@needs(Permission.RELEASE)
def open_flows(workspace: Workspace, *, on: date, actor: Actor) -> tuple[DataFlow, ...]:
    """The flows out that run on a day, for a hand-over that took place without clearance."""
    with workspace.unit() as unit:
        flows = unit.records.select(DataFlow, order="name, id")
    return tuple(f for f in flows if f.direction is not Direction.IN and (f.start_on is None or f.start_on <= on))


@needs(Permission.RELEASE)
def release_options(
    workspace: Workspace, *, slip_id: str = "", flow_id: str = "", on: date, actor: Actor
) -> ReleaseOptions:
    """What a slip, or else a flow, lets go.

    Raises:
        NotFoundError: There is neither, or the slip is not this person's to use.
    """
    with workspace.unit() as unit:
        if not slip_id:
            return _options(flow_case(unit, flow_id), on)
        slip = readable_slip(unit, slip_id, actor)
        return replace(_options(case_of_slip(slip).case, on), to_do=slip_standing(unit, slip, on).to_do)


def _options(case: Case, on: date) -> ReleaseOptions:
    flow, party = case.flow, case.recipient
    is_repeated = flow.frequency in REPEATED
    need = record_need(case, on)
    return ReleaseOptions(
        third_party_id=party.id,
        party=party.legal_name,
        flow=flow.name,
        items=flow.data_items,
        persons=case.persons,
        method=flow.transfer_method,
        need=need,
        methods=methods_for(need.route, is_repeated=is_repeated, stands_in=True),
        contracts={c.contract.id: c.contract.title for c in case.dossier.contracts},
        lacks=lacks_identity(party),
        is_repeated=is_repeated,
    )


def lacks_identity(party: ThirdParty) -> bool:
    """Whether something that tells who it is is not on record; a natural person has no representative."""
    is_natural = party.kind_of_body in {KindOfBody.PRIVATE_INDIVIDUAL, KindOfBody.SOLE_TRADER}
    return not (party.address and (is_natural or party.representative))


@needs(Permission.READ_APPROVED)
def slip_of_flow(workspace: Workspace, flow_id: str, *, on: date, actor: Actor) -> UsableSlip | None:
    """A slip of a flow that is good on a day; None where there is none."""
    return next((s for s in usable_slips(workspace, on=on, actor=actor) if s.slip.flow_id == flow_id), None)


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


@needs(Permission.RELEASE)
def sources(workspace: Workspace, *, actor: Actor) -> Sources:
    """From whom data may have come.

    Raises:
        NotPermittedError: The role may not record a receipt.
    """
    with workspace.unit() as unit:
        parties = {p.id: p for p in unit.records.select(ThirdParty, order="kana, legal_name") if _stands(p)}
        flows = [f for f in unit.records.select(DataFlow, order="name, id") if f.direction is not Direction.OUT]
    return Sources(
        {f.id: f"{f.name}　{parties[f.third_party_id].legal_name}" for f in flows if f.third_party_id in parties},
        {party.id: party.legal_name for party in parties.values()},
    )


@needs(Permission.RELEASE)
def receipt_options(
    workspace: Workspace, *, flow_id: str = "", third_party_id: str = "", actor: Actor
) -> ReceiptOptions:
    """What is on record of a provider, and of the flow by which data come.

    Raises:
        NotFoundError: There is no such flow or third party.
    """
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
