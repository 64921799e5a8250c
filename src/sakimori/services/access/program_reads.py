"""Reads of programs and assistants in the second chain, as those of people on pages of what is confidential."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Final

from sakimori.domain.user import Actor
from sakimori.errors import StoreError
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.workspace import Workspace

_LONGEST_KEY: Final = 120


@needs(Permission.ENTER)
def note_read(
    workspace: Workspace, what: str, *, actor: Actor, at: datetime, key: str = "", third_party_id: str = ""
) -> None:
    """Note what a program has read for somebody, with the token by which it came; within some minutes once.

    Where nothing can be written whoever only reads goes on, as on the pages.
    """
    with suppress(StoreError):
        workspace.looked_at(
            "program.read",
            actor=actor,
            at=at,
            what="program_read",
            key=f"{what} {key}".strip()[:_LONGEST_KEY],
            third_party_id=third_party_id,
        )
