"""P-15 and receipts: is a record due, how is it made (法29条), and what is confirmed of data that come (法30条)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from sakimori.domain.clearance import Step
from sakimori.domain.codes import DataCategory, KindOfBody, UserRole
from sakimori.domain.dossier import Dossier
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import DataFlow, Frequency, LegalRoute
from sakimori.domain.records.hand_over import NoRecord, RecordExemption
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.abroad.places import Place, class_of, place_days
from sakimori.rules.clearance.case import Case, Slice
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    FactWords,
    Statement,
    StepRules,
    bar,
    condition,
    confirmed,
    duty,
    fact_fix,
    question,
)
from sakimori.rules.facts.citations import ACT_29, ACT_30, RULES_19
from sakimori.rules.facts.flow_facts import SPECIAL_CARE, is_personal
from sakimori.rules.facts.foreign_flows import HOME

_BY_27_5 = {
    LegalRoute.ENTRUST: NoRecord.ENTRUST,
    LegalRoute.SUCCESSION: NoRecord.SUCCESSION,
    LegalRoute.JOINT: NoRecord.JOINT,
}
WITH_RECORD = frozenset({LegalRoute.CONSENT, LegalRoute.CONSENT_28, LegalRoute.OPTOUT})
_EXEMPT = {
    RecordExemption.BY_PERSON: NoRecord.BY_PERSON,
    RecordExemption.FOR_PERSON: NoRecord.FOR_PERSON,
    RecordExemption.PERSONS_SIDE: NoRecord.PERSONS_SIDE,
    RecordExemption.PUBLIC: NoRecord.PUBLIC,
}
_WHY = {
    NoRecord.ENTRUST: Text("記録は要らない（委託）", "No record: entrustment"),
    NoRecord.SUCCESSION: Text("記録は要らない（事業の承継）", "No record: succession"),
    NoRecord.JOINT: Text("記録は要らない（共同利用）", "No record: joint use"),
    NoRecord.PUBLIC_BODY: Text("記録は要らない（国・地方公共団体など）", "No record: a public body"),
    NoRecord.BY_PERSON: Text("記録は要らない（本人による提供）", "No record: the person provides it"),
    NoRecord.FOR_PERSON: Text("記録は要らない（本人に代わる提供）", "No record: in the place of the person"),
    NoRecord.PERSONS_SIDE: Text("記録は要らない（本人の側への提供）", "No record: to the person's side"),
    NoRecord.PUBLIC: Text("記録は要らない（公開されている情報）", "No record: already public"),
}
PUBLIC_BODIES = frozenset({KindOfBody.PUBLIC_BODY_EXCLUDED, KindOfBody.AUTHORITY})
REPEATED = frozenset(Frequency) - {Frequency.ON_DEMAND, Frequency.ONCE}


def is_public_body(case: Case) -> bool:
    """Whether the recipient is the state, a local government or another body of 法16条2項; foreign states are none."""
    return case.recipient.country == HOME and case.recipient.kind_of_body in PUBLIC_BODIES


def not_needed(case: Case, part: Slice, on: date) -> NoRecord | None:
    """Why no record is due; None where it is. What is not clearly free is recorded."""
    if part.route in _BY_27_5:
        return _BY_27_5[part.route] if class_of(case, on) not in {Place.OTHER, Place.UNKNOWN} else None
    if is_public_body(case):
        return NoRecord.PUBLIC_BODY
    claimed = exempt_of(case)
    judged = case.judgement(RECORD_RULE, part.part_ids)
    return claimed if part.route is not LegalRoute.OPTOUT and judged is not None and judged.holds else None


RECORD_RULE: Final = "A-29"
"""The rule whose question asks whether a record is due after all."""


def exempt_of(case: Case) -> NoRecord | None:
    """Why somebody says that 法29条 does not reach the provision (GL-R 2-2); none of it is settled by saying so."""
    return _EXEMPT.get(case.facts.record_exempt) if case.facts.record_exempt else None


_STANDS_IN = Text(
    "（同意による提供で、本人への物品・役務の提供に関する契約書などに記録事項がすべてあれば、それで代え、最後の提供から1年）",
    " (on consent, a contract on goods or services for the person with all items stands in, 1 year from the last)",
)
"""When a document stands in for the record (規則19条3項)."""


def recording_words(case: Case, route: LegalRoute) -> Text:
    """How it is recorded, and how long the record is kept (規則19条〜21条)."""
    if route is LegalRoute.OPTOUT:
        return Text(
            "提供のつど記録し、3年保存する（一括の記録はできない）",
            "Record each provision and keep it 3 years; no bulk record",
        )
    if case.flow.frequency in REPEATED:
        return Text(
            "継続する提供は一括で記録し、最後の提供から3年保存する" + _STANDS_IN.ja,
            "One bulk record, kept 3 years from the last provision" + _STANDS_IN.en,
        )
    return Text(
        "提供のつど記録し、3年保存する" + _STANDS_IN.ja,
        "Record each provision and keep it 3 years" + _STANDS_IN.en,
    )


def _record(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """Where nothing carries the provision no record is spoken of.

    By opt-out each provision is recorded, and nothing exempts it: it is made for nobody and at nobody's side.
    """
    free, claimed = not_needed(case, part, on), exempt_of(case)
    fix = fact_fix(case, "record_exempt")
    if claimed is not None and part.route is LegalRoute.OPTOUT and not is_public_body(case):
        yield bar(
            Text(
                "オプトアウトの提供に、記録義務の例外（{why}）はない",
                "Nothing exempts a provision by opt-out from being recorded ({why})",
            ).format(why=_WHY[claimed]),
            fix=fix,
        )
    elif claimed is not None and part.route in WITH_RECORD and free in {None, claimed}:
        yield question(
            Text("{why}といえるか（判断までは記録する）", "{why}: does it hold? Record it meanwhile").format(
                why=_WHY[claimed]
            ),
            fix=fix,
        )
    if free is not None:
        yield confirmed(_WHY[free])
    elif part.route in WITH_RECORD:
        if case.facts.record_prepared:
            yield duty(recording_words(case, part.route))
        else:
            yield condition(
                Text("提供の記録を用意する：{how}", "Prepare the record. {how}").format(
                    how=recording_words(case, part.route)
                ),
                fix=fact_fix(case, "record_prepared"),
                who=UserRole.SALES,
            )


_RECEIPT_DUTY_TOLD = FactWords("""
    yes: confirmed | 提供先に確認・記録義務を伝えた | The recipient was told of its duty to confirm and record
    no: condition | 提供先に、受領時の確認・記録義務があることを伝える | Tell the recipient of its duty to confirm and record the receipt
