"""P-06 and P-07: where the data came from (法20条, 30条), and not to somebody who breaks the law with them (法19条)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, UserRole
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import SubjectGroup
from sakimori.domain.records.hand_over import Misuse
from sakimori.domain.records.own_registers import RECEIVED, Position
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.text import Text, cited
from sakimori.rules.clearance.case import Case, Slice, Track
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    FactWords,
    Look,
    Statement,
    StepRules,
    bar,
    confirmed,
    fact_fix,
    part_fix,
    party_fix,
    question,
    unknown,
)
from sakimori.rules.facts.citations import ACT_19, ACT_20_1, ACT_20_2, ACT_30, ACT_30_1_HISTORY, GL_HEALTH, SAFETY_66_10
from sakimori.rules.facts.flow_facts import SPECIAL_CARE
from sakimori.rules.gaps.own_company.acquisition import BY_ORDER_9

_ACQUIRED_PROPERLY = FactWords("""
    yes: confirmed | 適正に取得している | It was acquired by proper means
    no: bar | 不正な手段で取得したデータである | The data were acquired by wrongful means
    unknown | 適正に取得したか未確認 | Whether the data were acquired properly is not known
""")


def _acquired(_case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """法20条1項. A card that no data set holds has no record: a person says how it was got.

    Of My Number from others no record is asked (番号法30条2項), but nobody takes what he knows to be got unlawfully.
    """
    if part.part is None:
        if part.track is Track.LOOSE:
            yield question(Text("適正に取得した情報か", "Was the information got by proper means?"))
        return
    yield _ACQUIRED_PROPERLY(part.part.acquired_properly, part_fix(part.part, "acquired_properly"))
    if part.track is Track.MY_NUMBER and part.position in RECEIVED:
        yield _HISTORY(part.part.history, part_fix(part.part, "history"))


_SPECIAL_CARE_BASIS = FactWords("""
    yes: confirmed | 要配慮個人情報を同意または例外により取得した | Special-care data were acquired on consent or by exception
    no: bar | 要配慮個人情報を同意なく取得している | Special-care data were acquired without consent
    unknown | 要配慮個人情報を同意により取得したか未確認 | Whether special-care data came by consent is not known
""")  # noqa: E501 - a wording is one line


def _special_care(_case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """法20条2項, 施行令9条: consent or an exception at the acquisition."""
    if part.track is Track.MY_NUMBER or not part.has(*SPECIAL_CARE):
        return
    if part.part is None:
        if part.track is Track.LOOSE:
            yield question(
                Text(
                    "要配慮個人情報を同意または例外により取得したか",
                    "Was the special-care information acquired on consent or by exception?",
                )
            )
        return
    if part.position in BY_ORDER_9:
        yield confirmed(
            Text(
                "委託・共同利用・承継で得た要配慮個人情報である",
                "Special-care data that came by entrustment and the like",
            )
        )
        return
    yield _SPECIAL_CARE_BASIS(part.part.special_care_basis, part_fix(part.part, "special_care_basis"))


_RECEIPT_RECORDED = FactWords("""
    yes: confirmed | 受領時の確認・記録がある | The receipt was confirmed and recorded
    no: condition | 受領時の確認と記録を補う | Make up the confirmation and record of the receipt
    unknown | 受領時の確認・記録の有無が未確認 | Whether the receipt was recorded is not known
""")


def _receipt(position: Position) -> Look:
    def look(_case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
        """法30条 asks who received data to confirm and record; not for loose, related or My Number data."""
        if part.part is None or part.position is not position:
            return
        if part.track in {Track.LOOSE, Track.RELATED, Track.MY_NUMBER}:
            return
        yield _RECEIPT_RECORDED(part.part.receipt_recorded, part_fix(part.part, "receipt_recorded"))

    return look


_HISTORY = FactWords("""
    lawful: confirmed | 提供元の取得の経緯に問題は見つからなかった | How the provider acquired them is in order
    doubtful: question | 提供元の取得の経緯に疑いがあるデータを渡してよいか | How the provider acquired these data is in doubt: may they go on?
    unlawful: bar | 提供元が不正に取得したと知っているデータである（この本人を外す） | The provider is known to have acquired these data unlawfully: take these persons out
    unknown | 提供元がどう取得したデータか未確認 | How the provider acquired the data is not known
""")  # noqa: E501 - a wording is one line


def _history(_case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """法30条1項2号: how the provider acquired the data; who takes unlawful ones acquires wrongfully (20条1項)."""
    if part.part is None or part.position not in RECEIVED or part.track in {Track.LOOSE, Track.MY_NUMBER}:
        return
    yield _HISTORY(part.part.history, part_fix(part.part, "history"))


_WORKER_CONSENTED = FactWords("""
    yes: confirmed | 労働者が結果の提供に同意している | The workers consented to passing the results on
    no: bar | 労働者の同意のないストレスチェックの結果である | Results of a stress check without the worker's consent
    unknown | 労働者が同意したか未確認 | Whether the workers consented is not known
