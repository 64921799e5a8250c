"""P-03: My Number goes only in the cases of 番号法19条; no consent, joint use or opt-out helps (A-MN1–A-MN8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.own_registers import Position
from sakimori.domain.records.sub_processor import Approval
from sakimori.domain.values.text import Text, cited
from sakimori.rules.clearance.abroad.places import further_hands, hand_days
from sakimori.rules.clearance.case import OF_JAPAN, Case, Slice, Track, handles_after_all, is_processor, returns
from sakimori.rules.clearance.grounds.exceptions import evidence_days, has_evidence
from sakimori.rules.clearance.hand_over import (
    decided_days,
    is_decided,
    look_at_carriage,
    look_at_identity,
    look_at_others,
    look_at_return,
)
from sakimori.rules.clearance.processors.cloud_test import (
    abroad_days,
    look_abroad,
    look_after_all,
    look_at_facts,
    look_at_sign_off,
    sign_off_days,
)
from sakimori.rules.clearance.processors.supervision import link_days, links_of
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    FactWords,
    Statement,
    StepRules,
    bar,
    confirmed,
    duty,
    fact_fix,
    flow_fix,
    question,
    unknown,
)
from sakimori.rules.facts.citations import (
    ACT_32_1,
    GL_ABROAD,
    GL_MY_NUMBER,
    MY_NUMBER_9,
    MY_NUMBER_10,
    MY_NUMBER_19,
    MY_NUMBER_30_2,
)
from sakimori.rules.facts.foreign_flows import HOME
from sakimori.rules.gaps.flows.grounds import CLOSED_TO_MY_NUMBER
from sakimori.rules.gaps.flows.handling import claims_exception

_WHICH_CASE = cited(
    "{law:my-number-19}のどの場合にあたるか", "Which case of {art:my-number-19} of the My Number Act is it?"
)
_NO_CASE = cited(
    "{law:my-number-19}のどの場合かが選ばれていない（場合に当たらなければ渡せない）",
    "No case of {art:my-number-19} of the My Number Act is chosen; outside its cases My Number does not go",
)


def _listed(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """番号法19条: a person's consent does not widen the list; the new employer (4号) is entered as a case of law."""
    if part.track is not Track.MY_NUMBER:
        return
    if returns(case, part.part):
        yield from look_at_return(case)
        return
    route = part.route
    if route in CLOSED_TO_MY_NUMBER:
        yield bar(
            cited(
                "マイナンバーは{law:my-number-19}各号の場合だけ提供できる。本人の同意・共同利用・オプトアウトは根拠にならない"
                "（転籍・再就職先への提供は{art:my-number-19-4}：根拠を「法令に基づく場合」とし、本人の同意の証跡を添える）",
                "My Number may be provided only in the cases of {art:my-number-19}; consent, joint use and opt-out are "
                "none (to a new employer, item iv: enter it as a case of law and file the evidence of the consent)",
            ),
            fix=flow_fix(case, "route"),
        )
    elif route is LegalRoute.UNDECIDED:
        yield bar(_NO_CASE, fix=flow_fix(case, "route"))
    elif route in {LegalRoute.ENTRUST, LegalRoute.SUCCESSION}:
        yield confirmed(cited("{law:my-number-19-6}（委託・事業承継）", "{art:my-number-19-6} of the My Number Act"))
    elif route is LegalRoute.TO_PERSON:
        yield from look_at_identity(case)
        yield from look_at_others(case)
    elif route is LegalRoute.EXC_LAW:
        yield from _of_japan(case)
        yield from _of_law(case, on)
    elif route.is_exception or route is LegalRoute.BY_PERSON:
        if route in OF_JAPAN:
            yield from _of_japan(case)
        yield question(_WHICH_CASE)


def _of_japan(case: Case) -> Iterator[Statement]:
    """Foreign law is no case, and a foreign authority is not one of the bodies of the list."""
    if case.facts.by_foreign_authority:
        yield bar(
            cited(
                "外国の機関・法令の求めは{law:my-number-19}の場合に当たらない",
                "A demand of a foreign authority or law is no case of {art:my-number-19}",
            )
        )
    elif case.facts.by_foreign_authority is None:
        yield unknown(
            Text("外国の機関・法令による求めか未確認", "Whether a foreign authority or law demands it is not known"),
            fact_fix(case, "by_foreign_authority"),
            who=UserRole.SALES,
        )


def _of_law(case: Case, on: date) -> Iterator[Statement]:
    """A filed document and a named person who decided show the case."""
    if not has_evidence(case, on):
        yield unknown(
            cited("{law:my-number-19}の場合を示す書面がない", "No document shows the case of {art:my-number-19}"),
            flow_fix(case, "route_evidence_id"),
        )
    if is_decided(case, on):
        yield confirmed(cited("{law:my-number-19}の場合と判断されている", "Decided to be a case of {art:my-number-19}"))
    else:
        yield question(_WHICH_CASE, fix=flow_fix(case, "route_decided_by"))


def _listed_days(case: Case, policy: Policy) -> Iterable[date | None]:
    return (*decided_days(case, policy), *evidence_days(case, policy))


