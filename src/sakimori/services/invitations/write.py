"""What we do with invitations: invite somebody of a vendor, make a link, take it back, erase who it was."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sakimori.domain.invitation import Invitation
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.exchange.lists.values import parse_email
from sakimori.services.assessments.sheet import RUNNING, find_assessment, require_state
from sakimori.services.invitations.companies import is_same_company
from sakimori.services.invitations.links import INVITATION, begotten_by, invitations_to, put_new_link
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Change, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import clean, invalid_value, refuse_personal_numbers
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result
from sakimori.store.outgoing.outbox import Kind, Outbox, OutgoingMail

_LONGEST_NAME: Final = 100
_LONGEST_EMAIL: Final = 254
"""As mail servers take it."""
_NAME: Final = Text("氏名", "the name")
_EMAIL: Final = Text("メールアドレス", "the mail address")
_LANGUAGE: Final = Text("言語", "the language")
_NEEDED: Final = Text("入れてください。", "Give one.")
_TOO_LONG: Final = Text("{limit}字までにしてください。", "Use up to {limit} characters.")
_NAME_ALONE: Final = Text(
    "氏名だけを入れてください。アドレスやリンクは書けません（ピリオドの後には空白を入れてください）。",
    "Give the name alone, without addresses or links, and with a blank behind a point.",
)
_NO_NAME: Final = re.compile(r"://|www\.|=\?|[@<>]|[a-z0-9]\.[a-z]{2,}", re.IGNORECASE)
"""Whatever a mail program makes a link of; the name that a stranger gives stands in a mail of ours."""
_LANGUAGES: Final = Text("日本語（ja）か英語（en）にしてください。", "Choose Japanese (ja) or English (en).")
_OWN: Final = Text("自社の審査に取引先は招待できません。", "No vendor answers an assessment of our own company.")
_TWICE: Final = Text(
    "この人には依頼済みです。一覧から新しいリンクを送ってください。",
    "This person is invited already. Send a new link from the list.",
)
_REVOKED: Final = Text("取り消した依頼です。", "The invitation was taken back.")
_HELD: Final = Text(
    "別の会社のアドレスかもしれないため、依頼元の担当者の確認を待っています。",
    "The address may be of another company, so somebody of the company that asks has to look at it first.",
)
_LET_GO: Final = Text("確認を待っている依頼ではありません。", "The invitation waits for nobody.")


@dataclass(frozen=True, slots=True)
class NewLink:
    """An invitation with what follows the # in the address of its link; it can be read here only."""

    invitation: Invitation
    token: str


@needs(Permission.FILL_ASSESSMENT)
def invite(
    workspace: Workspace, assessment_id: str, *, name: str, email: str, language: str, actor: Actor, at: datetime
) -> WriteResult[Invitation]:
    """Prepare an invitation to answer an assessment; the link is made when it is sent or shown.

    Raises:
        InvalidValueError: Name, address or language cannot be what they were given for.
        StateError: The assessment takes no answers any more, or this person is invited already.
    """
    with workspace.change("invitation.made", actor=actor, at=at) as change:
        _require_theirs(change, assessment_id)
        stored = insert_invitation(change, assessment_id, name=name, email=email, language=language)
    return write_result(stored, change)


@needs(Permission.FILL_ASSESSMENT)
def note_sent(
    workspace: Workspace, assessment_id: str, *, name: str, email: str, language: str, actor: Actor, at: datetime
) -> WriteResult[Invitation]:
    """Note that the questions went to somebody as a file: an invitation without a link, which may get one later.

    Raises:
        InvalidValueError: Name, address or language cannot be what they were given for.
        StateError: The assessment takes no answers any more, or this person is invited already.
    """
    with workspace.change("invitation.file_sent", actor=actor, at=at) as change:
        _require_theirs(change, assessment_id)
        stored = insert_invitation(change, assessment_id, name=name, email=email, language=language, sent_at=at)
    return write_result(stored, change)


