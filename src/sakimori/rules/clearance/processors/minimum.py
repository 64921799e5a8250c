"""P-10: no more than the work needs: a must for what is entrusted (GL 3-4-4), our policy for the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.codes import Basis, UserRole
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Slice
from sakimori.rules.clearance.rule_kit import ClearanceRule, Said, condition, confirmed, fact_fix
from sakimori.rules.facts.citations import ACT_25, GL_SUPERVISION


def _entrusted(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    """What the work does not need is not handed over (GL 3-4-4)."""
    if part.route is LegalRoute.ENTRUST:
        yield from _compared(case)


def _provided(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Said]:
    """The person gets all there is: disclosure is ordered in full (法33条2項)."""
    if part.route not in {LegalRoute.ENTRUST, LegalRoute.TO_PERSON}:
        yield from _compared(case)


def _compared(case: Case) -> Iterator[Said]:
    """What the recipient does not need stays here; that somebody compared is itself a record to make."""
    fix = fact_fix(case, "items_needed")
    match case.facts.items_needed:
        case True:
            yield confirmed(Text("渡す項目は必要な範囲にある", "The items are no more than needed"))
        case False:
            yield condition(Text("必要のない項目を外す", "Leave out the items that are not needed"), fix=fix,
                            who=UserRole.SALES)  # fmt: skip
        case None:
            yield condition(
                Text("渡す項目が必要な範囲にあることを確かめる", "Compare the items with what is needed"),
                fix=fix,
                who=UserRole.SALES,
            )


MINIMUM: tuple[ClearanceRule, ...] = (
    ClearanceRule(
        "A-25-0",
        Step.MINIMUM,
        Text("渡す項目が委託する業務に必要な範囲を超える", "More items than the work needs"),
        (ACT_25, GL_SUPERVISION),
        Basis.GUIDELINE_MUST,
        _entrusted,
        revision=2,
    ),
    ClearanceRule(
        "C-MIN",
        Step.MINIMUM,
        Text("渡す項目が必要な範囲を超える", "More items than needed"),
        (COMPANY_POLICY,),
        Basis.POLICY,
        _provided,
    ),
)
