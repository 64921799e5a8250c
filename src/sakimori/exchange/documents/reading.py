"""One document read whole: its pages, and everything that is proposed from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sakimori.exchange.documents.certificate import certificate_facts
from sakimori.exchange.documents.clauses import ClauseProposal, clause_proposals
from sakimori.exchange.documents.controls import ControlFinding, control_findings
from sakimori.exchange.documents.facts import FactProposal
from sakimori.exchange.documents.pages import DocumentText, PageText
from sakimori.exchange.documents.pdf import pdf_pages
from sakimori.exchange.documents.report import report_facts
from sakimori.exchange.documents.terms import contract_facts
from sakimori.exchange.documents.units import units_of
from sakimori.exchange.documents.word import word_pages
from sakimori.exchange.evidence.look import PDF, media_type_of
from sakimori.exchange.lists.container import refuse

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SILENT: Final = 10
"""A page with fewer letters is a picture: a scan, a drawing, or nothing."""


class DocumentKind(StrEnum):
    """What may be read out of a document."""

    CONTRACT = "contract"
    CERTIFICATE = "certificate"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """What a document says, as far as it can be read.

    `page_count` is that of the file, of which `pages` holds those that were read; `silent_pages` are pictures without
    text. `has_changes` says that a Word file still holds tracked changes: what was deleted in them is left out.
    """

    page_count: int
    pages: tuple[PageText, ...]
    silent_pages: tuple[int, ...]
    has_changes: bool
    clauses: tuple[ClauseProposal, ...]
    facts: Mapping[str, tuple[FactProposal, ...]]
    controls: tuple[ControlFinding, ...]

    @property
    def is_scan(self) -> bool:
        """Whether nothing can be read, since every page is a picture."""
        return len(self.silent_pages) == len(self.pages)

    @property
    def is_cut(self) -> bool:
        """Whether there is more in the file than was read."""
        return self.page_count > len(self.pages)

    def facts_of(self, kind: str) -> tuple[FactProposal, ...]:
        """What it states, read as a contract, a certificate or a report."""
        return self.facts.get(kind, ())


def can_be_read(media_type: str) -> bool:
    """Whether a document of a type can be read for proposals."""
    return media_type in {PDF, WORD}


def read_document(data: bytes) -> DocumentReading:
    """Everything that is proposed from a PDF or a Word file.

    Raises:
        UnreadableFileError: It is neither, or it is damaged, protected or too large.
    """
    kind, has_changes = media_type_of(data), False
    if kind == PDF:
        raw, count = pdf_pages(data)
    elif kind == WORD:
        raw, count, has_changes = word_pages(data)
    else:
        raise refuse(
            "PDFでもWord（.docx）でもないため、本文を読めません。どちらかの形で添えてください。",
            "It is neither a PDF nor a Word file (.docx), so its text cannot be read. File it as one of them.",
        )
    document = DocumentText(raw)
    units = units_of(document)
    return DocumentReading(
        page_count=count,
        pages=document.pages,
        silent_pages=tuple(page.number for page in document.pages if len(page.text) < _SILENT),
        has_changes=has_changes,
        clauses=clause_proposals(document, units),
        facts={
            DocumentKind.CONTRACT.value: contract_facts(document, units),
            DocumentKind.CERTIFICATE.value: certificate_facts(document),
            DocumentKind.REPORT.value: report_facts(document),
        },
        controls=control_findings(document),
    )