def _require_theirs(change: Change, assessment_id: str) -> None:
    assessment = find_assessment(change, assessment_id)
    require_state(assessment, RUNNING)
    if assessment.third_party_id == SELF_ID:
        raise StateError(why=_OWN)


def insert_invitation(
    change: Change,
    assessment_id: str,
    *,
    name: str,
    email: str,
    language: str,
    sent_at: datetime | None = None,
    source: Invitation | None = None,
) -> Invitation:
    """Store an invitation by whoever makes the change; `source` is the one by which a stranger came who makes it.

    Raises:
        InvalidValueError: Name, address or language cannot be what they were given for.
        StateError: This person is invited already.
    """
    who, address = _checked_name(name), _checked_email(email)
    if source is not None and _NO_NAME.search(who):
        raise invalid_value("name", who, _NAME_ALONE, words=_NAME)
    if language not in {"ja", "en"}:
        raise invalid_value("language", language, _LANGUAGES, words=_LANGUAGE)
    standing = (one for one in invitations_to(change, assessment_id) if one.is_standing(change.at))
    if any((one.email or "").casefold() == address.casefold() for one in standing):
        raise StateError(why=_TWICE)
    return change.insert(
        Invitation(
            id=change.new_id("iv"),
            assessment_id=assessment_id,
            third_party_id=find_assessment(change, assessment_id).third_party_id,
            language=language,
            invited_by=change.actor.id,
            invited_at=change.at,
            name=who,
            email=address,
            sent_at=sent_at,
            awaits_release=source is not None and not is_same_company(source.email, address),
        ),
        runs_rules=False,
    )


