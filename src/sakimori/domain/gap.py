"""Gaps 不備: identities that people work on, and the dated spans in which they are true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sakimori.domain.codes import Basis, ControlArea, GapKind, Severity
from sakimori.domain.values.quick import quick
from sakimori.domain.values.text import NO_TEXT, Text


class SubjectKind(StrEnum):
    """What a rule looks at; half of a gap's identity."""

    COMPANY = "company"
    THIRD_PARTY = "third_party"
    SERVICE = "service"
    FLOW = "flow"
    DATA_SET = "data_set"
    PACK_QUESTION = "pack_question"
    ASSESSMENT = "assessment"
    EVIDENCE = "evidence"
    CONDITION = "condition"
    WAIVER = "waiver"
    CONTRACT = "contract"
    CLAUSE = "clause"
    CERTIFICATE = "certificate"
    SUB_PROCESSOR = "sub_processor"
    PURPOSE = "purpose"
    CONSENT_TEXT = "consent_text"
    NOTICE = "notice"
    JOINT_USE = "joint_use"
    FILING = "filing"
    RELEASE = "hand_over_release"
    RECORD = "record"
    COUNTRY = "country"
    COURSE = "course"
    INCIDENT = "incident"
    PERSON_REQUEST = "person_request"
    CAMPAIGN = "campaign"
    SITE_TAG = "site_tag"
    SHARING_CHANGE = "sharing_change"
    OFFICER = "officer"
    POLICY_TEXT = "policy_text"
    POLICY_EXCEPTION = "policy_exception"
    INTERNAL_AUDIT = "internal_audit"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Subject:
    """The thing that a gap is about; `key` is the id of the record, or ids joined by `/`."""

    kind: SubjectKind
    key: str


@quick
@dataclass(frozen=True, slots=True)
class Fix:
    """Where a gap is closed: a kind of record, its id, and the field."""

    record: str
    record_id: str
    field: str


@quick
@dataclass(frozen=True, slots=True)
class Stage:
    """One severity from a day on, until the day before `until_on`; None stands for no known day.

    One with `is_start` lies in the start period 未着手 of a third party: whatever the finding is, it is unknown then.
    """

    severity: Severity
    from_on: date | None = None
    until_on: date | None = None
    is_start: bool = False


OUR_POLICY: Final = Text("会社方針", "Company policy")
"""What is cited for whatever we chose ourselves."""

_NOT_BEGUN: Final = Text("{title}（未着手）", "{title} (not started)")
_BY_POLICY: Final = Text("{policy}・{cites}", "{policy}, {cites}")


@quick
@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of one subject: stages that do not overlap, the words, the facts, and how to close it.

    With `is_unrecorded` it rests on nothing but that there is no record, which somebody may merely not have made yet.
    """

    rule_id: str
    revision: int
    subject: Subject
    kind: GapKind
    basis: Basis
    title: Text
    cites: Text
    stages: tuple[Stage, ...]
    fix: Fix
    area: ControlArea
    points: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    due_days: int | None = None
    action: Text = NO_TEXT
    is_unrecorded: bool = False

    @property
    def identity(self) -> tuple[str, str, str]:
        """The gap that this finding speaks of."""
        return (self.rule_id, self.subject.kind.value, self.subject.key)

    def kind_in(self, stage: Stage) -> GapKind:
        """What kind of thing is open in a stage: before anybody has begun, nobody knows."""
        return GapKind.UNKNOWN if stage.is_start else self.kind

    def title_in(self, stage: Stage) -> Text:
        """What is missing in a stage, in words."""
        return _NOT_BEGUN.format(title=self.title) if stage.is_start else self.title

    def cites_in(self, stage: Stage) -> Text:
        """What stands behind a stage: that it is not late yet is our policy, whatever the rule cites."""
        if not stage.is_start or self.cites.ja.startswith(OUR_POLICY.ja):
            return self.cites
        return _BY_POLICY.format(policy=OUR_POLICY, cites=self.cites)


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap's identity, (rule, subject), with what people decide about it."""

    id: str
    third_party_id: str
    rule_id: str
    subject_kind: SubjectKind
    subject_key: str
    owner_id: str | None = None
    plan: str = ""
    plan_due_on: date | None = None
    version: int = 1


@quick
@dataclass(frozen=True, slots=True)
class Span:
    """When a gap is true, how grave it is then, and in which stretch of the audit trail this was known.

    `since_on` is the day from which people count: `from_on`, else the day on which it became known.
    """

    gap_id: str
    third_party_id: str
    rule_id: str
    revision: int
    subject_kind: SubjectKind
    subject_key: str
    kind: GapKind
    basis: Basis
    severity: Severity
    from_on: date | None
    until_on: date | None
    since_on: date
    due_on: date
    title_ja: str
    title_en: str
    cites_ja: str
    cites_en: str
    action_ja: str
    action_en: str
    fix_record: str
    fix_id: str
    fix_field: str
    area: ControlArea
    points: str
    facts_digest: str
    known_from: int
    known_until: int | None = None

    def is_open(self, on: date) -> bool:
        """Whether it is true on a day."""
        return (self.from_on is None or self.from_on <= on) and (self.until_on is None or on < self.until_on)

    @property
    def title(self) -> Text:
        """What is missing, in words."""
        return Text(self.title_ja, self.title_en)

    @property
    def cites(self) -> Text:
        """The article, guideline section, or 会社方針."""
        return Text(self.cites_ja, self.cites_en)

    @property
    def action(self) -> Text:
        """What to do about it."""
        return Text(self.action_ja, self.action_en)


@dataclass(frozen=True, slots=True)
class Waiver:
    """An exception 例外承認: for one severity, one set of facts, until a last day; asker and approver differ."""

    id: str
    gap_id: str
    third_party_id: str
    severity: Severity
    facts_digest: str
    justification: str
    last_day: date
    asked_by: str
    asked_at: datetime
    approved: bool | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision_note: str = ""
    lapsed_on: date | None = None
    lapse_reason: str = ""
    version: int = 1


class WaiverStanding(StrEnum):
    """How a waiver stands towards its gap on one day."""

    ACTIVE = "active"
    ASKED = "asked"
    REFUSED = "refused"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    OUTGROWN = "outgrown"


def standing_of(waiver: Waiver, *, severity: Severity, facts_digest: str, on: date) -> WaiverStanding:
    """How a waiver stands on a day towards its gap, whose severity and facts are given."""
    if waiver.approved is False:
        return WaiverStanding.REFUSED
    if waiver.lapsed_on is not None or waiver.facts_digest != facts_digest:
        return WaiverStanding.LAPSED
    if on > waiver.last_day:
        return WaiverStanding.EXPIRED
    if severity.rank < waiver.severity.rank:
        return WaiverStanding.OUTGROWN
    return WaiverStanding.ASKED if waiver.approved is None else WaiverStanding.ACTIVE
