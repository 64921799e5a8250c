"""Whether a chain of the trail holds, entry by entry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from sakimori.domain.trail import GENESIS, TrailEntry, TrailFault, Verification, entry_hash, personal_hash, sha256
from sakimori.errors import CorruptError
from sakimori.store.engine import Engine, Row
from sakimori.store.sealing import PERSONAL_MARK, SAID
from sakimori.store.signatures import signed_up_to
from sakimori.store.trail import CHANGES, read_entry

_STEP: Final = 5_000


def check_chain(
    engine: Engine, chain: str = CHANGES, *, expected_head: str | None = None, after: tuple[int, str] = (0, GENESIS)
) -> Verification:
    """Walk a chain, from an entry on that is known to hold, to the first one that does not.

    A head that was noted elsewhere also shows that the end was cut off.
    """
    (count, previous), head_is_known = after, expected_head in {None, GENESIS}
    walk = _Walk(engine, chain)
    for row in _rows(engine, chain, count):
        count += 1
        fault = _fault(row, expected_seq=count, previous=previous) or walk.fault(row)
        if fault is not None:
            return Verification(count, previous, int(str(row["seq"])), fault)
        previous = str(row["hash"])
        head_is_known = head_is_known or previous == expected_head
    if not head_is_known:
        return Verification(count, previous, count + 1, TrailFault.CUT)
    return Verification(count, previous)


def _rows(engine: Engine, chain: str, last: int) -> Iterator[Row]:
    while rows := engine.query(
        f"SELECT e.*, b.body FROM {chain}_entry e LEFT JOIN {chain}_body b ON b.seq = e.seq "
        "WHERE e.seq > :last ORDER BY e.seq LIMIT :step",
        {"last": last, "step": _STEP},
    ):
        yield from rows
        last = int(str(rows[-1]["seq"]))


def _fault(row: Row, *, expected_seq: int, previous: str) -> TrailFault | None:
    try:
        entry = read_entry(row)
    except CorruptError:
        return TrailFault.CHANGED
    if entry.seq != expected_seq:
        return TrailFault.MISSING
    if entry.previous != previous:
        return TrailFault.UNLINKED
    if row["body"] is None or sha256(str(row["body"])) != entry.body_sha256:
        return TrailFault.BODY
    if _hash(row, entry) != entry.hash:
        return TrailFault.CHANGED
    return None


def _hash(row: Row, entry: TrailEntry) -> str:
    said = {key: row[key] for key in SAID}
    return entry_hash(**said, body_sha256=entry.body_sha256, previous=entry.previous)  # type: ignore[arg-type]


class _Walk:
    """What one walk knows beyond the entry that it stands at."""

    def __init__(self, engine: Engine, chain: str) -> None:
        """Ask which entry was signed first, and of whom personal values were erased up to which entry."""
        self._engine, self._chain, self._last_at = engine, chain, ""
        rows = engine.query(f"SELECT MIN({signed_up_to(chain)}) AS first FROM signature")
        self._ordered_after = rows[0]["first"]
        erased = engine.query(
            f"SELECT record_kind, record_id, MAX(seq) AS seq FROM {chain}_entry "
            "WHERE action LIKE '%.erased' ESCAPE '!' OR action LIKE '%.purged' ESCAPE '!' "
            "GROUP BY record_kind, record_id"
        )
        self._erased = {(row["record_kind"], row["record_id"]): int(str(row["seq"])) for row in erased}

    def fault(self, row: Row) -> TrailFault | None:
        """What is wrong with an entry beside the others; programs that signed nothing let instants run backwards."""
        at, before, signed = str(row["at"]), self._last_at, self._ordered_after
        self._last_at = at
        if at < before and signed is not None and int(str(row["seq"])) > int(str(signed)):
            return TrailFault.BACKWARDS
        return self._personal_fault(row)

    def _personal_fault(self, row: Row) -> TrailFault | None:
        """A value fits its mark; a mark without a value stands before an entry that says that it was erased."""
        if PERSONAL_MARK not in str(row["body"]):
            return None
        said = json.loads(str(row["body"]))
        marks = {
            f"{side}.{key}": value[PERSONAL_MARK]
            for side in ("before", "after")
            for key, value in (said[side] or {}).items()
            if isinstance(value, dict) and PERSONAL_MARK in value
        }
        for kept in self._engine.query(
            f"SELECT path, salt, value FROM {self._chain}_personal WHERE seq = :seq", {"seq": row["seq"]}
        ):
            if marks.pop(str(kept["path"]), None) != personal_hash(salt=str(kept["salt"]), value=str(kept["value"])):
                return TrailFault.PERSONAL
        is_erased = self._erased.get((row["record_kind"], row["record_id"]), 0) >= int(str(row["seq"]))
        return TrailFault.GONE if marks and not is_erased else None
