"""Our own registers as rules read them: every record of our own company, kind by kind."""

from __future__ import annotations

from dataclasses import dataclass

from sakimori.domain.records.certificate import Certificate
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
from sakimori.domain.records.incidents import Incident, IncidentMeasure, IncidentReport
from sakimori.domain.records.own_registers import ConsentText, DataSet, DataSetPart, Notice, PublicFacts, Purpose
from sakimori.domain.records.own_retention import KeepingDuty, OwnErasure
from sakimori.domain.records.preparedness import Drill, IncidentPlan
from sakimori.domain.records.sharing import Filing, JointUse, SharingChange
from sakimori.domain.records.training import Attendance, Course
from sakimori.domain.user import User


@dataclass(frozen=True)  # without slots `changed` copies it as a whole
class Registers:
    """Everything of our own registers that rules read; of incidents, wherever they happened, our own dossier alone."""

    purposes: tuple[Purpose, ...] = ()
    data_sets: tuple[DataSet, ...] = ()
    data_set_parts: tuple[DataSetPart, ...] = ()
    consent_texts: tuple[ConsentText, ...] = ()
    notices: tuple[Notice, ...] = ()
    joint_uses: tuple[JointUse, ...] = ()
    filings: tuple[Filing, ...] = ()
    sharing_changes: tuple[SharingChange, ...] = ()
    public_facts: tuple[PublicFacts, ...] = ()
    own_certificates: tuple[Certificate, ...] = ()
    courses: tuple[Course, ...] = ()
    attendances: tuple[Attendance, ...] = ()
    people: tuple[User, ...] = ()
    incidents: tuple[Incident, ...] = ()
    incident_reports: tuple[IncidentReport, ...] = ()
    incident_measures: tuple[IncidentMeasure, ...] = ()
    incident_plans: tuple[IncidentPlan, ...] = ()
    drills: tuple[Drill, ...] = ()
    officers: tuple[Officer, ...] = ()
    policy_texts: tuple[PolicyText, ...] = ()
    acknowledgements: tuple[Acknowledgement, ...] = ()
    policy_exceptions: tuple[PolicyException, ...] = ()
    internal_audits: tuple[InternalAudit, ...] = ()
    audit_findings: tuple[AuditFinding, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    meeting_decisions: tuple[MeetingDecision, ...] = ()
    keeping_duties: tuple[KeepingDuty, ...] = ()
    own_erasures: tuple[OwnErasure, ...] = ()