@needs(Permission.FILL_ASSESSMENT)
def new_link(
    workspace: Workspace, invitation_id: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> NewLink:
    """Make a link to hand over, in place of the one before; it is shown this once.

    Raises:
        StateError: The invitation was taken back, or the assessment takes no answers any more.
    """
    with workspace.change("invitation.linked", actor=actor, at=at) as change:
        invitation = sendable(change, invitation_id, seen=seen)
        linked, token = put_new_link(change, invitation)
        Outbox(change.engine).drop(invitation_id)
    return NewLink(linked, token)


@needs(Permission.FILL_ASSESSMENT)
def release(
    workspace: Workspace, invitation_id: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> WriteResult[Invitation]:
    """Let an invitation go that a stranger made to another domain, once a person of ours has looked at it.

    Raises:
        StateError: It waits for nobody, was taken back, or the assessment takes no answers any more.
    """
    with workspace.change("invitation.released", actor=actor, at=at) as change:
        invitation = change.as_shown(change.records.get(Invitation, invitation_id, what=INVITATION), seen)
        if not invitation.awaits_release:
            raise StateError(why=_LET_GO)
        _require_usable(change, invitation)
        stored = change.update(replace(invitation, awaits_release=False), runs_rules=False)
    return write_result(stored, change)


@needs(Permission.FILL_ASSESSMENT)
def send_by_mail(
    workspace: Workspace, invitation_id: str, *, actor: Actor, at: datetime, seen: int | None = None
) -> OutgoingMail:
    """Have the server send a mail with a new link; the one before holds until the mail goes out.

    Raises:
        StateError: The invitation was taken back, or the assessment takes no answers any more.
    """
    with workspace.change("invitation.queued", actor=actor, at=at) as change:
        return queue_mail(change, sendable(change, invitation_id, seen=seen))


def queue_mail(change: Change, invitation: Invitation) -> OutgoingMail:
    """Put a mail of an invitation into the outbox in place of one that waits, within a larger change."""
    outbox = Outbox(change.engine)
    outbox.drop(invitation.id)
    mail = OutgoingMail(change.new_id("om"), Kind.INVITATION, invitation.id, change.at, next_at=change.at)
    outbox.put(mail)
    change.note(
        "invitation.queued", record_kind="outgoing_mail", record_id=mail.id, after={"invitation_id": invitation.id},
        third_party_id=invitation.third_party_id,
    )  # fmt: skip
    return mail


def sendable(change: Change, invitation_id: str, *, seen: int | None) -> Invitation:
    """An invitation of which a link may be made.

    Raises:
        StateError: It was taken back or waits for a person of ours, or the assessment takes no answers any more.
    """
    invitation = change.as_shown(change.records.get(Invitation, invitation_id, what=INVITATION), seen)
    _require_usable(change, invitation)
    if invitation.awaits_release:
        raise StateError(why=_HELD)
    return invitation


def _require_usable(change: Change, invitation: Invitation) -> None:
    if invitation.revoked_at is not None:
        raise StateError(why=_REVOKED)
    require_state(find_assessment(change, invitation.assessment_id), RUNNING)


@needs(Permission.FILL_ASSESSMENT)
def revoke(
    workspace: Workspace,
    invitation_id: str,
    *,
    reason: str,
    keeps: Collection[str] = (),
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[Invitation]:
    """Take an invitation back, with the reason: its link opens nothing from now on, and no mail goes out any more.

    With it go the invitations that its person made, those that these people made, and so on, but those it `keeps`.
    """
    why = needed_reason(reason)
    with workspace.change("invitation.revoked", actor=actor, at=at, reason=why) as change:
        invitation = change.as_shown(change.records.get(Invitation, invitation_id, what=INVITATION), seen)
        if invitation.revoked_at is not None:
            raise StateError(why=_REVOKED)
        begotten = begotten_by(invitation_id, invitations_to(change, invitation.assessment_id))
        stored = _end(change, invitation)
        _end_all(change, (one for one in begotten if one.id not in keeps))
    return write_result(stored, change)


def _end(change: Change, invitation: Invitation) -> Invitation:
    Outbox(change.engine).drop(invitation.id)
    return change.update(replace(invitation, revoked_at=change.at, link_hash=""), runs_rules=False)


def _end_all(change: Change, invitations: Iterable[Invitation]) -> None:
    """End those that have not ended yet, also such whose link is too old: nobody gives it another one then."""
    for one in invitations:
        if one.revoked_at is None:
            _end(change, one)


@needs(Permission.ERASE_PERSONAL)
def erase_invited(
    workspace: Workspace, invitation_id: str, *, actor: Actor, at: datetime, seen: int | None = None, reason: str = ""
) -> WriteResult[Invitation]:
    """Erase name and address of who was invited, in the record and in the trail; the link opens nothing any more.

    Nor do the links of those whom the person invited.
    """
    with workspace.change("invitation.erased", actor=actor, at=at, reason=reason) as change:
        invitation = change.as_shown(change.records.get(Invitation, invitation_id, what=INVITATION), seen)
        if invitation.revoked_at is None:
            _end_all(change, begotten_by(invitation_id, invitations_to(change, invitation.assessment_id)))
        ended = invitation.revoked_at or at
        stored = change.update(
            replace(invitation, name=None, email=None, revoked_at=ended, link_hash=""), runs_rules=False
        )
        # The entry of this very write holds the values as they stood before, so the erasure comes after it.
        change.trail.erase_personal(record_kind="invitation", record_id=invitation_id)
        Outbox(change.engine).drop(invitation_id)
    return write_result(stored, change)


def _checked_name(name: str) -> str:
    text = clean(name)
    if not text:
        raise invalid_value("name", "", _NEEDED, words=_NAME)
    if len(text) > _LONGEST_NAME:
        raise invalid_value("name", text, _TOO_LONG.format(limit=_LONGEST_NAME), words=_NAME)
    refuse_personal_numbers("name", text, words=_NAME)
    return text


def _checked_email(email: str) -> str:
    text = clean(email)
    if not text:
        raise invalid_value("email", "", _NEEDED, words=_EMAIL)
    if len(text) > _LONGEST_EMAIL:
        raise invalid_value("email", text, _TOO_LONG.format(limit=_LONGEST_EMAIL), words=_EMAIL)
    parsed = parse_email(text)
    if parsed.fault is not None or parsed.value is None:
        raise invalid_value("email", text, parsed.fault.expected if parsed.fault else _NEEDED, words=_EMAIL)
    refuse_personal_numbers("email", parsed.value, words=_EMAIL)
    return parsed.value
