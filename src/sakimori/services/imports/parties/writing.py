"""An import written: every row that can go in, in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sakimori.domain.gap import Span
from sakimori.domain.records.third_party import Contact, Service, ThirdParty
from sakimori.domain.user import Actor
from sakimori.errors import StateError
from sakimori.exchange.parties.fields import ThirdPartyField
from sakimori.services.imports.batch import MOVED_ON, note_batch, reason_of, require_whole
from sakimori.services.imports.parties.comparing import PartyWork
from sakimori.services.imports.parties.matching import row_of
from sakimori.services.imports.parties.memory import RowMemory
from sakimori.services.imports.parties.plan import Counts, Decisions
from sakimori.services.imports.parties.planning import ImportPlan, make_plan, read_basis
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.unit import Change
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import checked_contact, checked_party, checked_service, require_place
from sakimori.services.parties.write import NewParty, insert_alias, insert_contact, insert_party, insert_service

ACTION: Final = "third_party.imported"


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did; `batch_id` is empty when there was nothing to do."""

    batch_id: str
    counts: Counts
    registered: tuple[str, ...]
    updated: tuple[str, ...]
    opened: tuple[Span, ...]
    closed: tuple[Span, ...]


def run_import(
    workspace: Workspace,
    plan: ImportPlan,
    *,
    decisions: Decisions | None = None,
    all_or_nothing: bool,
    actor: Actor,
    at: datetime,
) -> ImportResult:
    """Write the rows of a plan that can go in; rows with an error or without a decision stay out.

    Args:
        workspace: Where to write.
        plan: The dry run that the person saw.
        decisions: What the person decided; those of the plan if not given.
        all_or_nothing: Whether one row that cannot go in keeps all others out.
        actor: Who imports.
        at: When.

    Raises:
        StateError: A row cannot go in and all or nothing is asked for, or the register has changed since the dry run.
    """
    require(actor, Permission.IMPORT)
    require(actor, Permission.EDIT_PARTY)
    if decisions is not None and decisions != plan.decisions:
        plan = plan.decided(decisions)
    if all_or_nothing:
        require_whole(plan.counts)
    if not any(work.writes or work.memories for work in plan.works):
        return ImportResult("", plan.counts, (), (), (), ())
    batch_id, reason = workspace.ids("im"), reason_of(plan.filename)
    with workspace.change(ACTION, actor=actor, at=at, reason=reason, batch_id=batch_id) as change:
        plan = _still_true(change, plan)
        writer = _Writer(change, plan)
        writer.write()
    return ImportResult(
        batch_id=batch_id,
        counts=plan.counts,
        registered=tuple(writer.registered),
        updated=tuple(writer.updated),
        opened=tuple(change.opened),
        closed=tuple(change.closed),
    )


def _still_true(change: Change, plan: ImportPlan) -> ImportPlan:
    """The plan on the register of this very moment; refused when it would do something that nobody has seen."""
    basis = plan.basis
    if change.number() == basis.register.number:
        return plan
    fresh = make_plan(
        read_basis(
            change,
            basis.source,
            sheet=basis.reading.sheet,
            header_row=basis.reading.header.row,
            mapping=basis.mapping,
        ),
        plan.decisions,
    )
    if fresh.rows != plan.rows:
        raise StateError(why=MOVED_ON)
    return fresh


class _Writer:
    """Stores the work of a plan within an open change."""

    def __init__(self, change: Change, plan: ImportPlan) -> None:
        self._change, self._plan = change, plan
        self._ids: dict[str, str] = {}
        self.registered: list[str] = []
        self.updated: list[str] = []

    def write(self) -> None:
        self._note_batch()
        for work in _parents_first(self._plan.works):
            if work.before is None:
                self._register(work)
        for work in self._plan.works:
            if work.before is not None and work.writes:
                self._update(work)
        for work in self._plan.works:
            for memory in work.memories:
                self._keep(memory)

    def _register(self, work: PartyWork) -> None:
        stored = insert_party(self._change, NewParty(self._resolved(replace(work.party, id=""))))
        self._ids[work.id] = stored.id
        self.registered.append(stored.id)
        self._add_parts(work)

    def _update(self, work: PartyWork) -> None:
        if work.is_changed:
            party = checked_party(self._resolved(work.party))
            require_place(self._change, party)
            self._change.update(party)
        self.updated.append(work.id)
        self._add_parts(work)

    def _resolved(self, party: ThirdParty) -> ThirdParty:
        parent = party.parent_id
        return replace(party, parent_id=self._ids.get(parent, parent) if parent else None)

    def _add_parts(self, work: PartyWork) -> None:
        owner = self._ids.get(work.id, work.id)
        for name in work.new_names:
            insert_alias(self._change, owner, name)
        for part in work.changed_parts():
            self._ids[part.id] = self._store(replace(part, third_party_id=owner), is_new=part.id not in work.standing)

    def _store(self, part: Service | Contact, *, is_new: bool) -> str:
        if isinstance(part, Service):
            if is_new:
                return insert_service(self._change, replace(part, id="")).id
            return self._change.update(checked_service(part)).id
        if is_new:
            return insert_contact(self._change, replace(part, id="")).id
        return self._change.update(checked_contact(part)).id

    def _note_batch(self) -> None:
        plan = self._plan
        note_batch(
            self._change,
            filename=plan.filename,
            sha256=plan.sha256,
            kind="third_parties",
            mapping={str(column): one.value for column, one in plan.basis.mapping.items()},
            counts=plan.counts,
        )

    def _keep(self, memory: RowMemory) -> None:
        parent = ThirdPartyField.PARENT.value
        said = dict(memory.said)
        if parent in said:
            said[parent] = self._ids.get(said[parent], said[parent])
        kept = replace(
            memory,
            home=self._ids.get(memory.home, memory.home),
            said=said,
            service_id=self._ids.get(memory.service_id, memory.service_id),
            contact_id=self._ids.get(memory.contact_id, memory.contact_id),
        )
        self._change.engine.execute(
            "INSERT INTO imported_row (third_party_id, source, body, batch_id) "
            "VALUES (:third_party_id, :source, :body, :batch_id) "
            "ON CONFLICT (third_party_id, source) DO UPDATE SET body = excluded.body, batch_id = excluded.batch_id",
            {
                "third_party_id": kept.home,
                "source": kept.source,
                "body": kept.body(),
                "batch_id": self._change.batch_id,
            },
        )


def _parents_first(works: tuple[PartyWork, ...]) -> Iterator[PartyWork]:
    """The works in such an order that a parent registered by the same file stands before its children."""
    waiting: Mapping[str, PartyWork] = {work.id: work for work in works}
    done: set[str] = set()
    for work in works:
        line: list[PartyWork] = []
        at: PartyWork | None = work
        while at is not None and at.id not in done:
            line.append(at)
            done.add(at.id)
            parent = at.party.parent_id
            at = waiting.get(parent) if parent and row_of(parent) is not None else None
        yield from reversed(line)
