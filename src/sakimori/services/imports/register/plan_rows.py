"""Rows of a plan and its problems, as the planner tells them of each entry."""

from __future__ import annotations

from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.problem import Problem
from sakimori.domain.values.text import NO_TEXT, Text
from sakimori.exchange.lists.values import Fault
from sakimori.exchange.registers.entry import Entry
from sakimori.exchange.registers.fields import RECORD_WORDS
from sakimori.exchange.registers.kinds import ListKind, kind_words
from sakimori.services.imports.parties.plan import PlannedRow, RowOutcome


class Telling:
    """Makes planned rows and keeps the problems; `has_several_kinds` has each row say which kind it is."""

    def __init__(self, *, has_several_kinds: bool) -> None:
        """Begin without problems."""
        self._has_several_kinds = has_several_kinds
        self.problems: list[Problem] = []

    def said(
        self, entry: Entry, outcome: RowOutcome, reason: Text, *, target: str = "", may_be_new: bool = False
    ) -> PlannedRow:
        """An entry with what becomes of it."""
        what = kind_words(ListKind.THIRD_PARTIES) if entry.kind is ThirdParty else RECORD_WORDS[entry.kind]
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
