"""P-15: is a record due, why, how, and how long is it kept (法29条, 規則19条〜21条; `appi.md` 5.1, 5.6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import KindOfBody, UserRole
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import Frequency, LegalRoute
from sakimori.domain.records.hand_over import RecordExemption
from sakimori.domain.records.provision_record import NoRecord
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.abroad.places import Place, class_of, place_days
from sakimori.rules.clearance.case import Case, Slice
from sakimori.rules.clearance.rule_kit import ClearanceRule, Said, StepRules, condition, confirmed, duty, fact_fix
from sakimori.rules.facts.citations import ACT_29, ACT_30, RULES_19
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
    return _EXEMPT.get(case.facts.record_exempt) if case.facts.record_exempt else None


_STANDS_IN = Text(
    "（同意による提供で、本人への物品・役務の提供に関する契約書などに記録事項がすべてあれば、それで代え、最後の提供から1年）",
    " (on consent, a contract on goods or services for the person with all items stands in, 1 year from the last)",
)
"""When a document stands in for the record (規則19条3項)."""


def how(case: Case, route: LegalRoute) -> Text:
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


def _record(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
    """Where nothing carries the provision no record is spoken of."""
    free = not_needed(case, part, on)
    if free is not None:
        yield confirmed(_WHY[free])
    elif part.route in WITH_RECORD:
        if case.facts.record_prepared:
            yield duty(how(case, part.route))
        else:
            yield condition(
                Text("提供の記録を用意する：{how}", "Prepare the record. {how}").format(how=how(case, part.route)),
                fix=fact_fix(case, "record_prepared"),
                who=UserRole.SALES,
            )


def _told(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
    """An operator in Japan confirms and records in its turn, a private person does not; telling it is our policy."""
    is_operator = case.recipient.kind_of_body is not KindOfBody.PRIVATE_INDIVIDUAL
    if (
        part.route in WITH_RECORD
        and is_operator
        and class_of(case, on) is Place.DOMESTIC
        and not_needed(case, part, on) is None
    ):
        if case.facts.receipt_duty_told:
            yield confirmed(
                Text("提供先に確認・記録義務を伝えた", "The recipient was told of its duty to confirm and record")
            )
        else:
            yield condition(
                Text(
                    "提供先に、受領時の確認・記録義務があることを伝える",
                    "Tell the recipient of its duty to confirm and record the receipt",
                ),
                fix=fact_fix(case, "receipt_duty_told"),
                who=UserRole.SALES,
            )


_TITLES = """
    A-29 | 提供の記録 | Record of the provision
    A-30-1 | 提供先での確認と記録 | Confirmation and record by the recipient
"""
_rule = StepRules(Step.RECORD, _TITLES)

RECORDING: tuple[ClearanceRule, ...] = (
    _rule("A-29", _record, ACT_29, RULES_19, cuts=place_days),
    _rule("A-30-1", _told, COMPANY_POLICY, ACT_30, cuts=place_days, revision=2),
)
