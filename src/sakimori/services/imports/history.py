"""Imports that were run: what each says of itself, why it writes nothing, and the list of past ones."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from sakimori.domain.user import User
from sakimori.domain.values.numbers import mask
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.access.keys import key_in_use, keyed_hash
from sakimori.services.imports.plan import Counts, Plan
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Change
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import clean
from sakimori.store.key_files import WORDS
from sakimori.store.records import instant, parse_instant

MOVED_ON: Final = Text(
    "試し取込の後に台帳が変わりました。何も取り込んでいません。もう一度、試してください。",
    "The register has changed since the dry run. Nothing was imported. Try it again.",
)
_ALL_OR_NOTHING: Final = Text(
    "直すか決める行が{count}行あるため、何も取り込んでいません。",
    "{count} rows need a correction or a decision, so nothing was imported.",
)
_REASON: Final = "取込 {filename}"
_FILENAME_LENGTH: Final = 200


def require_whole(counts: Counts) -> None:
    """Refuse an import of all or nothing that would leave rows out.

    Raises:
        StateError: A row has an error or waits for a decision.
    """
    left_out = counts.errors + counts.to_decide
    if left_out:
        raise StateError(why=_ALL_OR_NOTHING.format(count=left_out))


def reason_of(filename: str) -> str:
    """What the audit trail gives as the reason of an import."""
    return _REASON.format(filename=_stored(filename))


def file_mark(workspace: Workspace, sha256: str, *, at: datetime) -> str:
    """The mark by which a file is known when it comes again; from it nobody tries out what the file said.

    Raises:
        StateError: The key under which words are hashed is damaged.
    """
    return _mark(key_in_use(workspace, WORDS, at=at), sha256)


def _mark(secret: bytes, sha256: str) -> str:
    return keyed_hash(secret, "file", sha256.encode())


def note_batch(change: Change, plan: Plan, *, mark: str) -> None:
    """Keep the batch of an import within its open change; `mark` is that of its file."""
    row = {
        "id": change.batch_id,
        "filename": _stored(plan.filename),
        "sha256": mark,
        "kind": plan.reading.kind.value,
        "mapping": json.dumps(dict(plan.reading.mapping)),
        "counts": json.dumps(asdict(plan.counts)),
        "made_by": change.actor.id,
        "made_at": instant(change.at),
    }
    change.engine.insert_all("import_batch", [row])
    change.note("import.run", record_kind="import_batch", record_id=change.batch_id, after=row)


def _stored(filename: str) -> str:
    return mask(clean(filename))[:_FILENAME_LENGTH]


@dataclass(frozen=True, slots=True)
class PastImport:
    """One import, and what its file held."""

    batch_id: str
    kind: ListKind
    filename: str
    who: str
    at: datetime
    counts: Counts


@needs(Permission.READ)
def past_imports(workspace: Workspace, *, sha256: str | None = None, limit: int = 50) -> tuple[PastImport, ...]:
    """The imports, newest first; with a digest, those of one and the same file."""
    narrow = "WHERE sha256 IN (:mark, :sha256) " if sha256 is not None else ""
    key = workspace.program.keys.read(WORDS)
    with workspace.unit() as unit:
        users = {user.id: user.name for user in unit.records.select(User)}
        rows = unit.query(
            f"SELECT * FROM import_batch {narrow}ORDER BY made_at DESC, id LIMIT :limit",
            # An older program kept the digest itself.
            **({"sha256": sha256, "mark": _mark(key, sha256) if key else sha256} if sha256 is not None else {}),
            limit=limit,
        )
    return tuple(
        PastImport(
            batch_id=str(row["id"]),
            kind=ListKind(str(row["kind"])),
            filename=str(row["filename"]),
            who=users.get(str(row["made_by"]), str(row["made_by"])),
            at=parse_instant(str(row["made_at"])),
            counts=Counts(**json.loads(str(row["counts"]))),
        )
        for row in rows
    )
