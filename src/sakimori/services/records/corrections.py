"""The records of 法29条 and 30条 once made: corrected by a new one, found by person, purged after their last day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final, TypeVar

from sakimori.domain.records.hand_over import NoRecord, ProvisionRecord, ReceiptRecord, Release
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import RetainedError, StateError
from sakimori.rules.facts.record_terms import retain_until
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Change, Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.lifecycle import needed_reason
from sakimori.services.parties.write import write_result
from sakimori.services.records.provisions import (
    checked_days,
    checked_items,
    checked_persons,
    checked_text,
    one_number,
)
from sakimori.store.records import TABLES

R = TypeVar("R", ProvisionRecord, ReceiptRecord)
AnyRecord = ProvisionRecord | ReceiptRecord

CORRECTABLE: Final[dict[type, tuple[str, ...]]] = {
    ProvisionRecord: (
        "recipient_name", "recipient_address", "recipient_representative", "items", "persons", "persons_how",
        "person_count", "first_on", "last_on", "consented",
    ),
    ReceiptRecord: (
        "provider_name", "provider_address", "provider_representative", "confirmed_how", "acquired_how", "items",
        "persons", "persons_how", "person_count", "first_on", "last_on", "consented", "informed", "ppc_published",
    ),
}  # fmt: skip
"""What a correction may change; ground and method belong to what happened."""
_RECORD: Final = Text("記録", "record")
_CORRECTED: Final = Text(
    "この記録は、すでに新しい記録に改められています。新しいほうを改めてください。",
    "A later record has corrected this one already. Correct that one.",
)
_SAME: Final = Text("変わったところがありません。", "Nothing was changed.")


@needs(Permission.PURGE_RECORDS)
def correct_record(
    workspace: Workspace, kind: type[R], record_id: str, changes: dict[str, Any], *, reason: str, actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> WriteResult[R]:  # fmt: skip
    """Make a new record in the place of one that is wrong or incomplete; the former stays as it was made.

    Raises:
        InvalidValueError: The reason is blank, or a value cannot stand in a record.
        NotPermittedError: Only compliance corrects records.
        StateError: It was corrected already, or nothing differs.
    """
    why = needed_reason(reason)
    with workspace.change(f"{TABLES[kind]}.corrected", actor=actor, at=at, reason=why) as change:
        former: Any = change.as_shown(find_record(change, kind, record_id), seen)
        if change.records.select(kind, "corrects_id = :id", {"id": record_id}):
            raise StateError(why=_CORRECTED)
        wanted = _checked(former, changes, today=change.today)
        if wanted == former:
            raise StateError(why=_SAME)
        stored = change.insert(
            replace(
                wanted,
                id=change.new_id("pv" if kind is ProvisionRecord else "rc"),
                retain_until=max(
                    former.retain_until,
                    retain_until(former.method, last_on=wanted.last_on, made_on=former.made_on),
                ),
                made_on=change.today,
                made_by=actor.id,
                corrects_id=former.id,
                version=1,
            )
        )
        for release in change.records.select(Release, "record_id = :id", {"id": former.id}):
            change.update(replace(release, record_id=stored.id))
    return write_result(stored, change)


@needs(Permission.PURGE_RECORDS)
def purge_record(
    workspace: Workspace,
    kind: type[R],
    record_id: str,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Destroy a record with all that it corrected, once the last of them need no longer be kept.

    Raises:
        InvalidValueError: The reason is blank.
        NotPermittedError: Only compliance purges records.
        RetainedError: One of them must be kept for longer.
    """
    why = needed_reason(reason)
    action = f"{TABLES[kind]}.purged"
    with workspace.change(action, actor=actor, at=at, reason=why) as change:
        change.as_shown(find_record(change, kind, record_id), seen)
        whole = _whole(change, kind, record_id)
        until = max(record.retain_until for record in whole)
        if change.today <= until:
            raise RetainedError(until=until.isoformat())
        for record in whole:
            _purge(change, record, action)


