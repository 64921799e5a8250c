"""What is gathered while the sheets of a DORA register are read, one after the other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sakimori.domain.codes import Role
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import GridRow
from sakimori.exchange.registers.dora_sheets import DoraSheet
from sakimori.exchange.registers.entry import Entry, LeftOut


@dataclass
class Gathered:
    """Entries and rows left out; `parties` and `contracts` lead from codes (folded) and numbers to entries.

    `roles` holds what the service types and chains say of a provider, by its code.
    """

    entries: dict[int, Entry] = field(default_factory=dict)
    refused: list[LeftOut] = field(default_factory=list)
    skipped: list[LeftOut] = field(default_factory=list)
    parties: dict[str, int] = field(default_factory=dict)
    contracts: dict[str, int] = field(default_factory=dict)
    roles: defaultdict[str, set[Role]] = field(default_factory=lambda: defaultdict(set))
    count: int = 0

    def add(self, sheet: DoraSheet, row: GridRow, kind: type, **given: Any) -> int:  # noqa: ANN401 - as Entry takes them
        """Keep an entry for a row, and give its key."""
        key = self._key()
        self.entries[key] = Entry(key=key, kind=kind, sheet=sheet.name, row=row.number, **given)
        return key

    def leave(self, sheet: DoraSheet, row: GridRow, name: str, reason: Text | None = None) -> None:
        """Leave a row out: refused for its problems, or for a reason that is none."""
        into = self.refused if reason is None else self.skipped
        into.append(LeftOut(self._key(), sheet.name, row.number, name, reason))

    def _key(self) -> int:
        self.count += 1
        return self.count


def labels(sheet: DoraSheet, **codes: str) -> dict[str, str]:
    """What the columns of some fields are called in a sheet."""
    return {name: sheet.label(code) for name, code in codes.items()}
