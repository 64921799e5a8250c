"""The procedure of clearance 提供可否判定 (`appi.md` 9): its rules in the order of its steps."""

from __future__ import annotations

from sakimori.rules.clearance.annual_checks import ANNUAL_CHECK_RULES
from sakimori.rules.clearance.approvals import APPROVALS
from sakimori.rules.clearance.country_profiles import COUNTRY_PROFILES
from sakimori.rules.clearance.future import FUTURE_FORMS, FUTURE_PROCESSORS, FUTURE_ROUTES
from sakimori.rules.clearance.making import ClearanceRule
from sakimori.rules.clearance.marketing import MARKETING
from sakimori.rules.clearance.minimum import MINIMUM
from sakimori.rules.clearance.processor_clauses import PROCESSOR_CLAUSE_RULES
from sakimori.rules.clearance.processors import PROCESSOR_RULES
from sakimori.rules.clearance.regimes import REGIMES
from sakimori.rules.clearance.sub_processing import SUB_PROCESSING_RULES

CLEARANCE_RULES: tuple[ClearanceRule, ...] = (
    *MINIMUM,
    *FUTURE_FORMS,
    *FUTURE_ROUTES,
    *PROCESSOR_RULES,
    *PROCESSOR_CLAUSE_RULES,
    *SUB_PROCESSING_RULES,
    *ANNUAL_CHECK_RULES,
    *FUTURE_PROCESSORS,
    *MARKETING,
    *REGIMES,
    *COUNTRY_PROFILES,
    *APPROVALS,
)
"""Every rule of the procedure, the steps in their order and the statute's order within a step."""
