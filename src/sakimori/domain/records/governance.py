"""How our own company is organised 体制: officers, policies and who has read them, exceptions, audits, meetings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sakimori.domain.codes import UserRole
from sakimori.domain.records.third_party import SELF_ID


class OfficerKind(StrEnum):
    """For what somebody is responsible."""

    CHIEF = "chief"
    DEPARTMENT = "department"
    AUDIT = "audit"


class PolicyTextKind(StrEnum):
    """What a policy is: the basic policy (GL 10-1), rules of handling (GL 10-2), or another one."""

    BASIC = "basic"
    RULES = "rules"
    PROCEDURE = "procedure"
    OTHER = "other"


class AcknowledgementWay(StrEnum):
    """How we know that somebody has read a policy."""

    SIGNED_IN = "signed_in"
    IMPORTED = "imported"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Officer:
    """A person who is responsible for personal data, from a day on; `holder` is the name where there is no account."""

    id: str
    name: str
    kind: OfficerKind | None = None
    user_id: str | None = None
    holder: str = ""
    department: str = ""
    appointed_on: date | None = None
    ended_on: date | None = None
    note: str = ""
    third_party_id: str = SELF_ID
    version: int = 1


@dataclass(frozen=True, slots=True)
class PolicyText:
    """One version of a policy of ours; the versions of one policy have one name, and each ends the one before.

    It is to be read by people in `roles` (None: nobody has said by whom), of `departments` alone where some are named.
    `approver` is the person or the body that approved it, `approval_noted_by` who put that down.
    """

    id: str
    name: str
    text_version: str
    kind: PolicyTextKind | None = None
    location: str = ""
    owner_id: str | None = None
    in_force_from: date | None = None
    in_force_until: date | None = None
    roles: frozenset[UserRole] | None = None
    departments: tuple[str, ...] = ()
    reviewed_on: date | None = None
    approver: str = ""
    approved_on: date | None = None
    approval_noted_by: str | None = None
    note: str = ""
    external_key: str | None = None
    third_party_id: str = SELF_ID
    version: int = 1


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """That one person has read one version of a policy."""

    id: str
    policy_text_id: str
    user_id: str
    done_on: date
    how: AcknowledgementWay
    note: str = ""
    third_party_id: str = SELF_ID
    version: int = 1


@dataclass(frozen=True, slots=True)
class PolicyException:
    """Something that may be done otherwise than a policy says: asked for, approved by somebody else, until a day."""

    id: str
    name: str
    policy_text_id: str | None = None
    reason: str = ""
    department: str = ""
    asked_by: str | None = None
    asked_on: date | None = None
    last_day: date | None = None
    approved_by: str | None = None
    approved_on: date | None = None
    ended_on: date | None = None
    note: str = ""
    third_party_id: str = SELF_ID
    version: int = 1


@dataclass(frozen=True, slots=True)
class InternalAudit:
    """One internal audit 内部監査 of how personal data are handled: planned, then held."""

    id: str
    name: str
    planned_on: date | None = None
    held_on: date | None = None
    auditor: str = ""
    department: str = ""
    scope_note: str = ""
    result_note: str = ""
    third_party_id: str = SELF_ID
    version: int = 1


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """What an audit found 指摘, to be mended by a day; that it is mended somebody else than its owner confirms."""

    id: str
    audit_id: str
    name: str
    is_major: bool | None = None
    owner_id: str | None = None
    due_on: date | None = None
    note: str = ""
    fixed_on: date | None = None
    fixed_by: str | None = None
    fixed_note: str = ""
    third_party_id: str = SELF_ID
    version: int = 1


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting on the protection of personal data: when, who was there, and what it was about."""

    id: str
    name: str
    held_on: date | None = None
    participants: str = ""
    agenda_note: str = ""
    minutes_at: str = ""
    third_party_id: str = SELF_ID
    version: int = 1


@dataclass(frozen=True, slots=True)
class MeetingDecision:
    """What a meeting decided, and who carries it out by when."""

    id: str
    meeting_id: str
    name: str
    owner_id: str | None = None
    due_on: date | None = None
    done_on: date | None = None
    note: str = ""
    third_party_id: str = SELF_ID
    version: int = 1
