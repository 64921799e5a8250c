"""A list of third parties written: each third party with its services, other names, contacts and what rows said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sakimori.domain.records.third_party import Contact, Service, ThirdParty
from sakimori.services.imports.parties.comparing import PartyWork
from sakimori.services.imports.parties.memory import RowMemory
from sakimori.services.imports.parties.planning import PartyPlan
from sakimori.services.imports.plan import key_of
from sakimori.services.kernel.unit import Change
from sakimori.services.parties.check import checked_contact, checked_party, checked_service, require_place
from sakimori.services.parties.write import NewParty, insert_alias, insert_contact, insert_party, insert_service


def write_parties(change: Change, plan: PartyPlan) -> tuple[list[str], list[str]]:
    """Store the work of a plan within an open change: the ids that are new, and those that changed."""
    writer = _Writer(change, plan)
    writer.write()
    return writer.registered, writer.updated


class _Writer:
    """Stores the work of a plan within an open change."""

    def __init__(self, change: Change, plan: PartyPlan) -> None:
        self._change, self._plan = change, plan
        self._ids: dict[str, str] = {}
        self.registered: list[str] = []
        self.updated: list[str] = []

    def write(self) -> None:
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

    def _keep(self, memory: RowMemory) -> None:
        parent = memory.said.get("parent", "")
        said = {**memory.said, "parent": self._ids.get(parent, parent)} if parent else memory.said
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
            at = waiting.get(parent) if parent and key_of(parent) is not None else None
        yield from reversed(line)
