"""What may be handed over on a day, and to whom: the registered flows whose answer is 可 or 条件付き可.

The answers are those that the upkeep holds, judged for whoever is responsible for the third party; where they may rest
on something that the reader himself decided, they are judged for him. Of an assessment nothing is said beyond what an
answer says itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, cast

from sakimori.domain.clearance import Reason, ReasonKind
from sakimori.domain.codes import DataCategory, Outcome
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.own_registers import Purpose
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.exchange.request.as_json import reasons_from_json
from sakimori.services.clearance.own_decisions import answers_for
from sakimori.services.clearance.standing_requests import FLOW
from sakimori.services.flows.heads import lean_flow_parties, lean_flows
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.unit import Unit, all_records
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.spans import AS_KNOWN, TRUE_ON

GOOD: Final = frozenset({Outcome.ALLOWED, Outcome.CONDITIONAL})
_OUTCOMES: Final[Mapping[Any, Outcome]] = {one.value: one for one in Outcome}


@dataclass(frozen=True, slots=True)
class ClearedFlow:
    """A flow that may run on a day; `valid_until` is the last day before its answer changes, None if none is known."""

    flow_id: str
    name: str
    third_party_id: str
    party: str
    outcome: Outcome
    categories: frozenset[DataCategory] | None
    purpose: str | None
    route: LegalRoute
    valid_until: date | None
    conditions: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class BarredFlow:
    """A flow that may not run on a day as it stands, by its answer."""

    flow_id: str
    name: str
    third_party_id: str
    party: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Recipients:
    """The flows that may run on a day and those that may not, both by recipient and name."""

    rows: tuple[ClearedFlow, ...]
    held_back: tuple[BarredFlow, ...]


def recipients(workspace: Workspace, *, on: date, number: int, actor: Actor) -> Recipients:
    """Every registered flow that hands data over, with its answer of a day as known after an entry.

    Raises:
        NotPermittedError: The actor has nothing to do with recipients.
    """
    require(actor, Permission.READ_APPROVED)
    with workspace.unit() as unit:
        flows = {flow.id: flow for flow in lean_flows(unit, number=number)}
        parties = {party.id: party for party in _parties(unit, number)}
        purposes = {purpose.id: purpose.name for purpose in all_records(unit, Purpose, number=number)}
        for_reader = answers_for(unit, actor.id, on) if number == unit.number() else {}
        # What a flow asks for is read only where it may run: of thousands, most say nothing else.
        held = unit.query(
            "SELECT subject_id, outcome, until_on, CASE WHEN outcome = :conditional THEN reasons ELSE '' END AS said "
            f"FROM outcome_span WHERE subject_kind = :flow AND {AS_KNOWN} AND {TRUE_ON}",
            conditional=Outcome.CONDITIONAL.value,
            flow=FLOW,
            number=number,
            day=on.isoformat(),
        )
    rows: list[ClearedFlow] = []
    held_back: list[BarredFlow] = []
    for flow_id, word, until_on, said in (cast("Any", row) for row in held):
        flow, outcome = flows.get(flow_id), _OUTCOMES[word]
        party = parties.get(flow.third_party_id) if flow else None
        if flow is None or party is None:
            continue
        last = None if until_on is None else date.fromisoformat(until_on) - timedelta(days=1)
        conditions = _conditions(reasons_from_json(said)) if said else ()
        if flow_id in for_reader:
            verdict = for_reader[flow_id]
            outcome, last, conditions = verdict.outcome, verdict.valid_until, _conditions(verdict.reasons)
        if outcome in GOOD:
            rows.append(_cleared(flow, party, outcome, last=last, conditions=conditions, purposes=purposes))
        else:
            held_back.append(BarredFlow(flow.id, flow.name, party.id, party.legal_name, outcome))
    return Recipients(
        tuple(sorted(rows, key=lambda row: (row.party, row.name, row.flow_id))),
        tuple(sorted(held_back, key=lambda row: (row.party, row.name, row.flow_id))),
    )


def reasons_against(workspace: Workspace, flow_id: str, *, on: date, number: int, actor: Actor) -> tuple[Reason, ...]:
    """What speaks against a flow on a day, the gravest first; a question that a person must decide is one of these.

    Raises:
        NotPermittedError: The actor has nothing to do with recipients.
    """
    require(actor, Permission.READ_APPROVED)
    with workspace.unit() as unit:
        if number == unit.number() and (verdict := answers_for(unit, actor.id, on).get(flow_id)) is not None:
            return tuple(reason for reason in verdict.reasons if reason.outcome is verdict.outcome)
        held = unit.query(
            "SELECT outcome, reasons FROM outcome_span "
            f"WHERE subject_kind = :flow AND subject_id = :id AND {AS_KNOWN} AND {TRUE_ON}",
            flow=FLOW,
            id=flow_id,
            number=number,
            day=on.isoformat(),
        )
    return tuple(
        reason
        for row in held
        for reason in reasons_from_json(str(row["reasons"]))
        if reason.outcome is _OUTCOMES[row["outcome"]]
    )


def _parties(unit: Unit, number: int) -> Sequence[ThirdParty]:
    if number < unit.number():
        return all_records(unit, ThirdParty, number=number)
    return lean_flow_parties(unit)


def _cleared(
    flow: DataFlow,
    party: ThirdParty,
    outcome: Outcome,
    *,
    last: date | None,
    conditions: tuple[Reason, ...],
    purposes: Mapping[str, str],
) -> ClearedFlow:
    return ClearedFlow(
        flow_id=flow.id,
        name=flow.name,
        third_party_id=party.id,
        party=party.legal_name,
        outcome=outcome,
        categories=flow.categories,
        purpose=purposes.get(flow.purpose_id or ""),
        route=flow.route,
        valid_until=last,
        conditions=conditions,
    )


def _conditions(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(reason for reason in reasons if reason.kind is ReasonKind.CONDITION)
