"""The dry run of a 委託先台帳: that of its third parties and that of their records, as one plan of one file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.registers.entry import RegisterReading
from sakimori.exchange.registers.fields import RECORD_WORDS
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.imports.parties.planning import PartyPlan, plan_parties, read_basis
from sakimori.services.imports.plan import Decisions, OnConflict, Plan, PlannedRow, Progress, untold
from sakimori.services.imports.register.planning import plan_records
from sakimori.services.kernel.unit import Unit


@dataclass(frozen=True, kw_only=True)
class LedgerPlan(Plan):
    """Two plans of one file: its third parties, and what it tells of each."""

    parties: PartyPlan = field(repr=False)
    records: Plan = field(repr=False)

    @property
    def has_work(self) -> bool:
        """Whether anything is to be stored or remembered."""
        return self.parties.has_work or self.records.has_work


def plan_ledger(
    unit: Unit,
    reading: RegisterReading,
    *,
    filename: str,
    sha256: str,
    decisions: Decisions,
    on_conflict: OnConflict,
    progress: Progress = untold,
) -> LedgerPlan:
    """Plan the third parties first; what a row tells besides follows the third party of that row."""
    of_parties = tuple(entry for entry in reading.entries if entry.kind is ThirdPartyRow)
    of_records = tuple(entry for entry in reading.entries if entry.kind is not ThirdPartyRow)
    basis = read_basis(
        unit, replace(reading, kind=ListKind.THIRD_PARTIES, entries=of_parties), filename=filename, sha256=sha256
    )
    parties = plan_parties(basis, decisions, on_conflict, progress)
    rest = replace(reading, entries=of_records, problems=(), refused=(), skipped=())
    records = plan_records(
        unit, rest, filename=filename, sha256=sha256, decisions=decisions, on_conflict=on_conflict,
        owners={row.row: row for row in parties.rows},
    )  # fmt: skip
    rows = (*(_told(row, reading) for row in parties.rows), *records.rows)
    return LedgerPlan(
        filename=filename,
        sha256=sha256,
        reading=reading,
        number=parties.number,
        decisions=decisions,
        on_conflict=on_conflict,
        rows=tuple(sorted(rows, key=lambda row: row.number)),
        problems=tuple(sorted((*parties.problems, *records.problems), key=lambda problem: problem.row or 0)),
        writes=records.writes,
        asks_lifecycle=parties.asks_lifecycle,
        alike=parties.alike,
        may_all_be_new=parties.may_all_be_new,
        parties=parties,
        records=records,
    )


def _told(row: PlannedRow, reading: RegisterReading) -> PlannedRow:
    """The row of a third party, which says that it is one among those of other kinds."""
    return replace(row, sheet=reading.sheets[0], line=row.row, what=RECORD_WORDS[ThirdPartyRow])
