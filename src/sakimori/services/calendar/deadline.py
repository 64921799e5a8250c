"""What a deadline is: a day by which somebody must act, and from which fact it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sakimori.domain.codes import Basis, Severity
from sakimori.domain.gap import Fix
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.text import Text


class Start(StrEnum):
    """The fact from which a deadline is counted, or that names its day."""

    LAST_REVIEW = "last_review"
    OPENED = "opened"
    DECIDED = "decided"
    FILED = "filed"
    SET = "set"
    APPROVED = "approved"
    PLANNED = "planned"
    TERM = "term"
    CERTIFIED = "certified"
    BASIS = "basis"
    LAST_CHECK = "last_check"
    RETENTION = "retention"
    FLOW_END = "flow_end"
    COUNTRY_READ = "country_read"


START_OF: Final = {
    DeadlineKind.REVIEW: Start.LAST_REVIEW,
    DeadlineKind.ANSWER: Start.OPENED,
    DeadlineKind.VALIDITY: Start.DECIDED,
    DeadlineKind.EVIDENCE: Start.FILED,
    DeadlineKind.CONDITION: Start.SET,
    DeadlineKind.WAIVER: Start.APPROVED,
    DeadlineKind.REMEDIATION: Start.PLANNED,
    DeadlineKind.NOTICE: Start.TERM,
    DeadlineKind.CONTRACT: Start.TERM,
    DeadlineKind.CERTIFICATE: Start.CERTIFIED,
    DeadlineKind.SURVEILLANCE: Start.CERTIFIED,
    DeadlineKind.BASIS: Start.BASIS,
    DeadlineKind.ANNUAL_CHECK: Start.LAST_CHECK,
    DeadlineKind.RETENTION: Start.RETENTION,
    DeadlineKind.ERASURE: Start.FLOW_END,
    DeadlineKind.COUNTRY: Start.COUNTRY_READ,
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something must be done; the day itself is still in time.

    `severity` is what stands from the day after; `start_on` is the day of the fact from which it counts, if recorded.
    """

    kind: DeadlineKind
    day: date
    third_party_id: str
    third_party_name: str
    title: Text
    start: Start
    start_on: date | None
    basis: Basis
    cites: Text
    severity: Severity
    owner_id: str | None
    owner_name: str
    target: Fix
    is_overdue: bool
