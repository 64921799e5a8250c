"""What an import would do, and doing it: every row that can go in, in one transaction, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sakimori.domain.gap import Span
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.errors import StateError
from sakimori.exchange.lists.source import Source
from sakimori.exchange.registers.entry import RegisterReading
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.imports.batch import MOVED_ON, note_batch, reason_of, require_whole
from sakimori.services.imports.parties.planning import PartyPlan, plan_parties, read_basis
from sakimori.services.imports.parties.writing import write_parties
from sakimori.services.imports.plan import NO_DECISIONS, Counts, Decisions, OnConflict, Plan
from sakimori.services.imports.register.planning import plan_records
from sakimori.services.imports.register.writing import write_records
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.record_kinds import KINDS
from sakimori.services.kernel.unit import Change, Unit
from sakimori.services.kernel.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did; `batch_id` is empty when there was nothing to do."""

    batch_id: str
    counts: Counts
    recorded: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    opened: tuple[Span, ...] = ()
    closed: tuple[Span, ...] = ()


def plan_import(
    workspace: Workspace,
    source: Source,
    reading: RegisterReading,
    *,
    decisions: Decisions = NO_DECISIONS,
    on_conflict: OnConflict = OnConflict.STOP,
    actor: Actor,
) -> Plan:
    """Say what an import of a file as read would do, and write nothing."""
    require(actor, Permission.IMPORT)
    with workspace.unit() as unit:
        return _plan(unit, reading, source.filename, source.sha256, decisions, on_conflict)


def _plan(  # noqa: PLR0917 - what a plan is made of
    unit: Unit, reading: RegisterReading, filename: str, sha256: str, decisions: Decisions, on_conflict: OnConflict
) -> Plan:
    if reading.kind is ListKind.THIRD_PARTIES:
        return plan_parties(read_basis(unit, reading, filename=filename, sha256=sha256), decisions, on_conflict)
    return plan_records(
        unit, reading, filename=filename, sha256=sha256, decisions=decisions, on_conflict=on_conflict
    )  # fmt: skip


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
    require(actor, Permission.IMPORT)
    kinds = {ThirdParty} if isinstance(plan, PartyPlan) else {type(write.record) for write in plan.writes}
    for kind in kinds:
        require(actor, Permission.EDIT_PARTY if kind is ThirdParty else KINDS[kind].permission)
    if all_or_nothing:
        require_whole(plan.counts)
    if not plan.has_work:
        return ImportResult("", plan.counts)
    action = "third_party.imported" if isinstance(plan, PartyPlan) else "register.list_imported"
    batch_id, reason = workspace.ids("im"), reason_of(plan.filename)
    with workspace.change(action, actor=actor, at=at, reason=reason, batch_id=batch_id) as change:
        plan = _still_true(change, plan)
        note_batch(change, plan)
        written = write_parties(change, plan) if isinstance(plan, PartyPlan) else write_records(change, plan)
    recorded, updated = map(tuple, written)
    return ImportResult(batch_id, plan.counts, recorded, updated, tuple(change.opened), tuple(change.closed))


def _still_true(change: Change, plan: Plan) -> Plan:
    """The plan on the register of this very moment; refused when it would do something that nobody has seen."""
    if change.number() == plan.number:
        return plan
    again = _plan(change, plan.reading, plan.filename, plan.sha256, plan.decisions, plan.on_conflict)
    if again.rows != plan.rows:
        raise StateError(why=MOVED_ON)
    return again
