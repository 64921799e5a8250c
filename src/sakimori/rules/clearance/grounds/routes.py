"""P-13: the ground of the provision, as it was asked for (法27条, 28条)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sakimori.domain.clearance import Step
from sakimori.domain.policy import Policy
from sakimori.domain.records.data_flow import LegalRoute
from sakimori.domain.rule import COMPANY_POLICY
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.abroad.bases import EQUIVALENTS
from sakimori.rules.clearance.case import Case, Slice
from sakimori.rules.clearance.grounds.consent import CONSENT
from sakimori.rules.clearance.grounds.joint import JOINT
from sakimori.rules.clearance.grounds.optout import OPTOUT
from sakimori.rules.clearance.grounds.succession import SUCCESSION
from sakimori.rules.clearance.processors.entrustment import ENTRUSTMENT
from sakimori.rules.clearance.rule_kit import ClearanceRule, Statement, StepRules, bar, flow_fix
from sakimori.rules.facts.citations import ACT_27_1

GROUNDS = frozenset(
    {
        LegalRoute.ENTRUST,
        LegalRoute.SUCCESSION,
        LegalRoute.JOINT,
        LegalRoute.CONSENT,
        LegalRoute.CONSENT_28,
        LegalRoute.OPTOUT,
    }
)
"""What can carry a provision here; an exception of 27条1項 has a way of its own, a foreign demand is none."""


def _ground(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """法27条1項: what is none of its grounds carries no provision."""
    if part.route is not LegalRoute.UNDECIDED and part.route not in GROUNDS:
        yield bar(
            Text("この根拠では提供できない", "No provision on this ground"),
            fix=flow_fix(case, "route"),
        )


def _chosen(case: Case, part: Slice, _on: date, _policy: Policy) -> Iterable[Statement]:
    """Policy: a ground that nobody has chosen may be there, yet nothing goes before somebody chooses it."""
    if part.route is LegalRoute.UNDECIDED:
        yield bar(
            Text(
                "提供の根拠が選ばれていない（同意・委託・共同利用などを選ぶ）",
                "No ground is chosen: consent, entrustment, joint use or another",
            ),
            fix=flow_fix(case, "route"),
        )


_TITLES = """
    A-27-0 | 提供の根拠 | Ground of the provision
    C-RT0 | 提供の根拠の選択 | Choice of the ground
"""
_rule = StepRules(Step.ROUTE, _TITLES)

ROUTES: tuple[ClearanceRule, ...] = (
    _rule("A-27-0", _ground, ACT_27_1, revision=2),
    _rule("C-RT0", _chosen, COMPANY_POLICY, ACT_27_1),
    *CONSENT,
    *OPTOUT,
    *ENTRUSTMENT,
    *SUCCESSION,
    *JOINT,
    *EQUIVALENTS,
)
