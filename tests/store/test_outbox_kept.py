"""Mails that waited before digests went out by the same outbox wait on, and go out."""

from __future__ import annotations

from pathlib import Path

from kit.assessing import PACKS, a_draft, a_party
from kit.builders import AT
from kit.older import of_version
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.outgoing.outbox import Kind, Outbox
from sakimori.store.schema.steps import STEPS
from services.invitations.test_outbox import queued

BEFORE = next(place for place, (name, _) in enumerate(STEPS) if name == "0062_reminders")


def test_a_mail_that_waited_waits_on_in_the_new_table(tmp_path: Path) -> None:
    present = Workspace(tmp_path / "present.db", pack_folder=PACKS)
    invitation = queued(present, a_draft(present, a_party(present)))
    of_version(BEFORE, tmp_path / "present.db", tmp_path / "own.db")
    with Workspace(tmp_path / "own.db").unit() as unit:
        (mail,) = Outbox(unit.engine).due(AT, most=9)
    assert (mail.kind, mail.invitation_id, mail.tries, mail.digest_id) == (Kind.INVITATION, invitation, 0, None)
    assert (mail.created_at, mail.waits) == (AT, True)
