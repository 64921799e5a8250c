"""Inquiries 照会: a question goes to compliance with its answer of the day, and comes back approved or refused."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Final

from sakimori.domain.clearance import ClearanceRequest, Inquiry, InquiryState, ReasonKind, Step, Verdict, listed
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.hand_over import HandOver, Judgement
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import SelfApprovalError, StateError
from sakimori.exchange.request.as_json import from_json, to_json
from sakimori.rules.clearance.judging import Judging
from sakimori.services.clearance.cases import case_for
from sakimori.services.clearance.choices import with_answers
from sakimori.services.clearance.confirming import confirmed_in, refuse_one_of
from sakimori.services.clearance.judging import without_unrecorded
from sakimori.services.clearance.standing_requests import keep_clearance_heads
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Change, Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import checked_reason
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result
from sakimori.services.talk.notices import tell, whose_role_may
from sakimori.store.records import TABLES

_INQUIRY: Final = Text("照会", "inquiry")
_NOT_OPEN: Final = Text("この照会は、もう回答を待っていません。", "This inquiry is not waiting for an answer any more.")
_OTHERS: Final = Text("照会した本人だけが取り下げられます。", "Only the person who asked may withdraw it.")
_TWICE: Final = Text(
    "同じ内容の照会が、すでに回答を待っています。内容を変えるときは、先にその照会を取り下げてください。",
    "The same inquiry is waiting for its answer already. To change it, withdraw that one first.",
)
_OF_HAND_OVER: Final = ("id", "direction", "data_set_id", "categories", "purpose_id", "route")
"""Where these are alike, two questions ask about the same hand-over."""
_BARRED: Final = Text(
    "承認しても渡せません。先に次を直すか、照会を断ってください：{what}",
    "An approval would not make it lawful. Mend this first, or refuse the inquiry: {what}",
)
_UNKNOWN: Final = Text(
    "未確認の事実があります。先に記録してください：{what}", "Facts are not known. Record them first: {what}"
)
_UNDECIDED: Final = Text("判断していない問いがあります：{what}", "Questions are not decided yet: {what}")
_COMPLETED: Final = Text(
    "この照会の事実を補った人は、リスクの高い提供を承認できません。別の人が承認してください。",
    "Whoever added facts to this inquiry cannot approve a hand-over of high risk. Somebody else has to.",
)
_STEPS_OF_THEIR_OWN: Final = frozenset({"id", "third_party_id", "flow_id", "approved_by", "approved_on", "version"})
_TYPED: Final = frozenset(field.name for field in fields(HandOver)) - _STEPS_OF_THEIR_OWN
_SENT: Final = "inquiry.sent"
COMPLETED: Final = "inquiry.completed"
_NO_GROUND: Final = (LegalRoute.UNDECIDED,)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What compliance says to one open question; without a part it speaks of all persons."""

    rule_id: str
    holds: bool
    reason: str
    part_id: str | None = None


@needs(Permission.ASK_CLEARANCE)
def send_inquiry(
    workspace: Workspace, request: ClearanceRequest, *, message: str, actor: Actor, at: datetime
) -> WriteResult[Inquiry]:
    """Ask compliance; request and answer of the day are kept with the message.

    Raises:
        InvalidValueError: The day is past, or the message is too long or holds a card number.
        NotPermittedError: The role may not ask.
        StateError: The recipient was merged into another, or the same question waits for its answer already.
    """
    said = checked_reason(message)
    with workspace.change(_SENT, actor=actor, at=at, reason=said) as change:
        asked = without_unrecorded(change, request, today=change.today)
        _refuse_twice(change, asked, actor)
        verdict = _judged(change, asked, actor.id)
        inquiry = change.insert(
            Inquiry(
                change.new_id("iq"), asked.recipient_id, to_json(ClearanceRequest, asked), to_json(Verdict, verdict),
                verdict.outcome, actor.id, at, said,
            ),
            runs_rules=False,
        )  # fmt: skip
        keep_clearance_heads(change, inquiry.third_party_id)
        tell(change, whose_role_may(change, Permission.DECIDE_CLEARANCE), inquiry_id=inquiry.id)
    return write_result(inquiry, change)


def _refuse_twice(change: Change, asked: ClearanceRequest, actor: Actor) -> None:
    """The same hand-over asked again while it waits is a second press, or should be changed in the first."""
    if any(is_same_hand_over(asked, request) for request in open_requests(change, asked.recipient_id, actor)):
        raise StateError(why=_TWICE)


