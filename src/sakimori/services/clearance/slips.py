"""Clearance slips 提供可否票: issued from an answer that lets data go, good while it holds, kept with their case."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from sakimori.domain.clearance import ClearanceRequest, Inquiry, InquiryState, Reason, ReasonKind, Slip, Verdict
from sakimori.domain.codes import Outcome
from sakimori.domain.dossier import AssessedPack
from sakimori.domain.policy import Policy
from sakimori.domain.questions.pack import Pack, Question, Source, TextRights
from sakimori.domain.user import Actor
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.errors import NotFoundError, StateError
from sakimori.exchange.request.as_json import from_json, reasons_from_json, to_json, to_small_json
from sakimori.rules.clearance.case import Case
from sakimori.rules.clearance.judging import Judging
from sakimori.rules.clearance.rule_kit import JUDGED_AGAIN
from sakimori.rules.evaluation import ruleset_digest
from sakimori.rules.facts.assessments import blank_questions
from sakimori.services.clearance.cases import case_for
from sakimori.services.clearance.confirming import weighed
from sakimori.services.clearance.inquiries import find_inquiry, request_of
from sakimori.services.clearance.judging import without_unrecorded
from sakimori.services.clearance.standing_requests import SLIP, keep_clearance_heads, speaks_against
from sakimori.services.kernel.access import Permission, may, needs, require
from sakimori.services.kernel.unit import Change, Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result
from sakimori.store.outcomes import StoredOutcome

_PROVEN_BY: Final = "program:proof"
"""Stands for the program where it found out a fact itself, as by comparing a list with who asked us to stop."""
_NO_SOURCE = Source("", "", "", TextRights.IDS_ONLY, None)


@dataclass(frozen=True, slots=True)
class SlipCase:
    """A case with the policy under which it was judged."""

    case: Case
    policy: Policy


def kept_case(case: Case, policy: Policy) -> str:
    """The case and its policy as JSON; of packs only which questions are blank, the wording lies in the packs."""
    dossier = replace(
        case.dossier, governing=tuple(_blanks(a) for a in case.dossier.governing), country_names={}
    )  # fmt: skip
    return json.dumps(
        {
            "policy": json.loads(to_json(Policy, policy)),
            "case": json.loads(to_small_json(Case, replace(case, dossier=dossier))),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def case_of_slip(slip: Slip) -> SlipCase:
    """What a slip was made from."""
    kept = json.loads(slip.case_body)
    return SlipCase(from_json(Case, json.dumps(kept["case"])), from_json(Policy, json.dumps(kept["policy"])))


def rejudge(slip: Slip) -> Verdict | None:
    """The answer on the kept case again; None where the rules of its day can no longer be run."""
    kept = case_of_slip(slip)
    if ruleset_digest(kept.policy) != slip.rules_digest:
        return None
    return Judging(kept.case, kept.policy).on(slip.judged_on)


def _blanks(assessed: AssessedPack) -> AssessedPack:
    """An assessment with its blank questions, which alone a clearance asks for."""
    blank = tuple(
        Question(q.id, "", q.area, (), NO_TEXT, NO_TEXT, q.type, required=q.required) for q in blank_questions(assessed)
    )
    pack = Pack(assessed.pack.id, assessed.pack.version, NO_TEXT, _NO_SOURCE, "", (), (), (), ())
    return AssessedPack(assessed.assessment, pack, {}, blank)


ISSUABLE: Final = frozenset({Outcome.ALLOWED, Outcome.CONDITIONAL})
MERGED: Final = "merged"
_ORDER: Final = list(Outcome)
_SLIP: Final = Text("提供可否票", "clearance slip")
_NOT_ISSUABLE: Final = Text(
    "判定が可か条件付き可のときだけ、提供可否票を出せます。法務に照会してください。",
    "A slip is issued only where the answer is allowed or conditional. Send an inquiry to compliance.",
)
_RECEIPT: Final = Text(
    "提供可否票は、渡すときのものです。受け取ったデータは、受領の記録を残してください。",
    "A slip is for data that go out. Of data that came in, keep a record of the receipt.",
)
_NOT_APPROVED: Final = Text(
    "承認された照会からだけ、提供可否票を出せます。", "A slip is issued only from an inquiry that was approved."
)
_OTHERS: Final = Text(
    "照会した本人だけが、その照会から提供可否票を出せます。",
    "Only the person who asked may issue a slip from an inquiry.",
)
_REVOKED: Final = Text("この提供可否票は、すでに取り消されています。", "This slip was revoked already.")


class SlipState(StrEnum):
    """How a slip stands on a day; only `GOOD` may be relied on."""

    GOOD = "good"
    NOT_YET = "not_yet"
    JUDGED_AGAIN = "judged_again"
    LAPSED = "lapsed"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class SlipStanding:
    """The state of a day, the answer then, and what speaks against the slip where it has lapsed.

    `to_do` are the conditions of a good slip that are still to be met before anything goes.
    """

    state: SlipState
    outcome: Outcome | None
    reasons: tuple[Reason, ...] = ()
    to_do: tuple[Reason, ...] = ()


@needs(Permission.ASK_CLEARANCE)
def issue_slip(workspace: Workspace, request: ClearanceRequest, *, actor: Actor, at: datetime) -> WriteResult[Slip]:
    """Issue a slip on a question whose answer lets the data go, with the open conditions on it.

    Raises:
        InvalidValueError: The day is past.
        NotPermittedError: The role may not ask.
        StateError: The answer is neither allowed nor conditional.
    """
    with workspace.change("slip.issued", actor=actor, at=at) as change:
        slip = issue_within(change, request)
    return write_result(slip, change)


def issue_within(change: Change, request: ClearanceRequest, *, proven: Collection[str] = ()) -> Slip:
    """Issue a slip on a question as a part of a larger step, which may itself have `proven` facts of it.

    Raises:
        InvalidValueError: The day is past.
        StateError: The answer is neither allowed nor conditional.
    """
    asked = without_unrecorded(change, request, today=change.today)
    if proven:
        asked = replace(asked, confirmations=weighed(change, asked, proven, who=_PROVEN_BY, on=change.today))
    return _issued(change, asked, None)


@needs(Permission.ASK_CLEARANCE)
def issue_slip_from_inquiry(workspace: Workspace, inquiry_id: str, *, actor: Actor, at: datetime) -> WriteResult[Slip]:
    """Issue a slip on an inquiry that compliance has approved; the person who asked does so.

    Raises:
        StateError: It is not approved, somebody else asked, or today's answer does not let the data go any more.
    """
    with workspace.change("slip.issued", actor=actor, at=at) as change:
        inquiry = find_inquiry(change, inquiry_id)
        if inquiry.state is not InquiryState.APPROVED:
            raise StateError(why=_NOT_APPROVED)
        if inquiry.asked_by != actor.id:
            raise StateError(why=_OTHERS)
        slip = _issued(change, request_of(inquiry, today=change.today), inquiry)
    return write_result(slip, change)


@needs(Permission.ASK_CLEARANCE)
def revoke_slip(
    workspace: Workspace, slip_id: str, *, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[Slip]:
    """Take a slip back from today, with the reason: compliance, or whoever issued it.

    Raises:
        InvalidValueError: The reason is blank.
        NotPermittedError: The actor did neither issue it nor decides such things.
        StateError: It was revoked already.
    """
    why = needed_reason(reason)
    with workspace.change("slip.revoked", actor=actor, at=at, reason=why) as change:
        slip = change.as_shown(find_slip(change, slip_id), seen)
        if slip.issued_by != actor.id:
            require(actor, Permission.DECIDE_CLEARANCE)
        if slip.revoked_on is not None:
            raise StateError(why=_REVOKED)
        stored = change.update(
            replace(slip, revoked_on=change.today, revoked_by=actor.id, revoke_reason=why)
        )  # fmt: skip
    return write_result(stored, change)


def revoke_slips_of(change: Change, third_party_id: str) -> None:
    """Take back every slip on a third party that is merged away."""
    for slip in change.records.select(Slip, "third_party_id = :id AND revoked_on IS NULL", {"id": third_party_id}):
        change.update(
            replace(slip, revoked_on=change.today, revoked_by=change.actor.id, revoke_reason=MERGED),
            action="slip.revoked",
        )


def find_slip(unit: Unit, slip_id: str) -> Slip:
    """The slip.

    Raises:
        NotFoundError: There is none with this id.
    """
    return unit.records.get(Slip, slip_id, what=_SLIP)


def slip_of_number(unit: Unit, number: str) -> Slip:
    """The slip with a number, however it was typed.

    Raises:
        NotFoundError: There is none.
    """
    found = unit.records.select(Slip, "number = :number", {"number": number.strip().upper()})
    if not found:
        raise NotFoundError(what=_SLIP, key=number.strip())
    return found[0]


def may_read(slip: Slip, actor: Actor) -> bool:
    """Whether this person may read what stands on a slip: whoever issued it, and those who read the register."""
    return slip.issued_by == actor.id or may(actor, Permission.READ)


def slip_digest(slip: Slip) -> str:
    """The SHA-256 of a slip as it was issued: what it was asked, made from and answered, by whom and when."""
    issued = (
        slip.number, slip.request, slip.case_body, slip.verdict, slip.outcome.value,
        slip.judged_on.isoformat(), slip.valid_until.isoformat() if slip.valid_until else "", slip.issued_by,
        slip.issued_at.isoformat(), str(slip.audit_number), slip.audit_hash, slip.rules_digest,
    )  # fmt: skip
    return sha256(json.dumps(issued, ensure_ascii=False).encode()).hexdigest()


def slip_standing(unit: Unit, slip: Slip, day: date, *, number: int | None = None) -> SlipStanding:
    """How a slip stands on a day, as known now or after an entry of the trail."""
    known = unit.number() if number is None else number
    held = unit.outcomes.as_known(known, day, third_party_id=slip.third_party_id)
    return standing_of(slip, day, spans_by_slip(held))


def standing_of(slip: Slip, day: date, spans: Mapping[str, StoredOutcome]) -> SlipStanding:
    """The same where the answers of that day are at hand.

    A slip lapses when its answer gets worse, or asks for something that does not stand on it.
    """
    if slip.revoked_on is not None and slip.revoked_on <= day:
        return SlipStanding(SlipState.REVOKED, None)
    span = spans.get(slip.id)
    if day < slip.judged_on:
        return SlipStanding(SlipState.NOT_YET, span.outcome if span else None)
    if span is None:
        return SlipStanding(SlipState.LAPSED, None)
    against = speaks_against(slip, span)
    if against is None:
        return SlipStanding(SlipState.GOOD, span.outcome, to_do=_to_do(span))
    if [reason.rule_id for reason in against] == [JUDGED_AGAIN.rule_id]:
        return SlipStanding(SlipState.JUDGED_AGAIN, span.outcome, against)
    return SlipStanding(SlipState.LAPSED, span.outcome, against)


def spans_by_slip(held: Iterable[StoredOutcome]) -> dict[str, StoredOutcome]:
    """The answers of slips among some standing requests, by the id of the slip."""
    return {one.subject_id: one for one in held if one.subject_kind == SLIP}


def _to_do(span: StoredOutcome) -> tuple[Reason, ...]:
    if span.outcome is not Outcome.CONDITIONAL:
        return ()
    return open_conditions(reasons_from_json(span.reasons))


def open_conditions(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """What is still to be done before anything goes; the record is made by the hand-over itself."""
    conditions = (reason for reason in reasons if reason.kind is ReasonKind.CONDITION)
    return tuple(r for r in conditions if r.fix is None or r.fix.field != "record_prepared")


def _issued(change: Change, request: ClearanceRequest, inquiry: Inquiry | None) -> Slip:
    if request.flow.comes_in:
        raise StateError(why=_RECEIPT)
    policy = change.policy()
    case = case_for(change, request, asked_by=change.actor.id)
    verdict = Judging(case, policy).on(request.on)
    if verdict.outcome not in ISSUABLE:
        raise StateError(why=_NOT_ISSUABLE)
    audit_number, audit_hash = change.trail.head()
    slip = change.insert(
        Slip(
            id=change.new_id("sl"),
            third_party_id=request.recipient_id,
            number=_next_number(change),
            request=to_json(ClearanceRequest, request),
            case_body=kept_case(case, policy),
            verdict=to_json(Verdict, verdict),
            outcome=verdict.outcome,
            judged_on=request.on,
            valid_until=verdict.valid_until,
            issued_by=change.actor.id,
            issued_at=change.at,
            audit_number=audit_number,
            audit_hash=audit_hash,
            rules_digest=ruleset_digest(policy),
            inquiry_id=inquiry.id if inquiry else None,
            flow_id=request.flow.id or None,
        )
    )
    keep_clearance_heads(change, slip.third_party_id)
    return slip


def _next_number(change: Change) -> str:
    """Numbers run on within a year; the transaction holds the write lock, so none is given twice."""
    prefix = f"TK-{change.today.year}-"
    rows = change.query("SELECT MAX(number) AS last FROM slip WHERE number LIKE :year ESCAPE '!'", year=f"{prefix}%")
    last = str(rows[0]["last"] or f"{prefix}0")
    return f"{prefix}{int(last.removeprefix(prefix)) + 1:06}"
