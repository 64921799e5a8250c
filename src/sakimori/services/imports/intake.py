"""Lists and workbooks into the register: a dry run that a person can correct, then all of it in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from sakimori.domain.codes import Lifecycle
from sakimori.domain.gap import Span
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.names import fold
from sakimori.domain.values.problem import Problem
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.exchange.apart import read_apart
from sakimori.exchange.lists.grid import header_at
from sakimori.exchange.lists.source import Source, file_bytes
from sakimori.exchange.registers.columns import RegisterColumn, RegisterProposal, propose_register
from sakimori.exchange.registers.dora import read_dora
from sakimori.exchange.registers.dora_sheets import is_dora
from sakimori.exchange.registers.entry import RegisterReading
from sakimori.exchange.registers.kinds import LISTED, RECORDS, ListKind, kind_words
from sakimori.exchange.registers.ledger import read_ledger
from sakimori.exchange.registers.ledger_columns import ledger_fit, propose_ledger
from sakimori.exchange.registers.list import read_register_list
from sakimori.exchange.registers.processing_register import processing_fit, propose_processing, read_processing_register
from sakimori.exchange.registers.processing_workbook import read_register_source
from sakimori.services.imports.history import MOVED_ON, file_mark, note_batch, reason_of, require_whole
from sakimori.services.imports.ledger import LedgerPlan, plan_ledger
from sakimori.services.imports.moved import has_moved
from sakimori.services.imports.parties.planning import PartyPlan, plan_parties, read_basis
from sakimori.services.imports.plan import (
    NO_DECISIONS,
    Counts,
    Decisions,
    OnConflict,
    Plan,
    PlannedRow,
    Progress,
    RowOutcome,
    untold,
)
from sakimori.services.imports.register.planning import plan_records
from sakimori.services.imports.write import party_writes, write_ledger, write_parties, write_records
from sakimori.services.kernel.access import Permission, may, needs, require
from sakimori.services.kernel.record_table import KINDS
from sakimori.services.kernel.stamp import Stamp
from sakimori.services.kernel.unit import Change, Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import checked_reason


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did; `batch_id` is empty when there was nothing to do.

    `opened` are the gaps that are known at once: of many third parties they come from the queue.
    """

    batch_id: str
    counts: Counts
    recorded: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    opened: tuple[Span, ...] = ()


@needs(Permission.IMPORT)
def plan_import(
    workspace: Workspace,
    source: Source,
    reading: RegisterReading,
    *,
    decisions: Decisions = NO_DECISIONS,
    on_conflict: OnConflict = OnConflict.STOP,
    progress: Progress = untold,
    actor: Actor,
) -> Plan:
    """Say what an import of a file as read would do, and write nothing."""
    with workspace.unit() as unit:
        return _plan(unit, reading, source.filename, source.sha256, decisions, on_conflict, progress)


def _plan(  # noqa: PLR0917 - what a plan is made of
    unit: Unit,
    reading: RegisterReading,
    filename: str,
    sha256: str,
    decisions: Decisions,
    on_conflict: OnConflict,
    progress: Progress = untold,
) -> Plan:
    if reading.kind is ListKind.THIRD_PARTIES:
        basis = read_basis(unit, reading, filename=filename, sha256=sha256, progress=progress)
        return plan_parties(basis, decisions, on_conflict, progress)
    plan = plan_ledger if reading.kind is ListKind.VENDOR_LEDGER else plan_records
    return plan(
        unit, reading, filename=filename, sha256=sha256, decisions=decisions, on_conflict=on_conflict,
        progress=progress,
    )  # fmt: skip


@needs(Permission.IMPORT)
def run_import(workspace: Workspace, plan: Plan, *, all_or_nothing: bool, actor: Actor, at: datetime) -> ImportResult:
    """Write the rows of a plan that can go in; rows with an error or without a decision stay out.

    Args:
        workspace: Where to write.
        plan: The dry run that the person saw, with what the person decided.
        all_or_nothing: Whether one row that cannot go in keeps all others out.
        actor: Who imports.
        at: When.

    Raises:
        NotPermittedError: The role may not write one of the kinds.
        StateError: A row cannot go in and all or nothing is asked for, or the register has changed since the dry run.
    """
    kinds = {type(write.record) for write in plan.writes}
    kinds |= {ThirdParty} if isinstance(plan, PartyPlan | LedgerPlan) else set()
    for kind in kinds:
        require(actor, Permission.EDIT_PARTY if kind is ThirdParty else KINDS[kind].permission)
    if all_or_nothing:
        require_whole(plan.counts)
    if not plan.has_work:
        return ImportResult("", plan.counts)
    for _ in range(_TRIES):
        plan = still_true(workspace, plan)
        stamp = Stamp(actor, at, checked_reason(reason_of(plan.filename)), workspace.ids("im"))
        result = _write(workspace, plan, stamp)
        if result is not None:
            return result
    raise StateError(why=MOVED_ON)


