"""Hand-overs: the facts that a clearance asks of one, and the records of what was handed over and received."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sakimori.domain.codes import DataCategory
from sakimori.domain.records.data_flow import LegalRoute, TransferMethod
from sakimori.domain.records.own_registers import AcquisitionHistory, StopChannel
from sakimori.domain.records.record import PERSONAL
from sakimori.domain.values.days import next_day
from sakimori.domain.values.quick import quick


class Misuse(StrEnum):
    """What is known of unlawful or unfair use by the recipient (法19条)."""

    NO_SIGN = "no_sign"
    SIGNS = "signs"
    KNOWN = "known"


class Objection(StrEnum):
    """What persons on the list have on file against its use (法27条2項, 35条)."""

    REFUSED_MARKETING = "refused_marketing"
    OPTOUT_STOP = "optout_stop"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    PROVISION_STOPPED = "provision_stopped"
    USE_STOPPED = "use_stopped"
    CLAIM_PENDING = "claim_pending"
    CLAIM_REFUSED = "claim_refused"


class SuccessionKind(StrEnum):
    """What changes hands (法27条5項2号): only a business carries its data along."""

    BUSINESS = "business"
    TALKS = "talks"
    SHARES = "shares"
    LIST_ALONE = "list_alone"


class DemandKind(StrEnum):
    """On what an authority or a lawyer asks for data (法27条1項1号); only the first two compel the whole answer."""

    WARRANT = "warrant"
    LEGAL_DUTY = "legal_duty"
    POLICE_INQUIRY = "police_inquiry"
    BAR_INQUIRY = "bar_inquiry"
    VOLUNTARY = "voluntary"


class RecordExemption(StrEnum):
    """Why 法29条 does not reach a provision by interpretation (GL-R 2-2); NONE is the answer that nothing does."""

    NONE = "none"
    BY_PERSON = "by_person"
    FOR_PERSON = "for_person"
    PERSONS_SIDE = "persons_side"
    PUBLIC = "public"


@quick
@dataclass(frozen=True, slots=True)
class HandOver:
    """The facts of one hand-over, of a registered flow or of a question; None means that nobody has answered.

    `approved_by` is the person other than the asker who approved a hand-over of high risk. Of data that come to us,
    `optout_seen` says that the filing of the provider was found in the public list of the PPC.
    """

    id: str
    third_party_id: str
    flow_id: str
    scope_checked: bool | None = None
    is_loose: bool | None = None
    directory_unchanged: bool | None = None
    returns_to_entruster: bool | None = None
    sealed_carriage: bool | None = None
    identity_checked: bool | None = None
    nobody_else_along: bool | None = None
    entruster_agreed: bool | None = None
    by_foreign_authority: bool | None = None
    demand: DemandKind | None = None
    stress_check: bool | None = None
    to_employer: bool | None = None
    worker_consented: bool | None = None
    misuse: Misuse | None = None
    objections: frozenset[Objection] | None = None
    objectors_removed: bool | None = None
    items_needed: bool | None = None
    persons_needed: bool | None = None
    standard_met: bool | None = None
    made_as_such: bool | None = None
    told_recipient: bool | None = None
    originals_apart: bool | None = None
    contact_use: bool | None = None
    items_published: bool | None = None
    method_secret: bool | None = None
    reidentifies: bool | None = None
    we_can_tie: bool | None = None
    recipient_ties: bool | None = None
    ties_by_design: bool | None = None
    no_tie_clause: bool | None = None
    recipient_consent_confirmed: bool | None = None
    recipient_consent_informed: bool | None = None
    own_duty: bool | None = None
    own_use: bool | None = None
    mixes_data: bool | None = None
    decides_purpose: bool | None = None
    succession: SuccessionKind | None = None
    inside_joint_use: bool | None = None
    consent_reaches: bool | None = None
    at_request: bool | None = None
    as_filed: bool | None = None
    provider_confirmed: bool | None = None
    provider_history: AcquisitionHistory | None = None
    optout_seen: bool | None = None
    record_exempt: RecordExemption | None = None
    record_prepared: bool | None = None
    receipt_duty_told: bool | None = None
    marketing: bool | None = None
    channels: frozenset[StopChannel] | None = None
    in_our_name: bool | None = None
    optin_basis: bool | None = None
    optin_record: bool | None = None
    mail_order_ad: bool | None = None
    mail_order_consent: bool | None = None
    refusal_display: bool | None = None
    suppression_on: date | None = None
    onward_terms: bool | None = None
    circumstances_told: bool | None = None
    local_tool: bool | None = None
    first_time: bool | None = None
    approved_by: str | None = None
    approved_on: date | None = None
    note: str = ""
    version: int = 1

    @property
    def is_pseudonymised(self) -> bool | None:
        """Whether it is 仮名加工情報: made as such and to the standard; masking for safety is not (Q&A 14-4)."""
        said = (self.standard_met, self.made_as_such)
        return False if False in said else None if None in said else True


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person decided on a question that no rule may decide: yes lets the hand-over go on.

    `rule_id` names the question; without a `part_id` the answer speaks of all persons.
    """

    id: str
    third_party_id: str
    flow_id: str
    rule_id: str
    holds: bool
    reason: str
    decided_by: str
    decided_on: date
    part_id: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class FactConfirmation:
    """Confirmation of one fact of a hand-over 事実の確認: the answer was made sure of for the hand-over that is named.

    `flow_id` is the registered flow; None where the hand-over is a question outside every flow. `answer` is the code
    of the answer. `is_own_word` marks the word of somebody who asks, with the evidence for it; anybody else's is a
    confirmation. It counts through `last_day`, for no more than the named parts and persons (kinds of data where there
    is no data set), and for the named data set, purpose and way of transfer alone; `persons` None is a number that
    nobody knew.
    """

    id: str
    third_party_id: str
    flow_id: str | None
    fact: str
    answer: str
    last_day: date
    reason: str = ""
    confirmed_by: str | None = None
    confirmed_on: date | None = None
    is_own_word: bool = False
    evidence_id: str | None = None
    data_set_id: str | None = None
    part_ids: tuple[str, ...] = ()
    purpose_id: str | None = None
    transfer_method: TransferMethod | None = None
    persons: int | None = None
    categories: frozenset[DataCategory] | None = None
    version: int = 1

    @property
    def gone_on(self) -> date:
        """The first day on which it counts for nothing any more."""
        return next_day(self.last_day)


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
