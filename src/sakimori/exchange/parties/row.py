"""One row of a list of third parties as typed values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from sakimori.domain.codes import Criticality, DataCategory, KindOfBody, Lifecycle, Role
from sakimori.domain.records.third_party import Foreign
from sakimori.domain.values.names import fold
from sakimori.domain.values.problem import ProblemSeverity
from sakimori.domain.values.text import Text
from sakimori.exchange.lists import values
from sakimori.exchange.lists.values import Fault, Parsed
from sakimori.exchange.parties import vocabulary
from sakimori.exchange.parties.fields import ThirdPartyField
from sakimori.exchange.reference import parse_country
from sakimori.exchange.registers.dates import parse_day

T = TypeVar("T")

_NAME_SEPARATORS: Final = re.compile(r"[、，;；/／\n]+|,(?!\s*(?:Inc|Ltd|LLC|Co|Corp|S\.A|Limited)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Given:
    """What a cell said, as written, for the field that it was mapped to."""

    field: ThirdPartyField
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThirdPartyRow:
    """What one row says about a third party; None means that the row does not answer.

    `aliases` and the empty set of `data_categories` differ: no alias is nothing, no category is an answer.
    """

    legal_name: str
    sheet: str = ""
    row: int = 0
    given: tuple[Given, ...] = ()
    kana: str | None = None
    english_name: str | None = None
    aliases: tuple[str, ...] = ()
    corporate_number: str | None = None
    country: str | None = None
    address: str | None = None
    representative: str | None = None
    kind_of_body: KindOfBody | None = None
    roles: frozenset[Role] | None = None
    service_name: str | None = None
    service_description: str | None = None
    purpose_note: str | None = None
    website: str | None = None
    owner: str | None = None
    department: str | None = None
    contact_name: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None
    data_categories: frozenset[DataCategory] | None = None
    person_count: int | None = None
    special_care: bool | None = None
    foreign: Foreign | None = None
    criticality: Criticality | None = None
    sub_processors_complete_on: date | None = None
    sub_processors_complete_by: str | None = None
    lifecycle: Lifecycle | None = None
    parent: str | None = None
    note: str | None = None
    external_key: str | None = None
    register_id: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which this third party may already be known."""
        named = (self.legal_name, self.english_name, *self.aliases)
        return tuple(dict.fromkeys(name for name in named if name))


_NAME_MISSING = Fault(
    "missing_name",
    Text("法人名がありません。", "The legal name is missing."),
    Text("法人名（正式名称）を書いてください。", "Write the legal name."),
)


def build_row(
    sheet: str, row: int, raws: Mapping[ThirdPartyField, str]
) -> tuple[ThirdPartyRow | None, list[tuple[ThirdPartyField, Fault]]]:
    """The row that mapped cells give, or None where a fault forbids it; with every fault and warning."""
    read = _Reader(raws)
    name = read.name(ThirdPartyField.LEGAL_NAME)
    if name is None and not read.faults:
        read.faults.append((ThirdPartyField.LEGAL_NAME, _NAME_MISSING))
    built = ThirdPartyRow(
        sheet=sheet,
        row=row,
        given=tuple(Given(field, raw) for field, raw in raws.items() if raw),
        legal_name=name or "",
        kana=read.name(ThirdPartyField.KANA),
        english_name=read.name(ThirdPartyField.ENGLISH_NAME),
        aliases=read.names(ThirdPartyField.ALIAS),
        corporate_number=read.take(ThirdPartyField.CORPORATE_NUMBER, values.parse_corporate_number),
        country=read.take(ThirdPartyField.COUNTRY, parse_country),
        address=read.text(ThirdPartyField.ADDRESS),
        representative=read.name(ThirdPartyField.REPRESENTATIVE),
        kind_of_body=read.take(ThirdPartyField.KIND_OF_BODY, vocabulary.KINDS_OF_BODY.parse_one),
        roles=read.take(ThirdPartyField.ROLES, vocabulary.ROLES.parse_several),
        service_name=read.name(ThirdPartyField.SERVICE_NAME),
        service_description=read.text(ThirdPartyField.SERVICE_DESCRIPTION),
        purpose_note=read.text(ThirdPartyField.PURPOSE_NOTE),
        website=read.take(ThirdPartyField.WEBSITE, values.parse_website),
        owner=read.name(ThirdPartyField.OWNER),
        department=read.name(ThirdPartyField.DEPARTMENT),
        contact_name=read.name(ThirdPartyField.CONTACT_NAME),
        contact_email=read.take(ThirdPartyField.CONTACT_EMAIL, values.parse_email),
        contact_phone=read.name(ThirdPartyField.CONTACT_PHONE),
        data_categories=read.take(ThirdPartyField.DATA_CATEGORIES, vocabulary.parse_data_categories),
        person_count=read.take(ThirdPartyField.PERSON_COUNT, values.parse_count),
        special_care=read.take(ThirdPartyField.SPECIAL_CARE, values.parse_yes_no),
        foreign=read.take(ThirdPartyField.FOREIGN, vocabulary.parse_foreign),
        criticality=read.take(ThirdPartyField.CRITICALITY, vocabulary.CRITICALITIES.parse_one),
        sub_processors_complete_on=read.take(ThirdPartyField.SUB_PROCESSORS_COMPLETE_ON, parse_day),
        sub_processors_complete_by=read.name(ThirdPartyField.SUB_PROCESSORS_COMPLETE_BY),
        lifecycle=read.take(ThirdPartyField.LIFECYCLE, vocabulary.LIFECYCLES.parse_one),
        parent=read.name(ThirdPartyField.PARENT),
        note=read.text(ThirdPartyField.NOTE),
        external_key=read.name(ThirdPartyField.EXTERNAL_KEY),
        register_id=read.name(ThirdPartyField.REGISTER_ID),
    )
    refused = any(fault.severity is ProblemSeverity.ERROR for _, fault in read.faults)
    return (None if refused else built), read.faults


class _Reader:
    """Reads the mapped cells of one row and keeps what is wrong with them."""

    def __init__(self, raws: Mapping[ThirdPartyField, str]) -> None:
        self._raws = raws
        self.faults: list[tuple[ThirdPartyField, Fault]] = []

    def take(self, field: ThirdPartyField, parse: Callable[[str], Parsed[T]]) -> T | None:
        """The value of a field by its own reader; None where the row has no such cell."""
        raw = self._raws.get(field, "")
        if not raw:
            return None
        parsed = parse(raw)
        if parsed.fault:
            self.faults.append((field, parsed.fault))
        return parsed.value

    def name(self, field: ThirdPartyField) -> str | None:
        """A short text on one line."""
        return self.take(field, lambda raw: values.parse_text(raw, limit=values.NAME_LENGTH, one_line=True))

    def text(self, field: ThirdPartyField) -> str | None:
        """A longer text."""
        return self.take(field, values.parse_text)

    def names(self, field: ThirdPartyField) -> tuple[str, ...]:
        """Several names in one cell."""
        raw = self.take(field, values.parse_text) or ""
        parts = (" ".join(part.split()) for part in _NAME_SEPARATORS.split(raw))
        return tuple({fold(part): part for part in parts if fold(part)}.values())
