"""The steps of the schema in their order, and the guards of the tables that only grow.

Dates are ISO text under the type name DATE, instants UTC ISO text, truth 1 or 0, lists JSON text.
"""

from __future__ import annotations

from sakimori.store.engine import Step
from sakimori.store.schema.incidents import INCIDENT_GUARDS
from sakimori.store.schema.lists import COUNT_STEPS, LIST_STEPS
from sakimori.store.schema.newest import NEWEST_STEPS
from sakimori.store.schema.tables import CLEARANCE, GROUNDS, KEPT_GUARDS, QUESTIONNAIRES, RECEIPTS, REGISTER, statements

_FIRST = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE policy (key TEXT PRIMARY KEY, id TEXT NOT NULL, value INTEGER NOT NULL, version INTEGER NOT NULL);

CREATE TABLE app_user (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, department TEXT NOT NULL, roles TEXT NOT NULL, left_on DATE,
  version INTEGER NOT NULL);

CREATE TABLE third_party (
  id TEXT PRIMARY KEY, legal_name TEXT NOT NULL, roles TEXT NOT NULL, lifecycle TEXT NOT NULL, kana TEXT NOT NULL,
  english_name TEXT NOT NULL, corporate_number TEXT, country TEXT, kind_of_body TEXT, address TEXT, representative TEXT,
  business_in_japan INTEGER, order_history INTEGER, order_note TEXT NOT NULL, parent_id TEXT REFERENCES third_party(id),
  owner_id TEXT REFERENCES app_user(id), website TEXT NOT NULL, note TEXT NOT NULL, external_key TEXT,
  data_categories TEXT, person_count INTEGER, special_care INTEGER, foreign_handling TEXT, criticality TEXT,
  merged_into TEXT REFERENCES third_party(id), archived_on DATE, created_on DATE, version INTEGER NOT NULL);
CREATE INDEX third_party_corporate_number ON third_party(corporate_number);
CREATE INDEX third_party_owner ON third_party(owner_id);
CREATE INDEX third_party_parent ON third_party(parent_id);
CREATE INDEX third_party_external_key ON third_party(external_key);

CREATE TABLE service (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), name TEXT NOT NULL, role TEXT,
  description TEXT NOT NULL, storage_country TEXT, processing_country TEXT, handles_personal_data INTEGER,
  owner_id TEXT REFERENCES app_user(id), ended_on DATE, version INTEGER NOT NULL);
CREATE INDEX service_third_party ON service(third_party_id);
CREATE INDEX service_owner ON service(owner_id);

CREATE TABLE alias (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), name TEXT NOT NULL,
  version INTEGER NOT NULL);
CREATE INDEX alias_third_party ON alias(third_party_id);

CREATE TABLE contact (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), kind TEXT NOT NULL, name TEXT,
  email TEXT, phone TEXT, department TEXT NOT NULL, version INTEGER NOT NULL);
CREATE INDEX contact_third_party ON contact(third_party_id);

CREATE TABLE search_key (
  third_party_id TEXT NOT NULL REFERENCES third_party(id), kind TEXT NOT NULL, record_id TEXT NOT NULL,
  label TEXT NOT NULL, key TEXT NOT NULL);
CREATE INDEX search_key_third_party ON search_key(third_party_id);

CREATE TABLE pack_snapshot (
  digest TEXT PRIMARY KEY, pack_id TEXT NOT NULL, version TEXT NOT NULL, body TEXT NOT NULL);

CREATE TABLE assessment (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), pack_id TEXT NOT NULL,
  pack_version TEXT NOT NULL, pack_digest TEXT NOT NULL REFERENCES pack_snapshot(digest), group_id TEXT NOT NULL,
  kind TEXT NOT NULL, opened_on DATE NOT NULL, opened_by TEXT NOT NULL, state TEXT NOT NULL,
  service_id TEXT REFERENCES service(id), due_on DATE, facts TEXT NOT NULL, submitted_on DATE, submitted_by TEXT,
  decided_on DATE, decided_by TEXT, decision TEXT, decision_reason TEXT NOT NULL, valid_until DATE,
  needs_adoption INTEGER NOT NULL, version INTEGER NOT NULL);
CREATE INDEX assessment_third_party ON assessment(third_party_id);
CREATE INDEX assessment_state ON assessment(state);

