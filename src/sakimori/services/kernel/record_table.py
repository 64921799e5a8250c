"""Each kind of record in the register: who may write it, what it needs and refers to, and what is settled apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Final

from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.ai_service import AiFacts
from sakimori.domain.records.campaigns import AddressGroup, Campaign, SiteTag
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract, ContractClause, ContractCover
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import AnnualCheck, CloudFacts, DataFlow, Erasure, ForeignBasis
from sakimori.domain.records.governance import (
    Acknowledgement,
    AuditFinding,
    InternalAudit,
    Meeting,
    MeetingDecision,
    Officer,
    PolicyException,
    PolicyText,
)
from sakimori.domain.records.hand_over import FactConfirmation, HandOver, Judgement, Release
from sakimori.domain.records.incidents import Incident, IncidentMeasure, IncidentStep
from sakimori.domain.records.own_registers import ConsentText, DataSet, DataSetPart, Notice, PublicFacts, Purpose
from sakimori.domain.records.own_retention import KeepingDuty, OwnErasure
from sakimori.domain.records.passed_on import PassedOn
from sakimori.domain.records.person_requests import PersonRequest
from sakimori.domain.records.preparedness import Drill, IncidentPlan
from sakimori.domain.records.sharing import Filing, JointUse, SharingChange
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.domain.records.training import Attendance, Course
from sakimori.domain.user import User
from sakimori.services.kernel.access import Permission

ALL = ("*",)


@dataclass(frozen=True, slots=True)
class RecordKind:
    """How one kind of record is written.

    `stamps` are set by a step of their own (somebody's confirmation or decision); a write that changes one of
    `unsettles` (`ALL`: anything else) takes them back, since nobody has confirmed what stands there now.
    """

    prefix: str
    permission: Permission
    needed: tuple[str, ...] = ()
    stamps: tuple[str, ...] = ()
    unsettles: tuple[str, ...] = ()
    in_order: tuple[tuple[str, str], ...] = ()
    references: Mapping[str, type] = field(default_factory=dict)
    once_per: tuple[str, ...] = ()


_EDIT, _OWN = Permission.EDIT_REGISTER, Permission.EDIT_OWN_REGISTER
_PARTY = {"third_party_id": ThirdParty}
_OF_FLOW = {**_PARTY, "flow_id": DataFlow}
_WEIGHED = tuple(
    f.name
    for f in fields(HandOver)
    if f.name not in {"id", "approved_by", "approved_on", "suppression_on", "record_prepared", "note", "version"}
)
"""What an approval of a hand-over weighs: a fresher list of refusals, say, leaves it as it stands."""

KINDS: dict[type, RecordKind] = {
    Contract: RecordKind(
        "cn", _EDIT, ("title",), ("renewal_decided_until", "renewal_decided_by"),
        ("end_on", "auto_renews", "renewal_months"),
        (("start_on", "end_on"), ("start_on", "terminated_on"), ("signed_on", "end_on")),
        {**_PARTY, "parent_id": Contract, "document_ids": Evidence, "service_ids": Service},
    ),
    ContractCover: RecordKind(
        "cc", _EDIT, (), ("confirmed_by", "confirmed_on"), ("contract_id", "third_party_id", "removed_on"), (),
        {**_PARTY, "contract_id": Contract}, ("contract_id", "third_party_id"),
    ),
    ContractClause: RecordKind(
        "cx", _EDIT, (), ("reason_approved_by", "reason_approved_on"), ("state", "reason", "evidence_id"), (),
        {**_PARTY, "contract_id": Contract, "evidence_id": Evidence, "source_id": Evidence},
        ("contract_id", "clause_id"),
    ),
    Certificate: RecordKind(
        "cf", _EDIT, (), ("covers_us", "scope_compared_by", "scope_compared_on"), ("scheme", "scope", "service_ids"),
        (("issued_on", "valid_until"), ("period_from", "period_until"), ("period_until", "bridge_until")),
        {**_PARTY, "service_ids": Service, "evidence_id": Evidence},
    ),
    DataFlow: RecordKind(
        "fl", _EDIT, ("name",), ("route_decided_by", "route_decided_on"), ("route", "route_rationale"),
        (("start_on", "end_on"), ("start_on", "retention_until")),
        {
            **_PARTY, "purpose_id": Purpose, "data_set_id": DataSet, "service_id": Service,
            "consent_text_id": ConsentText, "joint_use_id": JointUse, "filing_id": Filing,
            "route_evidence_id": Evidence,
        },
    ),
    CloudFacts: RecordKind("cl", _EDIT, (), ("signed_off_by", "signed_off_on"), ALL, (), _OF_FLOW, ("flow_id",)),
    AiFacts: RecordKind(
        "ai", _EDIT, (), ("confirmed_by", "confirmed_on"), ALL, (),
        {**_PARTY, "service_id": Service, "opt_out_evidence_id": Evidence}, ("service_id",),
    ),
    ForeignBasis: RecordKind(
        "fb", _EDIT, (), (), (), (("since", "until"),),
        {**_OF_FLOW, "contract_id": Contract, "certificate_id": Certificate}, ("flow_id",),
    ),
    AnnualCheck: RecordKind(
        "ac", _EDIT, ("by",), (), (), (), {**_PARTY, "flow_ids": DataFlow, "evidence_id": Evidence}
    ),
    Erasure: RecordKind(
        "er", _EDIT, (), ("confirmed_by", "confirmed_on"), ALL, (), {**_OF_FLOW, "evidence_id": Evidence},
        ("flow_id",),
    ),
    HandOver: RecordKind("ho", _EDIT, (), ("approved_by", "approved_on"), _WEIGHED, (), _OF_FLOW, ("flow_id",)),
    Judgement: RecordKind(
        "jd", Permission.DECIDE_REGISTER, ("rule_id", "reason"), (), (), (), {**_OF_FLOW, "part_id": DataSetPart}
    ),
    FactConfirmation: RecordKind(
        "fc", Permission.DECIDE_REGISTER, ("fact", "answer"), ("confirmed_by", "confirmed_on", "is_own_word"), ALL,
        (),
        {
            **_OF_FLOW, "evidence_id": Evidence, "data_set_id": DataSet, "part_ids": DataSetPart,
            "purpose_id": Purpose,
        },
    ),
    PassedOn: RecordKind(
        "po", Permission.HANDLE_REQUESTS, (), ("told_on", "told_by", "told_how", "answered_on", "answer"),
        ("flow_id", "release_id", "about"), (("told_on", "answered_on"),),
        {**_OF_FLOW, "request_id": PersonRequest, "release_id": Release},
    ),
    Campaign: RecordKind(
        "cp", _EDIT, ("name",), (), (), (("first_sent_on", "last_sent_on"),),
        {**_PARTY, "flow_ids": DataFlow, "contract_id": Contract},
    ),
    AddressGroup: RecordKind(
        "ag", _EDIT, ("name",), (), (), (), {**_PARTY, "campaign_id": Campaign, "data_set_part_id": DataSetPart}
    ),
    SiteTag: RecordKind(
        "tg", _EDIT, ("name",), (), (), (("used_from", "used_until"),), {**_OF_FLOW, "notice_id": Notice}
    ),
    SubProcessorLink: RecordKind(
        "sb", _EDIT, ("name",), ("approval", "approval_note", "approved_by", "approved_on"),
        ("name", "task", "country", "parent_id", "sub_third_party_id"), (),
        {**_PARTY, "parent_id": SubProcessorLink, "sub_third_party_id": ThirdParty, "service_id": Service},
    ),
    Purpose: RecordKind(
        "pu", _OWN, ("name", "wording"), ("related_judgement", "related_judged_by", "related_judged_on"),
        ("wording", "replaces_id"), (("published_since", "published_until"),), {"replaces_id": Purpose},
    ),
    DataSet: RecordKind("ds", _OWN, ("name",)),
    DataSetPart: RecordKind(
        "dp", _OWN, ("name",), (), (), (("collected_from", "collected_until"), ("agreed_from", "agreed_until")),
        {"data_set_id": DataSet, "purpose_ids": Purpose, "consent_text_id": ConsentText},
    ),
    ConsentText: RecordKind(
        "co", _OWN, ("name", "text_version"), (), (), (("used_from", "used_until"),), {"purpose_ids": Purpose}
    ),
    Notice: RecordKind(
        "no", _OWN, ("name",), (), (), (("published_on", "published_until"),), {"purpose_ids": Purpose}
    ),
    JointUse: RecordKind(
        "ju", _OWN, ("name",), (), (), (("published_on", "published_until"),), {"responsible_id": ThirdParty}
    ),
    Filing: RecordKind("fi", _OWN, ("name",), (), (), (("filed_on", "published_on"), ("provision_from", "ended_on"))),
    Course: RecordKind("cu", _OWN, ("name",), (), (), (("held_from", "ended_on"),)),
    Attendance: RecordKind("at", _OWN, ("user_id",), (), (), (), {"course_id": Course, "user_id": User}),
    Officer: RecordKind("of", _OWN, ("name",), (), (), (("appointed_on", "ended_on"),), {"user_id": User}),
    PolicyText: RecordKind(
        "px", _OWN, ("name", "text_version"), ("approver", "approved_on", "approval_noted_by"),
        ("name", "text_version", "kind", "location"), (("in_force_from", "in_force_until"),), {"owner_id": User},
    ),
    Acknowledgement: RecordKind(
        "ak", _OWN, ("user_id",), (), (), (), {"policy_text_id": PolicyText, "user_id": User},
        ("policy_text_id", "user_id"),
    ),
    PolicyException: RecordKind(
        "pe", _OWN, ("name",), ("approved_by", "approved_on"),
        ("name", "policy_text_id", "reason", "department", "asked_by", "last_day"),
        (("asked_on", "last_day"), ("asked_on", "ended_on")), {"policy_text_id": PolicyText, "asked_by": User},
    ),
    InternalAudit: RecordKind("ia", _OWN, ("name",)),
    AuditFinding: RecordKind(
        "af", _OWN, ("name",), ("fixed_on", "fixed_by", "fixed_note"), ("name", "audit_id"), (),
        {"audit_id": InternalAudit, "owner_id": User},
    ),
    Meeting: RecordKind("mt", _OWN, ("name",)),
    MeetingDecision: RecordKind("md", _OWN, ("name",), (), (), (), {"meeting_id": Meeting, "owner_id": User}),
    KeepingDuty: RecordKind("kd", _OWN, (), (), (), (), {"data_set_id": DataSet}, ("data_set_id",)),
    SharingChange: RecordKind(
        "sc", _OWN, ("name",), (), (), (), {"filing_id": Filing, "joint_use_id": JointUse}
    ),
    PublicFacts: RecordKind("pf", _OWN, (), (), (), (), {}, ("third_party_id",)),
    CountryProfile: RecordKind("", Permission.EDIT_COUNTRIES),
}  # fmt: skip

_EDIT_INCIDENT = Permission.EDIT_INCIDENT

WRITTEN_APART: dict[type, RecordKind] = {
    Incident: RecordKind(
        "ic", _EDIT_INCIDENT, ("name",), ("exemptions", "case_since"), (),
        (("occurred_on", "known_on"), ("occurred_on", "discovered_on"), ("vendor_knew_on", "vendor_told_on")),
        {
            **_PARTY, "touched_service_ids": Service, "touched_flow_ids": DataFlow, "touched_data_set_ids": DataSet,
            "owner_id": User,
        },
    ),
    IncidentStep: RecordKind(
        "is", _EDIT_INCIDENT, (), (), (), (), {"incident_id": Incident, "owner_id": User}, ("incident_id", "step")
    ),
    IncidentMeasure: RecordKind(
        "im", _EDIT_INCIDENT, ("name",), (), (), (), {"incident_id": Incident, "owner_id": User}
    ),
    IncidentPlan: RecordKind("ip", _EDIT_INCIDENT, ("name",)),
    Drill: RecordKind("dr", _EDIT_INCIDENT, ("name",)),
    OwnErasure: RecordKind("oe", _OWN, (), (), (), (("acquired_to", "erased_on"),), {"data_set_part_id": DataSetPart}),
}  # fmt: skip
"""Records that services of their own write, checked alike: no form, list or register file writes them."""

OF_PARTIES: Final = tuple(kind for kind, about in KINDS.items() if "third_party_id" in about.references)
"""Records of the register that belong to a third party, in the order in which they are shown."""
OURS: Final = tuple(kind for kind in KINDS if kind not in OF_PARTIES)
"""Records of our own registers."""
