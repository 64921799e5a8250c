"""What an import would do, row by row, what a person decides about it, and the records to be written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, TypeVar

from sakimori.domain.codes import Lifecycle
from sakimori.domain.values.names import Likeness
from sakimori.domain.values.problem import Problem
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.exchange.registers.columns import RegisterColumn
from sakimori.exchange.registers.entry import RegisterReading

_NEW: Final = "new:"

T = TypeVar("T")
Progress = Callable[[float], None]
"""Is told how much of a plan is made, from 0 to 1; what it raises ends the planning, which has written nothing."""

_TOLD_EACH: Final = 100


def untold(_share: float) -> None:
    """Tell nobody."""


def telling(items: Iterable[T], progress: Progress, total: int, begin: float = 0.0, end: float = 1.0) -> Iterator[T]:
    """The items one by one; between them it is told how much of the work from `begin` to `end` is done."""
    for place, item in enumerate(items):
        if place % _TOLD_EACH == 0:
            progress(begin + (end - begin) * place / total)
        yield item


class RowOutcome(StrEnum):
    """What becomes of one row that was read; each row has exactly one."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    ERROR = "error"
    ASK = "ask"


class AnswerKind(StrEnum):
    """What a person says about a row that may name a known third party."""

    SAME = "same"
    NEW = "new"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """A person's answer about one row; `target` names the third party that it is the same as."""

    kind: AnswerKind
    target: str = ""


class FieldAnswer(StrEnum):
    """Whose value stays where Sakimori and the file differ: ours, or that of the file."""

    OURS = "ours"
    FILE = "file"


class OnConflict(StrEnum):
    """What becomes of a row that says something else than what stands: it waits, is skipped, or wins."""

    STOP = "stop"
    SKIP = "skip"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Decisions:
    """Everything that a person has decided about one file, by row, and by row and field.

    `lifecycle` is where the relation stands to all new third parties of which the file does not say it; `with_flows`
    whether the flows that a ledger makes likely are recorded.
    """

    rows: Mapping[int, RowAnswer] = field(default_factory=dict)
    fields: Mapping[tuple[int, RegisterColumn], FieldAnswer] = field(default_factory=dict)
    lifecycle: Lifecycle | None = None
    with_flows: bool = False


NO_DECISIONS = Decisions()


@dataclass(frozen=True, slots=True)
class Possible:
    """A third party that a row may name, and why; `row` is set where it stands in the same file."""

    target: str
    name: str
    matched_name: str
    likeness: Likeness
    row: int | None = None
    corporate_number: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that the file fills or changes, in words."""

    field: RegisterColumn
    before: Text
    after: Text


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field in which Sakimori and the file differ for reasons of their own; without an answer the row waits.

    `is_within_file` says that the other value stands in an earlier row of the same file.
    """

    field: RegisterColumn
    ours: Text
    theirs: Text
    answer: FieldAnswer | None = None
    is_within_file: bool = False


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row and what would become of it, with the reason in words.

    `row` is the key by which decisions name it. Where a file holds several sheets or kinds, `sheet` and `line` say
    where it stands and `what` which kind of record it is. `may_be_new` says whether a person may register somebody new.
    `asked` holds the words whose third party is asked for, where they are not the name.
    """

    row: int
    name: str
    outcome: RowOutcome
    target: str = ""
    reason: Text = NO_TEXT
    possible: tuple[Possible, ...] = ()
    changes: tuple[FieldChange, ...] = ()
    conflicts: tuple[FieldConflict, ...] = ()
    sheet: str = ""
    line: int | None = None
    what: Text = NO_TEXT
    may_be_new: bool = True
    asked: str = ""

    @property
    def number(self) -> int:
        """The number of the row as the spreadsheet shows it."""
        return self.row if self.line is None else self.line


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows were read, and what becomes of them: the rest always adds up to `read`."""

    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    errors: int = 0
    to_decide: int = 0

    @property
    def to_write(self) -> int:
        """How many rows would change something."""
        return self.new + self.updated


def counts_of(rows: Iterable[PlannedRow]) -> Counts:
    """The counts of planned rows."""
    outcomes = [row.outcome for row in rows]
    return Counts(
        read=len(outcomes),
        new=outcomes.count(RowOutcome.NEW),
        updated=outcomes.count(RowOutcome.UPDATED),
        unchanged=outcomes.count(RowOutcome.UNCHANGED),
        skipped=outcomes.count(RowOutcome.SKIPPED),
        errors=outcomes.count(RowOutcome.ERROR),
        to_decide=outcomes.count(RowOutcome.ASK),
    )


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
class Plan:
    """What an import would do under some decisions; nothing is written yet.

    `asks_lifecycle` counts the new third parties of which nothing says whether we deal with them already.
    """

    filename: str
    sha256: str
    reading: RegisterReading = field(repr=False)
    number: int
    decisions: Decisions
    rows: tuple[PlannedRow, ...]
    problems: tuple[Problem, ...]
    on_conflict: OnConflict = OnConflict.STOP
    writes: tuple[Planned, ...] = field(default=(), repr=False)
    asks_lifecycle: int = 0
    alike: dict[int, RowAnswer] = field(default_factory=dict, repr=False)
    may_all_be_new: dict[int, RowAnswer] = field(default_factory=dict, repr=False)

    @cached_property
    def counts(self) -> Counts:
        """How many rows were read, and what becomes of them."""
        return counts_of(self.rows)

    @property
    def has_work(self) -> bool:
        """Whether anything is to be stored."""
        return bool(self.writes)

    def of(self, outcome: RowOutcome) -> tuple[PlannedRow, ...]:
        """The rows with one outcome."""
        return tuple(row for row in self.rows if row.outcome is outcome)


def answer_of(
    answers: Mapping[tuple[int, RegisterColumn], FieldAnswer], key: int, column: RegisterColumn, otherwise: OnConflict
) -> FieldAnswer | None:
    """Whose value stays in one field of a row: as a person said of it, or as they said of all."""
    return answers.get((key, column)) or (FieldAnswer.FILE if otherwise is OnConflict.UPDATE else None)


def new_id(key: int) -> str:
    """What stands for the id of a record that a row brings, until it is written."""
    return f"{_NEW}{key}"


def key_of(record_id: str) -> int | None:
    """The row that brings a record, if it is one of the same file."""
    return int(record_id.removeprefix(_NEW)) if record_id.startswith(_NEW) else None
