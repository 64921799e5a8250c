"""Flows gathered by the country into which data go, and by the service that they feed, with how they stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

from sakimori.domain.codes import DataCategory
from sakimori.domain.records.country import CountryProfile
from sakimori.domain.records.data_flow import SubjectGroup
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.rules.facts.assessments import DESIGNATED_COUNTRIES
from sakimori.rules.facts.foreign_flows import HOME
from sakimori.services.flows.rows import FlowRow
from sakimori.services.flows.states import Abroad, FlowVerdict, rank, worse
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import all_records
from sakimori.services.kernel.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CountryRow:
    """One country, or None for those flows of which nobody knows where they go.

    `verdicts` counts flows, `bases` what carries each flow (or each sub-processor) there, `persons` the known numbers.
    """

    code: str | None
    verdicts: Mapping[FlowVerdict, int]
    bases: Mapping[Abroad, int]
    flow_ids: frozenset[str]
    companies: int
    persons: int | None
    read_on: date | None

    @property
    def is_designated(self) -> bool:
        """Whether 規則15条 names it."""
        return self.code in DESIGNATED_COUNTRIES

    @property
    def flows(self) -> int:
        """How many flows reach it."""
        return len(self.flow_ids)


@needs(Permission.READ)
def profile_days(workspace: Workspace, *, number: int) -> dict[str, date]:
    """When each country profile was read, as known after an entry."""
    with workspace.unit() as unit:
        return {profile.id: profile.checked_on for profile in all_records(unit, CountryProfile, number=number)}


def country_rows(rows: Sequence[FlowRow], read: Mapping[str, date]) -> tuple[CountryRow, ...]:
    """The countries that flows reach, those with the worst verdict first, Japan last."""
    reaching: defaultdict[str | None, list[FlowRow]] = defaultdict(list)
    bases: defaultdict[str | None, Counter[Abroad]] = defaultdict(Counter)
    for row in rows:
        if not row.goes_out:
            continue
        for place in row.reaches:
            reaching[place].append(row)
        for place, carried in row.carried():
            bases[place][carried] += 1
    found = [_country(code, there, bases[code], read) for code, there in reaching.items()]
    return tuple(sorted(found, key=_worst_first))


def _country(
    code: str | None, rows: Sequence[FlowRow], bases: Mapping[Abroad, int], read: Mapping[str, date]
) -> CountryRow:
    known = [row.flow.persons for row in rows if row.flow.persons is not None]
    return CountryRow(
        code=code,
        verdicts=Counter(row.verdict for row in rows),
        bases=bases,
        flow_ids=frozenset(row.flow.id for row in rows),
        companies=len({row.party.id for row in rows}),
        persons=sum(known) if known else None,
        read_on=read.get(code or ""),
    )


def _worst_first(row: CountryRow) -> tuple[bool, int, int, str]:
    gravest = min((rank(verdict) for verdict, count in row.verdicts.items() if count), default=len(FlowVerdict))
    return (row.code == HOME, gravest, -row.flows, row.code or "")


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
