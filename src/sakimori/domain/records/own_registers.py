"""What our own company keeps on record: purposes, data sets, consent texts, notices, stops, opt-out filings.

They belong to our own dossier (自社調書); flows of third parties refer to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sakimori.domain.codes import DataCategory
from sakimori.domain.records.data_flow import Origin, SubjectGroup
from sakimori.domain.records.sharing import OptoutItem
from sakimori.domain.records.third_party import SELF_ID


class Position(StrEnum):
    """In which position we hold data (法18条2項, 20条, 30条)."""

    OWN = "own"
    AS_PROCESSOR = "as_processor"
    JOINT_USER = "joint_user"
    BOUGHT_ON_CONSENT = "bought_on_consent"
    BOUGHT_BY_OPTOUT = "bought_by_optout"
    SUCCESSION = "succession"


class AgeBand(StrEnum):
    """How old the persons are, as far as consent depends on it (Q1-62; our policy)."""

    ADULT = "adult"
    FROM_16_TO_17 = "from_16_to_17"
    FROM_12_TO_15 = "from_12_to_15"
    UNDER_12 = "under_12"
    MIXED = "mixed"


RECEIVED = frozenset({Position.BOUGHT_ON_CONSENT, Position.BOUGHT_BY_OPTOUT})
"""Positions in which another operator gave us the data, so that 法30条 asked us to confirm how he got them."""


class PurposeTold(StrEnum):
    """How the persons learned the purposes when their data were acquired (法21条1項・2項・4項4号)."""

    PUBLISHED = "published"
    NOTIFIED = "notified"
    STATED = "stated"
    EVIDENT = "evident"


class AcquisitionHistory(StrEnum):
    """What is known of how whoever gave us data had acquired them (法30条1項2号, 20条1項)."""

    LAWFUL = "lawful"
    DOUBTFUL = "doubtful"
    UNLAWFUL = "unlawful"


class OtherLaw(StrEnum):
    """Laws and sector rules beside the Act that bind data of some kind; NONE is the answer that none does."""

    NONE = "none"
    TELECOM_SECRECY = "telecom_secrecy"
    MEDICAL_SECRECY = "medical_secrecy"
    FINANCIAL = "financial"
    PROFESSIONAL = "professional"
    TELECOM_GUIDELINES = "telecom_guidelines"
    MEDICAL_GUIDELINES = "medical_guidelines"
    CREDIT_GUIDELINES = "credit_guidelines"
    EXTERNAL_SENDING = "external_sending"
    JOB_SEEKERS = "job_seekers"
    TEMP_WORKERS = "temp_workers"
    PUBLIC_BODIES = "public_bodies"
    CARD_NUMBERS = "card_numbers"
    INSURED_NUMBERS = "insured_numbers"
    US_BULK_DATA = "us_bulk_data"


class ConsentKind(StrEnum):
    """The five consents that the Act asks for; one never serves as another. NONE was read and asks for no consent."""

    BEYOND_PURPOSE_18 = "beyond_purpose_18"
    SPECIAL_CARE_20 = "special_care_20"
    PROVISION_27 = "provision_27"
    FOREIGN_28 = "foreign_28"
    RELATED_31 = "related_31"
    NONE = "none"


class PublicItem(StrEnum):
    """What must be published or answered about retained personal data (法32条1項, 施行令10条)."""

    NAME_ADDRESS_REPRESENTATIVE = "name_address_representative"
    PURPOSES = "purposes"
    REQUEST_PROCEDURE = "request_procedure"
    SECURITY_MEASURES = "security_measures"
    COMPLAINT_CONTACT = "complaint_contact"


class StopChannel(StrEnum):
    """What a person has asked us to stop (法27条2項, 35条; marketing channels)."""

    MAIL = "mail"
    SMS = "sms"
    PHONE = "phone"
    POST = "post"
    AD_TARGETING = "ad_targeting"
    OPTOUT_PROVISION = "optout_provision"
    PROVISION = "provision"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    USE = "use"


class IdentifierKind(StrEnum):
    """By what sort of value a person is told from another."""

    MAIL_ADDRESS = "mail_address"
    PHONE_NUMBER = "phone_number"
    POSTAL_ADDRESS = "postal_address"
    CUSTOMER_NUMBER = "customer_number"
    NAME_AND_BIRTH = "name_and_birth"


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose of use 利用目的 as it was specified and published; a change is a new one with `replaces_id`."""

    id: str
    name: str
    wording: str
    published_since: date | None = None
    published_until: date | None = None
    published_where: str = ""
    states_provision: bool | None = None
    replaces_id: str | None = None
    related_judgement: str = ""
    related_judged_by: str | None = None
    related_judged_on: date | None = None
    external_key: str | None = None
    third_party_id: str = SELF_ID
    version: int = 1


@dataclass(frozen=True, slots=True)
class DataSet:
    """A collection of personal data that we hold 保有データ."""

    id: str
    name: str
    department: str = ""
    source_system: str = ""
    retention_months: int | None = None
    retention_reason: str = ""
    retention_law: str = ""
    last_verified_on: date | None = None
    other_laws: frozenset[OtherLaw] | None = None
    note: str = ""
    ended_on: date | None = None
    external_key: str | None = None
    third_party_id: str = SELF_ID
    version: int = 1


