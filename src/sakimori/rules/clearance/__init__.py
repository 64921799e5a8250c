"""The procedure of clearance 提供可否判定: its rules in the order of its steps; may import gaps, facts and domain."""

from __future__ import annotations

from sakimori.rules.clearance.abroad.countries import COUNTRY_PROFILES, REGIMES
from sakimori.rules.clearance.abroad.notice import HANDLED_ABROAD
from sakimori.rules.clearance.abroad.places import PLACES
from sakimori.rules.clearance.approvals import APPROVALS
from sakimori.rules.clearance.contradictions import CONTRADICTIONS
from sakimori.rules.clearance.data.campaigns import CAMPAIGNS
from sakimori.rules.clearance.data.marketing import MARKETING
from sakimori.rules.clearance.data.my_number import MY_NUMBER
from sakimori.rules.clearance.data.my_number_work import MY_NUMBER_WORK
from sakimori.rules.clearance.data.objections import OBJECTIONS
from sakimori.rules.clearance.data.other_laws import OTHER_LAWS
from sakimori.rules.clearance.data.propriety import MISUSE, SOURCE
from sakimori.rules.clearance.data.purposes import PURPOSES
from sakimori.rules.clearance.data.special_forms import PSEUDONYMISED_BY_EXCEPTION, SPECIAL_FORMS
from sakimori.rules.clearance.data.stop_copies import STOP_COPIES
from sakimori.rules.clearance.future import FUTURE_FORMS, FUTURE_PROCESSORS, FUTURE_ROUTES
from sakimori.rules.clearance.grounds.exceptions import EXCEPTIONS
from sakimori.rules.clearance.grounds.routes import ROUTES
from sakimori.rules.clearance.grounds.scope import DEEMED_OPERATORS, SCOPE
from sakimori.rules.clearance.hand_over import HAND_OVER
from sakimori.rules.clearance.position import KNOWN, POSITION
from sakimori.rules.clearance.processors.ai_service import AI_SERVICES, NEVER_PUT_IN
from sakimori.rules.clearance.processors.cloud_test import CLOUD_TEST, MY_NUMBER_IN_CLOUD
from sakimori.rules.clearance.processors.contract import PROCESSOR_CLAUSE_RULES
from sakimori.rules.clearance.processors.entrustment import MINIMUM
from sakimori.rules.clearance.processors.processors import PROCESSOR_RULES, YEARLY_CHECKS
from sakimori.rules.clearance.processors.supervision import PROCESSOR_SCOPE_RULES, SUB_PROCESSING_RULES
from sakimori.rules.clearance.records.receiving import RECEIVING
from sakimori.rules.clearance.records.recording import RECORDING
from sakimori.rules.clearance.rule_kit import ClearanceRule

CLEARANCE_RULES: tuple[ClearanceRule, ...] = (
    *SCOPE,
    *KNOWN,
    *CONTRADICTIONS,
    *HAND_OVER,
    *CLOUD_TEST,
    *AI_SERVICES,
    MY_NUMBER_IN_CLOUD,
    *MY_NUMBER,
    *MY_NUMBER_WORK,
    *POSITION,
    *OTHER_LAWS,
    *EXCEPTIONS,
    PSEUDONYMISED_BY_EXCEPTION,
    *SOURCE,
    *MISUSE,
    *PURPOSES,
    *OBJECTIONS,
    *STOP_COPIES,
    *MINIMUM,
    NEVER_PUT_IN,
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
    *CAMPAIGNS,
    *REGIMES,
    *COUNTRY_PROFILES,
    *APPROVALS,
    *RECEIVING,
)
"""Every rule of the procedure, the steps in their order and the statute's order within a step."""
