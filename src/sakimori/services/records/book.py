"""The papers of the book of records handed out, and the customer numbers in them, to those who read records."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sakimori.domain.user import Actor
from sakimori.exchange.paper.pdf import RecordPaper, records_pdf
from sakimori.exchange.paper.safe_files import OutSheet, safe_xlsx
from sakimori.services.dashboard.reports.issuing import Issue, note_issued
from sakimori.services.dashboard.reports.kinds import ReportForm, ReportKind
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.records.rows import R
from sakimori.store.records import TABLES


@needs(Permission.READ_RECORDS)
def numbers_of(
    workspace: Workspace, kind: type[R], record_ids: Collection[str], *, number: int, actor: Actor, at: datetime
) -> Mapping[str, tuple[str, ...]]:
    """The customer numbers of some records by id, as known after an entry; lists of all records do without them.

    That somebody read them is noted in the second chain.

    Raises:
        NotPermittedError: The role may not read records.
    """
    with workspace.unit() as unit:
        if unit.is_newest(number):
            known = [found for record_id in record_ids if (found := unit.records.find(kind, record_id)) is not None]
        else:
            known = unit.trail.records_at(kind, number)
    given = {record.id: record for record in known if record.id in record_ids}
    for record in given.values() if len(given) == 1 else []:  # many are read for a file, which is noted as one
        workspace.looked_at(
            "record.numbers_read", actor=actor, at=at, what=TABLES[kind], key=record.id,
            third_party_id=record.third_party_id,
        )  # fmt: skip
    return {record_id: record.persons for record_id, record in given.items()}


@needs(Permission.READ_RECORDS)
def print_records(
    workspace: Workspace, paper: RecordPaper, *, on: date, number: int, actor: Actor, at: datetime
) -> bytes:
    """The records as PDF, as known on a day after an entry.

    Raises:
        NotPermittedError: The role may not read records.
    """
    made = records_pdf(paper, made_at=at)
    of = Issue(kind=ReportKind.RECORDS, form=ReportForm.PDF, language=paper.language, on=on, number=number)
    note_issued(workspace, made, of, actor=actor, at=at)
    return made


@needs(Permission.READ_RECORDS)
def export_records(workspace: Workspace, sheets: Sequence[OutSheet], *, actor: Actor, at: datetime) -> bytes:
    """The records as an Excel workbook in which nothing runs.

    Raises:
        NotPermittedError: The role may not read records.
    """
    made = safe_xlsx(sheets)
    workspace.access("records.exported", actor=actor, at=at, what="provision_record")
    return made