def _write(workspace: Workspace, plan: Plan, stamp: Stamp) -> ImportResult | None:
    """Write a plan in one transaction; None where others wrote what it rests on before that began."""
    store, mark = _ready(workspace, plan, stamp), file_mark(workspace, plan.sha256, at=stamp.at)
    action = _ACTION[isinstance(plan, PartyPlan | LedgerPlan)]
    with suppress(_MovedError):
        with workspace.change(
            action, actor=stamp.actor, at=stamp.at, reason=stamp.reason, batch_id=stamp.batch_id
        ) as change:  # fmt: skip
            _require_unmoved(change, plan)
            note_batch(change, plan, mark=mark)
            recorded, updated = store(change)
        return ImportResult(stamp.batch_id, plan.counts, tuple(recorded), tuple(updated), tuple(change.opened))
    return None


_ACTION: Final = {True: "third_party.imported", False: "register.list_imported"}


def _ready(workspace: Workspace, plan: Plan, stamp: Stamp) -> Callable[[Change], tuple[Sequence[str], Sequence[str]]]:
    """Do all of the work of an import that needs no lock; what is left stores it and gives the new and changed ids."""
    if not isinstance(plan, PartyPlan | LedgerPlan):
        return lambda change: write_records(change, plan)
    with workspace.unit() as unit:
        parties = plan.parties if isinstance(plan, LedgerPlan) else plan
        writes = party_writes(parties, stamp, _ACTION[True], policy=unit.policy(), ids=workspace.ids)
    if isinstance(plan, LedgerPlan):
        return lambda change: write_ledger(change, plan, writes)

    def store(change: Change) -> tuple[Sequence[str], Sequence[str]]:
        write_parties(change, writes)
        return writes.registered, writes.updated

    return store


def _require_unmoved(change: Change, plan: Plan) -> None:
    if has_moved(change, plan):
        raise _MovedError


_TRIES: Final = 3
"""So often a plan is made again where others write into what it rests on while it is made."""


class _MovedError(Exception):
    """Ends a transaction that has nothing to write: what the plan rests on is no longer so."""


@needs(Permission.READ)
def is_still_true(workspace: Workspace, plan: Plan) -> bool:
    """Whether nobody has written since what a plan rests on."""
    with workspace.unit() as unit:
        return not has_moved(unit, plan)


@needs(Permission.READ)
def still_true(workspace: Workspace, plan: Plan) -> Plan:
    """The plan as it is, or made again where others have written what it rests on: outside of any transaction.

    Raises:
        StateError: It would do or tell something now that nobody has seen.
    """
    if is_still_true(workspace, plan):
        return plan
    with workspace.unit() as unit:
        again = _plan(unit, plan.reading, plan.filename, plan.sha256, plan.decisions, plan.on_conflict)
    if (again.rows, again.problems) != (plan.rows, plan.problems):
        raise StateError(why=MOVED_ON)
    return again


_DECIDE = Text("画面の「取込」で決めてください。", "Decide it on the page “Import”.")


def permitted_kinds(actor: Actor) -> tuple[ListKind, ...]:
    """The kinds of lists whose records the role of somebody may write."""
    if not may(actor, Permission.IMPORT):
        return ()
    return tuple(kind for kind in ListKind if kind not in RECORDS or may(actor, KINDS[RECORDS[kind]].permission))


def propose(
    source: Source, kind: ListKind, *, sheet: str | None = None, header_row: int | None = None
) -> RegisterProposal | None:
    """The sheet and columns to confirm; None for a workbook whose columns are told by their codes.

    A person may name the sheet, and the last row of its header.
    """
    grids = source.grids if sheet is None else (source.grid(sheet),)
    header = None if header_row is None else header_at(grids[0], header_row)
    if kind is ListKind.PROCESSING_REGISTER:
        return propose_processing(grids, header=header)
    if kind is ListKind.VENDOR_LEDGER:
        return propose_ledger(grids, header=header)
    return propose_register(grids, LISTED[kind], header=header) if kind in LISTED else None


