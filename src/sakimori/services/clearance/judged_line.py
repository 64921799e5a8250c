"""Judged line: data set, kinds, purpose, ground, persons and day of an answer by name, which stands in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final

from sakimori.domain.codes import DataCategory
from sakimori.domain.records.data_flow import DataFlow, LegalRoute
from sakimori.domain.values.written import aside, day
from sakimori.exchange.paper.words import WORDS, dotted, label, say, say_count
from sakimori.rules.clearance.case import Case
from sakimori.services.clearance.readings import Candidate
from sakimori.services.clearance.reason_words import of_way

CANDIDATES_SHOWN: Final = 5
"""So many hand-overs that a question may mean are listed; of the others their number is told."""


def as_it_is(name: str) -> str:
    """A name from records as it stands there."""
    return name


def judged_line(case: Case, on: date, language: str, *, named: Callable[[str], str] = as_it_is) -> str:
    """What an answer is about, in one line of a language; `named` marks words that come from records."""
    flow, unknown = case.flow, say("fact.unknown", language)
    purposes = {purpose.id: purpose.name for purpose in case.dossier.registers.purposes}
    purpose = purposes.get(flow.purpose_id or "", "")
    return say(
        f"judged.line{of_way(flow.comes_in)}",
        language,
        data=data_in(case.data_set.name if case.data_set else "", flow, language, named=named),
        purpose=named(purpose) if purpose else unknown,
        ground=ground_in(flow.route, language),
        persons=unknown if case.persons is None else say_count("unit.persons", case.persons, language),
        day=day(on, language),
    )


def data_in(data_set: str, flow: DataFlow, language: str, *, named: Callable[[str], str] = as_it_is) -> str:
    """A data set by name with the kinds that go; of a flow without one the kinds, and that no set is named."""
    kinds = dotted((label(kind, language) for kind in DataCategory if kind in (flow.categories or ())), language)
    name = named(data_set) if data_set else say("judged.no_set", language)
    return aside(name, kinds or say("fact.unknown", language), language)


def ground_in(route: LegalRoute, language: str) -> str:
    """The ground with its article."""
    key, ground = f"slip.article_{route.value}", label(route, language)
    if key not in WORDS:
        return ground
    return say("slip.ground_article", language, ground=ground, article=say(key, language))


def candidate_lines(
    candidates: Iterable[Candidate], language: str, *, named: Callable[[str], str] = as_it_is
) -> Iterator[str]:
    """The first hand-overs that a short question may mean, a line each; those that are not registered in one."""
    found = list(candidates)
    registered = [_candidate(one, language, named) for one in found if one.flow.id]
    yield from registered[:CANDIDATES_SHOWN]
    if len(registered) > CANDIDATES_SHOWN:
        yield say("judged.more", language, count=len(registered) - CANDIDATES_SHOWN)
    beside = list(dict.fromkeys(_beside(one, language, named) for one in found if not one.flow.id))
    if beside:
        more = len(beside) - CANDIDATES_SHOWN
        which = dotted(beside[:CANDIDATES_SHOWN], language)
        which = say("judged.which_more", language, which=which, count=more) if more > 0 else which
        yield say("judged.not_registered", language, which=which)


def _beside(one: Candidate, language: str, named: Callable[[str], str]) -> str:
    if one.data_set and one.purpose:
        return aside(named(one.data_set), named(one.purpose), language)
    return named(one.data_set or one.purpose) or say("fact.unknown", language)


def _candidate(one: Candidate, language: str, named: Callable[[str], str]) -> str:
    """Data, purpose, ground, the id of the flow, and its own answer."""
    flow = one.flow
    return say(
        "judged.candidate",
        language,
        data=data_in(one.data_set, flow, language, named=named),
        purpose=named(one.purpose) if one.purpose else say("fact.unknown", language),
        ground=ground_in(flow.route, language),
        name=named(flow.name),
        id=flow.id,
        outcome=label(one.outcome, language) if one.outcome else "",
    )
