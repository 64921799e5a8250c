"""A registered flow: its answer on a day, approval of a high risk, and the questions that no rule answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sakimori.domain.clearance import Reason, Verdict
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import FactConfirmation, HandOver, Judgement
from sakimori.domain.records.own_registers import DataSetPart
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import NotFoundError, SelfApprovalError, StateError
from sakimori.exchange.request.as_json import reasons_from_json
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.gate import uncounted_facts
from sakimori.rules.clearance.judging import Judging
from sakimori.services.clearance.cases import case_of_flow, standing_stops
from sakimori.services.clearance.standing_requests import OF_FLOWS, is_standing
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.loading import load_dossiers
from sakimori.services.kernel.recording import stamp
from sakimori.services.kernel.unit import Change, Unit, WriteResult, records_of
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result
from sakimori.store.records import TABLES

APPROVED: Final = "hand_over.approved"
_DECIDED: Final = "judgement.decided"
_DONE: Final = Text("すでに承認されています。", "It is approved already.")
_OTHER_DATA: Final = Text(
    "このフローのデータセットにない部分です。一覧から選び直してください。",
    "This part does not belong to the data set of the flow. Choose again from the list.",
)
_QUESTION: Final = Text("判断する問い", "question to decide")


@needs(Permission.DECIDE_CLEARANCE)
def approve_hand_over(
    workspace: Workspace, facts_id: str, *, actor: Actor, at: datetime, reason: str, seen: int | None = None
) -> WriteResult[HandOver]:
    """Approve a hand-over of high risk on the facts as they stand; not by somebody who recorded them.

    Raises:
        NotPermittedError: The role may not decide.
        SelfApprovalError: The actor recorded facts that nobody has approved since.
        StateError: It is approved already, or the facts changed since they were looked at.
    """
    why = needed_reason(reason)
    with workspace.change(APPROVED, actor=actor, at=at, reason=why) as change:
        facts = change.as_shown(change.records.get(HandOver, facts_id), seen)
        if facts.approved_by is not None:
            raise StateError(why=_DONE)
        if actor.is_among(*recorded_by(change, facts_id)):
            raise SelfApprovalError
        done = stamp(change, facts, approved_by=actor.id, approved_on=change.today)
    return write_result(done, change)


def recorded_by(unit: Unit, facts_id: str) -> frozenset[str]:
    """Who recorded or changed the facts of a hand-over since the last approval of them."""
    rows = unit.query(
        "SELECT DISTINCT actor FROM audit_entry WHERE record_kind = :kind AND record_id = :id AND action <> :approved "
        "AND seq > COALESCE((SELECT MAX(seq) FROM audit_entry WHERE record_kind = :kind AND record_id = :id "
        "AND action = :approved), 0)",
        kind=TABLES[HandOver],
        id=facts_id,
        approved=APPROVED,
    )
    return frozenset(str(row["actor"]) for row in rows)


@needs(Permission.DECIDE_CLEARANCE)
def decide_question(
    workspace: Workspace,
    flow_id: str,
    rule_id: str,
    *,
    holds: bool,
    reason: str,
    actor: Actor,
    at: datetime,
    part_id: str | None = None,
    seen: int | None = None,
) -> WriteResult[Judgement]:
    """Decide a question that no rule may decide: yes lets the hand-over go on, no stops it.

    Without a part it is decided for all persons. A later answer goes before an earlier one; one of the same day takes
    its place; `seen` is the version of that one that was shown, 0 where there was none.

    Raises:
        NotFoundError: There is no such flow, or no rule puts such a question.
        NotPermittedError: The role may not decide.
        StateError: The part does not belong to the data set of the flow.
    """
    why = needed_reason(reason)
    if rule_id not in {rule.id for rule in CLEARANCE_RULES}:
        raise NotFoundError(what=_QUESTION, key=rule_id)
    with workspace.change(_DECIDED, actor=actor, at=at, reason=why) as change:
        flow = change.records.get(DataFlow, flow_id)
        if part_id is not None and change.records.get(DataSetPart, part_id).data_set_id != flow.data_set_id:
            raise StateError(why=_OTHER_DATA)
        earlier = _of_today(change, flow_id, rule_id, part_id)
        if earlier is not None:
            decided = change.update(
                replace(change.as_shown(earlier, seen), holds=holds, reason=why, decided_by=actor.id)
            )
        else:
            decided = change.insert(
                Judgement(
                    change.new_id("jd"), flow.third_party_id, flow_id, rule_id, holds, why, actor.id, change.today,
                    part_id,
                )
            )  # fmt: skip
    return write_result(decided, change)


def _of_today(change: Change, flow_id: str, rule_id: str, part_id: str | None) -> Judgement | None:
    found = change.records.select(
        Judgement,
        "flow_id = :flow AND rule_id = :rule AND decided_on = :today",
        {"flow": flow_id, "rule": rule_id, "today": change.today.isoformat()},
    )
    return next((judgement for judgement in found if judgement.part_id == part_id), None)


_FLOW: Final = Text("データフロー", "data flow")


@dataclass(frozen=True, slots=True)
class FlowAnswer:
    """What the procedure says of a flow on a day, and on which recorded facts; no verdict where it is over.

    `recorders` wrote the facts since their last approval: none of them may approve the hand-over. `unconfirmed` are the
    facts that count for nothing, since nobody but those responsible for the third party says them.
    """

    flow: DataFlow
    verdict: Verdict | None
    facts: HandOver
    judgements: tuple[Judgement, ...]
    parts: tuple[DataSetPart, ...]
    recorders: frozenset[str]
    unconfirmed: tuple[str, ...] = ()
    confirmations: tuple[FactConfirmation, ...] = ()


@needs(Permission.READ)
def flow_answer(workspace: Workspace, flow_id: str, *, on: date, today: date, number: int, actor: Actor) -> FlowAnswer:
    """The answer of a day; of a past day, what was held of it then.

    Raises:
        NotFoundError: There is no such flow.
        NotPermittedError: The role may not read the register.
    """
    with workspace.unit() as unit:
        flow = unit.records.get(DataFlow, flow_id, what=_FLOW)
        facts = _facts(unit, flow, number)
        judgements = tuple(
            j for j in records_of(unit, Judgement, flow.third_party_id, number=number) if j.flow_id == flow_id
        )
        parts = tuple(unit.records.select(DataSetPart, "data_set_id = :id", {"id": flow.data_set_id or ""}, order="id"))
        confirmed = tuple(
            c for c in records_of(unit, FactConfirmation, flow.third_party_id, number=number) if c.flow_id == flow_id
        )
        answer = FlowAnswer(flow, None, facts, judgements, parts, recorded_by(unit, facts.id), confirmations=confirmed)
        if not is_standing(flow, on):
            return answer
        if on < today or unit.to_judge.among([flow.third_party_id]):
            return replace(answer, verdict=_held(unit, flow, on, number))
        case, policy = _case(unit, flow), unit.policy()
        unconfirmed = uncounted_facts(case, on, policy)
        return replace(answer, verdict=Judging(case, policy).on(on), unconfirmed=unconfirmed)


def _facts(unit: Unit, flow: DataFlow, number: int) -> HandOver:
    known = (h for h in records_of(unit, HandOver, flow.third_party_id, number=number) if h.flow_id == flow.id)
    return next(known, HandOver("", flow.third_party_id, flow.id))


def _case(unit: Unit, flow: DataFlow) -> Case:
    return case_of_flow(load_dossiers(unit, [flow.third_party_id])[0], flow, standing_stops(unit))


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
