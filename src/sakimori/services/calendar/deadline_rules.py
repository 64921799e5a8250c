"""Which gaps stand for the passing of a deadline: of what kind it is, and which stage begins the day after it."""

from __future__ import annotations

from typing import Final

from sakimori.domain.codes import Severity
from sakimori.services.calendar.deadline import DeadlineKind, Start

KIND_OF_RULE: Final = {
    "A-25-3": DeadlineKind.REVIEW,
    "C-RV1": DeadlineKind.REVIEW,
    "C-AS4": DeadlineKind.VALIDITY,
    "C-AS1": DeadlineKind.VALIDITY,
    "C-EV2": DeadlineKind.EVIDENCE,
    "C-AS3": DeadlineKind.CONDITION,
    "C-WV1": DeadlineKind.WAIVER,
    "C-CN5": DeadlineKind.NOTICE,
    "C-CN1": DeadlineKind.CONTRACT,
    "C-CN2": DeadlineKind.CONTRACT,
    "C-CE1": DeadlineKind.CERTIFICATE,
    "C-CE5": DeadlineKind.SURVEILLANCE,
    "C-CE6": DeadlineKind.SURVEILLANCE,
    "A-28-1": DeadlineKind.BASIS,
    "A-28-3a": DeadlineKind.ANNUAL_CHECK,
    "A-22": DeadlineKind.RETENTION,
    "C-RE2": DeadlineKind.ERASURE,
    "C-CP2": DeadlineKind.COUNTRY,
}
WARNED: Final = {
    "C-CN5": Severity.MEDIUM,
    "C-CE1": Severity.HIGH,
    "C-CE6": Severity.MEDIUM,
    "A-28-3a": Severity.HIGH,
}
"""Rules that speak before the day: the stage that begins when it has passed."""

START_OF: Final = {
    DeadlineKind.REVIEW: Start.LAST_REVIEW,
    DeadlineKind.VALIDITY: Start.DECIDED,
    DeadlineKind.EVIDENCE: Start.FILED,
    DeadlineKind.CONDITION: Start.SET,
    DeadlineKind.WAIVER: Start.APPROVED,
    DeadlineKind.NOTICE: Start.TERM,
    DeadlineKind.CONTRACT: Start.TERM,
    DeadlineKind.CERTIFICATE: Start.CERTIFIED,
    DeadlineKind.SURVEILLANCE: Start.CERTIFIED,
    DeadlineKind.BASIS: Start.BASIS,
    DeadlineKind.ANNUAL_CHECK: Start.LAST_CHECK,
    DeadlineKind.RETENTION: Start.RETENTION,
    DeadlineKind.ERASURE: Start.FLOW_END,
    DeadlineKind.COUNTRY: Start.COUNTRY_READ,
}
OF_THE_REGISTER: Final = frozenset(
    {
        DeadlineKind.NOTICE,
        DeadlineKind.CONTRACT,
        DeadlineKind.CERTIFICATE,
        DeadlineKind.SURVEILLANCE,
        DeadlineKind.BASIS,
        DeadlineKind.ANNUAL_CHECK,
        DeadlineKind.RETENTION,
        DeadlineKind.ERASURE,
        DeadlineKind.COUNTRY,
    }
)
