"""Slips, and records of provision and receipt, as PDF with a font that comes along; equal content gives equal bytes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sakimori.exchange.paper.typeset import typeset


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A condition, a duty or a reason: what it says, its article, whose matter it is, and the lines inside it."""

    text: str
    cites: str
    who: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperPart:
    """Lines under a heading; `has_boxes` puts a box before each, to be ticked; `is_small` sets what only few read."""

    heading: str
    lines: tuple[SheetLine, ...]
    has_boxes: bool = False
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """All that stands on a slip, in one language.

    `colour` and `glyph` go with the word of the answer; `stamp` stands across the top of one that is good no more,
    `notice` below what is to be done. `code` is a QR code as SVG with what it holds in `code_words`; `receipt` heads
    the line on which the recipient signs. `judged` says in one line what the answer is about.
    """

    language: str
    title: str
    number: str
    glyph: str
    outcome: str
    colour: str
    sentence: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[PaperPart, ...]
    proof: tuple[tuple[str, str], ...]
    disclaimer: str
    stamp: str = ""
    notice: str = ""
    company: str = ""
    code: str = ""
    code_words: str = ""
    receipt: tuple[str, ...] = ()
    judged: str = ""


def slip_pdf(sheet: SlipSheet, *, made_at: datetime) -> bytes:
    """The slip as PDF; whatever its words hold is set as text, never read as markup."""
    return typeset("slip.typ", "slip", _plain(sheet), made_at=made_at)


def _plain(sheet: SlipSheet) -> dict[str, object]:
    return {
        "language": sheet.language,
        "title": sheet.title,
        "number": sheet.number,
        "glyph": sheet.glyph,
        "outcome": sheet.outcome,
        "colour": sheet.colour,
        "sentence": sheet.sentence,
        "judged": sheet.judged,
        "facts": sheet.facts,
        "parts": [
            {
                "heading": part.heading,
                "boxes": part.has_boxes,
                "small": part.is_small,
                "lines": [asdict(line) for line in part.lines],
            }
            for part in sheet.parts
        ],
        "proof": sheet.proof,
        "disclaimer": sheet.disclaimer,
        "stamp": sheet.stamp,
        "notice": sheet.notice,
        "company": sheet.company,
        "code": sheet.code,
        "code_words": sheet.code_words,
        "receipt": sheet.receipt,
    }


@dataclass(frozen=True, slots=True)
class RecordSheet:
    """One record: its heading, what is wrong with it, and its fields with their values, in words."""

    heading: str
    remark: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RecordPaper:
    """Some records in one language, with what stands above and below them."""

    language: str
    title: str
    subtitle: str
    footer: str
    records: tuple[RecordSheet, ...]


def records_pdf(paper: RecordPaper, *, made_at: datetime) -> bytes:
    """The records as PDF; whatever their words hold is set as text, never read as markup."""
    return typeset("record.typ", "book", asdict(paper), made_at=made_at)
