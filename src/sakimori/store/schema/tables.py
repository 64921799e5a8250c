"""The tables of the register, of clearance, and of questionnaires of others, as the steps of the schema make them."""

from __future__ import annotations


def statements(script: str) -> tuple[str, ...]:
    """The statements of a script, one after the other."""
    return tuple(s.strip() for s in script.split(";\n") if s.strip())


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


RECEIPTS = """
ALTER TABLE hand_over ADD COLUMN demand TEXT;
ALTER TABLE hand_over ADD COLUMN provider_confirmed INTEGER;
ALTER TABLE hand_over ADD COLUMN provider_history TEXT;
ALTER TABLE hand_over ADD COLUMN optout_seen INTEGER;
ALTER TABLE data_set ADD COLUMN other_laws TEXT;
ALTER TABLE notice ADD COLUMN answers_on_request INTEGER;
UPDATE hand_over SET demand = 'voluntary' WHERE demand_has_force = 0
"""
"""A demand that was said to have force is asked anew: a police inquiry and a warrant stood under the same answer."""

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
CREATE INDEX judgement_flow ON judgement(flow_id);

CREATE TABLE inquiry (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), request TEXT NOT NULL, verdict TEXT
  NOT NULL, outcome TEXT NOT NULL, asked_by TEXT NOT NULL, asked_at TEXT NOT NULL, message TEXT NOT NULL, state TEXT
  NOT NULL, answer TEXT NOT NULL, answered_by TEXT, answered_at TEXT, version INTEGER NOT NULL);
CREATE INDEX inquiry_third_party ON inquiry(third_party_id);

CREATE TABLE slip (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), number TEXT NOT NULL UNIQUE, request
  TEXT NOT NULL, case_body TEXT NOT NULL, verdict TEXT NOT NULL, outcome TEXT NOT NULL, judged_on DATE NOT NULL,
  valid_until DATE, issued_by TEXT NOT NULL, issued_at TEXT NOT NULL, audit_number INTEGER NOT NULL, audit_hash TEXT
  NOT NULL, rules_digest TEXT NOT NULL, inquiry_id TEXT REFERENCES inquiry(id), flow_id TEXT REFERENCES
  data_flow(id), revoked_on DATE, revoked_by TEXT, revoke_reason TEXT NOT NULL, version INTEGER NOT NULL);
CREATE INDEX slip_third_party ON slip(third_party_id);

CREATE TABLE provision_record (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), route TEXT NOT NULL, method TEXT NOT
  NULL, first_on DATE NOT NULL, last_on DATE NOT NULL, recipient_name TEXT NOT NULL, recipient_address TEXT NOT
  NULL, recipient_representative TEXT NOT NULL, items TEXT NOT NULL, persons TEXT NOT NULL, persons_how TEXT NOT
  NULL, person_count INTEGER NOT NULL, retain_until DATE NOT NULL, made_on DATE NOT NULL, made_by TEXT NOT NULL,
  consented INTEGER, is_related INTEGER NOT NULL, flow_id TEXT REFERENCES data_flow(id), consent_text_id TEXT
  REFERENCES consent_text(id), filing_id TEXT REFERENCES filing(id), contract_id TEXT REFERENCES contract(id),
  corrects_id TEXT REFERENCES provision_record(id), version INTEGER NOT NULL);
CREATE INDEX provision_record_third_party ON provision_record(third_party_id);
CREATE INDEX provision_record_corrects ON provision_record(corrects_id);

CREATE TABLE receipt_record (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), route TEXT NOT NULL, method TEXT NOT
  NULL, first_on DATE NOT NULL, last_on DATE NOT NULL, provider_name TEXT NOT NULL, provider_address TEXT NOT NULL,
  provider_representative TEXT NOT NULL, confirmed_how TEXT NOT NULL, acquired_how TEXT NOT NULL, items TEXT NOT
  NULL, persons TEXT NOT NULL, persons_how TEXT NOT NULL, person_count INTEGER NOT NULL, retain_until DATE NOT NULL,
  made_on DATE NOT NULL, made_by TEXT NOT NULL, is_operator INTEGER NOT NULL, is_related INTEGER NOT NULL, consented
  INTEGER, informed INTEGER, ppc_published INTEGER, flow_id TEXT REFERENCES data_flow(id), data_set_id TEXT
  REFERENCES data_set(id), contract_id TEXT REFERENCES contract(id), corrects_id TEXT REFERENCES receipt_record(id),
  version INTEGER NOT NULL);
CREATE INDEX receipt_record_third_party ON receipt_record(third_party_id);
CREATE INDEX receipt_record_corrects ON receipt_record(corrects_id);

