"""Company policy: numbers and days that we chose, never shown as law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from sakimori.domain.codes import Criticality, Severity
from sakimori.domain.values.days import next_day

PolicyValue = int | date
AMENDMENT_FIRST_ON: Final = date(2026, 7, 17)
"""The day on which a first part of the amendment of 2026 (令和8年法律第56号) came into force."""
AMENDMENT_LATEST_ON: Final = date(2028, 7, 16)
"""The last day on which its main part can begin; a Cabinet Order sets the day."""

OWN_WORDS_NEVER: Final = date(2000, 1, 1)
"""Stands for no day at all on which what the asker alone says frees from a rule."""
OWN_WORDS_LATEST: Final = date(2027, 12, 31)
"""The last day through which a workspace from before may let it count."""
MOST_FEW: Final = 3
"""The most persons for whom the asker's word with evidence may suffice."""

LATEST_PRELIMINARY: Final = 5
"""The last day within the guideline's "about 3 to 5 days" for a preliminary report; the day of knowing is day 1."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Every number and day that a rule or a deadline takes from company policy; days unless the name says months.

    The defaults follow the tiers of practice (yearly for tiers 1 and 2, every second year for tier 3). For the law as
    amended we prepare from `amendment_main_on`. Through `own_words_until` facts count that nobody but the asker says.
    """

    cadence_months_tier_1: int = 12
    cadence_months_tier_2: int = 12
    cadence_months_tier_3: int = 24
    cadence_months_tier_0_critical: int = 12
    cadence_months_tier_0_important: int = 24
    cadence_months_tier_0_minor: int = 36
    review_overdue_high_after: int = 60
    due_block: int = 0
    due_high: int = 14
    due_medium: int = 30
    due_low: int = 90
    assessment_answer_days: int = 30
    start_period_days: int = 30
    coming_days: int = 30
    persons_tier_1: int = 100_000
    persons_tier_2: int = 1_000
    contract_notice_warning_days: int = 60
    certificate_warning_days: int = 90
    certificate_near_days: int = 30
    sub_processor_list_months: int = 12
    annual_check_months: int = 12
    annual_check_warning_days: int = 60
    annual_check_block_after: int = 90
    erasure_certificate_days: int = 30
    country_profile_months: int = 12
    data_set_verify_months: int = 24
    suppression_mail_days: int = 1
    suppression_post_days: int = 7
    stop_pass_on_days: int = 7
    stop_answer_days: int = 3
    list_recall_days: int = 90
    optout_notice_days: int = 30
    change_notice_days: int = 14
    request_alarm_days: int = 10
    request_target_days: int = 14
    request_identity_days: int = 5
    request_keep_months: int = 12
    passed_on_days: int = 7
    approval_persons: int = 1_000
    few_persons: int = MOST_FEW
    confirmation_days: int = 365
    own_words_until: date = OWN_WORDS_NEVER
    training_months: int = 12
    training_grace_days: int = 30
    training_pass_percent: int = 80
    training_stops_releases: int = 0
    remind_early_days: int = 30
    remind_near_days: int = 7
    remind_late_days: int = 1
    remind_lead_days: int = 7
    remind_compliance_days: int = 14
    policy_review_months: int = 12
    policy_read_days: int = 30
    internal_audit_months: int = 12
    meeting_months: int = 6
    own_check_months: int = 12
    own_erasure_months: int = 12
    incident_target_days: int = 3
    incident_report_days: int = 5
    incident_persons_days: int = 14
    incident_item_days: int = 7
    incident_plan_months: int = 12
    drill_months: int = 12
    campaign_ready_days: int = 7
    campaign_record_months: int = 36
    fiscal_year_month: int = 4
    amendment_main_on: date = AMENDMENT_LATEST_ON

    def due_days(self, severity: Severity) -> int:
        """Days from the start of a gap to the day by which it should be closed."""
        return {
            Severity.BLOCK: self.due_block,
            Severity.HIGH: self.due_high,
            Severity.MEDIUM: self.due_medium,
            Severity.LOW: self.due_low,
        }[severity]

    def cadence_months(self, tier: int | None, criticality: Criticality | None) -> int | None:
        """Months between two periodic reviews; None while the tier is not known."""
        match tier:
            case 1:
                return self.cadence_months_tier_1
            case 2:
                return self.cadence_months_tier_2
            case 3:
                return self.cadence_months_tier_3
            case 0 if criticality is not None:
                return {
                    Criticality.CRITICAL: self.cadence_months_tier_0_critical,
                    Criticality.IMPORTANT: self.cadence_months_tier_0_important,
                    Criticality.MINOR: self.cadence_months_tier_0_minor,
                }[criticality]
            case _:
                return None


DAY_RANGES: Final[Mapping[str, tuple[date, date]]] = {
    "amendment_main_on": (next_day(AMENDMENT_FIRST_ON), AMENDMENT_LATEST_ON),
    "own_words_until": (OWN_WORDS_NEVER, OWN_WORDS_LATEST),
}
"""The first and the last day that a value of the policy can have."""

POLICY_KEYS = tuple(field.name for field in fields(Policy))
DEFAULT_POLICY = Policy()


def policy_value(key: str, written: object) -> PolicyValue:
    """A value as it is stored or typed, read by the type of its key.

    Raises:
        ValueError: It is no number, or no day.
    """
    is_day = isinstance(getattr(DEFAULT_POLICY, key), date)
    return date.fromisoformat(str(written)) if is_day else int(str(written))


def policy_of(written: Mapping[str, object]) -> Policy:
    """The policy that stored values say; what they leave out stands at its default."""
    values: dict[str, Any] = {key: policy_value(key, written[key]) for key in POLICY_KEYS if key in written}
    return Policy(**values)


def policy_values(policy: Policy) -> dict[str, int | str]:
    """The values of a policy as they are stored: numbers, and days as ISO text."""
    found = {key: getattr(policy, key) for key in POLICY_KEYS}
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in found.items()}
