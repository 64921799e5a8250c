"""Flows and what belongs to them in a workspace, written in a few words: what is not given is that of a sound flow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from kit.builders import AT, TODAY, a_third_party, an_actor
from sakimori.domain.codes import DataCategory, Role
from sakimori.domain.records.contract import Contract, ContractCover, ContractKind
from sakimori.domain.records.data_flow import (
    DataFlow,
    Direction,
    Encryption,
    Frequency,
    LegalRoute,
    Origin,
    SubjectGroup,
    TransferMethod,
)
from sakimori.domain.records.own_registers import Purpose
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.flows.rows import FlowRow, flow_rows
from sakimori.services.kernel.confirmations import confirm_cover
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import register

T = TypeVar("T")

ACTOR = an_actor()
_SHIPPING = Purpose(
    "",
    "商品の販売",
    "注文の受付と商品の発送のため",
    published_since=date(2017, 5, 30),
    published_where="プライバシーポリシー",
    states_provision=True,
)


def a_party(workspace: Workspace, **facts: Any) -> ThirdParty:
    """A registered third party."""
    return register(workspace, a_third_party(**facts), actor=ACTOR, at=AT).record


def a_flow(workspace: Workspace, party: ThirdParty, **facts: Any) -> DataFlow:
    """A recorded flow: contact data of 500 customers, entrusted, all in Japan."""
    given: dict[str, Any] = {
        "name": "顧客データの受託処理",
        "direction": Direction.OUT,
        "role": Role.PROCESSOR,
        "route": LegalRoute.ENTRUST,
        "route_rationale": "受託業務に必要な範囲",
        "categories": frozenset({DataCategory.PI_CONTACT}),
        "subject_groups": frozenset({SubjectGroup.CUSTOMER}),
        "origins": frozenset({Origin.JP}),
        "person_count": 500,
        "storage_countries": frozenset({"JP"}),
        "processing_countries": frozenset({"JP"}),
        "transfer_method": TransferMethod.FILE_TRANSFER,
        "encryption": Encryption.BOTH,
        "frequency": Frequency.MONTHLY,
        "start_on": date(2025, 4, 1),
        "retention_months": 12,
    }
    if "purpose_id" not in facts:
        given["purpose_id"] = a_purpose(workspace).id
    return keep(workspace, DataFlow("", party.id, **(given | facts)))


def a_purpose(workspace: Workspace) -> Purpose:
    """Our purpose of use, published for years: the one on record, else a new one."""
    with workspace.unit() as unit:
        known = unit.records.select(Purpose, order="id")
    return known[0] if known else keep(workspace, _SHIPPING)


def keep(workspace: Workspace, item: T) -> T:
    """A record of the register, stored."""
    return record(workspace, item, actor=ACTOR, at=AT).record


def a_contract(workspace: Workspace, party: ThirdParty, **facts: Any) -> Contract:
    """A contract in force without a term, whose cover of its signatory is confirmed."""
    given: dict[str, Any] = {
        "title": "業務委託契約",
        "kind": ContractKind.ENTRUSTMENT,
        "signed_on": date(2025, 3, 20),
        "start_on": date(2025, 4, 1),
        "open_ended": True,
        "auto_renews": False,
    }
    contract = keep(workspace, Contract("", party.id, **(given | facts)))
    with workspace.unit() as unit:
        cover = next(c for c in unit.records.select(ContractCover) if c.contract_id == contract.id)
    confirm_cover(workspace, cover.id, actor=ACTOR, at=AT)
    return contract


def rows(workspace: Workspace, *, on: date = TODAY, **more: Any) -> Sequence[FlowRow]:
    """The rows as they are known now."""
    return flow_rows(workspace, on=on, number=workspace.head()[0], **more)


def the_row(workspace: Workspace, flow: DataFlow, *, on: date = TODAY) -> FlowRow:
    """The row of one flow."""
    return next(row for row in rows(workspace, on=on) if row.flow.id == flow.id)
