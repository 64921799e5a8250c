"""The values of company policy as the settings show them: each with its group, its kind, and what the law says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sakimori.domain.policy import AMENDMENT_LATEST_ON, DEFAULT_POLICY, LATEST_PRELIMINARY, PolicyValue
from sakimori.domain.rule import Citation, cite
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import ENGLISH, JAPANESE, Text
from sakimori.rules.facts.citations import GL_PROMPTLY
from sakimori.ui.frame.formats import Unit, count, day
from sakimori.ui.frame.text import language, t


class Kind(StrEnum):
    """How a value is asked for, and in which words it is told."""

    DAYS = "days"
    MONTHS = "months"
    PERSONS = "persons"
    PERCENT = "percent"
    DAY_OF = "day_of"
    MONTH_OF_YEAR = "month_of_year"
    YES_NO = "yes_no"
    DATE = "date"
    DATE_OR_NEVER = "date_or_never"


_UNITS: Final = {Kind.DAYS: Unit.DAYS, Kind.MONTHS: Unit.MONTHS, Kind.PERSONS: Unit.PERSONS}

_TABLE: Final = """
due: days due_block, days due_high, days due_medium, days due_low, days review_overdue_high_after,
  days start_period_days
cadence: months cadence_months_tier_1, months cadence_months_tier_2, months cadence_months_tier_3,
  months cadence_months_tier_0_critical, months cadence_months_tier_0_important, months cadence_months_tier_0_minor
tiers: persons persons_tier_1, persons persons_tier_2, days assessment_answer_days, days coming_days,
  month_of_year fiscal_year_month
contracts: days contract_notice_warning_days, days certificate_warning_days, days certificate_near_days,
  days erasure_certificate_days, months sub_processor_list_months
abroad: months annual_check_months, days annual_check_warning_days, days annual_check_block_after,
  months country_profile_months, date amendment_main_on
clearance: persons approval_persons, persons few_persons, days confirmation_days, date_or_never own_words_until,
  days optout_notice_days, days change_notice_days, months data_set_verify_months
stops: days suppression_mail_days, days suppression_post_days, days stop_pass_on_days, days stop_answer_days,
  days list_recall_days, days campaign_ready_days, months campaign_record_months
requests: days request_alarm_days, days request_target_days, days request_identity_days, days passed_on_days,
  months request_keep_months
incidents: day_of incident_target_days, day_of incident_report_days, day_of incident_persons_days,
  days incident_item_days, months incident_plan_months, months drill_months
training: months training_months, days training_grace_days, percent training_pass_percent,
  yes_no training_stops_releases
governance: months policy_review_months, days policy_read_days, months internal_audit_months, months meeting_months,
  months own_check_months, months own_erasure_months
reminders: days remind_early_days, days remind_near_days, days remind_late_days, days remind_lead_days,
  days remind_compliance_days
"""
"""Each value of the policy once: its group, its kind and its name, in the order of the page."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a law or a guideline says of a value, and where."""

    text: Text
    cites: Citation


_ABOUT: Final = Said(
    Text(f"概ね3〜{LATEST_PRELIMINARY}日以内が目安", f"about 3 to {LATEST_PRELIMINARY} days"),
    GL_PROMPTLY,
)
_SAID: Final = {
    "incident_target_days": _ABOUT,
    "incident_report_days": _ABOUT,
    "amendment_main_on": Said(
        Text(
            f"政令で定める日、遅くとも{day(AMENDMENT_LATEST_ON, JAPANESE)}",
            f"a day set by Cabinet Order, {day(AMENDMENT_LATEST_ON, ENGLISH)} at the latest",
        ),
        cite("amendment"),
    ),
}


@dataclass(frozen=True, slots=True)
class PolicyField:
    """One value of the policy on the page."""

    key: str
    group: str
    kind: Kind

    @property
    def default(self) -> PolicyValue:
        """The value as it came."""
        value: PolicyValue = getattr(DEFAULT_POLICY, self.key)
        return value

    @property
    def label(self) -> str:
        """Its name."""
        return t(f"settings.policy.{self.key}")

    @property
    def does(self) -> str:
        """What it decides."""
        return t(f"settings.does.{self.key}")

    @property
    def law(self) -> str:
        """What a law or a guideline says of it; empty where the number is ours alone."""
        said = _SAID.get(self.key)
        return t("settings.law", value=said.text.get(language()), cites=said.cites.text.get(language())) if said else ""

    def words(self, value: PolicyValue) -> str:
        """A value as people say it."""
        lang = language()
        if isinstance(value, date):
            is_never = self.kind is Kind.DATE_OR_NEVER and value == self.default
            return t("settings.never") if is_never else day(value, lang)
        if self.kind in _UNITS:
            return count(value, _UNITS[self.kind], lang)
        said = ("on" if value else "off") if self.kind is Kind.YES_NO else self.kind.value
        return t(f"settings.{said}", value=value)

    def is_met(self, text: str) -> bool:
        """Whether every word of a search is among what the page says of it."""
        said = fold(" ".join((self.label, self.does, self.law, t(f"settings.group_{self.group}"))))
        return all(fold(word) in said for word in text.split())


def _fields() -> tuple[PolicyField, ...]:
    found: list[PolicyField] = []
    for line in _TABLE.strip().replace(",\n  ", ", ").splitlines():
        group, _, values = line.partition(": ")
        for value in values.split(", "):
            kind, _, key = value.partition(" ")
            found.append(PolicyField(key, group, Kind(kind)))
    return tuple(found)


FIELDS: Final = _fields()
KINDS: Final = {field.key: field.kind for field in FIELDS}
GROUPS: Final = tuple(dict.fromkeys(field.group for field in FIELDS))
"""The groups in the order of the page."""
