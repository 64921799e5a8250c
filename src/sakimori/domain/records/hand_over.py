"""What only one hand-over can tell of itself: the facts that a clearance asks for beyond the registers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sakimori.domain.records.own_registers import AcquisitionHistory, StopChannel


class Misuse(StrEnum):
    """What is known of unlawful or unfair use by the recipient (法19条)."""

    NO_SIGN = "no_sign"
    SIGNS = "signs"
    KNOWN = "known"


class Objection(StrEnum):
    """What persons on the list have on file against its use (`appi.md` 9.3)."""

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
    """On what an authority or a lawyer asks for data (`appi.md` A-EX1); only the first two compel the whole answer."""

    WARRANT = "warrant"
    LEGAL_DUTY = "legal_duty"
    POLICE_INQUIRY = "police_inquiry"
    BAR_INQUIRY = "bar_inquiry"
    VOLUNTARY = "voluntary"


class RecordExemption(StrEnum):
    """Why 法29条 does not reach a provision by interpretation (`appi.md` 5.6); NONE is the answer that nothing does."""

    NONE = "none"
    BY_PERSON = "by_person"
    FOR_PERSON = "for_person"
    PERSONS_SIDE = "persons_side"
    PUBLIC = "public"


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
    """What a person decided on a question that no rule may decide (`appi.md` 10): yes lets the hand-over go on.

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