def _inside(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """番号法9条: inside one company it is use, and only for what the Act allows; a sister company is another."""
    if part.track is not Track.MY_NUMBER or part.route is not LegalRoute.SAME_ENTITY:
        return
    if is_decided(case, on):
        yield confirmed(Text("同じ法人の中の利用と判断されている", "Decided to be use inside our own legal person"))
    else:
        yield question(
            cited(
                "当社と同じ法人の中での、{law:my-number-9}の事務か",
                "Is it work under {art:my-number-9} inside our own legal person?",
            ),
            fix=flow_fix(case, "route_decided_by"),
        )


def _passed_on(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """番号法10条: at any depth the first to entrust permits this very sub-processor."""
    if part.track is not Track.MY_NUMBER or not is_processor(case, part) or returns(case, part.part):
        return
    if part.position is Position.AS_PROCESSOR:
        yield from _by_first(case)
    for link in links_of(case, on):
        name, fix = Text(link.name, link.name), Fix("sub_processor_link", link.id, "approval")
        is_permitted = link.approval is Approval.APPROVED and (link.approved_on is None or link.approved_on <= on)
        missing = Text(
            "マイナンバーの再委託に最初の委託者の許諾がない：{name}",
            "My Number passed on without permission of the first to entrust: {name}",
        )
        if link.handles_my_number is None:
            yield unknown(
                Text(
                    "マイナンバーを扱う再委託先か未確認：{name}", "Whether a sub-processor handles My Number: {name}"
                ).format(name=name),
                Fix("sub_processor_link", link.id, "handles_my_number"),
                who=UserRole.PROCUREMENT,
            )
        elif link.handles_my_number and link.approval is None:
            asked = Text(
                "マイナンバーの再委託の許諾が未確認：{name}", "Permission to pass My Number on not known: {name}"
            )
            yield unknown(asked.format(name=name), fix)
        elif link.handles_my_number and not is_permitted:
            yield bar(missing.format(name=name), fix=fix)


_ENTRUSTER_AGREED = FactWords("""
    yes: confirmed | 最初の委託者が再委託を許諾した | The first to entrust has permitted it
    no: bar | 最初の委託者が再委託を許諾していない | The first to entrust has not permitted it
    unknown | 最初の委託者の許諾が未確認 | Whether the first to entrust permitted it is not known
""")


def _by_first(case: Case) -> Iterator[Statement]:
    yield _ENTRUSTER_AGREED(case.facts.entruster_agreed, fact_fix(case, "entruster_agreed"))


def _not_handled(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """A cloud provider that does not handle the content, or a carrier of sealed parcels, is not entrusted."""
    if part.track is not Track.MY_NUMBER or returns(case, part.part):
        return
    if handles_after_all(case):
        yield from look_after_all(case)
    elif part.route is not LegalRoute.NOT_PROVISION:
        return
    elif claims_exception(case.dossier, case.flow):
        yield from look_at_facts(case)
        yield from look_at_sign_off(case, on)
        yield duty(
            Text("当社の安全管理として選定と設定を適切に行う", "Choose and configure the service safely ourselves")
        )
    else:
        yield from look_at_carriage(case)


def _abroad(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """番号法30条2項: no Article 28 for My Number; what is handled for us abroad is still published (GL 10-7)."""
    if part.track is not Track.MY_NUMBER or returns(case, part.part):
        return
    is_cloud = part.route is LegalRoute.NOT_PROVISION and claims_exception(case.dossier, case.flow)
    if is_cloud or part.route in {LegalRoute.ENTRUST, LegalRoute.SAME_ENTITY}:
        below = further_hands(case, on) if is_processor(case, part) else ()
        yield from look_abroad(case, on, frozenset(link.country for link in below if link.country) - {HOME})


def _abroad_days(case: Case, policy: Policy) -> Iterable[date | None]:
    yield from abroad_days(case, policy)
    yield from hand_days(case)


_TITLES = """
    A-MN1 | {law:my-number-19}の場合にあたるか | A case of {art:my-number-19} of the My Number Act
    A-MN2 | 社内でのマイナンバーの利用 | Use of My Number inside our company
    A-MN4 | マイナンバーの再委託の許諾 | Permission to pass My Number on
    A-MN6 | マイナンバーに触れない事業者 | A provider without access to My Number
    A-MN8 | マイナンバーの外国での取扱い | My Number handled abroad
"""
_rule = StepRules(Step.MY_NUMBER, _TITLES)

MY_NUMBER: tuple[ClearanceRule, ...] = (
    _rule("A-MN1", _listed, MY_NUMBER_19, cuts=_listed_days, revision=3),
    _rule("A-MN2", _inside, MY_NUMBER_9, GL_MY_NUMBER, cuts=decided_days),
    _rule("A-MN4", _passed_on, MY_NUMBER_10, GL_MY_NUMBER, cuts=link_days),
    _rule("A-MN6", _not_handled, GL_MY_NUMBER, basis=Basis.GUIDELINE_MUST, cuts=sign_off_days),
    _rule("A-MN8", _abroad, MY_NUMBER_30_2, ACT_32_1, GL_ABROAD, cuts=_abroad_days, revision=2),
)
