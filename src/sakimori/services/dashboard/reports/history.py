"""What was issued: the history of the files that left, and whether a file at hand is one of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sakimori.domain.trail import GENESIS
from sakimori.domain.values.days import end_of_day
from sakimori.services.dashboard.reports.kinds import ReportForm, ReportKind
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.outgoing import issued as store
from sakimori.store.outgoing.issued import IssuedEntry, IssuedFilter
from sakimori.store.reads.naming import names_of_people
from sakimori.store.reads.trail import hash_at, party_called
from sakimori.store.trail import CHANGES


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """A file that was issued: what it was, about whom, in which language, by whom and when, and where that stands.

    `seq` is its entry in the chain of reads, `number` and `head` are those of the trail that it bears.
    """

    seq: int
    kind: ReportKind
    form: ReportForm
    language: str
    on: date
    at: datetime
    who: str
    key: str
    third_party_id: str
    third_party: str
    number: int
    head: str
    sha256: str


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What is known of a file: its hash, and each time when it was issued.

    It `is_vouched` where every entry says of the file what is kept of it, and the trail still has the head that it
    bears.
    """

    sha256: str
    rows: tuple[IssuedRow, ...]
    is_vouched: bool

    @property
    def is_issued(self) -> bool:
        """Whether it left here, byte for byte, and the trail says so."""
        return bool(self.rows) and self.is_vouched


@needs(Permission.READ)
def issued_page(
    workspace: Workspace, *, on: date, kind: ReportKind | None = None, by: str = "", first: int, limit: int
) -> tuple[list[IssuedRow], int]:
    """Some of the files that were issued up to a day, the newest first, and how many there are."""
    wanted = IssuedFilter(kind=kind or "", by=by, before=end_of_day(on))
    with workspace.unit() as unit:
        return _rows(unit, store.page_of(unit.engine, wanted, first, limit)), store.count(unit.engine, wanted)


@needs(Permission.READ)
def last_issued(workspace: Workspace, *, on: date) -> Mapping[ReportKind, IssuedRow]:
    """The last file of each kind that was issued up to a day."""
    with workspace.unit() as unit:
        return {row.kind: row for row in _rows(unit, store.newest_of_each(unit.engine, end_of_day(on)))}


@needs(Permission.READ)
def issues_of(workspace: Workspace, kind: ReportKind, key: str, *, on: date) -> tuple[IssuedRow, ...]:
    """Each time when the paper about something was issued, up to a day, the newest first."""
    wanted = IssuedFilter(kind=kind, key=key, before=end_of_day(on))
    with workspace.unit() as unit:
        return tuple(_rows(unit, store.page_of(unit.engine, wanted, 0, _MOST)))


_MOST = 50


@needs(Permission.READ)
def verify_file(workspace: Workspace, body: bytes) -> FileCheck:
    """Whether a file is one that was issued, byte for byte; nothing in it is read but its hash."""
    sha256 = hashlib.sha256(body).hexdigest()
    with workspace.unit() as unit:
        found = store.page_of(unit.engine, IssuedFilter(sha256=sha256), 0, _MOST)
        if not found:  # a line may have been taken away: the chain has it all the same
            found = list(_said_by_chain(unit, sha256))
        return FileCheck(sha256, tuple(_rows(unit, found)), all(_is_vouched(unit, one) for one in found))


def _said_by_chain(unit: Unit, sha256: str) -> Iterator[IssuedEntry]:
    for seq in store.in_chain(unit.engine, sha256)[:_MOST]:
        line = unit.accesses.line(seq)
        if line is not None and line.after is not None:
            entry = line.entry
            yield IssuedEntry(
                store.file_of(seq, line.after), entry.at, entry.actor, entry.record_id, entry.third_party_id,
                party_called(unit.engine, entry.third_party_id) if entry.third_party_id else "",
            )  # fmt: skip


def _is_vouched(unit: Unit, found: IssuedEntry) -> bool:
    line, file = unit.accesses.line(found.file.seq), found.file
    head = hash_at(unit.engine, CHANGES, file.number) if file.number else GENESIS
    return line is not None and line.after == file.said and head == file.head


def _rows(unit: Unit, found: list[IssuedEntry]) -> list[IssuedRow]:
    names = names_of_people(unit.engine) if found else {}
    return [
        IssuedRow(
            seq=one.file.seq,
            kind=ReportKind(one.file.kind),
            form=ReportForm(one.file.form),
            language=one.file.language,
            on=one.file.facts_on,
            at=one.at,
            who=names.get(one.actor_id, one.actor_id),
            key=one.key,
            third_party_id=one.third_party_id,
            third_party=one.third_party,
            number=one.file.number,
            head=one.file.head,
            sha256=one.file.sha256,
        )
        for one in found
    ]
