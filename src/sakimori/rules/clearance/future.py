"""What the amendment of 2026 will change for a hand-over (`appi.md` 8.2); nothing of it is law on a day we know of.

The main part begins on a day that a Cabinet Order sets, by 16 July 2028 at the latest; text and sub-rules have not been
read. From the latest day on no answer can rest on the old text alone: what becomes stricter is a question for a person
then, what becomes easier a note. Once the day is set, each gets that day and its own look.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, DataCategory
from sakimori.domain.data_flow import LegalRoute
from sakimori.domain.policy import Policy
from sakimori.domain.register import AgeBand
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.text import Text
from sakimori.rules.citations import AMENDMENT_2026
from sakimori.rules.clearance.case import Case, Slice, Track, is_processor
from sakimori.rules.clearance.making import ClearanceRule, Look, Said, duty, question

LATEST_DAY = date(2028, 7, 16)
"""The last day on which the main part can begin; an earlier one is not fixed."""

_ON_CONSENT = frozenset({LegalRoute.CONSENT, LegalRoute.CONSENT_28})


def _consent_eased(_case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    if part.route in _ON_CONSENT:
        yield duty(
            Text(
                "改正法で同意の要らない場合に当たるかを確かめる（統計・AI開発、本人の意思に反しないことが明らかな場合）",
                "See whether the amended Act asks for no consent here (statistics, AI, plainly not against the will)",
            )
        )


def _under_16(_case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    band = part.part.age_band if part.part is not None else None
    young = band not in {AgeBand.ADULT, AgeBand.FROM_16_TO_17} or part.has(DataCategory.PI_MINOR)
    if young and part.route in {*_ON_CONSENT, LegalRoute.OPTOUT}:
        yield question(
            Text(
                "16歳未満の本人について、改正法による法定代理人の同意と停止請求への備えがあるか",
                "For persons under 16: are consent and stop requests by their representative provided for?",
            )
        )


def _processor(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    if is_processor(case, part):
        yield duty(
            Text("委託先自身に課される義務に契約を合わせる", "Fit the contract to the processor's own duties"),
        )


def _face(_case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    if part.route is LegalRoute.OPTOUT and part.has(DataCategory.PI_BIOMETRIC):
        yield question(
            Text(
                "顔の特徴など、オプトアウトで渡せなくなるデータでないか",
                "Are there face features, which can no longer go by opt-out?",
            )
        )


def _contactable(_case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    if part.track is Track.RELATED:
        yield question(
            Text(
                "連絡のとれる個人関連情報の不適正な利用の禁止に触れないか",
                "Does it meet the ban on improper use of data by which a person can be contacted?",
            )
        )


def _buyer(_case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    if part.route is LegalRoute.OPTOUT:
        yield question(
            Text("オプトアウトで受け取る側の身元と目的を確かめたか", "Were identity and purpose of the buyer verified?")
        )


def _rule(rule_id: str, step: Step, title: Text, look: Look) -> ClearanceRule:
    cites = (COMPANY_POLICY, AMENDMENT_2026)
    return ClearanceRule(rule_id, step, title, cites, Basis.POLICY, look, in_force_from=LATEST_DAY)


FUTURE_FORMS: tuple[ClearanceRule, ...] = (
    _rule("F-07", Step.SPECIAL_FORM, Text("連絡のとれる個人関連情報", "Contactable related data"), _contactable),
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
