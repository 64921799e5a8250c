"""The newest steps of the schema: documents read, incidents, requests of persons, campaigns, training, governance."""

from __future__ import annotations

from sakimori.store.engine import Step
from sakimori.store.schema.ai_services import AI_STEPS
from sakimori.store.schema.calls import CALL_STEPS
from sakimori.store.schema.governance import GOVERNANCE_STEPS
from sakimori.store.schema.incidents import INCIDENT_STEPS, INCIDENTS
from sakimori.store.schema.lists import VALUE_STEPS
from sakimori.store.schema.tables import statements
from sakimori.store.schema.talk import TALK_STEPS

HELD_INVITATIONS: tuple[Step, ...] = (
    # Invitations of strangers at another domain wait until a person of ours lets them go.
    ("0102_held_invitations", ("ALTER TABLE invitation ADD COLUMN awaits_release INTEGER NOT NULL DEFAULT 0",)),
)

_OF_RULES: tuple[Step, ...] = (
    # Whose data a part of a data set holds, where we are their processor.
    ("0090_entruster_of_a_part", ("ALTER TABLE data_set_part ADD COLUMN entruster TEXT NOT NULL DEFAULT ''",)),
    # A contract begins with the later of its start and its signing: what lists ask of it is kept anew at a start.
    ("0091_contracts_begin_signed", ("DELETE FROM contract_head",)),
    # Trouble at a recipient abroad is one thing, that the measures can hardly go on is another.
    ("0120_trouble_abroad", ("ALTER TABLE annual_check ADD COLUMN hard_to_continue INTEGER",)),
    # Persons may be told of a joint use one by one, where nothing is published.
    (
        "0121_joint_use_told",
        ("ALTER TABLE joint_use ADD COLUMN told_how TEXT", "ALTER TABLE joint_use ADD COLUMN told_on DATE"),
    ),
    # Facts on countries hold until a day; a start gives those that came along before theirs.
    (
        "0124_watch_days",
        (
            "INSERT INTO meta (key, value) SELECT 'country_facts', 'undated' WHERE EXISTS "
            "(SELECT 1 FROM country_profile)",
        ),
    ),
)

