"""Mails that waited before digests went out by the same outbox wait on, and go out."""

from __future__ import annotations

from pathlib import Path

from sakimori.store.engine import open_engine
from sakimori.store.outbox import Kind, Outbox
from sakimori.store.records import parse_instant
from sakimori.store.schema.steps import GUARDS, STEPS

BEFORE = next(place for place, (name, _) in enumerate(STEPS) if name == "0062_reminders")
AT = "2026-11-25T03:00:00Z"


def test_a_mail_that_waited_waits_on_in_the_new_table(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "own.db")
    engine.migrate(STEPS[:BEFORE], {})
    engine.execute("PRAGMA foreign_keys = OFF")
    engine.insert_all(
        "outgoing_mail",
        [
            {
                "id": "om_1", "kind": "invitation", "invitation_id": "in_1", "created_at": AT, "tries": 2,
                "next_at": AT, "sent_at": None, "last_error": "451 later",
            }
        ],
    )  # fmt: skip
    engine.migrate(STEPS, GUARDS)
    (mail,) = Outbox(engine).due(parse_instant(AT), most=9)
    engine.close()
    assert (mail.kind, mail.invitation_id, mail.tries, mail.digest_id) == (Kind.INVITATION, "in_1", 2, None)
    assert (mail.last_error, mail.waits) == ("451 later", True)
