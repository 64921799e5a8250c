"""What every import says of itself: the batch that it leaves behind, and why it writes nothing."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Final

from sakimori.domain.values.numbers import mask
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.services.imports.plan import Counts, Plan
from sakimori.services.kernel.unit import Change
from sakimori.services.parties.check import clean
from sakimori.store.records import instant

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


def note_batch(change: Change, plan: Plan) -> None:
    """Keep the batch of an import within its open change."""
    row = {
        "id": change.batch_id,
        "filename": _stored(plan.filename),
        "sha256": plan.sha256,
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