CREATE TABLE assessment_progress (
  assessment_id TEXT PRIMARY KEY REFERENCES assessment(id), answered INTEGER NOT NULL, applicable INTEGER NOT NULL,
  coverage REAL NOT NULL, risk REAL, pessimistic REAL, failed INTEGER NOT NULL, failed_critical INTEGER NOT NULL,
  formula TEXT NOT NULL);

CREATE TABLE answer (
  id TEXT PRIMARY KEY, assessment_id TEXT NOT NULL REFERENCES assessment(id),
  question_id TEXT NOT NULL, seq INTEGER NOT NULL, state TEXT NOT NULL, answered_by TEXT NOT NULL,
  answered_at TEXT NOT NULL, value TEXT NOT NULL, reason TEXT, note TEXT, method TEXT NOT NULL, source TEXT NOT NULL,
  UNIQUE (assessment_id, question_id, seq));

CREATE TABLE comment (
  id TEXT PRIMARY KEY, assessment_id TEXT NOT NULL REFERENCES assessment(id), third_party_id TEXT NOT NULL,
  question_id TEXT NOT NULL, kind TEXT NOT NULL, made_by TEXT NOT NULL, made_at TEXT NOT NULL, text TEXT,
  resolved_on DATE, version INTEGER NOT NULL);
CREATE INDEX comment_assessment ON comment(assessment_id);

CREATE TABLE stored_file (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, body BLOB NOT NULL);

CREATE TABLE evidence (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), filename TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES stored_file(sha256), size INTEGER NOT NULL, media_type TEXT NOT NULL,
  uploaded_on DATE NOT NULL, uploaded_by TEXT NOT NULL, assessment_id TEXT REFERENCES assessment(id), question_id TEXT,
  request_id TEXT, effective_on DATE, valid_until DATE, note TEXT NOT NULL, withdrawn_on DATE,
  withdrawn_reason TEXT NOT NULL, version INTEGER NOT NULL);
CREATE INDEX evidence_third_party ON evidence(third_party_id);

CREATE TABLE condition (
  id TEXT PRIMARY KEY, assessment_id TEXT NOT NULL REFERENCES assessment(id), third_party_id TEXT NOT NULL,
  text TEXT NOT NULL, due_on DATE NOT NULL, fulfilled_on DATE, fulfilled_by TEXT, note TEXT NOT NULL,
  version INTEGER NOT NULL);
CREATE INDEX condition_third_party ON condition(third_party_id);

CREATE TABLE periodic_review (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), kind TEXT NOT NULL,
  completed_on DATE NOT NULL, made_by TEXT NOT NULL, assessment_id TEXT REFERENCES assessment(id), note TEXT NOT NULL);
CREATE INDEX periodic_review_third_party ON periodic_review(third_party_id);

CREATE TABLE gap (
  id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), rule_id TEXT NOT NULL,
  subject_kind TEXT NOT NULL, subject_key TEXT NOT NULL, owner_id TEXT REFERENCES app_user(id), plan TEXT NOT NULL,
  plan_due_on DATE, version INTEGER NOT NULL, UNIQUE (third_party_id, rule_id, subject_kind, subject_key));

CREATE TABLE gap_span (
  id INTEGER PRIMARY KEY, gap_id TEXT NOT NULL REFERENCES gap(id), third_party_id TEXT NOT NULL, rule_id TEXT NOT NULL,
  revision INTEGER NOT NULL, subject_kind TEXT NOT NULL, subject_key TEXT NOT NULL, kind TEXT NOT NULL,
  basis TEXT NOT NULL, severity TEXT NOT NULL, from_on DATE, until_on DATE, since_on DATE NOT NULL,
  due_on DATE NOT NULL, title_ja TEXT NOT NULL, title_en TEXT NOT NULL, cites_ja TEXT NOT NULL, cites_en TEXT NOT NULL,
  action_ja TEXT NOT NULL, action_en TEXT NOT NULL, fix_record TEXT NOT NULL, fix_id TEXT NOT NULL,
  fix_field TEXT NOT NULL, area TEXT NOT NULL, points TEXT NOT NULL, facts_digest TEXT NOT NULL,
  known_from INTEGER NOT NULL, known_until INTEGER);
CREATE INDEX gap_span_third_party ON gap_span(third_party_id, known_until);
CREATE INDEX gap_span_gap ON gap_span(gap_id);
CREATE INDEX gap_span_known ON gap_span(known_until, known_from);

