"""The program's side of the outbox: each mail claimed, given its link, handed to the server, and tried again.

A mail may arrive twice where a server dies in between, never with two links that both open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from typing import Final

from sakimori.domain.invitation import Invitation
from sakimori.domain.user import Actor
from sakimori.errors import RefusedError
from sakimori.services.invitations.letters import letter_of
from sakimori.services.invitations.links import put_new_link
from sakimori.services.invitations.post import MailServer, RefusedMailError, message, post
from sakimori.services.invitations.write import sendable
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.outbox import Outbox, OutgoingMail

PROGRAM: Final = Actor("program:mail", "Sakimori", frozenset())

FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=1)
GIVEN_UP_AFTER: Final = timedelta(hours=24)
_HELD: Final = timedelta(minutes=10)
"""So long nobody else takes a mail that is being sent: longer than a server may keep us waiting."""


class _DroppedError(Exception):
    """A mail whose invitation was taken back, or handed over otherwise, while it was on its way."""


@dataclass(frozen=True, slots=True)
class Sending:
    """By which server mails go out, and under which address vendors answer."""

    server: MailServer
    base: str


def send_next(workspace: Workspace, sending: Sending, *, at: datetime) -> bool | None:
    """Send the mail that has waited longest: whether it went out, or None where none waits."""
    while (mail := _claimed(workspace, at)) is not None:
        with workspace.unit() as unit:
            to = unit.records.get(Invitation, mail.invitation_id).email or ""
        try:
            post(sending.server, to, partial(_written, workspace, sending, mail, at))
        except _DroppedError:
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


def _claimed(workspace: Workspace, at: datetime) -> OutgoingMail | None:
    """The mail that has waited longest, for this try alone: others look for another one meanwhile."""
    with workspace.unit() as unit:  # most looks find nothing and keep no writer waiting
        if not Outbox(unit.engine).due(at, most=1):
            return None
    with workspace.writing() as unit:
        outbox = Outbox(unit.engine)
        return next((mail for mail in outbox.due(at, most=1) if outbox.claim(mail, until=at + _HELD)), None)


def pause_after(tries: int) -> timedelta:
    """How long a mail waits after so many tries: a minute, then twice as long each time, an hour at most."""
    doubled: int = 2 ** min(tries - 1, 10)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


def _written(workspace: Workspace, sending: Sending, mail: OutgoingMail, at: datetime) -> EmailMessage:
    """The mail with a link of its own, which from now on is the only one."""
    with workspace.change("invitation.linked", actor=PROGRAM, at=at) as change:
        standing = Outbox(change.engine).find(mail.id)
        if standing is None or not standing.waits or standing.tries != mail.tries + 1:
            raise _DroppedError
        try:
            invitation = sendable(change, mail.invitation_id, seen=None)
        except RefusedError as error:
            raise _DroppedError from error
        linked, token = put_new_link(change, invitation)
        letter = letter_of(change, linked, token, base=sending.base)
    return message(
        sending.server, name=linked.name or "", to=linked.email or "", subject=letter.subject, body=letter.body, at=at
    )


def _note_failure(workspace: Workspace, mail: OutgoingMail, error: str, *, next_at: datetime | None) -> None:
    with workspace.writing() as unit:
        Outbox(unit.engine).failed(mail.id, error, next_at=next_at)
