"""The letters after an incident: to the persons, in place of that to everybody, and to whoever entrusted the data."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sakimori.domain.incident import ReportingAct
from sakimori.domain.records.incidents import TOLD_TO_PERSONS, ItemState, ReportItem
from sakimori.exchange.paper.incidents import DraftItem, in_order, item_lines, paper_words
from sakimori.exchange.paper.letters import Letter
from sakimori.exchange.paper.report import printable
from sakimori.exchange.registers.words import code_word


@dataclass(frozen=True, slots=True)
class IncidentLetter:
    """A letter, and the items that are blank in it: while there is one it cannot go out."""

    letter: Letter
    blanks: tuple[ReportItem, ...]

    @property
    def subject(self) -> str:
        """The line that says of what it is."""
        return self.letter.subject

    @property
    def body(self) -> str:
        """The text with its day before it."""
        return f"{self.letter.dated}\n{self.letter.body}" if self.letter.dated else self.letter.body


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What the letters of an incident are made of, in one language; `contact` is where people ask.

    `acts` are those under which the persons are told; `address` is where we are found.
    """

    language: str
    company: str
    items: tuple[DraftItem, ...]
    contact: str = ""
    written_on: str = ""
    acts: frozenset[ReportingAct] = frozenset({ReportingAct.APPI})
    address: str = ""


def notice_to_persons(facts: LetterFacts) -> IncidentLetter:
    """What each person is told."""
    return _letter(facts, "persons", TOLD_TO_PERSONS)


def publication(facts: LetterFacts) -> IncidentLetter:
    """What is published where persons are difficult to reach."""
    return _letter(facts, "public", TOLD_TO_PERSONS)


def notice_to_entruster(facts: LetterFacts, *, entruster: str, known_on: str) -> IncidentLetter:
    """What the entruster is told: all nine items, as far as they are known."""
    return _letter(facts, "entruster", tuple(ReportItem), entruster=printable(entruster), day=known_on)


def _letter(facts: LetterFacts, kind: str, wanted: Collection[ReportItem], **more: str) -> IncidentLetter:
    lang, told = facts.language, in_order(facts.items, wanted)
    titles = {one: paper_words(f"told.{one}", lang) for one in TOLD_TO_PERSONS}
    if kind == "entruster":
        titles = {one: code_word(one).get(lang) for one in ReportItem}
    filled = {"company": printable(facts.company), "not_yet": paper_words("not_yet", lang), **more}

    def said(key: str) -> str:
        return paper_words(key, lang, **filled)

    law = "entruster.known" if kind == "entruster" else f"{kind}.law.{_of(facts.acts)}"
    opening = [said(f"{kind}.greeting"), "", said(f"{kind}.happened")]
    shown = [item for item in told if _is_shown(item)]
    rest = [said("letter.rest")] if any(item.state is ItemState.NOT_YET for item in shown) else []
    lines = (
        *opening, said(law), "", *_items(shown, titles, lang), *rest, said(f"{kind}.ask"), "", *_contact(facts),
    )  # fmt: skip
    blanks = tuple(item.item for item in told if not _is_shown(item) and item.state is ItemState.UNTOUCHED)
    return IncidentLetter(Letter(lang, " ".join(said(f"{kind}.subject").split()), facts.written_on, lines), blanks)


def _is_shown(item: DraftItem) -> bool:
    """Whether a letter has something to say of an item; that other matters are not known yet tells nobody anything."""
    is_open = item.state is ItemState.NOT_YET and item.item is not ReportItem.OTHER
    return item.state is ItemState.WRITTEN or is_open or bool(item.beside_text)


def _of(acts: frozenset[ReportingAct]) -> str:
    return "both" if len(acts) > 1 else next(iter(acts), ReportingAct.APPI).value


def _items(told: Collection[DraftItem], titles: Mapping[ReportItem, str], language: str) -> Iterator[str]:
    """The items under their titles."""
    for item in told:
        yield paper_words("letter.item", language, title=titles[item.item])
        yield from item_lines(item, language)
        yield ""


def _contact(facts: LetterFacts) -> Iterator[str]:
    title = paper_words("letter.contact", facts.language)
    yield paper_words("letter.item", facts.language, title=title)
    yield from filter(None, (printable(one).strip() for one in (facts.company, facts.address, facts.contact)))