CREATE TABLE hand_over_release (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), slip_id TEXT REFERENCES slip(id),
  first_on DATE NOT NULL, last_on DATE NOT NULL, items TEXT NOT NULL, person_count INTEGER NOT NULL, persons_how
  TEXT NOT NULL, method TEXT NOT NULL, released_by TEXT NOT NULL, released_at TEXT NOT NULL, flow_id TEXT REFERENCES
  data_flow(id), record_id TEXT REFERENCES provision_record(id), no_record TEXT, uncleared_on DATE, reviewed_by TEXT,
  reviewed_on DATE, note TEXT NOT NULL, version INTEGER NOT NULL);
CREATE INDEX hand_over_release_third_party ON hand_over_release(third_party_id);
CREATE INDEX hand_over_release_slip ON hand_over_release(slip_id);
CREATE INDEX hand_over_release_record ON hand_over_release(record_id);

CREATE TABLE outcome_span (
  id INTEGER PRIMARY KEY, subject_kind TEXT NOT NULL, subject_id TEXT NOT NULL, third_party_id TEXT NOT NULL REFERENCES
  third_party(id), from_on DATE, until_on DATE, outcome TEXT NOT NULL, reasons TEXT NOT NULL, known_from INTEGER NOT
  NULL, known_until INTEGER);
CREATE INDEX outcome_span_known ON outcome_span(known_until, third_party_id);
CREATE INDEX outcome_span_subject ON outcome_span(subject_id);
CREATE INDEX outcome_span_counted ON outcome_span(subject_kind, known_until, known_from, from_on, until_on, outcome,
  third_party_id)
"""

RECORD_CONTENT = {
    "provision_record": (
        "id", "route", "method", "first_on", "last_on", "recipient_name", "recipient_address",
        "recipient_representative", "items", "persons", "persons_how", "person_count", "retain_until", "made_on",
        "made_by", "consented", "is_related", "flow_id", "consent_text_id", "filing_id", "contract_id", "corrects_id",
    ),
    "receipt_record": (
        "id", "route", "method", "first_on", "last_on", "provider_name", "provider_address",
        "provider_representative", "confirmed_how", "acquired_how", "items", "persons", "persons_how", "person_count",
        "retain_until", "made_on", "made_by", "is_operator", "is_related", "consented", "informed", "ppc_published",
        "flow_id", "data_set_id", "contract_id", "corrects_id",
    ),
}  # fmt: skip
"""What stands in the records of 法29条 and 30条: everything but whose dossier they lie in."""

KEPT_GUARDS = {
    f"{table}_keeps_its_content": (
        f"CREATE TRIGGER {table}_keeps_its_content BEFORE UPDATE ON {table} WHEN "
        f"({', '.join('OLD.' + name for name in names)}) IS NOT ({', '.join('NEW.' + name for name in names)}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} stays as it was made'); END"
    )
    for table, names in RECORD_CONTENT.items()
} | {
    f"{table}_is_kept": (
        f"CREATE TRIGGER {table}_is_kept BEFORE DELETE ON {table} WHEN NOT EXISTS (SELECT 1 FROM audit_entry WHERE "
        f"record_kind = '{table}' AND record_id = OLD.id AND action = '{table}.purged' "
        "AND date(at, '+9 hours') > OLD.retain_until) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is kept until its day'); END"
    )
    for table in RECORD_CONTENT
}
"""A record moves to another third party by merging and changes in nothing else; it goes after its last day alone, and
only behind the audit entry that says so."""


QUESTIONNAIRES = """
CREATE TABLE private_pack (
  id TEXT PRIMARY KEY, pack_id TEXT NOT NULL, release TEXT NOT NULL, digest TEXT NOT NULL REFERENCES
  pack_snapshot(digest), title TEXT NOT NULL, sender TEXT NOT NULL, licence TEXT NOT NULL, language TEXT NOT NULL,
  profile TEXT NOT NULL, filename TEXT NOT NULL, sha256 TEXT NOT NULL, made_on DATE NOT NULL, made_by TEXT NOT NULL,
  derived_from TEXT NOT NULL, withdrawn_on DATE, version INTEGER NOT NULL, UNIQUE (pack_id, release));

CREATE TABLE kept_profile (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, made_on DATE NOT NULL,
  made_by TEXT NOT NULL, withdrawn_on DATE, version INTEGER NOT NULL);

CREATE TABLE questionnaire_import (
  id TEXT PRIMARY KEY, assessment_id TEXT NOT NULL REFERENCES assessment(id), filename TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES stored_file(sha256), profile TEXT NOT NULL, profile_body TEXT NOT NULL,
  said TEXT NOT NULL, matched TEXT NOT NULL, answers INTEGER NOT NULL, made_by TEXT NOT NULL, made_at TEXT NOT NULL,
  version INTEGER NOT NULL);
CREATE INDEX questionnaire_import_assessment ON questionnaire_import(assessment_id);
CREATE INDEX questionnaire_import_sha256 ON questionnaire_import(sha256)
"""
