"""Letters to persons and companies, in one language each: the text of a mail, and pages to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sakimori.exchange.paper.report import printable
from sakimori.exchange.paper.typeset import typeset


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in one language, as lines; what stands in brackets is filled in by whoever sends it."""

    language: str
    subject: str
    dated: str
    lines: tuple[str, ...]

    @property
    def body(self) -> str:
        """The text of a mail."""
        return "\n".join(self.lines) + "\n"


def letters_pdf(letters: Sequence[Letter], *, made_at: datetime) -> bytes:
    """Letters as one PDF, each on a page of its own; whatever their words hold is set as text, never read as markup."""
    plain = [
        {
            "language": letter.language,
            "subject": printable(letter.subject),
            "dated": printable(letter.dated),
            "lines": [printable(line) for part in letter.lines for line in part.split("\n")],
        }
        for letter in letters
    ]
    return typeset("letter.typ", "letters", plain, made_at=made_at)
