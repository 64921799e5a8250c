"""Steps of the schema since lists are read in SQL: what is kept beside records, indexes in their order, the queue."""

from __future__ import annotations

from sakimori.store.engine import Step

_TALLIED = (
    "FROM gap_span s WHERE s.known_until IS NULL AND s.third_party_id = gap_tally.third_party_id "
    "AND (s.from_on IS NULL OR s.from_on <= gap_tally.from_on) "
    "AND (s.until_on IS NULL OR s.until_on > gap_tally.from_on)"
)
"""The gaps that are open in a stretch of days."""

OWN_ANSWERS = "0024_own_answers"
"""The step since which answers are kept for whoever decided what they rest on."""

ABROAD = "0031_flow_abroad"
"""The step since which it is counted where flows go."""

CONTRACT_GAPS = "0033_contract_gap"
"""The step since which gaps are counted beside contracts."""

LIST_STEPS: tuple[Step, ...] = (
    # What lists join of a third party, and every column by which the gap board filters, in the order of its pages.
    (
        "0016_gap_board",
        (
            "CREATE TABLE party_head (third_party_id TEXT PRIMARY KEY REFERENCES third_party(id), tier INTEGER, "
            "is_watched INTEGER NOT NULL)",
            "CREATE INDEX gap_owner ON gap(owner_id)",
            "CREATE INDEX gap_span_board ON gap_span(known_until, severity, kind, due_on, from_on, until_on, "
            "third_party_id, gap_id, basis, area, rule_id, known_from)",
        ),
    ),
    # A roll-over that was under way goes on as a queue; its policy comes into force at the next start.
    (
        "0017_to_judge",
        (
            "CREATE TABLE to_judge (third_party_id TEXT PRIMARY KEY REFERENCES third_party(id), since INTEGER NOT "
            "NULL, waiting INTEGER NOT NULL)",
            "INSERT INTO to_judge (third_party_id, since, waiting) SELECT p.third_party_id, 0, 0 FROM rollover_party p "
            "JOIN rollover r ON r.id = p.rollover_id WHERE r.state = 'running'",
            "INSERT INTO meta (key, value) SELECT 'policy_to_come', policy FROM rollover WHERE state = 'running' AND "
            "cause = 'policy'",
            "DROP TABLE gap_span_pending",
            "DROP TABLE rollover_party",
            "DROP TABLE rollover",
            "DROP TABLE job",
        ),
    ),
    # By what the list of third parties is ordered and filtered; heads are kept anew at a start.
    (
        "0018_party_list",
        (
            "ALTER TABLE party_head ADD COLUMN persons INTEGER",
            "ALTER TABLE party_head ADD COLUMN coverage REAL",
            "ALTER TABLE party_head ADD COLUMN next_due DATE",
            "ALTER TABLE gap_tally ADD COLUMN worst INTEGER",
            "ALTER TABLE gap_tally ADD COLUMN known INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE gap_tally ADD COLUMN unknown INTEGER NOT NULL DEFAULT 0",
            f"UPDATE gap_tally SET worst = (SELECT MIN(CASE severity WHEN 'block' THEN 0 WHEN 'high' THEN 1 "
            f"WHEN 'medium' THEN 2 ELSE 3 END) {_TALLIED} AND kind <> 'unknown'), "
            f"known = (SELECT COUNT(*) {_TALLIED} AND kind <> 'unknown'), "
            f"unknown = (SELECT COUNT(*) {_TALLIED} AND kind = 'unknown')",
        ),
    ),
    # The names of flows, as a search finds them; made up for at a start.
    (
        "0018_flow_key",
        (
            "CREATE TABLE flow_key (flow_id TEXT PRIMARY KEY REFERENCES data_flow(id), third_party_id TEXT NOT NULL, "
            "key TEXT NOT NULL)",
            "CREATE INDEX flow_key_third_party ON flow_key(third_party_id)",
        ),
    ),
    # What the list of contracts is ordered and narrowed by, and the gaps that are closed in contracts.
    (
        "0019_contract_list",
        (
            "CREATE TABLE contract_head (contract_id TEXT PRIMARY KEY REFERENCES contract(id), version INTEGER NOT "
            "NULL, title_key TEXT NOT NULL, begins_on DATE, last_on DATE, is_term_known INTEGER NOT NULL, "
            "decide_on DATE, notice_on DATE)",
            "CREATE INDEX gap_span_fixed ON gap_span(known_until, fix_record, fix_id, kind, severity, fix_field, "
            "from_on, until_on, rule_id, third_party_id, known_from)",
            "CREATE INDEX contract_parent ON contract(parent_id)",
        ),
    ),
    # What the book of records is listed by, beside each record and each flow, in the order of its pages.
    (
        "0020_record_book",
        (
            "CREATE TABLE record_head (record_id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES "
            "third_party(id), kind TEXT NOT NULL, standing INTEGER NOT NULL, first_on DATE NOT NULL, last_on DATE NOT "
            "NULL, kept_until DATE NOT NULL, corrected_by TEXT, flow_id TEXT, made_by TEXT NOT NULL)",
            "CREATE INDEX record_head_third_party ON record_head(third_party_id)",
            "CREATE INDEX record_head_listed ON record_head(kind, standing, last_on DESC, record_id, first_on)",
            "CREATE TABLE flow_record (flow_id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES "
            "third_party(id), start_on DATE, end_on DATE, is_receipt INTEGER NOT NULL, is_undecided "
            "INTEGER NOT NULL, free TEXT, depends INTEGER NOT NULL, unrecorded_since TEXT, is_recorded INTEGER NOT "
            "NULL)",
            "CREATE INDEX flow_record_third_party ON flow_record(third_party_id)",
            "CREATE INDEX flow_record_unrecorded ON flow_record(unrecorded_since)",
            "CREATE INDEX hand_over_release_free ON hand_over_release(no_record, last_on DESC, id)",
            "CREATE INDEX hand_over_release_uncleared ON hand_over_release(uncleared_on)",
        ),
    ),
    # How slips stand, what a search of the desk finds beside names, and which answers turn next.
    (
        "0021_desk",
        (
            "ALTER TABLE outcome_span ADD COLUMN is_against INTEGER",
            "CREATE INDEX outcome_span_turning ON outcome_span(from_on, known_until, subject_id)",
            "CREATE INDEX outcome_span_of ON outcome_span(subject_kind, subject_id, from_on)",
            "CREATE TABLE clearance_head (id TEXT PRIMARY KEY, key TEXT NOT NULL, data_set_id TEXT, categories TEXT "
            "NOT NULL)",
            "CREATE INDEX inquiry_asked ON inquiry(state, asked_at, id)",
            "CREATE INDEX slip_inquiry ON slip(inquiry_id)",
        ),
    ),
    # Every stage of every deadline, beside its third party.
    (
        "0022_deadlines",
        (
            "CREATE TABLE deadline (id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), "
            "stage_of TEXT NOT NULL, begins DATE NOT NULL, kind TEXT NOT NULL, day DATE NOT NULL, counts_from DATE, "
            "counts_until DATE, rank INTEGER NOT NULL, severity TEXT NOT NULL, title_ja TEXT NOT NULL, title_en TEXT "
            "NOT NULL, pack_id TEXT, start TEXT NOT NULL, start_on DATE, basis TEXT NOT NULL, cites_ja TEXT NOT NULL, "
            "cites_en TEXT NOT NULL, owner_id TEXT, record TEXT NOT NULL, record_id TEXT NOT NULL, field TEXT NOT "
            "NULL, is_shown INTEGER NOT NULL)",
            "CREATE INDEX deadline_third_party ON deadline(third_party_id)",
            "CREATE INDEX deadline_stage ON deadline(stage_of, begins, counts_until)",
            "CREATE INDEX deadline_day ON deadline(day, kind, rank, is_shown, counts_from, counts_until, stage_of, "
            "begins)",
        ),
    ),
    # By whom the audit trail is narrowed, in its order.
    (
        "0023_trail_list",
        tuple(
            f"CREATE INDEX {chain}_entry_{name} ON {chain}_entry({column}, seq)"
            for chain in ("audit", "access")
            for name, column in (("actor", "actor"), ("kind", "record_kind"))
        ),
    ),
    # What may run for everybody else, as it is for whoever decided what it rests on.
    (
        OWN_ANSWERS,
        (
            "CREATE TABLE own_answer (flow_id TEXT NOT NULL REFERENCES data_flow(id), reader_id TEXT NOT NULL, "
            "third_party_id TEXT NOT NULL REFERENCES third_party(id), begins_on DATE, ends_on DATE, outcome TEXT NOT "
            "NULL, reasons TEXT NOT NULL)",
            "CREATE INDEX own_answer_reader ON own_answer(reader_id, flow_id)",
            "CREATE INDEX own_answer_third_party ON own_answer(third_party_id)",
        ),
    ),
    # One signature a write, over both chains and what is held beside the records.
    (
        "0025_signatures",
        (
            "CREATE TABLE signature (id INTEGER PRIMARY KEY, changes INTEGER NOT NULL, accesses INTEGER NOT NULL, "
            "spans INTEGER NOT NULL, outcomes INTEGER NOT NULL, held TEXT NOT NULL, key TEXT NOT NULL, hash TEXT NOT "
            "NULL, signature TEXT NOT NULL)",
        ),
    ),
    # What compliance made of a document.
    (
        "0026_evidence_review",
        (
            "ALTER TABLE evidence ADD COLUMN review TEXT NOT NULL DEFAULT 'unseen'",
            "ALTER TABLE evidence ADD COLUMN reviewed_on DATE",
            "ALTER TABLE evidence ADD COLUMN reviewed_by TEXT",
            "ALTER TABLE evidence ADD COLUMN review_reason TEXT NOT NULL DEFAULT ''",
        ),
    ),
    # Open gaps of everybody, counted by the days on which the counts turn; made up for at a start.
    (
        "0027_gap_day",
        (
            "CREATE TABLE gap_day (day TEXT NOT NULL, severity TEXT NOT NULL, is_unknown INTEGER NOT NULL, begun "
            "INTEGER NOT NULL, turned INTEGER NOT NULL, turned_late INTEGER NOT NULL, PRIMARY KEY (day, severity, "
            "is_unknown))",
        ),
    ),
)

