"""Data flows データフロー: one recurring hand-over, the ground on which it stands, and what becomes of the data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sakimori.domain.codes import DataCategory, Role
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.quick import quick


class Direction(StrEnum):
    """Whether the data leave us or come to us."""

    OUT = "out"
    IN = "in"


class LegalRoute(StrEnum):
    """The ground of a provision (法27条, 28条); UNDECIDED is what nobody has decided."""

    UNDECIDED = "UNDECIDED"
    ENTRUST = "ENTRUST"
    JOINT = "JOINT"
    SUCCESSION = "SUCCESSION"
    CONSENT = "CONSENT"
    CONSENT_28 = "CONSENT_28"
    OPTOUT = "OPTOUT"
    EXC_LAW = "EXC_LAW"
    EXC_LIFE = "EXC_LIFE"
    EXC_HEALTH_CHILD = "EXC_HEALTH_CHILD"
    EXC_STATE = "EXC_STATE"
    EXC_ACADEMIC = "EXC_ACADEMIC"
    SAME_ENTITY = "SAME_ENTITY"
    TO_PERSON = "TO_PERSON"
    BY_PERSON = "BY_PERSON"
    NOT_PROVISION = "NOT_PROVISION"

    @property
    def is_exception(self) -> bool:
        """Whether it is one of the exceptions of 法27条1項."""
        return self.startswith("EXC_")


class SubjectGroup(StrEnum):
    """Whose data they are."""

    CUSTOMER = "customer"
    PROSPECT = "prospect"
    BUSINESS_CONTACT = "business_contact"
    EMPLOYEE = "employee"
    APPLICANT = "applicant"
    FAMILY = "family"
    VISITOR = "visitor"
    PATIENT = "patient"
    STUDENT = "student"
    OTHER = "other"


class Origin(StrEnum):
    """Where the persons are, and under which rule their data came to us (補完的ルール)."""

    JP = "JP"
    EU_ADEQ = "EU_ADEQ"
    UK_ADEQ = "UK_ADEQ"
    EU_SCC = "EU_SCC"
    GDPR_DIRECT = "GDPR_DIRECT"
    US_CA = "US_CA"
    ASIA_LOCAL = "ASIA_LOCAL"
    OTHER = "OTHER"


class VolumeBand(StrEnum):
    """About how many persons, where nobody has counted."""

    UP_TO_100 = "up_to_100"
    UP_TO_1000 = "up_to_1000"
    UP_TO_10000 = "up_to_10000"
    UP_TO_100000 = "up_to_100000"
    OVER_100000 = "over_100000"

    @property
    def most(self) -> int:
        """The largest number of the band; of the open one, one more than its bound."""
        return {
            VolumeBand.UP_TO_100: 100,
            VolumeBand.UP_TO_1000: 1_000,
            VolumeBand.UP_TO_10000: 10_000,
            VolumeBand.UP_TO_100000: 100_000,
            VolumeBand.OVER_100000: 100_001,
        }[self]


class TransferMethod(StrEnum):
    """How the data get there."""

    WEB_ENTRY = "web_entry"
    API = "api"
    FILE_TRANSFER = "file_transfer"
    MAIL_ATTACHMENT = "mail_attachment"
    MEDIA = "media"
    PAPER = "paper"
    REMOTE_ACCESS = "remote_access"
    OTHER = "other"


class Encryption(StrEnum):
    """What is encrypted: on the way, where they are kept, both, or neither."""

    BOTH = "both"
    IN_TRANSIT = "in_transit"
    AT_REST = "at_rest"
    NONE = "none"


class Frequency(StrEnum):
    """How often data are handed over."""

    CONTINUOUS = "continuous"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"
    ON_DEMAND = "on_demand"
    ONCE = "once"


class SupportAccess(StrEnum):
    """How a provider gets to see stored data for maintenance."""

    NONE = "none"
    BY_OUR_ACT = "by_our_act"
    STANDING = "standing"


class ForeignBasisKind(StrEnum):
    """What carries a provision to a third party in a foreign country (法28条, 規則15条・16条)."""

    NOT_FOREIGN = "not_foreign"
    DESIGNATED = "designated"
    EQUIV_CONTRACT = "equiv_contract"
    EQUIV_GROUP_RULES = "equiv_group_rules"
    EQUIV_CBPR = "equiv_cbpr"
    OWN_CBPR = "own_cbpr"
    CONSENT_28 = "consent_28"
    EXCEPTION_27_1 = "exception_27_1"
    NOT_NEEDED = "not_needed"
    NONE = "none"


EQUIVALENT = frozenset(
    {
        ForeignBasisKind.EQUIV_CONTRACT,
        ForeignBasisKind.EQUIV_GROUP_RULES,
        ForeignBasisKind.EQUIV_CBPR,
        ForeignBasisKind.OWN_CBPR,
    }
)
"""基準適合体制 (規則16条): the bases that bring the duties of 法28条3項 with them."""


class ErasureKind(StrEnum):
    """How data left a third party at the end."""

    RETURNED = "returned"
    ERASED = "erased"
    RETURNED_AND_ERASED = "returned_and_erased"


@quick
@dataclass(frozen=True, slots=True)
class DataFlow:
    """One recurring hand-over; None means that nobody has answered.

    `retention_months` counts from the end of the flow (or from each hand-over where it says so in `retention_note`);
    `legal_hold` stops erasure.
    """

    id: str
    third_party_id: str
    name: str
    direction: Direction | None = None
    role: Role | None = None
    route: LegalRoute = LegalRoute.UNDECIDED
    route_rationale: str = ""
    route_evidence_id: str | None = None
    route_decided_by: str | None = None
    route_decided_on: date | None = None
    purpose_id: str | None = None
    data_set_id: str | None = None
    service_id: str | None = None
    categories: frozenset[DataCategory] | None = None
    data_items: tuple[str, ...] = ()
    subject_groups: frozenset[SubjectGroup] | None = None
    origins: frozenset[Origin] | None = None
    volume_band: VolumeBand | None = None
    person_count: int | None = None
    source_system: str = ""
    storage_countries: frozenset[str] | None = None
    processing_countries: frozenset[str] | None = None
    transfer_method: TransferMethod | None = None
    encryption: Encryption | None = None
    frequency: Frequency | None = None
    start_on: date | None = None
    end_on: date | None = None
    retention_months: int | None = None
    retention_reason: str = ""
    retention_until: date | None = None
    legal_hold: bool | None = None
    consent_text_id: str | None = None
    joint_use_id: str | None = None
    filing_id: str | None = None
    note: str = ""
    external_key: str | None = None
    version: int = 1

    @property
    def persons(self) -> int | None:
        """The number of persons, else the most that the band allows; None while nobody knows."""
        if self.person_count is not None:
            return self.person_count
        return self.volume_band.most if self.volume_band else None

    @property
    def comes_in(self) -> bool:
        """Whether it brings data to us; one whose direction nobody gave may hand them over."""
        return self.direction is Direction.IN

    @property
    def countries(self) -> frozenset[str]:
        """Where data are known to be stored or processed."""
        return (self.storage_countries or frozenset()) | (self.processing_countries or frozenset())


@dataclass(frozen=True, slots=True)
class CloudFacts:
    """The facts on which the question rests whether a provider handles the data (Q&A 7-53), with a person's sign-off.

    The exception needs clause and block, no standing access and no use of its own; a fact not answered is unclear.
    """

    id: str
    third_party_id: str
    flow_id: str
    no_handling_clause: bool | None = None
    technical_block: bool | None = None
    support_access: SupportAccess | None = None
    uses_data_itself: bool | None = None
    published_under_32: bool | None = None
    note: str = ""
    signed_off_by: str | None = None
    signed_off_on: date | None = None
    version: int = 1

    @property
    def is_answered(self) -> bool:
        """Whether every fact that decides is known."""
        return None not in (self.no_handling_clause, self.technical_block, self.support_access, self.uses_data_itself)

    @property
    def speaks_against(self) -> bool:
        """Whether a known fact speaks against the exception."""
        return (
            self.no_handling_clause is False
            or self.technical_block is False
            or self.support_access is SupportAccess.STANDING
            or self.uses_data_itself is True
        )


@dataclass(frozen=True, slots=True)
class ForeignBasis:
    """What carries a flow abroad, until when, and the seven items that a person who asks is told (規則18条3項).

    `until` is the last day; the end of the contract or certificate that carries it ends it as well.
    """

    id: str
    third_party_id: str
    flow_id: str
    kind: ForeignBasisKind
    contract_id: str | None = None
    certificate_id: str | None = None
    since: date | None = None
    until: date | None = None
    item_system: str = ""
    item_measures: str = ""
    item_checking: str = ""
    item_country: str = ""
    item_foreign_systems: str = ""
    item_trouble: str = ""
    item_response: str = ""
    note: str = ""
    version: int = 1

    @property
    def missing_items(self) -> tuple[str, ...]:
        """Which of the seven items nobody has written."""
        return tuple(name for name in SEVEN_ITEMS if not is_given(getattr(self, name)))


SEVEN_ITEMS = (
    "item_system",
    "item_measures",
    "item_checking",
    "item_country",
    "item_foreign_systems",
    "item_trouble",
    "item_response",
)


@dataclass(frozen=True, slots=True)
class AnnualCheck:
    """One check under 法28条3項: are measures kept, can they go on (規則18条1項2号); of all flows if none is named."""

    id: str
    third_party_id: str
    checked_on: date
    by: str
    flow_ids: tuple[str, ...] = ()
    measures_kept: bool | None = None
    hard_to_continue: bool | None = None
    measures_note: str = ""
    foreign_systems: bool | None = None
    foreign_systems_note: str = ""
    trouble: str = ""
    evidence_id: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Erasure:
    """The return or erasure of the data of a flow at its end, with the certificate that says so."""

    id: str
    third_party_id: str
    flow_id: str
    kind: ErasureKind
    done_on: date
    method: str = ""
    done_by: str = ""
    evidence_id: str | None = None
    confirmed_by: str | None = None
    confirmed_on: date | None = None
    version: int = 1
