"""What is gathered from the sheets of a DORA register, and its supply chains (b_05.02): who works for whom."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sakimori.domain.codes import Role
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import GridRow
from sakimori.exchange.lists.values import Fault
from sakimori.exchange.registers.dora_sheets import NO_PROVIDER, DoraSheet, is_persons
from sakimori.exchange.registers.entry import InFile, LeftOut, RegisterEntry


@dataclass
class DoraEntries:
    """Entries and rows left out; `parties` and `contracts` lead from codes (folded) and numbers to entries.

    `roles` holds what the service types and chains say of a provider, by its code.
    """

    entries: dict[int, RegisterEntry] = field(default_factory=dict)
    refused: list[LeftOut] = field(default_factory=list)
    skipped: list[LeftOut] = field(default_factory=list)
    parties: dict[str, int] = field(default_factory=dict)
    contracts: dict[str, int] = field(default_factory=dict)
    roles: defaultdict[str, set[Role]] = field(default_factory=lambda: defaultdict(set))
    count: int = 0

    def add(self, sheet: DoraSheet, row: GridRow, kind: type, **given: Any) -> int:  # noqa: ANN401 - as Entry takes them
        """Keep an entry for a row, and give its key."""
        key = self._key()
        self.entries[key] = RegisterEntry(key=key, kind=kind, sheet=sheet.name, row=row.number, **given)
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


_Place = tuple[str, str, str]
"""Contract, kind of service, code of the provider."""

_FIRST: Final = "1"
_NO_RECIPIENT: Final = Fault(
    "unknown_parent",
    Text("直接の委託先までたどれません。", "The chain does not lead to a direct provider."),
    Text("順位1の行と、受け手の番号を確かめてください。", "Check the row of rank 1 and the code of the recipient."),
)
_DIRECT: Final = Text("直接の委託先の行です。再委託先ではありません。", "A direct provider, not a sub-processor.")
_JOINED_LINK: Final = Text("上の行の再委託先にまとめます。", "It is joined with the sub-processor of a row above.")


def read_chains(sheet: DoraSheet | None, found: DoraEntries) -> None:
    """Add a sub-processor for each place in a chain below the first."""
    if sheet is not None:
        _Chains(sheet, found).read()


class _Chains:
    """Reads the rows of b_05.02."""

    def __init__(self, sheet: DoraSheet, found: DoraEntries) -> None:
        self._sheet, self._found = sheet, found
        self._above: dict[_Place, str] = {}
        self._rows: dict[_Place, GridRow] = {}
        self._links: dict[tuple[str, ...], int] = {}

    def read(self) -> None:
        places = [(row, *self._read(row)) for row in self._sheet.rows]
        for row, place, rank in places:
            if row.number in self._sheet.refused:
                self._found.leave(self._sheet, row, place[0])
            elif rank == _FIRST:
                self._found.leave(self._sheet, row, self._name(row, place[2]), _DIRECT)
            elif is_persons(place[2]) and place[2] not in self._found.parties:
                self._sheet.refuse(row, "0030", NO_PROVIDER)
                self._found.leave(self._sheet, row, "")
            elif not (line := self._line(place, self._recipient(row, rank))) or line[0] not in self._found.parties:
                self._sheet.refuse(row, "0060", _NO_RECIPIENT)
                self._found.leave(self._sheet, row, self._name(row, place[2]))
            else:
                self._link(row, place, line)

    def _read(self, row: GridRow) -> tuple[_Place, str]:
        sheet = self._sheet
        rank = sheet.text(row, "0050")
        place = (sheet.needed(row, "0010"), sheet.token(row, "0020"), fold(sheet.needed(row, "0030")))
        self._above.setdefault(place, self._recipient(row, rank))
        self._rows.setdefault(place, row)
        return place, rank

    def _recipient(self, row: GridRow, rank: str) -> str:
        return "" if rank == _FIRST else fold(self._sheet.text(row, "0060"))

    def _line(self, place: _Place, recipient: str) -> tuple[str, ...]:
        """The codes from the direct provider down to one; empty where the chain breaks or runs in a circle.

        A provider that works for several on one service has a row for each: the `recipient` is that of its own row.
        """
        number, service, code = place
        line, above = [code], recipient
        while above:
            if above in line or (number, service, above) not in self._above:
                return ()
            line.append(above)
            above = self._above[number, service, above]
        return tuple(reversed(line)) if len(line) > 1 else ()

    def _link(self, row: GridRow, place: _Place, line: tuple[str, ...]) -> int:
        """The link of the last of a line; one that other contracts or services bring as well takes their tasks too."""
        task = self._sheet.word(row, "0020")
        if (first := self._links.get(line)) is not None:
            entry = self._found.entries[first]
            if entry.row != row.number:
                tasks = dict.fromkeys(filter(None, (*str(entry.values.get("task", "")).split("、"), task)))
                joined = {**entry.values, **({"task": "、".join(tasks)} if tasks else {})}
                self._found.entries[first] = replace(entry, values=joined)
                self._found.leave(self._sheet, row, entry.name, _JOINED_LINK)
            return first
        values: dict[str, Any] = {"name": self._name(row, line[-1])}
        if task:
            values["task"] = task
        if (own := self._found.parties.get(line[-1])) is not None:
            values["sub_third_party_id"] = InFile(own)
            if country := self._found.entries[own].values.get("country"):
                values["country"] = country
            self._found.roles[line[-1]].add(Role.SUB_PROCESSOR)
        if len(line) > 2:
            above = (*place[:2], line[-2])
            values["parent_id"] = InFile(self._links.get(line[:-1]) or self._link(self._rows[above], above, line[:-1]))
        self._links[line] = self._found.add(
            self._sheet, row, SubProcessorLink, name=values["name"], values=values,
            party=InFile(self._found.parties[line[0]]), defaults={"source": "DORA"},
            labels=labels(self._sheet, name="0030", task="0020"),
        )  # fmt: skip
        return self._links[line]

    def _name(self, row: GridRow, code: str) -> str:
        own = self._found.parties.get(code)
        return self._found.entries[own].name if own is not None else self._sheet.raw(row, "0030")
