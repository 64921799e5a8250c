"""Writing the register: contracts, certificates, flows and what belongs to them, and our own registers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any, TypeVar

from sakimori.domain.records.ai_service import AiFacts
from sakimori.domain.records.contract import ClauseState, Contract, ContractClause, ContractCover
from sakimori.domain.user import Actor
from sakimori.services.kernel.access import Permission, needs, require
from sakimori.services.kernel.record_kinds import checked_record, read_named
from sakimori.services.kernel.record_table import ALL, KINDS, RecordKind
from sakimori.services.kernel.unit import Change, Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import write_result
from sakimori.store.engine import Engine
from sakimori.store.records import TABLES, Records

T = TypeVar("T")


@needs(Permission.ENTER)
def record(workspace: Workspace, item: T, *, actor: Actor, at: datetime, reason: str = "") -> WriteResult[T]:
    """Store a record of the register: a new one without an id, else the changed one under the version that was read.

    What somebody confirmed or decided is not written here: see `confirming`. A change of what was confirmed takes the
    confirmation back.

    Raises:
        ConflictError: Somebody else saved it since it was read.
        InvalidValueError: A field holds what it cannot.
        NotPermittedError: The role may not write this kind.
    """
    require(actor, KINDS[type(item)].permission)
    with workspace.change(_action(item), actor=actor, at=at, reason=reason) as change:
        stored = put(change, item)
    return write_result(stored, change)


@needs(Permission.ENTER)
def record_many(
    workspace: Workspace, items: Sequence[T], *, actor: Actor, at: datetime, batch_id: str, reason: str = ""
) -> WriteResult[tuple[T, ...]]:
    """Store many records, all of them or none; the rules run once a dossier."""
    for kind in {type(item) for item in items}:
        require(actor, KINDS[kind].permission)
    with workspace.change("register.recorded", actor=actor, at=at, reason=reason, batch_id=batch_id) as change:
        stored = tuple(put(change, item) for item in items)
    return write_result(stored, change)


def put(change: Change, item: T, *, covers_signatory: bool = True) -> T:
    """Store a record within a change; without `covers_signatory` whoever signed a new contract is named apart."""
    kind: Any = type(item)
    change.engine.ahead(lambda engine: read_named(Unit(engine), item))
    spec, standing = KINDS[kind], _standing(change, item)
    item = checked_record(change, unstamped(change, item, standing))
    if standing is not None:
        return change.update(item, action=f"{TABLES[kind]}.edited")
    if not item.id:  # type: ignore[attr-defined]
        item = replace(item, id=change.new_id(spec.prefix))  # type: ignore[type-var]
    # A country has its id before it has a record: whoever was shown none gives version 0, which no record bears.
    item = replace(item, version=max(item.version, 1))  # type: ignore[attr-defined,type-var]
    change.insert(item, action=f"{TABLES[kind]}.recorded")
    if isinstance(item, Contract) and covers_signatory:
        _cover_signatory(change, item)
    return item


def unstamped(change: Change, item: T, standing: T | None) -> T:
    """A record as somebody may write it who decides nothing: stamps as they stood, gone where what they confirm is."""
    return _noted_by_reader(change, _without_new_stamps(item, standing, KINDS[type(item)]), standing)


def put_new(change: Change, items: Sequence[T]) -> list[T]:
    """Store new records of one kind as `put` does, all in one statement: none names another, and no two are one."""
    kind: Any = type(items[0])
    spec = KINDS[kind]
    checked: list[T] = []
    for item in items:
        one = checked_record(change, unstamped(change, item, None))
        checked.append(replace(one, id=change.new_id(spec.prefix), version=max(one.version, 1)))  # type: ignore[attr-defined,type-var]
    change.insert_all(checked, action=f"{TABLES[kind]}.recorded")
    if kind is Contract:
        change.insert_all([_cover_of_signatory(change, one) for one in checked], action="contract_cover.recorded")  # type: ignore[arg-type]
    return checked


class _Remembered(Records):
    """The records of a unit, of which none is read again that was found; what is written is forgotten."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._found: dict[tuple[type, str], Any] = {}

    def remember(self, records: Iterable[Any]) -> None:
        """Take note of records that were read already."""
        self._found.update({(type(record), record.id): record for record in records})

    def find(self, kind: type[T], record_id: str) -> T | None:
        """The record, or None, which is asked for anew each time."""
        if (kind, record_id) not in self._found and (found := super().find(kind, record_id)) is not None:
            self._found[kind, record_id] = found
        return self._found.get((kind, record_id))

    def update_all(self, records: Sequence[T]) -> list[T]:
        """Store changed records, and forget what stood there."""
        for record in records:
            self._found.pop((type(record), record.id), None)  # type: ignore[attr-defined]
        return super().update_all(records)