""")  # noqa: E501 - a wording is one line


def _told(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """An operator in Japan confirms and records in its turn, a private person does not; telling it is our policy."""
    is_operator = case.recipient.kind_of_body is not KindOfBody.PRIVATE_INDIVIDUAL
    if (
        part.route in WITH_RECORD
        and is_operator
        and class_of(case, on) is Place.DOMESTIC
        and not_needed(case, part, on) is None
    ):
        is_told, fix = bool(case.facts.receipt_duty_told), fact_fix(case, "receipt_duty_told")
        yield _RECEIPT_DUTY_TOLD(is_told, fix, mends=UserRole.SALES)


_TITLES = """
    A-29 | 提供の記録 | Record of the provision
    A-30-1 | 提供先での確認と記録 | Confirmation and record by the recipient
"""
_rule = StepRules(Step.RECORD, _TITLES)

RECORDING: tuple[ClearanceRule, ...] = (
    _rule(RECORD_RULE, _record, ACT_29, RULES_19, cuts=place_days, revision=2),
    _rule("A-30-1", _told, COMPANY_POLICY, ACT_30, cuts=place_days, revision=2),
)


_FREE: Final = {
    LegalRoute.ENTRUST: NoRecord.ENTRUST,
    LegalRoute.JOINT: NoRecord.JOINT,
    LegalRoute.SUCCESSION: NoRecord.SUCCESSION,
    LegalRoute.SAME_ENTITY: NoRecord.NOT_PROVISION,
    LegalRoute.NOT_PROVISION: NoRecord.NOT_PROVISION,
    LegalRoute.TO_PERSON: NoRecord.TO_PERSON,
    LegalRoute.BY_PERSON: NoRecord.BY_PERSON,
}


def receipt_free(dossier: Dossier, flow: DataFlow) -> NoRecord | None:
    """Why the receipt of a flow is not recorded; None where it is (法30条, 27条1項・5項, 16条2項)."""
    party = dossier.third_party
    if not is_personal(flow):
        return NoRecord.OUTSIDE
    if party.country == HOME and party.kind_of_body in PUBLIC_BODIES:
        return NoRecord.PUBLIC_BODY
    return free_by_route(flow.route)


def free_by_route(route: LegalRoute) -> NoRecord | None:
    """Why a receipt on some ground is not recorded: the exceptions of 27条1項 and the grounds of 27条5項."""
    return NoRecord.EXCEPTION if route.is_exception else _FREE.get(route)


def is_due(case: Case, part: Slice) -> bool:
    """Whether provider and history are confirmed and recorded; not for what has provisions of its own."""
    own_lane = part.categories is not None and part.categories <= {
        DataCategory.ANON, DataCategory.MYNUMBER, DataCategory.REL,
    }  # fmt: skip
    return not own_lane and receipt_free(case.dossier, case.flow) is None


_PROVIDER_HISTORY = FactWords("""
    unlawful: bar | 提供元が不正に取得したデータである | The provider got the data unlawfully
    doubtful: question | 取得の経緯に疑いがあるデータを受け取ってよいか | A doubtful history: may we take it?
    lawful: confirmed | 提供元による取得の経緯を確認した | How the provider got the data was confirmed
    unknown | 提供元による取得の経緯が未確認 | How the provider got the data is not confirmed