""")


def _stress_check(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """労働安全衛生法66条の10第2項: the examiner gives the result to the employer only as the worker consents."""
    groups = case.flow.subject_groups
    if not part.has(*SPECIAL_CARE) or (groups and SubjectGroup.EMPLOYEE not in groups):
        return
    if case.facts.stress_check is None:
        yield unknown(
            Text(
                "ストレスチェックの結果を含むか未確認", "Whether results of a stress check are among them is not known"
            ),
            fact_fix(case, "stress_check"),
            who=UserRole.SALES,
        )
    elif not case.facts.stress_check:
        yield confirmed(Text("ストレスチェックの結果を含まない", "No results of a stress check are among them"))
    elif case.facts.to_employer is None:
        yield unknown(
            Text("提供先が労働者を雇う事業者か未確認", "Whether the recipient is the employer is not known"),
            fact_fix(case, "to_employer"),
            who=UserRole.SALES,
        )
    elif not case.facts.to_employer:
        return  # A-HL6 asks
    else:
        fix = fact_fix(case, "worker_consented")
        yield _WORKER_CONSENTED(case.facts.worker_consented, fix, who=UserRole.SALES)


def _stress_check_elsewhere(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """GL-H speaks of results in the hands of others than the employer; how far they may go a person decides."""
    groups = case.flow.subject_groups
    if not part.has(*SPECIAL_CARE) or (groups and SubjectGroup.EMPLOYEE not in groups):
        return
    if case.facts.stress_check and case.facts.to_employer is False:
        yield question(
            cited(
                "ストレスチェックの結果を事業者以外に渡すことが、健康情報の留意事項に沿うか",
                "Do results of a stress check go to somebody other than the employer as {law:gl-h} has it?",
            ),
            fix=fact_fix(case, "to_employer"),
        )


_TITLES = """
    A-20-1 | 適正な取得 | Acquired by proper means
    A-20-2 | 要配慮個人情報の取得 | How special-care data were acquired
    A-30-1 | 受領時の確認・記録 | Confirmation and record of the receipt
    A-30-4 | 提供元の取得の経緯 | How the provider acquired the data
    A-OO8 | オプトアウトで受けたデータの確認・記録 | Confirmation and record of data that came by opt-out
    A-HL5 | ストレスチェックの結果 | Results of a stress check
    A-HL6 | ストレスチェックの結果（事業者以外） | Results of a stress check, not to the employer
"""
_rule = StepRules(Step.SOURCE, _TITLES)

SOURCE: tuple[ClearanceRule, ...] = (
    _rule("A-20-1", _acquired, ACT_20_1, revision=2),
    _rule("A-20-2", _special_care, ACT_20_2, revision=2),
    _rule("A-30-1", _receipt(Position.BOUGHT_ON_CONSENT), ACT_30, revision=2),
    _rule("A-30-4", _history, ACT_20_1, ACT_30_1_HISTORY),
    _rule("A-OO8", _receipt(Position.BOUGHT_BY_OPTOUT), ACT_30),
    _rule("A-HL5", _stress_check, SAFETY_66_10, revision=2),
    _rule("A-HL6", _stress_check_elsewhere, COMPANY_POLICY, GL_HEALTH),
)


def _misuse(case: Case, _part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Signs, among them an order of the PPC, are weighed by a person."""
    misuse, ordered = case.facts.misuse, case.recipient.order_history
    if misuse is Misuse.KNOWN:
        yield bar(
            Text("違法・不当に使われると分かっている相手である", "It is known to use data unlawfully or unfairly"),
            fix=fact_fix(case, "misuse"),
        )
        return
    if misuse is None:
        yield unknown(
            Text("違法・不当な利用のおそれが未確認", "Whether it may use data unlawfully is not known"),
            fact_fix(case, "misuse"),
            who=UserRole.SALES,
        )
    if ordered is None:
        yield unknown(
            Text("個人情報保護委員会の命令・勧告の有無が未確認", "Whether the PPC ever gave it an order is not known"),
            party_fix(case, "order_history"),
            who=UserRole.PROCUREMENT,
        )
    if misuse is Misuse.SIGNS or ordered:
        yield question(
            Text(
                "違法・不当な利用の兆候または委員会の命令・勧告があるが、渡してよいか",
                "There are signs of unlawful use, or an order of the PPC: may it go all the same?",
            ),
            fix=fact_fix(case, "misuse") if misuse is Misuse.SIGNS else party_fix(case, "order_note"),
        )
    elif misuse is Misuse.NO_SIGN and ordered is False:
        yield confirmed(Text("違法・不当な利用の兆候はない", "No sign of unlawful or unfair use"))


MISUSE: tuple[ClearanceRule, ...] = (
    ClearanceRule("A-19", Step.MISUSE, Text("不適正な利用", "Improper use"), (ACT_19,), Basis.LAW, _misuse),
)
