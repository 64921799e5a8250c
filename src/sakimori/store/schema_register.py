"""The tables of the register: our own registers, contracts, certificates, flows, sub-processors, countries.

`flow_facts` is derived: what the recorded flows of a third party say in place of its intake answers.
"""

from __future__ import annotations

REGISTER = """
CREATE TABLE purpose (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, wording TEXT NOT NULL, published_since DATE, published_until DATE,
  published_where TEXT NOT NULL, states_provision INTEGER, replaces_id TEXT REFERENCES purpose(id), related_judgement
  TEXT NOT NULL, related_judged_by TEXT, related_judged_on DATE, external_key TEXT, third_party_id TEXT NOT NULL
  REFERENCES third_party(id), version INTEGER NOT NULL);

CREATE TABLE data_set (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, department TEXT NOT NULL, source_system TEXT NOT NULL, retention_months
  INTEGER, retention_reason TEXT NOT NULL, retention_law TEXT NOT NULL, last_verified_on DATE, note TEXT NOT NULL,
  ended_on DATE, external_key TEXT, third_party_id TEXT NOT NULL REFERENCES third_party(id), version INTEGER NOT NULL);

CREATE TABLE consent_text (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, text_version TEXT NOT NULL, wording TEXT NOT NULL, kinds TEXT, purpose_ids
  TEXT NOT NULL, categories TEXT, recipient_range TEXT NOT NULL, countries TEXT, names_country INTEGER, tells_regime
  INTEGER, tells_measures INTEGER, unknown_reason TEXT NOT NULL, channel TEXT NOT NULL, used_from DATE, used_until
  DATE, external_key TEXT, third_party_id TEXT NOT NULL REFERENCES third_party(id), version INTEGER NOT NULL);

CREATE TABLE notice (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, published_on DATE, published_until DATE, url TEXT NOT NULL, purpose_ids
  TEXT NOT NULL, countries TEXT, items TEXT, external_key TEXT, third_party_id TEXT NOT NULL REFERENCES
  third_party(id), version INTEGER NOT NULL);

CREATE TABLE joint_use (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, states_fact INTEGER, data_items TEXT NOT NULL, users_scope TEXT NOT NULL,
  purpose TEXT NOT NULL, responsible TEXT NOT NULL, published_on DATE, published_until DATE, external_key TEXT,
  third_party_id TEXT NOT NULL REFERENCES third_party(id), version INTEGER NOT NULL);

CREATE TABLE filing (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, number TEXT NOT NULL, filed_on DATE, published_on DATE, provision_from
  DATE, ended_on DATE, data_items TEXT NOT NULL, acquired_how TEXT NOT NULL, provided_how TEXT NOT NULL, external_key
  TEXT, third_party_id TEXT NOT NULL REFERENCES third_party(id), version INTEGER NOT NULL);

CREATE TABLE stop (
  id TEXT PRIMARY KEY, key_hash TEXT NOT NULL, channel TEXT NOT NULL, received_on DATE NOT NULL, source TEXT NOT NULL,
  withdrawn_on DATE, third_party_id TEXT NOT NULL REFERENCES third_party(id), version INTEGER NOT NULL);
CREATE INDEX stop_key ON stop(key_hash, channel);

CREATE TABLE data_set_part (
  id TEXT PRIMARY KEY, data_set_id TEXT NOT NULL REFERENCES data_set(id), name TEXT NOT NULL, origin TEXT,
  collected_from DATE, collected_until DATE, position TEXT, purpose_ids TEXT NOT NULL, consent_text_id TEXT REFERENCES
  consent_text(id), age_band TEXT, person_count INTEGER, categories TEXT, external_key TEXT, third_party_id TEXT NOT
  NULL REFERENCES third_party(id), version INTEGER NOT NULL);

CREATE TABLE country_profile (
  id TEXT PRIMARY KEY, checked_on DATE NOT NULL, has_general_law INTEGER, law TEXT NOT NULL, eu_adequacy INTEGER,
  cbpr_economy INTEGER, missing_oecd TEXT, government_access INTEGER, government_access_note TEXT NOT NULL,
  localisation INTEGER, localisation_note TEXT NOT NULL, breach_hours INTEGER, source TEXT NOT NULL, note TEXT NOT
  NULL, version INTEGER NOT NULL);

CREATE TABLE contract (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), title TEXT NOT NULL, kind TEXT NOT
  NULL, parent_id TEXT REFERENCES contract(id), our_side TEXT NOT NULL, other_side TEXT NOT NULL, signed_on DATE,
  start_on DATE, end_on DATE, open_ended INTEGER, auto_renews INTEGER, renewal_months INTEGER, notice_days_ours
  INTEGER, notice_days_theirs INTEGER, renewal_decided_until DATE, renewal_decided_by TEXT, terminated_on DATE,
  governing_law TEXT, breach_notice_hours INTEGER, terms_url TEXT NOT NULL, terms_version TEXT NOT NULL,
  terms_changed_on DATE, document_ids TEXT NOT NULL, service_ids TEXT NOT NULL, note TEXT NOT NULL, external_key TEXT,
  version INTEGER NOT NULL);
CREATE INDEX contract_third_party ON contract(third_party_id);

CREATE TABLE contract_cover (
  id TEXT PRIMARY KEY, contract_id TEXT NOT NULL REFERENCES contract(id), third_party_id TEXT NOT NULL REFERENCES
  third_party(id), note TEXT NOT NULL, confirmed_by TEXT, confirmed_on DATE, removed_on DATE, version INTEGER NOT NULL);
CREATE INDEX contract_cover_contract ON contract_cover(contract_id);
CREATE INDEX contract_cover_third_party ON contract_cover(third_party_id);

CREATE TABLE contract_clause (
  id TEXT PRIMARY KEY, contract_id TEXT NOT NULL REFERENCES contract(id), third_party_id TEXT NOT NULL REFERENCES
  third_party(id), clause_id TEXT NOT NULL, state TEXT NOT NULL, page TEXT NOT NULL, note TEXT NOT NULL, reason TEXT
  NOT NULL, evidence_id TEXT REFERENCES evidence(id), reason_approved_by TEXT, reason_approved_on DATE, checked_by
  TEXT, checked_on DATE, version INTEGER NOT NULL);
CREATE INDEX contract_clause_contract ON contract_clause(contract_id);
CREATE INDEX contract_clause_third_party ON contract_clause(third_party_id);

CREATE TABLE certificate (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), scheme TEXT NOT NULL, number TEXT NOT
  NULL, scope TEXT NOT NULL, standard_edition TEXT NOT NULL, issuer TEXT NOT NULL, issued_on DATE, valid_until DATE,
  period_from DATE, period_until DATE, bridge_until DATE, opinion TEXT, exceptions TEXT NOT NULL, surveyed_on DATE,
  renewal_applied_on DATE, register_seen_on DATE, withdrawn_on DATE, service_ids TEXT NOT NULL, evidence_id TEXT
  REFERENCES evidence(id), covers_us INTEGER, scope_compared_by TEXT, scope_compared_on DATE, note TEXT NOT NULL,
  external_key TEXT, version INTEGER NOT NULL);
CREATE INDEX certificate_third_party ON certificate(third_party_id);

CREATE TABLE data_flow (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), name TEXT NOT NULL, direction TEXT,
  role TEXT, route TEXT NOT NULL, route_rationale TEXT NOT NULL, route_evidence_id TEXT REFERENCES evidence(id),
  route_decided_by TEXT, route_decided_on DATE, purpose_id TEXT REFERENCES purpose(id), data_set_id TEXT REFERENCES
  data_set(id), service_id TEXT REFERENCES service(id), categories TEXT, data_items TEXT NOT NULL, subject_groups
  TEXT, origins TEXT, volume_band TEXT, person_count INTEGER, source_system TEXT NOT NULL, storage_countries TEXT,
  processing_countries TEXT, transfer_method TEXT, encryption TEXT, frequency TEXT, start_on DATE, end_on DATE,
  retention_months INTEGER, retention_reason TEXT NOT NULL, retention_until DATE, legal_hold INTEGER, consent_text_id
  TEXT REFERENCES consent_text(id), joint_use_id TEXT REFERENCES joint_use(id), filing_id TEXT REFERENCES filing(id),
  note TEXT NOT NULL, external_key TEXT, version INTEGER NOT NULL);
CREATE INDEX data_flow_third_party ON data_flow(third_party_id);
CREATE INDEX data_flow_service ON data_flow(service_id);

CREATE TABLE cloud_facts (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), flow_id TEXT NOT NULL REFERENCES
  data_flow(id), no_handling_clause INTEGER, technical_block INTEGER, support_access TEXT, uses_data_itself INTEGER,
  published_under_32 INTEGER, note TEXT NOT NULL, signed_off_by TEXT, signed_off_on DATE, version INTEGER NOT NULL);
CREATE INDEX cloud_facts_third_party ON cloud_facts(third_party_id);
CREATE INDEX cloud_facts_flow ON cloud_facts(flow_id);

CREATE TABLE foreign_basis (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), flow_id TEXT NOT NULL REFERENCES
  data_flow(id), kind TEXT NOT NULL, contract_id TEXT REFERENCES contract(id), certificate_id TEXT REFERENCES
  certificate(id), since DATE, until DATE, item_system TEXT NOT NULL, item_measures TEXT NOT NULL, item_checking TEXT
  NOT NULL, item_country TEXT NOT NULL, item_foreign_systems TEXT NOT NULL, item_trouble TEXT NOT NULL, item_response
  TEXT NOT NULL, note TEXT NOT NULL, version INTEGER NOT NULL);
CREATE INDEX foreign_basis_third_party ON foreign_basis(third_party_id);
CREATE INDEX foreign_basis_flow ON foreign_basis(flow_id);
CREATE INDEX foreign_basis_contract ON foreign_basis(contract_id);

CREATE TABLE annual_check (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), checked_on DATE NOT NULL, made_by TEXT
  NOT NULL, flow_ids TEXT NOT NULL, measures_kept INTEGER, measures_note TEXT NOT NULL, foreign_systems INTEGER,
  foreign_systems_note TEXT NOT NULL, trouble TEXT NOT NULL, evidence_id TEXT REFERENCES evidence(id), version INTEGER
  NOT NULL);
CREATE INDEX annual_check_third_party ON annual_check(third_party_id);

CREATE TABLE erasure (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), flow_id TEXT NOT NULL REFERENCES
  data_flow(id), kind TEXT NOT NULL, done_on DATE NOT NULL, method TEXT NOT NULL, done_by TEXT NOT NULL, evidence_id
  TEXT REFERENCES evidence(id), confirmed_by TEXT, confirmed_on DATE, version INTEGER NOT NULL);
CREATE INDEX erasure_third_party ON erasure(third_party_id);
CREATE INDEX erasure_flow ON erasure(flow_id);

CREATE TABLE sub_processor_link (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), name TEXT NOT NULL, parent_id TEXT
  REFERENCES sub_processor_link(id), sub_third_party_id TEXT REFERENCES third_party(id), service_id TEXT REFERENCES
  service(id), task TEXT NOT NULL, country TEXT, handles_my_number INTEGER, foreign_basis TEXT, approval TEXT,
  approval_note TEXT NOT NULL, approved_by TEXT, approved_on DATE, source TEXT NOT NULL, source_seen_on DATE, ended_on
  DATE, external_key TEXT, version INTEGER NOT NULL);
CREATE INDEX sub_processor_link_third_party ON sub_processor_link(third_party_id);
CREATE INDEX sub_processor_link_sub_third_party ON sub_processor_link(sub_third_party_id);

CREATE TABLE flow_facts (
  third_party_id TEXT PRIMARY KEY REFERENCES third_party(id), data_categories TEXT, person_count INTEGER,
  special_care INTEGER, foreign_handling TEXT)
"""

