"""The register as an Excel workbook for people, and as rows of a list of third parties to be filled in again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sakimori.domain.codes import ContactKind
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.country import CountryFact
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.own_registers import ConsentText, DataSet, Notice, Purpose
from sakimori.domain.records.sharing import Filing, JointUse
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import Contact, Service, ThirdParty
from sakimori.domain.user import Actor, User
from sakimori.domain.values.days import JST
from sakimori.domain.values.text import Text
from sakimori.exchange.paper.safe_files import Cell, OutSheet, safe_xlsx
from sakimori.exchange.parties.row import YES_NO, ThirdPartyRow, shown_cell
from sakimori.exchange.reference import country_name, fact_line
from sakimori.exchange.registers.columns import columns_of
from sakimori.exchange.registers.fields import RECORD_WORDS, field_words
from sakimori.exchange.registers.words import code_word
from sakimori.services.imports.parties.matching import Register
from sakimori.services.imports.parties.plan_rows import values_of
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.record_table import OF_PARTIES, OURS
from sakimori.services.kernel.unit import Unit, all_records
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.check import country_codes


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


_LEFT_OUT: Final = frozenset({"version"})
_WIDTHS: Final = {"id": 18, "legal_name": 28, "name": 28, "title": 28, "third_party_id": 26, "note": 30, "wording": 40}
_ORDINARY: Final = 16
_COUNTRIES: Final = frozenset({"country", "governing_law", "countries", "storage_countries", "processing_countries"})

_COVER: Final = Text("表紙", "Cover")
_TITLE: Final = Text("先守 台帳", "Sakimori register")
_LINES: Final = {
    "company": Text("会社", "Company"),
    "on": Text("基準日", "As of"),
    "at": Text("書き出した日時", "Exported at"),
    "by": Text("書き出した人", "Exported by"),
    "filters": Text("絞り込み", "Filters"),
    "head": Text("監査記録の連番と先頭ハッシュ", "Audit entry and head hash"),
    "counts": Text("件数", "Counts"),
}
_NO_FILTER: Final = Text("なし（すべて）", "None (everything)")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What goes into a workbook: some third parties (all where None), and the filters by which they were chosen."""

    third_party_ids: frozenset[str] | None = None
    filters: tuple[tuple[str, str], ...] = ()

    def takes(self, record: Any) -> bool:  # noqa: ANN401 - any record of a third party
        """Whether a record of a third party goes in."""
        return self.third_party_ids is None or record.third_party_id in self.third_party_ids


EVERYTHING: Final = Chosen()


@needs(Permission.READ)
def register_workbook(
    workspace: Workspace,
    chosen: Chosen,
    *,
    on: date,
    number: int,
    actor: Actor,
    at: datetime,
    language: str,
) -> bytes:
    """The register as known after an entry, in words; our own registers go in where nothing is narrowed.

    The ids in its first columns let the same rows come back by an import.
    """
    with workspace.unit() as unit:
        names = _names(unit, number, language)
        parties = [p for p in all_records(unit, ThirdParty, number=number) if not p.is_self]
        kept = [p for p in parties if chosen.third_party_ids is None or p.id in chosen.third_party_ids]
        kinds = OF_PARTIES if chosen.third_party_ids is not None else (*OF_PARTIES, *OURS)
        found: dict[type, list[Any]] = {}
        for kind in kinds:
            records: list[Any] = all_records(unit, kind, number=number)
            found[kind] = [r for r in records if kind in OURS or chosen.takes(r)]
        head = unit.trail.head()
    sheets = [_parties_sheet(kept, names, language)]
    sheets += [_sheet(kind, records, names, language) for kind, records in found.items() if records]
    cover = _cover(workspace, chosen, sheets, on=on, head=head, actor=actor, at=at, language=language)
    workspace.access("register.exported", actor=actor, at=at, what="register", key=str(number))
    return safe_xlsx([cover, *sheets])


