"""How our company is organised, and how long it keeps its data, as worked cases have it: each a sound record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

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
from sakimori.domain.records.own_retention import KeepingDuty, OwnErasure

OFFICER: dict[str, Any] = {
    "name": "個人情報保護管理者", "kind": "chief", "holder": "管理 一郎", "appointed_on": date(2024, 4, 1),
}  # fmt: skip
POLICY_TEXT: dict[str, Any] = {
    "name": "個人情報取扱規程", "text_version": "第1版", "kind": "rules", "in_force_from": date(2026, 4, 1),
    "roles": ["sales"], "approver": "取締役会", "approved_on": date(2026, 3, 20), "approval_noted_by": "us9",
}  # fmt: skip
ACKNOWLEDGEMENT: dict[str, Any] = {
    "policy_text_id": "px1", "user_id": "us1", "done_on": date(2026, 4, 10), "how": "signed_in",
}  # fmt: skip
EXCEPTION: dict[str, Any] = {
    "name": "名簿の私用端末での閲覧", "policy_text_id": "px1", "reason": "展示会の会場で使う", "asked_by": "us1",
    "asked_on": date(2026, 9, 1), "last_day": date(2026, 11, 30), "approved_by": "us9",
    "approved_on": date(2026, 9, 5),
}  # fmt: skip
AUDIT: dict[str, Any] = {"name": "2026年度 内部監査", "held_on": date(2026, 4, 10), "auditor": "内部監査室"}
FINDING: dict[str, Any] = {
    "audit_id": "ia1", "name": "持出しの記録がない", "is_major": True, "due_on": date(2026, 6, 30),
}  # fmt: skip
MEETING: dict[str, Any] = {"name": "個人情報保護委員会", "held_on": date(2026, 4, 10)}
DECISION: dict[str, Any] = {"meeting_id": "mt1", "name": "持出しの手順を改める", "due_on": date(2026, 6, 30)}
DUTY: dict[str, Any] = {"data_set_id": "ds1", "starts": "acquired", "duty_months": 0, "is_held": False}
ERASURE: dict[str, Any] = {"data_set_part_id": "dp1", "erased_on": date(2026, 4, 10), "way": "deleted"}

GOVERNANCE_PARTS: dict[str, tuple[type, str, Mapping[str, Any]]] = {
    "officers": (Officer, "of", OFFICER),
    "policy_texts": (PolicyText, "px", POLICY_TEXT),
    "acknowledgements": (Acknowledgement, "ak", ACKNOWLEDGEMENT),
    "policy_exceptions": (PolicyException, "pe", EXCEPTION),
    "internal_audits": (InternalAudit, "ia", AUDIT),
    "audit_findings": (AuditFinding, "af", FINDING),
    "meetings": (Meeting, "mt", MEETING),
    "meeting_decisions": (MeetingDecision, "md", DECISION),
    "keeping_duties": (KeepingDuty, "kd", DUTY),
    "own_erasures": (OwnErasure, "oe", ERASURE),
}
