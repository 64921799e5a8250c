"""What was read in the document of a contract: the passages that may carry its clauses."""

from __future__ import annotations

from dataclasses import dataclass

from sakimori.domain.questions.assessment import Evidence
from sakimori.exchange.documents.clauses import ClauseProposal
from sakimori.exchange.documents.reading import DocumentReading, can_be_read
from sakimori.services.contracts.view import ContractSheet
from sakimori.ui.evidence.reading import read_filed
from sakimori.ui.frame.session import Page


@dataclass(frozen=True, slots=True)
class Found:
    """A document and what was read in it."""

    paper: Evidence
    reading: DocumentReading

    def proposals(self, clause_id: str) -> tuple[ClauseProposal, ...]:
        """The passages that may carry a clause, best first."""
        return tuple(one for one in self.reading.clauses if one.clause_id == clause_id)


def found_in(page: Page, sheet: ContractSheet) -> Found | None:
    """What was read in the last document that stands and has text; None where there is none to read."""
    standing = (d for d in reversed(sheet.documents) if d.withdrawn_on is None and can_be_read(d.media_type))
    paper = max(standing, key=lambda filed: filed.uploaded_on, default=None)
    reading = read_filed(page, paper) if paper is not None else None
    return Found(paper, reading) if paper is not None and reading is not None else None
