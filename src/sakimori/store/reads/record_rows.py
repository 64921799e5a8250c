"""Rows of the book of records: records, flows that lack one, hand-overs, and what people narrow them to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import Generic, TypeVar

from sakimori.domain.codes import KindOfBody
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.hand_over import NoRecord, ProvisionRecord, ReceiptRecord, Release

R = TypeVar("R", ProvisionRecord, ReceiptRecord)


class Standing(IntEnum):
    """How a record stands, in the order of the lists: something is missing, all is there, a later one corrects it."""

    INCOMPLETE = 0
    COMPLETE = 1
    CORRECTED = 2


class Depends(IntEnum):
    """Whether a flow needs no record only if something else than consent carries it abroad, and nothing does."""

    NEVER = 0
    WITHOUT_BASIS = 1
    ALWAYS = 2


@dataclass(frozen=True, slots=True)
class BookRecord(Generic[R]):
    """A record with whom it is about, how it stands, and until when its whole row of corrections is kept."""

    record: R
    party: str
    body: KindOfBody | None
    flow: str
    made_by: str
    standing: Standing
    corrected_by: str | None
    kept_until: date
    release: Release | None = None

    @property
    def is_current(self) -> bool:
        """Whether no later record corrects it."""
        return self.corrected_by is None


@dataclass(frozen=True, slots=True)
class UnrecordedFlow:
    """A flow of which provisions since a day (None: unknown) have no record."""

    flow_id: str
    third_party_id: str
    flow: str
    party: str
    is_receipt: bool
    route: LegalRoute
    since: date | None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFilter:
    """Which records are asked for; what is empty narrows nothing.

    `words` is a folded part of the name of the third party or the flow; `ids` are the records of one person.
    """

    words: str = ""
    first: date | None = None
    last: date | None = None
    ids: frozenset[str] | None = None
    standings: frozenset[Standing] = frozenset()


class Waiting(StrEnum):
    """Whether the record of a flow is late, still due promptly, or due once the flow has begun."""

    LATE = "late"
    DUE = "due"
    COMING = "coming"
