"""Clearance 提供可否判定: what is asked, the answer on a day with its reasons, and what stays: inquiries, slips."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from sakimori.domain.codes import Basis, DataCategory, Outcome, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.records.data_flow import CloudFacts, DataFlow, ForeignBasis
from sakimori.domain.records.hand_over import FactConfirmation, HandOver, Judgement
from sakimori.domain.values.quick import quick
from sakimori.domain.values.text import Text


class GroundBy(StrEnum):
    """Where the ground of a question comes from: the asker chose it, or it was proposed from what is on record."""

    ASKER = "asker"
    FLOW = "flow"
    CONTRACT = "contract"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class ClearanceRequest:
    """One question: this hand-over, on this day. The recipient is the third party of the flow.

    `flow.id` names a registered flow, or is empty where the question stands alone; then `cloud`, `basis`,
    `judgements` and `confirmations` are what the question itself brings along, and what is on record of the recipient
    fills the rest. `ground_by` tells whence the ground of such a question comes; None is of nowhere known.
    """

    flow: DataFlow
    facts: HandOver
    on: date
    cloud: CloudFacts | None = None
    basis: ForeignBasis | None = None
    judgements: tuple[Judgement, ...] = ()
    confirmations: tuple[FactConfirmation, ...] = ()
    ground_by: GroundBy | None = None

    @property
    def recipient_id(self) -> str:
        """Whom it is about."""
        return self.flow.third_party_id

    @property
    def is_ground_proposed(self) -> bool:
        """Whether nobody chose or decided the ground: it was proposed from what is on record."""
        return not self.flow.id and self.flow.route_decided_by is None and self.ground_by not in {None, GroundBy.ASKER}


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
    `asked_back_at` stands while a question of compliance to the asker has no reply; `remark_count` is how often
    anything was said, so that each time the inquiry is another version.
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
    asked_back_at: datetime | None = None
    remark_count: int = 0
    version: int = 1

    @property
    def awaits_reply(self) -> bool:
        """Whether it waits for the asker, not for compliance."""
        return self.state is InquiryState.OPEN and self.asked_back_at is not None


@dataclass(frozen=True, slots=True)
class InquiryRemark:
    """What was said over an inquiry before its answer: a question of compliance back, or a reply of the asker."""

    id: str
    third_party_id: str
    inquiry_id: str
    by: str
    at: datetime
    text: str
    is_question: bool
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


_NAMED: Final = 5
_DAY: Final = timedelta(days=1)


class Step(StrEnum):
    """The steps of the procedure, in their order; what comes to us takes the last alone (法30条)."""

    SCOPE = "P-01"
    HAND_OVER = "P-02"
    MY_NUMBER = "P-03"
    POSITION = "P-04"
    EXCEPTION = "P-05"
    SOURCE = "P-06"
    MISUSE = "P-07"
    PURPOSE = "P-08"
    OBJECTIONS = "P-09"
    MINIMUM = "P-10"
    SPECIAL_FORM = "P-11"
    PLACE = "P-12"
    ROUTE = "P-13"
    PROCESSOR = "P-14"
    RECORD = "P-15"
    MARKETING = "P-16"
    REGIME = "P-17"
    APPROVAL = "P-18"
    RECEIPT = "R-01"


class ReasonKind(StrEnum):
    """What a reason does to the answer; `UNKNOWN` is a fact that nobody recorded, `QUESTION` one for a person."""

    BAR = "bar"
    UNKNOWN = "unknown"
    QUESTION = "question"
    CONDITION = "condition"
    DUTY = "duty"
    CONFIRMED = "confirmed"

    @property
    def outcome(self) -> Outcome:
        """The best answer that such a reason leaves."""
        match self:
            case ReasonKind.BAR:
                return Outcome.BLOCKED
            case ReasonKind.UNKNOWN | ReasonKind.QUESTION:
                return Outcome.REVIEW
            case ReasonKind.CONDITION:
                return Outcome.CONDITIONAL
            case ReasonKind.DUTY | ReasonKind.CONFIRMED:
                return Outcome.ALLOWED


@quick
@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that the procedure says: by which rule, what it does, the words, and where and by whom it is mended.

    `parts` are the ids of the parts of the data set that it speaks of, none for all; so are `categories`. `details` are
    the lines of one cause that is found several times, such as each clause that a contract lacks.
    """

    rule_id: str
    revision: int
    step: Step
    kind: ReasonKind
    basis: Basis
    text: Text
    cites: Text
    fix: Fix | None = None
    who: UserRole | None = None
    facts: tuple[tuple[str, str], ...] = ()
    parts: tuple[str, ...] = ()
    categories: frozenset[DataCategory] = frozenset()
    details: tuple[Text, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """The best answer that it leaves."""
        return self.kind.outcome

    @property
    def in_full(self) -> Text:
        """The words with the lines inside."""
        if not self.details:
            return self.text
        ja, en = "、".join(line.ja for line in self.details), "; ".join(line.en for line in self.details)
        return Text(f"{self.text.ja}：{ja}", f"{self.text.en}: {en}")


_ORDER: Final = tuple(Outcome)
_PLACES: Final = {kind: _ORDER.index(kind.outcome) for kind in ReasonKind}


def worst(reasons: Sequence[Reason]) -> Outcome:
    """The worst of all; nothing open is allowed."""
    if not reasons:
        return Outcome.ALLOWED
    return _ORDER[min([_PLACES[reason.kind] for reason in reasons])]


@dataclass(frozen=True, slots=True)
class SliceVerdict:
    """The answer for the persons of one part and one form of data; None as a part is everybody."""

    part_id: str | None
    part_name: str
    categories: frozenset[DataCategory]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer on one day; `valid_until` is its last day, None where no known day ends it.

    `next_outcome` says what it turns into on the day after, `next_reasons` what is then said besides, `next_gone` what
    no longer is.
    """

    on: date
    outcome: Outcome
    reasons: tuple[Reason, ...]
    slices: tuple[SliceVerdict, ...]
    valid_until: date | None = None
    next_outcome: Outcome | None = None
    next_reasons: tuple[Reason, ...] = ()
    next_gone: tuple[Reason, ...] = ()

    def of_kind(self, *kinds: ReasonKind) -> tuple[Reason, ...]:
        """The reasons of some kinds, in the order of the procedure."""
        return tuple(reason for reason in self.reasons if reason.kind in kinds)

    def turning(self, on: date, then: tuple[Reason, ...]) -> Verdict:
        """The same, until it turns on a day into what is open then."""
        standing = [reason for reason in self.reasons if reason.kind is not ReasonKind.CONFIRMED]
        return replace(
            self,
            valid_until=on - _DAY,
            next_outcome=worst(then),
            next_reasons=_beyond(then, self.reasons),
            next_gone=_beyond(standing, then),
        )


def _beyond(reasons: Iterable[Reason], others: Iterable[Reason]) -> tuple[Reason, ...]:
    """Those of some reasons that are not among others; only what one rule says can be the same."""
    by_rule: defaultdict[str, list[Reason]] = defaultdict(list)
    for other in others:
        by_rule[other.rule_id].append(other)
    return tuple(reason for reason in reasons if reason not in by_rule.get(reason.rule_id, ()))


def causes_of_turning(
    before: Outcome, after: Outcome, came: Iterable[Reason], went: Iterable[Reason]
) -> tuple[tuple[Reason, ...], bool]:
    """Why an answer becomes another, and whether it does because these reasons fall away.

    A better answer comes of what no longer holds it back, any other of what is said anew.
    """
    new, gone = tuple(came), tuple(went)
    is_better = _ORDER.index(after) > _ORDER.index(before)
    is_by_going = bool(gone) and (is_better or not new)
    causes, outcome = (gone, before) if is_by_going else (new, after)
    return tuple(reason for reason in causes if reason.outcome is outcome) or causes, is_by_going


@dataclass(frozen=True, slots=True)
class OutcomeSpan:
    """One answer from a day on, until the day before `until_on`; what was merely confirmed is left out."""

    from_on: date
    until_on: date | None
    outcome: Outcome
    reasons: tuple[Reason, ...]


def listed(reasons: Iterable[Reason]) -> Text:
    """What some reasons say, in one line; of many only the first."""
    found = list(dict.fromkeys(reason.text for reason in reasons))
    more = "…" if len(found) > _NAMED else ""
    return Text("、".join(t.ja for t in found[:_NAMED]) + more, "; ".join(t.en for t in found[:_NAMED]) + more)
