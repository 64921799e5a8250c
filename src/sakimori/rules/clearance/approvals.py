"""P-18: hand-overs of high risk are approved by somebody other than the one who asks (policy)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import DataCategory
from sakimori.domain.policy import Policy
from sakimori.domain.records.country import Point
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.own_registers import AgeBand
from sakimori.domain.values.text import Text, cited
from sakimori.rules.clearance.abroad.countries import countries_of
from sakimori.rules.clearance.abroad.readings import known_of, lapse_days
from sakimori.rules.clearance.case import Case, Slice, Track, may_be_children
from sakimori.rules.clearance.hand_over import claims
from sakimori.rules.clearance.rule_kit import ClearanceRule, Statement, StepRules, condition, confirmed, fact_fix
from sakimori.rules.facts.flow_facts import listed

_GRAVE: dict[DataCategory, Text] = {
    DataCategory.PI_SPECIAL: Text("要配慮個人情報", "special-care data"),
    DataCategory.PI_EU_SPECIAL: Text("要配慮とみなす情報", "data treated as special-care"),
    DataCategory.PI_FINANCIAL: Text("決済・口座の情報", "financial data"),
    DataCategory.PI_IDCODE: Text("個人識別符号", "identification codes"),
    DataCategory.MYNUMBER: Text("個人番号", "My Number"),
    DataCategory.PI_BIOMETRIC: Text("生体の情報", "biometric data"),
    DataCategory.PI_MINOR: Text("未成年者の情報", "data of minors"),
}
"""Kinds of data that ask for it."""


def grounds(case: Case, part: Slice, on: date, policy: Policy) -> tuple[Text, ...]:
    """Why a hand-over needs the extra approval; what is not known may be such a ground and counts as one."""
    return (*_of_data(part), *_of_persons(case, part, policy), *_of_way(case, part, on, policy))


def _of_data(part: Slice) -> Iterator[Text]:
    if part.categories is None:
        yield Text("データの種類が未確認", "kinds of data not known")
    yield from (word for category, word in _GRAVE.items() if part.has(category))


def _of_persons(case: Case, part: Slice, policy: Policy) -> Iterator[Text]:
    if part.part is not None and not part.has(DataCategory.PI_MINOR):
        if part.part.age_band is not None and part.part.age_band is not AgeBand.ADULT:
            yield _GRAVE[DataCategory.PI_MINOR]
        elif part.part.age_band is None and may_be_children(case, part):
            yield Text("年齢層が未確認", "age not known")
    if case.persons is None:
        yield Text("人数が未確認", "number of persons not known")
    elif case.persons > policy.approval_persons:
        yield Text("{count}人を超える", "more than {count} persons").format(count=f"{policy.approval_persons:,}")


def _of_way(case: Case, part: Slice, on: date, policy: Policy) -> Iterator[Text]:
    if part.track is Track.EXCEPTION or part.route.is_exception:
        yield cited("{art:act-27-1}の例外", "exception of {art:act-27-1}")
    access = _government_access(case, part, on, policy)
    if True in access:
        yield Text("政府の広いアクセスがある国", "broad government access in the country")
    elif None in access:
        yield Text("政府の広いアクセスが未確認の国", "broad government access not known")
    if case.facts.first_time is None:
        yield Text("初めての提供か未確認", "first time or not is not known")
    elif case.facts.first_time:
        yield Text("初めての提供", "first hand-over to it")


def _government_access(case: Case, part: Slice, on: date, policy: Policy) -> frozenset[bool | str | None]:
    """What is known of such access in the countries that the data reach; None where nobody has found it out."""
    profiled = [code for code in countries_of(case, part) if code in case.dossier.countries]
    return frozenset(known_of(case, code, Point.GOVERNMENT_ACCESS, on, policy) for code in profiled)


def _approval(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
    """Where nobody else gets the data none is asked for, unless somebody is said to be the data subject."""
    if part.track is Track.NOT_PROVISION and not claims(case, part, LegalRoute.TO_PERSON):
        return
    why = grounds(case, part, on, policy)
    if not why:
        yield confirmed(Text("追加の承認は要らない", "No extra approval is needed"))
        return
    facts, fix = case.facts, fact_fix(case, "approved_by")
    if facts.approved_on is None:
        text = Text("法務の承認を受ける（{why}）", "Have compliance approve it ({why})")
        yield condition(text.format(why=listed(why)), fix=fix)
    else:
        text = Text("{day}に承認された（{why}）", "Approved on {day} ({why})")
        yield confirmed(text.format(day=facts.approved_on.isoformat(), why=listed(why)))


_TITLES = """
    C-AP1 | リスクの高い提供の承認 | Approval of a hand-over of high risk
"""
_rule = StepRules(Step.APPROVAL, _TITLES)

APPROVALS: tuple[ClearanceRule, ...] = (_rule("C-AP1", _approval, cuts=lapse_days, revision=5),)
