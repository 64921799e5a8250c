"""The program's side of the outbox: each mail claimed, given its link, handed to the server, and tried again.

A mail may arrive twice where a server dies in between, never with two links that both open.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sakimori.domain.invitation import Invitation
from sakimori.domain.user import Actor
from sakimori.errors import RefusedError
from sakimori.exchange.mails import CheckedMail
from sakimori.services.calendar.reminders.chat import Chat
from sakimori.services.calendar.reminders.sending import chat_digest, mail_digest
from sakimori.services.invitations.letters import letter_of
from sakimori.services.invitations.links import put_new_link
from sakimori.services.invitations.post import DroppedMailError, MailServer, RefusedMailError, message, post
from sakimori.services.invitations.write import sendable
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.talk.letters import mail_notice
from sakimori.store.outgoing.outbox import Kind, Outbox, OutgoingMail

PROGRAM: Final = Actor("program:mail", "Sakimori", frozenset())

FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=1)
GIVEN_UP_AFTER: Final = timedelta(hours=24)
_HELD: Final = timedelta(minutes=10)
"""So long nobody else takes a mail that is being sent: longer than a server may keep us waiting."""


@dataclass(frozen=True, slots=True)
class Sending:
    """By which server and channels mails and messages go out, and under which address this server is reached.

    `public` is that address where others than this machine reach it, else empty.
    """

    server: MailServer | None
    base: str
    chat: Chat = field(default_factory=Chat)
    public: str = ""

    @property
    def kinds(self) -> frozenset[Kind]:
        """What can be sent."""
        by_mail = {Kind.INVITATION, Kind.DIGEST, Kind.NOTICE} if self.server is not None else set()
        return frozenset(by_mail | ({Kind.CHAT} if self.chat.channels else set()))


def send_next(workspace: Workspace, sending: Sending, *, at: datetime) -> bool | None:
    """Send what has waited longest: whether it went out, or None where nothing waits that can be sent."""
    while (mail := _claimed(workspace, sending.kinds, at)) is not None:
        try:
            _hand_over(workspace, sending, mail, at)
        except DroppedMailError:
            _note_failure(workspace, mail, "", next_at=None)
        except RefusedMailError as error:
            gives_up = error.is_final or at - mail.created_at >= GIVEN_UP_AFTER
            next_at = None if gives_up else at + pause_after(mail.tries + 1)
            _note_failure(workspace, mail, str(error), next_at=next_at)
            return False
        else:
            with workspace.writing() as unit:
                Outbox(unit.engine).sent(mail.id, at)
            return True
    return None


def _hand_over(workspace: Workspace, sending: Sending, mail: OutgoingMail, at: datetime) -> None:
    if mail.kind is Kind.CHAT:
        chat_digest(workspace, sending.chat, mail, base=sending.public, at=at)
    elif sending.server is None:
        raise DroppedMailError
    elif mail.kind is Kind.DIGEST:
        mail_digest(workspace, sending.server, mail, base=sending.public, at=at)
    elif mail.kind is Kind.NOTICE:
        mail_notice(workspace, sending.server, mail, base=sending.public, at=at)
    else:
        with workspace.unit() as unit:
            to = unit.records.get(Invitation, mail.invitation_id or "").email or ""
        post(sending.server, to, partial(_written, workspace, sending.server, sending.base, mail, at))


def _claimed(workspace: Workspace, kinds: Collection[Kind], at: datetime) -> OutgoingMail | None:
    """The mail that has waited longest, for this try alone: others look for another one meanwhile."""
    with workspace.unit() as unit:  # most looks find nothing and keep no writer waiting
        if not kinds or not Outbox(unit.engine).due(at, most=1, kinds=kinds):
            return None
    with workspace.writing() as unit:
        outbox = Outbox(unit.engine)
        return next(
            (mail for mail in outbox.due(at, most=1, kinds=kinds) if outbox.claim(mail, until=at + _HELD)), None
        )


def pause_after(tries: int) -> timedelta:
    """How long a mail waits after so many tries: a minute, then twice as long each time, an hour at most."""
    doubled: int = 2 ** min(tries - 1, 10)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


def _written(workspace: Workspace, server: MailServer, base: str, mail: OutgoingMail, at: datetime) -> CheckedMail:
    """The mail with a link of its own, the only one from now on; if it cannot be written the one before stays."""
    with workspace.change("invitation.linked", actor=PROGRAM, at=at) as change:
        standing = Outbox(change.engine).find(mail.id)
        if standing is None or not standing.waits or standing.tries != mail.tries + 1:
            raise DroppedMailError
        try:
            linked, token = put_new_link(change, sendable(change, mail.invitation_id or "", seen=None))
        except RefusedError as error:
            raise DroppedMailError from error
        letter = letter_of(change, linked, token, base=base)
        return message(
            server, name=linked.name or "", to=linked.email or "", subject=letter.subject, body=letter.body, at=at
        )


def _note_failure(workspace: Workspace, mail: OutgoingMail, error: str, *, next_at: datetime | None) -> None:
    with workspace.writing() as unit:
        Outbox(unit.engine).failed(mail.id, error, next_at=next_at)
