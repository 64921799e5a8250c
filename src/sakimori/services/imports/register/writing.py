"""An import into the register written: every record that can go in, in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.imports.plan import Plan, Planned, key_of, new_id
from sakimori.services.kernel.recording import put
from sakimori.services.kernel.unit import Change
from sakimori.services.parties.check import checked_party, require_place
from sakimori.services.parties.write import NewParty, insert_party


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
