"""The answer to a registered flow on a day: judged now, or as it was held when that day was known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sakimori.domain.clearance import Reason, Verdict
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import HandOver, Judgement
from sakimori.domain.records.own_registers import DataSetPart
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.exchange.request.as_json import reasons_from_json
from sakimori.rules.clearance.judging import Judging
from sakimori.services.clearance.cases import case_of_flow, standing_stops
from sakimori.services.clearance.deciding import recorded_by
from sakimori.services.clearance.standing import OF_FLOWS, is_standing
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.loading import load_dossiers
from sakimori.services.kernel.unit import Unit, records_of
from sakimori.services.kernel.workspace import Workspace

_FLOW: Final = Text("データフロー", "data flow")


@dataclass(frozen=True, slots=True)
class FlowAnswer:
    """What the procedure says of a flow on a day, and on which recorded facts; no verdict where it is over.

    `recorders` wrote the facts since their last approval: none of them may approve the hand-over.
    """

    flow: DataFlow
    verdict: Verdict | None
    facts: HandOver
    judgements: tuple[Judgement, ...]
    parts: tuple[DataSetPart, ...]
    recorders: frozenset[str]


def flow_answer(workspace: Workspace, flow_id: str, *, on: date, today: date, number: int, actor: Actor) -> FlowAnswer:
    """The answer of a day; of a past day, what was held of it then.

    Raises:
        NotFoundError: There is no such flow.
        NotPermittedError: The role may not read the register.
    """
    require(actor, Permission.READ)
    with workspace.unit() as unit:
        flow = unit.records.get(DataFlow, flow_id, what=_FLOW)
        facts = _facts(unit, flow, number)
        judgements = tuple(
            j for j in records_of(unit, Judgement, flow.third_party_id, number=number) if j.flow_id == flow_id
        )
        parts = tuple(unit.records.select(DataSetPart, "data_set_id = :id", {"id": flow.data_set_id or ""}, order="id"))
        if not is_standing(flow, on):
            verdict = None
        elif on < today:
            verdict = _held(unit, flow, on, number)
        else:
            verdict = _judged(unit, flow, on)
        return FlowAnswer(flow, verdict, facts, judgements, parts, recorded_by(unit, facts.id))


def _facts(unit: Unit, flow: DataFlow, number: int) -> HandOver:
    known = (h for h in records_of(unit, HandOver, flow.third_party_id, number=number) if h.flow_id == flow.id)
    return next(known, HandOver("", flow.third_party_id, flow.id))


def _judged(unit: Unit, flow: DataFlow, on: date) -> Verdict:
    dossier = load_dossiers(unit, [flow.third_party_id])[0]
    return Judging(case_of_flow(dossier, flow, standing_stops(unit)), unit.policy()).on(on)


def _held(unit: Unit, flow: DataFlow, on: date, number: int) -> Verdict | None:
    held = next(
        (
            one
            for one in unit.outcomes.as_known(number, on, third_party_id=flow.third_party_id)
            if one.subject_kind in OF_FLOWS and one.subject_id == flow.id
        ),
        None,
    )
    if held is None:
        return None
    reasons: tuple[Reason, ...] = reasons_from_json(held.reasons)
    return Verdict(on, held.outcome, reasons, ())
