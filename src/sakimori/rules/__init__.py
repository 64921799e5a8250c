"""Law and policy, a floor each for evaluation, clearance, gaps and facts, without clock, store and language.

`RULES` is the explicit list; rules of packs (`pack:<pack>/<question>`) follow from the frozen packs themselves.
May import domain and errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sakimori.domain.codes import Severity
from sakimori.domain.rule import DeadlineKind, Rule
from sakimori.rules.gaps.ai_services import AI_SERVICE_RULES
from sakimori.rules.gaps.assessments.answers import ASSESSMENT_RULES, EVIDENCE_RULES
from sakimori.rules.gaps.assessments.supervision import SELECTION_SCOPE_RULES, SUPERVISION_RULES
from sakimori.rules.gaps.campaigns import CAMPAIGN_RULES
from sakimori.rules.gaps.certificates.certificates import CERTIFICATE_RULES
from sakimori.rules.gaps.contracts.clauses import CLAUSE_RULES
from sakimori.rules.gaps.contracts.contracts import CONTRACT_RULES
from sakimori.rules.gaps.flows.basics import FLOW_BASICS_RULES
from sakimori.rules.gaps.flows.consent_information import CONSENT_INFORMATION_RULES
from sakimori.rules.gaps.flows.consent_reach import CONSENT_REACH_RULES
from sakimori.rules.gaps.flows.consents import CONSENT_RULES
from sakimori.rules.gaps.flows.foreign import COUNTRY_RULES, FOREIGN_RULES
from sakimori.rules.gaps.flows.foreign_checks import ANNUAL_CHECK_RULES
from sakimori.rules.gaps.flows.grounds import JOINT_USE_RULES, ROUTE_RULES
from sakimori.rules.gaps.flows.handling import CLOUD_RULES, RETENTION_RULES
from sakimori.rules.gaps.flows.optout import OPTOUT_RULES
from sakimori.rules.gaps.flows.passed_on import PASSED_ON_RULES
from sakimori.rules.gaps.flows.purposes import PURPOSE_RULES
from sakimori.rules.gaps.incidents import INCIDENT_RULES
from sakimori.rules.gaps.own_company.audits import AUDIT_RULES
from sakimori.rules.gaps.own_company.governance import GOVERNANCE_RULES
from sakimori.rules.gaps.own_company.notices import NOTICE_RULES
from sakimori.rules.gaps.own_company.own_check import OWN_CHECK_RULES
from sakimori.rules.gaps.own_company.own_retention import OWN_RETENTION_RULES
from sakimori.rules.gaps.own_company.registers import OWN_REGISTER_RULES
from sakimori.rules.gaps.own_company.training import TRAINING_RULES
from sakimori.rules.gaps.parties.identity import IDENTITY_RULES, INTAKE_RULES
from sakimori.rules.gaps.parties.sub_processors import SUB_PROCESSOR_RULES
from sakimori.rules.gaps.person_requests import PERSON_REQUEST_RULES
from sakimori.rules.gaps.provision_records import PROVISION_RECORD_RULES
from sakimori.rules.gaps.site_tags import SITE_TAG_RULES
from sakimori.rules.gaps.waivers import WAIVER_RULES

RULES: tuple[Rule, ...] = (
    *IDENTITY_RULES,
    *INTAKE_RULES,
    *SUPERVISION_RULES,
    *SELECTION_SCOPE_RULES,
    *ASSESSMENT_RULES,
    *EVIDENCE_RULES,
    *CONTRACT_RULES,
    *CLAUSE_RULES,
    *CERTIFICATE_RULES,
    *SUB_PROCESSOR_RULES,
    *CLOUD_RULES,
    *AI_SERVICE_RULES,
    *FOREIGN_RULES,
    *ANNUAL_CHECK_RULES,
    *COUNTRY_RULES,
    *FLOW_BASICS_RULES,
    *ROUTE_RULES,
    *CONSENT_RULES,
    *CONSENT_REACH_RULES,
    *CONSENT_INFORMATION_RULES,
    *OPTOUT_RULES,
    *JOINT_USE_RULES,
    *PURPOSE_RULES,
    *NOTICE_RULES,
    *RETENTION_RULES,
    *PROVISION_RECORD_RULES,
    *PASSED_ON_RULES,
    *PERSON_REQUEST_RULES,
    *OWN_REGISTER_RULES,
    *TRAINING_RULES,
    *OWN_RETENTION_RULES,
    *GOVERNANCE_RULES,
    *OWN_CHECK_RULES,
    *AUDIT_RULES,
    *INCIDENT_RULES,
    *CAMPAIGN_RULES,
    *SITE_TAG_RULES,
    *WAIVER_RULES,
)

DEADLINE_OF: Final[Mapping[str, DeadlineKind]] = {rule.id: rule.deadline for rule in RULES if rule.deadline}
_OVERDUE: Final = {rule.id: rule.overdue for rule in RULES if rule.overdue}


def rules_with(deadline: DeadlineKind) -> tuple[str, ...]:
    """Ids of the rules whose findings begin when a deadline of this kind has passed."""
    return tuple(rule_id for rule_id, kind in DEADLINE_OF.items() if kind is deadline)


def only_warns(rule_id: str, severity: Severity) -> bool:
    """Whether a stage of this severity only says that a deadline is near."""
    return _OVERDUE.get(rule_id, severity) is not severity
