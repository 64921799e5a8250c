"""P-13 and P-10: entrustment 委託 is work for us and nothing else (法27条5項1号), with no more than the work needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Slice, Track
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    FactWords,
    Look,
    Statement,
    StepRules,
    bar,
    condition,
    confirmed,
    fact_fix,
    unknown,
)
from sakimori.rules.facts.citations import ACT_25, ACT_27_5_ENTRUSTMENT, GL_NOT_THIRD_PARTY, GL_SUPERVISION

_ASKED: dict[str, tuple[Text, Text, Text]] = {
    "own_use": (
        Text(
            "提供先自身の目的で利用する（委託に当たらない）。利用を契約で禁じるか、提供の根拠を第三者提供の同意などに改める",
            "The recipient uses the data for its own purposes: no entrustment. Forbid it by contract, or choose "
            "another ground, such as consent",
        ),
        Text(
            "提供先自身の目的で利用するか未確認",
            "Whether the recipient uses the data for its own purposes is not known",
        ),
        Text("提供先自身の目的では利用しない", "The recipient does not use the data for its own purposes"),
    ),
    "mixes_data": (
        Text(
            "提供先が手持ちや他社のデータと本人ごとに突き合わせる（委託に当たらない）。突合をやめるか、提供の根拠を改める",
            "The recipient matches the data person by person with others: no entrustment. Have it stopped, or choose "
            "another ground",
        ),
        Text("手持ちや他社のデータと突き合わせるか未確認", "Whether the recipient matches the data is not known"),
        Text("ほかのデータと突き合わせない", "The data are not matched with others"),
    ),
    "decides_purpose": (
        Text(
            "提供先が利用目的を自ら決める（委託に当たらない）。目的を当社が決める契約にするか、提供の根拠を改める",
            "The recipient decides the purpose itself: no entrustment. Agree that we do, or choose another ground",
        ),
        Text("利用目的をだれが決めるか未確認", "Who decides the purpose is not known"),
        Text("利用目的は当社が決める", "We decide the purpose"),
    ),
}


def answer(case: Case, field: str) -> bool | None:
    """What is known of a fact that would end the entrustment; use of its own stands with the cloud facts as well."""
    said: bool | None = getattr(case.facts, field)
    in_cloud = case.cloud.uses_data_itself if case.cloud and field == "own_use" else None
    if True in (said, in_cloud):
        return True
    return said if said is not None else in_cloud


def no_entrustment(case: Case, fields: Iterable[str] = _ASKED) -> Iterator[Statement]:
    """Why what is called entrustment is none, or what is not known of it."""
    for field in fields:
        against, open_text, fine = _ASKED[field]
        said = answer(case, field)
        fix = fact_fix(case, field)
        if said and case.cloud and field == "own_use" and case.cloud.uses_data_itself:
            fix = Fix("cloud_facts", case.cloud.id, "uses_data_itself")
        if said is None:
            yield unknown(open_text, fix, who=UserRole.SALES)
        elif said:
            yield bar(against, fix=fix)
        else:
            yield confirmed(fine)


def _asking(field: str) -> Look:
    def look(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
        """One known fact is enough: then it is provision to a third party."""
        if part.route is LegalRoute.ENTRUST:
            yield from no_entrustment(case, (field,))

    return look


_OWN_DUTY = FactWords("""
    no: confirmed | 自らの職務ではない | No duty of its own
    yes: question | 自らの職務で受ける先に、委託といえるか | Is it entrusted although it acts in a duty of its own?
    unknown | 士業・監査・金融・保険・運送などの自らの職務か未確認 | Whether the recipient acts in its own duty (lawyer, auditor, bank, insurer, carrier) is not known
""")  # noqa: E501 - a wording is one line


def _own_duty(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Lawyer, auditor, bank, insurer, carrier: whether it works for us or in its own duty a person decides."""
    if part.route is LegalRoute.ENTRUST:
        yield _OWN_DUTY(case.facts.own_duty, fact_fix(case, "own_duty"), who=UserRole.SALES)


_TITLES = """
    A-IT1 | 提供先自身の目的での利用 | Use for its own purposes
    A-IT2 | 本人ごとの突合 | Matching person by person
    A-IT0 | 利用目的を決める者 | Who decides the purpose
    A-IT5 | 委託か、自らの職務か | Entrusted, or a duty of its own
"""
_rule = StepRules(Step.ROUTE, _TITLES)

ENTRUSTMENT: tuple[ClearanceRule, ...] = (
    _rule("A-IT1", _asking("own_use"), ACT_27_5_ENTRUSTMENT, GL_NOT_THIRD_PARTY, revision=3),
    _rule("A-IT2", _asking("mixes_data"), ACT_27_5_ENTRUSTMENT, GL_NOT_THIRD_PARTY),
    _rule("A-IT0", _asking("decides_purpose"), ACT_27_5_ENTRUSTMENT, GL_NOT_THIRD_PARTY),
    _rule("A-IT5", _own_duty, ACT_27_5_ENTRUSTMENT),
)


_ITEMS = (
    Text("渡す項目は必要な範囲にある", "The items are no more than needed"),
    Text("必要のない項目を外す", "Leave out the items that are not needed"),
    Text("渡す項目が必要な範囲にあることを確かめる", "Compare the items with what is needed"),
)
_PERSONS = (
    Text("渡す本人は必要な範囲にある", "The data subjects are no more than needed"),
    Text("必要のない人の分を外す", "Leave out the data subjects who are not needed"),
    Text("渡す本人が必要な範囲にあることを確かめる", "Compare the data subjects with what is needed"),
)
"""What is said of a fact that is in order, that is not, and that nobody has answered."""


def _entrusted(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """What the work does not need is not handed over (GL 3-4-4)."""
    if part.route is LegalRoute.ENTRUST:
        yield from _compared(case, part)


def _provided(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """The person gets all there is: disclosure is ordered in full (法33条2項)."""
    if part.route not in {LegalRoute.ENTRUST, LegalRoute.TO_PERSON}:
        yield from _compared(case, part)


def _compared(case: Case, part: Slice) -> Iterator[Statement]:
    """What the recipient does not need stays here; that somebody compared is itself a record to make.

    Anonymised data are of nobody, and of one person nobody can be left out.
    """
    yield _answered(case, "items_needed", _ITEMS)
    if part.track is not Track.ANONYMISED and case.persons != 1:
        yield _answered(case, "persons_needed", _PERSONS)


def _answered(case: Case, field: str, said: tuple[Text, Text, Text]) -> Statement:
    good, bad, unknown = said
    answer: bool | None = getattr(case.facts, field)
    if answer:
        return confirmed(good)
    return condition(unknown if answer is None else bad, fix=fact_fix(case, field), who=UserRole.SALES)


_MINIMUM_TITLES = """
    A-25-0 | 渡す項目や本人が委託する業務に必要な範囲を超える | More items or persons than the work needs
    C-MIN | 渡す項目や本人が必要な範囲を超える | More items or persons than needed
"""
_minimum_rule = StepRules(Step.MINIMUM, _MINIMUM_TITLES)

MINIMUM: tuple[ClearanceRule, ...] = (
    _minimum_rule("A-25-0", _entrusted, ACT_25, GL_SUPERVISION, basis=Basis.GUIDELINE_MUST, revision=3),
    _minimum_rule("C-MIN", _provided, revision=2),
)
