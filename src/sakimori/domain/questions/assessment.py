"""Assessments 審査: answers, evidence, a reviewer's comments, conditions and periodic reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from sakimori.domain.codes import AssessmentKind, AssessmentState, Decision
from sakimori.domain.questions.pack import AnswerState
from sakimori.domain.records.record import personal
from sakimori.domain.values.quick import quick


@quick
@dataclass(frozen=True, slots=True)
class Assessment:
    """One round of questions to one third party (or one of its services), on a frozen pack."""

    id: str
    third_party_id: str
    pack_id: str
    pack_version: str
    pack_digest: str
    group: str
    kind: AssessmentKind
    opened_on: date
    opened_by: str
    state: AssessmentState = AssessmentState.DRAFT
    service_id: str | None = None
    due_on: date | None = None
    facts: tuple[tuple[str, str], ...] = ()
    submitted_on: date | None = None
    submitted_by: str | None = None
    decided_on: date | None = None
    decided_by: str | None = None
    decision: Decision | None = None
    decision_reason: str = ""
    valid_until: date | None = None
    needs_adoption: bool = False
    version: int = 1

    @property
    def subject(self) -> str:
        """What the answers speak of: the service, else the third party."""
        return self.service_id or self.third_party_id


class Settled(NamedTuple):
    """How many questions of one assessment are answered and asked."""

    answered: int
    asked: int


class AnswerMethod(StrEnum):
    """How an answer came in."""

    WEB = "web"
    IMPORT = "import"
    REUSE = "reuse"
    CERTIFICATE = "certificate"
    VENDOR = "vendor"


@quick
@dataclass(frozen=True, slots=True)
class Answer:
    """One version of an answer; versions are only added, `seq` counts them per question from 1."""

    id: str
    assessment_id: str
    question_id: str
    seq: int
    state: AnswerState
    by: str
    at: datetime
    value: tuple[str, ...] = ()
    reason: str | None = personal()
    note: str | None = personal()
    method: AnswerMethod = AnswerMethod.WEB
    source: str = ""


@quick
@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What rules read of an answer: thousands come in where many dossiers are judged."""

    assessment_id: str
    question_id: str
    state: AnswerState
    at: datetime
    value: tuple[str, ...]
    reason: str | None = personal()


class CommentKind(StrEnum):
    """What a reviewer says about an answer, and what the vendor says to it."""

    REMARK = "remark"
    NA_ACCEPTED = "na_accepted"
    NA_REFUSED = "na_refused"
    MEASURE = "measure"
    REPLY = "reply"

    @property
    def is_ruling(self) -> bool:
        """Whether it settles a 該当なし."""
        return self in {CommentKind.NA_ACCEPTED, CommentKind.NA_REFUSED}


@dataclass(frozen=True, slots=True)
class Comment:
    """What is said at one question: a remark 指摘, the ruling on its 該当なし, a vendor's measure 代替策 or reply.

    `reply_to` is the comment that a reply answers.
    """

    id: str
    assessment_id: str
    third_party_id: str
    question_id: str
    kind: CommentKind
    by: str
    at: datetime
    text: str | None = personal()
    resolved_on: date | None = None
    reply_to: str | None = None
    version: int = 1


class EvidenceReview(StrEnum):
    """What compliance made of a document; nobody has looked at it until somebody says so."""

    UNSEEN = "unseen"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A filed document 証跡 with its own dates; the bytes stand in the file store by SHA-256."""

    id: str
    third_party_id: str
    filename: str
    sha256: str
    size: int
    media_type: str
    uploaded_on: date
    uploaded_by: str
    assessment_id: str | None = None
    question_id: str | None = None
    request_id: str | None = None
    effective_on: date | None = None
    valid_until: date | None = None
    note: str = ""
    withdrawn_on: date | None = None
    withdrawn_reason: str = ""
    review: EvidenceReview = EvidenceReview.UNSEEN
    reviewed_on: date | None = None
    reviewed_by: str | None = None
    review_reason: str = ""
    version: int = 1

    @property
    def gone_on(self) -> date | None:
        """The day from which it proves nothing more: it was taken back, or refused."""
        refused = self.reviewed_on if self.review is EvidenceReview.REFUSED else None
        return min(filter(None, (self.withdrawn_on, refused)), default=None)


@dataclass(frozen=True, slots=True)
class Condition:
    """What a conditional approval asks for, and until when."""

    id: str
    assessment_id: str
    third_party_id: str
    text: str
    due_on: date
    fulfilled_on: date | None = None
    fulfilled_by: str | None = None
    note: str = ""
    version: int = 1


class ReviewKind(StrEnum):
    """What completed a periodic review."""

    ASSESSMENT = "assessment"
    CERTIFICATE_CHECK = "certificate_check"


@dataclass(frozen=True, slots=True)
class PeriodicReview:
    """One completed periodic review 定期見直し; the next one is counted from its day."""

    id: str
    third_party_id: str
    kind: ReviewKind
    completed_on: date
    by: str
    assessment_id: str | None = None
    note: str = ""
