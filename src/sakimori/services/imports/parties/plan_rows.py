"""A row of a list as records of ours, each checked as the register does, and its values in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from sakimori.domain.codes import ContactKind, Role
from sakimori.domain.records.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.values.names import fold
from sakimori.domain.values.problem import ProblemSeverity
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.values import Fault
from sakimori.exchange.parties.row import ThirdPartyRow, shown_cell
from sakimori.exchange.reference import country_name
from sakimori.exchange.registers.entry import RegisterEntry
from sakimori.exchange.registers.fields import field_words
from sakimori.services.imports.parties.memory import Value
from sakimori.services.imports.plan_rows import STAYS_IN_NOTE, UNKNOWN, note_line
from sakimori.services.parties.check import checked_alias, checked_contact, checked_party, checked_service

AS_BEFORE: Final = Text("前回の取込と同じ値です。", "The values of the last import again.")
_KEPT: Final = Text(
    "前回の取込と同じ値です。Sakimoriで変えた項目（{fields}）は、そのまま残します。",
    "The values of the last import again. What was changed in Sakimori stays ({fields}).",
)
_APART: Final = Text(
    "別の取引先として登録します。同じなら統合してください。", "It is registered apart. Merge them if they are the same."
)
SIMILAR: Final = Fault(
    "similar_name",
    Text("「{name}」と名前が似ています。", "Its name is like that of “{name}”."),
    _APART,
    ProblemSeverity.WARNING,
)
NAMESAKE: Final = Fault(
    "similar_name",
    Text("「{name}」と同じ名前で、法人番号が違います。", "“{name}” has the same name and another number."),
    _APART,
    ProblemSeverity.WARNING,
)
ARCHIVED: Final = Fault(
    "archived",
    Text("保管されている取引先です。", "This third party is archived."),
    Text("保管のままです。使うなら調書で戻してください。", "It stays so. Bring it back in its dossier to use it."),
    ProblemSeverity.WARNING,
)
STEP_BARRED: Final = Fault(
    "step_barred",
    Text("いまの状況からは進めません。", "This does not follow from where the relation stands."),
    Text("状況は変えません。調書で変えてください。", "It stays as it is. Change it in the dossier."),
    ProblemSeverity.WARNING,
)
TOO_LONG: Final = Fault(
    "too_long",
    Text("メモに入る分が長すぎます。", "What goes into the note is too long."),
    Text("合わせて10,000字までにしてください。", "Use up to 10,000 characters in all."),
)
NO_USER: Final = Fault(
    "owner_not_found",
    Text("この名前の利用者がいません。", "No person of ours has this name."),
    STAYS_IN_NOTE,
    ProblemSeverity.WARNING,
)
NO_PARENT: Final = Fault(
    "parent_not_found",
    Text("この名前の取引先がないか、2社以上あります。", "No third party, or more than one, has this name."),
    STAYS_IN_NOTE,
    ProblemSeverity.WARNING,
)
PARENT_LOOP: Final = Fault(
    "parent_not_found",
    Text("親会社の並びが輪になります。", "The parents would form a circle."),
    STAYS_IN_NOTE,
    ProblemSeverity.WARNING,
)


def why_unchanged(fields: Sequence[str]) -> Text:
    """Why a row changes nothing although Sakimori says something else."""
    labels = [field_words(ThirdPartyRow, one) for one in fields]
    listed = Text("・".join(label.ja for label in labels), ", ".join(label.en for label in labels))
    return _KEPT.format(fields=listed)


def value_words(field: str, value: Any, names: Mapping[str, str]) -> Text:  # noqa: ANN401 - any field of a row
    """A value in words; `names` holds what ids of people and third parties are called."""
    if value is None or value == "" or (field == "roles" and not value):
        return UNKNOWN
    if field == "country":
        return country_name(value)
    if isinstance(value, tuple):
        return Text("、".join(value), ", ".join(value))
    spoken = names.get(value, value) if field in {"owner", "parent"} else value
    return Text(*(_worded(shown_cell(field, spoken, language)) for language in ("ja", "en")))


def _worded(cell: object) -> str:
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


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
class RowRecords:
    """One row as records, cleaned and checked; their ids are empty, and what the row leaves blank is unset.

    `unplaced` holds lines for the note: what no record of ours has a field for.
    """

    entry: RegisterEntry
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

    def part_of(self, field: str) -> str:
        """Service or person whose field it is, by what tells them apart; empty for one of the third party itself."""
        if field in SERVICE_FIELDS:
            return fold(self.service.name) if self.service else ""
        if field in CONTACT_FIELDS:
            return fold(self.contact.email or self.contact.name or "") if self.contact else ""
        return ""


def differing_fields(
    sayings: Mapping[int, RowRecords], whose: Mapping[int, str]
) -> Mapping[str, frozenset[tuple[str, str]]]:
    """Fields of each third party, its services and contacts of which the rows of a file say several things."""
    said: defaultdict[str, defaultdict[tuple[str, str], set[Any]]] = defaultdict(lambda: defaultdict(set))
    for key, party_id in whose.items():
        saying = sayings[key]
        for one, value in {**saying.values(), "owner": saying.row.owner, "parent": saying.row.parent}.items():
            if one != "aliases" and value is not None and value not in {"", ()}:
                said[party_id][one, saying.part_of(one)].add(value)
    return defaultdict(
        frozenset, {who: frozenset(one for one, values in of.items() if len(values) > 1) for who, of in said.items()}
    )


def values_of(party: ThirdParty) -> dict[str, Value]:
    """What a third party says, by column; one without roles is one whose roles nobody has said."""
    found = {name: getattr(party, attribute) for name, attribute in PARTY_FIELDS.items()}
    return {name: None if value == "" or (name == "roles" and not value) else value for name, value in found.items()}


def row_records(entry: RegisterEntry) -> RowRecords:
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
    return RowRecords(
        entry=entry,
        row=row,
        party=party,
        service=service,
        contact=contact,
        aliases=tuple(checked_alias(Alias("", "", name)).name for name in row.aliases),
        unplaced=tuple(filter(None, note.split("\n"))),
    )


def _line(entry: RegisterEntry, name: str) -> str:
    """A line of a note, headed as the column of the file is."""
    return note_line(entry.labels[name], entry.values[name]) if name in entry.values else ""


def _only(roles: frozenset[Role]) -> Role | None:
    return next(iter(roles)) if len(roles) == 1 else None
