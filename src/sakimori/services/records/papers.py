"""Records of provision and receipt handed out: printed for inspection, or as a workbook; who took them is noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sakimori.domain.user import Actor
from sakimori.exchange.paper.pdf import RecordPaper, records_pdf
from sakimori.exchange.paper.safe_files import OutSheet, safe_xlsx
from sakimori.services.kernel.access import Permission, require
from sakimori.services.kernel.workspace import Workspace


def print_records(workspace: Workspace, paper: RecordPaper, *, actor: Actor, at: datetime) -> bytes:
    """The records as PDF.

    Raises:
        NotPermittedError: The role may not read records.
    """
    require(actor, Permission.READ_RECORDS)
    made = records_pdf(paper, made_at=at)
    workspace.access("records.printed", actor=actor, at=at, what="provision_record")
    return made


def export_records(workspace: Workspace, sheets: Sequence[OutSheet], *, actor: Actor, at: datetime) -> bytes:
    """The records as an Excel workbook in which nothing runs.

    Raises:
        NotPermittedError: The role may not read records.
    """
    require(actor, Permission.READ_RECORDS)
    made = safe_xlsx(sheets)
    workspace.access("records.exported", actor=actor, at=at, what="provision_record")
    return made