def _cover(
    workspace: Workspace,
    chosen: Chosen,
    sheets: Sequence[OutSheet],
    *,
    on: date,
    head: tuple[int, str],
    actor: Actor,
    at: datetime,
    language: str,
) -> OutSheet:
    filters = chosen.filters or (("", _NO_FILTER.get(language)),)
    rows: list[list[Cell]] = [
        [_TITLE.get(language)],
        [_LINES["company"].get(language), workspace.meta("name") or ""],
        [_LINES["on"].get(language), on.isoformat()],
        [_LINES["at"].get(language), at.astimezone(JST).strftime("%Y-%m-%d %H:%M JST")],
        [_LINES["by"].get(language), actor.name],
        [_LINES["head"].get(language), f"{head[0]} {head[1]}"],
    ]
    rows += [[_LINES["filters"].get(language), f"{key} {value}".strip()] for key, value in filters]
    rows += [[_LINES["counts"].get(language), sheet.name, sum(1 for _ in sheet.rows) - 1] for sheet in sheets]
    return OutSheet(_COVER.get(language), rows, widths=(32, 60, 10))


def _parties_sheet(parties: Sequence[ThirdParty], names: Mapping[str, str], language: str) -> OutSheet:
    listed = [
        party_row(party, owner=names.get(party.owner_id or ""), parent=names.get(party.parent_id or ""))
        for party in parties
    ]
    shown = [
        {c: shown_cell(c.name, getattr(row, c.name), language) for c in columns_of(ThirdPartyRow)} for row in listed
    ]
    used = [c for c in columns_of(ThirdPartyRow) if c.name == "legal_name" or any(cells[c] for cells in shown)]
    rows: list[list[Cell]] = [[column.label.get(language) for column in used]]
    rows += [[cells[column] for column in used] for cells in shown]
    widths = tuple(_WIDTHS.get(column.name, _ORDINARY) for column in used)
    return OutSheet(RECORD_WORDS[ThirdPartyRow].get(language), rows, widths=widths)


def _sheet(kind: type, records: Sequence[Any], names: Mapping[str, str], language: str) -> OutSheet:
    spoken = [
        f.name for f in fields(kind) if f.name not in _LEFT_OUT and not (kind in OURS and f.name == "third_party_id")
    ]
    rows: list[list[Cell]] = [[field_words(kind, name).get(language) for name in spoken]]
    rows += [[cell_of(name, getattr(record, name), names, language) for name in spoken] for record in records]
    widths = tuple(_WIDTHS.get(name, _ORDINARY) for name in spoken)
    return OutSheet(RECORD_WORDS[kind].get(language), rows, widths=widths)


def cell_of(  # noqa: PLR0911 - one return a sort of value
    field: str,
    value: Any,  # noqa: ANN401 - any field
    names: Mapping[str, str],
    language: str,
) -> Cell:
    """A value in the words that our import takes back."""
    if isinstance(value, bool):
        return YES_NO[value].get(language)
    if value is None or isinstance(value, date | int):
        return value
    if isinstance(value, frozenset | tuple):
        joint = "、" if language == "ja" else ", "
        return joint.join(str(cell_of(field, one, names, language)) for one in sorted(value, key=str)) or None
    if isinstance(value, StrEnum):
        return code_word(value).get(language)
    if isinstance(value, CountryFact):
        return fact_line(value, language)
    if field in _COUNTRIES or (field == "id" and value in country_codes()):
        return country_name(value).get(language)
    return value if field == "id" else names.get(str(value), str(value)) or None


def _names(unit: Unit, number: int, language: str) -> dict[str, str]:
    """What ids are called."""
    found: dict[str, str] = {}
    named: Collection[tuple[type, str]] = (
        (User, "name"), (ThirdParty, "legal_name"), (Service, "name"), (Contract, "title"), (Certificate, "number"),
        (DataFlow, "name"), (SubProcessorLink, "name"), (Purpose, "name"), (DataSet, "name"), (Notice, "name"),
        (ConsentText, "name"), (JointUse, "name"), (Filing, "name"),
    )  # fmt: skip
    for kind, field in named:
        records: list[Any] = all_records(unit, kind, number=number)
        found.update({record.id: getattr(record, field) or record.id for record in records})
    return found
