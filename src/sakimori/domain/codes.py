"""Closed lists of codes that records, rules and screens share.

The wording of each code for people stands in the catalog of the screens and in `labels`; a code is never shown.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """How much a gap weighs; the order of the members is from worst to least."""

    BLOCK = "block"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return _RANKS[self]


_RANKS = {severity: place for place, severity in enumerate(Severity)}


class GapKind(StrEnum):
    """What kind of thing is open."""

    DEFECT = "defect"
    UNKNOWN = "unknown"
    DECISION = "decision"


class Basis(StrEnum):
    """Where a rule takes its force from."""

    LAW = "law"
    GUIDELINE_MUST = "guideline_must"
    GUIDELINE_SHOULD = "guideline_should"
    POLICY = "policy"


class Outcome(StrEnum):
    """The answer of a clearance."""

    BLOCKED = "blocked"
    REVIEW = "review"
    CONDITIONAL = "conditional"
    ALLOWED = "allowed"


GOOD: Final = frozenset({Outcome.ALLOWED, Outcome.CONDITIONAL})
"""The answers with which data may be handed over."""


class Role(StrEnum):
    """What a third party is to us; several at once."""

    PROCESSOR = "processor"
    CLOUD_PROVIDER = "cloud_provider"
    RECIPIENT = "recipient"
    JOINT_USER = "joint_user"
    SOURCE = "source"
    SUB_PROCESSOR = "sub_processor"
    SELF = "self"


class UserRole(StrEnum):
    """What a person of ours may do."""

    PROCUREMENT = "procurement"
    COMPLIANCE = "compliance"
    SALES = "sales"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Lifecycle(StrEnum):
    """Where the relation stands; each step is taken by a named person with a reason. Approval is never stored here."""

    CANDIDATE = "candidate"
    IN_USE = "in_use"
    SUSPENDED = "suspended"
    OFFBOARDING = "offboarding"
    ENDED = "ended"
    DECLINED = "declined"


class DataCategory(StrEnum):
    """Kinds of data, by the legal switch that they turn."""

    PI_CONTACT = "PI_CONTACT"
    PI_TRANSACTION = "PI_TRANSACTION"
    PI_BEHAVIOUR_ID = "PI_BEHAVIOUR_ID"
    PI_HR = "PI_HR"
    PI_FINANCIAL = "PI_FINANCIAL"
    PI_IDCODE = "PI_IDCODE"
    PI_BIOMETRIC = "PI_BIOMETRIC"
    PI_SPECIAL = "PI_SPECIAL"
    PI_EU_SPECIAL = "PI_EU_SPECIAL"
    PI_MINOR = "PI_MINOR"
    MYNUMBER = "MYNUMBER"
    PSEUDO = "PSEUDO"
    ANON = "ANON"
    REL = "REL"
    STAT = "STAT"
    LEGAL_ENTITY = "LEGAL_ENTITY"
    DECEASED = "DECEASED"


class KindOfBody(StrEnum):
    """What sort of body a third party is (法16条2項, 57条, 58条); decides which records the Act asks for."""

    COMPANY = "company"
    PUBLIC_BODY_EXCLUDED = "public_body_excluded"
    PUBLIC_BODY_OPERATOR = "public_body_operator"
    SOLE_TRADER = "sole_trader"
    PRIVATE_INDIVIDUAL = "private_individual"
    BODY_57_1 = "body_57_1"
    BODY_58_2 = "body_58_2"
    AUTHORITY = "authority"


class Criticality(StrEnum):
    """What its failure would do to our work."""

    CRITICAL = "critical"
    IMPORTANT = "important"
    MINOR = "minor"


class ContactKind(StrEnum):
    """What a contact is for."""

    SECURITY = "security"
    INCIDENT = "incident"
    CONTRACT = "contract"
    ANSWERING = "answering"


class ControlArea(StrEnum):
    """The columns of the heat map: where a gap belongs."""

    IDENTITY = "identity"
    POLICY = "policy"
    ORGANISATION = "organisation"
    PEOPLE = "people"
    PHYSICAL = "physical"
    TECHNICAL = "technical"
    FOREIGN = "foreign"
    SUBPROCESSING = "subprocessing"
    INCIDENT = "incident"
    CONTRACT = "contract"
    PROVISION = "provision"
    REVIEW = "review"


class AssessmentState(StrEnum):
    """The steps of one assessment; what a date decides (overdue, expired) is never a state."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    DECIDED = "decided"
    CANCELLED = "cancelled"


class AssessmentKind(StrEnum):
    """Why an assessment was opened."""

    ONBOARDING = "onboarding"
    PERIODIC = "periodic"
    RENEWAL = "renewal"
    INCIDENT = "incident"
    OFFBOARDING = "offboarding"
    ASKED = "asked"
    """A customer asks us: our own company answers."""
    SELF_CHECK = "self_check"
    """We ask ourselves: our own security measures, with the packs that third parties answer."""


OF_OURSELVES: Final = frozenset({AssessmentKind.ASKED, AssessmentKind.SELF_CHECK})
"""The kinds of assessment of our own company; the others are of third parties."""


class Decision(StrEnum):
    """What compliance decided on an assessment."""

    APPROVED = "approved"
    CONDITIONAL = "conditional"
    REJECTED = "rejected"
