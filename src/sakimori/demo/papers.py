"""What is put on record about each third party of the demo, step by step once it is registered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from sakimori.demo.flowing import flow_steps
from sakimori.demo.hands import Hands
from sakimori.demo.paperwork import certificate_steps, contract_steps
from sakimori.demo.rows import Entry
from sakimori.demo.steps import Step, start_of
from sakimori.demo.stories import Story
from sakimori.demo.subs import tree_steps
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.sub_processor import SubProcessorLink

_WEEK = timedelta(days=7)
_STEPS = {Contract: contract_steps, Certificate: certificate_steps, DataFlow: flow_steps}


def papers_of(party: str, entries: Sequence[Entry], hands: Hands) -> Story:
    """The story of the papers of one third party: it waits for the registration, and then goes from day to day."""
    day = hands.at.date()
    yield day
    while party not in hands.parties:
        day += _WEEK
        yield day
    for step in sorted(_steps(entries, hands), key=lambda s: s.day):
        yield step.day
        step.act()


def _steps(entries: Iterable[Entry], hands: Hands) -> Iterator[Step]:
    links = []
    for entry in entries:
        if entry.kind is SubProcessorLink:
            links.append(entry)
        else:
            yield from _STEPS[entry.kind](entry, hands, start_of(entry, hands))
    if links:
        yield from tree_steps(links, hands)
