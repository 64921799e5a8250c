"""What a person decides about the hand-over of a flow: approval of a high risk, and questions that no rule answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import HandOver, Judgement
from sakimori.domain.records.own_registers import DataSetPart
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import NotFoundError, SelfApprovalError, StateError
from sakimori.rules.clearance import CLEARANCE_RULES
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.recording import stamp
from sakimori.services.kernel.unit import Change, Saved, Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import saved
from sakimori.store.mapping import TABLES

APPROVED: Final = "hand_over.approved"
_DECIDED: Final = "judgement.decided"
_DONE: Final = Text("すでに承認されています。", "It is approved already.")
_OTHER_DATA: Final = Text(
    "このフローのデータセットにない部分です。一覧から選び直してください。",
    "This part does not belong to the data set of the flow. Choose again from the list.",
)
_QUESTION: Final = Text("判断する問い", "question to decide")


def approve_hand_over(
    workspace: Workspace, facts_id: str, *, actor: Actor, at: datetime, reason: str, seen: int | None = None
) -> Saved[HandOver]:
    """Approve a hand-over of high risk on the facts as they stand; not by somebody who recorded them.

    Raises:
        NotPermittedError: The role may not decide.
        SelfApprovalError: The actor recorded facts that nobody has approved since.
        StateError: It is approved already, or the facts changed since they were looked at.
    """
    require(actor, Permission.DECIDE_CLEARANCE)
    why = needed_reason(reason)
    with workspace.change(APPROVED, actor=actor, at=at, reason=why) as change:
        facts = change.as_shown(change.records.get(HandOver, facts_id), seen)
        if facts.approved_by is not None:
            raise StateError(why=_DONE)
        if actor.id in recorded_by(change, facts_id):
            raise SelfApprovalError
        done = stamp(change, facts, approved_by=actor.id, approved_on=change.today)
    return saved(done, change)


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
) -> Saved[Judgement]:
    """Decide a question that no rule may decide: yes lets the hand-over go on, no stops it.

    Without a part it is decided for all persons. A later answer goes before an earlier one; one of the same day takes
    its place; `seen` is the version of that one that was shown, 0 where there was none.

    Raises:
        NotFoundError: There is no such flow, or no rule puts such a question.
        NotPermittedError: The role may not decide.
        StateError: The part does not belong to the data set of the flow.
    """
    require(actor, Permission.DECIDE_CLEARANCE)
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
    return saved(decided, change)


def _of_today(change: Change, flow_id: str, rule_id: str, part_id: str | None) -> Judgement | None:
    found = change.records.select(
        Judgement,
        "flow_id = :flow AND rule_id = :rule AND decided_on = :today",
        {"flow": flow_id, "rule": rule_id, "today": change.today.isoformat()},
    )
    return next((judgement for judgement in found if judgement.part_id == part_id), None)
