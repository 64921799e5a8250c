"""An import into the register written: every record that can go in, in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Final

from sakimori.domain.gap import Span
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.errors import StateError
from sakimori.services.imports.batch import MOVED_ON, note_batch, reason_of, require_whole
from sakimori.services.imports.parties.plan import Counts
from sakimori.services.imports.register.plan import Planned, RegisterPlan, key_of
from sakimori.services.imports.register.planning import make_plan
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.record_kinds import KINDS
from sakimori.services.kernel.recording import put
from sakimori.services.kernel.unit import Change
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import checked_party, require_place
from sakimori.services.parties.write import NewParty, insert_party

ACTION: Final = "register.list_imported"


@dataclass(frozen=True, slots=True)
class RegisterResult:
    """What an import did; `batch_id` is empty when there was nothing to do."""

    batch_id: str
    counts: Counts
    recorded: tuple[str, ...]
    updated: tuple[str, ...]
    opened: tuple[Span, ...]
    closed: tuple[Span, ...]


def run_register(
    workspace: Workspace, plan: RegisterPlan, *, all_or_nothing: bool, actor: Actor, at: datetime
) -> RegisterResult:
    """Write what of a plan can go in; rows with an error or without a decision stay out.

    Raises:
        NotPermittedError: The role may not write one of the kinds.
        StateError: A row cannot go in and all or nothing is asked for, or the register has changed since the dry run.
    """
    require(actor, Permission.IMPORT)
    for kind in {type(write.record) for write in plan.writes}:
        require(actor, Permission.EDIT_PARTY if kind is ThirdParty else KINDS[kind].permission)
    if all_or_nothing:
        require_whole(plan.counts)
    if not plan.writes:
        return RegisterResult("", plan.counts, (), (), (), ())
    batch_id, reason = workspace.ids("im"), reason_of(plan.filename)
    with workspace.change(ACTION, actor=actor, at=at, reason=reason, batch_id=batch_id) as change:
        plan = _still_true(change, plan)
        note_batch(
            change,
            filename=plan.filename,
            sha256=plan.sha256,
            kind=plan.reading.kind.value,
            mapping=plan.reading.mapping,
            counts=plan.counts,
        )
        ids: dict[str, str] = {}
        recorded: list[str] = []
        updated: list[str] = []
        for write in _in_order(plan.writes):
            stored = _store(change, write, ids)
            (recorded if write.is_new else updated).append(stored)
    return RegisterResult(
        batch_id=batch_id,
        counts=plan.counts,
        recorded=tuple(recorded),
        updated=tuple(updated),
        opened=tuple(change.opened),
        closed=tuple(change.closed),
    )


def _still_true(change: Change, plan: RegisterPlan) -> RegisterPlan:
    """The plan on the register of this very moment; refused when it would do something that nobody has seen."""
    if change.number() == plan.number:
        return plan
    again = make_plan(
        change, plan.reading, filename=plan.filename, sha256=plan.sha256, decisions=plan.decisions,
        on_conflict=plan.on_conflict,
    )  # fmt: skip
    if again.rows != plan.rows:
        raise StateError(why=MOVED_ON)
    return again


def _store(change: Change, write: Planned, ids: dict[str, str]) -> str:
    record = _with_ids(write.record, ids)
    if isinstance(record, ThirdParty):
        stored_id = _store_party(change, record, is_new=write.is_new)
    else:
        stored_id = put(change, record).id
    ids[_placeholder(write)] = stored_id
    return stored_id


def _store_party(change: Change, party: ThirdParty, *, is_new: bool) -> str:
    if is_new:
        return insert_party(change, NewParty(party)).id
    checked = checked_party(party)
    require_place(change, checked)
    return change.update(checked).id


def _placeholder(write: Planned) -> str:
    return f"new:{write.key}"


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
