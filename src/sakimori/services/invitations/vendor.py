"""What somebody of a vendor does in the one assessment to which an invitation leads; none of it names an assessment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sakimori.domain.invitation import MOST_COLLEAGUES, Invitation
from sakimori.domain.questions.assessment import Answer, AnswerMethod, Assessment, Comment, CommentKind, Evidence
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import ConflictError, NotFoundError, RefusedError, StateError
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.decisions import hand_in
from sakimori.services.assessments.sheet import FILLABLE, RUNNING, Sheet, keep_progress, load_sheet, require_state
from sakimori.services.assessments.view import takes_measure
from sakimori.services.assessments.write import insert_comment, said_text, store_answers
from sakimori.services.invitations.links import INVITATION, invitations_to, invited, put_new_link
from sakimori.services.invitations.view import company_name
from sakimori.services.invitations.write import NewLink, insert_invitation, queue_mail, sendable
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.evidence import (
    NewEvidence,
    checked_document,
    file_document,
    find_evidence,
    withdraw_document,
)
from sakimori.services.kernel.unit import Change, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result
from sakimori.store.outgoing.outbox import Outbox, OutgoingMail

_ANSWERED: Final = "answer.given"
_COMMENT: Final = Text("指摘", "comment")
_DOCUMENT: Final = Text("証跡", "document")
_NO_GAP: Final = Text(
    "この設問は、代わりの対策の説明を求めていません。", "This question does not ask for another measure."
)
_SETTLED: Final = Text("対応済みの指摘です。", "The comment is resolved already.")
_MOST: Final = Text(
    "同僚を招待できるのは{count}人までです。依頼元の担当者に相談してください。",
    "You may invite up to {count} colleagues. Ask the company that invited you.",
)


@dataclass(frozen=True, slots=True)
class AnswerConflict:
    """An answer that somebody gave since: `theirs` stands, `ours` was not stored."""

    who: str
    ours: AnswerInput
    theirs: Answer | None


@dataclass(frozen=True, slots=True)
class VendorSaved:
    """What became of answers that were given together: stored, refused each in words, or answered by somebody else."""

    answers: tuple[Answer, ...]
    refusals: Mapping[str, RefusedError]
    conflicts: Mapping[str, AnswerConflict]


@needs(Permission.ANSWER_INVITED)
def vendor_answer(workspace: Workspace, items: Sequence[AnswerInput], *, actor: Actor, at: datetime) -> VendorSaved:
    """Store every answer that can be stored, in one change; what is wrong with one costs the others nothing.

    Raises:
        StateError: The invitation is over, or the assessment takes no answers now.
    """
    given: dict[str, Answer] = {}
    refusals: dict[str, RefusedError] = {}
    conflicts: dict[str, AnswerConflict] = {}
    with workspace.change(_ANSWERED, actor=actor, at=at, batch_id=workspace.ids("ba")) as change:
        invitation, sheet = _sheet(change, actor, at)
        require_state(sheet.assessment, FILLABLE)
        for item in (replace(one, source="") for one in items):
            try:
                stored = store_answers(change, sheet, [item], AnswerMethod.VENDOR)
            except ConflictError:
                standing = sheet.answers.get(item.question_id)
                conflicts[item.question_id] = AnswerConflict(_who(change, invitation, standing), item, standing)
            except RefusedError as error:
                refusals[item.question_id] = error
            else:
                given |= stored
                sheet = sheet.with_answers(stored)
        if given:
            keep_progress(change, sheet)
            _note_start(change, invitation)
    return VendorSaved(tuple(given.values()), refusals, conflicts)


@needs(Permission.ANSWER_INVITED)
def vendor_file(
    workspace: Workspace,
    *,
    question_id: str,
    request_id: str | None = None,
    filename: str,
    body: bytes,
    effective_on: date | None = None,
    valid_until: date | None = None,
    note: str = "",
    actor: Actor,
    at: datetime,
) -> WriteResult[Evidence]:
    """File a document for a question of the assessment.

    Raises:
        InvalidValueError: The file is empty or too large, or its days contradict each other.
        NumberInFileError: As a text it holds a My Number or a card number; PDF and pictures are not looked into.
        StateError: The invitation is over, or the assessment is decided.
    """
    with workspace.unit() as unit:
        _, assessment = invited(unit, actor, at=at)
    new, file = checked_document(
        NewEvidence(
            assessment.third_party_id, filename, body, assessment.id, question_id, request_id, effective_on,
            valid_until, note,
        )
    )  # fmt: skip
    with workspace.change("evidence.filed", actor=actor, at=at) as change:
        invitation, sheet = _sheet(change, actor, at)
        require_state(sheet.assessment, RUNNING)
        question = sheet.question(question_id)
        if request_id is not None and all(one.id != request_id for one in question.evidence):
            raise NotFoundError(what=_DOCUMENT, key=request_id)
        here = replace(new, third_party_id=sheet.party.id, assessment_id=sheet.assessment.id)
        stored = file_document(change, here, file)
        _note_start(change, invitation)
    return write_result(stored, change)


@needs(Permission.ANSWER_INVITED)
def vendor_take_back(
    workspace: Workspace, evidence_id: str, *, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[Evidence]:
    """Take back a document that somebody of this vendor sent up, with the reason.

    Raises:
        NotFoundError: It is none of theirs.
        StateError: It was taken back already, the invitation is over, or the assessment is decided.
    """
    why = needed_reason(reason)
    with workspace.change("evidence.withdrawn", actor=actor, at=at, reason=why) as change:
        _, sheet = _sheet(change, actor, at)
        require_state(sheet.assessment, RUNNING)
        filed = find_evidence(change, evidence_id)
        people = {one.id for one in invitations_to(change, sheet.assessment.id)}
        if filed.uploaded_by not in people:
            raise NotFoundError(what=_DOCUMENT, key=evidence_id)
        stored = withdraw_document(change, change.as_shown(filed, seen), why)
    return write_result(stored, change)


@needs(Permission.ANSWER_INVITED)
def describe_measure(
    workspace: Workspace, question_id: str, text: str, *, actor: Actor, at: datetime
) -> WriteResult[Comment]:
    """Say what is done in place of what an answer lacks; whether it is enough the company that asks decides.

    Raises:
        StateError: The answer lacks nothing for which another measure counts, or nothing can be said any more.
    """
    with workspace.change("measure.described", actor=actor, at=at) as change:
        invitation, sheet = _sheet(change, actor, at)
        require_state(sheet.assessment, RUNNING)
        question = sheet.question(question_id)
        finding = sheet.finding(question)
        if finding is None or not takes_measure(question, finding):
            raise StateError(why=_NO_GAP)
        said = said_text(text, is_needed=True)
        stored = insert_comment(change, sheet, question_id, CommentKind.MEASURE, said)
        _note_start(change, invitation)
    return write_result(stored, change)


@needs(Permission.ANSWER_INVITED)
def reply(workspace: Workspace, comment_id: str, text: str, *, actor: Actor, at: datetime) -> WriteResult[Comment]:
    """Answer a comment of the company that asks.

    Raises:
        NotFoundError: There is no such comment in this assessment.
        StateError: It is settled, or nothing can be said any more.
    """
    with workspace.change("comment.replied", actor=actor, at=at) as change:
        _, sheet = _sheet(change, actor, at)
        require_state(sheet.assessment, RUNNING)
        people = {one.id for one in invitations_to(change, sheet.assessment.id)}
        asked = next((one for one in sheet.comments if one.id == comment_id and one.by not in people), None)
        if asked is None:
            raise NotFoundError(what=_COMMENT, key=comment_id)
        if asked.resolved_on is not None:
            raise StateError(why=_SETTLED)
        said = said_text(text, is_needed=True)
        stored = insert_comment(change, sheet, asked.question_id, CommentKind.REPLY, said, reply_to=asked.id)
    return write_result(stored, change)


@needs(Permission.ANSWER_INVITED)
def invite_colleague(
    workspace: Workspace, *, name: str, email: str, language: str, actor: Actor, at: datetime
) -> WriteResult[Invitation]:
    """Invite somebody else of the vendor to the same assessment; the company that asks sees it and can revoke it.

    Where the address is of another domain than the inviter's, no link is made until the company that asks lets it.

    Raises:
        InvalidValueError: Name, address or language cannot be what they were given for.
        StateError: So many were invited already, this person was, or the assessment takes no answers any more.
    """
    with workspace.change("invitation.made", actor=actor, at=at) as change:
        invitation, sheet = _sheet(change, actor, at)
        require_state(sheet.assessment, RUNNING)
        standing = [one for one in invitations_to(change, sheet.assessment.id) if one.is_standing(at)]
        everybody = {one.id for one in invitations_to(change, sheet.assessment.id)}
        if sum(one.invited_by in everybody for one in standing) >= MOST_COLLEAGUES:
            raise StateError(why=_MOST.format(count=MOST_COLLEAGUES))
        stored = insert_invitation(
            change, sheet.assessment.id, name=name, email=email, language=language, source=invitation
        )
    return write_result(stored, change)


@needs(Permission.ANSWER_INVITED)
def colleague_link(
    workspace: Workspace, invitation_id: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> NewLink:
    """Make a link for a colleague whom the actor invited, to hand over; it is shown this once.

    Raises:
        NotFoundError: The actor invited no such colleague.
        StateError: The invitation was taken back or waits, or the assessment takes no answers any more.
    """
    with workspace.change("invitation.linked", actor=actor, at=at) as change:
        linked, token = put_new_link(change, own_colleague(change, invitation_id, actor, at=at, seen=seen))
        Outbox(change.engine).drop(invitation_id)
    return NewLink(linked, token)


@needs(Permission.ANSWER_INVITED)
def mail_colleague(
    workspace: Workspace, invitation_id: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> OutgoingMail:
    """Have the server send the link to a colleague whom the actor invited.

    Raises:
        NotFoundError: The actor invited no such colleague.
        StateError: The invitation was taken back, or the assessment takes no answers any more.
    """
    with workspace.change("invitation.queued", actor=actor, at=at) as change:
        return queue_mail(change, own_colleague(change, invitation_id, actor, at=at, seen=seen))


def own_colleague(
    change: Change, invitation_id: str, actor: Actor, *, at: datetime, seen: int | None = None
) -> Invitation:
    """The invitation of a colleague whom the actor invited.

    Raises:
        NotFoundError: The actor invited no such colleague.
        StateError: It was taken back, or the assessment takes no answers any more.
    """
    _, assessment = invited(change, actor, at=at)
    if not any(one.id == invitation_id and one.invited_by == actor.id for one in invitations_to(change, assessment.id)):
        raise NotFoundError(what=INVITATION, key=invitation_id)
    return sendable(change, invitation_id, seen=seen)


@needs(Permission.ANSWER_INVITED)
def vendor_submit(
    workspace: Workspace, *, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[Assessment]:
    """Hand the answers in, as our own people would.

    Raises:
        StateError: Required questions are blank, the invitation is over, or it was handed in already.
    """
    with workspace.change("assessment.submitted", actor=actor, at=at) as change:
        invitation, assessment = invited(change, actor, at=at)
        stored = hand_in(change, assessment.id, seen=seen)
        started = invitation.started_at or at
        change.update(
            replace(invitation, started_at=started, submitted_at=at), action="invitation.submitted", runs_rules=False
        )
    return write_result(stored, change)


def _sheet(change: Change, actor: Actor, at: datetime) -> tuple[Invitation, Sheet]:
    invitation, assessment = invited(change, actor, at=at)
    return invitation, load_sheet(change, assessment.id)


def _note_start(change: Change, invitation: Invitation) -> None:
    if invitation.started_at is None:
        change.update(replace(invitation, started_at=change.at), action="invitation.started", runs_rules=False)


def _who(change: Change, invitation: Invitation, standing: Answer | None) -> str:
    """Who answered, as a vendor may know it: its own people by name, of us the company."""
    people = {one.id: one.name or "" for one in invitations_to(change, invitation.assessment_id)}
    return people.get(standing.by, company_name(change)) if standing else ""
