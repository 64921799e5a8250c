"""Files that were issued, findable by kind and by hash; each is an entry of the chain of reads, which proves it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sakimori.store.engine import Engine, Row
from sakimori.store.reads.statements import Where
from sakimori.store.records import instant, parse_instant


@dataclass(frozen=True, slots=True)
class IssuedFile:
    """A file by the number of its entry in the chain of reads: what it was, and on which entry of the trail."""

    seq: int
    kind: str
    form: str
    language: str
    facts_on: date
    number: int
    head: str
    sha256: str

    @property
    def said(self) -> Mapping[str, Any]:
        """What its entry says of it."""
        return {
            "paper_kind": str(self.kind),
            "paper_form": str(self.form),
            "paper_language": self.language,
            "paper_on": self.facts_on.isoformat(),
            "paper_entry": self.number,
            "paper_head": self.head,
            "paper_sha256": self.sha256,
        }


def file_of(seq: int, said: Mapping[str, Any]) -> IssuedFile:
    """The file of which an entry says so."""
    return IssuedFile(
        seq, str(said["paper_kind"]), str(said["paper_form"]), str(said["paper_language"]),
        date.fromisoformat(str(said["paper_on"])), int(said["paper_entry"]), str(said["paper_head"]),
        str(said["paper_sha256"]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class IssuedEntry:
    """A file that was issued with its entry: when, by whom, and what it was about."""

    file: IssuedFile
    at: datetime
    actor_id: str
    key: str
    third_party_id: str
    third_party: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedFilter:
    """Which files are asked for; what is empty narrows nothing. `before` does not count."""

    kind: str = ""
    by: str = ""
    sha256: str = ""
    key: str = ""
    before: datetime | None = None


def put_issued(engine: Engine, file: IssuedFile) -> None:
    """Keep a file whose entry is written in the same transaction."""
    engine.insert_all(
        "issued_file",
        [
            {
                "seq": file.seq, "kind": str(file.kind), "form": str(file.form), "language": file.language,
                "facts_on": file.facts_on.isoformat(), "number": file.number, "head": file.head,
                "sha256": file.sha256,
            }
        ],
    )  # fmt: skip


_FROM = (
    "FROM issued_file f JOIN access_entry e ON e.seq = f.seq LEFT JOIN third_party p ON p.id = e.third_party_id WHERE"
)


def count(engine: Engine, wanted: IssuedFilter) -> int:
    """How many files a filter leaves."""
    where = _chosen(wanted)
    return int(str(engine.query(f"SELECT COUNT(*) AS n {_FROM} {where}", where.params)[0]["n"]))


def page_of(engine: Engine, wanted: IssuedFilter, first: int, limit: int) -> list[IssuedEntry]:
    """Some of them, the newest first."""
    where = _chosen(wanted)
    rows = engine.query(
        f"SELECT f.*, e.at, e.actor, e.record_id, e.third_party_id, p.legal_name {_FROM} {where} "
        "ORDER BY f.seq DESC LIMIT :limit OFFSET :first",
        where.params | {"limit": limit, "first": first},
    )
    return [_entry(row) for row in rows]


def newest_of_each(engine: Engine, before: datetime | None) -> list[IssuedEntry]:
    """The last file of each kind."""
    where = _chosen(IssuedFilter(before=before))
    rows = engine.query(
        f"SELECT f.*, e.at, e.actor, e.record_id, e.third_party_id, p.legal_name {_FROM} f.seq IN "
        f"(SELECT MAX(f.seq) FROM issued_file f JOIN access_entry e ON e.seq = f.seq WHERE {where} GROUP BY f.kind)",
        where.params,
    )
    return [_entry(row) for row in rows]


def in_chain(engine: Engine, sha256: str) -> list[int]:
    """The entries of the chain of reads that say of a file that it was issued, whatever is kept beside them."""
    rows = engine.query(
        "SELECT seq FROM access_body WHERE body LIKE :said ORDER BY seq DESC", {"said": f'%"paper_sha256":"{sha256}"%'}
    )
    return [int(str(row["seq"])) for row in rows]


def differing(engine: Engine, *, since: int = 0) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The numbers of entries that do not agree with the file kept of them, and the fields; none where one is missing.

    Only entries after number `since` are looked at.
    """
    said = {
        int(str(row["seq"])): json.loads(str(row["body"]))["after"]
        for row in engine.query(
            "SELECT seq, body FROM access_body WHERE seq > :since AND body LIKE :said",
            {"since": since, "said": '%"paper_sha256":"%'},
        )
    }
    kept = {
        int(str(row["seq"])): _file(row)
        for row in engine.query("SELECT * FROM issued_file WHERE seq > :since", {"since": since})
    }
    for seq in sorted(said.keys() | kept.keys()):
        if seq not in said or seq not in kept:
            yield seq, ()
        elif fields := tuple(key for key, value in kept[seq].said.items() if value != said[seq].get(key)):
            yield seq, fields


def _chosen(wanted: IssuedFilter) -> Where:
    where = Where()
    for column, value in (
        ("f.kind", wanted.kind), ("e.actor", wanted.by), ("f.sha256", wanted.sha256), ("e.record_id", wanted.key),
    ):  # fmt: skip
        where.one_of(column, {value} - {""})
    if wanted.before is not None:
        where.that("e.at < ?", instant(wanted.before))
    return where


def _entry(row: Row) -> IssuedEntry:
    return IssuedEntry(
        _file(row),
        parse_instant(str(row["at"])), str(row["actor"]), str(row["record_id"]), str(row["third_party_id"]),
        str(row["legal_name"] or ""),
    )  # fmt: skip


def _file(row: Row) -> IssuedFile:
    return IssuedFile(
        int(str(row["seq"])), str(row["kind"]), str(row["form"]), str(row["language"]),
        date.fromisoformat(str(row["facts_on"])), int(str(row["number"])), str(row["head"]), str(row["sha256"]),
    )  # fmt: skip