@needs(Permission.READ_RECORDS)
def records_of_person(
    workspace: Workspace, number: str, *, actor: Actor, at: datetime
) -> tuple[tuple[ProvisionRecord, ...], tuple[ReceiptRecord, ...]]:
    """The records that name a person by the customer number, however it is written; that somebody looked is noted.

    Raises:
        InvalidValueError: It is no customer number.
        NotPermittedError: The role may not read records.
    """
    with workspace.unit() as unit:
        found = records_naming(unit, number)
    workspace.access("record.found_by_person", actor=actor, at=at, what="provision_record")
    return found


def records_naming(unit: Unit, number: str) -> tuple[tuple[ProvisionRecord, ...], tuple[ReceiptRecord, ...]]:
    """The records that name a person by the customer number; whoever calls this notes that somebody looked."""
    form = one_number(number)
    return _naming(unit, ProvisionRecord, form), _naming(unit, ReceiptRecord, form)


def find_record(unit: Unit, kind: type[R], record_id: str) -> R:
    """The record.

    Raises:
        NotFoundError: There is none with this id.
    """
    return unit.records.get(kind, record_id, what=_RECORD)


def _checked(former: Any, changes: dict[str, Any], *, today: date) -> Any:  # noqa: ANN401 - one of the two records
    known = {name: value for name, value in changes.items() if name in CORRECTABLE[type(former)]}
    wanted = replace(former, **known)
    checked_days(wanted.first_on, wanted.last_on, today=today)
    is_counted_anew = "person_count" in known or "persons" not in known
    whom = checked_persons(wanted.persons, wanted.persons_how, wanted.person_count if is_counted_anew else None)
    texts: Callable[[str], str] = lambda name: checked_text("persons_how", getattr(wanted, name))  # noqa: E731
    names = [n for n in CORRECTABLE[type(former)] if n.startswith(("recipient_", "provider_")) or n.endswith("d_how")]
    return replace(
        wanted,
        **{name: texts(name) for name in names},
        items=checked_items(wanted.items),
        persons=whom.numbers,
        persons_how=whom.how,
        person_count=whom.count,
    )


def _whole(unit: Unit, kind: type[R], record_id: str) -> list[R]:
    """A record with those before and after it in a row of corrections, the newest first."""
    newest = find_record(unit, kind, record_id)
    while later := unit.records.select(kind, "corrects_id = :id", {"id": newest.id}):
        newest = later[0]
    found = [newest]
    while found[-1].corrects_id is not None:
        found.append(find_record(unit, kind, found[-1].corrects_id))
    return found


def _purge(change: Change, record: AnyRecord, action: str) -> None:
    """The entry goes first: the store lets a record go behind it alone. Customer numbers go from the trail as well."""
    table = TABLES[type(record)]
    if isinstance(record, ProvisionRecord):
        for release in change.records.select(Release, "record_id = :id", {"id": record.id}):
            change.update(replace(release, record_id=None, no_record=NoRecord.PURGED), action=action)
    change.trail.append(
        at=change.at,
        actor=change.actor.id,
        action=action,
        record_kind=table,
        record_id=record.id,
        third_party_id=record.third_party_id,
        reason=change.reason,
        before={"first_on": record.first_on.isoformat(), "last_on": record.last_on.isoformat(),
                "retain_until": record.retain_until.isoformat()},
    )  # fmt: skip
    change.engine.execute(f"DELETE FROM {table} WHERE id = :id", {"id": record.id})
    change.trail.erase_personal(record_kind=table, record_id=record.id)
    change.touched.add(record.third_party_id)


def _naming(unit: Unit, kind: type[R], number: str) -> tuple[R, ...]:
    """Numbers are kept as a list of quoted texts, so that one is not found within another."""
    pattern = number.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    found = unit.records.select(
        kind, "persons LIKE :pattern ESCAPE '!'", {"pattern": f'%"{pattern}"%'}, order="last_on DESC, id"
    )
    return tuple(record for record in found if number in record.persons)