COUNT_STEPS: tuple[Step, ...] = (
    # Where flows go and what carries them there, by the day on which the counts turn; rules of which lists ask.
    (
        ABROAD,
        (
            "CREATE TABLE flow_abroad (id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), "
            "day TEXT NOT NULL, place TEXT NOT NULL, basis TEXT NOT NULL, change INTEGER NOT NULL)",
            "CREATE INDEX flow_abroad_third_party ON flow_abroad(third_party_id)",
            "CREATE INDEX flow_abroad_counted ON flow_abroad(place, basis, day, change)",
            "CREATE INDEX gap_span_ruled ON gap_span(rule_id, known_until, third_party_id, gap_id, from_on, until_on, "
            "severity, kind, subject_kind, subject_key)",
        ),
    ),
    # What the list of third parties counts of open gaps stands in the index itself, so that it reads no tally.
    (
        "0032_tallies_listed",
        ("CREATE INDEX gap_tally_listed ON gap_tally(third_party_id, from_on, until_on, worst, known, unknown)",),
    ),
    # What is open in each contract, by days, in the index in which the list of contracts reads it.
    (
        CONTRACT_GAPS,
        (
            "CREATE TABLE contract_gap (contract_id TEXT NOT NULL REFERENCES contract(id), from_on TEXT NOT NULL, "
            "until_on TEXT, worst INTEGER, musts INTEGER NOT NULL, unknown INTEGER NOT NULL, unread INTEGER NOT NULL, "
            "PRIMARY KEY (contract_id, from_on))",
            "CREATE INDEX contract_gap_listed ON contract_gap(contract_id, from_on, until_on, worst, musts, unknown, "
            "unread)",
        ),
    ),
    # By which write each table was last changed: what was made of those that no write has touched stays.
    ("0034_table_stamp", ("CREATE TABLE table_stamp (name TEXT PRIMARY KEY, stamp TEXT NOT NULL)",)),
    # What the answers about a third party come to; heads are kept anew at a start.
    ("0035_party_risk", ("ALTER TABLE party_head ADD COLUMN risk REAL",)),
)

VALUE_STEPS: tuple[Step, ...] = (
    # By what the risk value of a day is reckoned; what is open is counted anew at a start, and heads with it.
    (
        "0125_risk_value",
        (
            "ALTER TABLE party_head DROP COLUMN risk",
            "ALTER TABLE party_head ADD COLUMN concerned INTEGER NOT NULL DEFAULT 0",
            "DELETE FROM party_head",
            "DROP INDEX gap_tally_listed",
            "ALTER TABLE gap_tally ADD COLUMN weight INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE gap_tally ADD COLUMN weighted_days INTEGER NOT NULL DEFAULT 0",
            "DELETE FROM gap_tally",
            "CREATE INDEX gap_tally_listed ON gap_tally(third_party_id, from_on, until_on, worst, known, unknown, "
            "weight, weighted_days)",
        ),
    ),
)