def open_requests(unit: Unit, third_party_id: str, actor: Actor) -> tuple[ClearanceRequest, ...]:
    """What a person asked about a third party and nobody has answered yet."""
    where = "third_party_id = :party AND asked_by = :who AND state = :open"
    params = {"party": third_party_id, "who": actor.id, "open": InquiryState.OPEN.value}
    return tuple(from_json(ClearanceRequest, one.request) for one in unit.records.select(Inquiry, where, params))


def is_same_hand_over(one: ClearanceRequest, other: ClearanceRequest) -> bool:
    """Whether two questions ask about the same hand-over, on whichever day and whatever is known of it."""
    return all(getattr(one.flow, name) == getattr(other.flow, name) for name in _OF_HAND_OVER)


@needs(Permission.DECIDE_CLEARANCE)
def complete_inquiry(
    workspace: Workspace,
    inquiry_id: str,
    facts: Mapping[str, object],
    *,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[Inquiry]:
    """Add facts of the hand-over that the asker did not know; the inquiry waits on, with them in its request.

    Raises:
        NotPermittedError: The role may not decide.
        StateError: It is answered or withdrawn, or changed since it was looked at.
    """
    if strange := facts.keys() - _TYPED:
        raise ValueError(f"no facts that anybody types: {sorted(strange)}")
    with workspace.change(COMPLETED, actor=actor, at=at) as change:
        inquiry = open_inquiry(change, inquiry_id, seen)
        request = from_json(ClearanceRequest, inquiry.request)
        request = replace(request, facts=with_answers(request.facts, dict(facts)))
        stored = change.update(replace(inquiry, request=to_json(ClearanceRequest, request)), runs_rules=False)
    return write_result(stored, change)


@needs(Permission.DECIDE_CLEARANCE)
def answer_inquiry(
    workspace: Workspace,
    inquiry_id: str,
    *,
    approve: bool,
    reason: str,
    actor: Actor,
    at: datetime,
    decided: Sequence[Ruling] = (),
    confirmed: Collection[str] = (),
    seen: int | None = None,
) -> WriteResult[Inquiry]:
    """Approve an inquiry, or refuse it with the reason; nobody answers what he asked himself.

    An approval puts the judgements on the open questions, the facts that were `confirmed` and, where the risk is high,
    the approval itself into the request. What is barred or not known stays so: no approval stands in for a record, and
    what only the asker says is not known.

    Raises:
        InvalidValueError: The reason is blank.
        NotPermittedError: The role may not decide.
        SelfApprovalError: The actor asked.
        StateError: It is answered or withdrawn, or changed since it was looked at; something is barred, not known or
            not decided; or the risk is high and the actor added facts to it.
    """
    why = needed_reason(reason)
    action = "inquiry.approved" if approve else "inquiry.refused"
    with workspace.change(action, actor=actor, at=at, reason=why) as change:
        inquiry = open_inquiry(change, inquiry_id, seen)
        refuse_asker(change, inquiry)
        answered = replace(
            inquiry,
            state=InquiryState.APPROVED if approve else InquiryState.REFUSED,
            answer=why,
            answered_by=actor.id,
            answered_at=at,
        )
        if approve:
            request = _approved(change, inquiry, decided, confirmed, why)
            answered = replace(answered, request=to_json(ClearanceRequest, request))
        stored = change.update(answered, runs_rules=False)
        tell(change, {inquiry.asked_by}, inquiry_id=inquiry.id)
    return write_result(stored, change)


@needs(Permission.ASK_CLEARANCE)
def withdraw_inquiry(
    workspace: Workspace, inquiry_id: str, *, actor: Actor, at: datetime, seen: int | None = None, reason: str = ""
) -> WriteResult[Inquiry]:
    """Take back an inquiry of one's own that nobody has answered."""
    with workspace.change("inquiry.withdrawn", actor=actor, at=at, reason=reason) as change:
        inquiry = change.as_shown(find_inquiry(change, inquiry_id), seen)
        if inquiry.asked_by != actor.id:
            raise StateError(why=_OTHERS)
        if inquiry.state is not InquiryState.OPEN:
            raise StateError(why=_NOT_OPEN)
        stored = change.update(replace(inquiry, state=InquiryState.WITHDRAWN), runs_rules=False)
    return write_result(stored, change)


def find_inquiry(unit: Unit, inquiry_id: str) -> Inquiry:
    """The inquiry.

    Raises:
        NotFoundError: There is none with this id.
    """
    return unit.records.get(Inquiry, inquiry_id, what=_INQUIRY)


def request_of(inquiry: Inquiry, *, today: date) -> ClearanceRequest:
    """What is asked, seen from today: of the third party that it now is about, and of no day that is over."""
    request = from_json(ClearanceRequest, inquiry.request)
    return replace(
        request,
        flow=replace(request.flow, third_party_id=inquiry.third_party_id),
        facts=replace(request.facts, third_party_id=inquiry.third_party_id),
        on=max(request.on, today),
    )


def completed_by(unit: Unit, inquiry_id: str) -> frozenset[str]:
    """Who added facts to an inquiry."""
    return _who_did(unit, inquiry_id, COMPLETED)


def _who_did(unit: Unit, inquiry_id: str, action: str) -> frozenset[str]:
    lines = unit.trail.lines(record_kind=TABLES[Inquiry], record_id=inquiry_id, action=action)
    return frozenset(line.entry.actor for line in lines)


def refuse_asker(change: Change, inquiry: Inquiry) -> None:
    """Let nobody act for compliance on what he asked himself.

    Raises:
        SelfApprovalError: The actor asked, or sent it before it was handed over.
    """
    if change.actor.is_among(inquiry.asked_by, *_who_did(change, inquiry.id, _SENT)):
        raise SelfApprovalError


def open_inquiry(change: Change, inquiry_id: str, seen: int | None) -> Inquiry:
    """The inquiry, which waits for its answer.

    Raises:
        StateError: It is answered or withdrawn, or changed since it was looked at.
    """
    inquiry = change.as_shown(find_inquiry(change, inquiry_id), seen)
    if inquiry.state is not InquiryState.OPEN:
        raise StateError(why=_NOT_OPEN)
    return inquiry


def _approved(
    change: Change, inquiry: Inquiry, decided: Sequence[Ruling], confirmed: Collection[str], why: str
) -> ClearanceRequest:
    checked = [replace(one, reason=needed_reason(one.reason)) for one in decided]
    request = with_decisions(
        request_of(inquiry, today=change.today), checked, why=why, who=change.actor.id, today=change.today,
        new_id=change.new_id,
    )  # fmt: skip
    if confirmed:
        owner = change.records.get(ThirdParty, inquiry.third_party_id).owner_id
        refuse_one_of(change, change.actor, inquiry.asked_by, owner)
        request = replace(request, confirmations=confirmed_in(change, request, confirmed, why=why))
    verdict = _judged(change, request, inquiry.asked_by)
    if needs_approval(verdict):
        if change.actor.is_among(*completed_by(change, inquiry.id)):
            raise StateError(why=_COMPLETED)
        facts = replace(request.facts, approved_by=change.actor.id, approved_on=change.today)
        request = replace(request, facts=facts)
        verdict = _judged(change, request, inquiry.asked_by)
    for kind, sentence in (
        (ReasonKind.BAR, _BARRED), (ReasonKind.UNKNOWN, _UNKNOWN), (ReasonKind.QUESTION, _UNDECIDED),
    ):  # fmt: skip
        if open_ones := verdict.of_kind(kind):
            raise StateError(why=sentence.format(what=listed(open_ones)))
    return request


def needs_approval(verdict: Verdict) -> bool:
    """Whether what is left to be done is the approval of a high risk."""
    return any(reason.step is Step.APPROVAL for reason in verdict.of_kind(ReasonKind.CONDITION))


def with_decisions(
    request: ClearanceRequest,
    decided: Sequence[Ruling],
    *,
    why: str,
    who: str,
    today: date,
    new_id: Callable[[str], str],
) -> ClearanceRequest:
    """What compliance decides with its approval: the questions, and of a question that stands alone its ground."""
    judgements = tuple(
        Judgement(
            new_id("jd"), request.recipient_id, request.flow.id, one.rule_id, one.holds, one.reason, who, today,
            one.part_id,
        )
        for one in decided
    )  # fmt: skip
    flow, cloud = request.flow, request.cloud
    if not flow.id and flow.route not in _NO_GROUND:
        flow = replace(
            flow, route_rationale=flow.route_rationale or why, route_decided_by=who, route_decided_on=today
        )  # fmt: skip
    if cloud is not None and cloud.is_answered:
        cloud = replace(cloud, signed_off_by=who, signed_off_on=today)
    return replace(request, flow=flow, cloud=cloud, judgements=(*request.judgements, *judgements))


def _judged(unit: Unit, request: ClearanceRequest, asked_by: str) -> Verdict:
    return Judging(case_for(unit, request, asked_by=asked_by), unit.policy()).on(request.on)
