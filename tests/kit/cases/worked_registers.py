"""The register of a worked case: contracts, certificates, flows and what belongs to them, written in a few words.

Each table of a case gives only what matters to it; the rest is that of a sound record. Ids are counted (`cn1`, `cf1`,
`fl1`, `sb1` …) and may be written. `未回答` is the answer that nobody has given.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from kit.cases.worked_governance import GOVERNANCE_PARTS
from sakimori.domain.dossier import Dossier
from sakimori.domain.records.ai_service import AiFacts
from sakimori.domain.records.campaigns import AddressGroup, Campaign, SiteTag
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract, ContractClause, ContractCover, CoveringContract
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import AnnualCheck, CloudFacts, DataFlow, Erasure, ForeignBasis
from sakimori.domain.records.hand_over import HandOver, Judgement, ProvisionRecord, ReceiptRecord, Release
from sakimori.domain.records.incidents import Incident, IncidentMeasure, IncidentReport
from sakimori.domain.records.own_registers import ConsentText, DataSet, DataSetPart, Notice, PublicFacts, Purpose
from sakimori.domain.records.passed_on import PassedOn
from sakimori.domain.records.person_requests import PersonRequest
from sakimori.domain.records.preparedness import Drill, IncidentPlan
from sakimori.domain.records.sharing import Filing, JointUse, SharingChange
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.records.training import Attendance, Course
from sakimori.domain.registers import Registers
from sakimori.domain.user import User
from sakimori.services.calendar.open_days import closed_after

T = TypeVar("T")
NOT_ANSWERED = "未回答"

CONTRACT: dict[str, Any] = {
    "title": "業務委託契約", "kind": "entrustment", "signed_on": date(2025, 3, 20), "start_on": date(2025, 4, 1),
    "end_on": date(2027, 3, 31), "open_ended": False, "auto_renews": False,
}  # fmt: skip
COVER: dict[str, Any] = {"confirmed_by": "us2", "confirmed_on": date(2025, 4, 1)}
CLAUSE: dict[str, Any] = {"state": "present", "checked_by": "us1", "checked_on": date(2025, 4, 1)}
CERTIFICATE: dict[str, Any] = {
    "scheme": "ISO27001", "number": "IS 1", "scope": "受託業務", "issued_on": date(2025, 4, 1), "covers_us": True,
    "scope_compared_by": "us1", "scope_compared_on": date(2025, 4, 10),
}  # fmt: skip
FLOW: dict[str, Any] = {
    "name": "顧客データの受託処理", "direction": "out", "role": "processor", "route": "ENTRUST",
    "route_rationale": "受託業務に必要な範囲", "route_decided_by": "us2", "route_decided_on": date(2025, 4, 1),
    "purpose_id": "pu1", "data_set_id": "ds1", "categories": ["PI_TRANSACTION"], "data_items": ["氏名", "購入日"],
    "subject_groups": ["customer"], "origins": ["JP"], "person_count": 500, "source_system": "受注",
    "storage_countries": ["JP"], "processing_countries": ["JP"], "transfer_method": "file_transfer",
    "encryption": "both", "frequency": "monthly", "start_on": date(2025, 4, 1), "retention_months": 12,
    "retention_reason": "問い合わせへの対応", "legal_hold": False,
}  # fmt: skip
CLOUD: dict[str, Any] = {
    "flow_id": "fl1", "no_handling_clause": True, "technical_block": True, "support_access": "none",
    "uses_data_itself": False, "published_under_32": True, "signed_off_by": "us2", "signed_off_on": date(2025, 4, 1),
}  # fmt: skip
AI: dict[str, Any] = {
    "service_id": "sv1",
    "training": "never",
    "retention": "for_days",
    "retention_days": 30,
    "review": "nobody",
    "input_countries": ["JP"],
    "model_of": "provider",
    "terms": "contract",
    "recorded_by": "us1",
    "confirmed_by": "us2",
    "confirmed_on": date(2026, 4, 1),
}
ITEM = "記した"
BASIS: dict[str, Any] = {
    "flow_id": "fl1", "kind": "equiv_contract", "contract_id": "cn1", "since": date(2025, 4, 1), "item_system": ITEM,
    "item_measures": ITEM, "item_checking": ITEM, "item_country": ITEM, "item_foreign_systems": ITEM,
    "item_trouble": ITEM, "item_response": ITEM,
}  # fmt: skip
CHECK: dict[str, Any] = {"checked_on": date(2026, 4, 1), "by": "us1", "measures_kept": True, "foreign_systems": False}
ERASURE: dict[str, Any] = {
    "flow_id": "fl1", "kind": "erased", "done_on": date(2026, 4, 10), "method": "上書き", "evidence_id": "ev1",
    "confirmed_by": "us1", "confirmed_on": date(2026, 4, 11),
}  # fmt: skip
SUB: dict[str, Any] = {
    "name": "株式会社さざなみ", "task": "印刷", "country": "JP", "handles_my_number": False, "approval": "approved",
    "approved_by": "us2", "approved_on": date(2025, 4, 1),
}  # fmt: skip
COUNTRY: dict[str, Any] = {
    "checked_on": date(2026, 4, 1), "has_general_law": True, "missing_oecd": "なし", "government_access": False,
    "localisation": False,
    "facts": [
        {"point": point, "certainty": "source", "source": "当局のサイト", "read_on": date(2026, 4, 1)}
        for point in ("has_general_law", "eu_adequacy", "missing_oecd", "government_access", "localisation")
    ],
}  # fmt: skip
PURPOSE: dict[str, Any] = {
    "name": "受注", "wording": "ご注文の商品の発送とその連絡のため", "published_since": date(2024, 4, 1),
    "published_where": "ウェブサイト", "states_provision": True,
}  # fmt: skip
DATA_SET: dict[str, Any] = {
    "name": "顧客台帳", "retention_months": 60, "retention_reason": "商法", "last_verified_on": date(2026, 4, 1),
    "other_laws": ["none"],
}  # fmt: skip
PART: dict[str, Any] = {
    "data_set_id": "ds1", "name": "通販の顧客", "origin": "JP", "collected_from": date(2024, 4, 1), "position": "own",
    "purpose_ids": ["pu1"], "purpose_told": "published", "age_band": "adult",
    "person_count": 500, "categories": ["PI_TRANSACTION"], "acquired_properly": True,
}  # fmt: skip
CONSENT: dict[str, Any] = {
    "name": "提供の同意", "text_version": "1", "wording": "第三者に提供します", "kinds": ["provision_27"],
    "purpose_ids": ["pu1"], "recipient_range": "提携会社", "countries": [], "used_from": date(2024, 4, 1),
    "information_on": date(2026, 4, 1),
}  # fmt: skip
NOTICE: dict[str, Any] = {
    "name": "プライバシーポリシー", "published_on": date(2024, 4, 1), "url": "https://www.example.jp/privacy",
    "purpose_ids": ["pu1"], "countries": ["US"],
    "items": [
        "name_address_representative", "purposes", "request_procedure", "security_measures", "complaint_contact",
    ],
}  # fmt: skip
JOINT: dict[str, Any] = {
    "name": "グループ内の共同利用", "states_fact": True, "data_items": "氏名", "users_scope": "グループ会社",
    "purpose": "販売", "responsible": "株式会社うみべ", "responsible_address": "東京都架空区1-1",
    "responsible_representative": "代表 花子", "responsible_id": "self", "published_on": date(2024, 4, 1),
}  # fmt: skip
FILING: dict[str, Any] = {
    "name": "名簿の提供", "number": "00-000", "filed_on": date(2024, 4, 1), "published_on": date(2024, 5, 1),
    "provision_from": date(2024, 6, 1), "notified_how": "notified", "notified_on": date(2024, 4, 1),
    "notified_where": "はがき",
    "items": [
        "provider", "purpose", "data_items", "acquired_how", "provided_how", "stop", "request_way", "update_way",
        "start_day",
    ],
}  # fmt: skip
COURSE: dict[str, Any] = {"name": "個人情報の15項目", "roles": ["sales"], "held_from": date(2026, 4, 1)}
ATTENDANCE: dict[str, Any] = {
    "course_id": "cu1", "user_id": "us1", "done_on": date(2026, 4, 10), "how": "quiz", "score": 90, "is_passed": True,
}  # fmt: skip
PERSON: dict[str, Any] = {"name": "営業 花子", "department": "営業本部", "roles": ["sales"]}
RELEASE: dict[str, Any] = {
    "first_on": date(2026, 10, 1), "last_on": date(2026, 10, 1), "items": ["氏名"], "person_count": 500,
    "persons_how": "会員番号", "method": "file_transfer", "released_by": "us3",
    "released_at": datetime(2026, 10, 1, 3, tzinfo=UTC), "flow_id": "fl1", "slip_id": None,
}  # fmt: skip
RECORD: dict[str, Any] = {
    "route": "CONSENT", "method": "each", "first_on": date(2026, 10, 1), "last_on": date(2026, 10, 1),
    "items": ["氏名"], "persons": [], "persons_how": "会員番号", "person_count": 500,
    "retain_until": date(2029, 10, 1), "made_on": date(2026, 10, 1), "made_by": "us3", "consented": True,
    "flow_id": "fl1",
}  # fmt: skip
WHO = {"name": "株式会社みなも", "address": "東京都千代田区1-1", "representative": "代表 太郎"}
PROVISION: dict[str, Any] = RECORD | {f"recipient_{name}": said for name, said in WHO.items()}
RECEIPT: dict[str, Any] = RECORD | {f"provider_{name}": said for name, said in WHO.items()} | {
    "confirmed_how": "登記事項証明書", "acquired_how": "会員登録のとき本人から。申込書の写しで確認",
}  # fmt: skip
JUDGEMENT: dict[str, Any] = {
    "flow_id": "fl1", "holds": True, "reason": "確かめた", "decided_by": "us2", "decided_on": date(2026, 4, 1),
}  # fmt: skip
INCIDENT: dict[str, Any] = {
    "name": "名簿の誤送信", "known_on": date(2026, 11, 24), "persons": 1_001, "categories": ["PI_CONTACT"],
    "is_improper_purpose": False, "may_cost_money": False, "is_exposed": False, "is_protected": False,
    "is_recovered": False, "is_processor": False,
}  # fmt: skip
INCIDENT_REPORT: dict[str, Any] = {
    "incident_id": "ic1", "kind": "preliminary", "sent_on": date(2026, 11, 26), "by": "us2", "way": "web_form",
}  # fmt: skip
INCIDENT_MEASURE: dict[str, Any] = {
    "incident_id": "ic1",
    "name": "宛先の確認を二人で行う",
    "due_on": date(2026, 12, 20),
}
INCIDENT_PLAN: dict[str, Any] = {"name": "漏えい等対応要領", "reviewed_on": date(2026, 4, 1)}
DRILL: dict[str, Any] = {"name": "ランサムウェアの訓練", "held_on": date(2026, 4, 10)}
PASSED_ON: dict[str, Any] = {
    "flow_id": "fl1", "about": "correction", "asked_on": date(2026, 11, 2), "due_on": date(2026, 11, 9),
    "request_id": "pr1", "told_on": date(2026, 11, 2), "told_by": "us2", "told_how": "mail",
    "answered_on": date(2026, 11, 6), "answer": "done",
}  # fmt: skip
REQUEST: dict[str, Any] = {
    "asked_by": "person",
    "third_party_id": "self", "number": "PR-2026-0001", "kind": "disclosure", "received_on": date(2026, 4, 1),
    "channel": "letter", "data_set_ids": ["ds1"], "identity_how": "shown", "identity_on": date(2026, 4, 2),
    "identity_by": "us2",
}  # fmt: skip
CAMPAIGN: dict[str, Any] = {
    "name": "秋の案内", "channel": "mail", "flow_ids": ["fl1"], "contract_id": "cn1", "in_a_lump": False,
    "mail_order": False, "sender": "株式会社うみべ", "shows_sender": True, "shows_refusal": True,
    "refusal_at": "https://www.example.jp/stop", "shows_address": True, "shows_contact": True, "broker_list": False,
    "refusals_out": True, "suppression_on": date(2026, 11, 30), "we_can_tie": True, "platform_ties": False,
    "planned_on": date(2026, 12, 1),
}  # fmt: skip
GROUP: dict[str, Any] = {
    "campaign_id": "cp1", "name": "会員", "basis": "consent", "person_count": 500, "refusal_beside": False,
    "consent_recorded": True, "record_where": "会員登録の記録", "mail_order_asked": True,
}  # fmt: skip
TAG: dict[str, Any] = {
    "name": "計測タグ", "flow_id": "fl1", "sites": "www.example.jp", "scope": "in_scope",
    "stated": ["data", "recipient", "purpose"], "notice_id": "no1", "used_from": date(2025, 4, 1),
}  # fmt: skip
SHARING_CHANGE: dict[str, Any] = {
    "name": "項目の追加", "kind": "optout_items", "filing_id": "fi1", "changed_on": date(2026, 12, 1),
    "told_on": date(2026, 11, 1), "filed_on": date(2026, 11, 1),
}  # fmt: skip
PUBLIC_FACTS: dict[str, Any] = {
    "charges_fee": True, "fee": "1件300円", "is_member": False, "complaint_contact": "お客様相談室 03-0000-0000",
}  # fmt: skip
SUB_PARTY: dict[str, Any] = {"legal_name": "株式会社さざなみ", "country": "JP"}

REGISTER_PARTS: dict[str, tuple[type, str, Mapping[str, Any]]] = {
    "certificates": (Certificate, "cf", CERTIFICATE),
    "flows": (DataFlow, "fl", FLOW),
    "cloud_facts": (CloudFacts, "cl", CLOUD),
    "ai_facts": (AiFacts, "ai", AI),
    "foreign_bases": (ForeignBasis, "fb", BASIS),
    "annual_checks": (AnnualCheck, "ac", CHECK),
    "erasures": (Erasure, "er", ERASURE),
    "sub_processors": (SubProcessorLink, "sb", SUB),
    "hand_overs": (HandOver, "ho", {"flow_id": "fl1"}),
    "releases": (Release, "re", RELEASE),
    "provision_records": (ProvisionRecord, "pv", PROVISION),
    "receipt_records": (ReceiptRecord, "rc", RECEIPT),
    "judgements": (Judgement, "jd", JUDGEMENT),
    "passed_on": (PassedOn, "po", PASSED_ON),
    "person_requests": (PersonRequest, "pr", REQUEST),
    "campaigns": (Campaign, "cp", CAMPAIGN),
    "address_groups": (AddressGroup, "ag", GROUP),
    "site_tags": (SiteTag, "tg", TAG),
}
OWN_PARTS: dict[str, tuple[type, str, Mapping[str, Any]]] = {
    "purposes": (Purpose, "pu", PURPOSE),
    "data_sets": (DataSet, "ds", DATA_SET),
    "data_set_parts": (DataSetPart, "dp", PART),
    "consent_texts": (ConsentText, "co", CONSENT),
    "notices": (Notice, "no", NOTICE),
    "joint_uses": (JointUse, "ju", JOINT),
    "filings": (Filing, "fi", FILING),
    "courses": (Course, "cu", COURSE),
    "attendances": (Attendance, "at", ATTENDANCE),
    "people": (User, "us", PERSON),
    "incidents": (Incident, "ic", INCIDENT),
    "incident_reports": (IncidentReport, "ir", INCIDENT_REPORT),
    "incident_measures": (IncidentMeasure, "im", INCIDENT_MEASURE),
    "incident_plans": (IncidentPlan, "ip", INCIDENT_PLAN),
    "drills": (Drill, "dr", DRILL),
    "sharing_changes": (SharingChange, "sc", SHARING_CHANGE),
    "public_facts": (PublicFacts, "pf", PUBLIC_FACTS),
    "own_certificates": (Certificate, "oc", CERTIFICATE | {"scheme": "CBPR", "third_party_id": "self"}),
    **GOVERNANCE_PARTS,
}
PARTS = REGISTER_PARTS.keys() | OWN_PARTS.keys() | {"contracts", "countries", "sub_third_parties"}


def with_register(dossier: Dossier, facts: Mapping[str, Any]) -> Dossier:
    """The dossier with the register of a case; what the case does not name is empty."""
    parts: dict[str, Any] = {
        name: tuple(a_record(kind, f"{prefix}{n}", sound, given) for n, given in enumerate(facts.get(name, ()), 1))
        for name, (kind, prefix, sound) in REGISTER_PARTS.items()
    }
    own: dict[str, Any] = {
        name: tuple(a_record(kind, f"{prefix}{n}", sound, given) for n, given in enumerate(facts.get(name, ()), 1))
        for name, (kind, prefix, sound) in OWN_PARTS.items()
    }
    return _replaced(
        dossier,
        **parts,
        contracts=tuple(_covering(n, given) for n, given in enumerate(facts.get("contracts", ()), 1)),
        incidents=tuple(one for one in own["incidents"] if one.third_party_id == dossier.third_party.id),
        closed_days=closed_after((one.known_on for one in own["incidents"]), within=90),
        registers=Registers(**own),
        countries={code: a_record(CountryProfile, code, COUNTRY, g) for code, g in facts.get("countries", {}).items()},
        sub_third_parties={
            party_id: a_record(ThirdParty, party_id, SUB_PARTY, given)
            for party_id, given in facts.get("sub_third_parties", {}).items()
        },
    )


def kind_of(part: str) -> type:
    """The kind of record in a part of a case."""
    outside: dict[str, type] = {"contracts": Contract, "sub_third_parties": ThirdParty}
    return outside.get(part) or (REGISTER_PARTS | OWN_PARTS)[part][0]


def in_each(part: str, field: str, code: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """A part of the register with one code in one field of each of its records; a set gets just that code."""
    if part == "sub_third_parties":
        return {part: {party: {field: code} for party in rows}}
    hint = _hints(kind_of(part))[field]
    takes_many = any(get_origin(a) in (frozenset, tuple) for a in (hint, *get_args(hint)))
    return {part: [{**row, field: [code] if takes_many else code} for row in rows]}


def _replaced(dossier: Dossier, **changes: Any) -> Dossier:
    return Dossier(**({f.name: getattr(dossier, f.name) for f in fields(Dossier)} | changes))


def _covering(number: int, given: Mapping[str, Any]) -> CoveringContract:
    own = {key: value for key, value in given.items() if key not in {"cover", "clauses"}}
    contract = a_record(Contract, f"cn{number}", CONTRACT, own)
    cover = a_record(ContractCover, f"cc{number}", COVER | {"contract_id": contract.id}, given.get("cover", {}))
    clauses = tuple(
        a_record(
            ContractClause,
            f"{contract.id}/{clause_id}",
            CLAUSE | {"contract_id": contract.id, "clause_id": clause_id},
            {"state": said} if isinstance(said, str) else said,
        )
        for clause_id, said in given.get("clauses", {}).items()
    )
    return CoveringContract(contract, cover, clauses)


def a_record(kind: type[T], record_id: str, sound: Mapping[str, Any], given: Mapping[str, Any]) -> T:
    """A record: the sound one with the facts that a case gives, in the words of a TOML table.

    Most cases name the same ones: equal records are made once, for none of them ever changes.
    """
    key = (kind, record_id, repr(sound), repr(given))
    if key not in _MADE:
        _MADE[key] = _made(kind, record_id, sound, given)
    return cast("T", _MADE[key])


_MADE: dict[tuple[type, str, str, str], Any] = {}


_OURS = {
    Purpose, DataSet, DataSetPart, ConsentText, Notice, JointUse, Filing, Course, Attendance, Incident, IncidentReport,
    IncidentMeasure,
    IncidentPlan, Drill, SharingChange, PublicFacts, *(kind for kind, *_ in GOVERNANCE_PARTS.values()),
}  # fmt: skip


def _made(kind: type[T], record_id: str, sound: Mapping[str, Any], given: Mapping[str, Any]) -> T:
    of: Any = kind
    hints, known = _hints(of), _names(of)
    unknown = given.keys() - known
    if unknown:
        raise ValueError(f"{kind.__name__} has no {sorted(unknown)}")
    values = {"id": record_id} | ({"third_party_id": "tp1"} if "third_party_id" in known else {}) | dict(sound)
    if kind in _OURS:
        values["third_party_id"] = "self"
    return kind(**{key: _value(hints[key], value) for key, value in (values | dict(given)).items()})


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


@cache
def _names(kind: type) -> frozenset[str]:
    return frozenset(f.name for f in fields(kind))


def _value(hint: Any, given: Any) -> Any:
    if given == NOT_ANSWERED:
        return None
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return None if given is None else _value(next(a for a in args if a is not type(None)), given)
    if origin is frozenset:
        return frozenset(_value(args[0], item) for item in given)
    if origin is tuple:
        return tuple(_value(args[0], item) for item in given)
    if is_dataclass(hint) and not is_dataclass(given):
        of: Any = hint
        return of(**{key: _value(_hints(of)[key], item) for key, item in given.items()})
    return hint(given) if isinstance(hint, type) and issubclass(hint, StrEnum) else given
