"""What a file says about the register: one entry for each record that a row speaks of, and every row accounted for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sakimori.domain.values.problem import Problem
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.values import CARD_NUMBER, MY_NUMBER
from sakimori.exchange.registers.kinds import ListKind


@dataclass(frozen=True, slots=True)
class PartyWords:
    """The words by which a row names its third party; empty where it does not."""

    name: str = ""
    number: str = ""
    code: str = ""
    id: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether the row names nobody."""
        return not (self.name or self.number or self.code or self.id)


@dataclass(frozen=True, slots=True)
class InFile:
    """A record that another entry of the same file speaks of."""

    key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntry:
    """One record as a file speaks of it.

    `values` holds what was said, by field: typed values, `NameInCell` for records that words name, `InFile` for
    records of the same file. `defaults` stands in for what was not said where the record is new. `fills_only` are
    fields that never contradict what stands. Words of a field in `else_noted` that name no record go into the note,
    under the label given there. A third party with `asks_first` is registered only when a person says so.
    """

    key: int
    kind: type
    sheet: str
    row: int
    name: str
    values: Mapping[str, Any]
    party: PartyWords | InFile | None = None
    record_id: str = ""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    fills_only: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)
    else_noted: Mapping[str, str] = field(default_factory=dict)
    asks_first: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that gives no record: why, where its reason is no problem."""

    key: int
    sheet: str
    row: int
    name: str = ""
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class RegisterReading:
    """A file as read: entries that can be planned, every problem, rows that are refused and rows that hold nothing."""

    kind: ListKind
    entries: tuple[RegisterEntry, ...]
    problems: tuple[Problem, ...]
    refused: tuple[LeftOut, ...] = ()
    skipped: tuple[LeftOut, ...] = ()
    sheets: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    heads: tuple[str, ...] = ()

    @property
    def seen(self) -> int:
        """How many entries and rows there are in all."""
        return len(self.entries) + len(self.refused) + len(self.skipped)

    @property
    def holds_personal_numbers(self) -> bool:
        """Whether a My Number or a card number was seen anywhere; the file itself must then not be kept."""
        return any(problem.code in {MY_NUMBER.code, CARD_NUMBER.code} for problem in self.problems)
