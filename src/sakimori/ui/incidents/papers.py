"""The drafts of an incident out of its record: report, notice to the persons, publication, notice to each entruster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sakimori.domain.incident import CaseJudged
from sakimori.domain.records.incidents import (
    TOLD_TO_PERSONS,
    CauseKind,
    Incident,
    IncidentMeasure,
    ItemState,
    ReportItem,
)
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.values.blank import is_given
from sakimori.exchange.paper.incident_letters import LetterFacts
from sakimori.exchange.paper.incidents import DraftItem
from sakimori.exchange.registers.fields import field_words
from sakimori.exchange.registers.words import code_word
from sakimori.rules.incidents.reportable import acts_of
from sakimori.ui.frame.formats import Unit, aside, count, day
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
    address: str = ""


def draft_items(source: PaperSource, language: str) -> tuple[DraftItem, ...]:
    """The nine items with the facts that belong to each; one that nobody knows has no words."""
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


def letter_facts(source: PaperSource, language: str, on: date, *, to_entruster: bool = False) -> LetterFacts:
    """What the letters are made of: they name no finder, no situation of the rules, and nobody but us.

    What happened the persons are told in words of their own; an entruster reads the outline, with its days.
    """
    incident, data = source.incident, _data(source.incident, language)
    if to_entruster:
        facts = {ReportItem.OUTLINE: tuple(_when(incident, language)), ReportItem.DATA: tuple(data)}
        items = tuple(_item(incident, item, facts.get(item, ())) for item in ReportItem)
    else:
        told = {ReportItem.DATA: tuple(data), ReportItem.SECONDARY: tuple(_secondary(incident, language))}
        items = (
            _told_outline(incident.outline_to_persons),
            *(_item(incident, item, told.get(item, ())) for item in TOLD_TO_PERSONS if item is not ReportItem.OUTLINE),
        )
    return LetterFacts(
        language, source.company, items, source.contact, day(on, language), acts_of(source.cases), source.address
    )


def outline_for_persons(incident: Incident, language: str) -> str:
    """The outline with its days in sentences, to begin from where nobody has written to the persons yet."""
    days = {
        key: day(on, language) for key, on in (("on", incident.occurred_on), ("found", incident.discovered_on)) if on
    }
    when = say(f"incidents.when_{'_'.join(days)}", language, **days) if days else ""
    return "\n".join(filter(None, (when, incident.item_outline)))


def _told_outline(text: str) -> DraftItem:
    return DraftItem(ReportItem.OUTLINE, ItemState.WRITTEN if is_given(text) else ItemState.UNTOUCHED, text)


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
    yield "", COMMAS.get(language).join(say(label_key(one), language) for one in sorted(incident.categories or ()))


def _persons(incident: Incident, language: str) -> Iterator[Fact]:
    """How many persons; as many at most, unless somebody said that it is certain."""
    if incident.persons is not None:
        number = count(incident.persons, Unit.PERSONS, language)
        yield "", number if incident.is_suspected is False else say("incidents.at_most", language, number=number)


def _cause(source: PaperSource, language: str) -> Iterator[Fact]:
    """The kind of cause, which is said when it is closed; that it is another kind tells nothing."""
    cause = source.incident.cause
    if cause is not None and cause is not CauseKind.OTHER:
        yield "", code_word(cause).get(language)


def _secondary(incident: Incident, language: str) -> Iterator[Fact]:
    if incident.may_cost_money is not None:
        yield "", say(f"incidents.paper_money_{'yes' if incident.may_cost_money else 'no'}", language)


def _response(incident: Incident, language: str) -> Iterator[Fact]:
    if incident.persons_told is not None:
        on = incident.persons_told_on
        when = say("incidents.paper_on", language, day=day(on, language)) if on else ""
        yield "", say(f"incidents.paper_told_{incident.persons_told.value}", language, when=when).strip()


def _measures(measures: Sequence[IncidentMeasure], language: str) -> Iterator[Fact]:
    for one in measures:
        key = "done" if one.done_on else "planned" if one.due_on else "undated"
        on = one.done_on or one.due_on
        yield one.name, say(f"incidents.measure_{key}", language, day=day(on, language) if on else "")


def _name(field: str, language: str) -> str:
    return field_words(Incident, field).get(language)
