"""What is put on record about each third party of the demo: contracts, certificates, sub-processors and flows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from sakimori.demo.actors import Actors
from sakimori.demo.flows import flow_steps
from sakimori.demo.script import Story
from sakimori.demo.steps import DemoEntry, DemoStep, file_document, later, later_steps, start_of, write, write_many
from sakimori.demo.third_parties import COMPANY
from sakimori.domain.records.campaigns import AddressGroup, Campaign, SiteTag
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import ClauseState, Contract, ContractClause, ContractCover
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.sub_processor import Approval, SubProcessorLink
from sakimori.rules.facts.clause_sets import applicable_sets
from sakimori.rules.facts.foreign_flows import HOME
from sakimori.services.contracts.write import ClauseCheck, add_cover, check_clauses
from sakimori.services.kernel.confirmations import (
    approve_clause_reason,
    compare_scope,
    confirm_cover,
    decide_renewal,
    decide_sub_processor,
)
from sakimori.services.kernel.loading import load_dossiers

_FOUND = {"absent": ClauseState.ABSENT, "weak": ClauseState.WEAK}


def contract_steps(entry: DemoEntry, hands: Actors, start: date) -> Iterator[DemoStep]:
    """A contract comes in, is confirmed, read, and renewed when its time comes.

    The file may say `open` (what nobody has found), `covers` (further parties), `unconfirmed`, `read`,
    `read_on`, `for` (whom it is read for), `absent`, `weak`, `unread`, `excused`, `renewed` and `file`.
    """
    first = later(start, 2)
    yield DemoStep(first, partial(_record, entry, hands))
    yield DemoStep(later(first, 3), partial(_confirm, entry, hands))
    if entry.told("read", otherwise=True):
        wanted = hands.day(entry.told("read_on")) if entry.told("read_on") else first
        yield DemoStep(max(later(first, 24), wanted), partial(_read, entry, hands))
    if entry.told("excused"):
        yield DemoStep(later(first, 31), partial(_excuse, entry, hands))
    for number in entry.told("renewed", ()):
        yield DemoStep(hands.day(number), partial(_renew, entry, hands))
    yield from later_steps(entry, hands, hands.buyer, after=first)


def _record(entry: DemoEntry, hands: Actors) -> None:
    usual: dict[str, Any] = {
        "our_side": hands.words(COMPANY),
        "other_side": hands.cast[entry.party].party.legal_name,
        "governing_law": HOME,
        "auto_renews": True,
        "renewal_months": 12,
        "notice_days_ours": 90,
    }
    given = {name: value for name, value in usual.items() if name not in entry.told("open", ())}
    if "start_on" in entry.says and entry.says["start_on"] <= 0:
        given["signed_on"] = hands.day(entry.says["start_on"] - 14)
    if entry.told("file"):
        given["document_ids"] = (file_document(hands, entry.party, entry.told("file")),)
    contract = write(entry, hands, hands.buyer, third_party_id=hands.parties[entry.party], **given)
    for party in entry.told("covers", ()):
        add_cover(hands.workspace, contract, hands.parties[party], actor=hands.buyer, at=hands.at)


def _confirm(entry: DemoEntry, hands: Actors) -> None:
    with hands.workspace.unit() as unit:
        covers = unit.records.select(ContractCover, "contract_id = :id", {"id": hands.ids[entry.key]}, order="id")
    waiting = {hands.parties[party] for party in entry.told("unconfirmed", ())}
    for cover in covers:
        if cover.third_party_id not in waiting:
            confirm_cover(hands.workspace, cover.id, actor=hands.reader, at=hands.at)


def _read(entry: DemoEntry, hands: Actors) -> None:
    """Note what stands in it of all clauses that are asked of the third party that it is read for."""
    party = hands.parties[entry.told("for", entry.party)]
    with hands.workspace.unit() as unit:
        asked = [c.id for applied in applicable_sets(load_dossiers(unit, [party])[0]) for c in applied.asked]
    excused: dict[str, str] = entry.told("excused", {})
    states = {c: state for word, state in _FOUND.items() for c in entry.told(word, ())}
    states |= dict.fromkeys(excused, ClauseState.ABSENT)
    unread = set(entry.told("unread", ()))
    checks = [
        ClauseCheck(
            clause,
            0,
            states.get(clause, ClauseState.PRESENT),
            page="" if clause in states else hands.words("第{n}条").format(n=number),
            reason=excused.get(clause),
        )
        for number, clause in enumerate(asked, start=3)
        if clause not in unread and clause.partition("-")[0] not in unread
    ]
    check_clauses(hands.workspace, hands.ids[entry.key], checks, actor=hands.reader, at=hands.at)


def _excuse(entry: DemoEntry, hands: Actors) -> None:
    with hands.workspace.unit() as unit:
        read = unit.records.select(ContractClause, "contract_id = :id", {"id": hands.ids[entry.key]}, order="id")
    for clause in read:
        if clause.clause_id in entry.told("excused"):
            approve_clause_reason(hands.workspace, clause.id, actor=hands.decider, at=hands.at)


def _renew(entry: DemoEntry, hands: Actors) -> None:
    decide_renewal(hands.workspace, hands.ids[entry.key], goes_on=True, actor=hands.buyer, at=hands.at)


def certificate_steps(entry: DemoEntry, hands: Actors, start: date) -> Iterator[DemoStep]:
    """A certificate comes in, and somebody compares its scope; the file may say `compared` and `file`."""
    first = later(start, 4)
    yield DemoStep(first, partial(_certify, entry, hands))
    if entry.told("compared") is not None:
        yield DemoStep(later(first, 5), partial(_compare, entry, hands))
    yield from later_steps(entry, hands, hands.buyer, after=first)


def _certify(entry: DemoEntry, hands: Actors) -> None:
    paper = {"evidence_id": file_document(hands, entry.party, entry.told("file"))} if entry.told("file") else {}
    write(entry, hands, hands.buyer, third_party_id=hands.parties[entry.party], **paper)


def _compare(entry: DemoEntry, hands: Actors) -> None:
    compare_scope(
        hands.workspace, hands.ids[entry.key], covers_us=entry.told("compared"), actor=hands.reader, at=hands.at
    )


_AFTER = {Campaign: 0, AddressGroup: 1, SiteTag: 0}
"""So many days after the day of the file a record comes in: the groups follow their campaign."""


def campaign_steps(entry: DemoEntry, hands: Actors, start: date) -> Iterator[DemoStep]:
    """A campaign, a group of its addresses or a tag comes in; its days of sending are noted as they come."""
    first = later(max(start, hands.day(entry.says["on"])), _AFTER[entry.kind])
    yield DemoStep(first, partial(_enter, entry, hands))
    yield from later_steps(entry, hands, hands.buyer, after=first)


def _enter(entry: DemoEntry, hands: Actors) -> None:
    write(entry, hands, hands.buyer, third_party_id=hands.parties[entry.party])


_WEEK = timedelta(days=7)
_STEPS = {
    Contract: contract_steps, Certificate: certificate_steps, DataFlow: flow_steps, Campaign: campaign_steps,
    AddressGroup: campaign_steps, SiteTag: campaign_steps,
}  # fmt: skip


def papers_of(party: str, entries: Sequence[DemoEntry], hands: Actors) -> Story:
    """The story of the papers of one third party: it waits for the registration, and then goes from day to day."""
    day = hands.at.date()
    yield day
    while party not in hands.parties:
        day += _WEEK
        yield day
    for step in sorted(_steps(entries, hands), key=lambda s: s.day):
        yield step.day
        step.act()


def _steps(entries: Iterable[DemoEntry], hands: Actors) -> Iterator[DemoStep]:
    links = []
    for entry in entries:
        if entry.kind is SubProcessorLink:
            links.append(entry)
        else:
            yield from _STEPS[entry.kind](entry, hands, start_of(entry, hands))
    if links:
        yield from tree_steps(links, hands)


def tree_steps(links: Sequence[DemoEntry], hands: Actors) -> Iterator[DemoStep]:
    """Links are reported one depth after the other; each is decided a week later, where anybody decided."""
    for depth, level in enumerate(_levels(links)):
        for day in sorted({start_of(link, hands) for link in level}):
            same = [link for link in level if start_of(link, hands) == day]
            first = later(day, 15 + depth)
            yield DemoStep(first, partial(_report, same, hands))
            for link in same:
                if link.told("approval"):
                    yield DemoStep(later(first, 7), partial(_decide, link, hands))
                yield from later_steps(link, hands, hands.buyer, after=first)


def _levels(links: Sequence[DemoEntry]) -> Iterator[list[DemoEntry]]:
    above: set[str | None] = {None}
    while level := [link for link in links if link.told("parent_id") in above]:
        yield level
        above = {link.key for link in level}


def _report(level: list[DemoEntry], hands: Actors) -> None:
    third_party = hands.parties[level[0].party]
    write_many(level, hands, hands.buyer, third_party_id=third_party)


def _decide(link: DemoEntry, hands: Actors) -> None:
    approval = Approval(link.told("approval"))
    decide_sub_processor(
        hands.workspace,
        hands.ids[link.key],
        approval,
        actor=hands.buyer if approval is Approval.PENDING else hands.decider,
        at=hands.at,
        note=link.told("why", ""),
    )
