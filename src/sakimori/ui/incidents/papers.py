"""The drafts of an incident out of its record: report, notice to the persons, publication, notice to each entruster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sakimori.domain.incident import CaseJudged
from sakimori.domain.records.incidents import Incident, IncidentMeasure, ReportItem
from sakimori.domain.records.third_party import SELF_ID
from sakimori.exchange.paper.incident_letters import LetterFacts
from sakimori.exchange.paper.incidents import DraftItem
from sakimori.exchange.registers.fields import field_words
from sakimori.exchange.registers.words import code_word
from sakimori.rules.incidents.reportable import acts_of
from sakimori.ui.frame.formats import Unit, aside, count, day, yes_no
from sakimori.ui.frame.text import COMMAS, label_key, say

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PaperSource:
    """What the papers of an incident are made of: its record, the situations as judged, measures, and names by id."""

    incident: Incident
    cases: Sequence[CaseJudged]
    measures: Sequence[IncidentMeasure]
    names: Mapping[str, str]
    company: str = ""
    contact: str = ""


def draft_items(source: PaperSource, language: str) -> tuple[DraftItem, ...]:
    """The nine items with the facts that belong to each; one that nobody knows stays empty."""
    facts: dict[ReportItem, Iterable[Fact]] = {
        ReportItem.OUTLINE: (*_when(source.incident, language), *_outline(source, language)),
        ReportItem.DATA: _data(source.incident, language),
        ReportItem.PERSONS: _persons(source.incident, language),
        ReportItem.CAUSE: _cause(source, language),
        ReportItem.SECONDARY: _secondary(source.incident, language),
        ReportItem.RESPONSE: _response(source.incident, language),
        ReportItem.PREVENTION: _measures(source.measures, language),
    }
    return tuple(_item(source.incident, item, facts.get(item, ())) for item in ReportItem)


def letter_facts(source: PaperSource, language: str, on: date) -> LetterFacts:
    """What the letters are made of: they name no finder, no situation of the rules, and nobody but us."""
    facts = {
        ReportItem.OUTLINE: tuple(_when(source.incident, language)),
        ReportItem.DATA: tuple(_data(source.incident, language)),
    }
    items = tuple(_item(source.incident, item, facts.get(item, ())) for item in ReportItem)
    return LetterFacts(language, source.company, items, source.contact, day(on, language), acts_of(source.cases))


def _item(incident: Incident, item: ReportItem, facts: Iterable[Fact]) -> DraftItem:
    return DraftItem(item, incident.state_of(item), incident.text_of(item), tuple(facts))


def _when(incident: Incident, language: str) -> Iterator[Fact]:
    for field in ("occurred_on", "discovered_on"):
        on: date | None = getattr(incident, field)
        yield _name(field, language), day(on, language) if on else ""


def _outline(source: PaperSource, language: str) -> Iterator[Fact]:
    incident = source.incident
    yield _name("known_on", language), day(incident.known_on, language)
    yield _name("finder", language), incident.finder or ""
    happened = COMMAS.get(language).join(code_word(one).get(language) for one in sorted(incident.happened or ()))
    suspected = say("incidents.suspected", language)
    yield (
        _name("happened", language),
        aside(happened, suspected, language) if happened and incident.is_suspected else happened,
    )
    yield say("incidents.paper_cases", language), _cases(source.cases, language)
    yield from _place(source, language)
    if incident.is_processor:
        yield _name("entrusters", language), COMMAS.get(language).join(one.name for one in incident.every_entruster)


def _cases(cases: Sequence[CaseJudged], language: str) -> str:
    """The situations that are given, with what nobody knows yet behind them."""
    given = [one.citation.text.get(language) for one in cases if one.holds]
    return COMMAS.get(language).join(given) or (
        "" if any(one.holds is None for one in cases) else say("fact.none", language)
    )


def _place(source: PaperSource, language: str) -> Iterator[Fact]:
    incident = source.incident
    where = "" if incident.place is None else code_word(incident.place).get(language)
    name = source.names.get(incident.third_party_id, "") if incident.third_party_id != SELF_ID else ""
    yield _name("place", language), aside(where, name, language) if where and name else where


def _data(incident: Incident, language: str) -> Iterator[Fact]:
    kinds = COMMAS.get(language).join(say(label_key(one), language) for one in sorted(incident.categories or ()))
    yield _name("categories", language), kinds


def _persons(incident: Incident, language: str) -> Iterator[Fact]:
    known = incident.persons is not None
    yield _name("persons", language), count(incident.persons, Unit.PERSONS, language) if known else ""


def _cause(source: PaperSource, language: str) -> Iterator[Fact]:
    if source.incident.cause is not None:  # said when it is closed
        yield _name("cause", language), code_word(source.incident.cause).get(language)


def _secondary(incident: Incident, language: str) -> Iterator[Fact]:
    known = incident.may_cost_money
    yield _name("may_cost_money", language), "" if known is None else yes_no(known, language)


def _response(incident: Incident, language: str) -> Iterator[Fact]:
    told, on = incident.persons_told, incident.persons_told_on
    words = "" if told is None else code_word(told).get(language)
    yield _name("persons_told", language), aside(words, day(on, language), language) if words and on else words


def _measures(measures: Sequence[IncidentMeasure], language: str) -> Iterator[Fact]:
    for one in measures:
        key = "done" if one.done_on else "planned" if one.due_on else "undated"
        on = one.done_on or one.due_on
        yield one.name, say(f"incidents.measure_{key}", language, day=day(on, language) if on else "")


def _name(field: str, language: str) -> str:
    return field_words(Incident, field).get(language)
