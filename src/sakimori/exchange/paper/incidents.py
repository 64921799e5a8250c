"""The draft of an incident's report, in the order of the official form: one content as PDF, workbook and text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sakimori.domain.incident import Report as ReportSort
from sakimori.domain.records.incidents import ItemState, ReportItem
from sakimori.domain.values.text import ENGLISH, Text, table_of
from sakimori.exchange.paper.report import Block, Facts, Tiles, printable
from sakimori.exchange.registers.words import code_word


@dataclass(frozen=True, slots=True)
class DraftItem:
    """One of the nine items in one language: the facts that belong to it, and what is written of it.

    A fact without words is not known: it reads as the item itself stands.
    """

    item: ReportItem
    state: ItemState
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def open_as(self) -> ItemState:
        """How whatever is not known of it reads: being found out where somebody said so, else not filled in."""
        return ItemState.NOT_YET if self.state is ItemState.NOT_YET else ItemState.UNTOUCHED


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
    """The facts of an item and what is written of it, as lines of text."""
    facts = [paper_words("line", language, label=label, words=words) for label, words in _facts(item, language)]
    return [*facts, _written(item, language)]


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
    rows = (*_facts(item, language), (paper_words("report.text", language), _written(item, language)))
    return Facts(item_heading(item.item, language), rows)


def _facts(item: DraftItem, language: str) -> Iterator[tuple[str, str]]:
    for label, words in item.facts:
        yield printable(label), printable(words) or paper_words(item.open_as, language)


def _written(item: DraftItem, language: str) -> str:
    return printable(item.text).strip() or paper_words(item.open_as, language)


@cache
def _table() -> dict[str, Text]:
    return table_of(Path(__file__).with_name("incidents.txt").read_text(encoding="utf-8"))