def read_file(
    source: Source, kind: ListKind, *, sheet: str = "", header_row: int = 0, mapping: Mapping[int, RegisterColumn]
) -> RegisterReading:
    """Read a file as what it holds."""
    if kind is ListKind.DORA:
        return read_dora(source)
    if kind is ListKind.PROCESSING_REGISTER:
        return read_processing_register(source, sheet=sheet, header_row=header_row, mapping=mapping)
    if kind is ListKind.VENDOR_LEDGER:
        return read_ledger(source, sheet=sheet, header_row=header_row, mapping=mapping)
    return read_register_list(source, kind, sheet=sheet, header_row=header_row, mapping=mapping)


@needs(Permission.IMPORT)
def import_file(
    workspace: Workspace,
    path: Path,
    kind: ListKind,
    *,
    dry_run: bool,
    on_conflict: OnConflict = OnConflict.STOP,
    registers_new: bool = False,
    lifecycle: Lifecycle | None = None,
    progress: Progress = untold,
    data: bytes | None = None,
    actor: Actor,
    at: datetime,
) -> tuple[Plan, ImportResult | None]:
    """Import a file by the columns that are recognised; a row on which a person must decide stays out and is named.

    Args:
        workspace: The register.
        path: Where the file lies, or what it is called where `data` is all that stands in it.
        kind: What it holds.
        dry_run: Whether nothing is written.
        on_conflict: What becomes of rows that contradict what stands.
        registers_new: Whether third parties that nobody knows are registered by the names that the file gives.
        lifecycle: Where the relation stands to new third parties of which the file does not say it.
        progress: Is told how much of the plan is made.
        data: The bytes of a file that lies nowhere.
        actor: Who imports.
        at: When.

    Raises:
        UnreadableFileError: The file cannot be read.
    """
    source = read_apart(read_register_source, file_bytes(path) if data is None else data, path.name)
    proposal = propose(source, kind)
    columns = {} if proposal is None else proposal.mapping
    place = ("", 0) if proposal is None else (proposal.sheet, proposal.header.row)
    reading = read_file(source, kind, sheet=place[0], header_row=place[1], mapping=columns)
    decided = Decisions(lifecycle=lifecycle)
    plan = plan_import(
        workspace, source, reading, decisions=decided, on_conflict=on_conflict, progress=progress, actor=actor
    )
    if registers_new and plan.may_all_be_new:
        decided = replace(decided, rows=plan.may_all_be_new)
        plan = plan_import(workspace, source, reading, decisions=decided, on_conflict=on_conflict, actor=actor)
    result = None if dry_run else run_import(workspace, plan, all_or_nothing=False, actor=actor, at=at)
    return replace(plan, problems=(*plan.problems, *_questions(plan.of(RowOutcome.ASK), reading))), result


def _questions(rows: Sequence[PlannedRow], reading: RegisterReading) -> list[Problem]:
    places = {entry.key: entry for entry in reading.entries}
    return [
        Problem(
            code="needs_decision", message=row.reason, expected=_DECIDE, sheet=places[row.row].sheet,
            row=places[row.row].row, value=row.name,
        )
        for row in rows
    ]  # fmt: skip


_LEAST: Final = 3.0
"""So much must speak for a list of the register where the file could as well be a list of third parties."""

_LEAST_ALONE: Final = 2.0
"""So much is enough where it names no third parties."""


def guess_kind(source: Source) -> ListKind:
    """The kind whose columns a file has; of a workbook of ours with many sheets, that of the first one."""
    if is_dora(source):
        return ListKind.DORA
    if (own := _by_sheets(source)) is not None:
        return own
    fits = {kind: propose_register(source.grids, record).fit for kind, record in RECORDS.items()}
    fits[ListKind.PROCESSING_REGISTER] = processing_fit(propose_processing(source.grids))
    best = max(fits, key=lambda kind: fits[kind])
    parties, ledger = _third_party_fit(source), ledger_fit(propose_ledger(source.grids))
    if ledger > max(parties, fits[best]):
        return ListKind.VENDOR_LEDGER
    least = _LEAST if parties else _LEAST_ALONE
    return best if fits[best] > max(parties, least) else ListKind.THIRD_PARTIES


def _by_sheets(source: Source) -> ListKind | None:
    words = {fold(word): kind for kind in LISTED for word in _words(kind)}
    named = [words[fold(grid.sheet)] for grid in source.grids if fold(grid.sheet) in words]
    return named[0] if len(named) > 1 else None


def _words(kind: ListKind) -> tuple[str, str]:
    words = kind_words(kind)
    return words.ja, words.en


def _third_party_fit(source: Source) -> float:
    proposal = propose_register(source.grids, LISTED[ListKind.THIRD_PARTIES])
    return proposal.fit and sum(g.confidence for g in proposal.columns if g.field and g.confidence >= _SURE)


_SURE: Final = 0.9
