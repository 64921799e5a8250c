"""The steps of the schema for what people say to each other over their work, and how they are told of it."""

from __future__ import annotations

from sakimori.store.engine import Step

TALK_STEPS: tuple[Step, ...] = (
    # What is said over an inquiry before its answer, and for whom it waits meanwhile.
    (
        "0130_inquiry_remarks",
        (
            "ALTER TABLE inquiry ADD COLUMN asked_back_at TEXT",
            "ALTER TABLE inquiry ADD COLUMN remark_count INTEGER NOT NULL DEFAULT 0",
            "CREATE TABLE inquiry_remark (id TEXT PRIMARY KEY, third_party_id TEXT NOT NULL REFERENCES "
            "third_party(id), inquiry_id TEXT NOT NULL REFERENCES inquiry(id), made_by TEXT NOT NULL, made_at TEXT NOT "
            "NULL, text TEXT NOT NULL, is_question INTEGER NOT NULL, version INTEGER NOT NULL)",
            "CREATE INDEX inquiry_remark_of ON inquiry_remark(inquiry_id, made_at)",
            "CREATE INDEX inquiry_remark_third_party ON inquiry_remark(third_party_id)",
        ),
    ),
    # A mail may tell one person that an inquiry or an errand waits for them, or was answered.
    (
        "0131_notices",
        (
            "ALTER TABLE outgoing_mail ADD COLUMN person_id TEXT REFERENCES app_user(id)",
            "ALTER TABLE outgoing_mail ADD COLUMN inquiry_id TEXT REFERENCES inquiry(id)",
            "ALTER TABLE outgoing_mail ADD COLUMN errand_id TEXT REFERENCES errand(id)",
            "CREATE INDEX outgoing_mail_person ON outgoing_mail(person_id)",
        ),
    ),
    # Why a response to an incident is not needed, and how many persons a notice reached.
    (
        "0135_closing_of_incidents",
        (
            "ALTER TABLE incident_step ADD COLUMN needless_reason TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE incident_report ADD COLUMN person_count INTEGER",
        ),
    ),
    # The persons are told what happened in words of their own.
    (
        "0136_outline_to_persons",
        ("ALTER TABLE incident ADD COLUMN outline_to_persons TEXT NOT NULL DEFAULT ''",),
    ),
)
