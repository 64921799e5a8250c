"""P-03: the work that My Number may serve: 番号法9条, a true entrustment or succession (19条6号), never advertising."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from sakimori.domain.clearance import Step
from sakimori.domain.codes import UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.hand_over import SuccessionKind
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.text import Text, cited
from sakimori.rules.clearance.abroad.places import PLACES
from sakimori.rules.clearance.case import Case, Slice, Track, returns
from sakimori.rules.clearance.data.campaigns import campaign_ends, going_out
from sakimori.rules.clearance.data.marketing import may_advertise
from sakimori.rules.clearance.grounds.exceptions import evidence_days, look_at_demand, look_on_file
from sakimori.rules.clearance.grounds.succession import talks_agreed, talks_days
from sakimori.rules.clearance.processors.cloud_test import CLOUD_TEST
from sakimori.rules.clearance.processors.entrustment import answer
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    FactWords,
    Look,
    Statement,
    StepRules,
    bar,
    confirmed,
    fact_fix,
    flow_fix,
    question,
    unknown,
)
from sakimori.rules.facts.citations import GL_MY_NUMBER, GL_SUCCESSION, MY_NUMBER_9, MY_NUMBER_19

_FREE: Final = frozenset({LegalRoute.ENTRUST, LegalRoute.SUCCESSION})
"""The grounds of 番号法19条6号."""


def _is(case: Case, part: Slice, *routes: LegalRoute) -> bool:
    """Whether My Number goes out on one of some grounds; what goes back to the entrusting company is judged as that."""
    return part.track is Track.MY_NUMBER and part.route in routes and not returns(case, part.part)


def _affairs(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """番号法9条: whoever is entrusted with it, or takes over a business, does work that the Act allows."""
    if _is(case, part, *_FREE):
        yield question(
            cited(
                "この業務は個人番号利用事務・個人番号関係事務か",
                "Is this work for which the Act allows My Number to be used ({art:my-number-9})?",
            )
        )


_OWN_USE = FactWords("""
    no: confirmed | 提供先自身の目的では個人番号を利用しない | The recipient does not use My Number for its own purposes
    yes: bar | 提供先自身の目的で個人番号を利用する（委託に当たらない）。利用を契約で禁じる | The recipient uses My Number for its own purposes: no entrustment. Forbid it by contract
    unknown | 提供先自身の目的で個人番号を利用するか未確認 | Whether the recipient uses My Number for its own purposes is not known
""")  # noqa: E501 - a wording is one line
_MIXES_DATA = FactWords("""
    no: confirmed | 個人番号をほかのデータと突き合わせない | My Number is not matched with other data
    yes: bar | 提供先が個人番号を手持ちや他社のデータと突き合わせる（委託に当たらない）。突合をやめさせる | The recipient matches My Number with other data: no entrustment. Have it stopped
    unknown | 個人番号をほかのデータと突き合わせるか未確認 | Whether My Number is matched with other data is not known
""")  # noqa: E501 - a wording is one line
_DECIDES_PURPOSE = FactWords("""
    no: confirmed | 個人番号の利用目的は当社が決める | We decide for what My Number is used
    yes: bar | 提供先が個人番号の利用目的を自ら決める（委託に当たらない）。当社が決める契約にする | The recipient decides for what My Number is used: no entrustment. Agree that we do
    unknown | 個人番号の利用目的をだれが決めるか未確認 | Who decides for what My Number is used is not known
""")  # noqa: E501 - a wording is one line
_OF_ITS_OWN: Final = {"own_use": _OWN_USE, "mixes_data": _MIXES_DATA, "decides_purpose": _DECIDES_PURPOSE}
_OWN_DUTY = FactWords("""
    no: confirmed | 自らの職務で個人番号を受けるのではない | It gets My Number in no duty of its own
    yes: question | 自らの職務で個人番号を受ける先に、委託といえるか | Is My Number entrusted although the recipient acts in a duty of its own?
    unknown | 士業・監査・金融・保険などの自らの職務で個人番号を受けるか未確認 | Whether it gets My Number in a duty of its own (lawyer, auditor, bank, insurer) is not known
""")  # noqa: E501 - a wording is one line


def _entrusted(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """番号法19条6号: use of its own, matching and a purpose of its own are no entrustment, and consent mends none."""
    if not _is(case, part, LegalRoute.ENTRUST):
        return
    for field, words in _OF_ITS_OWN.items():
        fix = fact_fix(case, field)
        if field == "own_use" and case.cloud and case.cloud.uses_data_itself:
            fix = Fix("cloud_facts", case.cloud.id, "uses_data_itself")
        yield words(answer(case, field), fix, who=UserRole.SALES)
    yield _OWN_DUTY(case.facts.own_duty, fact_fix(case, "own_duty"), who=UserRole.SALES)


_PASSES = FactWords("""
    business: confirmed | 事業の承継 | Succession of a business
    list_alone: bar | 名簿だけの譲渡は承継ではなく、個人番号は渡せない | The sale of a list alone is no succession: no My Number passes
    shares: question | 株式の取引で、承継といえるか（個人番号が渡るか） | Is a share deal a succession, so that My Number passes?
    talks: question | 承継の前に個人番号を示す必要があるか | Need My Number be shown before the succession?
    unknown | 何を承継するか未確認 | What passes is not known