@dataclass(frozen=True, slots=True)
class DataSetPart:
    """The persons of a data set whose data were collected alike: when, in which position, on which texts.

    `agreed_from` and `agreed_until` are the days on which they agreed to their text, where these are other days.
    `acquired_properly` is 法20条1項; `special_care_basis` that special-care data came with consent or by exception
    (法20条2項); `receipt_recorded` that the record of 法30条 is there; `onward_limited` that a promise binds us not to
    pass them on. `purpose_told` says how the persons learned the purposes of `purpose_ids` at the acquisition;
    `history` how the one who gave us the data had acquired them; `entruster` names whose data we hold as a processor.
    """

    id: str
    data_set_id: str
    name: str
    origin: Origin | None = None
    collected_from: date | None = None
    collected_until: date | None = None
    position: Position | None = None
    purpose_ids: tuple[str, ...] = ()
    purpose_told: PurposeTold | None = None
    consent_text_id: str | None = None
    age_band: AgeBand | None = None
    person_count: int | None = None
    categories: frozenset[DataCategory] | None = None
    acquired_properly: bool | None = None
    special_care_basis: bool | None = None
    receipt_recorded: bool | None = None
    history: AcquisitionHistory | None = None
    onward_limited: bool | None = None
    agreed_from: date | None = None
    agreed_until: date | None = None
    entruster: str = ""
    external_key: str | None = None
    third_party_id: str = SELF_ID
    version: int = 1


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version of a wording on which consent was asked; the three points of 規則17条2項 where it is for abroad.

    Why the country could not be told, with what helps to judge in its place (規則17条3項), and why the measures could
    not (同条4項), are told apart. `information_on` is the day on which the information was last checked.
    """

    id: str
    name: str
    text_version: str
    wording: str = ""
    kinds: frozenset[ConsentKind] | None = None
    purpose_ids: tuple[str, ...] = ()
    categories: frozenset[DataCategory] | None = None
    recipient_range: str = ""
    countries: frozenset[str] | None = None
    names_country: bool | None = None
    tells_regime: bool | None = None
    tells_measures: bool | None = None
    country_unknown_reason: str = ""
    country_substitute: str = ""
    measures_unknown_reason: str = ""
    information_on: date | None = None
    channel: str = ""
    used_from: date | None = None
    used_until: date | None = None
    external_key: str | None = None
    third_party_id: str = SELF_ID
    version: int = 1

    @property
    def known_kinds(self) -> frozenset[ConsentKind] | None:
        """What it consents to; None while nobody has said, or where consent and none contradict each other."""
        if not self.kinds or (ConsentKind.NONE in self.kinds and len(self.kinds) > 1):
            return None
        return self.kinds


@dataclass(frozen=True, slots=True)
class Notice:
    """One version of a published notice (privacy policy and the like), and what it states.

    `answers_on_request` says that what 法32条1項 asks for is told without delay to a person who asks, stated or not.
    `security_content` says that the security measures are told in substance, beyond that a guideline is followed. What
    stands below it is copied from the notice word for word; an empty one was not copied.
    """

    id: str
    name: str
    published_on: date | None = None
    published_until: date | None = None
    url: str = ""
    purpose_ids: tuple[str, ...] = ()
    countries: frozenset[str] | None = None
    items: frozenset[PublicItem] | None = None
    answers_on_request: bool | None = None
    optout_items: frozenset[OptoutItem] | None = None
    security_content: bool | None = None
    operator_name: str = ""
    operator_address: str = ""
    operator_representative: str = ""
    complaint_contact: str = ""
    fee: str = ""
    accredited_body: str = ""
    external_key: str | None = None
    third_party_id: str = SELF_ID
    version: int = 1


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """What holds of our company and stands in no other register, as a notice has to say it (法32条1項, 施行令10条).

    `fee` is what a request costs where one is charged, `accredited_body` the name and contact of the accredited
    body 認定個人情報保護団体 where we are a member. The measures are those that we do take, a sentence each.
    `has_delegated_authority` is that incidents of our trade are reported to a minister or body with delegated
    power, `breach_authority` which one.
    """

    id: str
    charges_fee: bool | None = None
    fee: str = ""
    is_member: bool | None = None
    accredited_body: str = ""
    complaint_contact: str = ""
    request_desk: str = ""
    measures_organisation: str = ""
    measures_people: str = ""
    measures_premises: str = ""
    measures_technology: str = ""
    has_delegated_authority: bool | None = None
    breach_authority: str = ""
    checked_on: date | None = None
    third_party_id: str = SELF_ID
    version: int = 1


@dataclass(frozen=True, slots=True)
class Stop:
    """One request to stop, of a person known to us only by a keyed hash.

    `kind` is the sort of value that was hashed; older stops do not tell it. `recorded_on` is the day on which we put it
    down, since when it can be passed on. `subject_group` is what the person is to us: who holds data of others alone
    need not be told; not known is everybody.
    """

    id: str
    key_hash: str
    channel: StopChannel
    received_on: date
    source: str = ""
    withdrawn_on: date | None = None
    kind: IdentifierKind | None = None
    recorded_on: date | None = None
    subject_group: SubjectGroup | None = None
    third_party_id: str = SELF_ID
    version: int = 1
