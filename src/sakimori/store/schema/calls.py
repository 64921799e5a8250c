"""The steps of the schema for programs that call us, and for those that we tell."""

from __future__ import annotations

from sakimori.store.engine import Step

CALL_STEPS: tuple[Step, ...] = (
    # Writes of programs that are done once: what was asked under a key, and its answer, for a day.
    (
        "0070_call_keys",
        (
            "CREATE TABLE call_key (token_id TEXT NOT NULL REFERENCES access_token(id), key TEXT NOT NULL, asked TEXT "
            "NOT NULL, begun_at TEXT NOT NULL, head TEXT, body BLOB, PRIMARY KEY (token_id, key))",
            "CREATE INDEX call_key_begun ON call_key(begun_at)",
        ),
    ),
    # Addresses that are told what happens, and what is on its way to them: the secret of each follows from a key file.
    (
        "0071_webhooks",
        (
            "CREATE TABLE webhook (id TEXT PRIMARY KEY, name TEXT NOT NULL, url TEXT NOT NULL, events TEXT NOT NULL, "
            "made_by TEXT NOT NULL, made_at TEXT NOT NULL, told_number INTEGER NOT NULL, told_on DATE NOT NULL, "
            "ended_at TEXT)",
            "CREATE TABLE webhook_delivery (id TEXT PRIMARY KEY, webhook_id TEXT NOT NULL REFERENCES webhook(id), "
            "event TEXT NOT NULL, body TEXT NOT NULL, created_at TEXT NOT NULL, tries INTEGER NOT NULL, next_at TEXT, "
            "sent_at TEXT, last_status INTEGER, last_error TEXT NOT NULL, place INTEGER NOT NULL)",
            "CREATE INDEX webhook_delivery_due ON webhook_delivery(sent_at, next_at)",
            "CREATE INDEX webhook_delivery_of ON webhook_delivery(webhook_id, created_at)",
        ),
    ),
    # What older programs kept of a call could be tried out: its key is still known, and its end is told as unknown.
    ("0103_calls_without_digests", ("UPDATE call_key SET asked = '', head = NULL, body = NULL",)),
)
