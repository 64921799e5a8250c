"""P-02: is it a hand-over to another (GL 2-17, 3-6-1): our own house, the person himself, sealed carriage, return."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import UserRole
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.text import Text, cited
from sakimori.rules.clearance.case import Case, Slice, Track, returns
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    FactWords,
    Statement,
    StepRules,
    bar,
    confirmed,
    fact_fix,
    flow_fix,
    party_fix,
    question,
    unknown,
)
from sakimori.rules.facts.citations import ACT_27_1, ACT_28_1, GL_HAND_OVER, GL_PROVISION
from sakimori.rules.facts.foreign_flows import is_foreign
from sakimori.rules.gaps.flows.handling import claims_exception


def is_decided(case: Case, on: date) -> bool:
    """Whether a named person has decided the ground of the flow by a day, with a reason."""
    flow = case.flow
    return bool(is_given(flow.route_rationale) and flow.route_decided_by) and (
        flow.route_decided_on is not None and flow.route_decided_on <= on
    )


def decided_days(case: Case, _policy: Policy) -> Iterable[date | None]:
    """The day of that decision."""
    return (case.flow.route_decided_on,)


def claims(case: Case, part: Slice, route: LegalRoute) -> bool:
    """Whether a slice is said to be no provision on some ground; what goes back to an entruster is judged as that."""
    of_nobody_else = part.track in {Track.NOT_PROVISION, Track.MY_NUMBER}
    return of_nobody_else and part.route is route and not returns(case, part.part)


def look_at_carriage(case: Case) -> Iterator[Statement]:
    """Who neither handles the data as a cloud provider nor carries them sealed gets them after all."""
    match case.facts.sealed_carriage:
        case True:
            yield confirmed(Text("封緘された状態で運送するだけで、内容を取り扱わない", "It only carries them sealed"))
        case False:
            yield bar(
                Text(
                    "内容を取り扱うため提供に当たる。根拠を選び直す",
                    "It gets at the data: a provision; choose its ground",
                ),
                fix=flow_fix(case, "route"),
            )
        case None:
            yield unknown(
                Text("封緘された状態で運送するだけか未確認", "Whether it only carries them sealed is not known"),
                fact_fix(case, "sealed_carriage"),
                who=UserRole.SALES,
            )


_IDENTITY_CHECKED = FactWords("""
    yes: confirmed | 本人（または代理権）を確かめた | The data subject, or the agent's power, was checked
    no: condition | 渡す前に本人（または代理権）を確かめる | Check the data subject, or the agent's power, beforehand
""")


def look_at_identity(case: Case) -> Iterator[Statement]:
    """The person, or an agent whose power was checked, is identified before he gets his data."""
    is_checked, fix = bool(case.facts.identity_checked), fact_fix(case, "identity_checked")
    yield _IDENTITY_CHECKED(is_checked, fix, mends=UserRole.SALES)


_NOBODY_ELSE_ALONG = FactWords("""
    yes: confirmed | ほかの本人のデータは含まない | Nobody else's data go along
    no: question | ほかの本人のデータも渡してよいか（外すか、{law:act-27-1}の根拠を確かめる） | May the data of others go along? Take them out, or find their ground under {art:act-27-1}
    unknown | ほかの本人のデータが含まれないか未確認 | Whether the data of others go along is not known
""")  # noqa: E501 - a wording is one line


def look_at_others(case: Case) -> Iterator[Statement]:
    """What goes along of somebody else is provided to a third party (法27条1項), unless a person finds it allowed."""
    yield _NOBODY_ELSE_ALONG(case.facts.nobody_else_along, fact_fix(case, "nobody_else_along"), who=UserRole.SALES)


_ENTRUSTER_AGREED = FactWords("""
    yes: confirmed | 委託元の指示により返す | They go back as the entrusting company instructed
    no: condition | 委託元の指示を得てから返す | Return them once the entrusting company has instructed it
    unknown | 委託元の指示による返却か未確認 | Whether the entrusting company instructed the return is not known
""")


def look_at_return(case: Case) -> Iterator[Statement]:
    """What we hold for somebody goes back to him as he says."""
    fix = fact_fix(case, "entruster_agreed")
    yield _ENTRUSTER_AGREED(case.facts.entruster_agreed, fix, who=UserRole.SALES, mends=UserRole.SALES)


def _carriage(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if claims(case, part, LegalRoute.NOT_PROVISION) and not claims_exception(case.dossier, case.flow):
        yield from look_at_carriage(case)


def _return(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Abroad a person says whether giving back is a provision under 法28条."""
    if part.track is Track.NOT_PROVISION and returns(case, part.part):
        yield from look_at_return(case)


def _return_abroad(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if part.track is not Track.NOT_PROVISION or not returns(case, part.part):
        return
    if case.recipient.country is None:
        yield unknown(
            Text("委託元の所在国が未確認", "The country of the entrusting company is not known"),
            party_fix(case, "country"),
            who=UserRole.PROCUREMENT,
        )
    elif is_foreign(case.recipient):
        yield question(
            cited(
                "外国の委託元への返却は{art:act-28}の提供にあたるか",
                "Is giving back to an entrusting company abroad a provision ({art:act-28})?",
            )
        )


def _same_entity(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """GL 3-6-1: a department or branch of our own legal person; parent, subsidiary and sister are others."""
    if not claims(case, part, LegalRoute.SAME_ENTITY):
        return
    if is_decided(case, on):
        yield confirmed(Text("当社と同じ法人の部署・支店である", "A department or branch of our own legal person"))
    else:
        yield question(
            Text(
                "当社と同じ法人か（親会社・子会社・関連会社は第三者）",
                "Is it our own legal person? Parent, subsidiary and sister companies are third parties",
            ),
            fix=flow_fix(case, "route_decided_by"),
        )


def _to_person(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    if claims(case, part, LegalRoute.TO_PERSON):
        yield from look_at_identity(case)
        yield from look_at_others(case)


def _by_person(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """GL 3-6-1: both the act and the choice who sees it are the person's own."""
    if not claims(case, part, LegalRoute.BY_PERSON):
        return
    if is_decided(case, on):
        yield confirmed(Text("本人が自ら、見せる相手を選んで送る", "The data subjects send it to whom they chose"))
    else:
        yield question(
            Text("送るのも相手を選ぶのも本人か", "Is it the data subject who sends it, and who chose to whom?"),
            fix=flow_fix(case, "route_decided_by"),
        )


_TITLES = """
    A-NP1 | 内容を取り扱わない運送か | Carriage without access
    A-NP2 | 委託元への返却 | Return to the entrusting company
    A-NP2F | 外国の委託元への返却 | Return to an entrusting company abroad
    A-NP3 | 同一法人の内部か | Inside our own legal person
    A-NP4 | 本人に渡す | Hand-over to the data subject
    A-NP5 | 本人による提供 | Provision by the data subject
"""
_rule = StepRules(Step.HAND_OVER, _TITLES)

HAND_OVER: tuple[ClearanceRule, ...] = (
    _rule("A-NP1", _carriage, GL_HAND_OVER, ACT_27_1),
    _rule("A-NP2", _return, GL_PROVISION),
    _rule("A-NP2F", _return_abroad, ACT_28_1),
    _rule("A-NP3", _same_entity, GL_PROVISION, cuts=decided_days),
    _rule("A-NP4", _to_person, GL_PROVISION, ACT_27_1, revision=2),
    _rule("A-NP5", _by_person, GL_PROVISION, cuts=decided_days),
)
