"""The tables of incidents, the steps of the schema that changed them, and the guard of what was sent."""

from __future__ import annotations

from typing import Final

from sakimori.store.engine import Step

INCIDENTS: Final = """
CREATE TABLE incident (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, known_on DATE NOT NULL, third_party_id TEXT NOT NULL REFERENCES
  third_party(id), place TEXT, reported_by TEXT NOT NULL, reported_at TEXT, happened TEXT, is_suspected INTEGER,
  occurred_on DATE, discovered_on DATE, finder TEXT, persons INTEGER, categories TEXT, is_improper_purpose INTEGER,
  may_cost_money INTEGER, is_exposed INTEGER, is_protected INTEGER, is_recovered INTEGER, is_processor INTEGER,
  entruster TEXT NOT NULL, told_entruster_on DATE, vendor_knew_on DATE, vendor_knew_time TEXT NOT NULL, vendor_told_on
  DATE, vendor_told_time TEXT NOT NULL, late_notice_note TEXT NOT NULL, touched_service_ids TEXT, touched_flow_ids
  TEXT, touched_data_set_ids TEXT, item_outline TEXT NOT NULL, item_data TEXT NOT NULL, item_persons TEXT NOT NULL,
  item_cause TEXT NOT NULL, item_secondary TEXT NOT NULL, item_response TEXT NOT NULL, item_publication TEXT NOT NULL,
  item_prevention TEXT NOT NULL, item_other TEXT NOT NULL, items_not_yet TEXT NOT NULL, persons_told TEXT,
  persons_told_on DATE, persons_told_reason TEXT NOT NULL, owner_id TEXT REFERENCES app_user(id), cause TEXT,
  closing_reason TEXT NOT NULL, closed_on DATE, closed_by TEXT, version INTEGER NOT NULL);
CREATE INDEX incident_third_party ON incident(third_party_id);

CREATE TABLE incident_step (
  id TEXT PRIMARY KEY, incident_id TEXT NOT NULL REFERENCES incident(id), step TEXT NOT NULL, owner_id TEXT REFERENCES
  app_user(id), due_on DATE, done_on DATE, done_by TEXT, note TEXT NOT NULL, third_party_id TEXT NOT NULL REFERENCES
  third_party(id), version INTEGER NOT NULL, UNIQUE (incident_id, step));

CREATE TABLE incident_entry (
  id TEXT PRIMARY KEY, incident_id TEXT NOT NULL REFERENCES incident(id), number INTEGER NOT NULL, made_at TEXT NOT
  NULL, made_by TEXT NOT NULL, kind TEXT NOT NULL, ja TEXT NOT NULL, en TEXT NOT NULL, happened_at TEXT, third_party_id
  TEXT NOT NULL REFERENCES third_party(id), version INTEGER NOT NULL, UNIQUE (incident_id, number));

CREATE TABLE incident_report (
  id TEXT PRIMARY KEY, incident_id TEXT NOT NULL REFERENCES incident(id), kind TEXT NOT NULL, sent_on DATE NOT NULL,
  made_by TEXT NOT NULL, way TEXT NOT NULL, addressee TEXT NOT NULL, receipt_number TEXT NOT NULL, content TEXT NOT
  NULL, sha256 TEXT NOT NULL, note TEXT NOT NULL, third_party_id TEXT NOT NULL REFERENCES third_party(id), version
  INTEGER NOT NULL);
CREATE INDEX incident_report_incident ON incident_report(incident_id);

CREATE TABLE incident_measure (
  id TEXT PRIMARY KEY, incident_id TEXT NOT NULL REFERENCES incident(id), name TEXT NOT NULL, owner_id TEXT REFERENCES
  app_user(id), due_on DATE, done_on DATE, done_by TEXT, note TEXT NOT NULL, third_party_id TEXT NOT NULL REFERENCES
  third_party(id), version INTEGER NOT NULL);
CREATE INDEX incident_measure_incident ON incident_measure(incident_id);

CREATE TABLE incident_plan (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, plan_version TEXT NOT NULL, location TEXT NOT NULL, reviewed_on DATE,
  reviewed_by TEXT, contacts TEXT NOT NULL, ended_on DATE, note TEXT NOT NULL, third_party_id TEXT NOT NULL REFERENCES
  third_party(id), version INTEGER NOT NULL);

CREATE TABLE drill (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, held_on DATE NOT NULL, scenario_note TEXT NOT NULL, participant_count
  INTEGER, findings_note TEXT NOT NULL, made_by TEXT NOT NULL, third_party_id TEXT NOT NULL REFERENCES third_party(id),
  version INTEGER NOT NULL)
"""

_SENT: Final = ("id", "incident_id", "kind", "sent_on", "made_by", "way", "addressee", "content", "sha256")

INCIDENT_GUARDS: Final = {
    "incident_report_keeps_its_content": (
        "CREATE TRIGGER incident_report_keeps_its_content BEFORE UPDATE ON incident_report WHEN "
        f"({', '.join('OLD.' + name for name in _SENT)}) IS NOT ({', '.join('NEW.' + name for name in _SENT)}) "
        "BEGIN SELECT RAISE(ABORT, 'a report stays as it was sent'); END"
    ),
    "incident_report_is_kept": (
        "CREATE TRIGGER incident_report_is_kept BEFORE DELETE ON incident_report "
        "BEGIN SELECT RAISE(ABORT, 'a report that was sent is kept'); END"
    ),
}
"""What was sent stays as it was; the number of its receipt may be added."""

INCIDENT_STEPS: tuple[Step, ...] = (
    # What ends an incident is judged by two persons, and each situation knows since when it is given.
    (
        "0093_incident_judgements",
        (
            "ALTER TABLE incident ADD COLUMN is_kept_elsewhere INTEGER",
            "ALTER TABLE incident ADD COLUMN exemptions TEXT NOT NULL DEFAULT '[]'",
            "ALTER TABLE incident ADD COLUMN case_since TEXT NOT NULL DEFAULT '[]'",
        ),
    ),
    # What falls due because of an incident or a request is its owner's: deadlines are kept anew at a start.
    ("0094_deadline_owners", ("DELETE FROM deadline",)),
    # Whose a deadline is is asked of the gap of which it is a stage.
    (
        "0111_owners_of_gaps",
        (
            "ALTER TABLE deadline DROP COLUMN owner_id",
            "CREATE INDEX gap_subject ON gap(subject_kind, subject_key)",
        ),
    ),
    # A processor has more than one client, each told on a day of its own; some trades report to a minister.
    (
        "0123_addressees",
        (
            "ALTER TABLE incident ADD COLUMN entrusters TEXT NOT NULL DEFAULT '[]'",
            "ALTER TABLE incident ADD COLUMN are_entrusters_all INTEGER",
            "ALTER TABLE public_facts ADD COLUMN has_delegated_authority INTEGER",
            "ALTER TABLE public_facts ADD COLUMN breach_authority TEXT NOT NULL DEFAULT ''",
        ),
    ),
)