@contextmanager
def remembering(unit: Unit, records: Iterable[Any]) -> Iterator[None]:
    """Meanwhile no record is read twice, these not even once: many records name the same ones and are checked by them.

    Only for as long as nobody else writes, or nobody would mind.
    """
    plain, remembered = unit.records, _Remembered(unit.engine)
    remembered.remember(records)
    unit.records = remembered
    try:
        yield
    finally:
        unit.records = plain


def _action(item: Any) -> str:  # noqa: ANN401 - any kind of the register
    return f"{TABLES[type(item)]}.{'edited' if item.id else 'recorded'}"


def _standing(change: Change, item: T) -> T | None:
    record_id: str = item.id  # type: ignore[attr-defined]
    return change.records.find(type(item), record_id) if record_id else None


def _without_new_stamps(item: T, standing: T | None, spec: RecordKind) -> T:
    """Stamps stay as they stood; they go when what they confirm has changed."""
    blank = {f.name: f.default for f in fields(item) if f.name in spec.stamps}  # type: ignore[arg-type]
    if standing is None or _is_unsettled(item, standing, spec):
        return replace(item, **blank)  # type: ignore[type-var]
    return replace(item, **{name: getattr(standing, name) for name in spec.stamps})  # type: ignore[type-var]


def _is_unsettled(item: T, standing: T, spec: RecordKind) -> bool:
    names = (
        tuple(f.name for f in fields(item) if f.name not in {*spec.stamps, "version"})  # type: ignore[arg-type]
        if spec.unsettles == ALL
        else spec.unsettles
    )
    return any(getattr(item, name) != getattr(standing, name) for name in names)


def _noted_by_reader(change: Change, item: T, standing: T | None) -> T:
    """Whoever says what a contract holds of a clause, or why it may be missing, has read it: nobody else is named."""
    if isinstance(item, AiFacts):
        return _noted_by_recorder(change, item, standing)
    if not isinstance(item, ContractClause):
        return item
    if isinstance(standing, ContractClause) and _told(item) == _told(standing):
        return replace(item, checked_by=standing.checked_by, checked_on=standing.checked_on)
    if item.state is ClauseState.NOT_CHECKED and not item.reason:
        return replace(item, checked_by=None, checked_on=None)
    on = item.checked_on if standing is None and item.checked_on is not None else change.today
    return replace(item, checked_by=change.actor.id, checked_on=on)


def _noted_by_recorder(change: Change, item: T, standing: T | None) -> T:
    """Whoever recorded the facts of a service that learns: somebody else has to confirm them."""
    before = replace(standing, version=item.version) if standing is not None else None  # type: ignore[attr-defined,type-var]
    return item if item == before else replace(item, recorded_by=change.actor.id)  # type: ignore[type-var]


def _told(clause: ContractClause) -> tuple[ClauseState, str, str | None, str | None, str]:
    return (clause.state, clause.reason, clause.evidence_id, clause.source_id, clause.quote)


def _cover_signatory(change: Change, contract: Contract) -> None:
    """Whoever signed it is covered by it, once a person has confirmed that."""
    change.insert(_cover_of_signatory(change, contract), action="contract_cover.recorded")


def _cover_of_signatory(change: Change, contract: Contract) -> ContractCover:
    return ContractCover(change.new_id("cc"), contract.id, contract.third_party_id)


def stamp(change: Change, item: T, **values: str | date | bool | None) -> T:
    """Store what somebody confirmed or decided about a record; the services of the steps alone call this."""
    return change.update(replace(item, **values))  # type: ignore[type-var]
