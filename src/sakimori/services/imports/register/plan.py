"""What an import into the register would do: rows as people see them, and the records to be written."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from sakimori.domain.values.problem import Problem
from sakimori.exchange.registers.entry import RegisterReading
from sakimori.services.imports.parties.plan import Counts, Decisions, PlannedRow, RowAnswer, RowOutcome, counted

_NEW: Final = "new:"


class OnConflict(StrEnum):
    """What becomes of a row that says something else than what stands: it waits, is skipped, or wins."""

    STOP = "stop"
    SKIP = "skip"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Planned:
    """One record to be written; ids of records that the same file brings stand as `new_id` gives them."""

    key: int
    record: Any
    before: Any | None = None

    @property
    def is_new(self) -> bool:
        """Whether the file brings it."""
        return self.before is None


@dataclass(frozen=True)
class RegisterPlan:
    """What an import would do under some decisions; nothing is written yet."""

    filename: str
    sha256: str
    reading: RegisterReading = field(repr=False)
    number: int
    decisions: Decisions
    on_conflict: OnConflict
    rows: tuple[PlannedRow, ...]
    problems: tuple[Problem, ...]
    writes: tuple[Planned, ...] = field(repr=False)
    alike: dict[int, RowAnswer] = field(default_factory=dict, repr=False)
    may_all_be_new: dict[int, RowAnswer] = field(default_factory=dict, repr=False)

    @cached_property
    def counts(self) -> Counts:
        """How many rows were read, and what becomes of them."""
        return counted(self.rows)

    @property
    def holds_personal_numbers(self) -> bool:
        """Whether a My Number or a card number was seen anywhere in the file."""
        return self.reading.holds_personal_numbers

    def of(self, outcome: RowOutcome) -> tuple[PlannedRow, ...]:
        """The rows with one outcome."""
        return tuple(row for row in self.rows if row.outcome is outcome)


def new_id(key: int) -> str:
    """What stands for the id of a record that an entry brings, until it is written."""
    return f"{_NEW}{key}"


def key_of(record_id: str) -> int | None:
    """The entry that brings a record, if it is one of the same file."""
    return int(record_id.removeprefix(_NEW)) if record_id.startswith(_NEW) else None
