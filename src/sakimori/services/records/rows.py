"""What the book of records shows: records with what they hold, flows that lack one, hand-overs that need none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.records.hand_over import NoRecord, ProvisionRecord, ReceiptRecord, Release
from sakimori.rules.facts.record_terms import Item, missing_items
from sakimori.rules.gaps.provision_records import PROMPT_DAYS

R = TypeVar("R", ProvisionRecord, ReceiptRecord)


@dataclass(frozen=True, slots=True)
class BookRecord(Generic[R]):
    """A record with whom it is about, which items it must hold, and until when its whole row of corrections is kept."""

    record: R
    party: str
    flow: str
    made_by: str
    items: Mapping[Item, bool]
    corrected_by: str | None
    kept_until: date
    release: Release | None = None

    @property
    def missing(self) -> tuple[Item, ...]:
        """The items that are not there."""
        return missing_items(self.items)

    @property
    def is_current(self) -> bool:
        """Whether no later record corrects it."""
        return self.corrected_by is None


@dataclass(frozen=True, slots=True)
class MissingRecord:
    """A flow of which provisions since a day (None: unknown) have no record; promptly, by policy, is up to `due_on`."""

    flow: DataFlow
    party: str
    is_receipt: bool
    route: LegalRoute
    since: date | None

    @property
    def due_on(self) -> date | None:
        """The last day of what counts as promptly; None where nobody knows when the flow began."""
        return self.since + timedelta(days=PROMPT_DAYS) if self.since else None

    def is_late(self, on: date) -> bool:
        """Whether that day is over; an unknown one is."""
        return self.due_on is None or self.due_on < on


@dataclass(frozen=True, slots=True)
class UnneededRecord:
    """A flow or a hand-over that needs no record, and why.

    `depends` says that this is so only under an equivalent system abroad, of which nothing valid is on record.
    """

    party: str
    flow: str
    why: NoRecord
    release: Release | None = None
    flow_id: str = ""
    depends: bool = False


@dataclass(frozen=True, slots=True)
class UnclearedRelease:
    """A hand-over that took place without clearance."""

    release: Release
    party: str
    flow: str
    released_by: str
    reviewed_by: str


@dataclass(frozen=True, slots=True)
class RecordBook:
    """Everything that the page shows; `coming` are flows that will need a record once they have begun.

    `undecided` counts the flows of which nobody can tell: no ground is decided, or what carries it abroad is unknown.
    """

    provisions: tuple[BookRecord[ProvisionRecord], ...]
    receipts: tuple[BookRecord[ReceiptRecord], ...]
    lacking: tuple[MissingRecord, ...]
    coming: tuple[MissingRecord, ...]
    free: tuple[UnneededRecord, ...]
    uncleared: tuple[UnclearedRelease, ...]
    undecided: int
    is_whole: bool

    @property
    def current(self) -> tuple[BookRecord[ProvisionRecord] | BookRecord[ReceiptRecord], ...]:
        """The records that stand."""
        provisions = [kept for kept in self.provisions if kept.is_current]
        return (*provisions, *(kept for kept in self.receipts if kept.is_current))

    @property
    def incomplete(self) -> tuple[BookRecord[ProvisionRecord] | BookRecord[ReceiptRecord], ...]:
        """Those of them in which something is missing."""
        return tuple(k for k in self.current if k.missing)
