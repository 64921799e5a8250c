"""The tables of clearance: the facts of a hand-over, and what people decided on questions that no rule may decide."""

from __future__ import annotations

CLEARANCE = """
ALTER TABLE data_set_part ADD COLUMN acquired_properly INTEGER;
ALTER TABLE data_set_part ADD COLUMN special_care_basis INTEGER;
ALTER TABLE data_set_part ADD COLUMN receipt_recorded INTEGER;
ALTER TABLE data_set_part ADD COLUMN onward_limited INTEGER;

CREATE TABLE hand_over (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), flow_id TEXT NOT NULL REFERENCES
  data_flow(id), scope_checked INTEGER, is_loose INTEGER, directory_unchanged INTEGER, returns_to_entruster INTEGER,
  sealed_carriage INTEGER, identity_checked INTEGER, entruster_agreed INTEGER, by_foreign_authority INTEGER,
  demand_has_force INTEGER, other_secrecy INTEGER, stress_check INTEGER, worker_consented INTEGER, misuse TEXT,
  objections TEXT, objectors_removed INTEGER, items_needed INTEGER, standard_met INTEGER, told_recipient INTEGER,
  originals_apart INTEGER, contact_use INTEGER, items_published INTEGER, method_secret INTEGER, reidentifies
  INTEGER, we_can_tie INTEGER, recipient_ties INTEGER, ties_by_design INTEGER, no_tie_clause INTEGER,
  recipient_consent_confirmed INTEGER, recipient_consent_informed INTEGER, own_duty INTEGER, own_use INTEGER,
  mixes_data INTEGER, decides_purpose INTEGER, succession TEXT, inside_joint_use INTEGER, consent_reaches INTEGER,
  at_request INTEGER, as_filed INTEGER, record_exempt TEXT, record_prepared INTEGER, marketing INTEGER, channels
  TEXT, optin_basis INTEGER, refusal_display INTEGER, suppression_on DATE, onward_terms INTEGER, circumstances_told
  INTEGER, local_tool INTEGER, first_time INTEGER, approved_by TEXT, approved_on DATE, note TEXT NOT NULL, version
  INTEGER NOT NULL);
CREATE INDEX hand_over_third_party ON hand_over(third_party_id);
CREATE INDEX hand_over_flow ON hand_over(flow_id);

CREATE TABLE judgement (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), flow_id TEXT NOT NULL REFERENCES
  data_flow(id), rule_id TEXT NOT NULL, holds INTEGER NOT NULL, reason TEXT NOT NULL, decided_by TEXT NOT NULL,
  decided_on DATE NOT NULL, part_id TEXT REFERENCES data_set_part(id), version INTEGER NOT NULL);
CREATE INDEX judgement_third_party ON judgement(third_party_id);
CREATE INDEX judgement_flow ON judgement(flow_id)
"""
