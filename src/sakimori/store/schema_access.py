"""Steps of the schema for who may come in."""

from __future__ import annotations

from sakimori.store.engine import Step

ACCESS_STEPS: tuple[Step, ...] = (
    (
        "0028_accounts",
        (
            "CREATE TABLE account (user_id TEXT PRIMARY KEY REFERENCES app_user(id), login TEXT NOT NULL UNIQUE, "
            "password_hash TEXT NOT NULL, must_change INTEGER NOT NULL, disabled INTEGER NOT NULL, failures INTEGER "
            "NOT NULL, wait_until TEXT, totp_secret TEXT NOT NULL, totp_on INTEGER NOT NULL, totp_step INTEGER NOT "
            "NULL, provider_subject TEXT UNIQUE)",
        ),
    ),
)
