"""P-14: who is supervised, by guideline or by policy, and what a check at selection asked about (GL 3-4-4(1))."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, UserRole
from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.rules.clearance.case import Case, Slice, is_processor
from sakimori.rules.clearance.rule_kit import ClearanceRule, Look, Said, StepRules, unknown
from sakimori.rules.facts.citations import ACT_25, GL_SELECTION
from sakimori.rules.gaps.assessments.supervision import (
    SCOPE_RULE,
    pack_for_rest,
    passed_assessments,
    scope_words,
    unasked_headings,
)


def by_guideline_and_policy(rule: ClearanceRule) -> tuple[ClearanceRule, ClearanceRule]:
    """A rule of 法25条 for what is entrusted, and its twin of ours for a processor on consent (法28条1項).

    28条1項 sets only 27条 aside; that 25条 goes on to bind there is a reading (`appi.md` 4.5), so it is our policy.
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
    def of_route(case: Case, part: Slice, on: date, policy: Policy) -> Iterable[Said]:
        if is_processor(case, part) and (part.route is LegalRoute.ENTRUST) is entrusted:
            yield from look(case, part, on, policy)

    return of_route


def _scope(case: Case, part: Slice, on: date, _policy: Policy) -> Iterable[Said]:
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
"""
_rule = StepRules(Step.PROCESSOR, _TITLES)

PROCESSOR_SCOPE_RULES: tuple[ClearanceRule, ...] = (
    _rule(SCOPE_RULE, _scope, ACT_25, GL_SELECTION, basis=Basis.GUIDELINE_MUST, cuts=_decisions),
)
