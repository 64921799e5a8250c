"""What the audit page asks: entries of a chain, newest first, and what the ids in them are called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.store.engine import Engine, Row
from sakimori.store.reads.naming import names_of_invited
from sakimori.store.reads.statements import Where, holds
from sakimori.store.records import instant
from sakimori.store.trail import ACCESS, CHANGES, LastBody, Trail, TrailLine

_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailFilter:
    """Which entries are asked for, of changes or of `reads`; what is empty narrows nothing.

    `words` is a folded part of the name of a third party; `since` counts, `before` does not.
    """

    reads: bool = False
    by: str = ""
    record_kind: str = ""
    record_id: str = ""
    third_party_id: str = ""
    words: str = ""
    since: datetime | None = None
    before: datetime | None = None
    up_to: int | None = None


def count(engine: Engine, wanted: TrailFilter) -> int:
    """How many entries a filter leaves.

    Those of some days follow one another without a gap, so that their first and last number tell.
    """
    if not (wanted.by or wanted.record_kind or wanted.record_id or wanted.third_party_id or wanted.words):
        trail = Trail(engine, _chain(wanted))
        last = trail.number_at(wanted.before) if wanted.before else trail.head()[0]
        last = last if wanted.up_to is None else min(last, wanted.up_to)
        return max(0, last - (trail.number_at(wanted.since) if wanted.since else 0))
    where = _chosen(wanted)
    return int(
        str(engine.query(f"SELECT COUNT(*) AS n FROM {_chain(wanted)}_entry e WHERE {where}", where.params)[0]["n"])
    )


def page_of(engine: Engine, wanted: TrailFilter, first: int, limit: int) -> list[TrailLine]:
    """Some of the entries that a filter leaves, newest first."""
    where = _chosen(wanted)
    rows = engine.query(
        _newest(wanted, where, " LIMIT :limit OFFSET :first"), where.params | {"limit": limit, "first": first}
    )
    return _lines(engine, wanted, rows)


def all_of(engine: Engine, wanted: TrailFilter) -> Iterator[list[TrailLine]]:
    """Every entry that a filter leaves, newest first, some hundreds at a time."""
    where = _chosen(wanted)
    rows = engine.each(_newest(wanted, where), where.params)
    while some := list(islice(rows, _AT_ONCE)):
        yield _lines(engine, wanted, some)


def hash_at(engine: Engine, chain: str, seq: int) -> str | None:
    """The hash of one entry of a chain; None where there is none."""
    rows = engine.query(f"SELECT hash FROM {chain}_entry WHERE seq = :seq", {"seq": seq})
    return str(rows[0]["hash"]) if rows else None


def first_about(engine: Engine, record_kind: str, record_id: str) -> int | None:
    """The number of the first change of a record; None where the trail says nothing of it."""
    rows = engine.query(
        "SELECT MIN(seq) AS seq FROM audit_entry WHERE record_kind = :kind AND record_id = :id",
        {"kind": record_kind, "id": record_id},
    )
    return None if rows[0]["seq"] is None else int(str(rows[0]["seq"]))


def has_hash(engine: Engine, chain: str, sought: str) -> bool:
    """Whether an entry of a chain has a hash."""
    return bool(engine.query(f"SELECT 1 FROM {chain}_entry WHERE hash = :hash LIMIT 1", {"hash": sought}))


def bodies_since(engine: Engine, seq: int) -> Mapping[str, Mapping[str, LastBody]]:
    """What the entries after one last said of each record, by its kind and its id."""
    last = {
        (row["record_kind"], row["record_id"]): row
        for row in engine.query(
            "SELECT e.*, b.body FROM audit_entry e JOIN audit_body b ON b.seq = e.seq WHERE e.seq > :seq "
            "ORDER BY e.seq",
            {"seq": seq},
        )
    }
    said: defaultdict[str, dict[str, LastBody]] = defaultdict(dict)
    for line in _lines(engine, TrailFilter(), list(last.values())):
        said[line.entry.record_kind][line.entry.record_id] = LastBody(line.entry.seq, line.after)
    return said


def _lines(engine: Engine, wanted: TrailFilter, rows: Sequence[Row]) -> list[TrailLine]:
    trail = Trail(engine, _chain(wanted))
    return [trail.line_of(row) for row in rows]


def _newest(wanted: TrailFilter, where: Where, some: str = "") -> str:
    chain = _chain(wanted)
    return (
        f"SELECT e.*, b.body FROM (SELECT e.seq FROM {chain}_entry e WHERE {where} ORDER BY e.seq DESC{some}) found "
        f"CROSS JOIN {chain}_entry e JOIN {chain}_body b ON b.seq = e.seq WHERE e.seq = found.seq ORDER BY e.seq DESC"
    )


def _chain(wanted: TrailFilter) -> str:
    return ACCESS if wanted.reads else CHANGES


def _chosen(wanted: TrailFilter) -> Where:
    where = Where()
    for column, value in (
        ("actor", wanted.by),
        ("record_kind", wanted.record_kind),
        ("record_id", wanted.record_id),
        ("third_party_id", wanted.third_party_id),
    ):
        where.one_of(f"e.{column}", {value} - {""})
    if wanted.words:
        condition, like = holds("key", wanted.words)
        named = f"SELECT third_party_id FROM search_key WHERE kind IN ('name', 'service') AND {condition}"
        where.that(f"e.third_party_id IN ({named})", like)
    if wanted.since:
        where.that("e.at >= ?", instant(wanted.since))
    if wanted.before:
        where.that("e.at < ?", instant(wanted.before))
    if wanted.up_to is not None:
        where.that("e.seq <= ?", wanted.up_to)
    return where


_NAMED: Final = {"app_user": "name", "third_party": "legal_name", "service": "name"}


def called(engine: Engine, ids: Iterable[str]) -> dict[str, str]:
    """What people, third parties and services are called, of those that some ids mean."""
    asked = set(ids)
    found = {
        str(row["id"]): str(row["name"])
        for table, column in _NAMED.items()
        for row in _with_ids(engine, f"SELECT id, {column} AS name FROM {table}", "id", asked)
    }
    return found | names_of_invited(engine, asked)


def party_called(engine: Engine, third_party_id: str) -> str:
    """What a third party is called; empty where there is none of this id."""
    rows = _with_ids(engine, "SELECT legal_name FROM third_party", "id", [third_party_id])
    return str(rows[0]["legal_name"]) if rows else ""


def gap_titles(engine: Engine, ids: Iterable[str]) -> Mapping[str, Text]:
    """What some gaps are called."""
    rows = _with_ids(engine, "SELECT gap_id, title_ja, title_en FROM gap_span", "gap_id", ids, "id")
    return {str(row["gap_id"]): Text(str(row["title_ja"]), str(row["title_en"])) for row in rows}


def flow_names(engine: Engine, ids: Iterable[str]) -> Mapping[str, Text]:
    """What some flows are called, the same in both languages."""
    rows = _with_ids(engine, "SELECT id, name FROM data_flow", "id", ids)
    return {str(row["id"]): Text(str(row["name"]), str(row["name"])) for row in rows}


def pack_digests(engine: Engine) -> list[tuple[str, str]]:
    """Every frozen pack by its id, an older version before a newer one."""
    rows = engine.query("SELECT pack_id, digest FROM pack_snapshot ORDER BY version")
    return [(str(row["pack_id"]), str(row["digest"])) for row in rows]


def _with_ids(engine: Engine, select: str, column: str, ids: Iterable[str], order: str = "") -> list[Row]:
    params = {f"i{place}": one for place, one in enumerate(sorted(set(ids)))}
    if not params:
        return []
    among = ", ".join(f":{name}" for name in params)
    return engine.query(f"{select} WHERE {column} IN ({among}) ORDER BY {order or column}", params)
