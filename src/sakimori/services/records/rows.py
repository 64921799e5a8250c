"""The book of records 記録簿: what is recorded, missing or needs no record and why, as many rows as a page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any, Final, TypeVar

from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.hand_over import ProvisionRecord, ReceiptRecord
from sakimori.domain.records.own_registers import ConsentText, DataSet
from sakimori.domain.records.sharing import Filing
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.as_of import AsOf
from sakimori.domain.values.names import fold
from sakimori.rules.facts.record_terms import Item, missing_items
from sakimori.rules.gaps.flows.foreign import BASIS_RULE
from sakimori.rules.gaps.provision_records import PROMPT_DAYS
from sakimori.services.kernel.access import Permission, may, needs, require
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.records.heads import KINDS, OF_BOOK, book_dossiers, book_heads, items_of
from sakimori.store.engine import Row
from sakimori.store.reads.as_of import known_then
from sakimori.store.reads.record_rows import (
    BookRecord,
    R,
    RecordFilter,
    Standing,
    UnclearedRelease,
    UnneededRecord,
    UnrecordedFlow,
    Waiting,
)
from sakimori.store.reads.records import HEADS, THEN, Book
from sakimori.store.reads.statements import some_of
from sakimori.store.records import TABLES, to_row

__all__ = [
    "AnyKept", "BookCounts", "BookRecord", "DueRow", "R", "RecordFilter", "Standing", "UnclearedRelease",
    "UnneededRecord", "UnrecordedFlow", "all_records", "book_counts", "due_on", "due_page", "free_page", "items_in",
    "missing_in", "one_record", "record_page", "uncleared_release", "unrecorded_flow", "unrecorded_flows",
]  # fmt: skip

T = TypeVar("T")
AnyKept = BookRecord[ProvisionRecord] | BookRecord[ReceiptRecord]
DueRow = UnclearedRelease | UnrecordedFlow | AnyKept
"""What has to be done about records."""

HIDDEN = ("",)
"""Stands for the customer numbers of a record that has some."""


@dataclass(frozen=True, slots=True)
class BookCounts:
    """How much there is of everything, without filters.

    `coming` are flows that will need a record once they have begun. `undecided` counts the flows of which nobody can
    tell: no ground is decided, or what carries it abroad is unknown.
    """

    records: int
    current: int
    incomplete: int
    late: int
    due: int
    coming: int
    uncleared: int
    unreviewed: int
    free: int
    undecided: int
    is_whole: bool

    @property
    def lacking(self) -> int:
        """The flows that lack a record."""
        return self.late + self.due

    @property
    def to_do(self) -> int:
        """The rows of what has to be done."""
        return self.unreviewed + self.lacking + self.incomplete + self.coming


def items_in(kept: AnyKept) -> Mapping[Item, bool]:
    """Which items a record must hold, and whether each is there."""
    return items_of(kept.record, kept.body)


def missing_in(kept: AnyKept) -> tuple[Item, ...]:
    """The items of a record that are not there."""
    return missing_items(items_in(kept))


def due_on(line: UnrecordedFlow) -> date | None:
    """The last day of what counts as promptly, by policy; None where nobody knows when the flow began."""
    return line.since + timedelta(days=PROMPT_DAYS) if line.since else None


@needs(Permission.READ_APPROVED)
def book_counts(workspace: Workspace, as_of: AsOf, *, actor: Actor) -> BookCounts:
    """How much stands in the book on a day; sales sees only what it recorded itself, as it was corrected since.

    Raises:
        NotPermittedError: The role may neither read the register nor hand data over.
    """
    with _reading(workspace, as_of, actor) as book:
        tallies, waiting, free = book.tallies(), book.unrecorded_counts(), book.free_counts("")
        uncleared, unreviewed = book.uncleared_counts()
        incomplete = sum(tallies[kind, Standing.INCOMPLETE] for kind in KINDS)
        return BookCounts(
            records=tallies.total(),
            current=incomplete + sum(tallies[kind, Standing.COMPLETE] for kind in KINDS),
            incomplete=incomplete,
            late=waiting[Waiting.LATE],
            due=waiting[Waiting.DUE],
            coming=waiting[Waiting.COMING],
            uncleared=uncleared,
            unreviewed=unreviewed,
            free=sum(free),
            undecided=0 if book.whose else free[0] + book.undecided(),
            is_whole=not book.whose,
        )


@needs(Permission.READ_APPROVED)
def record_page(
    workspace: Workspace, as_of: AsOf, kind: type[R], wanted: RecordFilter, *, actor: Actor, first: int, limit: int
) -> tuple[list[BookRecord[R]], int]:
    """Some of the records of a kind, and how many a filter leaves; customer numbers are left out.

    What lacks something comes first, then the newest, what was corrected last.
    """
    with _reading(workspace, as_of, actor) as book:
        return book.records(kind, wanted, first, limit) if limit else [], book.count(kind, wanted)


@needs(Permission.READ_APPROVED)
def all_records(
    workspace: Workspace, as_of: AsOf, kind: type[R], wanted: RecordFilter, *, actor: Actor
) -> Iterator[BookRecord[R]]:
    """Every record that a filter leaves, in the same order, one by one."""
    with _reading(workspace, as_of, actor) as book:
        yield from book.all_records(kind, wanted)


@needs(Permission.READ_APPROVED)
def one_record(workspace: Workspace, as_of: AsOf, record_id: str, *, actor: Actor) -> AnyKept | None:
    """One record of the book."""
    wanted = RecordFilter(ids=frozenset({record_id}))
    with _reading(workspace, as_of, actor) as book:
        return next((kept for kind in KINDS for kept in book.records(kind, wanted, 0, 1)), None)


_NAMED: Final[Mapping[str, type]] = {
    "consent_text_id": ConsentText, "filing_id": Filing, "contract_id": Contract, "data_set_id": DataSet,
}  # fmt: skip


@needs(Permission.READ_APPROVED)
def named_in(workspace: Workspace, record: ProvisionRecord | ReceiptRecord) -> list[tuple[str, str]]:
    """What a record names by an id: the field, and what that is called."""
    with workspace.unit() as unit:
        wanted = {field: getattr(record, field, None) for field in _NAMED}
        found = {field: unit.records.find(_NAMED[field], one) for field, one in wanted.items() if one}
    return [
        (field, getattr(one, "name", None) or getattr(one, "title", None) or str(wanted[field]))
        for field, one in found.items()
    ]


@needs(Permission.READ_APPROVED)
def due_page(workspace: Workspace, as_of: AsOf, *, actor: Actor, first: int, limit: int) -> tuple[list[DueRow], int]:
    """What has to be done about records, the gravest first; what is to begin comes last."""
    incomplete = RecordFilter(standings=frozenset({Standing.INCOMPLETE}))
    with _reading(workspace, as_of, actor) as book:
        waiting, (_, unreviewed), tallies = book.unrecorded_counts(), book.uncleared_counts(), book.tallies()
        parts: list[tuple[int, Callable[[int, int], Sequence[DueRow]]]] = [
            (unreviewed, book.unreviewed),
            (waiting[Waiting.LATE], partial(book.unrecorded, Waiting.LATE)),
            *((tallies[kind, Standing.INCOMPLETE], partial(book.records, kind, incomplete)) for kind in KINDS),
            (waiting[Waiting.DUE], partial(book.unrecorded, Waiting.DUE)),
            (waiting[Waiting.COMING], partial(book.unrecorded, Waiting.COMING)),
        ]
        return some_of(parts, first, limit)


@needs(Permission.READ_APPROVED)
def free_page(
    workspace: Workspace, as_of: AsOf, text: str, *, actor: Actor, first: int, limit: int
) -> tuple[list[UnneededRecord], int]:
    """Some of the flows and hand-overs that need no record, with a part of a name in them, and how many there are.

    What depends on a basis that is not there comes first, then hand-overs, the newest first, then running flows.
    """
    words = fold(text)
    with _reading(workspace, as_of, actor) as book:
        depends, releases, flows = book.free_counts(words)
        return some_of(
            [
                (depends, partial(book.free_flows, words, depends=True)),
                (releases, partial(book.free_releases, words)),
                (flows, partial(book.free_flows, words, depends=False)),
            ],
            first,
            limit,
        )


@needs(Permission.READ_APPROVED)
def uncleared_release(workspace: Workspace, as_of: AsOf, release_id: str, *, actor: Actor) -> UnclearedRelease | None:
    """One hand-over without clearance."""
    with _reading(workspace, as_of, actor) as book:
        return book.uncleared(release_id)


@needs(Permission.READ_APPROVED)
def unrecorded_flow(workspace: Workspace, as_of: AsOf, flow_id: str, *, actor: Actor) -> UnrecordedFlow | None:
    """One flow, if it lacks its record or will lack one once it has begun."""
    with _reading(workspace, as_of, actor) as book:
        return book.unrecorded_flow(flow_id)


@needs(Permission.READ_APPROVED)
def unrecorded_flows(workspace: Workspace, as_of: AsOf, *, actor: Actor) -> list[UnrecordedFlow]:
    """Every flow that lacks its record, those that wait longest first."""
    with _reading(workspace, as_of, actor) as book:
        counts = book.unrecorded_counts()
        return [line for which in (Waiting.LATE, Waiting.DUE) for line in book.unrecorded(which, 0, counts[which])]


@contextmanager
def _reading(workspace: Workspace, as_of: AsOf, actor: Actor) -> Iterator[Book]:
    """The book over a connection whose tables say what is known now, or what was known then."""
    is_whole = may(actor, Permission.READ)
    if not is_whole:
        require(actor, Permission.RELEASE)
    promptly = as_of.on - timedelta(days=PROMPT_DAYS)
    with workspace.unit() as unit:
        book = Book(unit.engine, as_of, "" if is_whole else actor.id, promptly, BASIS_RULE)
        if not as_of.is_past:
            yield book
            return
        with known_then(unit.engine, _then(unit, as_of.number)):
            yield book


def _then(unit: Unit, number: int) -> Mapping[str, Sequence[Row]]:
    """What the book reads, rebuilt from the trail; customer numbers stay there."""

    def known(kind: type[Any]) -> list[Any]:
        records = unit.trail.records_at(kind, number)
        if kind not in KINDS:
            return records
        return [replace(record, persons=HIDDEN if record.persons else ()) for record in records]

    found = {kind: known(kind) for kind in OF_BOOK}
    rows: dict[str, list[Row]] = {
        table: [{name: value for name, value in to_row(record).items() if name in THEN[table]} for record in records]
        for kind, records in found.items()
        if (table := TABLES[kind]) in THEN
    }
    rows["search_key"] = [
        {"third_party_id": party.id, "kind": "name", "key": fold(party.legal_name)} for party in found[ThirdParty]
    ]
    rows["flow_key"] = [{"flow_id": flow.id, "key": fold(flow.name)} for flow in found[DataFlow]]
    rows |= {table: [] for table in HEADS}
    for dossier in book_dossiers(found.__getitem__):
        for table, heads in book_heads(dossier).items():
            rows[table] += heads
    return rows
