"""The tables of how our company is organised and how long it keeps its own data, as steps of the schema."""

from __future__ import annotations

from typing import Final

from sakimori.store.engine import Step
from sakimori.store.schema.tables import statements

_GOVERNANCE: Final = """
CREATE TABLE officer (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT, user_id TEXT REFERENCES app_user(id), holder TEXT NOT NULL,
  department TEXT NOT NULL, appointed_on DATE, ended_on DATE, note TEXT NOT NULL, third_party_id TEXT NOT NULL
  REFERENCES third_party(id), version INTEGER NOT NULL);

CREATE TABLE policy_text (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, text_version TEXT NOT NULL, kind TEXT, location TEXT NOT NULL, owner_id TEXT
  REFERENCES app_user(id), in_force_from DATE, in_force_until DATE, roles TEXT, departments TEXT NOT NULL, reviewed_on
  DATE, approver TEXT NOT NULL, approved_on DATE, approval_noted_by TEXT, note TEXT NOT NULL, external_key TEXT,
  third_party_id TEXT NOT NULL REFERENCES third_party(id), version INTEGER NOT NULL);

CREATE TABLE acknowledgement (
  id TEXT PRIMARY KEY, policy_text_id TEXT NOT NULL REFERENCES policy_text(id), user_id TEXT NOT NULL REFERENCES
  app_user(id), done_on DATE NOT NULL, how TEXT NOT NULL, note TEXT NOT NULL, third_party_id TEXT NOT NULL REFERENCES
  third_party(id), version INTEGER NOT NULL);
CREATE INDEX acknowledgement_text ON acknowledgement(policy_text_id, user_id);
CREATE INDEX acknowledgement_user ON acknowledgement(user_id);

CREATE TABLE policy_exception (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, policy_text_id TEXT REFERENCES policy_text(id), reason TEXT NOT NULL,
  department TEXT NOT NULL, asked_by TEXT REFERENCES app_user(id), asked_on DATE, last_day DATE, approved_by TEXT,
  approved_on DATE, ended_on DATE, note TEXT NOT NULL, third_party_id TEXT NOT NULL REFERENCES third_party(id), version
  INTEGER NOT NULL);

CREATE TABLE internal_audit (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, planned_on DATE, held_on DATE, auditor TEXT NOT NULL, department TEXT NOT
  NULL, scope_note TEXT NOT NULL, result_note TEXT NOT NULL, third_party_id TEXT NOT NULL REFERENCES third_party(id),
  version INTEGER NOT NULL);

CREATE TABLE audit_finding (
  id TEXT PRIMARY KEY, audit_id TEXT NOT NULL REFERENCES internal_audit(id), name TEXT NOT NULL, is_major INTEGER,
  owner_id TEXT REFERENCES app_user(id), due_on DATE, note TEXT NOT NULL, fixed_on DATE, fixed_by TEXT, fixed_note TEXT
  NOT NULL, third_party_id TEXT NOT NULL REFERENCES third_party(id), version INTEGER NOT NULL);
CREATE INDEX audit_finding_audit ON audit_finding(audit_id);

CREATE TABLE meeting (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, held_on DATE, participants TEXT NOT NULL, agenda_note TEXT NOT NULL,
  minutes_at TEXT NOT NULL, third_party_id TEXT NOT NULL REFERENCES third_party(id), version INTEGER NOT NULL);

CREATE TABLE meeting_decision (
  id TEXT PRIMARY KEY, meeting_id TEXT NOT NULL REFERENCES meeting(id), name TEXT NOT NULL, owner_id TEXT REFERENCES
  app_user(id), due_on DATE, done_on DATE, note TEXT NOT NULL, third_party_id TEXT NOT NULL REFERENCES third_party(id),
  version INTEGER NOT NULL);
CREATE INDEX meeting_decision_meeting ON meeting_decision(meeting_id)
"""
_KEEPING: Final = """
CREATE TABLE keeping_duty (
  id TEXT PRIMARY KEY, data_set_id TEXT NOT NULL UNIQUE REFERENCES data_set(id), starts TEXT, duty_months INTEGER,
  duty_law TEXT NOT NULL, is_held INTEGER, hold_since DATE, hold_reason TEXT NOT NULL, note TEXT NOT NULL,
  third_party_id TEXT NOT NULL REFERENCES third_party(id), version INTEGER NOT NULL);

CREATE TABLE own_erasure (
  id TEXT PRIMARY KEY, data_set_part_id TEXT NOT NULL REFERENCES data_set_part(id), erased_on DATE NOT NULL,
  acquired_to DATE, way TEXT, person_count INTEGER, carried_out TEXT NOT NULL, noted_by TEXT, note TEXT NOT NULL,
  third_party_id TEXT NOT NULL REFERENCES third_party(id), version INTEGER NOT NULL);
CREATE INDEX own_erasure_part ON own_erasure(data_set_part_id)
"""
GOVERNANCE_STEPS: Final[tuple[Step, ...]] = (
    # Who is responsible, policies and who has read them, exceptions, internal audits, meetings.
    ("0065_governance", statements(_GOVERNANCE)),
    # What obliges us to keep our own data, and what of them was erased.
    ("0066_own_retention", statements(_KEEPING)),
    # A course may be for some departments alone.
    ("0067_course_departments", ("ALTER TABLE course ADD COLUMN departments TEXT NOT NULL DEFAULT '[]'",)),
    # That nothing of a part is left once data of it were erased.
    ("0068_own_erasure_all", ("ALTER TABLE own_erasure ADD COLUMN is_all INTEGER",)),
)