""")


def history_lawful(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """法20条1項, 30条1項2号: whoever takes what was got unlawfully, knowing it, acquires it by wrongful means."""
    history = case.facts.provider_history
    if history is not None or is_due(case, part):
        yield _PROVIDER_HISTORY(history, fact_fix(case, "provider_history"), who=UserRole.SALES)


_PROVIDER_CONFIRMED = FactWords("""
    yes: confirmed | 提供元の名称・住所・代表者を確認した | Name, address and representative are confirmed
    no: condition | 受け取る前に、提供元の名称・住所・代表者の氏名を確認する | Confirm name, address and representative of the provider beforehand
""")  # noqa: E501 - a wording is one line


def provider_confirmed(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """法30条1項1号, 規則22条: who the provider is."""
    if not is_due(case, part):
        yield confirmed(Text("受領時の確認・記録の義務はない", "Nothing is to be confirmed or recorded at the receipt"))
    else:
        is_confirmed, fix = bool(case.facts.provider_confirmed), fact_fix(case, "provider_confirmed")
        yield _PROVIDER_CONFIRMED(is_confirmed, fix, mends=UserRole.SALES)


def record_prepared(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """法30条3項・4項, 規則23条〜25条: by opt-out each receipt is recorded for itself."""
    if not is_due(case, part):
        return
    if case.facts.record_prepared:
        yield duty(Text("受領を記録し、3年保存する", "Record the receipt and keep the record 3 years"))
    else:
        yield condition(
            Text("受領の記録を用意する（オプトアウトはそのつど）", "Prepare the record of the receipt"),
            fix=fact_fix(case, "record_prepared"),
            who=UserRole.SALES,
        )


_OPTOUT_SEEN = FactWords("""
    yes: confirmed | 個人情報保護委員会の公表で届出を確認した | The filing was seen in the public list of the PPC
    no: bar | オプトアウトの届出が公表されていない | The opt-out filing is not in the public list
    unknown | 個人情報保護委員会の公表で届出を確認したか未確認 | Whether the filing is in the public list of the PPC is not known
""")  # noqa: E501 - a wording is one line


def filing_seen(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """法27条2項: by opt-out only what is filed and published, and never special-care data, may come."""
    if case.flow.route is not LegalRoute.OPTOUT:
        return
    if part.has(*SPECIAL_CARE):
        yield bar(Text("要配慮個人情報はオプトアウトで提供できない", "Special-care data may not come by opt-out"))
    yield _OPTOUT_SEEN(case.facts.optout_seen, fact_fix(case, "optout_seen"), who=UserRole.SALES)
    if case.facts.optout_seen:
        yield duty(Text("オプトアウトでは再提供しない", "Do not pass them on by opt-out"))
