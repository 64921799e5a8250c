"""One row of a list of third parties: what it says of the third party, of one service of it and of one contact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sakimori.domain.codes import Criticality, DataCategory, KindOfBody, Lifecycle, Role
from sakimori.domain.records.third_party import Foreign
from sakimori.domain.values.numbers import shown_corporate_number
from sakimori.domain.values.text import Text
from sakimori.exchange.paper.safe_files import Cell
from sakimori.exchange.registers.words import VOCABULARIES

NO_DATA: Final = Text("個人データなし", "No personal data")
YES_NO: Final = {True: Text("はい", "Yes"), False: Text("いいえ", "No")}


@dataclass(frozen=True, slots=True, kw_only=True)
class ThirdPartyRow:
    """The columns of a list in the order in which we offer them; None means that the row does not answer.

    `aliases` and the empty set of `data_categories` differ: no alias is nothing, no category is an answer.
    """

    legal_name: str
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


def shown_cell(  # noqa: PLR0911 - one return a sort of value
    field: str,
    value: Any,  # noqa: ANN401 - any field of a row
    language: str,
) -> Cell:
    """One field of a row in the words that our reader takes back."""
    match value:
        case bool():
            return YES_NO[value].get(language)
        case StrEnum():
            return VOCABULARIES[type(value)].word(value, language)
        case frozenset():
            return _listed(value, language) if value else NO_DATA.get(language)
        case tuple():
            return "\n".join(value)
        case date():
            return value.isoformat()
        case str() if field == "corporate_number":
            return shown_corporate_number(value)
        case _:
            cell: Cell = value
            return cell


def _listed(codes: Iterable[StrEnum], language: str) -> str | None:
    return VOCABULARIES[type(next(iter(codes)))].words(frozenset(codes), language)
