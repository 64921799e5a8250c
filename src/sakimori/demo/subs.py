"""Sub-processors of the demo: the tree that a third party reports, and what compliance says to each link."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from sakimori.demo.hands import Hands
from sakimori.demo.rows import Entry
from sakimori.demo.steps import Step, happenings, later, start_of, write_many
from sakimori.domain.records.sub_processor import Approval
from sakimori.services.kernel.confirmations import decide_sub_processor


def tree_steps(links: Sequence[Entry], hands: Hands) -> Iterator[Step]:
    """Links are reported one depth after the other; each is decided a week later, where anybody decided."""
    for depth, level in enumerate(_levels(links)):
        for day in sorted({start_of(link, hands) for link in level}):
            same = [link for link in level if start_of(link, hands) == day]
            first = later(day, 15 + depth)
            yield Step(first, partial(_record, same, hands))
            for link in same:
                if link.told("approval"):
                    yield Step(later(first, 7), partial(_decide, link, hands))
                yield from happenings(link, hands, hands.buyer, after=first)


def _levels(links: Sequence[Entry]) -> Iterator[list[Entry]]:
    above: set[str | None] = {None}
    while level := [link for link in links if link.told("parent_id") in above]:
        yield level
        above = {link.key for link in level}


def _record(level: list[Entry], hands: Hands) -> None:
    third_party = hands.parties[level[0].party]
    write_many(level, hands, hands.buyer, third_party_id=third_party)


def _decide(link: Entry, hands: Hands) -> None:
    approval = Approval(link.told("approval"))
    decide_sub_processor(
        hands.workspace,
        hands.ids[link.key],
        approval,
        actor=hands.buyer if approval is Approval.PENDING else hands.decider,
        at=hands.at,
        note=link.told("why", ""),
    )
