"""The letters after an incident: to the persons, in place of that to everybody, and to whoever entrusted the data."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from sakimori.domain.incident import ReportingAct
from sakimori.domain.records.incidents import TOLD_TO_PERSONS, ItemState, ReportItem
from sakimori.exchange.paper.incidents import DraftItem, in_order, item_lines, paper_words
from sakimori.exchange.paper.report import printable
from sakimori.exchange.registers.words import code_word


@dataclass(frozen=True, slots=True)
class IncidentLetter:
    """A letter in one language; while one of its items is blank it cannot go out."""

    subject: str
    body: str
    blanks: tuple[ReportItem, ...]


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What the letters of an incident are made of, in one language; `contact` is where people ask.

    `acts` are those under which the persons are told.
    """

    language: str
    company: str
    items: tuple[DraftItem, ...]
    contact: str = ""
    written_on: str = ""
    acts: frozenset[ReportingAct] = frozenset({ReportingAct.APPI})


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
    opening = [*filter(None, [facts.written_on]), said(f"{kind}.greeting"), "", said(f"{kind}.happened")]
    rest = [said("letter.rest")] if any(item.state is ItemState.NOT_YET for item in told) else []
    lines = [
        *opening, said(law), "", *_items(told, titles, lang),
        *rest, said(f"{kind}.ask"), "", *_contact(facts),
    ]  # fmt: skip
    blanks = tuple(item.item for item in told if item.state is ItemState.UNTOUCHED)
    return IncidentLetter(" ".join(said(f"{kind}.subject").split()), "\n".join(lines) + "\n", blanks)


def _of(acts: frozenset[ReportingAct]) -> str:
    return "both" if len(acts) > 1 else next(iter(acts), ReportingAct.APPI).value


def _items(told: Collection[DraftItem], titles: Mapping[ReportItem, str], language: str) -> Iterator[str]:
    """The items under their titles; a fact that nobody knows is left out: the item says how it stands."""
    for item in told:
        yield paper_words("letter.item", language, title=titles[item.item])
        yield from item_lines(replace(item, facts=tuple(fact for fact in item.facts if fact[1])), language)
        yield ""


def _contact(facts: LetterFacts) -> Iterator[str]:
    title = paper_words("letter.contact", facts.language)
    yield paper_words("letter.item", facts.language, title=title)
    yield printable(facts.company)
    yield printable(facts.contact).strip() or paper_words("untouched", facts.language)
