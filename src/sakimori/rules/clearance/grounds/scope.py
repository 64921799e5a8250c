"""P-01: is it personal data at all (法2条, 16条), and does Chapter 4 bind the other side (57条)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import DataCategory, KindOfBody, UserRole
from sakimori.domain.policy import Policy
from sakimori.domain.records.own_registers import Position
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.text import Text, cited
from sakimori.rules.clearance.case import Case, Slice, Track
from sakimori.rules.clearance.records.recording import WITH_RECORD
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    Statement,
    StepRules,
    bar,
    confirmed,
    duty,
    fact_fix,
    flow_fix,
    party_fix,
    question,
    unknown,
)
from sakimori.rules.facts.assessments import NOT_PERSONAL
from sakimori.rules.facts.citations import ACT_2_1, ACT_16_1, ACT_29, ACT_57_1, ACT_58_2, ORDER_4_1

_PROVIDED = frozenset({Position.BOUGHT_ON_CONSENT, Position.BOUGHT_BY_OPTOUT})


def _outside(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Statistics, facts of companies and of the dead are outside only after somebody looked for the living in them."""
    if not part.categories:
        yield unknown(
            Text("渡すデータの種類が未確認", "The kinds of data are not known"),
            flow_fix(case, "categories"),
            who=UserRole.SALES,
        )
    elif part.track is Track.OUTSIDE and not case.facts.scope_checked:
        yield unknown(
            Text("生存する個人の情報を含まないか未確認", "Whether it says anything about a living person is not known"),
            fact_fix(case, "scope_checked"),
            who=UserRole.SALES,
        )
    elif part.track is Track.OUTSIDE:
        yield confirmed(Text("個人情報を含まないことを確かめた", "It was checked to hold no personal information"))
        yield duty(Text("契約などの秘密保持の約束を守る", "Keep what contracts say about secrecy"))
    elif part.has(DataCategory.DECEASED):
        yield question(
            Text(
                "死者の情報に、遺族など生存する人の情報が含まれる。だれの個人データとして扱うか",
                "The facts about the dead say something about the living: whose personal data are they?",
            ),
            fix=fact_fix(case, "scope_checked"),
        )
    elif part.has(*NOT_PERSONAL):
        yield confirmed(
            Text("個人に結び付くので個人データとして判定する", "It is tied to persons: judged as personal data")
        )
    else:
        yield confirmed(Text("個人情報保護法の対象である", "The Act applies"))


def _loose(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """法16条1項・3項, 施行令4条1項: whether articles 22 to 31 do not reach the data is for compliance to say.

    What was provided to us as personal data came out of a database: no directory that anybody can buy.
    """
    if part.track is not Track.LOOSE:
        return
    if case.facts.is_loose:
        yield question(
            Text(
                "検索できる形に整理したことも、整理する予定もない情報か（22〜31条は及ばない）",
                "Was it never made searchable, nor will be? Then Arts. 22–31 do not apply",
            ),
            fix=fact_fix(case, "is_loose"),
        )
    elif part.position in _PROVIDED:
        yield bar(
            Text(
                "同意・オプトアウトにより提供を受けた名簿は、市販の名簿として扱えない（市販のものなら立場を改める）",
                "A list provided to us on consent or by opt-out is no directory on sale; if it was bought in a shop, "
                "correct our position",
            ),
            fix=fact_fix(case, "directory_unchanged"),
        )
    else:
        yield question(
            Text(
                "市販の電話帳・住宅地図・職員録などに当たり（不特定多数への販売を目的に適法に発行、だれでもいつでも"
                "購入できる、情報を加えず本来の用途で使う）、22〜31条は及ばないか",
                "Is it a directory as sold (published lawfully for sale to anybody, on sale to everyone at any time, "
                "used as meant with nothing added), so that Arts. 22–31 do not apply?",
            ),
            fix=fact_fix(case, "directory_unchanged"),
        )


def _press(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """法57条1項: press, writers, religion and politics for their own ends. That we are such a body is not modelled."""
    if part.track in {Track.OUTSIDE, Track.RECEIPT}:
        return
    kind = case.recipient.kind_of_body
    if kind is None:
        yield unknown(
            Text("相手の種別（会社・公的機関など）が未確認", "What sort of body the recipient is is not known"),
            party_fix(case, "kind_of_body"),
            who=UserRole.PROCUREMENT,
        )
    elif kind is KindOfBody.BODY_57_1:
        yield question(
            Text(
                "報道・著述・宗教・政治の団体が、その目的で受け取るのか",
                "Does this body receive them for press, writing, religion or politics?",
            )
        )


def _deemed(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Deemed operators (法58条2項) that are bodies of 法16条2項 all the same: a record is made meanwhile, by policy."""
    if case.recipient.kind_of_body is KindOfBody.BODY_58_2 and part.route in WITH_RECORD:
        yield question(
            cited(
                "自治体の病院・大学などに、{art:act-29}・{art:act-30}の記録が要るか（判断までは記録する）",
                "Is a record due for a hospital or university run by a local government? Make it meanwhile",
            )
        )


_TITLES = """
    A-58-2 | 自治体の病院・大学など | Hospitals and universities of local governments
    A-2-1 | 個人情報にあたるか | Is it personal information
    A-16-1 | 個人データにあたるか | Are they personal data
    A-57-1 | 適用除外の団体か | Is the recipient exempt from Chapter 4
"""
_rule = StepRules(Step.SCOPE, _TITLES)

DEEMED_OPERATORS = _rule("A-58-2", _deemed, COMPANY_POLICY, ACT_58_2, ACT_29, step=Step.RECORD)

SCOPE: tuple[ClearanceRule, ...] = (
    _rule("A-2-1", _outside, ACT_2_1),
    _rule("A-16-1", _loose, ACT_16_1, ORDER_4_1, revision=2),
    _rule("A-57-1", _press, ACT_57_1),
)