CREATE TABLE gap_span_pending (
  rollover_id TEXT NOT NULL, third_party_id TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (rollover_id, third_party_id));

CREATE TABLE rollover (
  id TEXT PRIMARY KEY, cause TEXT NOT NULL, digest TEXT NOT NULL, policy TEXT NOT NULL, state TEXT NOT NULL,
  started_at TEXT NOT NULL, started_by TEXT NOT NULL, reason TEXT NOT NULL);

CREATE TABLE rollover_party (
  rollover_id TEXT NOT NULL REFERENCES rollover(id), third_party_id TEXT NOT NULL,
  PRIMARY KEY (rollover_id, third_party_id));

CREATE TABLE depends_on (
  third_party_id TEXT NOT NULL REFERENCES third_party(id), kind TEXT NOT NULL, ref TEXT NOT NULL,
  PRIMARY KEY (third_party_id, kind, ref));
CREATE INDEX depends_on_ref ON depends_on(kind, ref);

CREATE TABLE waiver (
  id TEXT PRIMARY KEY, gap_id TEXT NOT NULL REFERENCES gap(id), third_party_id TEXT NOT NULL, severity TEXT NOT NULL,
  facts_digest TEXT NOT NULL, justification TEXT NOT NULL, last_day DATE NOT NULL, asked_by TEXT NOT NULL,
  asked_at TEXT NOT NULL, approved INTEGER, decided_by TEXT, decided_at TEXT, decision_note TEXT NOT NULL,
  lapsed_on DATE, lapse_reason TEXT NOT NULL, version INTEGER NOT NULL);
CREATE INDEX waiver_gap ON waiver(gap_id);
CREATE INDEX waiver_third_party ON waiver(third_party_id);

CREATE TABLE import_batch (
  id TEXT PRIMARY KEY, filename TEXT NOT NULL, sha256 TEXT NOT NULL, kind TEXT NOT NULL, mapping TEXT NOT NULL,
  counts TEXT NOT NULL, made_by TEXT NOT NULL, made_at TEXT NOT NULL);
CREATE INDEX import_batch_sha256 ON import_batch(sha256);

CREATE TABLE imported_row (
  third_party_id TEXT NOT NULL REFERENCES third_party(id), source TEXT NOT NULL, body TEXT NOT NULL,
  batch_id TEXT NOT NULL REFERENCES import_batch(id), PRIMARY KEY (third_party_id, source));

CREATE TABLE merge (
  id TEXT PRIMARY KEY, from_id TEXT NOT NULL REFERENCES third_party(id),
  into_id TEXT NOT NULL REFERENCES third_party(id),
  made_by TEXT NOT NULL, made_at TEXT NOT NULL, reason TEXT NOT NULL, moved TEXT NOT NULL, undone_at TEXT,
  version INTEGER NOT NULL);
CREATE INDEX merge_from ON merge(from_id);

CREATE TABLE job (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, done INTEGER NOT NULL, total INTEGER NOT NULL,
  message TEXT NOT NULL, params TEXT NOT NULL, made_by TEXT NOT NULL, made_at TEXT NOT NULL, lease_until TEXT,
  worker TEXT);
CREATE INDEX job_state ON job(state);

CREATE TABLE audit_entry (
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, record_kind TEXT NOT NULL,
  record_id TEXT NOT NULL, third_party_id TEXT NOT NULL, batch_id TEXT NOT NULL, body_sha256 TEXT NOT NULL,
  previous TEXT NOT NULL, hash TEXT NOT NULL);
CREATE INDEX audit_entry_record ON audit_entry(record_kind, record_id, seq);
CREATE INDEX audit_entry_third_party ON audit_entry(third_party_id, seq);
CREATE INDEX audit_entry_at ON audit_entry(at);
CREATE TABLE audit_body (seq INTEGER PRIMARY KEY REFERENCES audit_entry(seq), body TEXT NOT NULL);
CREATE TABLE audit_personal (
  seq INTEGER NOT NULL REFERENCES audit_entry(seq), path TEXT NOT NULL, salt TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (seq, path));

CREATE TABLE access_entry (
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, record_kind TEXT NOT NULL,
  record_id TEXT NOT NULL, third_party_id TEXT NOT NULL, batch_id TEXT NOT NULL, body_sha256 TEXT NOT NULL,
  previous TEXT NOT NULL, hash TEXT NOT NULL);
