"""The table of facts: what each step of the procedure asks (`appi.md` 9), in which field it lies, what unknown gives.

It is what a lawyer reads first: a step asks for these facts and for nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from sakimori.domain.assessment import Assessment
from sakimori.domain.certificate import Certificate
from sakimori.domain.clearance import ReasonKind, Step
from sakimori.domain.contract import Contract, ContractCover
from sakimori.domain.country import CountryProfile
from sakimori.domain.data_flow import AnnualCheck, CloudFacts, DataFlow, ForeignBasis
from sakimori.domain.hand_over import HandOver
from sakimori.domain.register import ConsentText, DataSetPart, Notice, Purpose
from sakimori.domain.sharing import Filing, JointUse
from sakimori.domain.sub_processor import SubProcessorLink
from sakimori.domain.text import Text
from sakimori.domain.third_party import ThirdParty


@dataclass(frozen=True, slots=True)
class StepFact:
    """One fact that a step asks; `gives` is what the step says where nobody has answered it and it decides."""

    step: Step
    kind: type
    field: str
    gives: ReasonKind


DESKS: Final[Mapping[type, Text]] = {
    HandOver: Text("データフロー → 提供の事実", "Data flows → facts of the hand-over"),
    DataFlow: Text("データフロー", "Data flows"),
    CloudFacts: Text("データフロー → クラウド例外", "Data flows → cloud exception"),
    ForeignBasis: Text("データフロー → 外国提供の根拠", "Data flows → foreign basis"),
    AnnualCheck: Text("データフロー → 年次確認", "Data flows → yearly check"),
    ThirdParty: Text("取引先", "Third parties"),
    SubProcessorLink: Text("取引先 → 再委託先", "Third parties → sub-processors"),
    Certificate: Text("取引先 → 認証", "Third parties → certificates"),
    Assessment: Text("審査", "Assessments"),
    Contract: Text("契約", "Contracts"),
    ContractCover: Text("契約 → 契約の対象", "Contracts → whom they cover"),
    DataSetPart: Text("利用目的・同意 → データセット", "Purposes and consent → data sets"),
    Purpose: Text("利用目的・同意 → 利用目的", "Purposes and consent → purposes"),
    ConsentText: Text("利用目的・同意 → 同意文言", "Purposes and consent → consent texts"),
    Notice: Text("利用目的・同意 → 公表文書", "Purposes and consent → notices"),
    JointUse: Text("利用目的・同意 → 共同利用", "Purposes and consent → joint use"),
    Filing: Text("利用目的・同意 → オプトアウトの届出", "Purposes and consent → opt-out filings"),
    CountryProfile: Text("国別情報", "Countries"),
}
"""Where a person records the facts of each kind of record."""

_KINDS: Final = {kind.__name__: kind for kind in DESKS}

_UNKNOWN: Final = """
P-01 | DataFlow.categories DataFlow.direction HandOver.scope_checked ThirdParty.kind_of_body ForeignBasis.since
P-02 | CloudFacts.no_handling_clause CloudFacts.technical_block CloudFacts.support_access CloudFacts.signed_off_by
P-02 | CloudFacts.signed_off_on HandOver.entruster_agreed HandOver.sealed_carriage
P-03 | HandOver.by_foreign_authority HandOver.sealed_carriage SubProcessorLink.approval
P-03 | SubProcessorLink.handles_my_number
P-04 | HandOver.returns_to_entruster
P-04 | DataFlow.data_set_id DataSetPart.onward_limited DataSetPart.position HandOver.entruster_agreed HandOver.is_loose
P-05 | HandOver.by_foreign_authority HandOver.demand_has_force HandOver.other_secrecy HandOver.standard_met
P-06 | DataSetPart.acquired_properly DataSetPart.receipt_recorded DataSetPart.special_care_basis HandOver.stress_check
P-06 | HandOver.worker_consented DataFlow.subject_groups
P-07 | HandOver.misuse ThirdParty.order_history
P-08 | DataFlow.purpose_id DataSetPart.collected_from Purpose.published_since Purpose.states_provision
P-09 | HandOver.objections HandOver.objectors_removed
P-11 | HandOver.standard_met HandOver.contact_use HandOver.originals_apart HandOver.inside_joint_use
P-11 | HandOver.succession HandOver.method_secret HandOver.reidentifies HandOver.we_can_tie HandOver.recipient_ties
P-11 | HandOver.ties_by_design HandOver.recipient_consent_confirmed HandOver.recipient_consent_informed
P-11 | JointUse.published_on JointUse.states_fact
P-12 | ThirdParty.country DataFlow.storage_countries DataFlow.processing_countries SubProcessorLink.country
P-13 | Certificate.covers_us Certificate.valid_until CloudFacts.uses_data_itself ConsentText.countries
P-13 | ConsentText.kinds ConsentText.names_country ConsentText.tells_measures ConsentText.tells_regime
P-13 | ConsentText.used_from DataFlow.consent_text_id DataSetPart.consent_text_id Filing.provision_from
P-13 | Filing.published_on ForeignBasis.certificate_id ForeignBasis.contract_id HandOver.as_filed
P-13 | HandOver.consent_reaches HandOver.decides_purpose HandOver.inside_joint_use HandOver.mixes_data
P-13 | HandOver.at_request HandOver.own_duty HandOver.own_use HandOver.succession JointUse.published_on
P-13 | JointUse.states_fact
P-14 | AnnualCheck.foreign_systems AnnualCheck.measures_kept Assessment.valid_until Contract.end_on
P-14 | ContractCover.confirmed_on DataFlow.role ThirdParty.criticality ThirdParty.data_categories ThirdParty.foreign
P-14 | ThirdParty.person_count ThirdParty.special_care Contract.open_ended
P-16 | HandOver.channels HandOver.marketing HandOver.optin_basis
P-17 | DataFlow.origins DataSetPart.origin DataSetPart.receipt_recorded HandOver.circumstances_told
P-17 | HandOver.onward_terms
"""
_QUESTION: Final = """
P-02 | DataFlow.route_decided_by
P-03 | DataFlow.route_decided_by DataFlow.route_decided_on
P-08 | Purpose.related_judged_by Purpose.related_judged_on
"""
_CONDITION: Final = """
P-05 | DataFlow.route_evidence_id HandOver.identity_checked
P-10 | HandOver.items_needed
P-11 | HandOver.items_published HandOver.no_tie_clause HandOver.told_recipient
P-12 | Notice.countries SubProcessorLink.foreign_basis
P-13 | HandOver.identity_checked
P-14 | SubProcessorLink.approval
P-15 | DataFlow.frequency HandOver.record_exempt HandOver.record_prepared
P-16 | HandOver.refusal_display
P-17 | HandOver.local_tool
P-18 | CountryProfile.government_access DataFlow.categories DataFlow.person_count DataSetPart.age_band
P-18 | DataSetPart.person_count HandOver.approved_on HandOver.first_time
"""
_BAR: Final = """
P-11 | DataFlow.joint_use_id
P-13 | DataFlow.filing_id DataFlow.joint_use_id HandOver.is_loose HandOver.standard_met ThirdParty.business_in_japan
P-14 | Contract.auto_renews DataFlow.start_on
P-16 | HandOver.suppression_on
"""

_JUDGED: Final = """
P-01 | A-2-1 A-57-1 C-KN2
P-02 | A-NP2F A-NP3 A-NP5
P-03 | A-MN1 A-MN2
P-04 | C-ON1
P-05 | A-EX1 A-EX2 A-EX4 A-EX7 C-EX6
P-06 | A-20-1
P-07 | A-19
P-08 | A-17-2 A-18-1 A-18-2
P-09 | A-OB2 A-OB3 A-OB4 A-OB6
P-11 | A-31-3 A-31-7 A-PS2 F-07
P-12 | A-28-0
P-13 | A-27-1A A-28-1 A-IT5 A-JU1 A-SU2 F-03 F-05 F-08
P-14 | A-28-3b
P-17 | G-06 SR-3 SR-4 SR-5
"""
"""What a person judges: the questions of a step by the ids of their rules; unjudged they stay open."""


def judged_by_persons() -> Mapping[Step, tuple[str, ...]]:
    """The rules of each step that put a question to a person."""
    rows = (line.partition("|") for line in _JUDGED.strip().splitlines())
    return {Step(step.strip()): tuple(rules.split()) for step, _, rules in rows}


@cache
def facts_table() -> tuple[StepFact, ...]:
    """Every fact that a step asks, in the order of the steps."""
    found = [
        StepFact(Step(step.strip()), _KINDS[name.partition(".")[0]], name.partition(".")[2], gives)
        for gives, table in (
            (ReasonKind.UNKNOWN, _UNKNOWN),
            (ReasonKind.QUESTION, _QUESTION),
            (ReasonKind.CONDITION, _CONDITION),
            (ReasonKind.BAR, _BAR),
        )
        for line in table.strip().splitlines()
        for step, _, names in (line.partition("|"),)
        for name in names.split()
    ]
    return tuple(sorted(found, key=lambda fact: list(Step).index(fact.step)))
