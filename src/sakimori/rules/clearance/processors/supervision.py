"""P-14: who is supervised, what a check at selection asked about, and who works below the recipient (GL 3-4-4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.records.sub_processor import AGREED, Approval, SubProcessorLink
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Slice, Track, is_processor
from sakimori.rules.clearance.rule_kit import (
    ClearanceRule,
    Look,
    Statement,
    StepRules,
    condition,
    confirmed,
    party_fix,
    unknown,
)
from sakimori.rules.facts.citations import ACT_25, GL_SELECTION, GL_SUPERVISION
from sakimori.rules.facts.rule_kit import STOPPED_DEALINGS
from sakimori.rules.gaps.assessments.supervision import (
    SCOPE_RULE,
    pack_for_rest,
    passed_assessments,
    scope_words,
    unasked_headings,
)
from sakimori.rules.gaps.parties.sub_processor_answers import first_old_day, links_in_order


def by_guideline_and_policy(rule: ClearanceRule) -> tuple[ClearanceRule, ClearanceRule]:
    """A rule of 法25条 for what is entrusted, and its twin of ours for a processor on consent (法28条1項).

    28条1項 sets only 27条 aside; that 25条 goes on to bind there is a reading, so it is our policy.
    """
    twin = replace(
        rule,
        id=f"C{rule.id.removeprefix('A')}",
        cites=(COMPANY_POLICY, *rule.cites),
        basis=Basis.POLICY,
        look=_where(rule.look, entrusted=False),
    )
    return replace(rule, look=_where(rule.look, entrusted=True)), twin


def _where(look: Look, *, entrusted: bool) -> Look:
    def of_route(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
        if is_processor(case, part) and (part.route is LegalRoute.ENTRUST) is entrusted:
            yield from look(case, part, on, policy)

    return of_route


def _scope(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """Where nothing is passed at all, the rule on the assessment itself bars; where it holds, that rule says so."""
    passed = passed_assessments(case.dossier, on) if is_processor(case, part) else ()
    missing = unasked_headings(case.dossier, passed) if passed else ()
    if missing:
        fix = Fix("assessment", "", pack_for_rest(case.flow.role))
        yield unknown(scope_words(missing), fix, who=UserRole.PROCUREMENT)


def _decisions(case: Case, _policy: Policy) -> Iterator[date | None]:
    for assessment in case.dossier.assessments:
        yield assessment.decided_on


_TITLES = """
    A-25-1H | 選定時に確かめていない安全管理措置 | Security measures not checked at selection
    A-25-4 | 再委託の承認がない | A sub-processor is not approved
    C-SB5 | 再委託先の有無が未確認 | Whether it has sub-processors is not known
    C-SB4 | 取引を止めた先が再委託先になっている | A third party that we stopped is a sub-processor
"""
_rule = StepRules(Step.PROCESSOR, _TITLES)

PROCESSOR_SCOPE_RULES: tuple[ClearanceRule, ...] = (
    _rule(SCOPE_RULE, _scope, ACT_25, GL_SELECTION, basis=Basis.GUIDELINE_MUST, cuts=_decisions),
)


_ASK = Text("再委託が事前に報告・承認されたかを確かめる：{name}", "Find out whether it was approved beforehand: {name}")
_APPROVE = Text("再委託を承認する：{name}", "Approve the sub-processor: {name}")
_STOP = Text("承認しなかった再委託をやめさせる：{name}", "Have the refused sub-processor stopped: {name}")
_GONE = Text(
    "当社が取引を停止した再委託先への再委託をやめさせる：{name}",
    "Have it stop using a sub-processor that we dropped: {name}",
)


def links_of(case: Case, on: date) -> tuple[SubProcessorLink, ...]:
    """Who works below the recipient on a day for the service of this flow, at any depth.

    A link that names no service may serve all of them, and a flow that names none may use all.
    """
    service = case.flow.service_id
    return tuple(
        link
        for _, link in links_in_order(case.dossier.sub_processors)
        if link.works_on(on) and (not service or not link.service_id or link.service_id == service)
    )


def _approved(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """Prior report or approval at every level; a day of approval that is still to come is none yet.

    Of sub-processors that handle My Number, or may handle it, A-MN4 asks for more.
    """
    if not is_processor(case, part):
        return
    links = links_of(case, on)
    if part.track is Track.MY_NUMBER:
        links = tuple(link for link in links if link.handles_my_number is False)
    waiting = [k for k in links if k.approval not in AGREED or (k.approved_on is not None and on < k.approved_on)]
    for link in waiting:
        text = _ASK if link.approval is None else _STOP if link.approval is Approval.REFUSED else _APPROVE
        fix = Fix("sub_processor_link", link.id, "approval")
        yield condition(text.format(name=link.name), fix=fix, who=UserRole.COMPLIANCE)
    if links and not waiting:
        yield confirmed(Text("再委託先はすべて報告・承認されている", "Every sub-processor was reported or approved"))


def _asked(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Statement]:
    """That nobody works below it is an answer which somebody gives: an empty list alone is none, and it grows old."""
    if not is_processor(case, part) or any(link.works_on(on) for link in case.dossier.sub_processors):
        return
    answered, fix = case.recipient.sub_processors_answered_on, party_fix(case, "sub_processors_complete_on")
    old = first_old_day(case.recipient, policy)
    if answered is None or on < answered:
        text = Text(
            "再委託先の有無が未確認。あれば登録し、なければその回答を記録する",
            "Whether it has sub-processors is not known: record them, or the answer that there are none",
        )
        yield unknown(text, fix, who=UserRole.PROCUREMENT)
    elif old is not None and on >= old:
        again = Text(
            "再委託先の有無を改めて尋ねる（{day}の回答は古い）", "Ask again for its sub-processors (answered on {day})"
        )
        yield condition(again.format(day=answered.isoformat()), fix=fix, who=UserRole.PROCUREMENT)
    else:
        none = Text("再委託先はない（{day}の回答）", "No sub-processors (answered on {day})")
        yield confirmed(none.format(day=answered.isoformat()))


def _asked_days(case: Case, policy: Policy) -> Iterator[date | None]:
    yield case.recipient.sub_processors_answered_on
    yield first_old_day(case.recipient, policy)
    yield from link_days(case, policy)


def _still_dealt_with(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Statement]:
    """Whom we stopped dealing with may still get our data through somebody else."""
    if not is_processor(case, part):
        return
    for link in links_of(case, on):
        party = case.dossier.sub_third_parties.get(link.sub_third_party_id or "")
        if party is not None and party.lifecycle in STOPPED_DEALINGS:
            fix = Fix("sub_processor_link", link.id, "sub_third_party_id")
            yield condition(_GONE.format(name=link.name), fix=fix, who=UserRole.COMPLIANCE)


def link_days(case: Case, _policy: Policy) -> Iterator[date | None]:
    """The days on which a sub-processor begins, is approved or ends."""
    for link in case.dossier.sub_processors:
        yield link.starts_on
        yield link.approved_on
        yield link.ended_on


SUB_PROCESSING_RULES: tuple[ClearanceRule, ...] = (
    *by_guideline_and_policy(
        _rule("A-25-4", _approved, ACT_25, GL_SUPERVISION, basis=Basis.GUIDELINE_SHOULD, cuts=link_days, revision=2)
    ),
    _rule("C-SB5", _asked, COMPANY_POLICY, ACT_25, GL_SUPERVISION, cuts=_asked_days, revision=2),
    _rule("C-SB4", _still_dealt_with, cuts=link_days),
)
