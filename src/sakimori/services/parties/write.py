"""Third parties, and what belongs to them: registered, edited, looked after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from sakimori.domain.records.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.user import Actor
from sakimori.services.imports.parties.memory import forget_contact
from sakimori.services.kernel.access import Permission, needs, require
from sakimori.services.kernel.unit import NOTHING_SHOWN, Change, Unit, WriteResult
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.asked_for import close_registrations
from sakimori.services.parties.check import (
    checked_alias,
    checked_contact,
    checked_party,
    checked_service,
    require_place,
    require_standing,
)

T = TypeVar("T")

_STEPPED = ("lifecycle", "merged_into", "archived_on", "created_on")
"""Fields that only their own steps change: `lifecycle`, `merge`, `archive`."""


@dataclass(frozen=True, slots=True)
class NewParty:
    """A third party to register, with what belongs to it; ids that are empty are given by the register."""

    party: ThirdParty
    services: tuple[Service, ...] = ()
    aliases: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()


@needs(Permission.EDIT_PARTY)
def register(
    workspace: Workspace,
    party: ThirdParty,
    *,
    services: Sequence[Service] = (),
    aliases: Sequence[str] = (),
    contacts: Sequence[Contact] = (),
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> WriteResult[ThirdParty]:
    """Register one third party with its services, other names and contacts."""
    item = NewParty(party, tuple(services), tuple(aliases), tuple(contacts))
    with workspace.change("third_party.registered", actor=actor, at=at, reason=reason) as change:
        stored = insert_party(change, item)
    return write_result(stored, change)


@needs(Permission.EDIT_PARTY)
def register_many(
    workspace: Workspace, items: Sequence[NewParty], *, actor: Actor, at: datetime, batch_id: str, reason: str = ""
) -> WriteResult[tuple[ThirdParty, ...]]:
    """Register many third parties, all of them or none."""
    action = "third_party.registered"
    with workspace.change(action, actor=actor, at=at, reason=reason, batch_id=batch_id) as change:
        stored = tuple(insert_party(change, item) for item in items)
    return write_result(stored, change)


@needs(Permission.EDIT_PARTY)
def edit(
    workspace: Workspace, party: ThirdParty, *, actor: Actor, at: datetime, reason: str = ""
) -> WriteResult[ThirdParty]:
    """Store a third party with changed fields.

    Raises:
        ConflictError: Somebody else saved it since it was read.
    """
    with workspace.change("third_party.edited", actor=actor, at=at, reason=reason) as change:
        stored = update_party(change, party)
    return write_result(stored, change)


@needs(Permission.EDIT_PARTY)
def edit_many(
    workspace: Workspace,
    parties: Sequence[ThirdParty],
    *,
    actor: Actor,
    at: datetime,
    batch_id: str,
    reason: str = "",
) -> WriteResult[tuple[ThirdParty, ...]]:
    """Store many changed third parties, all of them or none."""
    action = "third_party.edited"
    with workspace.change(action, actor=actor, at=at, reason=reason, batch_id=batch_id) as change:
        stored = tuple(update_party(change, party) for party in parties)
    return write_result(stored, change)


@needs(Permission.EDIT_PARTY)
def set_owner(
    workspace: Workspace,
    third_party_id: str,
    owner_id: str | None,
    *,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
    reason: str = "",
) -> WriteResult[ThirdParty]:
    """Say who of us looks after a third party."""
    with workspace.change("third_party.owner_set", actor=actor, at=at, reason=reason) as change:
        party = change.as_shown(require_standing(change, third_party_id), seen)
        stored = change.update(replace(party, owner_id=owner_id))
    return write_result(stored, change)


@needs(Permission.EDIT_PARTY)
def set_owner_many(
    workspace: Workspace,
    third_party_ids: Sequence[str],
    owner_id: str | None,
    *,
    actor: Actor,
    at: datetime,
    batch_id: str,
    reason: str = "",
    seen: Mapping[str, int] = NOTHING_SHOWN,
) -> WriteResult[tuple[ThirdParty, ...]]:
    """Say who of us looks after many third parties; `seen` is the version of each that was shown."""
    action = "third_party.owner_set"
    with workspace.change(action, actor=actor, at=at, reason=reason, batch_id=batch_id) as change:
        stored = tuple(
            change.update(
                replace(
                    change.as_shown(require_standing(change, third_party_id), seen.get(third_party_id)),
                    owner_id=owner_id,
                )
            )
            for third_party_id in third_party_ids
        )
    return write_result(stored, change)


@needs(Permission.EDIT_PARTY)
def add_service(workspace: Workspace, service: Service, *, actor: Actor, at: datetime) -> WriteResult[Service]:
    """Add something that a third party does for us."""
    with workspace.change("service.added", actor=actor, at=at) as change:
        require_standing(change, service.third_party_id)
        stored = insert_service(change, service)
    return write_result(stored, change)


@needs(Permission.EDIT_PARTY)
def edit_service(
    workspace: Workspace, service: Service, *, actor: Actor, at: datetime, reason: str = ""
) -> WriteResult[Service]:
    """Store a service with changed fields."""
    with workspace.change("service.edited", actor=actor, at=at, reason=reason) as change:
        require_standing(change, service.third_party_id)
        stored = change.update(checked_service(service))
    return write_result(stored, change)


@needs(Permission.EDIT_PARTY)
def end_service(
    workspace: Workspace,
    service_id: str,
    *,
    ended_on: date,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
    reason: str = "",
) -> WriteResult[Service]:
    """Record the day from which a service is no longer used; the record stays."""
    with workspace.change("service.ended", actor=actor, at=at, reason=reason) as change:
        stored = change.update(
            replace(change.as_shown(change.records.get(Service, service_id), seen), ended_on=ended_on)
        )
    return write_result(stored, change)


@needs(Permission.EDIT_PARTY)
def add_alias(
    workspace: Workspace, third_party_id: str, name: str, *, actor: Actor, at: datetime
) -> WriteResult[Alias]:
    """Add another name by which a third party is found."""
    with workspace.change("alias.added", actor=actor, at=at) as change:
        require_standing(change, third_party_id)
        stored = insert_alias(change, third_party_id, name)
    return write_result(stored, change)


@needs(Permission.EDIT_PARTY)
def remove_alias(
    workspace: Workspace, alias_id: str, *, actor: Actor, at: datetime, seen: int | None = None, reason: str = ""
) -> WriteResult[Alias]:
    """Take a name out of use, with the day; what it was stays on record."""
    with workspace.change("alias.removed", actor=actor, at=at, reason=reason) as change:
        stored = change.update(
            replace(change.as_shown(change.records.get(Alias, alias_id), seen), removed_on=change.today)
        )
    return write_result(stored, change)


@needs(Permission.EDIT_PARTY)
def add_contact(workspace: Workspace, contact: Contact, *, actor: Actor, at: datetime) -> WriteResult[Contact]:
    """Add somebody to reach at a third party."""
    with workspace.change("contact.added", actor=actor, at=at) as change:
        require_standing(change, contact.third_party_id)
        stored = insert_contact(change, contact)
    return write_result(stored, change)


@needs(Permission.EDIT_PARTY)
def edit_contact(workspace: Workspace, contact: Contact, *, actor: Actor, at: datetime) -> WriteResult[Contact]:
    """Store a contact with changed fields."""
    with workspace.change("contact.edited", actor=actor, at=at) as change:
        require_standing(change, contact.third_party_id)
        stored = change.update(checked_contact(contact))
    return write_result(stored, change)


@needs(Permission.ERASE_PERSONAL)
def erase_contact(
    workspace: Workspace, contact_id: str, *, actor: Actor, at: datetime, seen: int | None = None, reason: str = ""
) -> WriteResult[Contact]:
    """Erase the personal values of a contact: in the record, in the memory of imports and in the trail.

    The chain stays whole.
    """
    with workspace.change("contact.erased", actor=actor, at=at, reason=reason) as change:
        contact = change.as_shown(change.records.get(Contact, contact_id), seen)
        stored = change.update(replace(contact, name=None, email=None, phone=None))
        # The entry of this very write holds the values as they stood before, so the erasure comes after it.
        change.trail.erase_personal(record_kind="contact", record_id=contact_id)
        forget_contact(change, contact_id)
    return write_result(stored, change)


def new_party(party: ThirdParty, third_party_id: str, *, on: date) -> ThirdParty:
    """A third party as it stands when it is registered on a day."""
    checked = checked_party(party)
    return replace(checked, id=third_party_id, merged_into=None, archived_on=None, created_on=on, version=1)


def insert_party(change: Change, item: NewParty) -> ThirdParty:
    """Store a new third party with what belongs to it, within an open change."""
    party = new_party(item.party, item.party.id or change.new_id("tp"), on=change.today)
    require_place(change, party)
    stored = change.insert(party)
    for service in item.services:
        insert_service(change, replace(service, third_party_id=party.id))
    for name in dict.fromkeys(item.aliases):
        insert_alias(change, party.id, name)
    for contact in item.contacts:
        insert_contact(change, replace(contact, third_party_id=party.id))
    close_registrations(change, stored, item.aliases)
    return stored


def update_party(change: Change, party: ThirdParty) -> ThirdParty:
    """Store a changed third party, within an open change; our own company is one of our own registers."""
    if party.is_self:
        require(change.actor, Permission.EDIT_OWN_REGISTER)
    change.engine.ahead(lambda engine: Unit(engine).records.find(ThirdParty, party.id))  # it is read twice
    standing = require_standing(change, party.id)
    party = checked_party(party)
    if standing.version == party.version and any(getattr(standing, f) != getattr(party, f) for f in _STEPPED):
        raise ValueError(f"an edit does not change {', '.join(_STEPPED)}")
    require_place(change, party)
    return change.update(party)


def insert_service(change: Change, service: Service) -> Service:
    """Store a new service, within an open change."""
    return change.insert(replace(checked_service(service), id=service.id or change.new_id("sv")))


def insert_alias(change: Change, third_party_id: str, name: str) -> Alias:
    """Store another name, within an open change."""
    return change.insert(checked_alias(Alias(change.new_id("al"), third_party_id, name)))


def insert_contact(change: Change, contact: Contact) -> Contact:
    """Store a new contact, within an open change."""
    return change.insert(replace(checked_contact(contact), id=contact.id or change.new_id("ct")))


def write_result(record: T, change: Change) -> WriteResult[T]:
    """What a finished change gives back."""
    return WriteResult(record, tuple(change.opened), tuple(change.closed))
