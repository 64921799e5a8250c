"""Reports as files: on which entry of the trail one stands, and that somebody took it, with the hash of the file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from sakimori.domain.trail import GENESIS
from sakimori.domain.user import Actor
from sakimori.exchange.paper.report import Report, report_pdf, report_xlsx
from sakimori.services.dashboard.reports.kinds import ACTION_OF, ISSUED_BY, RECORD_OF, ReportForm, ReportKind
from sakimori.services.kernel.access import Permission, needs, require
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.outgoing.issued import IssuedFile, put_issued

_NOTHING_YET: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Standing:
    """The last entry of the trail that a report knows of: number and hash, and when it was made."""

    number: int
    head: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What is issued: its kind and form, its language, and the day and the entry of the trail on which it stands.

    `key` is the record, or the quarter, that it is about.
    """

    kind: ReportKind
    form: ReportForm
    language: str
    on: date
    number: int
    key: str = ""
    third_party_id: str = ""


@needs(Permission.ENTER)
def standing_at(workspace: Workspace, number: int) -> Standing:
    """The entry on which a report stands that knows what was known after entry `number`."""
    with workspace.unit() as unit:
        line = unit.trail.line(number)
        return Standing(number, line.entry.hash, line.entry.at) if line else Standing(0, GENESIS, None)


@needs(Permission.ENTER)
def report_file(workspace: Workspace, report: Report, of: Issue, *, actor: Actor, at: datetime) -> bytes:
    """A report as a file; who took it is noted in the second chain, with the hash of the file.

    The file bears the instant of the entry on which it stands, not of its making, so that equal content gives equal
    bytes.

    Raises:
        NotPermittedError: A report of this kind is somebody else's to issue.
    """
    require(actor, ISSUED_BY[of.kind])
    if of.form is ReportForm.PDF:
        made = report_pdf(report, made_at=standing_at(workspace, of.number).at or _NOTHING_YET)
    else:
        made = report_xlsx(report)
    note_issued(workspace, made, of, actor=actor, at=at)
    return made


@needs(Permission.ENTER)
def note_issued(workspace: Workspace, made: bytes, of: Issue, *, actor: Actor, at: datetime) -> None:
    """Note in the second chain that a file was given, and keep it findable by its hash.

    Raises:
        NotPermittedError: A paper of this kind is somebody else's to issue.
    """
    require(actor, ISSUED_BY[of.kind])
    standing, sha256 = standing_at(workspace, of.number), hashlib.sha256(made).hexdigest()

    def file(seq: int) -> IssuedFile:
        return IssuedFile(seq, of.kind, of.form, of.language, of.on, standing.number, standing.head, sha256)

    with workspace.noting(
        ACTION_OF[of.kind], actor=actor, at=at, what=RECORD_OF[of.kind], key=of.key, third_party_id=of.third_party_id,
        after=file(0).said,
    ) as unit:  # fmt: skip
        put_issued(unit.engine, file(unit.accesses.head()[0] + 1))
