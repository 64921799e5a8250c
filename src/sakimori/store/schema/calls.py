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
)
