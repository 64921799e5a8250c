"""A list of third parties or an import into the register written: every row that can go in, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from sakimori.domain.policy import Policy
from sakimori.domain.records.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.values.days import legal_day
from sakimori.services.imports.ledger import LedgerPlan
from sakimori.services.imports.parties.comparing import PartyWork
from sakimori.services.imports.parties.memory import RowMemory
from sakimori.services.imports.parties.planning import PartyPlan
from sakimori.services.imports.plan import Plan, Planned, key_of, new_id
from sakimori.services.kernel.keep_in_step import search_keys
from sakimori.services.kernel.lean_records import heads_of, in_pieces
from sakimori.services.kernel.record_table import KINDS
from sakimori.services.kernel.recording import put, put_new, remembering
from sakimori.services.kernel.stamp import ReadyRecords, Stamp, ready_records
from sakimori.services.kernel.unit import Change, third_party_of
from sakimori.services.parties.check import checked_alias, checked_part, checked_party, require_place
from sakimori.services.parties.write import NewParty, insert_party, new_party
from sakimori.store.engine import Row
from sakimori.store.party_heads import KeptHead, keep_party_heads

NONE_KNOWN: Final[Mapping[str, str]] = MappingProxyType({})
_PartyRecords = dict[type, list[Any]]


@dataclass(frozen=True, slots=True)
class PartyWrites:
    """All that a plan stores, checked and made ready: rows, entries, and what lists read beside new third parties."""

    new: Sequence[ReadyRecords]
    changed: Sequence[Sequence[Any]]
    registered: tuple[str, ...]
    updated: tuple[str, ...]
    heads: Mapping[str, KeptHead]
    search_keys: Sequence[Row]
    memories: Sequence[Row]
    ids: Mapping[str, str]


def party_writes(
    plan: PartyPlan, stamp: Stamp, action: str, *, policy: Policy, ids: Callable[[str], str]
) -> PartyWrites:
    """What a plan stores; who stands above whom the plan has looked at."""
    new_ids = _NewIds(ids)
    new, changed = _records(plan, new_ids, on=legal_day(stamp.at))
    registered = {party.id: party for party in new[ThirdParty]}
    theirs = {kind: [one for one in new[kind] if third_party_of(one) in registered] for kind in new}
    memories = [_kept(memory, new_ids) for work in plan.works for memory in work.memories]
    return PartyWrites(
        [ready_records(stamp, action, [(one, third_party_of(one)) for one in records]) for records in new.values()],
        tuple(changed.values()),
        tuple(registered),
        tuple(work.id for work in plan.works if work.before is not None and work.writes),
        heads_of(policy, registered.values(), (), {}),
        search_keys(registered.values(), *(theirs.get(kind, ()) for kind in (Service, Alias, Contact))),
        [
            {"third_party_id": one.home, "source": one.source, "body": one.body(), "batch_id": stamp.batch_id}
            for one in memories
        ],
        new_ids.made,
    )


def write_parties(change: Change, writes: PartyWrites) -> None:
    """Store it within an open change."""
    for ready in writes.new:
        change.insert_ready(ready)
    for records in writes.changed:
        change.update_all(records)
    change.kept.update(writes.registered)
    keep_party_heads(change.engine, writes.heads)
    change.engine.insert_all("search_key", writes.search_keys)
    change.engine.execute_all(
        "INSERT INTO imported_row (third_party_id, source, body, batch_id) "
        "VALUES (:third_party_id, :source, :body, :batch_id) "
        "ON CONFLICT (third_party_id, source) DO UPDATE SET body = excluded.body, batch_id = excluded.batch_id",
        writes.memories,
    )


def _records(plan: PartyPlan, new_ids: _NewIds, *, on: date) -> tuple[_PartyRecords, _PartyRecords]:
    """The records that are new, and those that change, as they will stand."""
    new, changed = (defaultdict[type, list[Any]](list) for _ in range(2))
    for work in _parents_first(plan.works):
        if work.before is None:
            party = _below(work.party, new_ids)
            new[ThirdParty].append(new_party(party, new_ids.make(work.id, "tp"), on=on))
    for work in plan.works:
        if work.before is not None and work.is_changed:
            changed[ThirdParty].append(checked_party(_below(work.party, new_ids)))
        owner = new_ids.of(work.id)
        new[Alias] += [checked_alias(Alias(new_ids.another("al"), owner, name)) for name in work.new_names]
        for part in work.changed_parts():
            checked = checked_part(replace(part, third_party_id=owner))
            if part.id in work.standing:
                changed[type(part)].append(checked)
            else:
                new_id = new_ids.make(part.id, "sv" if isinstance(part, Service) else "ct")
                new[type(part)].append(replace(checked, id=new_id))
    return new, changed


class _NewIds:
    """The ids that records of the file get, by those that they have in the plan."""

    def __init__(self, ids: Callable[[str], str]) -> None:
        self.another = ids
        self.made: dict[str, str] = {}

    def make(self, planned_id: str, prefix: str) -> str:
        self.made[planned_id] = self.another(prefix)
        return self.made[planned_id]

    def of(self, record_id: str) -> str:
        """The id of a record that is new or stands already."""
        return self.made.get(record_id, record_id)


def _below(party: ThirdParty, new_ids: _NewIds) -> ThirdParty:
    return replace(party, parent_id=new_ids.of(party.parent_id)) if party.parent_id else party


def _kept(memory: RowMemory, new_ids: _NewIds) -> RowMemory:
    said = memory.said
    if parent := said.get("parent", ""):
        said = {**said, "parent": new_ids.of(parent)}
    return replace(
        memory,
        home=new_ids.of(memory.home),
        said=said,
        service_id=new_ids.of(memory.service_id),
        contact_id=new_ids.of(memory.contact_id),
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


def write_records(change: Change, plan: Plan, known: Mapping[str, str] = NONE_KNOWN) -> tuple[list[str], list[str]]:
    """Store the records of a plan within an open change: the ids that are new, and those that changed.

    `known` are ids of records that the same file has brought already, by those that stand for them.
    """
    ids = dict(known)
    recorded: list[str] = []
    updated: list[str] = []
    with remembering(change, _named_in_register(change, plan.writes, ids)):
        for writes in _together(_in_order(plan.writes)):
            (recorded if writes[0].is_new else updated).extend(_store(change, writes, ids))
    return recorded, updated


def _named_in_register(change: Change, writes: Sequence[Planned], ids: Mapping[str, str]) -> Iterator[Any]:
    """The records that others name and that stand already, those of each kind read together."""
    named: defaultdict[type, set[str]] = defaultdict(set)
    for write in writes:
        spec = KINDS.get(type(write.record))
        for name, other in spec.references.items() if spec else ():
            value = getattr(write.record, name)
            named[other].update(ids.get(one, one) for one in (value if isinstance(value, tuple) else (value,)) if one)
    for kind, there in named.items():
        for some in in_pieces(sorted(one for one in there if key_of(one) is None)):
            yield from change.records.with_ids(kind, some)


def _together(writes: Iterator[Planned]) -> Iterator[list[Planned]]:
    """The writes in their order, those in one list that can be stored in one statement: new, and none names another."""
    some: list[Planned] = []
    for write in writes:
        if some and not _goes_with(some, write):
            yield some
            some = []
        some.append(write)
    if some:
        yield some


def _goes_with(some: Sequence[Planned], write: Planned) -> bool:
    kind: Any = type(write.record)
    is_alike = write.is_new and some[0].is_new and type(some[0].record) is kind
    if not is_alike or kind not in KINDS or KINDS[kind].once_per:  # of what is there once the register is asked
        return False
    named = set(_named_keys(write.record))
    return not named or named.isdisjoint(one.key for one in some)


def write_ledger(change: Change, plan: LedgerPlan, writes: PartyWrites) -> tuple[list[str], list[str]]:
    """Store third parties and then what a ledger tells of each: the ids that are new, and those that changed."""
    write_parties(change, writes)
    recorded, updated = write_records(change, plan.records, writes.ids)
    # What lists read of a third party is made up once more where its records followed it.
    change.kept.difference_update(change.touched)
    return [*writes.registered, *recorded], [*writes.updated, *updated]


def _store(change: Change, writes: Sequence[Planned], ids: dict[str, str]) -> list[str]:
    records = [_with_ids(write.record, ids) for write in writes]
    if isinstance(records[0], ThirdParty):
        stored = [_store_party(change, one, is_new=write.is_new) for one, write in zip(records, writes, strict=True)]
    elif len(records) == 1:
        stored = [put(change, records[0]).id]
    else:
        stored = [one.id for one in put_new(change, records)]
    ids.update({new_id(write.key): stored_id for write, stored_id in zip(writes, stored, strict=True)})
    return stored


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
