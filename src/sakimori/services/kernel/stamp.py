"""What all entries of one write say alike, and new records made ready before the transaction that stores them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sakimori.domain.user import Actor
from sakimori.store.records import TABLES, to_row
from sakimori.store.sealing import SealedEntry, sealed


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who writes, when, and why."""

    actor: Actor
    at: datetime
    reason: str = ""
    batch_id: str = ""

    def entry(  # noqa: PLR0917 - what an entry says
        self,
        action: str,
        record_kind: str,
        record_id: str,
        third_party_id: str,
        before: Mapping[str, Any] | None,
        after: Mapping[str, Any],
    ) -> Mapping[str, Any]:
        """An entry of the trail, as the trail takes it."""
        return {"at": self.at, "actor": self.actor.id, "action": action, "record_kind": record_kind,
                "record_id": record_id, "third_party_id": third_party_id, "batch_id": self.batch_id,
                "reason": self.reason, "before": before, "after": after}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadyRecords:
    """New records of one kind with their rows and entries: what is left under the lock is to write them."""

    records: Sequence[object]
    rows: Sequence[Mapping[str, Any]]
    entries: Sequence[SealedEntry]


def ready_records(stamp: Stamp, action: str, records: Sequence[tuple[object, str]]) -> ReadyRecords:
    """New records of one kind made ready, each with the third party that it belongs to."""
    rows = [to_row(record) for record, _ in records]
    entries = [
        sealed(stamp.entry(action, TABLES[type(record)], str(row["id"]), party, None, row))
        for (record, party), row in zip(records, rows, strict=True)
    ]
    return ReadyRecords([record for record, _ in records], rows, entries)
