"""The dry run of an import into the register: every entry with what would become of it, nothing written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.values.names import fold
from sakimori.domain.values.problem import ProblemSeverity
from sakimori.exchange.lists.values import Fault
from sakimori.exchange.registers.entry import InFile, PartyWords, RegisterEntry, RegisterReading
from sakimori.exchange.registers.kinds import ListKind
from sakimori.exchange.registers.words import code_word
from sakimori.services.imports.plan import (
    AnswerKind,
    Decisions,
    OnConflict,
    Plan,
    Planned,
    PlannedRow,
    Progress,
    RowAnswer,
    RowOutcome,
    key_of,
    new_id,
    telling,
    untold,
)
from sakimori.services.imports.plan_rows import (
    AS_OURS,
    ASK_NEW,
    ASK_WHO,
    ASK_WHOSE,
    CIRCLE,
    FLOW_PROPOSED,
    IS_CHANGED,
    KIND_FROM_TITLE,
    NEEDS_OTHER,
    PARTY_SKIPPED,
    REPEATED,
    SAME_RECORD,
    SEVERAL_KINDS,
    SKIPPED_BY_PERSON,
    SKIPPED_FOR_CONFLICT,
    STAYS_IN_NOTE,
    TAKES_BACK,
    WAITS_FOR_OTHER,
    RowPlanner,
    every_row,
    note_line,
    registered_with,
    with_values,
    words_of,
)
from sakimori.services.imports.register.comparing import Overlay, is_open, new_record, overlay_of, record_words
from sakimori.services.imports.register.known import KnownRecords, PartyOfRow, RowOwner, chosen_party, is_skipped
from sakimori.services.imports.register.matching import NATURES, RecordFinder, identity
from sakimori.services.kernel.recording import remembering
from sakimori.services.kernel.unit import Unit


def plan_records(
    unit: Unit,
    reading: RegisterReading,
    *,
    filename: str,
    sha256: str,
    decisions: Decisions,
    on_conflict: OnConflict,
    owners: Mapping[int, PlannedRow] = MappingProxyType({}),
    progress: Progress = untold,
) -> Plan:
    """Lay a reading beside the register under some decisions.

    `owners` are the rows of third parties that entries name and another plan of the same file brings, by their keys.
    """
    planner = _Planner(unit, reading, decisions, on_conflict, owners)
    with remembering(unit, planner.known.every()):
        every = every_row(reading, telling(planner.plan(), progress, len(reading.entries)))
    place = {sheet: number for number, sheet in enumerate(reading.sheets)}
    problems = sorted(
        dict.fromkeys((*reading.problems, *planner.problems)),
        key=lambda p: (place.get(p.sheet, len(place)), p.row or 0),
    )
    return Plan(
        filename=filename,
        sha256=sha256,
        reading=reading,
        number=planner.known.number,
        decisions=decisions,
        on_conflict=on_conflict,
        rows=every,
        problems=tuple(problems),
        writes=tuple(planner.writes.values()),
        alike=_alike(every),
        may_all_be_new={
            row.row: RowAnswer(AnswerKind.NEW)
            for row in every
            if row.outcome is RowOutcome.ASK and row.may_be_new and not row.possible
        },
    )


def _alike(rows: Iterable[PlannedRow]) -> dict[int, RowAnswer]:
    """One answer for every open row that is written exactly as the one third party that it may be."""
    return {
        row.row: RowAnswer(AnswerKind.SAME, row.possible[0].target)
        for row in rows
        if row.outcome is RowOutcome.ASK
        and not row.asked
        and len(row.possible) == 1
        and fold(row.possible[0].matched_name) == fold(row.name)
    }


class _Planner:
    """Plans each entry once, those on which it rests before it."""

    def __init__(
        self,
        unit: Unit,
        reading: RegisterReading,
        decisions: Decisions,
        on_conflict: OnConflict,
        owners: Mapping[int, PlannedRow],
    ) -> None:
        self._owners, self._proposes_flows = owners, reading.kind is ListKind.VENDOR_LEDGER
        self._unit, self._decisions, self._on_conflict = unit, decisions, on_conflict
        self._planner = RowPlanner(has_several_kinds=reading.kind in SEVERAL_KINDS)
        self.problems = self._planner.problems
        self._entries = {entry.key: entry for entry in reading.entries}
        self.known = KnownRecords(unit, dict.fromkeys(entry.kind for entry in reading.entries))
        self._finder = RecordFinder(self.known, reading.entries)
        self._parties = PartyOfRow(self.known, reading.entries, decisions, self._planner)
        self._rows: dict[int, PlannedRow] = {}
        self._standing: dict[int, str] = {}
        self._begun: set[int] = set()
        self._first_of: dict[Any, int] = {}
        self._values: dict[int, Mapping[str, Any]] = {}
        self.writes: dict[int, Planned] = {}
        self.names = dict(self.known.names)
        self.names.update({new_id(entry.key): entry.name for entry in reading.entries})

    def plan(self) -> Iterator[PlannedRow]:
        """Every entry, in the order of the file."""
        for key in self._entries:
            yield self._row(key)

    def _row(self, key: int) -> PlannedRow:
        if key not in self._rows:
            self._begun.add(key)
            entry = self._entries[key]
            is_party = entry.kind is ThirdParty
            self._rows[key] = self._party(entry) if is_party else self._record(entry)
        return self._rows[key]

    def _record(self, entry: RegisterEntry) -> PlannedRow:
        whose = self._whose(entry)
        row = whose.row or self._of(entry, whose)
        return replace(row, possible=whose.possible, asked=whose.asked) if whose.possible else row

    def _of(self, entry: RegisterEntry, whose: RowOwner) -> PlannedRow:
        if entry.kind is DataFlow and self._proposes_flows and not self._decisions.with_flows:
            return self._planner.row(entry, RowOutcome.SKIPPED, FLOW_PROPOSED)
        match = self._finder.by_id(entry, whose.party_id)
        party_id = whose.party_id or (match.record.third_party_id if match.record is not None else "")
        values: dict[str, Any] = {}
        for name, value in entry.values.items():
            found = self._finder.resolved(entry, name, value, party_id, match.record)
            if isinstance(found, Fault) and name not in entry.else_noted:
                return self._planner.refusal(entry, found, name)
            values[name] = found
        values = self._noted(entry, values)
        if (waiting := self._waiting(entry, values)) is not None:
            return waiting
        values = self._settled(values)
        if match.record is None and match.fault is None:
            match = self._finder.by_nature(entry, party_id, values)
        if match.fault is not None:
            return self._planner.refusal(entry, match.fault, match.field)
        return self._lay(entry, values, match.record, party_id)

    def _lay(
        self, entry: RegisterEntry, values: Mapping[str, Any], standing: Any | None, party_id: str  # noqa: ANN401
    ) -> PlannedRow:  # fmt: skip
        which = standing.id if standing is not None else identity(entry, party_id, values)
        first = self._first_of.setdefault(which, entry.key)
        if first != entry.key:
            return self._repeated(entry, values, first)
        self._values[entry.key] = values
        if standing is None:
            laid = new_record(self._unit, entry, values, third_party_id=party_id or SELF_ID)
            return self._new(entry, values, laid)
        self._standing[entry.key] = standing.id
        return self._changed(entry, self._over(entry, values, standing), standing)

    def _over(self, entry: RegisterEntry, values: Mapping[str, Any], record: Any, *, is_again: bool = False) -> Overlay:  # noqa: ANN401
        return overlay_of(
            self._unit, entry, values, record, answers=self._decisions.fields, on_conflict=self._on_conflict,
            names=self.names, is_again=is_again,
        )  # fmt: skip

    def _new(self, entry: RegisterEntry, values: Mapping[str, Any], laid: Overlay) -> PlannedRow:
        if laid.fault is not None:
            return self._planner.refusal(entry, laid.fault, laid.field, laid.value)
        if "kind" in entry.defaults and "title" in values and isinstance(laid.record, Contract):
            self._planner.note(
                entry, with_values(KIND_FROM_TITLE, kind=code_word(laid.record.kind)), "title", entry.name
            )
        self.writes[entry.key] = Planned(entry.key, laid.record)
        reason = registered_with(record_words(entry, laid.record, values, self.names))
        return self._planner.row(entry, RowOutcome.NEW, reason)

    def _changed(self, entry: RegisterEntry, laid: Overlay, standing: Any) -> PlannedRow:  # noqa: ANN401
        if laid.fault is not None:
            return self._planner.refusal(entry, laid.fault, laid.field, laid.value)
        if laid.is_open:
            is_skipped = self._on_conflict is OnConflict.SKIP
            outcome = RowOutcome.SKIPPED if is_skipped else RowOutcome.ASK
            row = self._planner.row(
                entry, outcome, SKIPPED_FOR_CONFLICT if is_skipped else ASK_WHOSE, target=standing.id
            )
            return replace(row, changes=() if is_skipped else laid.changes, conflicts=laid.conflicts)
        outcome = RowOutcome.UPDATED if laid.changes else RowOutcome.UNCHANGED
        if laid.changes:
            self.writes[entry.key] = Planned(entry.key, laid.record, standing)
        if laid.unsettles:
            self._planner.note(entry, TAKES_BACK, "", entry.name)
        row = self._planner.row(entry, outcome, IS_CHANGED if laid.changes else AS_OURS, target=standing.id)
        return replace(row, changes=laid.changes, conflicts=laid.conflicts)

    def _repeated(self, entry: RegisterEntry, values: Mapping[str, Any], first: int) -> PlannedRow:
        row = self._entries[first].row
        if entry.kind is ThirdParty:
            self._standing[entry.key] = self._id_of(first)
            return self._again(entry, values, first)
        earlier = self._values.get(first, {})
        if all(is_open(value) or earlier.get(name) == value for name, value in values.items()):
            return self._planner.row(entry, RowOutcome.SKIPPED, SAME_RECORD.format(row=row))
        return self._planner.refusal(entry, with_values(REPEATED, row=row), NATURES[entry.kind].by[0])

    def _again(self, entry: RegisterEntry, values: Mapping[str, Any], first: int) -> PlannedRow:
        standing = self.known.register.parties[self._standing[entry.key]]
        begun = self.writes[first].record if first in self.writes else standing
        laid = self._over(entry, values, begun, is_again=True)
        if laid.fault is None and not laid.changes and not laid.conflicts:
            return self._planner.row(entry, RowOutcome.SKIPPED, SAME_RECORD.format(row=self._entries[first].row))
        row = self._changed(entry, laid, standing)
        if (planned := self.writes.pop(entry.key, None)) is not None:
            self.writes[first] = replace(planned, key=first)
        return row

    def _noted(self, entry: RegisterEntry, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values with lines of the note for words that name no record of ours."""
        lines = []
        for name, found in values.items():
            if isinstance(found, Fault):
                words = words_of(entry, name)
                self._planner.note(
                    entry, replace(found, expected=STAYS_IN_NOTE, severity=ProblemSeverity.WARNING), name, words
                )
                lines.append(note_line(entry.else_noted[name], words))
        kept = {name: value for name, value in values.items() if not isinstance(value, Fault)}
        return kept | {"note": "\n".join(filter(None, (kept.get("note"), *lines)))} if lines else kept

    # Whose record it is

    def _party(self, entry: RegisterEntry) -> PlannedRow:
        """A third party that the file itself describes (DORA) or merely names (processing register)."""
        words = entry.party if isinstance(entry.party, PartyWords) else PartyWords(entry.name)
        answer = self._decisions.rows.get(entry.key)
        if is_skipped(answer):
            return self._planner.row(entry, RowOutcome.SKIPPED, SKIPPED_BY_PERSON)
        match = self.known.party(words)
        sure = match.sure or chosen_party(answer, match.possible)
        if not sure and answer is None and (match.possible or entry.asks_first):
            reason = ASK_WHO if match.possible else ASK_NEW
            return replace(self._planner.row(entry, RowOutcome.ASK, reason, may_be_new=True), possible=match.possible)
        standing = self.known.register.parties.get(sure)
        values = dict(entry.values)
        if isinstance(parent := values.get("parent_id"), InFile):
            values |= {"parent_id": self._id_of(parent.key)}
            if not values["parent_id"] or values["parent_id"] == sure:
                del values["parent_id"]
        row = self._lay(entry, values, standing, "")
        return replace(row, possible=match.possible, may_be_new=True)

    def _whose(self, entry: RegisterEntry) -> RowOwner:
        if entry.party is None:
            return RowOwner(SELF_ID)
        if isinstance(entry.party, InFile) and entry.party.key in self._owners:
            owner = self._owners[entry.party.key]
            is_there = owner.outcome not in {RowOutcome.ASK, RowOutcome.SKIPPED, RowOutcome.ERROR}
            return RowOwner(owner.target) if is_there else RowOwner(row=self._follows(entry, owner))
        if isinstance(entry.party, InFile):
            leader = self._row(entry.party.key)
            party_id = self._id_of(entry.party.key)
            return RowOwner(party_id) if party_id else RowOwner(row=self._follows(entry, leader))
        if entry.party.is_blank and entry.record_id:
            return RowOwner()
        return self._parties.find(entry, entry.party)

    # What it rests on

    def _id_of(self, key: int) -> str:
        """The id of the record of another entry, as far as it is there or will be; empty where it will not."""
        if key not in self._entries:
            return ""
        self._row(key)
        return self._standing.get(key, "") or (new_id(key) if key in self.writes else "")

    def _waiting(self, entry: RegisterEntry, values: Mapping[str, Any]) -> PlannedRow | None:
        """The row of an entry whose own kind of record above it, in the same file, does not go in."""
        for name, value in values.items():
            for one in value if isinstance(value, tuple) else (value,):
                key = key_of(one) if isinstance(one, str) else None
                if key is None:
                    continue
                if key in self._begun and key not in self._rows:
                    return self._planner.refusal(entry, CIRCLE, name)
                if not self._id_of(key):
                    return self._follows(entry, self._rows[key])
        return None

    def _settled(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values with the ids of records that stand, where entries of the file speak of such."""

        def settled(one: Any) -> Any:  # noqa: ANN401 - any value of a field
            key = key_of(one) if isinstance(one, str) else None
            return one if key is None else self._id_of(key)

        return {
            name: tuple(map(settled, value)) if isinstance(value, tuple) else settled(value)
            for name, value in values.items()
        }

    def _follows(self, entry: RegisterEntry, leader: PlannedRow) -> PlannedRow:
        if leader.outcome is RowOutcome.ASK:
            return self._planner.row(entry, RowOutcome.ASK, WAITS_FOR_OTHER.format(name=leader.name))
        if leader.outcome is RowOutcome.SKIPPED:
            return self._planner.row(entry, RowOutcome.SKIPPED, PARTY_SKIPPED)
        return self._planner.refusal(entry, with_values(NEEDS_OTHER, name=leader.name), "")
