"""P-14: who is supervised by guideline, and who by our policy: a processor reached on consent under Article 28."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sakimori.domain.codes import Basis
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.rules.clearance.case import Case, Slice, is_processor
from sakimori.rules.clearance.rule_kit import ClearanceRule, Look, Said


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
