"""Reports as files: on which entry of the trail one stands, and that somebody took it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from sakimori.domain.trail import GENESIS
from sakimori.domain.user import Actor
from sakimori.exchange.paper.report import Report, report_pdf, report_xlsx
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.workspace import Workspace


class ReportKind(StrEnum):
    """What a report is about; the log of reads says so too."""

    RISK = "risk_report"
    ASSESSMENT = "assessment_report"
    DOSSIER = "dossier_report"
    DEADLINES = "deadline_report"
    INCIDENT = "incident_report"


class ReportForm(StrEnum):
    """The file in which a report is handed out."""

    PDF = "pdf"
    XLSX = "xlsx"


_RECORD: Final = {
    ReportKind.RISK: "third_party",
    ReportKind.ASSESSMENT: "assessment",
    ReportKind.DOSSIER: "third_party",
    ReportKind.DEADLINES: "third_party",
    ReportKind.INCIDENT: "incident",
}
"""The kind of record under which the log of reads notes each."""

_NOTHING_YET: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Standing:
    """The last entry of the trail that a report knows of: number and hash, and when it was made."""

    number: int
    head: str
    at: datetime | None


@needs(Permission.READ)
def standing_at(workspace: Workspace, number: int) -> Standing:
    """The entry on which a report stands that knows what was known after entry `number`."""
    with workspace.unit() as unit:
        line = unit.trail.line(number)
        return Standing(number, line.entry.hash, line.entry.at) if line else Standing(0, GENESIS, None)


@needs(Permission.READ)
def report_file(
    workspace: Workspace,
    report: Report,
    kind: ReportKind,
    form: ReportForm,
    *,
    actor: Actor,
    at: datetime,
    number: int,
    key: str = "",
    third_party_id: str = "",
) -> bytes:
    """A report of what was known after entry `number` as a file; who took it is noted in the second chain.

    The file bears the instant of that entry, not of its making, so that equal content gives equal bytes.
    """
    if form is ReportForm.PDF:
        made = report_pdf(report, made_at=standing_at(workspace, number).at or _NOTHING_YET)
    else:
        made = report_xlsx(report)
    workspace.access(f"{kind}.exported", actor=actor, at=at, what=_RECORD[kind], key=key, third_party_id=third_party_id)
    return made
