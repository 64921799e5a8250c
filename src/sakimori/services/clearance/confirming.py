"""Confirmations of facts 事実の確認: somebody other than the asker makes sure of what frees a hand-over from a rule."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import FactConfirmation, HandOver
from sakimori.domain.records.own_registers import DataSetPart
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import SelfApprovalError, StateError
from sakimori.rules.clearance.facts_table import FREEING
from sakimori.rules.clearance.own_words import answer_code, frees
from sakimori.rules.facts.flow_facts import persons_of
from sakimori.services.clearance.judging import without_unrecorded
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.evidence import NewEvidence, Paper, checked_document, file_document
from sakimori.services.kernel.unit import Change, Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result
from sakimori.store.reads.naming import same_people

CONFIRMED: Final = "fact_confirmation.confirmed"
_STATED: Final = "fact_confirmation.stated"
_NONE_CHOSEN: Final = Text("確かめた事実を選んでください。", "Choose the facts that you made sure of.")
_NOT_SAID: Final = Text(
    "答えのない事実か、確認の要らない答えが選ばれています。開き直して、選び直してください。",
    "A fact without an answer, or an answer that needs no confirmation, was chosen. Open it again and choose anew.",
)
_UNNAMED: Final = Text(
    "データセットと利用目的を選んでから、書類を添えてください。書類が何のためのものかが残りません。",
    "Choose the data set and the purpose before you add a document. Nothing else says what the document is for.",
)
_NO_EVIDENCE: Final = Text(
    "この取引先の証跡を選んでください。", "Choose a document that is on file for this third party."
)


@needs(Permission.DECIDE_CLEARANCE)
def confirm_facts(
    workspace: Workspace,
    flow_id: str,
    facts: Collection[str],
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
    evidence_id: str | None = None,
) -> WriteResult[tuple[FactConfirmation, ...]]:
    """Make sure of facts of a registered flow as they are answered now, all for one reason.

    Each confirmation names the recipient, data, purpose, way of transfer and number of persons of the flow, and ends
    after the days of our policy.

    Raises:
        InvalidValueError: The reason is blank.
        NotPermittedError: The role may not decide.
        SelfApprovalError: The actor looks after the third party, or is another account of whoever does.
        StateError: No fact was chosen, an answer frees from nothing, or the facts changed since they were looked at.
    """
    why = needed_reason(reason)
    with workspace.change(CONFIRMED, actor=actor, at=at, reason=why) as change:
        stored = confirm_within(change, flow_id, facts, why=why, seen=seen, evidence_id=evidence_id)
    return write_result(stored, change)


def confirm_within(
    change: Change,
    flow_id: str,
    facts: Collection[str],
    *,
    why: str,
    seen: int | None = None,
    evidence_id: str | None = None,
) -> tuple[FactConfirmation, ...]:
    """Make sure of facts of a registered flow as a part of a larger step.

    Raises:
        SelfApprovalError: The actor looks after the third party, or is another account of whoever does.
        StateError: No fact was chosen, an answer frees from nothing, or the facts changed since they were looked at.
    """
    if not facts:
        raise StateError(why=_NONE_CHOSEN)
    flow, told = _flow_and_facts(change, flow_id, seen)
    refuse_one_of(change, change.actor, change.records.get(ThirdParty, flow.third_party_id).owner_id)
    made = confirmations_of(
        flow,
        told,
        facts,
        parts=_parts(change, flow),
        policy=change.policy(),
        why=why,
        who=change.actor.id,
        on=change.today,
        new_id=change.new_id,
        evidence_id=_evidence(change, flow, evidence_id),
    )
    return tuple(change.insert(one) for one in made)


@needs(Permission.ASK_CLEARANCE)
def state_with_evidence(
    workspace: Workspace,
    request: ClearanceRequest,
    facts: Collection[str],
    *,
    paper: Paper,
    reason: str,
    actor: Actor,
    at: datetime,
) -> WriteResult[tuple[FactConfirmation, ...]]:
    """File a document beside what one says oneself in a question.

    The word counts once somebody else accepts the document; facts of the persons themselves count at once for no more
    persons than our policy lets go by it.

    Raises:
        InvalidValueError: The reason is blank, the file is empty or too large, or the day of the question is past.
        NotFoundError: There is no such recipient, or no such flow of it.
        NumberInFileError: As a text the file holds a My Number or a card number.
        StateError: No fact was chosen, an answer frees from nothing, or a question outside every registered flow names
            no data set or no purpose.
    """
    why = needed_reason(reason)
    new, file = checked_document(NewEvidence(request.recipient_id, paper.filename, paper.body, note=why))
    with workspace.change(_STATED, actor=actor, at=at, reason=why) as change:
        asked = without_unrecorded(change, request, today=change.today)
        if not asked.flow.id and not (asked.flow.data_set_id and asked.flow.purpose_id):
            raise StateError(why=_UNNAMED)
        filed = file_document(change, new, file)
        stored = tuple(
            change.insert(replace(one, is_own_word=True, evidence_id=filed.id))
            for one in confirmed_in(change, asked, facts, why=why)
        )
    return write_result(stored, change)


def confirmations_of(
    flow: DataFlow,
    told: HandOver,
    facts: Collection[str],
    *,
    parts: Sequence[DataSetPart],
    policy: Policy,
    why: str,
    who: str,
    on: date,
    new_id: Callable[[str], str],
    evidence_id: str | None = None,
) -> tuple[FactConfirmation, ...]:
    """The confirmations of some facts of a hand-over, in the order of the record, as they would be stored.

    Raises:
        StateError: No fact was chosen, or one has no answer that frees from a rule.
    """
    if not facts:
        raise StateError(why=_NONE_CHOSEN)
    if not all(name in FREEING and frees(name, getattr(told, name)) for name in facts):
        raise StateError(why=_NOT_SAID)
    return tuple(
        FactConfirmation(
            new_id("fc"),
            flow.third_party_id,
            flow.id or None,
            name,
            answer_code(getattr(told, name)),
            on + timedelta(days=policy.confirmation_days),
            why,
            who,
            on,
            evidence_id=evidence_id,
            data_set_id=flow.data_set_id,
            part_ids=tuple(part.id for part in parts),
            purpose_id=flow.purpose_id,
            transfer_method=flow.transfer_method,
            persons=persons_of(flow, parts),
            categories=flow.categories,
        )
        for name in FREEING
        if name in facts
    )


def confirmed_in(
    change: Change, request: ClearanceRequest, facts: Collection[str], *, why: str
) -> tuple[FactConfirmation, ...]:
    """The confirmations that a question carries once its facts were made sure of; earlier ones of a fact go.

    Raises:
        StateError: A fact has no answer that frees from a rule.
    """
    made = confirmations_of(
        request.flow,
        request.facts,
        facts,
        parts=_parts(change, request.flow),
        policy=change.policy(),
        why=why,
        who=change.actor.id,
        on=change.today,
        new_id=change.new_id,
    )
    return (*(one for one in request.confirmations if one.fact not in facts), *made)


def weighed(
    unit: Unit, request: ClearanceRequest, facts: Collection[str], *, who: str, on: date
) -> tuple[FactConfirmation, ...]:
    """The confirmations that a question would carry if somebody made sure of facts of it."""
    return (
        *request.confirmations,
        *confirmations_of(
            request.flow,
            request.facts,
            facts,
            parts=_parts(unit, request.flow),
            policy=unit.policy(),
            why="",
            who=who,
            on=on,
            new_id=lambda prefix: prefix,
        ),
    )


def _flow_and_facts(change: Change, flow_id: str, seen: int | None) -> tuple[DataFlow, HandOver]:
    flow = change.records.get(DataFlow, flow_id)
    found = change.records.select(HandOver, "flow_id = :id", {"id": flow_id})
    if not found:
        raise StateError(why=_NOT_SAID)
    return flow, change.as_shown(found[0], seen)


def _parts(unit: Unit, flow: DataFlow) -> Sequence[DataSetPart]:
    return unit.records.select(DataSetPart, "data_set_id = :id", {"id": flow.data_set_id or ""}, order="id")


def _evidence(unit: Unit, flow: DataFlow, evidence_id: str | None) -> str | None:
    if evidence_id is None:
        return None
    found = unit.records.get(Evidence, evidence_id)
    if found.third_party_id != flow.third_party_id or found.gone_on is not None:
        raise StateError(why=_NO_EVIDENCE)
    return found.id


def refuse_one_of(unit: Unit, actor: Actor, *people: str | None) -> None:
    """Refuse somebody who is one of some people, by another account of theirs too.

    Raises:
        SelfApprovalError: They are one of them.
    """
    alike = {double for person in people if person for double in same_people(unit.engine, person)}
    if actor.is_among(*people, *alike):
        raise SelfApprovalError
