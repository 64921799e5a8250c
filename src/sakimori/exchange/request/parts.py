"""What a request file for clearance may hold: its parts, the kind of record in each, and what need not be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Final, get_type_hints

from sakimori.domain.codes import AssessmentKind, AssessmentState, Severity
from sakimori.domain.gap import Waiver
from sakimori.domain.questions.assessment import Assessment, Condition, Evidence, PeriodicReview, ReviewKind
from sakimori.domain.records.ai_service import AiFacts
from sakimori.domain.records.campaigns import AddressGroup, Campaign
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import AnnualCheck, CloudFacts, DataFlow, ForeignBasis
from sakimori.domain.records.hand_over import DemandKind, FactConfirmation, Judgement
from sakimori.domain.records.own_registers import ConsentText, DataSet, DataSetPart, Notice, Purpose
from sakimori.domain.records.passed_on import PassedOn
from sakimori.domain.records.sharing import Filing, JointUse, SharingChange
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.values.text import Text, table_of
from sakimori.exchange.registers.fields import FIELD_WORDS, field_words


@dataclass(frozen=True, slots=True)
class RequestPart:
    """One list of records in the file: their kind, and how ids are counted where none is written."""

    kind: type
    prefix: str


OF_RECIPIENT: Final[Mapping[str, RequestPart]] = {
    "assessments": RequestPart(Assessment, "as"),
    "conditions": RequestPart(Condition, "cd"),
    "periodic_reviews": RequestPart(PeriodicReview, "pr"),
    "evidence": RequestPart(Evidence, "ev"),
    "certificates": RequestPart(Certificate, "cf"),
    "cloud_facts": RequestPart(CloudFacts, "cl"),
    "ai_facts": RequestPart(AiFacts, "ai"),
    "foreign_bases": RequestPart(ForeignBasis, "fb"),
    "annual_checks": RequestPart(AnnualCheck, "ac"),
    "sub_processors": RequestPart(SubProcessorLink, "sb"),
    "passed_on": RequestPart(PassedOn, "po"),
    "campaigns": RequestPart(Campaign, "cp"),
    "address_groups": RequestPart(AddressGroup, "ag"),
}
OURS: Final[Mapping[str, RequestPart]] = {
    "purposes": RequestPart(Purpose, "pu"),
    "data_sets": RequestPart(DataSet, "ds"),
    "data_set_parts": RequestPart(DataSetPart, "dp"),
    "consent_texts": RequestPart(ConsentText, "co"),
    "notices": RequestPart(Notice, "no"),
    "joint_uses": RequestPart(JointUse, "ju"),
    "filings": RequestPart(Filing, "fi"),
    "sharing_changes": RequestPart(SharingChange, "sc"),
    "own_certificates": RequestPart(Certificate, "oc"),
}
PARTS: Final[Mapping[str, RequestPart]] = {
    **OF_RECIPIENT,
    **OURS,
    "judgements": RequestPart(Judgement, "jd"),
    "confirmations": RequestPart(FactConfirmation, "fc"),
    "waivers": RequestPart(Waiver, "wv"),
}

GIVEN: Final = frozenset(
    {"id", "third_party_id", "flow_id", "contract_id", "clause_id", "data_set_id", "assessment_id"}
)
"""What its place in the file says of a record where the file does not."""

SKIPPED: Final[Mapping[type, frozenset[str]]] = {Assessment: frozenset({"facts"})}
"""What a file never says."""

NOT_NEEDED: Final[Mapping[type, Mapping[str, Any]]] = {
    DataFlow: {"name": ""},
    Contract: {"title": ""},
    AnnualCheck: {"by": ""},
    Purpose: {"name": "", "wording": ""},
    DataSet: {"name": ""},
    DataSetPart: {"name": ""},
    ConsentText: {"name": "", "text_version": ""},
    Notice: {"name": ""},
    JointUse: {"name": ""},
    Filing: {"name": ""},
    SharingChange: {"name": ""},
    Campaign: {"name": ""},
    AddressGroup: {"name": ""},
    Condition: {"text": ""},
    PeriodicReview: {"kind": ReviewKind.ASSESSMENT, "by": ""},
    Judgement: {"decided_by": ""},
    FactConfirmation: {"last_day": None},
    Assessment: {
        "pack_version": "", "pack_digest": "", "group": "", "kind": AssessmentKind.ONBOARDING, "opened_on": None,
        "opened_by": "", "state": AssessmentState.DRAFT,
    },
    Evidence: {
        "filename": "", "sha256": "", "size": 0, "media_type": "", "uploaded_on": None, "uploaded_by": "",
    },
    Waiver: {
        "gap_id": "", "severity": Severity.BLOCK, "facts_digest": "", "justification": "", "asked_by": "",
        "asked_at": None,
    },
}  # fmt: skip
"""What a record of ours always has, and a file need not say; None stands for the day that another field gives.

