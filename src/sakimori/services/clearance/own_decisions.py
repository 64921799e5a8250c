"""What a person decided himself does not count for him: where he is told so before he decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sakimori.domain.records.contract import ContractClause
from sakimori.domain.records.own_registers import Purpose
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.user import Actor, User
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.gate import own_decisions
from sakimori.services.kernel.access import ALLOWED, Permission, needs
from sakimori.services.kernel.lean_records import among
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.records import TABLES

_WHOSE: Final[Mapping[type, str]] = {
    Purpose: "SELECT third_party_id FROM data_flow WHERE purpose_id IN (SELECT id FROM purpose WHERE {which})",
    ContractClause: "SELECT third_party_id FROM contract_cover WHERE contract_id IN "
    "(SELECT contract_id FROM contract_clause WHERE {which})",
}
"""Which third parties a judgement in a record kept elsewhere reaches."""


def _reached(kind: type, which: str) -> str:
    """Which third parties some records of a kind reach, as a query."""
    return _WHOSE.get(kind, f"SELECT third_party_id FROM {TABLES[kind]} WHERE {{which}}").format(which=which)


@dataclass(frozen=True, slots=True)
class OwnDecision:
    """A decision that does not count for the third parties of whoever takes it; the `others` may take it, by name."""

    parties: tuple[str, ...]
    others: tuple[str, ...]


@needs(Permission.READ_APPROVED)
def own_decision(
    workspace: Workspace, kind: type, record_id: str, permission: Permission, *, actor: Actor, on: date
) -> OwnDecision | None:
    """Whether a decision in a record would not count where it reaches, since the actor is responsible there."""
    is_own, people = among("owner_id", sorted({actor.id, *actor.one_with}))
    with workspace.unit() as unit:
        parties = unit.query(
            f"SELECT legal_name FROM third_party WHERE {is_own} AND id <> :own "
            f"AND id IN ({_reached(kind, 'id = :id')}) ORDER BY legal_name",
            own=SELF_ID,
            id=record_id,
            **people,
        )
        others = _others(unit, permission, actor, on) if parties else ()
    return OwnDecision(tuple(str(row["legal_name"]) for row in parties), others) if parties else None


@needs(Permission.READ_APPROVED)
def own_in_answer(workspace: Workspace, case: Case, *, actor: Actor, on: date) -> tuple[str, ...] | None:
    """Who else may decide, by name, where the asker decided something of a case himself; None where he did not."""
    if not own_decisions(case):
        return None
    with workspace.unit() as unit:
        return _others(unit, Permission.DECIDE_CLEARANCE, actor, on)


@needs(Permission.READ_APPROVED)
def others_who_may(workspace: Workspace, permission: Permission, *, actor: Actor, on: date) -> tuple[str, ...]:
    """Who else may take a step on a day, by name: neither the actor nor another account of theirs."""
    with workspace.unit() as unit:
        return _others(unit, permission, actor, on)


def _others(unit: Unit, permission: Permission, actor: Actor, on: date) -> tuple[str, ...]:
    return tuple(
        user.name
        for user in unit.records.select(User, order="name, id")
        if not actor.is_among(user.id) and user.roles & ALLOWED[permission] and user.works_here(on)
    )
