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

NEWEST_STEPS: tuple[Step, ...] = (
    # The passage of a filed document on which the state of a clause rests.
    (
        "0038_clause_sources",
        (
            "ALTER TABLE contract_clause ADD COLUMN source_id TEXT REFERENCES evidence(id)",
            "ALTER TABLE contract_clause ADD COLUMN source_sha256 TEXT NOT NULL DEFAULT ''",
            *(f"ALTER TABLE contract_clause ADD COLUMN source_{name} INTEGER" for name in ("page", "start", "end")),
            "ALTER TABLE contract_clause ADD COLUMN quote TEXT NOT NULL DEFAULT ''",
        ),
    ),
    # What somebody was asked to see to: the errand ends with these gaps.
    ("0039_errand_gaps", ("ALTER TABLE errand ADD COLUMN gap_ids TEXT NOT NULL DEFAULT '[]'",)),
    # Requests of persons; who asked stands in a few columns that are emptied after a time.
    (
        "0045_person_requests",
        (
            "CREATE TABLE person_request (id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES "
            "third_party(id), number TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, received_on DATE NOT NULL, channel TEXT "
            "NOT NULL, asked_by TEXT NOT NULL, method TEXT, claim TEXT, data_set_ids TEXT NOT NULL, person_name TEXT, "
            "customer_number TEXT, contact TEXT, wish TEXT, identity_how TEXT, identity_on DATE, identity_by TEXT, "
            "fee_yen INTEGER, searches TEXT NOT NULL, records_searched_on DATE, records_found INTEGER, result TEXT, "
            "grounds TEXT NOT NULL, reason_told INTEGER, replied_on DATE, replied_by TEXT, reply_way TEXT, "
            "erase_after DATE, erased_on DATE, version INTEGER NOT NULL)",
            "CREATE INDEX person_request_third_party ON person_request(third_party_id)",
            "CREATE INDEX person_request_listed ON person_request(replied_on, received_on, id)",
        ),
    ),
    # What recipients that hold a copy were asked to do with it, and what they answered.
    (
        "0046_passed_on",
        (
            "CREATE TABLE passed_on (id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), "
            "flow_id TEXT NOT NULL REFERENCES data_flow(id), about TEXT NOT NULL, asked_on DATE NOT NULL, due_on DATE "
            "NOT NULL, request_id TEXT REFERENCES person_request(id), stop_batch_id TEXT, told_on DATE, told_by TEXT, "
            "told_how TEXT, answered_on DATE, answer TEXT, note TEXT NOT NULL, version INTEGER NOT NULL)",
            "CREATE INDEX passed_on_third_party ON passed_on(third_party_id)",
            "CREATE INDEX passed_on_flow ON passed_on(flow_id)",
            "CREATE INDEX passed_on_request ON passed_on(request_id)",
            "CREATE INDEX passed_on_stop_batch ON passed_on(stop_batch_id)",
        ),
    ),
    # By what sort of value a stop tells its person, and since when it can be passed on.
    (
        "0049_stop_kinds",
        (
            "ALTER TABLE stop ADD COLUMN kind TEXT",
            "ALTER TABLE stop ADD COLUMN recorded_on DATE",
            "ALTER TABLE stop ADD COLUMN subject_group TEXT",
            "UPDATE stop SET recorded_on = received_on",
            "CREATE INDEX stop_recorded ON stop(channel, recorded_on)",
            "ALTER TABLE passed_on ADD COLUMN channel TEXT",
        ),
    ),
)