Nothing here speaks in favour of a hand-over: a judgement without its person, an assessment that is not said to be
decided count for nothing.
"""

INSTEAD: Final[Mapping[type, Mapping[str, tuple[str, ...]]]] = {
    Assessment: {"opened_on": ("decided_on", "submitted_on")},
    Evidence: {"uploaded_on": ("effective_on",)},
    FactConfirmation: {"last_day": ("confirmed_on",)},
    Waiver: {"asked_at": ("decided_at",)},
}
"""Which fields give the day that was not written, the first of them that says one."""

LONG_AGO: Final[Mapping[type, Mapping[str, date]]] = {
    Assessment: {"opened_on": date(1868, 1, 1)},
    FactConfirmation: {"last_day": date(1868, 1, 1)},
    Waiver: {"asked_at": datetime(1868, 1, 1, tzinfo=UTC)},
}
"""What stands where no field gives the day, and nothing speaks in favour of a hand-over by that day alone.

A document that nobody dated is left out instead: before the day on which it was filed it proves nothing.
"""


@dataclass(frozen=True, slots=True)
class Former:
    """A field that earlier files name: where it is answered now, and what an answer is now where it still is one."""

    now: str
    answers: Mapping[bool, str]


FORMER: Final[Mapping[str, Former]] = {
    # Whether an inquiry that "has force" compels the answer, only its kind tells: somebody has to say it anew.
    "demand_has_force": Former("demand", {False: DemandKind.VOLUNTARY.value}),
    "other_secrecy": Former("data_sets.other_laws", {}),
}
"""What earlier files say of the facts of a hand-over under another name."""

WORDS: Final = table_of("""
    on | 判定する日。書かなければ本日 | The day to judge; today unless written
    asked_by | 照会する人 | Who asks
    recipient | 渡す相手 | The recipient
    flow | 渡すデータと根拠 | The data and the ground on which they go
    facts | この提供の事実 | Facts of this hand-over
    stops | 停止を求めている人数 | How many persons have asked us to stop, by channel
    contracts | 契約 | Contracts
    cover | 契約の対象 | Whom the contract covers
    clauses | 条項の有無 | What was found of each clause
    unanswered | 審査の未回答の数 | Unanswered questions of the assessment
    asked_headings | 審査で尋ねたガイドライン別添の項目 | Headings of {law:gl-10} that the assessment asked about
    rule | 例外の対象の規則 | The rule that is waived
    sub_third_parties | 再委託先の取引先 | Third parties that sub-processors are
    countries | 国別情報 | Country profiles
    country_names | 国の名前 | Names of countries
    policy | 会社方針の数値 | Numbers of company policy
    assessments | 審査（判定と有効期限） | Assessments, with decision and validity
    conditions | 承認の条件 | Conditions of an approval
    periodic_reviews | 定期見直し | Periodic reviews
    evidence | 根拠の資料 | Documents of the ground
    certificates | 認証 | Certificates
    cloud_facts | クラウド例外の事実 | Cloud facts
    ai_facts | 学習するサービスの事実 | Facts of services that learn
    foreign_bases | 外国提供の根拠 | Foreign bases
    annual_checks | 年次確認 | Annual checks
    sub_processors | 再委託先 | Sub-processors
    purposes | 利用目的 | Purposes
    data_sets | データセット | Data sets
    data_set_parts | データセットの部分 | Parts of data sets
    consent_texts | 同意文言 | Consent texts
    notices | 公表文書 | Notices
    joint_uses | 共同利用の通知・公表 | Joint-use notices
    filings | オプトアウトの届出 | Opt-out filings
    sharing_changes | 共同利用・届出の変更 | Changes of joint uses and filings
    passed_on | 相手に伝えた停止と、その回答 | Stops that the recipient was told of, and its answers
    campaigns | キャンペーン | Campaigns
    address_groups | 宛先の区分 | Address groups
    own_certificates | 自社の認証 | Certificates of our own
    judgements | 法務の判断 | Judgements of compliance
    confirmations | 照会者でない人が確かめた事実 | Facts that somebody other than the asker made sure of
    waivers | 例外承認 | Waivers
""")
"""What is said of the parts of a file, and of what stands there beside the fields of a record."""


@cache
def hints_of(kind: type) -> Mapping[str, Any]:
    """The type of each field of a kind."""
    return get_type_hints(kind)


@cache
def fields_of(kind: type) -> tuple[Field[Any], ...]:
    """The fields of a kind that a file may say."""
    skipped = SKIPPED.get(kind, frozenset())
    return tuple(field for field in fields(kind) if field.name not in skipped)


def default_of(kind: type, field: Field[Any]) -> Any:  # noqa: ANN401 - a value of any field
    """What stands where a file says nothing; MISSING where it must."""
    if field.name in NOT_NEEDED.get(kind, {}):
        return NOT_NEEDED[kind][field.name]
    return field.default_factory() if field.default_factory is not MISSING else field.default


def words_of(kind: type, field: str) -> Text | None:
    """What a field is called, where our screens name it."""
    if kind not in FIELD_WORDS:
        return None
    try:
        return field_words(kind, field)
    except KeyError:
        return None
