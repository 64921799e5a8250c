"""What was handed over and received 提供・受領, and the records that 法29条 and 30条 ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sakimori.domain.data_flow import LegalRoute, TransferMethod


class RecordMethod(StrEnum):
    """How a record is made (規則19条): each time, in one for a period, or by a contract that holds all items."""

    EACH = "each"
    BULK = "bulk"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Release:
    """A hand-over that took place 提供の実施, under a slip; on one day, or over a period where it went on.

    `persons_how` says how the persons can be told apart in our data; `record_id` is the record of 法29条, None where
    none is needed, and `no_record_reason` then says why.
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
    no_record_reason: str = ""
    note: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class ProvisionRecord:
    """The record of a provision (法29条, 規則20条); it is never changed, and not purged before `retain_until`.

    `consent_text_id` is the fact of consent, `filing_id` the opt-out; `persons` are our customer numbers or how the
    persons can be told apart; for an opt-out to unspecified many `recipient_name` says so.
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
    persons: tuple[str, ...]
    persons_how: str
    person_count: int
    retain_until: date
    made_on: date
    made_by: str
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
    persons: tuple[str, ...]
    persons_how: str
    person_count: int
    retain_until: date
    made_on: date
    made_by: str
    is_operator: bool = True
    consented: bool | None = None
    ppc_published: bool | None = None
    data_set_id: str | None = None
    corrects_id: str | None = None
    version: int = 1
