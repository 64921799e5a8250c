"""What was handed over and received 提供・受領, and the records that 法29条 and 30条 ask for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sakimori.domain.records.data_flow import LegalRoute, TransferMethod
from sakimori.domain.records.record import PERSONAL


class RecordMethod(StrEnum):
    """How a record is made (規則19条): each time, in one for a period, or by a contract that holds all items."""

    EACH = "each"
    BULK = "bulk"
    CONTRACT = "contract"


class NoRecord(StrEnum):
    """Why no record is due (法29条1項ただし書 and what falls outside it), or is no longer kept (`PURGED`)."""

    ENTRUST = "entrust"
    SUCCESSION = "succession"
    JOINT = "joint"
    PUBLIC_BODY = "public_body"
    EXCEPTION = "exception"
    NOT_PROVISION = "not_provision"
    TO_PERSON = "to_person"
    BY_PERSON = "by_person"
    FOR_PERSON = "for_person"
    PERSONS_SIDE = "persons_side"
    PUBLIC = "public"
    MY_NUMBER = "my_number"
    PSEUDONYMISED = "pseudonymised"
    ANONYMISED = "anonymised"
    RELATED = "related"
    OUTSIDE = "outside"
    PURGED = "purged"


@dataclass(frozen=True, slots=True)
class Release:
    """A hand-over that took place 提供の実施; on one day, or over a period where it went on.

    `persons_how` says how the persons can be told apart in our data. Either `record_id` is the record of it or
    `no_record` says why there is none. `uncleared_on` is the first day on which no clearance stood, as it was known
    when the hand-over was recorded; `reviewed_by` looked into such a one.
    """

    id: str
    third_party_id: str
    slip_id: str | None
    first_on: date
    last_on: date
    items: tuple[str, ...]
    person_count: int
    persons_how: str
    method: TransferMethod
    released_by: str
    released_at: datetime
    flow_id: str | None = None
    record_id: str | None = None
    no_record: NoRecord | None = None
    uncleared_on: date | None = None
    reviewed_by: str | None = None
    reviewed_on: date | None = None
    note: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class ProvisionRecord:
    """The record of a provision (法29条, 規則20条), or of what was confirmed for related data (31条3項).

    It is never changed and not purged before `retain_until`; one that corrects another names it. `consented` is the
    fact of consent (of its confirmation where `is_related`), with the text where one is named; `filing_id` the opt-out.
    `persons` are our customer numbers: sealed in the trail, and for those alone who may read records.
    """

    id: str
    third_party_id: str
    route: LegalRoute
    method: RecordMethod
    first_on: date
    last_on: date
    recipient_name: str
    recipient_address: str
    recipient_representative: str
    items: tuple[str, ...]
    persons: tuple[str, ...] = field(metadata=PERSONAL)
    persons_how: str
    person_count: int
    retain_until: date
    made_on: date
    made_by: str
    consented: bool | None = None
    is_related: bool = False
    flow_id: str | None = None
    consent_text_id: str | None = None
    filing_id: str | None = None
    contract_id: str | None = None
    corrects_id: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class ReceiptRecord:
    """The record of data that we received (法30条, 規則24条), kept like that of a provision.

    `confirmed_how` says how name, address and representative were confirmed, `acquired_how` how the provider got the
    data and by what this was shown; `ppc_published` that the opt-out filing is in the public register.
    `is_related` is data that the provider could not tie to persons and we do (31条): then its way of getting them is
    none of our matter, but abroad `informed` is.
    """

    id: str
    third_party_id: str
    route: LegalRoute
    method: RecordMethod
    first_on: date
    last_on: date
    provider_name: str
    provider_address: str
    provider_representative: str
    confirmed_how: str
    acquired_how: str
    items: tuple[str, ...]
    persons: tuple[str, ...] = field(metadata=PERSONAL)
    persons_how: str
    person_count: int
    retain_until: date
    made_on: date
    made_by: str
    is_operator: bool = True
    is_related: bool = False
    consented: bool | None = None
    informed: bool | None = None
    ppc_published: bool | None = None
    flow_id: str | None = None
    data_set_id: str | None = None
    contract_id: str | None = None
    corrects_id: str | None = None
    version: int = 1
