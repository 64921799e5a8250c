"""Which papers there are that leave as files, and who may issue each."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sakimori.services.kernel.access import Permission


class ReportKind(StrEnum):
    """What a paper is about; the log of reads says so too."""

    QUARTER = "quarter_report"
    SCORECARD = "scorecard_report"
    RISK = "risk_report"
    DEADLINES = "deadline_report"
    DOSSIER = "dossier_report"
    ASSESSMENT = "assessment_report"
    INCIDENT = "incident_report"
    SLIP = "slip_paper"
    RECORDS = "records_paper"


class ReportForm(StrEnum):
    """The file in which a paper is handed out."""

    PDF = "pdf"
    XLSX = "xlsx"


ISSUED_BY: Final = {
    ReportKind.QUARTER: Permission.ISSUE_REPORT,
    ReportKind.SCORECARD: Permission.READ,
    ReportKind.RISK: Permission.READ,
    ReportKind.DEADLINES: Permission.READ,
    ReportKind.DOSSIER: Permission.READ,
    ReportKind.ASSESSMENT: Permission.READ,
    ReportKind.INCIDENT: Permission.READ_INCIDENTS,
    ReportKind.SLIP: Permission.ENTER,
    ReportKind.RECORDS: Permission.READ_RECORDS,
}
"""The permission that each asks for; a slip, besides, is given to those alone who may read it."""

FORMS: Final = {kind: tuple(ReportForm) for kind in ReportKind} | {
    ReportKind.SLIP: (ReportForm.PDF,),
}
"""The files that there are of each."""

RECORD_OF: Final = {
    ReportKind.QUARTER: "report",
    ReportKind.SCORECARD: "third_party",
    ReportKind.RISK: "third_party",
    ReportKind.DEADLINES: "third_party",
    ReportKind.DOSSIER: "third_party",
    ReportKind.ASSESSMENT: "assessment",
    ReportKind.INCIDENT: "incident",
    ReportKind.SLIP: "slip",
    ReportKind.RECORDS: "provision_record",
}
"""The kind of record under which the log of reads notes each."""

ACTION_OF: Final = {kind: f"{kind.value}.exported" for kind in ReportKind} | {
    ReportKind.SLIP: "slip.downloaded",
    ReportKind.RECORDS: "records.printed",
}
"""What the log of reads says of it."""
