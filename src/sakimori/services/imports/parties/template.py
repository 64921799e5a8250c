"""The register as rows of a list: the workbook that we offer to fill in, and to hand in again."""

from __future__ import annotations

from dataclasses import replace

from sakimori.domain.codes import ContactKind
from sakimori.domain.records.third_party import Contact, Service, ThirdParty
from sakimori.domain.user import Actor
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.parties.template import third_party_template
from sakimori.services.imports.parties.known import Register, read_register
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.workspace import Workspace


def list_workbook(workspace: Workspace, *, language: str, actor: Actor) -> bytes:
    """A workbook with every third party that stands, a row for each of its services; a new one begins empty."""
    require(actor, Permission.READ)
    with workspace.unit() as unit:
        register = read_register(unit)
    standing = (p for p in register.parties.values() if not (p.is_self or p.merged_into or p.archived_on))
    rows = [
        _row(register, party, service)
        for party in sorted(standing, key=lambda party: party.legal_name)
        for service in _used(register, party.id) or (None,)
    ]
    return third_party_template(rows, language=language)


def _used(register: Register, third_party_id: str) -> tuple[Service, ...]:
    return tuple(service for service in register.services.get(third_party_id, ()) if service.ended_on is None)


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
    return ThirdPartyRow(
        legal_name=party.legal_name,
        kana=party.kana or None,
        english_name=party.english_name or None,
        corporate_number=party.corporate_number,
        country=party.country,
        address=party.address,
        representative=party.representative,
        kind_of_body=party.kind_of_body,
        roles=party.roles or None,
        website=party.website or None,
        owner=owner,
        data_categories=party.data_categories,
        person_count=party.person_count,
        special_care=party.special_care,
        foreign=party.foreign,
        criticality=party.criticality,
        sub_processors_complete_on=party.sub_processors_complete_on,
        sub_processors_complete_by=party.sub_processors_complete_by or None,
        lifecycle=party.lifecycle,
        parent=parent,
        note=party.note or None,
        external_key=party.external_key,
        register_id=party.id,
    )


def _contact(contacts: tuple[Contact, ...]) -> Contact | None:
    """The one contact that a row has room for: whom to ask about the contract, else the first who can be reached."""
    reachable = [contact for contact in contacts if contact.is_reachable]
    return next((c for c in reachable if c.kind is ContactKind.CONTRACT), reachable[0] if reachable else None)
