"""Sub-processors 再委託先: who works below a third party, at which depth, and with whose consent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sakimori.domain.records.data_flow import ForeignBasisKind
from sakimori.domain.values.quick import quick


class Approval(StrEnum):
    """How the entrusting side (委託元の事前承諾) stands to a sub-processor; None is what nobody has asked."""

    PENDING = "pending"
    REPORTED = "reported"
    APPROVED = "approved"
    GENERAL = "general"
    REFUSED = "refused"


AGREED = frozenset({Approval.APPROVED, Approval.GENERAL, Approval.REPORTED})
"""Prior report, single approval, or approval in general: each does for GL 3-4-4; My Number asks for more."""


@quick
@dataclass(frozen=True, slots=True)
class SubProcessorLink:
    """One edge of the tree below a third party: under `parent_id`, else directly under the third party.

    `sub_third_party_id` names the third party where it has a dossier of its own; `name` is how it was listed.
    `foreign_basis` is the basis of the one who passes the data on, where the sub-processor is abroad. One without
    `starts_on` works already; `ended_on` is the first day on which it no longer does.
    """

    id: str
    third_party_id: str
    name: str
    parent_id: str | None = None
    sub_third_party_id: str | None = None
    service_id: str | None = None
    task: str = ""
    country: str | None = None
    handles_my_number: bool | None = None
    foreign_basis: ForeignBasisKind | None = None
    approval: Approval | None = None
    approval_note: str = ""
    approved_by: str | None = None
    approved_on: date | None = None
    source: str = ""
    source_seen_on: date | None = None
    starts_on: date | None = None
    ended_on: date | None = None
    external_key: str | None = None
    version: int = 1

    def works_on(self, on: date) -> bool:
        """Whether it works for the third party on a day; one that is announced begins on its first day."""
        return (self.starts_on is None or self.starts_on <= on) and (self.ended_on is None or on < self.ended_on)


def walk(links: Sequence[SubProcessorLink]) -> Iterator[tuple[int, SubProcessorLink]]:
    """Every link with its depth from 1, parents before children; links of a circle or a lost parent come at depth 1."""
    children: defaultdict[str, list[SubProcessorLink]] = defaultdict(list)
    known = {link.id for link in links}
    for link in links:
        children[link.parent_id if link.parent_id in known and link.parent_id else ""].append(link)
    seen: set[str] = set()
    waiting = [(1, link) for link in reversed(children[""])]
    while waiting:
        depth, link = waiting.pop()
        seen.add(link.id)
        yield depth, link
        waiting.extend((depth + 1, child) for child in reversed(children[link.id]) if child.id not in seen)
    for link in links:
        if link.id not in seen:
            yield 1, link
