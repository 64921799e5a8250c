"""What an import would do, row by row, and what a person decides about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sakimori.domain.values.names import Likeness
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.exchange.parties.fields import FIELD_LABELS, ThirdPartyField
from sakimori.exchange.registers.columns import RegisterColumn

AnyField = ThirdPartyField | RegisterColumn
"""A field of a third party or of a record of the register."""


def field_label(field: AnyField) -> Text:
    """What a field is called."""
    return field.label if isinstance(field, RegisterColumn) else FIELD_LABELS[field]


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


@dataclass(frozen=True, slots=True)
class Decisions:
    """Everything that a person has decided about one file, by row, and by row and field."""

    rows: Mapping[int, RowAnswer] = field(default_factory=dict)
    fields: Mapping[tuple[int, AnyField], FieldAnswer] = field(default_factory=dict)


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

    field: AnyField
    before: Text
    after: Text


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field in which Sakimori and the file differ for reasons of their own; without an answer the row waits.

    `is_within_file` says that the other value stands in an earlier row of the same file.
    """

    field: AnyField
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


def counted(rows: Iterable[PlannedRow]) -> Counts:
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
