"""Changes that the amendment of 2026 (令和8年法律第56号) makes for a hand-over.

Its main part begins on a day that a Cabinet Order sets, by 16 July 2028 at the latest; the parts before it stand in
`data/law_changes.toml`. Text and sub-rules have not been read. From the day for which our policy
prepares no answer rests on the old text alone: what becomes stricter is a question for a person then, what becomes
easier a note. Each rule gets its own version with its own day once it has been read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, DataCategory
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.own_registers import AgeBand
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Slice, Track, is_processor
from sakimori.rules.clearance.rule_kit import ClearanceRule, Look, Statement, duty, question
from sakimori.rules.facts.citations import AMENDMENT_2026

_ON_CONSENT = frozenset({LegalRoute.CONSENT, LegalRoute.CONSENT_28})


def _consent_eased(_case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if part.route in _ON_CONSENT:
        yield duty(
            Text(
                "改正法で同意の要らない場合に当たるかを確かめる（統計・AI開発、本人の意思に反しないことが明らかな場合）",
                "See whether the amended Act asks for no consent here (statistics, AI, plainly not against the will)",
            )
        )


def _under_16(_case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    band = part.part.age_band if part.part is not None else None
    young = band not in {AgeBand.ADULT, AgeBand.FROM_16_TO_17} or part.has(DataCategory.PI_MINOR)
    if young and part.route in {*_ON_CONSENT, LegalRoute.OPTOUT}:
        yield question(
            Text(
                "16歳未満の本人について、改正法による法定代理人の同意と停止請求への備えがあるか",
                "For persons under 16: are consent and stop requests by their representative provided for?",
            )
        )


def _processor(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if is_processor(case, part):
        yield duty(
            Text("委託先自身に課される義務に契約を合わせる", "Fit the contract to the processor's own duties"),
        )


def _face(_case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if part.route is LegalRoute.OPTOUT and part.has(DataCategory.PI_BIOMETRIC):
        yield question(
            Text(
                "顔の特徴など、オプトアウトで渡せなくなるデータでないか",
                "Are there face features, which can no longer go by opt-out?",
            )
        )


def _contactable(_case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if part.track is Track.RELATED:
        yield question(
            Text(
                "連絡のとれる個人関連情報の不適正な利用の禁止に触れないか",
                "Does it meet the ban on improper use of data by which a person can be contacted?",
            )
        )


def _buyer(_case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if part.route is LegalRoute.OPTOUT:
        yield question(
            Text("オプトアウトで受け取る側の身元と目的を確かめたか", "Were identity and purpose of the buyer verified?")
        )


def _main_day(_case: Case, policy: Policy) -> Iterable[date]:
    yield policy.amendment_main_on


def _rule(rule_id: str, step: Step, title: Text, look: Look) -> ClearanceRule:
    def begun(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
        return look(case, part, on, policy) if on >= policy.amendment_main_on else ()

    return ClearanceRule(
        rule_id, step, title, (COMPANY_POLICY, AMENDMENT_2026), Basis.POLICY, begun, cuts=_main_day, revision=2,
        begins_by="amendment_main_on",
    )  # fmt: skip


FUTURE_FORMS: tuple[ClearanceRule, ...] = (
    _rule(
        "F-07",
        Step.SPECIAL_FORM,
        Text("連絡のとれる個人関連情報", "Contactable personal-related information"),
        _contactable,
    ),
)
FUTURE_ROUTES: tuple[ClearanceRule, ...] = (
    _rule("F-01", Step.ROUTE, Text("同意の要らない場合の拡大", "Consent no longer needed"), _consent_eased),
    _rule("F-03", Step.ROUTE, Text("16歳未満の本人", "Persons under 16"), _under_16),
    _rule("F-05", Step.ROUTE, Text("特定生体個人情報", "Face-feature data"), _face),
    _rule("F-08", Step.ROUTE, Text("オプトアウトの相手の確認", "Verification of the buyer"), _buyer),
)
FUTURE_PROCESSORS: tuple[ClearanceRule, ...] = (
    _rule("F-04", Step.PROCESSOR, Text("委託先自身の義務", "Duties of processors"), _processor),
)
FUTURE: tuple[ClearanceRule, ...] = (*FUTURE_FORMS, *FUTURE_ROUTES, *FUTURE_PROCESSORS)
"""All of them."""
