"""An invitation 依頼: somebody of a vendor who answers one assessment by a link, without an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sakimori.domain.records.record import personal

LINK_HOLDS: Final = timedelta(days=30)
"""So long a link opens its assessment after it was made. Company policy: no law names a time."""
MOST_COLLEAGUES: Final = 5
"""So many people whom a vendor's own people invited may hold a link to one assessment at a time."""


class InvitationState(StrEnum):
    """How far an invitation is."""

    HELD = "held"
    PREPARED = "prepared"
    SENT = "sent"
    OPENED = "opened"
    STARTED = "started"
    SUBMITTED = "submitted"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Invitation:
    """One person of a vendor and one assessment.

    `invited_by` is a person of ours or, for a colleague, another invitation. Of the link only `link_hash` is kept;
    `sent_at` is when it was made, for a mail or to be handed over. Each new link takes the place of the one before.
    Where the questions went out as a file instead, `sent_at` says when, and there is no link yet. While it
    `awaits_release`, a person of ours has to look at it before any link is made.
    """

    id: str
    assessment_id: str
    third_party_id: str
    language: str
    invited_by: str
    invited_at: datetime
    name: str | None = personal()
    email: str | None = personal()
    link_hash: str = ""
    expires_at: datetime | None = None
    sent_at: datetime | None = None
    opened_at: datetime | None = None
    started_at: datetime | None = None
    submitted_at: datetime | None = None
    revoked_at: datetime | None = None
    awaits_release: bool = False
    version: int = 1

    @property
    def is_by_file(self) -> bool:
        """Whether the questions went out as a file, and no link was ever made."""
        return self.sent_at is not None and self.expires_at is None

    def opens(self, at: datetime) -> bool:
        """Whether its link opens the assessment."""
        return self.revoked_at is None and self.expires_at is not None and at < self.expires_at

    def is_standing(self, at: datetime) -> bool:
        """Whether its link opens the assessment, or it waits for its first one."""
        return self.opens(at) or (self.revoked_at is None and self.expires_at is None)

    def state(self, at: datetime) -> InvitationState:
        """How far it is: what was handed in stays handed in, whatever becomes of the link."""
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        if self.awaits_release:
            return InvitationState.HELD
        if self.submitted_at is not None:
            return InvitationState.SUBMITTED
        if self.expires_at is not None and at >= self.expires_at:
            return InvitationState.EXPIRED
        steps = (
            (self.started_at, InvitationState.STARTED),
            (self.opened_at, InvitationState.OPENED),
            (self.sent_at, InvitationState.SENT),
        )
        return next((state for when, state in steps if when is not None), InvitationState.PREPARED)
