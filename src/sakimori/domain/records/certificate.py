"""Certificates 認証: what was certified, for what scope, and until which day it says anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sakimori.domain.values.days import add_months


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
    GLOBAL_CBPR = "GLOBAL_CBPR"
    PRP = "PRP"
    SECACT1 = "SECACT1"
    SECACT2 = "SECACT2"
    SCS3 = "SCS3"
    SCS4 = "SCS4"
    FISC = "FISC"
    MED3 = "MED3"
    ASPIC = "ASPIC"


CBPR_SCHEMES = frozenset({Scheme.CBPR, Scheme.GLOBAL_CBPR})
"""The systems of the economies around the Pacific and of the Global CBPR Forum: each a basis of Rules 16(ii)."""


class Opinion(StrEnum):
    """What an auditor's report concludes."""

    UNQUALIFIED = "unqualified"
    QUALIFIED = "qualified"
    ADVERSE = "adverse"
    DISCLAIMER = "disclaimer"


_TERM_MONTHS: dict[Scheme, int] = {
    Scheme.PMARK: 24,
    Scheme.ISO27001: 36,
    Scheme.ISO27701: 36,
    Scheme.CSA_L1: 12,
    Scheme.CSA_L2_CERTIFICATION: 36,
    Scheme.CSA_L2_ATTESTATION: 12,
    Scheme.PCIDSS: 12,
    Scheme.TRUSTE: 12,
    Scheme.PRP: 12,
    Scheme.SCS3: 12,
    Scheme.SCS4: 36,
    Scheme.MED3: 12,
    Scheme.ASPIC: 24,
}
"""How long each lasts from its issue, where the paper itself names no end. Left out on purpose: CBPR, which may carry a
transfer abroad; the add-ons, which end with their ISMS; FISC, which lasts as long as an edition."""

ADD_ONS = frozenset({Scheme.ISO27017, Scheme.ISO27018})
"""Schemes that only extend a certificate under ISO/IEC 27001 and end with it."""

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
    def is_renewal_pending(self) -> bool:
        """Whether its register entry stays valid past its end, since the renewal was applied for before (ISMAP 3.5)."""
        end = self.valid_through
        if self.scheme not in ISMAP_SCHEMES or end is None or self.renewal_applied_on is None:
            return False
        begun = self.issued_on is None or self.issued_on < self.renewal_applied_on
        return self.withdrawn_on is None and begun and self.renewal_applied_on <= end

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


def end_is_told_by(scheme: Scheme) -> tuple[str, ...]:
    """The facts any of which tells the last day under a scheme."""
    if scheme in REPORTS:
        return ("period_until",)
    if scheme in ISMAP_SCHEMES:
        return ("period_until", "valid_until")
    return ("issued_on", "valid_until") if scheme in _TERM_MONTHS else ("valid_until",)


def _scheme_end(certificate: Certificate) -> date | None:
    c = certificate
    if c.scheme in REPORTS and c.period_until is not None:
        return _report_end(c, c.period_until)
    if c.valid_until is not None:
        return c.valid_until
    if c.scheme in ISMAP_SCHEMES and c.period_until is not None:
        return add_months(c.period_until + timedelta(days=1), ISMAP_MONTHS)
    months = _TERM_MONTHS.get(c.scheme)
    return add_months(c.issued_on, months) - timedelta(days=1) if months and c.issued_on else None


def _report_end(report: Certificate, looked_at: date) -> date:
    """A year from the day or period that was looked at, never from the later day on which the report was written."""
    stale = add_months(looked_at, REPORT_STALE_MONTHS)
    end = min(stale, report.valid_until) if report.valid_until is not None else stale
    if report.scheme is Scheme.SOC2_T1 or report.bridge_until is None:
        return end
    # A bridge letter speaks for the months after the period, at most three beyond the usual year.
    return max(end, min(report.bridge_until, add_months(looked_at, REPORT_STALE_MONTHS + BRIDGE_MONTHS)))
