"""Rows of a plan and its problems, as the planner tells them of each entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.problem import Problem
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.exchange.lists.values import Fault
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.registers.entry import Entry, LeftOut, RegisterReading
from sakimori.exchange.registers.fields import RECORD_WORDS
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.imports.plan import PlannedRow, RowOutcome
from sakimori.services.parties.check import NAME_LENGTH, clean

SEVERAL_KINDS: Final = frozenset({ListKind.DORA, ListKind.PROCESSING_REGISTER})
"""Files whose rows are records of several kinds, so that each row says which."""


def every_row(reading: RegisterReading, rows: Iterable[PlannedRow]) -> tuple[PlannedRow, ...]:
    """The planned rows and those that the reader left out, in the order of the file."""
    refused = (_left_out(one, RowOutcome.ERROR) for one in reading.refused)
    skipped = (_left_out(one, RowOutcome.SKIPPED) for one in reading.skipped)
    every = sorted((*rows, *refused, *skipped), key=lambda row: row.row)
    if reading.kind in SEVERAL_KINDS:
        return tuple(every)
    return tuple(replace(row, sheet="", line=None) for row in every)


def _left_out(one: LeftOut, outcome: RowOutcome) -> PlannedRow:
    name = clean(one.name)[:NAME_LENGTH]
    reason = one.reason or NO_TEXT
    return PlannedRow(one.key, name, outcome, reason=reason, sheet=one.sheet, line=one.row, may_be_new=False)


class Telling:
    """Makes planned rows and keeps the problems; `has_several_kinds` has each row say which kind it is."""

    def __init__(self, *, has_several_kinds: bool = False) -> None:
        """Begin without problems."""
        self._has_several_kinds = has_several_kinds
        self.problems: list[Problem] = []

    def said(
        self, entry: Entry, outcome: RowOutcome, reason: Text, *, target: str = "", may_be_new: bool = False
    ) -> PlannedRow:
        """An entry with what becomes of it."""
        what = RECORD_WORDS[ThirdPartyRow if entry.kind is ThirdParty else entry.kind]
        return PlannedRow(
            entry.key, entry.name, outcome, target=target, reason=reason, sheet=entry.sheet, line=entry.row,
            what=what if self._has_several_kinds else NO_TEXT, may_be_new=may_be_new,
        )  # fmt: skip

    def refused(self, entry: Entry, fault: Fault, name: str, value: str = "") -> PlannedRow:
        """An entry that cannot go in, and why, at one of its fields."""
        self.note(entry, fault, name, value or words_of(entry, name))
        return self.said(entry, RowOutcome.ERROR, NO_TEXT)

    def note(self, entry: Entry, fault: Fault, name: str, value: str) -> None:
        """Keep something to say about an entry."""
        self.problems.append(
            Problem(
                code=fault.code,
                message=fault.message,
                expected=fault.expected,
                sheet=entry.sheet,
                row=entry.row,
                column=entry.labels.get(name, ""),
                value=value,
                severity=fault.severity,
            )
        )


def words_of(entry: Entry, name: str) -> str:
    """What the file says in a field, to be shown beside what is wrong with it."""
    if name == "id":
        return entry.record_id
    value = entry.values.get(name)
    text = getattr(value, "text", value)
    return text if isinstance(text, str) else entry.name if name else ""


def note_line(label: str, text: str) -> str:
    """One line of a note: what it is, and what the file said."""
    separator = ": " if label.isascii() else "："
    return f"{clean(label)}{separator}{clean(text)}"
