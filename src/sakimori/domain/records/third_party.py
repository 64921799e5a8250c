"""Third parties 取引先, their services, other names and contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sakimori.domain.codes import ContactKind, Criticality, DataCategory, KindOfBody, Lifecycle, Role
from sakimori.domain.records.record import personal
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.quick import quick

SELF_ID = "self"
"""The id of our own dossier (自社調書)."""


class Foreign(StrEnum):
    """Where personal data are handled, seen from Article 28 (Rules 15 names the designated countries)."""

    NONE = "none"
    DESIGNATED = "designated"
    OTHER = "other"


@quick
@dataclass(frozen=True, slots=True)
class ThirdParty:
    """A legal person or body with which we deal; None means that nobody has answered.

    The five intake answers (`data_categories` to `criticality`) decide the tier. On `sub_processors_complete_on` it
    answered, by `sub_processors_complete_by`, that it has no sub-processors but those on record, be it none at all.
    """

    id: str
    legal_name: str
    roles: frozenset[Role] = frozenset()
    lifecycle: Lifecycle = Lifecycle.CANDIDATE
    kana: str = ""
    english_name: str = ""
    corporate_number: str | None = None
    country: str | None = None
    kind_of_body: KindOfBody | None = None
    address: str | None = None
    representative: str | None = personal()
    business_in_japan: bool | None = None
    order_history: bool | None = None
    order_note: str = ""
    parent_id: str | None = None
    owner_id: str | None = None
    website: str = ""
    note: str = ""
    external_key: str | None = None
    data_categories: frozenset[DataCategory] | None = None
    person_count: int | None = None
    special_care: bool | None = None
    foreign: Foreign | None = None
    criticality: Criticality | None = None
    sub_processors_complete_on: date | None = None
    sub_processors_complete_by: str = ""
    merged_into: str | None = None
    archived_on: date | None = None
    created_on: date | None = None
    version: int = 1

    @property
    def sub_processors_answered_on(self) -> date | None:
        """From which day on it is answered that no other sub-processors work for it; an answer names who gave it."""
        return self.sub_processors_complete_on if is_given(self.sub_processors_complete_by) else None

    @property
    def is_self(self) -> bool:
        """Whether this is our own company."""
        return self.id == SELF_ID


@dataclass(frozen=True, slots=True)
class Service:
    """Something that a third party does for us; people search it by its own name."""

    id: str
    third_party_id: str
    name: str
    role: Role | None = None
    description: str = ""
    storage_country: str | None = None
    processing_country: str | None = None
    handles_personal_data: bool | None = None
    owner_id: str | None = None
    ended_on: date | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of a third party: a former name, a brand, a name found in a list."""

    id: str
    third_party_id: str
    name: str
    removed_on: date | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to reach at a third party, and for what."""

    id: str
    third_party_id: str
    kind: ContactKind
    name: str | None = personal()
    email: str | None = personal()
    phone: str | None = personal()
    department: str = ""
    version: int = 1

    @property
    def is_reachable(self) -> bool:
        """Whether somebody can be named or reached; after an erasure nobody can."""
        return bool(self.name or self.email or self.phone)
