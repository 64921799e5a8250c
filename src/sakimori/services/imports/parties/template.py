"""The register as rows of a list of third parties, to be filled in and handed in again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sakimori.domain.codes import ContactKind
from sakimori.domain.records.third_party import Contact, Service, ThirdParty
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.services.imports.parties.known import Register
from sakimori.services.imports.parties.plan_rows import values_of


def list_rows(register: Register) -> Iterator[ThirdPartyRow]:
    """Every third party that stands, a row for each of its services."""
    standing = (p for p in register.parties.values() if not (p.is_self or p.merged_into or p.archived_on))
    for party in sorted(standing, key=lambda party: party.legal_name):
        used = [service for service in register.services.get(party.id, ()) if service.ended_on is None]
        for service in used or (None,):
            yield _row(register, party, service)


def _row(register: Register, party: ThirdParty, service: Service | None) -> ThirdPartyRow:
    contact = _contact(register.contacts.get(party.id, ()))
    parent = register.parties.get(party.parent_id or "")
    return replace(
        party_row(party, owner=register.users.get(party.owner_id or ""), parent=parent.legal_name if parent else None),
        aliases=tuple(alias.name for alias in register.aliases.get(party.id, ())),
        service_name=service.name if service else None,
        service_description=(service.description or None) if service else None,
        contact_name=contact.name if contact else None,
        contact_email=contact.email if contact else None,
        contact_phone=contact.phone if contact else None,
    )


def party_row(party: ThirdParty, *, owner: str | None, parent: str | None) -> ThirdPartyRow:
    """A third party as a row of a list, without its services, other names and contacts."""
    said: dict[str, Any] = {**values_of(party), "owner": owner, "parent": parent}
    return ThirdPartyRow(**said, register_id=party.id)


def _contact(contacts: tuple[Contact, ...]) -> Contact | None:
    """The one contact that a row has room for: whom to ask about the contract, else the first who can be reached."""
    reachable = [contact for contact in contacts if contact.is_reachable]
    return next((c for c in reachable if c.kind is ContactKind.CONTRACT), reachable[0] if reachable else None)