# Wrong tries are counted beside the sessions, by account and place: the account itself holds none any more.
ACCOUNT_STEPS: tuple[Step, ...] = (
    (
        "0108_tries_beside_sessions",
        ("ALTER TABLE account DROP COLUMN failures", "ALTER TABLE account DROP COLUMN wait_until"),
    ),
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
    # Incidents, what was done and told about each, and how we are prepared.
    ("0040_incidents", statements(INCIDENTS)),
    # At which question of which assessment a document is wanted: the errand ends when one is filed there.
    (
        "0041_errand_evidence",
        (
            "ALTER TABLE errand ADD COLUMN assessment_id TEXT REFERENCES assessment(id)",
            "ALTER TABLE errand ADD COLUMN question_id TEXT",
            "ALTER TABLE errand ADD COLUMN request_id TEXT",
            "CREATE INDEX errand_assessment ON errand(assessment_id)",
        ),
    ),
    # Until when nothing that is asked about a third party is missing; heads are kept anew at a start.
    ("0042_party_settled", ("ALTER TABLE party_head ADD COLUMN settled_until DATE",)),
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
    # Campaigns with the addresses they go to, and tags that send data of a site's users to others.
    (
        "0052_campaigns",
        (
            "CREATE TABLE campaign (id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), name "
            "TEXT NOT NULL, channel TEXT, flow_ids TEXT NOT NULL, contract_id TEXT REFERENCES contract(id), in_a_lump "
            "INTEGER, mail_order INTEGER, sender TEXT NOT NULL, shows_sender INTEGER, shows_refusal INTEGER, "
            "refusal_at TEXT NOT NULL, shows_address INTEGER, shows_contact INTEGER, broker_list INTEGER, "
            "broker_checked INTEGER, refusals_out INTEGER, suppression_on DATE, we_can_tie INTEGER, platform_ties "
            "INTEGER, ties_consented INTEGER, planned_on DATE, first_sent_on DATE, last_sent_on DATE, called_off_on "
            "DATE, records_kept_until DATE, note TEXT NOT NULL, version INTEGER NOT NULL)",
            "CREATE INDEX campaign_third_party ON campaign(third_party_id)",
            "CREATE TABLE address_group (id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), "
            "campaign_id TEXT NOT NULL REFERENCES campaign(id), name TEXT NOT NULL, basis TEXT, data_set_part_id TEXT "
            "REFERENCES data_set_part(id), person_count INTEGER, refusal_beside INTEGER, consent_recorded INTEGER, "
            "record_where TEXT NOT NULL, mail_order_asked INTEGER, version INTEGER NOT NULL)",
            "CREATE INDEX address_group_third_party ON address_group(third_party_id)",
            "CREATE TABLE site_tag (id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), name "
            "TEXT NOT NULL, flow_id TEXT REFERENCES data_flow(id), sites TEXT NOT NULL, scope TEXT, stated TEXT, "
            "notice_id TEXT REFERENCES notice(id), used_from DATE, used_until DATE, note TEXT NOT NULL, version "
            "INTEGER NOT NULL)",
            "CREATE INDEX site_tag_third_party ON site_tag(third_party_id)",
        ),
    ),
    # Each change of a filing or a joint use beside those before it.
    (
        "0053_sharing_changes",
        (
            "CREATE TABLE sharing_change (id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES "
            "third_party(id), name TEXT NOT NULL, kind TEXT, filing_id TEXT REFERENCES filing(id), joint_use_id TEXT "
            "REFERENCES joint_use(id), changed_on DATE, told_on DATE, filed_on DATE, note TEXT NOT NULL, version "
            "INTEGER NOT NULL)",
            "CREATE INDEX sharing_change_filing ON sharing_change(filing_id)",
            "CREATE INDEX sharing_change_joint_use ON sharing_change(joint_use_id)",
        ),
    ),
    # What a notice says word for word, and what holds of our company and no other register keeps.
    (
        "0054_public_facts",
        (
            "ALTER TABLE notice ADD COLUMN security_content INTEGER",
            *(
                f"ALTER TABLE notice ADD COLUMN {name} TEXT NOT NULL DEFAULT ''"
                for name in (
                    "operator_name",
                    "operator_address",
                    "operator_representative",
                    "complaint_contact",
                    "fee",
                    "accredited_body",
                )
            ),
            "CREATE TABLE public_facts (id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), "
            "charges_fee INTEGER, fee TEXT NOT NULL, is_member INTEGER, accredited_body TEXT NOT NULL, "
            "complaint_contact TEXT NOT NULL, request_desk TEXT NOT NULL, measures_organisation TEXT NOT NULL, "
            "measures_people TEXT NOT NULL, measures_premises TEXT NOT NULL, measures_technology TEXT NOT NULL, "
            "checked_on DATE, version INTEGER NOT NULL)",
        ),
    ),
    # Open gaps counted by the points that they concern as well, ours apart; made up for at a start.
    (
        "0056_gap_day_points",
        (
            "DROP TABLE gap_day",
            "CREATE TABLE gap_day (day TEXT NOT NULL, severity TEXT NOT NULL, is_unknown INTEGER NOT NULL, is_own "
            "INTEGER NOT NULL, points TEXT NOT NULL, begun INTEGER NOT NULL, turned INTEGER NOT NULL, turned_late "
            "INTEGER NOT NULL, PRIMARY KEY (day, severity, is_unknown, is_own, points))",
        ),
    ),
    # Courses of our own people, and who took them.
    (
        "0057_training",
        (
            "CREATE TABLE course (id TEXT PRIMARY KEY, name TEXT NOT NULL, text_version TEXT NOT NULL, content TEXT "
            "NOT NULL, roles TEXT, held_from DATE, ended_on DATE, valid_months INTEGER, note TEXT NOT NULL, "
            "external_key TEXT, third_party_id TEXT NOT NULL REFERENCES third_party(id), version INTEGER NOT NULL)",
            "CREATE TABLE attendance (id TEXT PRIMARY KEY, course_id TEXT NOT NULL REFERENCES course(id), user_id TEXT "
            "NOT NULL REFERENCES app_user(id), done_on DATE NOT NULL, how TEXT NOT NULL, score INTEGER, is_passed "
            "INTEGER, text_version TEXT NOT NULL, note TEXT NOT NULL, third_party_id TEXT NOT NULL REFERENCES "
            "third_party(id), version INTEGER NOT NULL)",
            "CREATE INDEX attendance_course ON attendance(course_id, user_id)",
            "CREATE INDEX attendance_user ON attendance(user_id)",
        ),
    ),
    # A copy may have gone by one hand-over that stands under no flow.
    (
        "0058_passed_on_release",
        (
            "CREATE TABLE passed_on_new (id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES third_party(id), "
            "flow_id TEXT REFERENCES data_flow(id), about TEXT NOT NULL, asked_on DATE NOT NULL, due_on DATE NOT NULL, "
            "request_id TEXT REFERENCES person_request(id), stop_batch_id TEXT, told_on DATE, told_by TEXT, told_how "
            "TEXT, answered_on DATE, answer TEXT, channel TEXT, note TEXT NOT NULL, release_id TEXT REFERENCES "
            "hand_over_release(id), version INTEGER NOT NULL)",
            "INSERT INTO passed_on_new (id, third_party_id, flow_id, about, asked_on, due_on, request_id, "
            "stop_batch_id, told_on, told_by, told_how, answered_on, answer, channel, note, version) SELECT id, "
            "third_party_id, flow_id, about, asked_on, due_on, request_id, stop_batch_id, told_on, told_by, told_how, "
            "answered_on, answer, channel, note, version FROM passed_on",
            "DROP TABLE passed_on",
            "ALTER TABLE passed_on_new RENAME TO passed_on",
            "CREATE INDEX passed_on_third_party ON passed_on(third_party_id)",
            "CREATE INDEX passed_on_flow ON passed_on(flow_id)",
            "CREATE INDEX passed_on_request ON passed_on(request_id)",
            "CREATE INDEX passed_on_stop_batch ON passed_on(stop_batch_id)",
            "CREATE INDEX passed_on_release ON passed_on(release_id)",
        ),
    ),
    # Nobody may have said who asks; an agent shows the authority to ask; somebody sees to it.
    (
        "0059_person_request_asker",
        (
            "ALTER TABLE person_request ADD COLUMN asker TEXT",
            "UPDATE person_request SET asker = asked_by",
            "ALTER TABLE person_request DROP COLUMN asked_by",
            "ALTER TABLE person_request RENAME COLUMN asker TO asked_by",
            "ALTER TABLE person_request ADD COLUMN authority TEXT",
            "ALTER TABLE person_request ADD COLUMN owner_id TEXT REFERENCES app_user(id)",
        ),
    ),
    # What programs and calendars of our people open by: of a secret only its hash.
    (
        "0060_access_tokens",
        (
            "CREATE TABLE access_token (id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES app_user(id), name TEXT "
            "NOT NULL, scopes TEXT NOT NULL, made_at TEXT NOT NULL, expires_on DATE, starts_with TEXT NOT NULL, "
            "secret_hash TEXT NOT NULL UNIQUE, last_used_on DATE, revoked_at TEXT)",
            "CREATE INDEX access_token_user ON access_token(user_id)",
        ),
    ),
    # How our people are told of what falls due.
    (
        "0061_reach",
        (
            "CREATE TABLE reach (id TEXT PRIMARY KEY REFERENCES app_user(id), email TEXT, language TEXT NOT NULL, "
            "lead_id TEXT REFERENCES app_user(id), version INTEGER NOT NULL)",
        ),
    ),
    # What our people were told of, in which digest; a mail brings a digest or belongs to an invitation.
    (
        "0062_reminders",
        (
            "CREATE TABLE reminder_digest (id TEXT PRIMARY KEY, user_id TEXT NOT NULL, day DATE NOT NULL, made_at TEXT "
            "NOT NULL, things INTEGER NOT NULL, summary TEXT NOT NULL)",
            "CREATE UNIQUE INDEX reminder_digest_once ON reminder_digest(user_id, day)",
            "CREATE TABLE reminder (thing TEXT NOT NULL, day DATE NOT NULL, threshold TEXT NOT NULL, user_id TEXT NOT "
            "NULL REFERENCES app_user(id), digest_id TEXT NOT NULL REFERENCES reminder_digest(id), PRIMARY KEY (thing, "
            "day, threshold, user_id))",
            "CREATE INDEX reminder_of_digest ON reminder(digest_id)",
            "CREATE TABLE outgoing_mail_new (id TEXT PRIMARY KEY, kind TEXT NOT NULL, invitation_id TEXT REFERENCES "
            "invitation(id), created_at TEXT NOT NULL, tries INTEGER NOT NULL, next_at TEXT, sent_at TEXT, last_error "
            "TEXT NOT NULL, digest_id TEXT REFERENCES reminder_digest(id))",
            "INSERT INTO outgoing_mail_new SELECT id, kind, invitation_id, created_at, tries, next_at, sent_at, "
            "last_error, NULL FROM outgoing_mail",
            "DROP TABLE outgoing_mail",
            "ALTER TABLE outgoing_mail_new RENAME TO outgoing_mail",
            "CREATE INDEX outgoing_mail_invitation ON outgoing_mail(invitation_id)",
            "CREATE INDEX outgoing_mail_digest ON outgoing_mail(digest_id)",
            "CREATE INDEX outgoing_mail_next ON outgoing_mail(next_at)",
        ),
    ),
    # More is due than was kept before: deadlines are kept anew at a start.
    ("0063_more_deadlines", ("DELETE FROM deadline",)),
    # Files that were issued, by the number of their entries in the chain of reads.
    (
        "0064_issued_files",
        (
            "CREATE TABLE issued_file (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, form TEXT NOT NULL, language TEXT "
            "NOT NULL, facts_on DATE NOT NULL, number INTEGER NOT NULL, head TEXT NOT NULL, sha256 TEXT NOT NULL)",
            "CREATE INDEX issued_file_kind ON issued_file(kind, seq)",
            "CREATE INDEX issued_file_sha256 ON issued_file(sha256)",
        ),
    ),
    # Days of the policy stood as texts among its numbers, which PostgreSQL does not let in there.
    (
        "0076_policy_days",
        (
            "ALTER TABLE policy ADD COLUMN day DATE",
            "UPDATE policy SET day = value, value = 0 WHERE key = 'amendment_main_on'",
        ),
    ),
    # The slips that end from a day on, found without reading the cases that they carry.
    ("0077_slip_last_days", ("CREATE INDEX slip_valid_until ON slip(valid_until)",)),
    # Who looks after the gaps of a point, counted without reading their words.
    (
        "0080_gaps_by_point",
        (
            "CREATE INDEX gap_span_pointed ON gap_span(known_until, third_party_id, points, severity, kind, from_on, "
            "until_on, due_on, gap_id)",
        ),
    ),
    # Which gaps of a third party somebody looks after, found without reading all that it ever had.
    ("0082_gap_owners_of_party", ("CREATE INDEX gap_owned ON gap(third_party_id, owner_id)",)),
    # Who made sure of a fact of a hand-over, and for which one; a workspace from before is given time.
    (
        "0110_fact_confirmations",
        (
            "CREATE TABLE fact_confirmation (id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES "
            "third_party(id), flow_id TEXT REFERENCES data_flow(id), fact TEXT NOT NULL, answer TEXT NOT "
            "NULL, last_day DATE NOT NULL, reason TEXT NOT NULL, confirmed_by TEXT, confirmed_on DATE, is_own_word "
            "INTEGER NOT NULL, evidence_id TEXT REFERENCES evidence(id), data_set_id TEXT REFERENCES "
            "data_set(id), part_ids TEXT NOT NULL, purpose_id TEXT REFERENCES purpose(id), transfer_method TEXT, "
            "persons INTEGER, categories TEXT, version INTEGER NOT NULL)",
            "CREATE INDEX fact_confirmation_third_party ON fact_confirmation(third_party_id)",
            "CREATE INDEX fact_confirmation_flow ON fact_confirmation(flow_id)",
            "INSERT INTO meta (key, value) SELECT 'own_words', 'before' WHERE EXISTS (SELECT 1 FROM hand_over)",
        ),
    ),
    *HELD_INVITATIONS,
    *_OF_RULES,
    *INCIDENT_STEPS,
    *ACCOUNT_STEPS,
    *GOVERNANCE_STEPS,
    *AI_STEPS,
    *VALUE_STEPS,
    *TALK_STEPS,
    *CALL_STEPS,  # last, whatever comes before them
)
