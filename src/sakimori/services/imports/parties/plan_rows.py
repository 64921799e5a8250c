"""A row of a list as records of ours: the third party, a service and a contact, each checked as the register does."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from sakimori.domain.codes import ContactKind, Role
from sakimori.domain.records.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.values.names import fold
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.exchange.registers.entry import Entry
from sakimori.services.imports.parties.memory import Value
from sakimori.services.imports.plan_rows import note_line
from sakimori.services.parties.check import checked_alias, checked_contact, checked_party, checked_service

_NAMED_OTHERWISE: Final = {"owner": "owner_id", "parent": "parent_id"}
_OF_PARTY: Final = frozenset(spec.name for spec in fields(ThirdParty))
PARTY_FIELDS: Final = {
    spec.name: attribute
    for spec in fields(ThirdPartyRow)
    if (attribute := _NAMED_OTHERWISE.get(spec.name, spec.name)) in _OF_PARTY
}
SERVICE_FIELDS: Final = {"service_name": "name", "service_description": "description"}
CONTACT_FIELDS: Final = {"contact_name": "name", "contact_email": "email", "contact_phone": "phone"}
"""Columns of a list with the fields of our records that they go into."""

_PLACED_LATER: Final = frozenset({"owner", "parent", "lifecycle"})


@dataclass(frozen=True, slots=True)
class Saying:
    """One row as records, cleaned and checked; their ids are empty, and what the row leaves blank is unset.

    `unplaced` holds lines for the note: what no record of ours has a field for.
    """

    entry: Entry
    row: ThirdPartyRow
    party: ThirdParty
    service: Service | None
    contact: Contact | None
    aliases: tuple[str, ...]
    unplaced: tuple[str, ...]

    @property
    def note(self) -> str:
        """The remark of the row and, a line each, what has no field."""
        return "\n".join(filter(None, (self.party.note, *self.unplaced)))

    def values(self) -> dict[str, Value]:
        """Everything that the row says, by column; blank where it does not."""
        found = values_of(self.party) | {"lifecycle": self.row.lifecycle, "note": self.note}
        for record, columns in ((self.service, SERVICE_FIELDS), (self.contact, CONTACT_FIELDS)):
            found |= {name: getattr(record, attribute, None) or None for name, attribute in columns.items()}
        return found | {"aliases": tuple(map(fold, self.aliases))}


def values_of(party: ThirdParty) -> dict[str, Value]:
    """What a third party says, by column; one without roles is one whose roles nobody has said."""
    found = {name: getattr(party, attribute) for name, attribute in PARTY_FIELDS.items()}
    return {name: None if value == "" or (name == "roles" and not value) else value for name, value in found.items()}


def saying_of(entry: Entry) -> Saying:
    """The records that a row would become.

    Raises:
        RefusedError: A value cannot be stored.
    """
    row = ThirdPartyRow(**entry.values)
    said = {name: value for name, value in entry.values.items() if name in PARTY_FIELDS.keys() - _PLACED_LATER}
    party = checked_party(ThirdParty("", **said))
    service, purpose = None, _line(entry, "purpose_note")
    unplaced = [_line(entry, "department")]
    if row.service_name:
        about = "\n".join(filter(None, (row.service_description, purpose)))
        role = _only(row.roles or frozenset())
        service = checked_service(Service("", "", row.service_name, role=role, description=about))
    else:
        unplaced = [_line(entry, "service_description"), purpose, *unplaced]
    contact = None
    if row.contact_name or row.contact_email or row.contact_phone:
        contact = checked_contact(
            Contact("", "", ContactKind.CONTRACT, row.contact_name, row.contact_email, row.contact_phone)
        )
    note = checked_party(ThirdParty("", row.legal_name, note="\n".join(filter(None, unplaced)))).note
    return Saying(
        entry=entry,
        row=row,
        party=party,
        service=service,
        contact=contact,
        aliases=tuple(checked_alias(Alias("", "", name)).name for name in row.aliases),
        unplaced=tuple(filter(None, note.split("\n"))),
    )


def _line(entry: Entry, name: str) -> str:
    """A line of a note, headed as the column of the file is."""
    return note_line(entry.labels[name], entry.values[name]) if name in entry.values else ""


def _only(roles: frozenset[Role]) -> Role | None:
    return next(iter(roles)) if len(roles) == 1 else None
