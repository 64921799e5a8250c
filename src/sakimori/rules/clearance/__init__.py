"""The procedure of clearance 提供可否判定 (`appi.md` 9): its rules in the order of its steps."""

from __future__ import annotations

from sakimori.rules.clearance.abroad_notice import HANDLED_ABROAD
from sakimori.rules.clearance.approvals import APPROVALS
from sakimori.rules.clearance.cloud_test import CLOUD_TEST, MY_NUMBER_IN_CLOUD
from sakimori.rules.clearance.country_profiles import COUNTRY_PROFILES
from sakimori.rules.clearance.exceptions import EXCEPTIONS
from sakimori.rules.clearance.future import FUTURE_FORMS, FUTURE_PROCESSORS, FUTURE_ROUTES
from sakimori.rules.clearance.hand_over import HAND_OVER
from sakimori.rules.clearance.known import KNOWN
from sakimori.rules.clearance.making import ClearanceRule
from sakimori.rules.clearance.marketing import MARKETING
from sakimori.rules.clearance.minimum import MINIMUM
from sakimori.rules.clearance.misuse import MISUSE
from sakimori.rules.clearance.my_number import MY_NUMBER
from sakimori.rules.clearance.objections import OBJECTIONS
from sakimori.rules.clearance.other_laws import OTHER_LAWS
from sakimori.rules.clearance.places import PLACES
from sakimori.rules.clearance.position import POSITION
from sakimori.rules.clearance.processor_clauses import PROCESSOR_CLAUSE_RULES
from sakimori.rules.clearance.processor_scope import PROCESSOR_SCOPE_RULES
from sakimori.rules.clearance.processors import PROCESSOR_RULES, YEARLY_CHECKS
from sakimori.rules.clearance.purposes import PURPOSES
from sakimori.rules.clearance.receiving import RECEIVING
from sakimori.rules.clearance.recording import RECORDING
from sakimori.rules.clearance.regimes import REGIMES
from sakimori.rules.clearance.routes import ROUTES
from sakimori.rules.clearance.scope import DEEMED_OPERATORS, SCOPE
from sakimori.rules.clearance.source import SOURCE
from sakimori.rules.clearance.special_forms import PSEUDONYMISED_BY_EXCEPTION, SPECIAL_FORMS
from sakimori.rules.clearance.sub_processing import SUB_PROCESSING_RULES

CLEARANCE_RULES: tuple[ClearanceRule, ...] = (
    *SCOPE,
    *KNOWN,
    *HAND_OVER,
    *CLOUD_TEST,
    MY_NUMBER_IN_CLOUD,
    *MY_NUMBER,
    *POSITION,
    *OTHER_LAWS,
    *EXCEPTIONS,
    PSEUDONYMISED_BY_EXCEPTION,
    *SOURCE,
    *MISUSE,
    *PURPOSES,
    *OBJECTIONS,
    *MINIMUM,
    *SPECIAL_FORMS,
    *FUTURE_FORMS,
    *PLACES,
    HANDLED_ABROAD,
    *ROUTES,
    *FUTURE_ROUTES,
    *PROCESSOR_RULES,
    *PROCESSOR_SCOPE_RULES,
    *PROCESSOR_CLAUSE_RULES,
    *SUB_PROCESSING_RULES,
    *YEARLY_CHECKS,
    *FUTURE_PROCESSORS,
    *RECORDING,
    DEEMED_OPERATORS,
    *MARKETING,
    *REGIMES,
    *COUNTRY_PROFILES,
    *APPROVALS,
    *RECEIVING,
)
"""Every rule of the procedure, the steps in their order and the statute's order within a step."""
