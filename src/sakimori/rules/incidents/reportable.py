"""Whether an incident is reported to the Commission, situation by situation (規則7条; 番号法29条の4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final

from sakimori.domain.codes import DataCategory
from sakimori.domain.incident import (
    CaseJudged,
    Exempting,
    Happening,
    IncidentFacts,
    Reportable,
    ReportCase,
    ReportingAct,
)
from sakimori.domain.rule import Citation
from sakimori.domain.values.text import Text
from sakimori.rules.facts.assessments import NOT_PERSONAL
from sakimori.rules.facts.citations import (
    ACT_26_1,
    ACT_41_9,
    GL_LEAK,
    MY_NUMBER_29_4,
    RULES_7,
    RULES_7_IMPROPER,
    RULES_7_MANY,
    RULES_7_MONEY,
    RULES_7_SPECIAL_CARE,
)
from sakimori.rules.facts.flow_facts import SPECIAL_CARE

MANY: Final = 1_000
"""More persons than this are a situation of their own (規則7条4号)."""
MANY_OF_MY_NUMBER: Final = 100
"""The same for My Number data."""

_NO_PERSONAL_DATA: Final = NOT_PERSONAL | {DataCategory.ANON, DataCategory.REL}
_OPEN: Final = Text("未確認：{fact}", "Open: {fact}")
_NO: Final = Text("当たらない：{fact}", "Not given: {fact}")

Judge = Callable[[IncidentFacts], bool | None]


def _has(*categories: DataCategory) -> Judge:
    return lambda facts: None if facts.categories is None else not facts.categories.isdisjoint(categories)


def _more_than(persons: int) -> Judge:
    return lambda facts: None if facts.persons is None else facts.persons > persons


def _of_my_number(judge: Judge) -> Judge:
    """A situation that only My Number data can be in."""
    is_there = _has(DataCategory.MYNUMBER)

    def both(facts: IncidentFacts) -> bool | None:
        held = (is_there(facts), judge(facts))
        return False if False in held else None if None in held else True

    return both


_SPECIAL = Text("要配慮個人情報が含まれる", "special-care personal information is among it")
_MONEY = Text(
    "悪用されると財産的被害が生じるおそれがある（カード番号、決済サービスのIDとパスワードなど）",
    "misuse may cost persons money (card numbers, login and password of a payment service)",
)
_IMPROPER = Text(
    "不正の目的をもって行われたおそれがある行為による（不正アクセス、ランサムウェア、盗難、従業者の持ち出し、"
    "入力フォームの改ざんなど。取得されようとしている情報を含む）",
    "an act that may have had an improper purpose (intrusion, ransomware, theft, taking by staff, skimming of a web "
    "form; information that is about to be acquired counts)",
)
_THOUSAND = Text(
    "本人の数が千人を超える（不確かなときは最大の数）", "more than 1,000 persons (at most, where uncertain)"
)
_NUMBER_ACT = Text(
    "特定個人情報が、不正の目的をもって行われたおそれがある行為による（利用・提供を含む）",
    "My Number data in an act that may have had an improper purpose (its use or provision counts)",
)
_NUMBER_SEEN = Text(
    "特定個人情報が、不特定多数の者に電磁的方法で閲覧されるおそれがある",
    "My Number data that anybody may see on a network",
)
_NUMBER_MANY = Text("特定個人情報で、本人の数が百人を超える", "My Number data of more than 100 persons")

_CASES: Final[tuple[tuple[ReportCase, Judge, Text, Citation], ...]] = (
    (ReportCase.BR1, _has(*SPECIAL_CARE), _SPECIAL, RULES_7_SPECIAL_CARE),
    (ReportCase.BR2, lambda facts: facts.may_cost_money, _MONEY, RULES_7_MONEY),
    (ReportCase.BR3, lambda facts: facts.is_improper_purpose, _IMPROPER, RULES_7_IMPROPER),
    (ReportCase.BR4, _more_than(MANY), _THOUSAND, RULES_7_MANY),
    (ReportCase.MN_PURPOSE, _of_my_number(lambda facts: facts.is_improper_purpose), _NUMBER_ACT, MY_NUMBER_29_4),
    (ReportCase.MN_EXPOSED, _of_my_number(lambda facts: facts.is_exposed), _NUMBER_SEEN, MY_NUMBER_29_4),
    (ReportCase.MN_PERSONS, _of_my_number(_more_than(MANY_OF_MY_NUMBER)), _NUMBER_MANY, MY_NUMBER_29_4),
)


_CLAIMS: Final[dict[Exempting, tuple[Text, Citation]]] = {
    Exempting.PROTECTED: (
        Text(
            "高度な暗号化その他の、本人の権利利益を保護するために必要な措置が講じられている（二人が判断）",
            "high-level encryption, or another measure that protects the persons (two persons judged)",
        ),
        RULES_7,
    ),
    Exempting.RECOVERED: (
        Text(
            "第三者に閲覧される前にすべてを回収した（二人が判断）",
            "all of it came back before anybody saw it (two persons judged)",
        ),
        GL_LEAK,
    ),
    Exempting.KEPT_ELSEWHERE: (
        Text(
            "同じデータが他に保管されており、滅失に当たらない（二人が判断）",
            "the same data are kept elsewhere, so nothing is lost (two persons judged)",
        ),
        GL_LEAK,
    ),
}
_ENDS: Final = {
    Exempting.PROTECTED: frozenset({Happening.LEAK}),
    Exempting.RECOVERED: frozenset({Happening.LEAK}),
    Exempting.KEPT_ELSEWHERE: frozenset({Happening.LOSS}),
}
"""What a claim reaches; whether it reaches more was not read, and is a question."""
_NOT_JUDGED: Final = {
    Exempting.PROTECTED: Text(
        "高度な暗号化などを理由に報告しないと、もう一人が判断したか",
        "whether a second person judged that encryption or the like leaves nothing to report",
    ),
    Exempting.RECOVERED: Text(
        "すべて回収したことを理由に報告しないと、もう一人が判断したか",
        "whether a second person judged that all came back unseen",
    ),
    Exempting.KEPT_ELSEWHERE: Text(
        "同じデータが他に保管されていると、もう一人が判断したか",
        "whether a second person judged that the same data are kept elsewhere",
    ),
}
_NOT_REACHED: Final = {
    Exempting.PROTECTED: Text(
        "暗号化は毀損・滅失にも効くか（要照会）", "whether encryption counts for loss and damage too (ask)"
    ),
    Exempting.RECOVERED: Text(
        "回収は毀損・滅失にも効くか（要照会）", "whether recovery counts for loss and damage too (ask)"
    ),
    Exempting.KEPT_ELSEWHERE: Text(
        "他に保管されたデータは、漏えい・毀損にも効くか（要照会）",
        "whether data kept elsewhere count for a leak or damage too (ask)",
    ),
}


def judge_reportable(facts: IncidentFacts) -> Reportable:
    """Whether an incident is reported, why, and which open facts can still turn it.

    One situation is enough. While no situation is given and a fact is open, nobody can say that none is.
    """
    cases = tuple(_judged(facts, *case) for case in _CASES)
    exempt = tuple(_exempt(facts))
    if exempt:
        return Reportable(holds=False, cases=cases, exempt=exempt, open_facts=())
    if any(case.holds for case in cases):
        holds: bool | None = True
    else:
        holds = None if any(case.holds is None for case in cases) else False
    return Reportable(holds, cases, (), tuple(_open_facts(facts)))


def _judged(facts: IncidentFacts, case: ReportCase, judge: Judge, words: Text, citation: Citation) -> CaseJudged:
    holds = judge(facts)
    why = words if holds else (_OPEN if holds is None else _NO).format(fact=words)
    return CaseJudged(case, holds, why, citation)


def _exempt(facts: IncidentFacts) -> Iterator[tuple[Text, Citation]]:
    """Why nothing is reported, whatever the situation: kinds of data, and claims for which two persons stand."""
    for claim, (words, citation) in _CLAIMS.items():
        if claim in facts.judged and getattr(facts, claim.fact) and facts.happened == _ENDS[claim]:
            yield words, citation
    if facts.categories and facts.categories <= _NO_PERSONAL_DATA:
        yield Text("個人データではない", "it is no personal data"), ACT_26_1
    elif facts.categories and facts.categories <= _NO_PERSONAL_DATA | {DataCategory.PSEUDO}:
        yield Text("仮名加工情報だけである", "pseudonymised information alone"), ACT_41_9


_OF_MY_NUMBER: Final = frozenset({ReportCase.MN_PURPOSE, ReportCase.MN_EXPOSED, ReportCase.MN_PERSONS})


def acts_of(cases: Iterable[CaseJudged]) -> frozenset[ReportingAct]:
    """Which Acts have it reported: the My Number Act where one of its situations is given.

    The other one as long as a situation of it is given or in doubt, and where nothing is known at all.
    """
    every = tuple(cases)
    number = any(case.holds for case in every if case.case in _OF_MY_NUMBER)
    other = any(case.holds is not False for case in every if case.case not in _OF_MY_NUMBER)
    found = {ReportingAct.MY_NUMBER} if number else set()
    return frozenset(found | {ReportingAct.APPI} if other or not number else found)


def reportable_since(facts: IncidentFacts, cases: Iterable[CaseJudged]) -> date:
    """The day from which the clocks count: of all situations given or in doubt, the one that came first."""
    later = dict(facts.since)
    days = [max(later.get(case.case, facts.known_on), facts.known_on) for case in cases if case.holds is not False]
    return min(days, default=facts.known_on)


def _open_facts(facts: IncidentFacts) -> Iterator[Text]:
    """What must be found out, in the order in which it matters."""
    if facts.is_improper_purpose is None:
        yield Text("不正の目的による行為のおそれがあるか", "whether the act may have had an improper purpose")
    if facts.categories is None:
        yield Text("どの種類の個人データか", "which kinds of personal data")
    if facts.may_cost_money is None:
        yield Text("財産的被害のおそれがあるか", "whether misuse may cost persons money")
    if facts.persons is None:
        yield Text("本人の数（最大）", "how many persons, at most")
    if facts.categories and DataCategory.MYNUMBER in facts.categories and facts.is_exposed is None:
        yield Text("不特定多数の者に閲覧されるおそれがあるか", "whether anybody could see it on a network")
    if facts.happened is None and any(getattr(facts, claim.fact) for claim in Exempting):
        yield Text("漏えい・滅失・毀損のどれか", "whether data leaked, were lost or were damaged")
    yield from _claims_open(facts)
    if facts.is_protected is None:
        yield Text("高度な暗号化などがされていたか", "whether it was protected by high-level encryption or the like")
    if facts.is_recovered is None:
        yield Text("閲覧される前にすべて回収できたか", "whether all of it came back before anybody saw it")
    if is_lost(facts) and facts.is_kept_elsewhere is None:
        yield Text("同じデータが他に保管されているか", "whether the same data are kept elsewhere")


def is_lost(facts: IncidentFacts) -> bool:
    """Whether data are gone or are not what they were, as far as anybody knows."""
    return bool(facts.happened and facts.happened & {Happening.LOSS, Happening.DAMAGE})


def _claims_open(facts: IncidentFacts) -> Iterator[Text]:
    """Claims that do not count: nobody else judged them, or they may not reach what happened."""
    for claim in Exempting:
        if not getattr(facts, claim.fact):
            continue
        if claim not in facts.judged:
            yield _NOT_JUDGED[claim]
        elif facts.happened is not None and facts.happened != _ENDS[claim]:
            yield _NOT_REACHED[claim]
