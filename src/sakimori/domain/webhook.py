"""Addresses of programs that are told what happens, and what is on its way to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sakimori.domain.values.text import Text


class WebhookEvent(StrEnum):
    """What a program can be told of."""

    VERDICT_CHANGED = "verdict.changed"
    GAP_OPENED = "gap.opened"
    GAP_CLOSED = "gap.closed"
    ASSESSMENT_SUBMITTED = "assessment.submitted"
    ASSESSMENT_DECIDED = "assessment.decided"
    DEADLINE_PASSED = "deadline.passed"


EVENT_NAMES: Final[Mapping[WebhookEvent, Text]] = {
    WebhookEvent.VERDICT_CHANGED: Text("判定が変わった", "An answer changed"),
    WebhookEvent.GAP_OPENED: Text("不備が生じた", "A gap opened"),
    WebhookEvent.GAP_CLOSED: Text("不備がなくなった", "A gap closed"),
    WebhookEvent.ASSESSMENT_SUBMITTED: Text("審査が提出された", "An assessment was submitted"),
    WebhookEvent.ASSESSMENT_DECIDED: Text("審査が判定された", "An assessment was decided"),
    WebhookEvent.DEADLINE_PASSED: Text("期限を過ぎた", "A deadline passed"),
}


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that is told of some events, from the entry of the trail and the day up to which it was told."""

    id: str
    name: str
    url: str
    events: frozenset[WebhookEvent]
    made_by: str
    made_at: datetime
    told_number: int
    told_on: date
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one address; `next_at` is when it is tried again, None once it arrived or was given up.

    Its id is the same however often it is sent, so that whoever gets it twice can tell; `place` is its place among
    those that were found at one time.
    """

    id: str
    webhook_id: str
    event: WebhookEvent
    body: str
    created_at: datetime
    tries: int = 0
    next_at: datetime | None = None
    sent_at: datetime | None = None
    last_status: int | None = None
    last_error: str = ""
    place: int = 0

    @property
    def is_given_up(self) -> bool:
        """Whether it never arrived and will not be tried again by itself."""
        return self.sent_at is None and self.next_at is None
