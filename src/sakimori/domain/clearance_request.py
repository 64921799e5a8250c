"""What somebody asks of clearance, and what stays of it: inquiries 照会 and slips 提供可否票."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sakimori.domain.codes import Outcome
from sakimori.domain.records.data_flow import CloudFacts, DataFlow, ForeignBasis
from sakimori.domain.records.hand_over import HandOver, Judgement


@dataclass(frozen=True, slots=True)
class ClearanceRequest:
    """One question: this hand-over, on this day. The recipient is the third party of the flow.

    `flow.id` names a registered flow, or is empty where the question stands alone; then `cloud`, `basis` and
    `judgements` are what the question itself brings along, and what is on record of the recipient fills the rest.
    """

    flow: DataFlow
    facts: HandOver
    on: date
    cloud: CloudFacts | None = None
    basis: ForeignBasis | None = None
    judgements: tuple[Judgement, ...] = ()

    @property
    def recipient_id(self) -> str:
        """Whom it is about."""
        return self.flow.third_party_id


class InquiryState(StrEnum):
    """Where an inquiry to compliance stands."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question that went to compliance, with the answer of its day; `request` and `verdict` are kept as JSON.

    An approval puts the judgements of compliance and, where the risk is high, its approval into the request.
    """

    id: str
    third_party_id: str
    request: str
    verdict: str
    outcome: Outcome
    asked_by: str
    asked_at: datetime
    message: str = ""
    state: InquiryState = InquiryState.OPEN
    answer: str = ""
    answered_by: str | None = None
    answered_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Slip:
    """A clearance slip 提供可否票: an answer that somebody relies on, with all that it was made from.

    `case_body` is the case as it was judged, as JSON, so that it can be judged again; `audit_number` and `audit_hash`
    are the head of the trail at its making. As a standing request it lapses when its answer gets worse than `outcome`.
    """

    id: str
    third_party_id: str
    number: str
    request: str
    case_body: str
    verdict: str
    outcome: Outcome
    judged_on: date
    valid_until: date | None
    issued_by: str
    issued_at: datetime
    audit_number: int
    audit_hash: str
    rules_digest: str
    inquiry_id: str | None = None
    flow_id: str | None = None
    revoked_on: date | None = None
    revoked_by: str | None = None
    revoke_reason: str = ""
    version: int = 1
