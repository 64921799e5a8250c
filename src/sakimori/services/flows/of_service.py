"""What feeds a service: whose data, which kinds, from which of our systems."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from sakimori.domain.codes import DataCategory
from sakimori.domain.records.data_flow import SubjectGroup
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.services.flows.rows import FlowRow
from sakimori.services.flows.verdicts import FlowVerdict, worse


@dataclass(frozen=True, slots=True)
class FedService:
    """One service with the flows that go into it; None stands for flows of a third party that name no service.

    `groups` and `categories` are None where one of the flows leaves them open.
    """

    party: ThirdParty
    service: Service | None
    verdict: FlowVerdict
    groups: frozenset[SubjectGroup] | None
    categories: frozenset[DataCategory] | None
    systems: tuple[str, ...]
    persons: int | None
    flow_ids: tuple[str, ...]


def fed_services(rows: Sequence[FlowRow]) -> tuple[FedService, ...]:
    """The services that flows feed, in the order of their worst flow."""
    fed: defaultdict[tuple[str, str], list[FlowRow]] = defaultdict(list)
    for row in rows:
        if row.goes_out:
            fed[row.party.id, row.flow.service_id or ""].append(row)
    return tuple(_fed(found) for found in fed.values())


def _fed(rows: Sequence[FlowRow]) -> FedService:
    verdict = reduce(worse, (row.verdict for row in rows))
    groups = [row.flow.subject_groups for row in rows]
    categories = [row.flow.categories for row in rows]
    return FedService(
        party=rows[0].party,
        service=rows[0].service,
        verdict=verdict,
        groups=None if None in groups else frozenset[SubjectGroup]().union(*(g for g in groups if g)),
        categories=None if None in categories else frozenset[DataCategory]().union(*(c for c in categories if c)),
        systems=tuple(sorted({row.flow.source_system for row in rows if row.flow.source_system})),
        persons=persons_of(rows),
        flow_ids=tuple(row.flow.id for row in rows),
    )


def persons_of(rows: Sequence[FlowRow]) -> int | None:
    """Flows of one data set speak of the same persons; one number that is not known leaves the sum open."""
    most: dict[str, int] = {}
    for row in rows:
        if row.flow.persons is None:
            return None
        about = row.flow.data_set_id or row.flow.id
        most[about] = max(most.get(about, 0), row.flow.persons)
    return sum(most.values())
