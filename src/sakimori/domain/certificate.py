"""Certificates 認証: what was certified, for what scope, and until which day it says anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sakimori.domain.days import add_months


class Scheme(StrEnum):
    """The certifications, attestations and registers that are recorded."""

    PMARK = "PMARK"
    ISO27001 = "ISO27001"
    ISO27017 = "ISO27017"
    ISO27018 = "ISO27018"
    ISO27701 = "ISO27701"
    SOC2_T1 = "SOC2_T1"
    SOC2_T2 = "SOC2_T2"
    ISMAP = "ISMAP"
    ISMAP_LIU = "ISMAP_LIU"
    CSA_L1 = "CSA_L1"
    CSA_L2_CERTIFICATION = "CSA_L2_CERTIFICATION"
    CSA_L2_ATTESTATION = "CSA_L2_ATTESTATION"
    PCIDSS = "PCIDSS"
    TRUSTE = "TRUSTE"
    CBPR = "CBPR"
    PRP = "PRP"
    SECACT1 = "SECACT1"
    SECACT2 = "SECACT2"
    SCS3 = "SCS3"
    SCS4 = "SCS4"
    FISC = "FISC"
    MED3 = "MED3"
    ASPIC = "ASPIC"


class Opinion(StrEnum):
    """What an auditor's report concludes."""

    UNQUALIFIED = "unqualified"
    QUALIFIED = "qualified"
    ADVERSE = "adverse"


_TERM_MONTHS: dict[Scheme, int] = {
    Scheme.PMARK: 24,
    Scheme.ISO27001: 36,
    Scheme.ISO27017: 36,
    Scheme.ISO27018: 36,
    Scheme.ISO27701: 36,
    Scheme.CSA_L1: 12,
    Scheme.CSA_L2_CERTIFICATION: 36,
    Scheme.CSA_L2_ATTESTATION: 12,
    Scheme.PCIDSS: 12,
    Scheme.TRUSTE: 12,
    Scheme.PRP: 12,
    Scheme.SCS3: 12,
    Scheme.SCS4: 36,
    Scheme.FISC: 12,
    Scheme.MED3: 12,
    Scheme.ASPIC: 24,
}
"""How long each lasts from its issue, where the paper itself names no end. CBPR is left out on purpose: it may carry a
transfer abroad, so its last day is never assumed."""

SURVEYED = frozenset({Scheme.ISO27001, Scheme.ISO27017, Scheme.ISO27018, Scheme.ISO27701})
"""Schemes with a surveillance audit each year."""

REPORTS = frozenset({Scheme.SOC2_T1, Scheme.SOC2_T2})
"""Auditor's reports: they speak of a day or period that is over, and conclude in an opinion."""

DECLARED = frozenset({Scheme.SECACT1, Scheme.SECACT2})
"""Declarations of one's own, without an end."""

ISMAP_SCHEMES = frozenset({Scheme.ISMAP, Scheme.ISMAP_LIU})
REPORT_STALE_MONTHS = 12
BRIDGE_MONTHS = 3
ISMAP_MONTHS = 16
PMARK_WINDOW = (8, 4)
"""The renewal of a P-mark is applied for from 8 until 4 months before its end."""

SCS_START = date(2027, 3, 31)
"""By this day, the end of fiscal 2026, the SCS scheme is to begin: before it nothing of it can be required."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate, report or register entry of a third party; `scope` is its own wording.

    `covers_us` says whether the scope covers what is done for us, as `scope_compared_by` found. `period_until` is the
    last day that a report or ISMAP audit looked at; `bridge_until` the last day of a bridge letter.
    """

    id: str
    third_party_id: str
    scheme: Scheme
    number: str = ""
    scope: str = ""
    standard_edition: str = ""
    issuer: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    period_from: date | None = None
    period_until: date | None = None
    bridge_until: date | None = None
    opinion: Opinion | None = None
    exceptions: str = ""
    surveyed_on: date | None = None
    renewal_applied_on: date | None = None
    register_seen_on: date | None = None
    withdrawn_on: date | None = None
    service_ids: tuple[str, ...] = ()
    evidence_id: str | None = None
    covers_us: bool | None = None
    scope_compared_by: str | None = None
    scope_compared_on: date | None = None
    note: str = ""
    external_key: str | None = None
    version: int = 1

    @property
    def valid_through(self) -> date | None:
        """The last day on which it says anything by the logic of its scheme; None while that is not known."""
        ends = _scheme_end(self)
        if self.withdrawn_on is not None:
            withdrawn = self.withdrawn_on - timedelta(days=1)
            return withdrawn if ends is None else min(ends, withdrawn)
        return ends

    @property
    def is_endless(self) -> bool:
        """Whether its scheme knows no end."""
        return self.scheme in DECLARED and self.withdrawn_on is None

    @property
    def surveillance_due(self) -> date | None:
        """The day by which the next surveillance audit is due: a year after the last one, or after the issue."""
        last = max((d for d in (self.issued_on, self.surveyed_on) if d), default=None)
        if self.scheme not in SURVEYED or last is None:
            return None
        due = add_months(last, 12)
        end = self.valid_through
        return due if end is None or due < end else None

    @property
    def renewal_window(self) -> tuple[date, date] | None:
        """First and last day on which the renewal of a P-mark is applied for."""
        end = self.valid_through
        if self.scheme is not Scheme.PMARK or end is None or self.withdrawn_on is not None:
            return None
        first, last = PMARK_WINDOW
        return add_months(end, -first), add_months(end, -last)


def _scheme_end(certificate: Certificate) -> date | None:
    c = certificate
    if c.scheme is Scheme.SOC2_T2 and c.period_until is not None:
        stale = add_months(c.period_until, REPORT_STALE_MONTHS)
        # A bridge letter speaks for the months after the period, at most three beyond the usual year.
        longest = add_months(c.period_until, REPORT_STALE_MONTHS + BRIDGE_MONTHS)
        return max(stale, min(c.bridge_until or stale, longest))
    if c.scheme is Scheme.SOC2_T1:
        day = c.period_until or c.issued_on
        return add_months(day, REPORT_STALE_MONTHS) if day else None
    if c.scheme in ISMAP_SCHEMES and c.valid_until is None and c.period_until is not None:
        return add_months(c.period_until + timedelta(days=1), ISMAP_MONTHS)
    if c.valid_until is not None:
        return c.valid_until
    months = _TERM_MONTHS.get(c.scheme)
    return add_months(c.issued_on, months) - timedelta(days=1) if months and c.issued_on else None
