"""The draft of an incident's report, in the order of the official form: one content as PDF, workbook and text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from sakimori.domain.incident import Report as ReportSort
from sakimori.domain.records.incidents import ItemState, ReportItem
from sakimori.domain.values.text import ENGLISH, Text, table_of
from sakimori.exchange.paper.report import Block, Facts, Tiles, printable
from sakimori.exchange.registers.words import code_word

_SPACES: Final = re.compile(r"\s+")
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3})")


@dataclass(frozen=True, slots=True)
class DraftItem:
    """One of the nine items in one language: the facts that belong to it, and what is written of it.

    A fact is a label with words, and one that nobody knows has no words. One without a label speaks for the item
    until somebody has written of it.
    """

    item: ReportItem
    state: ItemState
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def beside_text(self) -> tuple[tuple[str, str], ...]:
        """The facts that are known and that the text does not hold itself, however it writes width and thousands."""
        said = _folded(self.text)
        return tuple(fact for fact in self.facts if fact[1] and _folded(fact[1]) not in said)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The labels of the facts that nobody knows."""
        return tuple(label for label, words in self.facts if label and not words)


@dataclass(frozen=True, slots=True)
class IncidentDraft:
    """All that a report of an incident says, in one language."""

    language: str
    kind: ReportSort
    subject: str
    items: tuple[DraftItem, ...]


def draft_title(draft: IncidentDraft) -> str:
    """The title of the draft."""
    return paper_words("report.title", draft.language, kind=code_word(draft.kind).get(draft.language))


def report_blocks(draft: IncidentDraft) -> tuple[Block, ...]:
    """The draft as the blocks of a report, which becomes a PDF and a workbook as every other report does."""
    return (_state(draft), *(_block(item, draft.language) for item in in_order(draft.items)))


def incident_text(draft: IncidentDraft) -> str:
    """The nine items as plain text, to be pasted into a form."""
    lang = draft.language
    parts = ["\n".join([item_heading(item.item, lang), *item_lines(item, lang)]) for item in in_order(draft.items)]
    return "\n\n".join(parts) + "\n"


def in_order(items: Sequence[DraftItem], wanted: Collection[ReportItem] = tuple(ReportItem)) -> tuple[DraftItem, ...]:
    """The wanted items in the order of the form; one that nobody gave is untouched."""
    given = {item.item: item for item in items}
    return tuple(given.get(item, DraftItem(item, ItemState.UNTOUCHED)) for item in ReportItem if item in wanted)


def item_heading(item: ReportItem, language: str) -> str:
    """The number that an item has on the form, with its title."""
    number = tuple(ReportItem).index(item) + 1
    return paper_words("item", language, number=number, title=code_word(item).get(language))


def item_lines(item: DraftItem, language: str) -> list[str]:
    """The facts of an item that its text does not hold, then the text; nothing where nobody knows or says anything."""
    facts = (
        paper_words("line", language, label=label, words=words) if label else words for label, words in _facts(item)
    )
    return [*facts, *filter(None, [_written(item, language)])]


def paper_words(key: str, language: str, **values: object) -> str:
    """A wording of these papers, placeholders filled; what is filled in is never read for placeholders."""
    return _table()[key].format(**values).get(language)


def _state(draft: IncidentDraft) -> Block:
    """How many items are written, open and untouched, and what this report asks of the rest."""
    lang, counts = draft.language, Counter(item.state for item in in_order(draft.items))
    tiles = tuple((paper_words(f"report.{one}", lang), _counted(counts[one], lang), "") for one in ItemState)
    notes = [paper_words(key, lang) for key in (f"report.{draft.kind}", "report.order")]
    return Tiles(paper_words("report.state", lang), tiles, (" " if lang == ENGLISH else "").join(notes))


def _counted(count: int, language: str) -> str:
    return paper_words("report.items_one" if count == 1 else "report.items", language, count=count)


def _block(item: DraftItem, language: str) -> Block:
    known, said = paper_words("report.known", language), _written(item, language)
    rows = [(label or known, words) for label, words in _facts(item)]
    if said or not rows:
        rows.append((paper_words("report.text", language), said))
    return Facts(item_heading(item.item, language), tuple(rows))


def _facts(item: DraftItem) -> Iterator[tuple[str, str]]:
    """The facts that are printed before the text."""
    for label, words in item.beside_text:
        if label or item.state is not ItemState.WRITTEN:
            yield printable(label), printable(words)


def _written(item: DraftItem, language: str) -> str:
    """The text of an item; that it is being found out where somebody said so, and a blank where nobody did."""
    open_words = paper_words("not_yet", language) if item.state is ItemState.NOT_YET else ""
    return printable(item.text).strip() or open_words


def _folded(words: str) -> str:
    """Words without what writers vary: width, spaces, the comma of thousands, the full stop at the end."""
    narrow = _SPACES.sub("", unicodedata.normalize("NFKC", words)).casefold()
    return _THOUSANDS.sub("", narrow).rstrip(".。")


@cache
def _table() -> dict[str, Text]:
    return table_of(Path(__file__).with_name("incidents.txt").read_text(encoding="utf-8"))
