"""A list of third parties or an import into the register written: every row that can go in, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from sakimori.domain.records.third_party import Contact, Service, ThirdParty
from sakimori.services.imports.parties.comparing import PartyWork
from sakimori.services.imports.parties.memory import RowMemory
from sakimori.services.imports.parties.planning import PartyPlan
from sakimori.services.imports.plan import Plan, Planned, key_of, new_id
from sakimori.services.kernel.recording import put
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


def write_records(change: Change, plan: Plan) -> tuple[list[str], list[str]]:
    """Store the records of a plan within an open change: the ids that are new, and those that changed."""
    ids: dict[str, str] = {}
    recorded: list[str] = []
    updated: list[str] = []
    for write in _in_order(plan.writes):
        (recorded if write.is_new else updated).append(_store(change, write, ids))
    return recorded, updated


def _store(change: Change, write: Planned, ids: dict[str, str]) -> str:
    record = _with_ids(write.record, ids)
    if isinstance(record, ThirdParty):
        stored_id = _store_party(change, record, is_new=write.is_new)
    else:
        stored_id = put(change, record).id
    ids[new_id(write.key)] = stored_id
    return stored_id


def _store_party(change: Change, party: ThirdParty, *, is_new: bool) -> str:
    if is_new:
        return insert_party(change, NewParty(party)).id
    checked = checked_party(party)
    require_place(change, checked)
    return change.update(checked).id


def _in_order(writes: tuple[Planned, ...]) -> Iterator[Planned]:
    """The records in such an order that each finds those of the same file that it names."""
    waiting = {write.key: write for write in writes}
    done: set[int] = set()

    def walk(write: Planned) -> Iterator[Planned]:
        done.add(write.key)
        for key in _named_keys(write.record):
            if key in waiting and key not in done:
                yield from walk(waiting[key])
        yield write

    for write in writes:
        if write.key not in done:
            yield from walk(write)


def _named_keys(record: Any) -> Iterator[int]:  # noqa: ANN401 - any kind of the register
    for spec in fields(record):
        value = getattr(record, spec.name)
        for one in value if isinstance(value, tuple) else (value,):
            key = key_of(one) if isinstance(one, str) else None
            if key is not None:
                yield key


def _with_ids(record: Any, ids: dict[str, str]) -> Any:  # noqa: ANN401
    changed: dict[str, Any] = {}
    for spec in fields(record):
        value = getattr(record, spec.name)
        if isinstance(value, tuple):
            changed[spec.name] = tuple(ids.get(one, one) if isinstance(one, str) else one for one in value)
        elif isinstance(value, str) and value in ids and spec.name != "id":
            changed[spec.name] = ids[value]
    return replace(record, **changed)
