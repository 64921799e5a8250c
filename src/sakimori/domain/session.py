"""Who sits at a browser: what the server remembers of it between two requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class SessionKind(StrEnum):
    """Whose browser it is."""

    PERSON = "person"
    VENDOR = "vendor"


IDLE: Final = timedelta(minutes=60)
"""So long somebody who is signed in may do nothing."""
LONGEST: Final = timedelta(hours=12)
"""So long after signing in everybody has to sign in again."""
UNSIGNED: Final = timedelta(days=30)
"""So long a browser that nobody has signed in with is remembered: in the demo, with whom was chosen there."""
UNUSED: Final = timedelta(hours=1)
"""So long a session waits for its first use: whoever asks for pages by the thousand fills no disk."""
FLOW: Final = timedelta(minutes=10)
"""So long a sign-in of several steps may take."""
STEP: Final = timedelta(minutes=1)
"""Activity is noted once in this time."""


@dataclass(frozen=True, slots=True)
class Session:
    """One browser. `key` is the hash of its token, which is stored nowhere.

    `user_id` is who signed in to our own workspace, or who was chosen in the demo. `flow` holds what a sign-in of
    several steps has to remember.
    """

    key: str
    workspace: str
    created_at: datetime
    seen_at: datetime
    user_id: str = ""
    language: str = ""
    kind: SessionKind = SessionKind.PERSON
    invitation_id: str = ""
    signed_in_at: datetime | None = None
    flow: tuple[tuple[str, str], ...] = ()
    flow_until: datetime | None = None

    def is_over(self, at: datetime) -> bool:
        """Whether its limits are past."""
        if self.signed_in_at is None:
            used = self.user_id or self.seen_at > self.created_at
            return at - self.seen_at > (UNSIGNED if used else UNUSED)
        return at - self.seen_at > IDLE or at - self.signed_in_at > LONGEST

    def in_flow(self, name: str) -> str:
        """What a sign-in of several steps has noted under a name; empty where it has not."""
        return dict(self.flow).get(name, "")
