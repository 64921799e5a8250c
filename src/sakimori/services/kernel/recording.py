"""Writing the register: contracts, certificates, flows and what belongs to them, and our own registers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any, TypeVar

from sakimori.domain.records.contract import ClauseState, Contract, ContractClause, ContractCover
from sakimori.domain.user import Actor
from sakimori.services.kernel.access import Permission, needs, require
from sakimori.services.kernel.record_kinds import checked_record
from sakimori.services.kernel.record_table import ALL, KINDS, RecordKind
from sakimori.services.kernel.unit import Change, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import write_result
from sakimori.store.records import TABLES

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


def put(change: Change, item: T, *, keeps_stamps: bool = False) -> T:
    """Store a record within a change; `keeps_stamps` is for a register that comes back from our own export."""
    kind: Any = type(item)
    spec, standing = KINDS[kind], _standing(change, item)
    if not keeps_stamps:
        item = _noted_by_reader(change, _without_new_stamps(item, standing, spec), standing)
    item = checked_record(change, item)
    if standing is not None:
        return change.update(item, action=f"{TABLES[kind]}.edited")
    if not item.id:  # type: ignore[attr-defined]
        item = replace(item, id=change.new_id(spec.prefix))  # type: ignore[type-var]
    # A country has its id before it has a record: whoever was shown none gives version 0, which no record bears.
    item = replace(item, version=max(item.version, 1))  # type: ignore[attr-defined,type-var]
    change.insert(item, action=f"{TABLES[kind]}.recorded")
    if isinstance(item, Contract) and not keeps_stamps:
        _cover_signatory(change, item)
    return item


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
    if not isinstance(item, ContractClause):
        return item
    if isinstance(standing, ContractClause) and _told(item) == _told(standing):
        return replace(item, checked_by=standing.checked_by, checked_on=standing.checked_on)
    if item.state is ClauseState.NOT_CHECKED and not item.reason:
        return replace(item, checked_by=None, checked_on=None)
    on = item.checked_on if standing is None and item.checked_on is not None else change.today
    return replace(item, checked_by=change.actor.id, checked_on=on)


def _told(clause: ContractClause) -> tuple[ClauseState, str, str | None, str | None, str]:
    return (clause.state, clause.reason, clause.evidence_id, clause.source_id, clause.quote)


def _cover_signatory(change: Change, contract: Contract) -> None:
    """Whoever signed it is covered by it, once a person has confirmed that."""
    change.insert(
        ContractCover(change.new_id("cc"), contract.id, contract.third_party_id), action="contract_cover.recorded"
    )


def stamp(change: Change, item: T, **values: str | date | bool | None) -> T:
    """Store what somebody confirmed or decided about a record; the services of the steps alone call this."""
    return change.update(replace(item, **values))  # type: ignore[type-var]
