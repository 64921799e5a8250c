"""The audit trail: each change an entry of a hash chain, written in its transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sakimori.domain.trail import (
    ERASED,
    GENESIS,
    TrailEntry,
    canonical_json,
    placed_hash,
)
from sakimori.errors import CorruptError
from sakimori.store.engine import Engine, Row, Value
from sakimori.store.records import TABLES, blanks, from_row, instant, parse_instant
from sakimori.store.sealing import PERSONAL_MARK, SAID, SealedEntry, sealed

CHANGES = "audit"
ACCESS = "access"


@dataclass(frozen=True, slots=True)
class TrailLine:
    """An entry as people read it: with its reason, and the record before and after."""

    entry: TrailEntry
    reason: str
    before: dict[str, Any]
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class LastBody:
    """What the last entry about a record says; no record if it says that there is none."""

    seq: int
    after: dict[str, Any] | None


class Trail:
    """One chain (`audit` or `access`) over one engine."""

    def __init__(self, engine: Engine, chain: str = CHANGES, *, writes_alone: bool = False) -> None:
        """Take the chain by the prefix of its three tables; whoever `writes_alone` reads its end once."""
        self._engine, self._writes_alone = engine, writes_alone
        self._known: tuple[int, str, str] | None = None
        self._entries = f"{chain}_entry"
        self._bodies = f"{chain}_body"
        self._personal = f"{chain}_personal"

    def head(self) -> tuple[int, str]:
        """Number and hash of the last entry; 0 and the genesis hash while there is none."""
        seq, hash_, _ = self._end()
        return seq, hash_

    @property
    def last(self) -> str:
        """The statement that `end_of_chain` reads."""
        return f"SELECT seq, hash, at FROM {self._entries} ORDER BY seq DESC LIMIT 1"

    def _end(self) -> tuple[int, str, str]:
        if self._known is None or not self._writes_alone:
            self._known = end_of_chain(self._engine.values(self.last))
        return self._known

    def append(
        self,
        *,
        at: datetime,
        actor: str,
        action: str,
        record_kind: str = "",
        record_id: str = "",
        third_party_id: str = "",
        batch_id: str = "",
        reason: str = "",
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> int:
        """Add one entry and give its number; `before` holds only what changed, `after` the whole record."""
        facts = {"at": at, "actor": actor, "action": action, "record_kind": record_kind, "record_id": record_id,
                 "third_party_id": third_party_id, "batch_id": batch_id, "reason": reason}  # fmt: skip
        return self.append_all([facts | {"before": before, "after": after}])

    def append_all(self, entries: Iterable[Mapping[str, Any]]) -> int:
        """Add entries in their order, each with all that `append` takes, and give the number of the last one."""
        return self.append_sealed(map(sealed, entries))

    def append_sealed(self, entries: Iterable[SealedEntry]) -> int:
        """Add entries that were sealed before, in their order, and give the number of the last one.

        None bears an instant before that of the entry before it: a clock put back changes nothing of what was known.
        """
        seq, previous, last = self._end()
        said: list[Row] = []
        bodies: list[Row] = []
        personal: list[Row] = []
        for entry in entries:
            seq += 1
            last = max(last, str(entry.line["at"]))
            made = placed_hash(entry.said, seq=seq, at=last, previous=previous)
            said.append({**entry.line, "seq": seq, "at": last, "previous": previous, "hash": made})
            previous = made
            bodies.append({"seq": seq, "body": entry.body})
            personal += [
                {"seq": seq, "path": path, "salt": salt, "value": value}
                for path, (salt, value) in entry.personal.items()
            ]
        for table, rows in (self._entries, said), (self._bodies, bodies), (self._personal, personal):
            self._engine.insert_all(table, rows)
        self._known = (seq, previous, last)
        return seq

    def number_at(self, instant_before: datetime) -> int:
        """The number of the last entry made before an instant; 0 when there was none."""
        # Instants never go back along a chain, so that the last one by its index is the last one by its number.
        rows = self._engine.query(
            f"SELECT seq FROM {self._entries} WHERE at < :at ORDER BY at DESC, seq DESC LIMIT 1",
            {"at": instant(instant_before)},
        )
        return int(str(rows[0]["seq"])) if rows else 0

    def lines(
        self,
        *,
        third_party_id: str | None = None,
        record_kind: str | None = None,
        record_id: str | None = None,
        actor: str | None = None,
        action: str | None = None,
        batch_id: str | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
        up_to: int | None = None,
        limit: int = 500,
    ) -> list[TrailLine]:
        """Entries with their bodies, newest first."""
        wanted: dict[str, tuple[str, Value]] = {
            "e.third_party_id = :third_party_id": ("third_party_id", third_party_id),
            "e.record_kind = :record_kind": ("record_kind", record_kind),
            "e.record_id = :record_id": ("record_id", record_id),
            "e.actor = :actor": ("actor", actor),
            "e.action = :action": ("action", action),
            "e.batch_id = :batch_id": ("batch_id", batch_id),
            "e.at >= :since": ("since", instant(since) if since else None),
            "e.at < :before": ("before", instant(before) if before else None),
            "e.seq <= :up_to": ("up_to", up_to),
        }
        used = {sql: pair for sql, pair in wanted.items() if pair[1] is not None}
        where = f"WHERE {' AND '.join(used)}" if used else ""
        rows = self._engine.query(
            f"SELECT e.*, b.body FROM {self._entries} e JOIN {self._bodies} b ON b.seq = e.seq {where} "
            "ORDER BY e.seq DESC LIMIT :limit",
            dict(used.values()) | {"limit": limit},
        )
        return [self.line_of(row) for row in rows]

    def since(self, number: int, record_kinds: Sequence[str]) -> Iterator[TrailLine]:
        """The entries about records of some kinds after entry `number`, one by one, oldest first."""
        params: dict[str, Value] = {f"k{place}": kind for place, kind in enumerate(record_kinds)}
        rows = self._engine.each(
            f"SELECT e.*, b.body FROM {self._entries} e JOIN {self._bodies} b ON b.seq = e.seq WHERE e.seq > :number "
            f"AND e.record_kind IN ({', '.join(':' + name for name in params)}) ORDER BY e.seq",
            params | {"number": number},
        )
        return map(self.line_of, rows)

    def line(self, seq: int) -> TrailLine | None:
        """One entry with its body."""
        rows = self._engine.query(
            f"SELECT e.*, b.body FROM {self._entries} e JOIN {self._bodies} b ON b.seq = e.seq WHERE e.seq = :seq",
            {"seq": seq},
        )
        return self.line_of(rows[0]) if rows else None

    def line_of(self, row: Row) -> TrailLine:
        """The entry of a row that also holds its body."""
        body = json.loads(str(row["body"]))
        opened = self._open(int(str(row["seq"])), body)
        return TrailLine(read_entry(row), body["reason"], opened["before"] or {}, opened["after"])

    def _open(self, seq: int, body: dict[str, Any]) -> dict[str, Any]:
        if PERSONAL_MARK not in canonical_json(body):
            return body
        rows = self._engine.query(f"SELECT path, value FROM {self._personal} WHERE seq = :seq", {"seq": seq})
        kept = {str(r["path"]): json.loads(str(r["value"])) for r in rows}
        return {
            side: {
                key: kept.get(f"{side}.{key}", ERASED) if isinstance(value, dict) and PERSONAL_MARK in value else value
                for key, value in values.items()
            }
            if isinstance(values, dict)
            else values
            for side, values in body.items()
        }

    def records_at(self, kind: type, number: int, *, third_party_id: str | None = None) -> list[Any]:
        """Every record of one kind as it stood after entry `number`, rebuilt from the trail alone.

        Of one third party: those that belonged to it then, not those that a merging had taken elsewhere by then.
        """
        params: dict[str, Value] = {"kind": TABLES[kind], "number": number}
        narrow = belongs = ""
        if third_party_id is not None:
            params["third_party_id"] = third_party_id
            narrow = (
                f"AND record_id IN (SELECT record_id FROM {self._entries} "
                "WHERE third_party_id = :third_party_id AND record_kind = :kind)"
            )
            belongs = f"JOIN {self._entries} e ON e.seq = last.seq AND e.third_party_id = :third_party_id"
        rows = self._engine.query(
            f"SELECT b.seq, b.body FROM {self._bodies} b JOIN (SELECT record_id, MAX(seq) AS seq FROM {self._entries} "
            f"WHERE record_kind = :kind AND seq <= :number {narrow} GROUP BY record_id) last ON last.seq = b.seq "
            f"{belongs} ORDER BY last.record_id",  # as records of now are read
            params,
        )
        return [record for row in rows if (record := self._record_of(kind, row)) is not None]

    def record_at(self, kind: type, record_id: str, number: int) -> Any | None:  # noqa: ANN401 - a record of that kind
        """One record as it stood after entry `number`, whosever it was then; None when there was none."""
        rows = self._engine.query(
            f"SELECT b.seq, b.body FROM {self._entries} e JOIN {self._bodies} b ON b.seq = e.seq "
            "WHERE e.record_kind = :kind AND e.record_id = :id AND e.seq <= :number ORDER BY e.seq DESC LIMIT 1",
            {"kind": TABLES[kind], "id": record_id, "number": number},
        )
        return self._record_of(kind, rows[0]) if rows else None

    def owners(self, kind: type, record_id: str, number: int) -> list[str]:
        """Every third party to which a record had belonged by entry `number`: mergings take records elsewhere."""
        rows = self._engine.query(
            f"SELECT DISTINCT third_party_id FROM {self._entries} WHERE record_kind = :kind AND record_id = :id "
            "AND seq <= :number ORDER BY third_party_id",
            {"kind": TABLES[kind], "id": record_id, "number": number},
        )
        return [str(row["third_party_id"]) for row in rows]

    def _record_of(self, kind: type, row: Row) -> Any | None:  # noqa: ANN401 - a record of that kind
        body = self._open(int(str(row["seq"])), json.loads(str(row["body"])))["after"]
        return None if body is None else from_row(kind, {**blanks(kind), **body})

    def erase_personal(self, *, record_kind: str, record_id: str) -> int:
        """Erase salt and value of every personal field of one record; the chain still verifies."""
        return self._engine.execute(
            f"DELETE FROM {self._personal} WHERE seq IN "
            f"(SELECT seq FROM {self._entries} WHERE record_kind = :kind AND record_id = :id)",
            {"kind": record_kind, "id": record_id},
        )

    def last_bodies(self, record_kind: str, *, after_id: str, up_to_id: str | None) -> dict[str, LastBody]:
        """What the trail last said of each record of a kind, for the ids of one page."""
        narrow = "AND record_id <= :up_to_id" if up_to_id is not None else ""
        rows = self._engine.query(
            f"SELECT b.seq, b.body, last.record_id FROM {self._bodies} b JOIN "
            f"(SELECT record_id, MAX(seq) AS seq FROM {self._entries} "
            f"WHERE record_kind = :kind AND record_id > :after_id {narrow} GROUP BY record_id) last "
            "ON last.seq = b.seq",
            {"kind": record_kind, "after_id": after_id} | ({"up_to_id": up_to_id} if up_to_id is not None else {}),
        )
        return {
            str(r["record_id"]): LastBody(
                int(str(r["seq"])), self._open(int(str(r["seq"])), json.loads(str(r["body"])))["after"]
            )
            for r in rows
        }


def end_of_chain(rows: Sequence[Sequence[Value]]) -> tuple[int, str, str]:
    """Number, hash and instant of the last entry of a chain, or what stands in their place while there is none."""
    return (int(str(rows[0][0])), str(rows[0][1]), str(rows[0][2])) if rows else (0, GENESIS, "")


def read_entry(row: Row) -> TrailEntry:
    """The entry of a row.

    Raises:
        CorruptError: The row holds what no entry can.
    """
    try:
        said = {key: str(row[key]) for key in (*SAID[2:], "body_sha256", "previous", "hash")}
        return TrailEntry(seq=int(str(row["seq"])), at=parse_instant(str(row["at"])), **said)
    except ValueError as error:
        raise CorruptError(what=f"audit entry {row['seq']!r}") from error
