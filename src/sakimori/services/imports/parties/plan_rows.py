"""What one row of a list says, as the records that it would become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from sakimori.domain.codes import ContactKind, Role
from sakimori.domain.records.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.values.problem import Problem, ProblemSeverity
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, RefusedError
from sakimori.exchange.parties.fields import FIELD_LABELS, ThirdPartyField
from sakimori.exchange.parties.row import ThirdPartyRow
from sakimori.services.imports.parties.memory import Value
from sakimori.services.parties.check import checked_alias, checked_contact, checked_party, checked_service, clean

F = ThirdPartyField

PARTY_FIELDS: Final[dict[ThirdPartyField, str]] = {
    F.LEGAL_NAME: "legal_name",
    F.KANA: "kana",
    F.ENGLISH_NAME: "english_name",
    F.CORPORATE_NUMBER: "corporate_number",
    F.COUNTRY: "country",
    F.ADDRESS: "address",
    F.REPRESENTATIVE: "representative",
    F.KIND_OF_BODY: "kind_of_body",
    F.ROLES: "roles",
    F.WEBSITE: "website",
    F.OWNER: "owner_id",
    F.DATA_CATEGORIES: "data_categories",
    F.PERSON_COUNT: "person_count",
    F.SPECIAL_CARE: "special_care",
    F.FOREIGN: "foreign",
    F.CRITICALITY: "criticality",
    F.SUB_PROCESSORS_COMPLETE_ON: "sub_processors_complete_on",
    F.SUB_PROCESSORS_COMPLETE_BY: "sub_processors_complete_by",
    F.LIFECYCLE: "lifecycle",
    F.PARENT: "parent_id",
    F.NOTE: "note",
    F.EXTERNAL_KEY: "external_key",
}
SERVICE_FIELDS: Final = {F.SERVICE_NAME: "name", F.SERVICE_DESCRIPTION: "description"}
CONTACT_FIELDS: Final = {F.CONTACT_NAME: "name", F.CONTACT_EMAIL: "email", F.CONTACT_PHONE: "phone"}

_AS_GIVEN: Final = tuple(field for field in PARTY_FIELDS if field not in {F.OWNER, F.PARENT, F.LIFECYCLE, F.NOTE})
_NOT_ACCEPTED: Final = Text("この値は登録できません。", "This value cannot be registered.")


@dataclass(frozen=True, slots=True)
class Saying:
    """One row as records, cleaned and checked; their ids are empty, and what the row leaves blank is unset.

    `unplaced` holds lines for the note: what no record of ours has a field for.
    """

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

    def value(self, field: ThirdPartyField) -> Value:
        """What the row says about a field of the third party, its service or its contact; blank when it does not."""
        if field is F.LIFECYCLE:
            return self.row.lifecycle
        if field is F.NOTE:
            return self.note
        if attribute := PARTY_FIELDS.get(field):
            said: Value = getattr(self.party, attribute)
        elif attribute := SERVICE_FIELDS.get(field):
            said = getattr(self.service, attribute, None)
        else:
            said = getattr(self.contact, CONTACT_FIELDS[field], None)
        # A third party without roles is one whose roles nobody has said; no category of data is an answer.
        return None if said == "" or (field is F.ROLES and not said) else said


def saying_of(row: ThirdPartyRow, labels: Mapping[ThirdPartyField, str]) -> Saying:
    """The records that a row would become.

    Args:
        row: The row as read.
        labels: How the columns are called in the file, to head what only the note can hold.

    Raises:
        RefusedError: A value cannot be stored.
    """
    given = {PARTY_FIELDS[field]: getattr(row, PARTY_FIELDS[field]) for field in _AS_GIVEN}
    party = checked_party(
        replace(
            ThirdParty("", row.legal_name),
            **{name: value for name, value in given.items() if value is not None},
            note=row.note or "",
        )
    )
    line = _Lines(labels)
    service = None
    if row.service_name:
        said = "\n".join(filter(None, (row.service_description, line.of(F.PURPOSE_NOTE, row.purpose_note))))
        service = checked_service(
            Service("", "", row.service_name, role=_only(row.roles or frozenset()), description=said)
        )
    unplaced = (
        []
        if row.service_name
        else [
            line.of(F.SERVICE_DESCRIPTION, row.service_description),
            line.of(F.PURPOSE_NOTE, row.purpose_note),
        ]
    )
    unplaced.append(line.of(F.DEPARTMENT, row.department))
    contact = None
    if row.contact_name or row.contact_email or row.contact_phone:
        contact = checked_contact(
            Contact("", "", ContactKind.CONTRACT, row.contact_name, row.contact_email, row.contact_phone)
        )
    checked_note = checked_party(replace(party, note="\n".join(filter(None, unplaced)))).note
    return Saying(
        row=row,
        party=party,
        service=service,
        contact=contact,
        aliases=tuple(checked_alias(Alias("", "", name)).name for name in row.aliases),
        unplaced=tuple(filter(None, checked_note.split("\n"))),
    )


def refusal_problem(row: ThirdPartyRow, error: RefusedError, labels: Mapping[ThirdPartyField, str]) -> Problem:
    """Why a row that reads well still cannot be stored."""
    if not isinstance(error, InvalidValueError):
        message = Text(error.message("ja"), error.message("en"))
        return Problem(code=type(error).__name__, message=message, expected=Text("", ""), sheet=row.sheet, row=row.row)
    name = str(error.details["name"])
    expected = error.details["expected"]
    field = next((f for f in F if f.value == name), None)
    return Problem(
        code="not_accepted",
        message=_NOT_ACCEPTED,
        expected=expected if isinstance(expected, Text) else Text("", ""),
        sheet=row.sheet,
        row=row.row,
        column=labels.get(field, FIELD_LABELS[field].ja) if field else name,
        value=str(error.details["value"]),
        severity=ProblemSeverity.ERROR,
    )


class _Lines:
    """Lines of a note, each headed as the column of the file is."""

    def __init__(self, labels: Mapping[ThirdPartyField, str]) -> None:
        self._labels = labels

    def of(self, field: ThirdPartyField, text: str | None) -> str:
        return note_line(self._labels.get(field, FIELD_LABELS[field].ja), text) if text else ""


def note_line(label: str, text: str) -> str:
    """One line of a note: what it is, and what the file said."""
    separator = ": " if label.isascii() else "："
    return f"{clean(label)}{separator}{clean(text)}"


def _only(roles: frozenset[Role]) -> Role | None:
    return next(iter(roles)) if len(roles) == 1 else None
