"""The table of facts: what each step of the procedure asks, in which field it lies, what unknown gives.

It is what a lawyer reads first: a step asks for these facts and for nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from sakimori.domain.clearance import ReasonKind, Step
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.ai_service import AiFacts
from sakimori.domain.records.campaigns import AddressGroup, Campaign
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract, ContractCover
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import AnnualCheck, CloudFacts, DataFlow, ForeignBasis
from sakimori.domain.records.hand_over import HandOver
from sakimori.domain.records.own_registers import ConsentText, DataSet, DataSetPart, Notice, Purpose
from sakimori.domain.records.sharing import Filing, JointUse, SharingChange
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.text import Text, cited


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
    AiFacts: Text(
        "取引先 → サービス → 学習するサービスの事実", "Third parties → services → facts of a service that learns"
    ),
    ForeignBasis: Text("データフロー → 外国提供の根拠", "Data flows → foreign basis"),
    AnnualCheck: Text("データフロー → 年次確認", "Data flows → yearly check"),
    ThirdParty: Text("取引先", "Third parties"),
    SubProcessorLink: Text("取引先 → 再委託先", "Third parties → sub-processors"),
    Certificate: Text("取引先 → 認証", "Third parties → certificates"),
    Assessment: Text("審査", "Assessments"),
    Contract: Text("契約", "Contracts"),
    ContractCover: Text("契約 → 契約の対象", "Contracts → whom they cover"),
    DataSet: Text("利用目的・同意 → データセット", "Purposes and consent → data sets"),
    DataSetPart: Text("利用目的・同意 → データセットの内訳", "Purposes and consent → parts of data sets"),
    Purpose: Text("利用目的・同意 → 利用目的", "Purposes and consent → purposes"),
    ConsentText: Text("利用目的・同意 → 同意文言", "Purposes and consent → consent texts"),
    Notice: Text("利用目的・同意 → 公表文書", "Purposes and consent → notices"),
    JointUse: Text("利用目的・同意 → 共同利用", "Purposes and consent → joint use"),
    Filing: Text("利用目的・同意 → オプトアウトの届出", "Purposes and consent → opt-out filings"),
    SharingChange: Text("利用目的・同意 → 変更の記録", "Purposes and consent → log of changes"),
    Campaign: Text("自社 → キャンペーン", "Our company → campaigns"),
    AddressGroup: Text("自社 → キャンペーン → 宛先の区分", "Our company → campaigns → address groups"),
    CountryProfile: Text("国別情報", "Countries"),
}
"""Where a person records the facts of each kind of record."""

STEP_NAMES: Final[Mapping[Step, Text]] = {
    Step.SCOPE: Text("個人データか、当社と相手に法が及ぶか", "Are they personal data, and does the Act reach both"),
    Step.HAND_OVER: Text("提供に当たるか（クラウドを含む）", "Is it a provision (cloud included)"),
    Step.MY_NUMBER: Text("個人番号", "My Number"),
    Step.POSITION: Text("どの立場で持つか、ほかの法令", "Our position, and other laws"),
    Step.EXCEPTION: cited("同意の要らない場合（{law:act-27-1}各号）", "Cases without consent ({art:act-27-1})"),
    Step.SOURCE: Text("適正に取得したか", "Acquired properly"),
    Step.MISUSE: Text("不適正な利用のおそれ", "Risk of improper use"),
    Step.PURPOSE: Text("利用目的の範囲", "Inside the purpose"),
    Step.OBJECTIONS: Text("本人の停止の求め", "What data subjects asked to stop"),
    Step.MINIMUM: Text("必要な範囲の項目と本人か", "No more items and persons than needed"),
    Step.SPECIAL_FORM: Text("仮名・匿名加工情報、個人関連情報、統計", "Processed and related information, statistics"),
    Step.PLACE: Text("どの国で誰が取り扱うか", "Who handles them, and in which country"),
    Step.ROUTE: Text("提供の根拠（国内・外国）", "The ground, at home and abroad"),
    Step.PROCESSOR: Text("委託先の監督", "Supervision of processors"),
    Step.RECORD: Text("提供の記録", "Record of the provision"),
    Step.MARKETING: Text("広告・勧誘", "Advertising and solicitation"),
    Step.REGIME: Text("外国の制度、EU・英国からのデータ", "Foreign regimes, data from the EU and UK"),
    Step.APPROVAL: Text("承認", "Approval"),
    Step.RECEIPT: Text("受領の確認・記録", "Confirmation and record of a receipt"),
}
"""What each step is about."""

_KINDS: Final = {kind.__name__: kind for kind in DESKS}

_UNKNOWN: Final = """
P-01 | DataFlow.categories DataFlow.direction HandOver.scope_checked ThirdParty.kind_of_body ForeignBasis.since
P-01 | DataFlow.person_count DataFlow.transfer_method DataSetPart.position
P-02 | CloudFacts.no_handling_clause CloudFacts.technical_block CloudFacts.support_access CloudFacts.signed_off_by
P-02 | CloudFacts.signed_off_on HandOver.entruster_agreed HandOver.nobody_else_along HandOver.sealed_carriage
P-02 | AiFacts.training AiFacts.opted_out AiFacts.opt_out_evidence_id AiFacts.retention AiFacts.retention_days
P-02 | AiFacts.review AiFacts.input_countries AiFacts.model_of AiFacts.terms AiFacts.confirmed_by
P-02 | AiFacts.confirmed_on AiFacts.recorded_by
P-02 | CountryProfile.government_access CountryProfile.has_general_law CountryProfile.localisation
P-02 | CountryProfile.missing_oecd
P-03 | HandOver.by_foreign_authority HandOver.nobody_else_along HandOver.sealed_carriage SubProcessorLink.approval
P-03 | SubProcessorLink.handles_my_number SubProcessorLink.country HandOver.own_use HandOver.mixes_data
P-03 | HandOver.decides_purpose HandOver.own_duty HandOver.succession HandOver.marketing HandOver.demand
P-03 | CloudFacts.uses_data_itself
P-04 | HandOver.returns_to_entruster
P-04 | DataFlow.data_set_id DataSet.other_laws DataSetPart.onward_limited DataSetPart.position
P-04 | HandOver.entruster_agreed HandOver.is_loose
P-05 | HandOver.by_foreign_authority HandOver.demand HandOver.standard_met
P-06 | DataSetPart.acquired_properly DataSetPart.receipt_recorded DataSetPart.special_care_basis HandOver.stress_check
P-06 | HandOver.to_employer HandOver.worker_consented DataFlow.subject_groups DataSetPart.history
P-07 | HandOver.misuse ThirdParty.order_history
P-08 | DataFlow.purpose_id DataSetPart.collected_from DataSetPart.purpose_told Purpose.published_since
P-08 | Purpose.states_provision
P-09 | HandOver.objections HandOver.objectors_removed
P-11 | HandOver.standard_met HandOver.made_as_such HandOver.contact_use HandOver.originals_apart
P-11 | HandOver.inside_joint_use
P-11 | HandOver.succession HandOver.method_secret HandOver.reidentifies HandOver.we_can_tie HandOver.recipient_ties
P-11 | HandOver.ties_by_design HandOver.recipient_consent_confirmed HandOver.recipient_consent_informed
P-11 | JointUse.published_on JointUse.states_fact
P-12 | ThirdParty.country ThirdParty.business_in_japan DataFlow.storage_countries DataFlow.processing_countries
P-12 | SubProcessorLink.country
P-13 | Certificate.covers_us Certificate.valid_until CloudFacts.uses_data_itself ConsentText.countries
P-13 | ConsentText.kinds ConsentText.names_country ConsentText.tells_measures ConsentText.tells_regime
P-13 | ConsentText.used_from ConsentText.information_on DataFlow.consent_text_id DataSetPart.consent_text_id
P-13 | DataSetPart.agreed_from Filing.filed_on Filing.provision_from Filing.items Filing.notified_how
P-13 | Filing.notified_on Filing.change_told_on Filing.change_filed_on Notice.optout_items
P-13 | ForeignBasis.certificate_id ForeignBasis.contract_id HandOver.as_filed
P-13 | HandOver.consent_reaches HandOver.decides_purpose HandOver.inside_joint_use HandOver.mixes_data
P-13 | HandOver.at_request HandOver.own_duty HandOver.own_use HandOver.succession JointUse.published_on
P-13 | JointUse.states_fact JointUse.change_told_on JointUse.told_how JointUse.told_on
P-13 | SharingChange.changed_on SharingChange.kind SharingChange.told_on SharingChange.filed_on
P-14 | AnnualCheck.foreign_systems AnnualCheck.measures_kept AnnualCheck.hard_to_continue
P-14 | Assessment.valid_until Contract.end_on
P-14 | ContractCover.confirmed_on DataFlow.role ThirdParty.criticality ThirdParty.data_categories ThirdParty.foreign
P-14 | ThirdParty.person_count ThirdParty.special_care ThirdParty.sub_processors_complete_on Contract.open_ended
P-16 | HandOver.channels HandOver.marketing HandOver.in_our_name HandOver.optin_basis HandOver.mail_order_ad
P-16 | HandOver.mail_order_consent
P-16 | Campaign.channel Campaign.mail_order Campaign.shows_sender Campaign.shows_refusal Campaign.shows_address
P-16 | Campaign.shows_contact Campaign.broker_list Campaign.broker_checked Campaign.refusals_out Campaign.we_can_tie
P-16 | Campaign.platform_ties Campaign.ties_consented AddressGroup.basis AddressGroup.refusal_beside
P-16 | AddressGroup.consent_recorded AddressGroup.mail_order_asked
P-17 | DataFlow.origins DataSetPart.origin DataSetPart.receipt_recorded HandOver.circumstances_told
P-17 | HandOver.onward_terms
R-01 | ThirdParty.kind_of_body DataFlow.purpose_id DataSetPart.position HandOver.entruster_agreed
R-01 | HandOver.inside_joint_use HandOver.optout_seen HandOver.provider_history
"""
_QUESTION: Final = """
P-02 | DataFlow.route_decided_by
P-03 | DataFlow.route_decided_by DataFlow.route_decided_on
P-08 | Purpose.related_judged_by Purpose.related_judged_on
P-17 | CountryProfile.government_access CountryProfile.localisation
R-01 | DataFlow.route_decided_by DataFlow.route_decided_on
"""
_CONDITION: Final = """
P-02 | HandOver.identity_checked Notice.answers_on_request
P-03 | HandOver.identity_checked
P-05 | DataFlow.route_evidence_id HandOver.identity_checked
P-10 | HandOver.items_needed HandOver.persons_needed
P-11 | HandOver.items_published HandOver.no_tie_clause HandOver.told_recipient
P-12 | Notice.answers_on_request Notice.countries SubProcessorLink.foreign_basis
P-13 | HandOver.identity_checked DataSetPart.agreed_until Filing.published_on Filing.identity_told_on
P-13 | Filing.identity_filed_on JointUse.identity_told_on JointUse.responsible_id ThirdParty.address
P-13 | ThirdParty.representative
P-14 | SubProcessorLink.approval SubProcessorLink.starts_on
P-15 | DataFlow.frequency HandOver.receipt_duty_told HandOver.record_prepared
P-16 | HandOver.optin_record HandOver.refusal_display
P-17 | HandOver.local_tool
P-18 | CountryProfile.government_access DataFlow.categories DataFlow.person_count DataSetPart.age_band
P-18 | DataSetPart.person_count HandOver.approved_on HandOver.first_time
R-01 | DataFlow.data_set_id HandOver.provider_confirmed HandOver.record_prepared Purpose.published_since
"""
_BAR: Final = """
P-11 | DataFlow.joint_use_id
P-13 | DataFlow.filing_id DataFlow.joint_use_id HandOver.is_loose HandOver.standard_met
P-14 | Contract.auto_renews DataFlow.start_on
P-16 | HandOver.suppression_on
"""

_JUDGED: Final = """
P-01 | A-2-1 A-16-1 A-57-1 C-KN2 C-KN6 C-KN7 C-KN8 C-KN9 C-KN10
P-02 | A-NP2F A-NP3 A-NP4 A-NP5 C-AI2 C-AI3 C-AI4
P-03 | A-MN1 A-MN2 A-MN9 A-MN10 A-MN11 A-MN14
P-04 | A-IT1 C-ON1 C-SL0 C-SL1 C-SL2 C-SL3 C-SL4 C-SL5 C-SL6 C-SL7 C-SL8 C-SL9 C-SL10
P-04 | C-SL11 C-SL12 C-SL13 C-SL14
P-05 | A-EX1 A-EX2 A-EX4 A-EX7
P-06 | A-20-1 A-20-2 A-30-4 A-HL6
P-07 | A-19
P-08 | A-17-1 A-17-1P A-17-2 A-18-1 A-18-2 A-32-1U A-PS4
P-09 | A-OB2 A-OB3 A-OB4 A-OB5 A-OB6 C-ST1
P-11 | A-31-3 A-31-7 A-PS2 F-07
P-12 | A-28-0
P-13 | A-27-1 A-27-1A A-27-3 A-28-1 A-28-2 A-28-2C A-IT5 A-JU1 A-JU2 A-SU2 F-03 F-05 F-08
P-14 | A-28-3b
P-15 | A-29 A-58-2
P-16 | A-31B M-01 M-01B M-01S M-17
P-17 | C-CP3 G-06 SR-3 SR-4 SR-5
R-01 | A-20-2 A-30-0 A-30-4 A-31-8 A-58-2 A-MN1
"""
"""What a person judges: the questions of a step by the ids of their rules; unjudged they stay open."""


_FREES: Final = """
scope_checked | yes no
is_loose | yes
directory_unchanged | yes
returns_to_entruster | yes no
sealed_carriage | yes
identity_checked | yes | few
nobody_else_along | yes no | few
entruster_agreed | yes no | few
by_foreign_authority | no
demand | warrant legal_duty police_inquiry bar_inquiry voluntary
stress_check | yes no
to_employer | yes no
worker_consented | yes
misuse | no_sign signs
objections | none refused_marketing optout_stop consent_withdrawn provision_stopped use_stopped claim_pending claim_refused
objectors_removed | yes
items_needed | yes
persons_needed | yes
standard_met | yes no
made_as_such | yes no
told_recipient | yes
originals_apart | yes
contact_use | no
items_published | yes
method_secret | yes no
reidentifies | no
we_can_tie | yes no
recipient_ties | yes no
ties_by_design | yes no
no_tie_clause | yes
recipient_consent_confirmed | yes
recipient_consent_informed | yes
own_duty | yes no
own_use | no
mixes_data | no
decides_purpose | no
succession | business talks
inside_joint_use | yes
consent_reaches | yes
at_request | yes | few
as_filed | yes
provider_confirmed | yes
provider_history | lawful doubtful
optout_seen | yes
record_exempt | by_person for_person persons_side public
record_prepared | yes
receipt_duty_told | yes
marketing | yes no
channels | mail sms phone post ad_targeting optout_provision consent_withdrawn provision use
in_our_name | yes no
optin_basis | yes
optin_record | yes
mail_order_ad | yes no
mail_order_consent | yes
refusal_display | yes
onward_terms | yes
circumstances_told | yes
local_tool | yes
first_time | no
"""  # noqa: E501 - the answers of a fact are one line
"""The facts of a hand-over of which some answer is ever better than none: each with those answers, by their codes.

An answer that takes one article, step or condition away is among them, and one that opens a question which can be
answered; `few` are facts of the persons themselves, of which the asker's word with evidence suffices for a few persons.
"""


@dataclass(frozen=True, slots=True)
class FreeingFact:
    """A fact whose `answers`, by their codes, free from a rule; for a few persons the asker may prove some of them."""

    answers: frozenset[str]
    is_for_few: bool


FREEING: Final[Mapping[str, FreeingFact]] = {
    name.strip(): FreeingFact(frozenset(answers.split()), few.strip() == "few")
    for line in _FREES.strip().splitlines()
    for name, answers, few in ([*line.split("|"), ""][:3],)
}
"""Each fact of a hand-over that can free from a rule; what nobody but the asker says of one counts as unknown."""


def judged_by_persons() -> Mapping[Step, tuple[str, ...]]:
    """The rules of each step that put a question to a person."""
    found: dict[Step, tuple[str, ...]] = {}
    for step, _, rules in (line.partition("|") for line in _JUDGED.strip().splitlines()):
        asked = found.get(Step(step.strip()), ())
        found[Step(step.strip())] = (*asked, *rules.split())
    return found


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
