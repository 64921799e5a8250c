"""What a deadline is: a day by which somebody must act, and from which fact it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sakimori.domain.codes import Basis, Severity
from sakimori.domain.gap import Fix
from sakimori.domain.values.text import Text


class DeadlineKind(StrEnum):
    """What falls due."""

    REVIEW = "review"
    ANSWER = "answer"
    VALIDITY = "validity"
    EVIDENCE = "evidence"
    CONDITION = "condition"
    WAIVER = "waiver"
    REMEDIATION = "remediation"
    NOTICE = "notice"
    CONTRACT = "contract"
    CERTIFICATE = "certificate"
    SURVEILLANCE = "surveillance"
    BASIS = "basis"
    ANNUAL_CHECK = "annual_check"
    RETENTION = "retention"
    ERASURE = "erasure"
    COUNTRY = "country"


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
