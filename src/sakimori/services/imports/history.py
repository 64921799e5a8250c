"""Imports that were run: when, by whom, and how many rows went in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sakimori.domain.user import User
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.imports.plan import Counts
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.records import parse_instant


@dataclass(frozen=True, slots=True)
class PastImport:
    """One import, and what its file held."""

    batch_id: str
    kind: ListKind
    filename: str
    sha256: str
    who: str
    at: datetime
    counts: Counts


def past_imports(workspace: Workspace, *, sha256: str | None = None, limit: int = 50) -> tuple[PastImport, ...]:
    """The imports, newest first; with a digest, those of one and the same file."""
    narrow = "WHERE sha256 = :sha256 " if sha256 is not None else ""
    with workspace.unit() as unit:
        users = {user.id: user.name for user in unit.records.select(User)}
        rows = unit.query(
            f"SELECT * FROM import_batch {narrow}ORDER BY made_at DESC, id LIMIT :limit",
            **({"sha256": sha256} if sha256 is not None else {}),
            limit=limit,
        )
    return tuple(
        PastImport(
            batch_id=str(row["id"]),
            kind=ListKind(str(row["kind"])),
            filename=str(row["filename"]),
            sha256=str(row["sha256"]),
            who=users.get(str(row["made_by"]), str(row["made_by"])),
            at=parse_instant(str(row["made_at"])),
            counts=Counts(**json.loads(str(row["counts"]))),
        )
        for row in rows
    )