CREATE TABLE access_body (seq INTEGER PRIMARY KEY REFERENCES access_entry(seq), body TEXT NOT NULL);
CREATE TABLE access_personal (
  seq INTEGER NOT NULL REFERENCES access_entry(seq), path TEXT NOT NULL, salt TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (seq, path))
"""


STEPS: tuple[Step, ...] = (
    ("0001_first", statements(_FIRST)),
    ("0002_alias_removed", ("ALTER TABLE alias ADD COLUMN removed_on DATE",)),
    ("0003_rollover_joined", ("ALTER TABLE rollover_party ADD COLUMN joined INTEGER NOT NULL DEFAULT 0",)),
    # What the dashboards count stands in the index itself, so that they read no rows.
    (
        "0004_spans_counted",
        (
            "CREATE INDEX gap_span_counted ON gap_span(known_until, third_party_id, area, kind, severity, from_on, "
            "until_on, since_on, due_on, rule_id, gap_id, known_from)",
            "DROP INDEX gap_span_known",
        ),
    ),
    ("0005_register", statements(REGISTER)),
    (
        "0006_gap_tally",
        (
            "CREATE TABLE gap_tally (third_party_id TEXT NOT NULL REFERENCES third_party(id), from_on TEXT NOT NULL, "
            "until_on TEXT, body TEXT NOT NULL, PRIMARY KEY (third_party_id, from_on))",
        ),
    ),
    ("0007_clearance", statements(CLEARANCE)),
    ("0008_questionnaires", statements(QUESTIONNAIRES)),
    ("0009_countries", ("ALTER TABLE country_profile ADD COLUMN facts TEXT NOT NULL DEFAULT '[]'",)),
    (
        "0010_marketing",
        tuple(
            f"ALTER TABLE hand_over ADD COLUMN {name} INTEGER"
            for name in ("optin_record", "mail_order_ad", "mail_order_consent", "to_employer")
        ),
    ),
    (
        "0011_sources",
        tuple(f"ALTER TABLE data_set_part ADD COLUMN {name} TEXT" for name in ("purpose_told", "history")),
    ),
    (
        "0012_sub_processors",
        (
            "ALTER TABLE hand_over ADD COLUMN made_as_such INTEGER",
            "ALTER TABLE third_party ADD COLUMN sub_processors_complete_on DATE",
            "ALTER TABLE third_party ADD COLUMN sub_processors_complete_by TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE sub_processor_link ADD COLUMN starts_on DATE",
        ),
    ),
    ("0013_receipts", statements(RECEIPTS)),
    ("0014_grounds", statements(GROUNDS)),
    (
        "0015_hand_over_facts",
        tuple(
            f"ALTER TABLE hand_over ADD COLUMN {name} INTEGER"
            for name in ("receipt_duty_told", "in_our_name", "nobody_else_along", "persons_needed")
        ),
    ),
    *LIST_STEPS,
    (
        "0028_accounts",
        (
            "CREATE TABLE account (user_id TEXT PRIMARY KEY REFERENCES app_user(id), login TEXT NOT NULL UNIQUE, "
            "password_hash TEXT NOT NULL, must_change INTEGER NOT NULL, disabled INTEGER NOT NULL, failures INTEGER "
            "NOT NULL, wait_until TEXT, totp_secret TEXT NOT NULL, totp_on INTEGER NOT NULL, totp_step INTEGER NOT "
            "NULL, provider_subject TEXT UNIQUE)",
        ),
    ),
    (
        "0029_delegations",
        (
            "CREATE TABLE delegation (id TEXT PRIMARY KEY, lender_id TEXT NOT NULL REFERENCES app_user(id), "
            "borrower_id TEXT NOT NULL REFERENCES app_user(id), permission TEXT NOT NULL, from_on DATE NOT NULL, "
            "last_on DATE NOT NULL, reason TEXT NOT NULL, lent_by TEXT NOT NULL, ended_on DATE, "
            "version INTEGER NOT NULL)",
            "CREATE INDEX delegation_lender ON delegation(lender_id)",
            "CREATE INDEX delegation_borrower ON delegation(borrower_id)",
        ),
    ),
    # A vendor's own way in, and the mails that wait: neither a link nor a text is kept.
    (
        "0030_invitations",
        (
            "CREATE TABLE invitation (id TEXT PRIMARY KEY, assessment_id TEXT NOT NULL REFERENCES assessment(id), "
            "third_party_id TEXT NOT NULL REFERENCES third_party(id), language TEXT NOT NULL, invited_by TEXT NOT "
            "NULL, invited_at TEXT NOT NULL, name TEXT, email TEXT, link_hash TEXT NOT NULL, expires_at TEXT, sent_at "
            "TEXT, opened_at TEXT, started_at TEXT, submitted_at TEXT, revoked_at TEXT, version INTEGER NOT NULL)",
            "CREATE INDEX invitation_assessment ON invitation(assessment_id)",
            "CREATE INDEX invitation_third_party ON invitation(third_party_id)",
            "CREATE INDEX invitation_link ON invitation(link_hash)",
            "CREATE TABLE outgoing_mail (id TEXT PRIMARY KEY, kind TEXT NOT NULL, invitation_id TEXT NOT NULL "
            "REFERENCES invitation(id), created_at TEXT NOT NULL, tries INTEGER NOT NULL, next_at TEXT, sent_at TEXT, "
            "last_error TEXT NOT NULL)",
            "CREATE INDEX outgoing_mail_invitation ON outgoing_mail(invitation_id)",
            "CREATE INDEX outgoing_mail_next ON outgoing_mail(next_at)",
            "ALTER TABLE comment ADD COLUMN reply_to TEXT",
        ),
    ),
    *COUNT_STEPS,
    # What one person asked of another by a day.
    (
        "0036_errands",
        (
            "CREATE TABLE errand (id TEXT PRIMARY KEY, kind TEXT NOT NULL, about TEXT NOT NULL, text TEXT NOT NULL, "
            "asked_by TEXT NOT NULL REFERENCES app_user(id), asked_at TEXT NOT NULL, person_id TEXT NOT NULL "
            "REFERENCES app_user(id), due_on TEXT NOT NULL, third_party_id TEXT REFERENCES third_party(id), state "
            "TEXT NOT NULL, closed_by TEXT, closed_at TEXT, version INTEGER NOT NULL)",
            "CREATE INDEX errand_open ON errand(state, due_on)",
            "CREATE INDEX errand_asked_by ON errand(asked_by, asked_at)",
            "CREATE INDEX errand_person ON errand(person_id)",
            "CREATE INDEX errand_third_party ON errand(third_party_id)",
        ),
    ),
    # Lists as somebody wants to see them again.
    (
        "0037_saved_views",
        (
            "CREATE TABLE saved_view (id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES app_user(id), name TEXT "
            "NOT NULL, page TEXT NOT NULL, query TEXT NOT NULL, removed_on DATE, version INTEGER NOT NULL)",
            "CREATE INDEX saved_view_user ON saved_view(user_id)",
        ),
    ),
    *NEWEST_STEPS,
)

APPEND_ONLY = (
    "audit_entry", "audit_body", "access_entry", "access_body", "signature", "answer", "periodic_review",
    "pack_snapshot", "incident_entry", "issued_file",
)  # fmt: skip
"""Tables whose rows are never changed and never deleted (salted personal values apart: those may be erased)."""

SPAN_CONTENT = (
    "gap_id, third_party_id, rule_id, revision, subject_kind, subject_key, kind, basis, severity, from_on, until_on, "
    "since_on, due_on, title_ja, title_en, cites_ja, cites_en, action_ja, action_en, fix_record, fix_id, fix_field, "
    "area, points, facts_digest, known_from"
)

GUARDS: dict[str, str] = {
    f"{table}_no_{verb.lower()}": (
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
    )
    for table in APPEND_ONLY
    for verb in ("UPDATE", "DELETE")
} | {
    "gap_span_no_delete": (
        "CREATE TRIGGER gap_span_no_delete BEFORE DELETE ON gap_span "
        "BEGIN SELECT RAISE(ABORT, 'gap_span only grows'); END"
    ),
    "gap_span_keeps_its_content": (
        f"CREATE TRIGGER gap_span_keeps_its_content BEFORE UPDATE OF {SPAN_CONTENT} ON gap_span "
        "BEGIN SELECT RAISE(ABORT, 'a span stays as it was'); END"
    ),
    "gap_span_closes_once": (
        "CREATE TRIGGER gap_span_closes_once BEFORE UPDATE ON gap_span WHEN OLD.known_until IS NOT NULL "
        "BEGIN SELECT RAISE(ABORT, 'a closed span stays as it was'); END"
    ),
    **KEPT_GUARDS,
    **INCIDENT_GUARDS,
}
