"""A dossier 調書: everything recorded about one third party; and the merging of two that turned out to be one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sakimori.domain.gap import Waiver
from sakimori.domain.questions.assessment import Assessment, Condition, Evidence, PeriodicReview
from sakimori.domain.questions.pack import AnswerValue, Pack, Question
from sakimori.domain.records.ai_service import AiFacts
from sakimori.domain.records.campaigns import AddressGroup, Campaign, SiteTag
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import CoveringContract
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import AnnualCheck, CloudFacts, DataFlow, Erasure, ForeignBasis
from sakimori.domain.records.hand_over import (
    FactConfirmation,
    HandOver,
    Judgement,
    ProvisionRecord,
    ReceiptRecord,
    Release,
)
from sakimori.domain.records.incidents import Incident
from sakimori.domain.records.passed_on import PassedOn
from sakimori.domain.records.person_requests import PersonRequest
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import Alias, Contact, Service, ThirdParty
from sakimori.domain.registers import Registers
from sakimori.domain.user import Delegation, User
from sakimori.domain.values.text import Text


@dataclass(frozen=True, slots=True)
class AssessedPack:
    """One assessment with its frozen pack, its current answers by question, and the questions that were asked.

    Answers of short packs, which asked some of the questions again, may be among them: `short_ids` are the
    assessments on those, `given_in` says by question which of them gave the answer that counts. `part_of` is the pack
    of which this itself is a short one, where no assessment on that pack counts.
    """

    assessment: Assessment
    pack: Pack
    values: Mapping[str, AnswerValue]
    shown: tuple[Question, ...]
    short_ids: tuple[str, ...] = ()
    given_in: Mapping[str, str] = field(default_factory=dict)
    part_of: str = ""

    @property
    def pack_id(self) -> str:
        """The pack whose questions these are."""
        return self.part_of or self.pack.id


@dataclass(frozen=True)  # without slots `changed` copies it as a whole
class Dossier:
    """The records of one third party, and the few outside records that its rules read.

    `third_party` carries the intake facts as the recorded flows show them; `intake` is what was answered at intake.
    Outside are `owner`, contracts kept elsewhere, `registers` (ours; only what its flows name, our notices where
    they matter), `countries` and `country_names` by code, `sub_third_parties` by id. `asked_headings` are the
    headings of GL 10 about which the pack of each decided assessment asked, by its id; `blanks` how many of its
    questions nobody answered, of those that do not govern any more; not there is not known. The records of provision
    and receipt, and requests of persons, come without their personal values. `incidents` happened there; `closed_days`
    are the days, around the last ones of our reports of incidents, on which authorities are closed.
    """

    third_party: ThirdParty
    intake: ThirdParty | None = None
    owner: User | None = None
    services: tuple[Service, ...] = ()
    aliases: tuple[Alias, ...] = ()
    contacts: tuple[Contact, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    governing: tuple[AssessedPack, ...] = ()
    asked_headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    blanks: Mapping[str, int] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    conditions: tuple[Condition, ...] = ()
    periodic_reviews: tuple[PeriodicReview, ...] = ()
    contracts: tuple[CoveringContract, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    flows: tuple[DataFlow, ...] = ()
    cloud_facts: tuple[CloudFacts, ...] = ()
    ai_facts: tuple[AiFacts, ...] = ()
    foreign_bases: tuple[ForeignBasis, ...] = ()
    annual_checks: tuple[AnnualCheck, ...] = ()
    erasures: tuple[Erasure, ...] = ()
    hand_overs: tuple[HandOver, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    fact_confirmations: tuple[FactConfirmation, ...] = ()
    releases: tuple[Release, ...] = ()
    provision_records: tuple[ProvisionRecord, ...] = ()
    receipt_records: tuple[ReceiptRecord, ...] = ()
    incidents: tuple[Incident, ...] = ()
    passed_on: tuple[PassedOn, ...] = ()
    person_requests: tuple[PersonRequest, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    address_groups: tuple[AddressGroup, ...] = ()
    site_tags: tuple[SiteTag, ...] = ()
    sub_processors: tuple[SubProcessorLink, ...] = ()
    sub_third_parties: Mapping[str, ThirdParty] = field(default_factory=dict)
    registers: Registers = field(default_factory=Registers)
    countries: Mapping[str, CountryProfile] = field(default_factory=dict)
    country_names: Mapping[str, Text] = field(default_factory=dict)
    waivers: tuple[tuple[Waiver, tuple[str, str, str]], ...] = ()
    gap_owners: tuple[tuple[tuple[str, str, str], str], ...] = ()
    delegations: tuple[Delegation, ...] = ()
    closed_days: frozenset[date] = frozenset()
    depends_on: frozenset[tuple[str, str]] = field(default=frozenset())


class Side(StrEnum):
    """Whose value is kept; both together only where a field holds a set."""

    FROM = "from"
    INTO = "into"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Merge:
    """One merging of `from_id` into `into_id`; `moved` names each record that was re-pointed, as (kind, id)."""

    id: str
    from_id: str
    into_id: str
    by: str
    at: datetime
    reason: str
    moved: tuple[tuple[str, str], ...] = ()
    undone_at: datetime | None = None
    version: int = 1