""")  # noqa: E501 - a wording is one line


def _succeeded(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """番号法19条6号: talks are no succession yet."""
    if _is(case, part, LegalRoute.SUCCESSION):
        yield _PASSES(case.facts.succession, fact_fix(case, "succession"), who=UserRole.SALES)


def _talks(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """What a contract says before data are shown in talks is asked for here as well."""
    if _is(case, part, LegalRoute.SUCCESSION) and case.facts.succession is SuccessionKind.TALKS:
        yield from talks_agreed(case, on)


def _advertised(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """番号法9条: advertising is no work for which the Act allows My Number, whoever agrees; nor is a campaign."""
    if part.track is not Track.MY_NUMBER:
        return
    fix = fact_fix(case, "marketing")
    if case.facts.marketing or any(going_out(case, on)):
        yield bar(Text("個人番号を広告・勧誘に使うことはできない", "My Number is not used for advertising"), fix=fix)
    elif case.facts.marketing is None and may_advertise(case, part):
        yield unknown(
            Text("個人番号を広告・勧誘に使うかが未確認", "Whether My Number is used for advertising is not known"),
            fix,
            who=UserRole.SALES,
        )
    elif case.facts.marketing is False:
        yield confirmed(Text("個人番号を広告・勧誘に使わない", "My Number is not used for advertising"))


def _demanded(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """番号法19条: of what demands a number without force a person says whether it is a case of the list at all."""
    if _is(case, part, LegalRoute.EXC_LAW):
        yield from look_at_demand(case)


def _filed(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """Of a case of the list the law, the document and who asked are filed, as of the exceptions of 法27条1項.

    The document of a case of law A-MN1 asks for.
    """
    if part.track is not Track.MY_NUMBER or not part.route.is_exception or returns(case, part.part):
        return
    for said in look_on_file(case, on):
        is_told = part.route is LegalRoute.EXC_LAW and said.fix == flow_fix(case, "route_evidence_id")
        if not is_told:
            yield said


def _of_my_number(rule: ClearanceRule) -> ClearanceRule:
    """A rule of another step, asked of My Number in its own step."""

    def look(case: Case, part: Slice, on: date, policy: Policy) -> Iterator[Statement]:
        if part.track is Track.MY_NUMBER and not returns(case, part.part):
            yield from rule.look(case, part, on, policy)

    asked: Look = look
    return replace(rule, step=Step.MY_NUMBER, look=asked)


_TITLES = """
    A-MN9 | マイナンバーを使える事務か | Work for which My Number may be used
    A-MN10 | マイナンバーの委託といえるか | Is My Number entrusted
    A-MN11 | マイナンバーが渡る承継といえるか | A succession with which My Number passes
    A-MN12 | マイナンバーを示す交渉の契約 | The contract on talks that show My Number
    A-MN13 | マイナンバーの広告・勧誘への利用 | My Number and advertising
    A-MN14 | マイナンバーの求めの種類 | What demands My Number
    C-MN1 | マイナンバーを求められたときの記録 | What is filed of a demand for My Number
"""
_rule = StepRules(Step.MY_NUMBER, _TITLES)

MY_NUMBER_WORK: tuple[ClearanceRule, ...] = (
    _rule("A-MN9", _affairs, MY_NUMBER_9, GL_MY_NUMBER),
    _rule("A-MN10", _entrusted, MY_NUMBER_19, MY_NUMBER_9, GL_MY_NUMBER),
    _rule("A-MN11", _succeeded, MY_NUMBER_19, MY_NUMBER_9, GL_MY_NUMBER),
    _rule("A-MN12", _talks, COMPANY_POLICY, MY_NUMBER_19, GL_SUCCESSION, cuts=talks_days),
    _rule("A-MN13", _advertised, MY_NUMBER_9, cuts=campaign_ends, revision=2),
    _rule("A-MN14", _demanded, MY_NUMBER_19, MY_NUMBER_9),
    _rule("C-MN1", _filed, COMPANY_POLICY, MY_NUMBER_19, cuts=evidence_days),
    *(_of_my_number(rule) for rule in (*PLACES, *CLOUD_TEST) if rule.id in {"C-SB1", "S-07G"}),
)