GROUNDS = """
ALTER TABLE data_set_part ADD COLUMN agreed_from DATE;
ALTER TABLE data_set_part ADD COLUMN agreed_until DATE;
ALTER TABLE consent_text ADD COLUMN country_substitute TEXT NOT NULL DEFAULT '';
ALTER TABLE consent_text ADD COLUMN measures_unknown_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE consent_text ADD COLUMN information_on DATE;
ALTER TABLE notice ADD COLUMN optout_items TEXT;
ALTER TABLE joint_use ADD COLUMN responsible_address TEXT NOT NULL DEFAULT '';
ALTER TABLE joint_use ADD COLUMN responsible_representative TEXT NOT NULL DEFAULT '';
ALTER TABLE joint_use ADD COLUMN responsible_id TEXT REFERENCES third_party(id);
ALTER TABLE joint_use ADD COLUMN changed_on DATE;
ALTER TABLE joint_use ADD COLUMN change_told_on DATE;
ALTER TABLE joint_use ADD COLUMN identity_changed_on DATE;
ALTER TABLE joint_use ADD COLUMN identity_told_on DATE;
ALTER TABLE filing ADD COLUMN notified_how TEXT;
ALTER TABLE filing ADD COLUMN notified_on DATE;
ALTER TABLE filing ADD COLUMN notified_where TEXT NOT NULL DEFAULT '';
ALTER TABLE filing ADD COLUMN items TEXT;
ALTER TABLE filing ADD COLUMN changed_on DATE;
ALTER TABLE filing ADD COLUMN change_told_on DATE;
ALTER TABLE filing ADD COLUMN change_filed_on DATE;
ALTER TABLE filing ADD COLUMN identity_changed_on DATE;
ALTER TABLE filing ADD COLUMN identity_told_on DATE;
ALTER TABLE filing ADD COLUMN identity_filed_on DATE;
ALTER TABLE filing ADD COLUMN end_told_on DATE;
ALTER TABLE filing ADD COLUMN end_filed_on DATE
"""
"""What consent, opt-out and joint use stand on: days of agreeing, how persons were told, and changes."""
