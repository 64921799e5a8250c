"""Whether a chain of the trail holds: each entry as it was written, after the one before it, and none cut off."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sakimori.domain.trail import GENESIS, Entry, Fault, Verification, entry_hash, personal_hash, sha256
from sakimori.errors import CorruptError
from sakimori.store.engine import Engine, Row
from sakimori.store.trail import CHANGES, PERSONAL_MARK, read_entry

_STEP = 5_000
_SAID = ("seq", "at", "actor", "action", "record_kind", "record_id", "third_party_id", "batch_id")


def check_chain(engine: Engine, chain: str = CHANGES, *, expected_head: str | None = None) -> Verification:
    """Walk a whole chain to the first entry that does not hold; a head noted elsewhere also shows a cut tail."""
    previous, count, head_is_known = GENESIS, 0, expected_head in {None, GENESIS}
    for row in _rows(engine, chain):
        count += 1
        fault = _fault(engine, chain, row, expected_seq=count, previous=previous)
        if fault is not None:
            return Verification(count, previous, int(str(row["seq"])), fault)
        previous = str(row["hash"])
        head_is_known = head_is_known or previous == expected_head
    if not head_is_known:
        return Verification(count, previous, count + 1, Fault.CUT)
    return Verification(count, previous)


def _rows(engine: Engine, chain: str) -> Iterator[Row]:
    last = 0
    while rows := engine.query(
        f"SELECT e.*, b.body FROM {chain}_entry e LEFT JOIN {chain}_body b ON b.seq = e.seq "
        "WHERE e.seq > :last ORDER BY e.seq LIMIT :step",
        {"last": last, "step": _STEP},
    ):
        yield from rows
        last = int(str(rows[-1]["seq"]))


def _fault(engine: Engine, chain: str, row: Row, *, expected_seq: int, previous: str) -> Fault | None:
    try:
        entry = read_entry(row)
    except CorruptError:
        return Fault.CHANGED
    if entry.seq != expected_seq:
        return Fault.MISSING
    if entry.previous != previous:
        return Fault.UNLINKED
    if row["body"] is None or sha256(str(row["body"])) != entry.body_sha256:
        return Fault.BODY
    if _hash(row, entry) != entry.hash:
        return Fault.CHANGED
    return _personal_fault(engine, chain, entry.seq, str(row["body"]))


def _hash(row: Row, entry: Entry) -> str:
    said = {key: row[key] for key in _SAID}
    return entry_hash(**said, body_sha256=entry.body_sha256, previous=entry.previous)  # type: ignore[arg-type]


def _personal_fault(engine: Engine, chain: str, seq: int, body_text: str) -> Fault | None:
    if PERSONAL_MARK not in body_text:
        return None
    body = json.loads(body_text)
    rows = engine.query(f"SELECT path, salt, value FROM {chain}_personal WHERE seq = :seq", {"seq": seq})
    for row in rows:
        side, _, key = str(row["path"]).partition(".")
        sealed = (body.get(side) or {}).get(key)
        found = personal_hash(salt=str(row["salt"]), value=str(row["value"]))
        if not isinstance(sealed, dict) or sealed.get(PERSONAL_MARK) != found:
            return Fault.PERSONAL
    return None
