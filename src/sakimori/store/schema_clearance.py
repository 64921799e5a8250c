"""The tables of clearance: facts of hand-overs, judgements, inquiries, slips, and the records of provision and receipt.

`outcome_span` holds the answers of standing requests, flows and slips, with the entries between which each was known.
"""

from __future__ import annotations

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
